//! The pages of accounts, for who isn't signed in.

mod confirm;
mod invitation;
mod reset;
mod signin;
mod signup;

pub use confirm::ConfirmAddress;
pub use invitation::Invited;
pub use reset::{Forgot, Reset};
pub use signin::SignIn;
pub use signup::SignUp;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// A part of the page's path, by its name in the route table.
fn path_part(name: &str) -> String {
    use_params_map().with_untracked(|params| params.get(name)).unwrap_or_default()
}

/// A value of the page's query.
fn query(name: &str) -> Option<String> {
    use_query_map().with_untracked(|query| query.get(name))
}
