//! What whoever was invited answers. These events belong to the organization.

use crate::{
    kernel::event::{Event, Target},
    model::{InvitationId, OrgRole, UserId, WorkspaceId, WorkspaceRole},
};
use serde::{Deserialize, Serialize};

/// Who was invited accepted, and became a member in the same change.
#[derive(Serialize, Deserialize)]
pub struct InvitationAccepted {
    pub invitation: InvitationId,
    pub email: String,
    pub role: OrgRole,
    pub user: UserId,
}

/// Whoever holds the link declined.
#[derive(Serialize, Deserialize)]
pub struct InvitationDeclined {
    pub invitation: InvitationId,
    pub email: String,
    pub role: OrgRole,
}

/// Who was invited to a workspace accepted, and is in it since the same change.
#[derive(Serialize, Deserialize)]
pub struct WorkspaceInvitationAccepted {
    pub workspace: WorkspaceId,
    pub invitation: InvitationId,
    pub email: String,
    pub role: WorkspaceRole,
    pub user: UserId,
}

/// Whoever holds the link to a workspace declined.
#[derive(Serialize, Deserialize)]
pub struct WorkspaceInvitationDeclined {
    pub workspace: WorkspaceId,
    pub invitation: InvitationId,
    pub email: String,
    pub role: WorkspaceRole,
}

impl Event for WorkspaceInvitationAccepted {
    const NAME: &'static str = "workspace_invitation.accepted";

    fn target(&self) -> Target {
        Target { kind: "invitation", id: Some(self.invitation.uuid()) }
    }
}

impl Event for WorkspaceInvitationDeclined {
    const NAME: &'static str = "workspace_invitation.declined";

    fn target(&self) -> Target {
        Target { kind: "invitation", id: Some(self.invitation.uuid()) }
    }
}

impl Event for InvitationAccepted {
    const NAME: &'static str = "invitation.accepted";

    fn target(&self) -> Target {
        Target { kind: "invitation", id: Some(self.invitation.uuid()) }
    }
}

impl Event for InvitationDeclined {
    const NAME: &'static str = "invitation.declined";

    fn target(&self) -> Target {
        Target { kind: "invitation", id: Some(self.invitation.uuid()) }
    }
}
