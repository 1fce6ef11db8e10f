//! Signing in with a mailed link. As with a reset, the request never looks whether there is an account; and opening the
//! link signs nobody in, since mail scanners open links too: the button on its page does.

pub mod store;

#[cfg(test)]
mod tests;

use super::{
    MAIL_PER_ACCOUNT, PER_ADDRESS,
    ending::refuse_deleted,
    event::{SignInBy, SignInLinkRequested},
    network_of,
    signin::enter,
};
use crate::{
    account::model::{LinkError, safe_next},
    kernel::{
        authn::Visitor,
        authz::{RequestSignInLink, SignInByLink},
        crypto::Purpose,
    },
    model::{AppError, Done, LinkId, email::Email},
};
use time::Duration;

/// How long a link to sign in works.
pub const LINK_LIFETIME: Duration = Duration::minutes(15);
/// The longest way on that a link remembers, in bytes; a longer one leads to the start.
const NEXT_LENGTH: usize = 2_000;

/// Keeps the request and has the link mailed, if there is an account. The link leads to `next`.
pub async fn request(visitor: &Visitor, email: String, next: &str) -> Result<Done, AppError> {
    let kernel = &visitor.kernel;
    kernel.throttle(PER_ADDRESS, &network_of(&visitor.origin)).await?;
    let email = Email::parse(&email).map_err(|error| AppError::field("email", error.to_string()))?;
    kernel.throttle(MAIL_PER_ACCOUNT, &email.key()).await?;

    let mut change = visitor.change::<RequestSignInLink>().await?;
    let link: LinkId = kernel.id();
    let expires_at = change.now() + LINK_LIFETIME;
    let next = Some(safe_next(next)).filter(|next| next.len() <= NEXT_LENGTH).unwrap_or_default();
    store::insert(&mut change, link, &email, next, expires_at).await?;
    change.record(SignInLinkRequested { link }).await?.commit().await?;
    Ok(Done::to("/login/link?sent=1").and_say(format!("If {email} has an account, a link is on its way there.")))
}

/// Whether a link still works.
pub async fn check(visitor: &Visitor, token: &str) -> Result<(), AppError> {
    open(visitor, token).await.map(|_| ())
}

/// Uses the link: signs in and goes where it leads.
pub async fn sign_in(visitor: &Visitor, token: &str) -> Result<Done, AppError> {
    visitor.kernel.throttle(PER_ADDRESS, &network_of(&visitor.origin)).await?;
    let user = open(visitor, token).await?.user.ok_or(LinkError::Expired)?;
    refuse_deleted(visitor, user).await?;
    let mut change = visitor.change::<SignInByLink>().await?;
    let used = store::take(&mut change, open_link(visitor, token)?).await?.ok_or(LinkError::Used)?;
    let user = used.user.ok_or(LinkError::Expired)?;
    enter(visitor, change, user, SignInBy::Link).await?;
    Ok(Done::to(safe_next(&used.next)))
}

async fn open(visitor: &Visitor, token: &str) -> Result<store::Open, AppError> {
    let link = open_link(visitor, token)?;
    let mut view = visitor.view::<SignInByLink>().await?;
    Ok(store::find(&mut view, link, visitor.kernel.clock.now()).await?.ok_or(LinkError::Expired)??)
}

fn open_link(visitor: &Visitor, token: &str) -> Result<LinkId, AppError> {
    let id = visitor.kernel.keys.open(Purpose::SignIn, token).ok_or(LinkError::Altered)?;
    Ok(id.into())
}
