//! The use cases of accounts. Imports `kernel`, `model` and, for an account's first organization, `organizations::server`.

pub mod ending;
pub mod event;
pub mod mail;
pub mod reset;
pub mod signin;
pub mod signup;
mod store;
pub mod theme;

#[cfg(test)]
mod tests;

use crate::kernel::rate_limit::Limit;
use time::Duration;

/// Sign-ups, resets and links from one address: a team behind one router fits, a script doesn't.
const PER_ADDRESS: Limit = Limit { name: "account-ip", burst: 20, every: Duration::seconds(30) };
/// Sign-ins from one address.
const SIGN_IN_PER_ADDRESS: Limit = Limit { name: "sign-in-ip", burst: 40, every: Duration::seconds(3) };
/// Sign-ins to one account, forgiven by a success.
const SIGN_IN_PER_ACCOUNT: Limit = Limit { name: "sign-in-account", burst: 8, every: Duration::seconds(30) };
/// Mails that a stranger can make us send to one address.
const MAIL_PER_ACCOUNT: Limit = Limit { name: "account-mail", burst: 4, every: Duration::minutes(10) };
/// Passwords tried on one confirmation link.
const PASSWORD_PER_LINK: Limit = Limit { name: "link-password", burst: 8, every: Duration::minutes(1) };
/// Verdicts on passwords, while one is typed.
const STRENGTH_PER_ADDRESS: Limit = Limit { name: "strength-ip", burst: 120, every: Duration::milliseconds(500) };

fn address(visitor: &crate::kernel::authn::Visitor) -> String {
    visitor.origin.ip.map(|ip| ip.to_string()).unwrap_or_default()
}
