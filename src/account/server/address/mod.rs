//! Another address. It is asked for with the password and proved with a link that is mailed there; until that is used
//! nothing of the account changes. As at sign-up, the request never looks whether the address has an account: the mail
//! that follows does.

mod store;

#[cfg(test)]
mod tests;

pub use store::{Found, find, withdraw};

use super::{
    MAIL_PER_ACCOUNT, PER_ADDRESS,
    event::{AddressChangeCancelled, AddressChangeRequested, AddressChanged},
    link, network_of,
    password::{credentials, prove},
    store as accounts,
};
use crate::{
    account::model::{AddressError, LinkError, NewAddress, PasswordError, PendingAddress, Security, both},
    kernel::{
        authn::{Principal, Visitor},
        authz::{ChangeAddress, ManageAccount, SeeAccount},
        crypto::Purpose,
    },
    model::{AppError, Done, EmailChangeId, email::Email},
};
use time::Duration;

/// How long a link to a new address works.
pub const LINK_LIFETIME: Duration = Duration::hours(24);

/// How one signs in, and the address that waits to be proved.
pub async fn security(principal: &Principal) -> Result<Security, AppError> {
    let mut view = principal.view::<SeeAccount>().await?;
    let row = store::get_security(&mut view, principal.user, principal.kernel.clock.now()).await?;
    Ok(Security {
        email: row.email,
        has_password: row.has_password,
        pending: row.pending.map(|pending| PendingAddress {
            email: pending.email,
            asked: principal.moment(pending.created_at),
            until: principal.reader.exact(pending.expires_at),
        }),
    })
}

/// Keeps the new address, in place of one that waits already, and has it mailed its link and the old one told.
pub async fn request(principal: &Principal, email: &str, password: String) -> Result<Done, AppError> {
    let kernel = &principal.kernel;
    kernel.throttle(PER_ADDRESS, &network_of(&principal.origin)).await?;
    let own = credentials(principal).await?;
    let email = Email::parse(email).map_err(|error| AppError::field("email", error.to_string()));
    let email =
        email.and_then(|email| if email.key() == own.email.key() { Err(AddressError::Own.into()) } else { Ok(email) });
    let (email, hash) = both(email, prove(principal, &own, password, "password").await)?;
    kernel.throttle(MAIL_PER_ACCOUNT, &email.key()).await?;

    let mut change = principal.change::<ManageAccount>().await?;
    let from = store::lock_account(&mut change, principal.user).await?;
    if !accounts::hold_password(&mut change, principal.user, &hash).await? {
        return Err(PasswordError::Changed("password").into());
    }
    store::withdraw(&mut change, principal.user).await?;
    let id: EmailChangeId = kernel.id();
    let expires_at = change.now() + LINK_LIFETIME;
    store::insert(&mut change, id, principal.user, &from, &email, expires_at).await?;
    change.record(AddressChangeRequested { user: principal.user, change: id }).await?.commit().await?;
    Ok(Done::to("/account/security").and_say(format!("We sent a link to {email}.")))
}

/// Withdraws the address that waits; its link ends. Where none waits there is nothing to do.
pub async fn cancel(principal: &Principal) -> Result<Done, AppError> {
    let mut change = principal.change::<ManageAccount>().await?;
    store::lock_account(&mut change, principal.user).await?;
    if let Some(id) = store::withdraw(&mut change, principal.user).await? {
        change.record(AddressChangeCancelled { user: principal.user, change: id }).await?.commit().await?;
    }
    Ok(Done::to("/account/security").and_say("Your address stays as it is."))
}

/// What a link to a new address is for.
pub async fn pending(visitor: &Visitor, id: EmailChangeId) -> Result<NewAddress, AppError> {
    Ok(NewAddress { email: open(visitor, id).await?.email.to_string() })
}

/// Uses the link: the address becomes that of the account, and what was mailed to the old one ends.
pub async fn confirm(visitor: &Visitor, token: &str) -> Result<Done, AppError> {
    visitor.kernel.throttle(PER_ADDRESS, &network_of(&visitor.origin)).await?;
    let id = open_link(visitor, token).ok_or(LinkError::Altered)?;
    let Found { user, .. } = open(visitor, id).await?;

    let mut change = visitor.change::<ChangeAddress>().await?;
    let old = store::lock_account(&mut change, user).await?;
    let found = store::take(&mut change, id, &old).await?.ok_or(LinkError::Used)?;
    store::set_address(&mut change, user, &found).await?;
    accounts::end_resets(&mut change, &old.key()).await?;
    link::store::end_all(&mut change, &old.key()).await?;
    change.record(AddressChanged { user, change: id }).await?.commit().await?;

    let own = visitor.principal().is_ok_and(|principal| principal.user == user);
    let to = if own { "/account/security" } else { "/login" };
    Ok(Done::to(to).and_say(format!("{found} is the address of your account now.")))
}

/// The request that a token names; none for a token of another kind.
pub fn open_link(visitor: &Visitor, token: &str) -> Option<EmailChangeId> {
    visitor.kernel.keys.open(Purpose::ChangeAddress, token).map(EmailChangeId::from)
}

async fn open(visitor: &Visitor, id: EmailChangeId) -> Result<Found, AppError> {
    let mut view = visitor.view::<ChangeAddress>().await?;
    let found = find(&mut view, id).await?.ok_or(LinkError::Expired)?;
    match found.ended(visitor.kernel.clock.now()) {
        Some(ended) => Err(ended.into()),
        None => Ok(found),
    }
}
