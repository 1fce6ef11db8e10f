//! Accounts: signing up, confirming the address, signing in and out, choosing a new password.
//! Pages import `api`, `model` and `ui`; the server imports `kernel` and founds an account's first organization through
//! `organizations::server`, since both are one transaction.

pub mod api;
pub mod model;
pub mod page;
mod strength;

#[cfg(feature = "ssr")]
pub mod server;
