//! The page of a workspace's members.

mod add;
mod invite;
mod list;
mod row;

pub use list::Page;

use super::model::Place;
use crate::{model::WorkspaceRole, ui::field::Hidden};
use leptos::prelude::*;

/// What every form of the page carries: which workspace.
#[component]
fn Where(place: Place) -> impl IntoView {
    view! {
        <Hidden name="org" value=place.org.to_string()/>
        <Hidden name="workspace" value=place.workspace.to_string()/>
    }
}

/// The roles, weakest first: value and label.
fn roles() -> Vec<(String, String)> {
    let means = |role| match role {
        WorkspaceRole::Viewer => "sees, opens, downloads",
        WorkspaceRole::Editor => "adds and deletes too",
        WorkspaceRole::Manager => "has members, settings and keys too",
    };
    let option = |role: WorkspaceRole| (role.as_str().to_owned(), format!("{} – {}", role.label(), means(role)));
    WorkspaceRole::ALL.into_iter().rev().map(option).collect()
}
