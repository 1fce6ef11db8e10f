//! Whoever is a member has no use for an invitation, which would hold a second seat: one that is open ends with their return.

use super::{event::InvitationRevoked, store};
use crate::{kernel::event::Heard, model::AppError, settings::members::server::event::MemberReinstated};

/// Revokes what is open to the address of who came back. At most one is, so once more finds nothing.
pub async fn reinstated(heard: Heard, event: MemberReinstated) -> Result<(), AppError> {
    let mut change = heard.system().change().await?;
    match store::revoke_of(&mut change, event.user).await? {
        Some((invitation, email, role)) => {
            change.record(InvitationRevoked { invitation, email, role }).await?.commit().await
        }
        None => Ok(()),
    }
}
