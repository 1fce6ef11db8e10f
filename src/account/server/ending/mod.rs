//! Deleting one's account, and restoring it. Organizations with nobody else go along and come back with it; where others
//! would be left without an owner, it is refused.

pub mod event;
pub mod mail;
pub mod purge;
mod store;

#[cfg(test)]
mod tests;

use super::{
    PER_ADDRESS, address, network_of, password,
    store::{get_own_credentials, hold_password},
};
use crate::{
    account::model::{AccountEnding, HandOver, PasswordError, Restorable, both, ensure_meant},
    kernel::{
        authn::{Principal, Visitor},
        authz::{DeleteAccount, DeleteOrganization, RestoreAccount, RestoreOrganization, SeeAccount, SignIn},
        crypto::Purpose,
        db::KEEP_OWNER,
        moment::Reader,
        rate_limit::Limit,
    },
    model::{AppError, Code, DeletionId, Done, UserId},
    organizations::server::ending::{KEPT, OwnOrganization, WayOut, bring_back, end, list_own, lock_living, lock_own},
};
use event::{AccountDeleted, AccountRestored, RestoreRequested};
use time::Duration;

/// Links to restore one that signing in makes us mail.
const LINK_PER_ACCOUNT: Limit = Limit { name: "restore-mail", burst: 3, every: Duration::minutes(20) };

/// What deleting the account would take along.
pub async fn ending(principal: &Principal) -> Result<AccountEnding, AppError> {
    let mut view = principal.view::<SeeAccount>().await?;
    let email = get_own_credentials(&mut view, principal.user).await?.email.to_string();
    let organizations = list_own(&mut view, principal.user, i32::MAX).await?;
    Ok(sorted(email, &organizations))
}

fn sorted(email: String, organizations: &[OwnOrganization]) -> AccountEnding {
    let mut ending = AccountEnding { email, ..AccountEnding::default() };
    for org in organizations.iter().filter(|org| org.deleted.is_none()) {
        match org.way_out() {
            WayOut::Alone => ending.along.push(org.name.clone()),
            WayOut::HandOver => {
                let others = org.people - 1;
                ending.hand_over.push(HandOver { name: org.name.clone(), slug: org.slug.clone(), others });
            }
            WayOut::Free => ending.left.push(org.name.clone()),
        }
    }
    ending
}

/// Deletes the account of whoever is signed in: sign-in stops and every session ends with it.
pub async fn delete(visitor: &Visitor, typed: String, email: &str) -> Result<Done, AppError> {
    let principal = visitor.principal()?;
    let user = principal.user;
    let own = password::credentials(principal).await?;
    let proved = password::prove(principal, &own, typed, "password").await;
    let (hash, ()) = both(proved, ensure_meant(&own.email, email))?;

    let mut change = principal.change::<DeleteAccount>().await?;
    // The organizations before the account, as whoever changes something of a member there locks them.
    lock_own(&mut change, user).await?;
    if !store::lock(&mut change, user).await? {
        return Err(AppError::signed_out());
    }
    if !hold_password(&mut change, user, &hash).await? {
        return Err(PasswordError::Changed("password").into());
    }
    // Once more, with one that was joined meanwhile. All of them before the first is touched: what is refused was looked at
    // under the same locks as what is done.
    let organizations = lock_own(&mut change, user).await?;
    sorted(String::new(), &organizations).ensure_handed_over()?;
    let (deletion, purge_at): (DeletionId, _) = (change.id(), change.now() + KEPT);
    for org in organizations.iter().filter(|org| org.deleted.is_none() && org.way_out() == WayOut::Alone) {
        let (mut inside, back) = change.inside::<DeleteOrganization>(user, org.id).await?;
        let name = lock_living(&mut inside).await?;
        change = end(inside, name, deletion, true).await?.out(back).await?;
    }
    address::withdraw(&mut change, user).await?;
    store::delete(&mut change, user, deletion, purge_at).await?;
    let recorded = change.record(AccountDeleted { user, deletion }).await?;
    recorded.commit_unless(KEEP_OWNER, last_owner_meanwhile).await?;

    visitor.sign_out().await?;
    let until = principal.reader.exact(purge_at);
    let toast = format!("Your account is deleted. Until {until} it can be restored with the link in your mail.");
    Ok(Done::to("/login").and_say(toast))
}

