//! What pages and server say to each other about organizations.

use crate::model::{
    AppError, Code, Moment, OrgId, OrgRole, Permission, WorkspaceRole,
    frame::{OrgLink, SettingsLink},
};
use serde::{Deserialize, Serialize};

/// A page's worth of the organizations that a person is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgList {
    /// What was searched for.
    pub query: String,
    pub organizations: Vec<OrgLink>,
    /// Whether there are more than are shown: search narrows them.
    pub more: bool,
}

/// Every organization that a person is in, as the account's page shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnOrganizations {
    pub living: Vec<Membership>,
    /// Those that were deleted and aren't gone yet.
    pub deleted: Vec<DeletedOrganization>,
    /// Workspaces of organizations that the person is no member of.
    pub shared: Vec<Shared>,
}

/// A workspace that the person is in from outside of its organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    pub name: String,
    /// The organization's name.
    pub organization: String,
    /// The workspace's address.
    pub path: String,
    pub role: WorkspaceRole,
}

/// A person's place in an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub id: OrgId,
    pub name: String,
    pub slug: String,
    /// The address of the logo, if there is one.
    pub logo: Option<String>,
    pub role: OrgRole,
    /// Whether the person is locked out.
    pub suspended: bool,
    pub since: Moment,
    /// The person's own workspaces there.
    pub workspaces: i64,
    pub way_out: WayOut,
}

/// An organization that was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedOrganization {
    pub id: OrgId,
    pub name: String,
    pub deleted: Moment,
    /// Until when it can be restored: date, time and zone.
    pub until: String,
    pub may_restore: bool,
    /// Whether it is being removed for good.
    pub is_purging: bool,
}

/// What becomes of an organization where somebody goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WayOut {
    /// Nothing: an owner stays.
    Free,
    /// The person is the last owner of others: somebody has to take over first.
    HandOver,
    /// Nobody else is there.
    Alone,
}

impl WayOut {
    /// For somebody of that role, where so many owners and people can sign in, the person included.
    pub const fn of(role: OrgRole, owners: i64, people: i64) -> Self {
        match role {
            OrgRole::Owner if people <= 1 => Self::Alone,
            OrgRole::Owner if owners <= 1 => Self::HandOver,
            _ => Self::Free,
        }
    }
}

/// Why somebody can't leave: an organization keeps an owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveError {
    pub name: String,
    /// Whether nobody else is there.
    pub is_alone: bool,
}

impl From<LeaveError> for AppError {
    fn from(LeaveError { name, is_alone }: LeaveError) -> Self {
        let sentence = if is_alone {
            format!("Nobody else is in {name}. Delete it instead, at the end of its General settings.")
        } else {
            format!("You are the last owner of {name}. Make somebody else an owner first, or delete it.")
        };
        Self::new(Code::Invalid, sentence)
    }
}

/// The pages of a person's account: address and label.
pub const ACCOUNT_PAGES: [(&str, &str); 5] = [
    ("/account", "Profile"),
    ("/account/security", "Sign-in and security"),
    ("/account/sessions", "Sessions"),
    ("/account/organizations", "Organizations"),
    ("/account/notifications", "Notifications"),
];

/// The settings pages that a role may open, in the order of the navigation. Each names the permission it wants.
pub fn settings_of(role: OrgRole) -> Vec<SettingsLink> {
    [
        ("General", "general", Permission::ManageGeneral),
        ("Members", "members", Permission::ManageMembers),
        ("Workspaces", "workspaces", Permission::ManageWorkspaces),
        ("Audit", "audit", Permission::SeeAudit),
        ("Notifications", "notifications", Permission::ManageGeneral),
    ]
    .into_iter()
    .filter(|(_, _, permission)| role.allows(Permission::OpenSettings) && role.allows(*permission))
    .map(|(label, slug, _)| SettingsLink { label: label.to_owned(), slug: slug.to_owned() })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_owner_is_held_back() {
        assert_eq!(WayOut::of(OrgRole::Owner, 1, 1), WayOut::Alone);
        assert_eq!(WayOut::of(OrgRole::Owner, 1, 2), WayOut::HandOver);
        assert_eq!(WayOut::of(OrgRole::Owner, 2, 2), WayOut::Free);
        for role in OrgRole::ALL.into_iter().filter(|role| *role != OrgRole::Owner) {
            assert_eq!(WayOut::of(role, 1, 2), WayOut::Free, "{role}");
        }
    }
}
