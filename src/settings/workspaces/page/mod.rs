//! The pages of the Workspaces tab.

mod acts;
mod list;
mod new;
mod one;

pub use list::Page;
pub use new::NewPage;
pub use one::WorkspacePage;

use crate::{
    model::Cursor,
    settings::workspaces::model::{Show, State},
    ui::prelude::*,
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// The address of the list.
fn address(slug: &str) -> String {
    format!("/o/{slug}/settings/workspaces")
}

/// The address of a part of the list.
fn address_of(slug: &str, search: &str, show: Show, way: Option<(&'static str, &Cursor)>) -> String {
    let mut query = ParamsMap::new();
    for (name, value) in [("search", search), ("show", show.as_str())] {
        if !value.is_empty() {
            query.insert(name, value.to_owned());
        }
    }
    if let Some((way, Cursor(cursor))) = way {
        query.insert(way, cursor.clone());
    }
    format!("{}{}", address(slug), query.to_query_string())
}

/// "1 form", "3 forms".
fn count(number: i64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// What a workspace is, at a glance.
#[component]
fn StateBadge(state: State) -> impl IntoView {
    let (tone, icon) = match state {
        State::Active => (BadgeTone::Good, None),
        State::Suspended => (BadgeTone::Danger, Some(IconName::Ban)),
        State::Archived => (BadgeTone::Neutral, Some(IconName::Inbox)),
    };
    match icon {
        Some(icon) => view! { <Badge tone icon>{state.label()}</Badge> }.into_any(),
        None => view! { <Badge tone>{state.label()}</Badge> }.into_any(),
    }
}
