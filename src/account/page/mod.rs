//! The pages of accounts: the ways in, and one's own account once inside.

mod confirm;
mod delete;
mod invitation;
mod link;
mod profile;
mod reset;
mod restore;
mod security;
mod sessions;
mod signin;
mod signup;

pub use confirm::ConfirmAddress;
pub use invitation::Invited;
pub use link::{SignInLink, UseLink};
pub use profile::Profile;
pub use reset::{Forgot, Reset};
pub use restore::RestoreAccount;
pub use security::Security;
pub use sessions::Sessions;
pub use signin::SignIn;
pub use signup::SignUp;

use leptos::prelude::*;
use leptos_router::{
    hooks::{use_params_map, use_query_map},
    params::ParamsMap,
};

/// A part of the page's path, by its name in the route table.
fn path_part(name: &str) -> String {
    use_params_map().with_untracked(|params| params.get(name)).unwrap_or_default()
}

/// A value of the page's query.
fn query(name: &str) -> Option<String> {
    use_query_map().with_untracked(|query| query.get(name))
}

/// A path of ours that goes on to `next`.
fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() {
        return path.to_owned();
    }
    let mut query = ParamsMap::new();
    query.insert("next", next.to_owned());
    format!("{path}{}", query.to_query_string())
}
