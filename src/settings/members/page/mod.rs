//! The pages of the Members tab.

mod list;
mod person;
mod row;

pub use list::Page;
pub use person::PersonPage;

use crate::{
    model::{Cursor, OrgRole},
    settings::members::model::{Show, may_act_on},
};
use leptos_router::params::ParamsMap;

/// The address of the list.
fn address(slug: &str) -> String {
    format!("/o/{slug}/settings/members")
}

/// The address of a part of the list.
fn address_of(slug: &str, search: &str, show: Show, way: Option<(&'static str, &Cursor)>) -> String {
    let mut query = ParamsMap::new();
    for (name, value) in [("search", search), ("show", show.as_str())] {
        if !value.is_empty() {
            query.insert(name, value.to_owned());
        }
    }
    if let Some((way, Cursor(cursor))) = way
        && !cursor.is_empty()
    {
        query.insert(way, cursor.clone());
    }
    format!("{}{}", address(slug), query.to_query_string())
}

/// The two pages of the tab.
fn sub_tabs(slug: &str) -> Vec<(String, String)> {
    let base = address(slug);
    vec![(base.clone(), "Members".to_owned()), (format!("{base}/invitations"), "Invitations".to_owned())]
}

/// The roles that somebody may give: value and label.
fn grantable(reader: OrgRole) -> Vec<(String, String)> {
    let roles = OrgRole::ALL.into_iter().filter(|role| reader.may_grant(*role));
    roles.map(|role| (role.as_str().to_owned(), role.label().to_owned())).collect()
}

/// Whether the page offers to act on somebody. The server decides again.
fn offers(reader: OrgRole, is_own: bool, role: OrgRole) -> bool {
    !is_own && may_act_on(reader, role)
}

/// "1 workspace", "3 workspaces".
fn count(number: i64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// What removing somebody means, in numbers.
fn loss(name: &str, workspaces: i64, organization: &str) -> String {
    let reach = match workspaces {
        0 => format!("{name} loses access to {organization} at once"),
        _ => format!(
            "{name} loses access to {organization} and {} at once",
            count(workspaces, "workspace", "workspaces")
        ),
    };
    format!(
        "{reach}. What they made stays. For 30 days you can reinstate them with the same role; workspaces have to be given anew."
    )
}
