//! Emptying a workspace that was deleted, and removing it.

use super::{
    event::{WorkspaceDeleted, WorkspaceDeletionStarted},
    store,
};
use crate::{
    kernel::{event::Heard, purge},
    model::AppError,
};

/// Empties the workspace and removes it. Can be killed at any point and run again.
pub async fn purge(heard: Heard, event: WorkspaceDeletionStarted) -> Result<(), AppError> {
    purge_in(heard, event, purge::BATCH).await
}

/// The same with at most so many rows at once.
pub(super) async fn purge_in(heard: Heard, event: WorkspaceDeletionStarted, batch: i32) -> Result<(), AppError> {
    let WorkspaceDeletionStarted { workspace, name, deletion, .. } = event;
    let Some(org) = heard.org else { return Ok(()) };
    if !purge::empty_workspace(&heard.kernel, org, workspace, deletion, batch).await? {
        return Ok(());
    }
    let mut change = heard.system().change().await?;
    if !store::delete_emptied(&mut change, org, workspace, deletion).await? {
        return Ok(());
    }
    change.record(WorkspaceDeleted { workspace, name, deletion }).await?.commit().await
}
