//! The doors of accounts. Each is one line: what happens is in `server`.

use crate::{
    account::model::{AccountEnding, Confirmation, Profile, Restorable, Security, Sessions, invitation::Invitation},
    model::{AppError, Done, SessionId, password::Strength},
};
use leptos::prelude::*;

/// Asks for an account. The answer is the same for an address that has one.
#[server(prefix = "/forms", endpoint = "account/sign-up")]
pub async fn sign_up(
    name: String,
    email: String,
    password: String,
    #[server(default)] time_zone: String,
    #[server(default)] invitation_token: String,
) -> Result<Done, AppError> {
    super::server::signup::sign_up(
        &crate::kernel::authn::visitor()?,
        name,
        email,
        password,
        &time_zone,
        &invitation_token,
    )
    .await
}

/// The verdict on a password, while it is typed.
#[server(prefix = "/forms", endpoint = "account/password-strength")]
pub async fn password_strength(password: String, name: String, email: String) -> Result<Strength, AppError> {
    super::server::signup::strength(&crate::kernel::authn::visitor()?, password, [name, email]).await
}

/// What the link in a confirmation mail is for.
#[server(prefix = "/forms", endpoint = "account/confirmation")]
pub async fn find_confirmation(token: String) -> Result<Confirmation, AppError> {
    super::server::confirmation(&crate::kernel::authn::visitor()?, &token).await
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

/// Asks for a link to sign in with. The answer is the same for an address without an account.
#[server(prefix = "/forms", endpoint = "account/request-sign-in-link")]
pub async fn request_sign_in_link(email: String, #[server(default)] next: String) -> Result<Done, AppError> {
    super::server::link::request(&crate::kernel::authn::visitor()?, email, &next).await
}

/// Whether a link to sign in with still works.
#[server(prefix = "/forms", endpoint = "account/sign-in-link")]
pub async fn sign_in_link(token: String) -> Result<(), AppError> {
    super::server::link::check(&crate::kernel::authn::visitor()?, &token).await
}

/// Uses the link: signs in and goes where it was asked for.
#[server(prefix = "/forms", endpoint = "account/sign-in-by-link")]
pub async fn sign_in_by_link(token: String) -> Result<Done, AppError> {
    super::server::link::sign_in(&crate::kernel::authn::visitor()?, &token).await
}

/// The person's profile.
#[server(prefix = "/forms", endpoint = "account/profile")]
pub async fn get_profile() -> Result<Profile, AppError> {
    super::server::profile::get(&crate::kernel::authn::caller()?).await
}

/// Saves the profile. `version` is the one that it was read with.
#[server(prefix = "/forms", endpoint = "account/save-profile")]
pub async fn save_profile(
    version: i64,
    name: String,
    time_zone: String,
    date_format: String,
    time_format: String,
) -> Result<Done, AppError> {
    super::server::profile::save(
        &crate::kernel::authn::caller()?,
        version,
        &name,
        &time_zone,
        &date_format,
        &time_format,
    )
    .await
}

/// How the person signs in, and the address that waits to be proved.
#[server(prefix = "/forms", endpoint = "account/security")]
pub async fn get_security() -> Result<Security, AppError> {
    super::server::address::security(&crate::kernel::authn::caller()?).await
}

/// Chooses another password with the current one. Every other session ends.
#[server(prefix = "/forms", endpoint = "account/change-password")]
pub async fn change_password(current_password: String, password: String) -> Result<Done, AppError> {
    super::server::password::change(&crate::kernel::authn::caller()?, current_password, password).await
}

/// Asks for another address. The answer is the same for one that has an account.
#[server(prefix = "/forms", endpoint = "account/request-address")]
pub async fn request_address(email: String, password: String) -> Result<Done, AppError> {
    super::server::address::request(&crate::kernel::authn::caller()?, &email, password).await
}

/// Withdraws the address that waits to be proved.
#[server(prefix = "/forms", endpoint = "account/cancel-address")]
pub async fn cancel_address() -> Result<Done, AppError> {
    super::server::address::cancel(&crate::kernel::authn::caller()?).await
}

/// Uses the link that was mailed to a new address: it becomes that of the account.
#[server(prefix = "/forms", endpoint = "account/change-address")]
pub async fn change_address(token: String) -> Result<Done, AppError> {
    super::server::address::confirm(&crate::kernel::authn::visitor()?, &token).await
}

/// The browsers that the person is signed in with.
#[server(prefix = "/forms", endpoint = "account/sessions")]
pub async fn get_sessions() -> Result<Sessions, AppError> {
    super::server::sessions::list(&crate::kernel::authn::caller()?).await
}

/// Ends one of the person's own sessions.
#[server(prefix = "/forms", endpoint = "account/end-session")]
pub async fn end_session(session: SessionId) -> Result<Done, AppError> {
    super::server::sessions::end(&crate::kernel::authn::caller()?, session).await
}

/// Ends every session of the person but this one.
#[server(prefix = "/forms", endpoint = "account/end-other-sessions")]
pub async fn end_other_sessions() -> Result<Done, AppError> {
    super::server::sessions::end_others(&crate::kernel::authn::caller()?).await
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
    #[server(default)] time_zone: String,
    #[server(default)] personal: bool,
) -> Result<Done, AppError> {
    super::server::invitation::sign_up(&crate::kernel::authn::visitor()?, &token, &name, password, &time_zone, personal)
        .await
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
