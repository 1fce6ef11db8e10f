//! Every piece of `ui/` in every state, for those who build pages: what there is, what it is called, what it looks like
//! when all goes well and when it doesn't. Served in development only.
//!
//! `?theme=dark`, `?theme=light` and `?dir=rtl` show it all so; `?show=frame` and the others of [`WholePage`] show what
//! fills a page of its own.

mod controls;
mod foundations;
mod lists;
mod pages;
mod sections;

use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use pages::WholePage;

/// The groups, in the order of the page: anchor and title.
const GROUPS: [(&str, &str); 13] = [
    ("colours", "Colours"),
    ("type", "Type"),
    ("icons", "Icons and mark"),
    ("buttons", "Buttons"),
    ("small", "Badges, avatars, times"),
    ("fields", "Fields"),
    ("forms", "Forms that come back"),
    ("page-parts", "Headers and sections"),
    ("tables", "Tables"),
    ("menus", "Menus and toasts"),
    ("dialogs", "Dialogs"),
    ("states", "Empty, failed, waiting"),
    ("whole-pages", "Whole pages"),
];

/// The kit, or one whole page of it.
#[component]
pub fn Page() -> impl IntoView {
    let query = use_query_map().get_untracked();
    match query.get("show").as_deref().and_then(WholePage::find) {
        Some(page) => view! { <pages::Show page/> }.into_any(),
        None => view! { <Kit theme=query.get("theme") dir=query.get("dir")/> }.into_any(),
    }
}

#[component]
fn Kit(theme: Option<String>, dir: Option<String>) -> impl IntoView {
    let theme = theme.filter(|theme| theme == "light" || theme == "dark");
    let dir = dir.filter(|dir| dir == "rtl");
    let groups = GROUPS.map(|(id, title)| view! { <li><a class="kit-link" href=format!("#{id}")>{title}</a></li> });
    view! {
        <Title text="Kit · Tenantry"/>
        <div class="kit-ground" data-theme=theme dir=dir>
            <div class="kit">
                <nav class="kit-index" aria-label="Kit">
                    <ul>{groups.collect_view()}</ul>
                    <p class="kit-switch">
                        <a href="?theme=light">"Light"</a>" · "<a href="?theme=dark">"Dark"</a>" · "<a href="?dir=rtl">"RTL"</a>" · "<a href="?">"System"</a>
                    </p>
                </nav>
                <main class="kit-main">
                    <header class="page-header">
                        <h1 class="page-title">"The kit"</h1>
                        <p class="page-lead">
                            "Every piece that pages are made of, in every state. All of it is drawn on the server and works with scripts off."
                        </p>
                    </header>
                    <foundations::Colours/>
                    <foundations::Type/>
                    <foundations::Icons/>
                    <controls::Buttons/>
                    <controls::Small/>
                    <controls::Fields/>
                    <controls::Forms/>
                    <sections::Parts/>
                    <lists::Tables/>
                    <lists::Menus/>
                    <lists::Dialogs/>
                    <sections::States/>
                    <pages::Index/>
                </main>
            </div>
        </div>
    }
    .into_any()
}

/// One group: its heading and what to know about it.
#[component]
fn Group(
    /// One of [`GROUPS`].
    id: &'static str,
    about: &'static str,
    children: Children,
) -> impl IntoView {
    let title = GROUPS.iter().find(|(group, _)| *group == id).map(|(_, title)| *title);
    view! {
        <section class="kit-group" id=id aria-labelledby=format!("{id}-title")>
            <h2 class="kit-title" id=format!("{id}-title")>{title}</h2>
            <p class="kit-about">{about}</p>
            {children()}
        </section>
    }
    .into_any()
}

/// One sample: what it is called in code, and the thing itself.
#[component]
fn Sample(
    /// As one would write it.
    code: &'static str,
    /// A row of small things instead of a block.
    #[prop(optional)]
    row: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="kit-sample">
            <p class="kit-code"><code>{code}</code></p>
            <div class:kit-row=row class="kit-stage">{children()}</div>
        </div>
    }
    .into_any()
}

/// A point in time as the server would write it.
fn moment(text: &str, exact: &str) -> crate::model::Moment {
    crate::model::Moment { iso: "2026-03-04T14:05:00Z".to_owned(), text: text.to_owned(), exact: exact.to_owned() }
}

/// The longest name that somebody may have, nearly.
const LONG_NAME: &str = "Wolfeschlegelsteinhausenbergerdorff Bartholomäus von und zu Hohenwaldau-Niedernberg";

/// Shown where the kit has to show an avatar in a table.
fn person(name: &str) -> impl IntoView + use<> {
    view! { <Avatar name=name size=32/> }
}
