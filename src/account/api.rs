//! The doors of accounts. Each is one line: what happens is in `server`.

use crate::{
    account::model::{PendingSignup, invitation::Invitation},
    model::{AppError, Done, password::Strength},
};
use leptos::prelude::*;

/// Asks for an account. The answer is the same for an address that has one.
#[server(prefix = "/forms", endpoint = "account/sign-up")]
pub async fn sign_up(
    name: String,
    email: String,
    password: String,
    #[server(default)] invitation_token: String,
) -> Result<Done, AppError> {
    super::server::signup::sign_up(&crate::kernel::authn::visitor()?, name, email, password, &invitation_token).await
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

/// The invitation behind a link, for whoever looks at it.
#[server(prefix = "/forms", endpoint = "account/invitation")]
pub async fn find_invitation(token: String) -> Result<Invitation, AppError> {
    super::server::invitation::find(&crate::kernel::authn::visitor()?, &token).await
}

/// Accepts an invitation as who is signed in.
#[server(prefix = "/forms", endpoint = "account/accept-invitation")]
pub async fn accept_invitation(token: String) -> Result<Done, AppError> {
    super::server::invitation::accept(&crate::kernel::authn::visitor()?, &token).await
}

/// Makes an account for the address that the invitation was mailed to, and accepts with it. With `personal`, an
/// organization of one's own comes along.
#[server(prefix = "/forms", endpoint = "account/sign-up-invited")]
pub async fn sign_up_invited(
    token: String,
    name: String,
    password: String,
    #[server(default)] personal: bool,
) -> Result<Done, AppError> {
    super::server::invitation::sign_up(&crate::kernel::authn::visitor()?, &token, &name, password, personal).await
}

/// Declines an invitation, signed in or not.
#[server(prefix = "/forms", endpoint = "account/decline-invitation")]
pub async fn decline_invitation(token: String) -> Result<Done, AppError> {
    super::server::invitation::decline(&crate::kernel::authn::visitor()?, &token).await
}

/// Signs out and comes back to the invitation.
#[server(prefix = "/forms", endpoint = "account/switch")]
pub async fn switch_account(token: String) -> Result<Done, AppError> {
    super::server::invitation::switch(&crate::kernel::authn::visitor()?, &token).await
}
