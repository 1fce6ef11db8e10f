//! The pages of accounts.

mod confirm;
mod delete;
mod reset;
mod restore;
mod signin;
mod signup;

pub use confirm::ConfirmAddress;
pub use delete::DeleteAccount;
pub use reset::{Forgot, Reset};
pub use restore::RestoreAccount;
pub use signin::SignIn;
pub use signup::SignUp;

use crate::ui::section::PageHeader;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/account`.
#[component]
pub fn Profile() -> impl IntoView {
    view! {
        <PageHeader title="Profile" lead="Your account, in every organization that you are in."/>
        <DeleteAccount/>
    }
}

/// A part of the page's path, by its name in the route table.
fn path_part(name: &str) -> String {
    use_params_map().with_untracked(|params| params.get(name)).unwrap_or_default()
}

/// A value of the page's query.
fn query(name: &str) -> Option<String> {
    use_query_map().with_untracked(|query| query.get(name))
}
