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

use leptos_router::params::ParamsMap;

/// A path of ours that goes on to `next`.
fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() {
        return path.to_owned();
    }
    let mut query = ParamsMap::new();
    query.insert("next", next.to_owned());
    format!("{path}{}", query.to_query_string())
}
