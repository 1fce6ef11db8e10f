//! Thirty days after an organization was deleted, everything of it goes.

use super::{event::OrganizationDeleted, event::OrganizationPurged, store};
use crate::{
    kernel::{event::Heard, purge},
    model::AppError,
};

/// Purges the organization, if that deletion of it still stands. Can be killed at any point and run again.
pub async fn purge(heard: Heard, event: OrganizationDeleted) -> Result<(), AppError> {
    purge_in(heard, event, purge::BATCH).await
}

/// The same with at most so many rows at once.
pub(super) async fn purge_in(heard: Heard, event: OrganizationDeleted, batch: i32) -> Result<(), AppError> {
    let (kernel, organization, deletion) = (&heard.kernel, event.organization, event.deletion);
    if !purge::empty(kernel, organization, deletion, heard.outbox, batch).await? {
        return Ok(());
    }
    // The receipt stands in no organization's log: this one's is gone.
    let mut change = kernel.system(heard.reaction, None).change().await?;
    let Some(counts) = store::delete_purged(&mut change, organization, heard.outbox).await? else { return Ok(()) };
    change.record(OrganizationPurged { organization, deletion, counts }).await?.commit().await
}
