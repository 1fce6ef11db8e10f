//! What happens to people in a workspace. The target is the person: a name that outlives their place there.

use crate::{
    kernel::event::{Event, Target},
    model::{InvitationId, UserId, WorkspaceId, WorkspaceRole},
};
use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal { $($(#[$more:meta])* $field:ident: $type:ty),* })+) => {$(
        $(#[$doc])*
        #[derive(Serialize, Deserialize)]
        pub struct $name {
            pub workspace: WorkspaceId,
            pub user: UserId,
            $($(#[$more])* pub $field: $type,)*
        }

        impl Event for $name {
            const NAME: &'static str = $text;

            fn target(&self) -> Target {
                Target { kind: "workspace_member", id: Some(self.user.uuid()) }
            }
        }
    )+};
}

events! {
    /// A member of the organization is in the workspace now.
    WorkspaceMemberAdded = "workspace_member.added" {
        role: WorkspaceRole,
        /// The invitation to the organization that they came with; none where a manager added them.
        invitation: Option<InvitationId>
    }
    /// Somebody has another role there.
    WorkspaceMemberRoleChanged = "workspace_member.role_changed" { from: WorkspaceRole, to: WorkspaceRole }
    /// A manager took somebody out of it.
    WorkspaceMemberRemoved = "workspace_member.removed" { role: WorkspaceRole }
    /// Somebody left it.
    WorkspaceMemberLeft = "workspace_member.left" { role: WorkspaceRole }
}