fn last_owner_meanwhile() -> AppError {
    AppError::new(
        Code::Invalid,
        "Another owner left meanwhile, so that an organization would have none. Reload the page to see which.",
    )
}

/// Refuses a sign-in to an account that is being deleted, and mails the link that restores it. Only for who has proved
/// that the account is theirs: it tells that there is one.
pub async fn refuse_deleted(visitor: &Visitor, user: UserId) -> Result<(), AppError> {
    let mut view = visitor.view::<SignIn>().await?;
    let Some(account) = store::find_deletion(&mut view, user).await? else { return Ok(()) };
    drop(view);
    if visitor.kernel.throttle(LINK_PER_ACCOUNT, &user.to_string()).await.is_ok() {
        let change = visitor.change::<SignIn>().await?;
        change.record(RestoreRequested { user, deletion: account.deletion }).await?.commit().await?;
    }
    let until = account.reader.exact(account.purge_at);
    let sentence = format!(
        "This account is being deleted. Until {until} it can be restored: open the link that we mailed to {}.",
        account.email
    );
    Err(AppError::new(Code::Invalid, sentence))
}

/// What a link would restore.
pub async fn restorable(visitor: &Visitor, token: &str) -> Result<Restorable, AppError> {
    let deletion = open_link(visitor, token)?;
    let mut view = visitor.view::<RestoreAccount>().await?;
    let account = store::find_deleted(&mut view, deletion).await?.ok_or_else(dead_link)?;
    if account.purge_at <= visitor.kernel.clock.now() {
        return Err(dead_link());
    }
    let organizations = list_own(&mut view, account.user, i32::MAX).await?;
    let until = Reader::exact(&account.reader, account.purge_at);
    let along = organizations.iter().filter(|org| went_along(org, deletion)).map(|org| org.name.clone()).collect();
    Ok(Restorable { email: account.email.to_string(), until, along })
}

/// Uses the link: the account signs in again, and what went along is back.
pub async fn restore(visitor: &Visitor, token: &str) -> Result<Done, AppError> {
    visitor.kernel.throttle(PER_ADDRESS, &network_of(&visitor.origin)).await?;
    let deletion = open_link(visitor, token)?;
    let mut change = visitor.change::<RestoreAccount>().await?;
    let account = store::find_deleted(&mut change, deletion).await?.ok_or_else(dead_link)?;
    // The organizations before the account, as above.
    let organizations = lock_own(&mut change, account.user).await?;
    let user = store::restore(&mut change, deletion).await?.ok_or_else(dead_link)?;
    for org in organizations.iter().filter(|org| went_along(org, deletion)) {
        let (inside, back) = change.inside::<RestoreOrganization>(user, org.id).await?;
        change = bring_back(inside, true).await?.out(back).await?;
    }
    change.record(AccountRestored { user, deletion }).await?.commit().await?;
    Ok(Done::to("/login").and_say("Your account is restored. Sign in with your password."))
}

fn went_along(org: &OwnOrganization, deletion: DeletionId) -> bool {
    org.deleted.as_ref().is_some_and(|deleted| deleted.deletion == deletion && !deleted.is_purging)
}

fn open_link(visitor: &Visitor, token: &str) -> Result<DeletionId, AppError> {
    let id = visitor.kernel.keys.open(Purpose::RestoreAccount, token);
    Ok(id.ok_or(crate::account::model::LinkError::Altered)?.into())
}

fn dead_link() -> AppError {
    AppError::new(Code::Invalid, "The account was restored with this link already, or the time to restore it is over.")
}
