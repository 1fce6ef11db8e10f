//! What the page's address says. A page is drawn once for each address, so nothing here is followed.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// A part of the page's path, by its name in the route table.
pub fn path_part(name: &str) -> String {
    use_params_map().with_untracked(|params| params.get(name)).unwrap_or_default()
}

/// A value of the page's query.
pub fn query(name: &str) -> Option<String> {
    use_query_map().with_untracked(|query| query.get(name))
}

/// The same, empty where it is missing.
pub fn asked(name: &str) -> String {
    query(name).unwrap_or_default()
}
