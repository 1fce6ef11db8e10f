//! What happens to workspaces from outside. That one was created stands with organizations, which begin with one.

use crate::{
    kernel::event::{Event, Target},
    model::{DeletionId, UserId, WorkspaceId, WorkspaceRole},
    settings::workspaces::model::{Counts, Identity},
};
use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal { $($(#[$about:meta])* $field:ident: $type:ty),* })+) => {$(
        $(#[$doc])*
        #[derive(Serialize, Deserialize)]
        pub struct $name {
            pub workspace: WorkspaceId,
            $($(#[$about])* pub $field: $type,)*
        }

        impl Event for $name {
            const NAME: &'static str = $text;

            fn target(&self) -> Target {
                Target { kind: "workspace", id: Some(self.workspace.uuid()) }
            }
        }
    )+};
}

events! {
    /// A workspace has another name, address or description.
    WorkspaceEdited = "workspace.edited" { from: Identity, to: Identity }
    /// Everybody in a workspace is locked out. The reason may be empty.
    WorkspaceSuspended = "workspace.suspended" { name: String, reason: String }
    /// A suspended workspace opens again.
    WorkspaceReactivated = "workspace.reactivated" { name: String }
    /// A workspace is out of lists and limits, and gone for its members.
    WorkspaceArchived = "workspace.archived" { name: String }
    /// An archived workspace is back.
    WorkspaceRestored = "workspace.restored" { name: String }
    /// A workspace was deleted: gone for everybody, and being emptied. What goes is counted.
    WorkspaceDeletionStarted = "workspace.deletion_started" { name: String, deletion: DeletionId, counts: Counts }
    /// Nothing of a workspace is left but its lines in the log and what was counted.
    WorkspaceDeleted = "workspace.deleted" { name: String, deletion: DeletionId }
    /// A workspace that had no manager has one, by an owner's decision.
    WorkspaceManagerAppointed = "workspace.manager_appointed" {
        name: String,
        /// Who is manager now.
        user: UserId,
        /// What the person was there before.
        was: Option<WorkspaceRole>,
        /// The owner.
        by: UserId
    }
}
