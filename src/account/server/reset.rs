//! Choosing a new password with a mailed link. As at sign-up, the request never looks whether there is an account.

use super::{
    MAIL_PER_ACCOUNT, PER_ADDRESS, address,
    event::{PasswordReset, ResetRequested},
    link, network_of,
    password::{choose, hash},
    sessions, store,
};
use crate::{
    account::model::LinkError,
    kernel::{
        authn::Visitor,
        authz::{RequestReset, ResetPassword},
        crypto::Purpose,
    },
    model::{AppError, Done, ResetId, email::Email},
};
use time::Duration;

/// How long a link to choose a new password works.
pub const LINK_LIFETIME: Duration = Duration::hours(1);

/// Keeps the request and has the link mailed, if there is an account.
pub async fn request(visitor: &Visitor, email: String) -> Result<Done, AppError> {
    let kernel = &visitor.kernel;
    kernel.throttle(PER_ADDRESS, &network_of(&visitor.origin)).await?;
    let email = Email::parse(&email).map_err(|error| AppError::field("email", error.to_string()))?;
    kernel.throttle(MAIL_PER_ACCOUNT, &email.key()).await?;

    let mut change = visitor.change::<RequestReset>().await?;
    let reset: ResetId = kernel.id();
    let expires_at = change.now() + LINK_LIFETIME;
    store::insert_reset(&mut change, reset, &email, expires_at).await?;
    change.record(ResetRequested { reset }).await?.commit().await?;
    Ok(Done::to("/forgot?sent=1").and_say(format!("If {email} has an account, a link is on its way there.")))
}

/// Whether a link still works.
pub async fn check(visitor: &Visitor, token: &str) -> Result<(), AppError> {
    address_of(visitor, open_link(visitor, token)?).await.map(|_| ())
}

/// Uses the link: sets the password, and ends every session of the account and whatever else the old password began.
pub async fn reset(visitor: &Visitor, token: &str, password: String) -> Result<Done, AppError> {
    let kernel = &visitor.kernel;
    kernel.throttle(PER_ADDRESS, &network_of(&visitor.origin)).await?;
    let id = open_link(visitor, token)?;
    let email_key = address_of(visitor, id).await?;
    let password = choose(kernel, password, [email_key, String::new()]).await?;
    let hash = hash(kernel, password).await?;

    let mut change = visitor.change::<ResetPassword>().await?;
    let email_key = store::use_reset(&mut change, id).await?.ok_or(LinkError::Used)?;
    let user = store::set_password(&mut change, &email_key, &hash).await?.ok_or(LinkError::Expired)?;
    address::withdraw(&mut change, user).await?;
    // Before the sessions: a link that is being used is waited for, and the session that comes of it ends with the others.
    link::store::end_all(&mut change, &email_key).await?;
    sessions::store::end_all(&mut change, user).await?;
    change.record(PasswordReset { user }).await?.commit().await?;
    Ok(Done::to("/login").and_say("Your password is changed, and every session has ended. Sign in with the new one."))
}

fn open_link(visitor: &Visitor, token: &str) -> Result<ResetId, AppError> {
    let id = visitor.kernel.keys.open(Purpose::ResetPassword, token).ok_or(LinkError::Altered)?;
    Ok(id.into())
}

async fn address_of(visitor: &Visitor, id: ResetId) -> Result<String, AppError> {
    let mut view = visitor.view::<ResetPassword>().await?;
    let found = store::find_reset(&mut view, id, visitor.kernel.clock.now()).await?;
    Ok(found.ok_or(LinkError::Expired)??)
}
