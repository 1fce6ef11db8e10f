//! What happens to organizations as such.

use crate::{
    kernel::event::{Event, Target},
    model::{InvitationId, MemberId, OrgId, OrgRole, UserId, WorkspaceId},
};
use serde::{Deserialize, Serialize};

/// An organization exists, with its owner.
#[derive(Serialize, Deserialize)]
pub struct OrganizationCreated {
    pub organization: OrgId,
    pub name: String,
    pub slug: String,
    /// Made with an account.
    pub personal: bool,
}

/// A workspace exists, with its manager.
#[derive(Serialize, Deserialize)]
pub struct WorkspaceCreated {
    pub workspace: WorkspaceId,
    pub name: String,
}

/// Somebody became a member of an organization that there was.
#[derive(Serialize, Deserialize)]
pub struct MemberJoined {
    pub member: MemberId,
    pub user: UserId,
    pub role: OrgRole,
    /// The invitation that was accepted.
    pub invitation: InvitationId,
}

impl Event for MemberJoined {
    const NAME: &'static str = "member.joined";

    fn target(&self) -> Target {
        Target { kind: "member", id: Some(self.member.uuid()) }
    }
}

impl Event for OrganizationCreated {
    const NAME: &'static str = "organization.created";

    fn target(&self) -> Target {
        Target { kind: "organization", id: Some(self.organization.uuid()) }
    }
}

impl Event for WorkspaceCreated {
    const NAME: &'static str = "workspace.created";

    fn target(&self) -> Target {
        Target { kind: "workspace", id: Some(self.workspace.uuid()) }
    }
}
