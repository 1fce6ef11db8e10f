//! Thirty days after an account was deleted, it goes.

use super::{event::AccountDeleted, event::AccountPurged, store};
use crate::{
    kernel::{event::Heard, fault::busy},
    model::AppError,
    organizations::server::ending::{leave_with_account, lock_own},
};

/// When to look again, in seconds, where the clock of whoever queued the purge was ahead of ours.
const TOO_EARLY: u32 = 60;

/// Deletes the account, if that deletion of it still stands, and tells the organizations that it was in. One transaction:
/// an account is small, and whatever stops it leaves the whole of it to the next run. Organizations that went along have
/// a purge of their own.
pub async fn purge(heard: Heard, AccountDeleted { user, deletion }: AccountDeleted) -> Result<(), AppError> {
    let mut change = heard.system().change().await?;
    // Before the account, as whoever changes something of a member locks them. Nobody joins one with it meanwhile.
    let organizations = lock_own(&mut change, user).await?;
    let Some(purge_at) = store::lock_deletion(&mut change, user, deletion).await? else { return Ok(()) };
    if purge_at > change.now() {
        return Err(busy(TOO_EARLY));
    }
    for org in organizations {
        if org.deleted.is_none() {
            change = leave_with_account(change, org.id, user).await?;
        }
    }
    store::delete_user(&mut change, user).await?;
    change.record(AccountPurged { user, deletion }).await?.commit().await
}
