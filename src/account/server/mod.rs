//! The use cases of accounts. Imports `kernel`, `model` and, for an account's first organization, `organizations::server`.

pub mod address;
pub mod ending;
pub mod event;
pub mod invitation;
pub mod link;
pub mod mail;
pub mod password;
pub mod profile;
pub mod reset;
pub mod sessions;
pub mod signin;
pub mod signup;
mod store;
pub mod theme;

#[cfg(test)]
mod tests;

use crate::{
    account::model::Confirmation,
    kernel::{authn::Visitor, event::Origin, rate_limit::Limit},
    model::AppError,
};
use time::Duration;

/// Sign-ups, resets and links from one address: a team behind one router fits, a script doesn't.
const PER_ADDRESS: Limit = Limit { name: "account-ip", burst: 20, every: Duration::seconds(30) };
/// Sign-ins from one address.
const SIGN_IN_PER_ADDRESS: Limit = Limit { name: "sign-in-ip", burst: 40, every: Duration::seconds(3) };
/// Sign-ins to one account, and its password asked for once more; forgiven by a success.
const SIGN_IN_PER_ACCOUNT: Limit = Limit { name: "sign-in-account", burst: 8, every: Duration::seconds(30) };
/// Mails that a stranger can make us send to one address.
const MAIL_PER_ACCOUNT: Limit = Limit { name: "account-mail", burst: 4, every: Duration::minutes(10) };
/// Passwords tried on one confirmation link.
const PASSWORD_PER_LINK: Limit = Limit { name: "link-password", burst: 8, every: Duration::minutes(1) };
/// Verdicts on passwords, while one is typed.
const STRENGTH_PER_ADDRESS: Limit = Limit { name: "strength-ip", burst: 120, every: Duration::milliseconds(500) };

/// What limits per address go by.
fn network_of(origin: &Origin) -> String {
    origin.network().to_string()
}

/// What a link of `/verify-email/{token}` is for: two kinds of links lead there.
pub async fn confirmation(visitor: &Visitor, token: &str) -> Result<Confirmation, AppError> {
    match address::open_link(visitor, token) {
        Some(change) => Ok(Confirmation::Address(address::pending(visitor, change).await?)),
        None => Ok(Confirmation::SignUp(signup::pending(visitor, token).await?)),
    }
}
