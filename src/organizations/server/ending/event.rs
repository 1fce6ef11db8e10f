//! How organizations end and return, and who leaves them.

use crate::{
    kernel::event::{Event, Target},
    model::{DeletionId, MemberId, OrgId, OrgRole, UserId},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The organization was deleted: it opens for nobody, and can be restored.
#[derive(Serialize, Deserialize)]
pub struct OrganizationDeleted {
    pub organization: OrgId,
    pub name: String,
    /// The account's own deletion where it went along with one.
    pub deletion: DeletionId,
    /// Whether it went along with the account of its only member, who is told of both in one letter.
    pub with_account: bool,
}

/// The organization is back, as it was.
#[derive(Serialize, Deserialize)]
pub struct OrganizationRestored {
    pub organization: OrgId,
    pub name: String,
    pub deletion: DeletionId,
    /// Whether it came back with the account that it went along with.
    pub with_account: bool,
}

/// Nothing of the organization is left but this line, which stands in no organization's log.
#[derive(Serialize, Deserialize)]
pub struct OrganizationPurged {
    pub organization: OrgId,
    pub deletion: DeletionId,
    /// What the purge found: rows of each table, and files.
    pub counts: Value,
}

/// Somebody isn't a member any more, of their own accord.
#[derive(Serialize, Deserialize)]
pub struct MemberLeft {
    pub member: MemberId,
    pub user: UserId,
    pub role: OrgRole,
    /// Of how many workspaces the person was a member.
    pub workspaces: u64,
    /// Whether it was the account that ended.
    pub with_account: bool,
}

fn organization(id: OrgId) -> Target {
    Target { kind: "organization", id: Some(id.uuid()) }
}

impl Event for OrganizationDeleted {
    const NAME: &'static str = "organization.deleted";

    fn target(&self) -> Target {
        organization(self.organization)
    }
}

impl Event for OrganizationRestored {
    const NAME: &'static str = "organization.restored";

    fn target(&self) -> Target {
        organization(self.organization)
    }
}

impl Event for OrganizationPurged {
    const NAME: &'static str = "organization.purged";

    fn target(&self) -> Target {
        organization(self.organization)
    }
}

impl Event for MemberLeft {
    const NAME: &'static str = "member.left";

    fn target(&self) -> Target {
        Target { kind: "member", id: Some(self.member.uuid()) }
    }
}
