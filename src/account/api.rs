//! The doors of accounts. Each is one line: what happens is in `server`.

use crate::{
    account::model::{AccountEnding, PendingSignup, Restorable},
    model::{AppError, Done, password::Strength},
};
use leptos::prelude::*;

/// Asks for an account. The answer is the same for an address that has one.
#[server(prefix = "/forms", endpoint = "account/sign-up")]
pub async fn sign_up(name: String, email: String, password: String) -> Result<Done, AppError> {
    super::server::signup::sign_up(&crate::kernel::authn::visitor()?, name, email, password).await
}

/// The verdict on a password, while it is typed.
#[server(prefix = "/forms", endpoint = "account/password-strength")]
pub async fn password_strength(password: String, name: String, email: String) -> Result<Strength, AppError> {
    super::server::signup::strength(&crate::kernel::authn::visitor()?, password, [name, email]).await
}

/// What the link in a confirmation mail is for.
#[server(prefix = "/forms", endpoint = "account/pending-sign-up")]
pub async fn find_signup(token: String) -> Result<PendingSignup, AppError> {
    super::server::signup::pending(&crate::kernel::authn::visitor()?, &token).await
}

/// Uses the link: makes the account and signs in. `password` is asked for in another browser than the one that signed up.
#[server(prefix = "/forms", endpoint = "account/confirm-address")]
pub async fn confirm_address(token: String, #[server(default)] password: String) -> Result<Done, AppError> {
    super::server::signup::confirm(&crate::kernel::authn::visitor()?, &token, password).await
}

/// Signs in and goes to `next`.
#[server(prefix = "/forms", endpoint = "account/sign-in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<Done, AppError> {
    super::server::signin::sign_in(&crate::kernel::authn::visitor()?, email, password, &next).await
}

/// Ends this browser's session.
#[server(prefix = "/forms", endpoint = "account/sign-out")]
pub async fn sign_out() -> Result<Done, AppError> {
    super::server::signin::sign_out(&crate::kernel::authn::visitor()?).await
}

/// Asks for a link to choose a new password. The answer is the same for an address without an account.
#[server(prefix = "/forms", endpoint = "account/request-reset")]
pub async fn request_reset(email: String) -> Result<Done, AppError> {
    super::server::reset::request(&crate::kernel::authn::visitor()?, email).await
}

/// Whether a link to choose a new password still works.
#[server(prefix = "/forms", endpoint = "account/reset-link")]
pub async fn reset_link(token: String) -> Result<(), AppError> {
    super::server::reset::check(&crate::kernel::authn::visitor()?, &token).await
}

/// Chooses a new password with the link. Every session of the account ends.
#[server(prefix = "/forms", endpoint = "account/reset-password")]
pub async fn reset_password(token: String, password: String) -> Result<Done, AppError> {
    super::server::reset::reset(&crate::kernel::authn::visitor()?, &token, password).await
}

/// Light, dark, or as the system has it; kept in this browser.
#[server(prefix = "/forms", endpoint = "account/theme")]
pub async fn choose_theme(theme: String) -> Result<Done, AppError> {
    super::server::theme::choose(&crate::kernel::authn::visitor()?, &theme)
}

/// What deleting one's account would take along.
#[server(prefix = "/forms", endpoint = "account/ending")]
pub async fn ending() -> Result<AccountEnding, AppError> {
    super::server::ending::ending(&crate::kernel::authn::caller()?).await
}

/// Deletes one's own account. `confirm` is its address, typed.
#[server(prefix = "/forms", endpoint = "account/delete")]
pub async fn delete_account(password: String, confirm: String) -> Result<Done, AppError> {
    super::server::ending::delete(&crate::kernel::authn::visitor()?, password, &confirm).await
}

/// What a link to restore an account would bring back.
#[server(prefix = "/forms", endpoint = "account/restorable")]
pub async fn find_restorable(token: String) -> Result<Restorable, AppError> {
    super::server::ending::restorable(&crate::kernel::authn::visitor()?, &token).await
}

/// Restores an account with the mailed link.
#[server(prefix = "/forms", endpoint = "account/restore")]
pub async fn restore_account(token: String) -> Result<Done, AppError> {
    super::server::ending::restore(&crate::kernel::authn::visitor()?, &token).await
}
