//! What happens to organizations as such.

use crate::{
    kernel::event::{Event, Target},
    model::{OrgId, WorkspaceId},
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
