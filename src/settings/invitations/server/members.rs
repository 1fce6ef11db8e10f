//! Whoever is a member has no use for an invitation, which would hold a second seat: one that is open ends with their return.

use super::{event::InvitationRevoked, store};
use crate::{
    kernel::event::{Event, Heard},
    model::{AppError, UserId},
};

/// Revokes what is open to the address of who came back: whom the event is about. At most one is, so once more finds nothing.
pub async fn reinstated(heard: Heard, event: impl Event) -> Result<(), AppError> {
    let Some(user) = event.target().id.map(UserId::from) else { return Ok(()) };
    let mut change = heard.system().change().await?;
    match store::revoke_of(&mut change, user).await? {
        Some((invitation, email, role)) => {
            change.record(InvitationRevoked { invitation, email, role }).await?.commit().await
        }
        None => Ok(()),
    }
}
