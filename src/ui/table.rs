//! Tables. The first column says who or what a row is about; on a phone every row becomes a card.
//!
//! The roles are spelled out because a table whose parts aren't drawn as a table loses them in some browsers.

use crate::ui::{
    icon::{Icon, IconName},
    menu::Menu,
    text::{OptionalText, address_breaks},
};
use leptos::{prelude::*, tachys::html::InertElement};

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    label: String,
    class: &'static str,
}

impl Column {
    /// Words.
    pub fn text(label: impl Into<String>) -> Self {
        Self { label: label.into(), class: "" }
    }

    /// Figures, at the end of the column.
    pub fn number(label: impl Into<String>) -> Self {
        Self { label: label.into(), class: "cell-number" }
    }

    /// The row menus; the head is there for assistive technology alone.
    pub fn actions() -> Self {
        Self { label: "Actions".to_owned(), class: "cell-actions" }
    }
}

/// Rows under heads. The caption is for assistive technology; the section's title says it to the eye.
#[component]
pub fn Table(
    #[prop(into)] caption: String,
    columns: Vec<Column>,
    /// For many columns with dates as long as a workspace writes them: they may break.
    #[prop(optional)]
    dense: bool,
    /// [`Row`]s. They are written at once: what isn't loaded by then would be missing, so load above the table.
    children: Children,
) -> impl IntoView {
    let heads = columns.into_iter().map(|column| {
        let hidden = column.class == "cell-actions";
        view! {
            <th role="columnheader" scope="col" class=column.class><span class:visually-hidden=hidden>{column.label}</span></th>
        }
    });
    // Rows wait for nothing. Leptos writes what may wait as a stream, with several small texts for each element; with a
    // hundred rows those were a good part of drawing a page.
    let rows = InertElement::new(children().to_html());
    view! {
        <table class="table" class:table-dense=dense role="table">
            <caption class="visually-hidden">{caption}</caption>
            <thead role="rowgroup"><tr role="row">{heads.collect_view()}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

/// One row: an [`IdentityCell`], [`Cell`]s, and [`Actions`] last.
#[component]
pub fn Row(
    /// Drawn back: suspended, expired, removed.
    #[prop(optional)]
    faded: bool,
    children: Children,
) -> impl IntoView {
    view! { <tr role="row" class:row-faded=faded>{children()}</tr> }
}

/// One value. `label` is its column's, which a phone shows beside it.
#[component]
pub fn Cell(#[prop(into)] label: String, #[prop(optional)] number: bool, children: Children) -> impl IntoView {
    view! { <td role="cell" data-label=label class:cell-number=number>{children()}</td> }
}

/// Who or what the row is about.
#[component]
pub fn IdentityCell(
    #[prop(into)] name: String,
    /// The line below: an address, a slug.
    #[prop(optional, into)]
    sub: OptionalText,
    #[prop(optional, into)] href: OptionalText,
    #[prop(optional, into)] avatar: Option<ViewFnOnce>,
    /// Badges behind the name.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let name = address_breaks(name);
    let name = match href.0 {
        Some(href) => view! { <a class="identity-name" href=href><bdi>{name}</bdi></a> }.into_any(),
        None => view! { <bdi class="identity-name">{name}</bdi> }.into_any(),
    };
    view! {
        <th role="rowheader" scope="row" class="cell-identity">
            <div class="identity">
                {avatar.map(|avatar| avatar.run())}
                <div class="identity-text">
                    <div class="identity-line">{name}{children.map(|children| children())}</div>
                    {sub.0.map(|sub| view! { <div class="identity-sub"><bdi>{sub}</bdi></div> })}
                </div>
            </div>
        </th>
    }
}

/// The row's menu, or its one button.
#[component]
pub fn Actions(
    /// Makes a menu of the children, named so: "Actions for Ana Lima". Without it they stand as they are.
    #[prop(optional, into)]
    menu: OptionalText,
    children: Children,
) -> impl IntoView {
    let inside = match menu.0 {
        Some(label) => view! { <Menu label icon=IconName::Ellipsis>{children()}</Menu> }.into_any(),
        None => children(),
    };
    view! { <td role="cell" class="cell-actions">{inside}</td> }
}

/// How many there are, and the filters, above a table. Filters are a form with `method="get"`, so that they stand in the URL.
#[component]
pub fn ListBar(
    /// "128 members", "12 of 128 members".
    #[prop(into)]
    count: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="list-bar">
            {children.map(|children| view! { <div class="list-filters">{children()}</div> })}
            <p class="list-count">{count}</p>
        </div>
    }
}

/// The ways on through a long list; nothing where it fits one page.
#[component]
pub fn Pager(
    #[prop(optional, into)] newer: OptionalText,
    #[prop(optional, into)] older: OptionalText,
    /// The list is in another order than time: the ways are called "Previous" and "Next".
    #[prop(optional)]
    timeless: bool,
) -> impl IntoView {
    let (back, on) = if timeless { ("Previous", "Next") } else { ("Newer", "Older") };
    (newer.0.is_some() || older.0.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {step(newer.0, back, "prev")}
                {step(older.0, on, "next")}
            </nav>
        }
    })
}

/// A link where there is more, a drawn-back word where there isn't, so that the other doesn't move.
fn step(href: Option<String>, label: &'static str, rel: &'static str) -> impl IntoView {
    let back = (rel == "prev").then(|| view! { <Icon name=IconName::ChevronLeft class="icon-turns"/> });
    let on = (rel == "next").then(|| view! { <Icon name=IconName::ChevronRight class="icon-turns"/> });
    match href {
        Some(href) => view! { <a class="button button-quiet" href=href rel=rel>{back}{label}{on}</a> }.into_any(),
        None => view! { <span class="button button-quiet button-off" aria-hidden="true">{back}{label}{on}</span> }
            .into_any(),
    }
}
