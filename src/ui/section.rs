//! The parts of a page: its header, its sections, and what is dangerous at its end.

use crate::{
    model::name::slugify,
    ui::{
        frame::SettingsTabs,
        icon::{Icon, IconName},
        text::OptionalText,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// The page's title, one sentence on what it decides, and what can be done with the whole of it. Sets the document's title.
#[component]
pub fn PageHeader(
    #[prop(into)] title: String,
    #[prop(optional, into)] lead: OptionalText,
    /// The page above this one: address and label.
    #[prop(optional)]
    parent: Option<(String, String)>,
    #[prop(optional, into)] actions: Option<ViewFnOnce>,
) -> impl IntoView {
    view! {
        <Title text=format!("{title} · Tenantry")/>
        <header class="page-header">
            {parent.map(|(href, label)| view! { <a class="page-parent" href=href><Icon name=IconName::ChevronLeft class="icon-turns"/>{label}</a> })}
            <div class="page-headline">
                <h1 class="page-title">{title}</h1>
                {actions.map(|actions| view! { <div class="page-actions">{actions.run()}</div> })}
            </div>
            {lead.0.map(|lead| view! { <p class="page-lead">{lead}</p> })}
        </header>
        <SettingsTabs/>
    }
    .into_any()
}

/// The pages that a tab of the settings is made of, as a row of links below the page's header.
#[component]
pub fn SubTabs(
    /// Address and label of each.
    links: Vec<(String, String)>,
) -> impl IntoView {
    let location = use_location();
    let (here, asked) = (location.pathname.get_untracked(), location.search.get_untracked());
    // A link with a query is the page as that query has it; one without is the page as no other link has it.
    let fits = |href: &str| match href.split_once('?') {
        Some((path, query)) => here.trim_end_matches('/') == path && asked.trim_start_matches('?').starts_with(query),
        None => here.trim_end_matches('/') == href,
    };
    let current = links.iter().rposition(|(href, _)| fits(href) && href.contains('?'));
    let current = current.or_else(|| links.iter().position(|(href, _)| fits(href)));
    let links = links.into_iter().enumerate().map(|(at, (href, label))| {
        let current = (current == Some(at)).then_some("page");
        view! { <li><a class="subtab" href=href aria-current=current>{label}</a></li> }
    });
    view! { <nav class="subtabs" aria-label="Pages of this tab"><ul>{links.collect_view()}</ul></nav> }
}

/// A card: what it decides, one line of explanation, fields or a table.
#[component]
pub fn Section(
    #[prop(into)] title: String,
    #[prop(optional, into)] explain: OptionalText,
    /// For links to it; made from the title where none is given.
    #[prop(optional, into)]
    id: OptionalText,
    #[prop(optional, into)] actions: Option<ViewFnOnce>,
    children: Children,
) -> impl IntoView {
    view! { <Card class="card" title explain=explain.0 id=id.0 actions=actions>{children()}</Card> }
}

/// What stands below a section's fields: its own save. Goes inside the form.
#[component]
pub fn SectionFooter(
    /// A quiet line beside the button.
    #[prop(optional, into)]
    note: OptionalText,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="card-footer">
            {note.0.map(|note| view! { <p class="card-note">{note}</p> })}
            <div class="card-buttons">{children()}</div>
        </div>
    }
}

/// The section of what takes away or can't be undone. Last on its page.
#[component]
pub fn DangerZone(
    #[prop(into)] title: String,
    #[prop(optional, into)] explain: OptionalText,
    #[prop(optional, into)] id: OptionalText,
    children: Children,
) -> impl IntoView {
    view! { <Card class="card card-danger" title explain=explain.0 id=id.0 actions=None>{children()}</Card> }
}

#[component]
fn Card(
    class: &'static str,
    title: String,
    explain: Option<String>,
    id: Option<String>,
    actions: Option<ViewFnOnce>,
    children: Children,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| slugify(&title, "section"));
    let heading = format!("{id}-title");
    view! {
        <section class=class id=id aria-labelledby=heading>
            <div class="card-header">
                <div class="card-heading">
                    <h2 class="card-title" id=heading.clone()>{title}</h2>
                    {explain.map(|explain| view! { <p class="card-explain">{explain}</p> })}
                </div>
                {actions.map(|actions| view! { <div class="card-actions">{actions.run()}</div> })}
            </div>
            <div class="card-body">{children()}</div>
        </section>
    }
    .into_any()
}
