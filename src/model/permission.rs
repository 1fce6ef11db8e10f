//! Who may do what: the whole matrix, pure. The golden file of `tests/permission_matrix.rs` prints it.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A role in an organization; one per membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrgRole {
    Owner,
    Admin,
    BillingAdmin,
    UserAdmin,
    Member,
}

/// What an organization role can be allowed to do; a row of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// See that the organization exists, its overview and its name; leave it.
    SeeOrganization,
    /// Open the organization's settings at all.
    OpenSettings,
    /// Name, logo, domains, notifications and defaults.
    ManageGeneral,
    /// Invite, remove and change roles, within `OrgRole::may_grant`.
    ManageMembers,
    /// Create, edit, suspend, archive and delete workspaces, without seeing their content.
    ManageWorkspaces,
    /// Security policy, SSO, SCIM, integrations and data.
    ManageSecurity,
    /// Plan, payment and credits.
    ManageBilling,
    /// Usage and reports.
    SeeUsage,
    /// The audit log.
    SeeAudit,
    /// Delete and restore the organization.
    DeleteOrganization,
}

impl OrgRole {
    /// Every role, strongest first.
    pub const ALL: [Self; 5] = [Self::Owner, Self::Admin, Self::BillingAdmin, Self::UserAdmin, Self::Member];

    /// Whether the role carries the permission.
    pub const fn allows(self, permission: Permission) -> bool {
        use OrgRole::*;
        match permission {
            Permission::SeeOrganization => true,
            Permission::OpenSettings => matches!(self, Owner | Admin | BillingAdmin | UserAdmin),
            Permission::ManageMembers => matches!(self, Owner | Admin | UserAdmin),
            Permission::ManageBilling | Permission::SeeUsage => {
                matches!(self, Owner | Admin | BillingAdmin)
            }
            Permission::ManageGeneral
            | Permission::ManageWorkspaces
            | Permission::ManageSecurity
            | Permission::SeeAudit
            | Permission::DeleteOrganization => matches!(self, Owner | Admin),
        }
    }

    /// Whether somebody of this role may give `role` to somebody, by any path: nobody grants a permission
    /// that they lack, and only an owner makes an owner.
    pub fn may_grant(self, role: Self) -> bool {
        self.allows(Permission::ManageMembers)
            && (role != Self::Owner || self == Self::Owner)
            && Permission::ALL.into_iter().all(|permission| self.allows(permission) || !role.allows(permission))
    }

    /// The name in the database, in the API and in tokens.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::BillingAdmin => "billing_admin",
            Self::UserAdmin => "user_admin",
            Self::Member => "member",
        }
    }

    /// The name on a page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Admin => "Admin",
            Self::BillingAdmin => "Billing admin",
            Self::UserAdmin => "User admin",
            Self::Member => "Member",
        }
    }
}

impl OrgRole {
    /// The name in a sentence, with its article: "make somebody an admin".
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Owner => "an owner",
            Self::Admin => "an admin",
            Self::BillingAdmin => "a billing admin",
            Self::UserAdmin => "a user admin",
            Self::Member => "a member",
        }
    }

    /// Who can give it to somebody, in words: "an owner", "an owner or admin".
    pub fn granters(self) -> String {
        one_of(Self::ALL.into_iter().filter(|role| role.may_grant(self)))
    }
}

/// Roles as the choice of whom to ask: "an owner, admin or user admin".
pub fn one_of(roles: impl IntoIterator<Item = OrgRole>) -> String {
    let roles: Vec<OrgRole> = roles.into_iter().collect();
    let labels = |roles: &[OrgRole]| roles.iter().map(|role| role.label().to_lowercase()).collect::<Vec<_>>();
    match roles.as_slice() {
        [] => "nobody".to_owned(),
        [one] => one.noun().to_owned(),
        [first, others @ .., last] => {
            let others: String = labels(others).iter().map(|label| format!(", {label}")).collect();
            format!("{}{others} or {}", first.noun(), last.label().to_lowercase())
        }
    }
}

impl Permission {
    /// Every permission, in the order of the matrix.
    pub const ALL: [Self; 10] = [
        Self::SeeOrganization,
        Self::OpenSettings,
        Self::ManageGeneral,
        Self::ManageMembers,
        Self::ManageWorkspaces,
        Self::ManageSecurity,
        Self::ManageBilling,
        Self::SeeUsage,
        Self::SeeAudit,
        Self::DeleteOrganization,
    ];

    /// What a refusal says that the person can't do: "You can't … here."
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::SeeOrganization => "see this",
            Self::OpenSettings => "open the settings",
            Self::ManageGeneral => "change the general settings",
            Self::ManageMembers => "manage members",
            Self::ManageWorkspaces => "manage workspaces",
            Self::ManageSecurity => "change the security settings",
            Self::ManageBilling => "manage billing",
            Self::SeeUsage => "see usage",
            Self::SeeAudit => "see the audit log",
            Self::DeleteOrganization => "delete this",
        }
    }

    /// The roles that carry it, strongest first: who can help somebody who lacks it.
    pub fn holders(self) -> impl Iterator<Item = OrgRole> {
        OrgRole::ALL.into_iter().filter(move |role| role.allows(self))
    }
}

/// A role in a workspace, independent of the organization role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkspaceRole {
    /// Members, settings and keys too.
    Manager,
    /// Adds and deletes too.
    Editor,
    /// Sees, opens, downloads.
    Viewer,
}

impl WorkspaceRole {
    /// Every role, strongest first.
    pub const ALL: [Self; 3] = [Self::Manager, Self::Editor, Self::Viewer];

    /// The name on a page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Manager => "Manager",
            Self::Editor => "Editor",
            Self::Viewer => "Viewer",
        }
    }

    /// The name in the database, in the API and in tokens.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Editor => "editor",
            Self::Viewer => "viewer",
        }
    }
}

/// What somebody can be allowed to do inside a workspace; a row of its matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkspacePermission {
    /// Be in it. Whoever is anything there may.
    EnterWorkspace,
    /// See, open and download what is inside.
    SeeContent,
    /// Add and delete.
    EditContent,
    /// Report fills.
    ReportFills,
    /// Members, settings and keys.
    ManageWorkspace,
}

impl WorkspacePermission {
    /// Every permission, in the order of the matrix.
    pub const ALL: [Self; 5] =
        [Self::EnterWorkspace, Self::SeeContent, Self::EditContent, Self::ReportFills, Self::ManageWorkspace];
    /// Those that a key can have. People, settings and keys are a person's business.
    pub const OF_KEYS: [Self; 3] = [Self::SeeContent, Self::EditContent, Self::ReportFills];

    /// The name in the database, in the API and in tokens.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EnterWorkspace => "enter_workspace",
            Self::SeeContent => "see_content",
            Self::EditContent => "edit_content",
            Self::ReportFills => "report_fills",
            Self::ManageWorkspace => "manage_workspace",
        }
    }

    /// What a refusal says that somebody can't do.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::EnterWorkspace => "be in this workspace",
            Self::SeeContent => "see what is in this workspace",
            Self::EditContent => "add or delete in this workspace",
            Self::ReportFills => "report fills",
            Self::ManageWorkspace => "manage this workspace",
        }
    }
}

impl WorkspaceRole {
    /// Whether the role carries the permission.
    pub const fn allows(self, permission: WorkspacePermission) -> bool {
        match permission {
            WorkspacePermission::EnterWorkspace | WorkspacePermission::SeeContent => true,
            WorkspacePermission::EditContent | WorkspacePermission::ReportFills => {
                matches!(self, Self::Manager | Self::Editor)
            }
            WorkspacePermission::ManageWorkspace => matches!(self, Self::Manager),
        }
    }

    /// The name in a sentence, with its article: "as an editor".
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Manager => "a manager",
            Self::Editor => "an editor",
            Self::Viewer => "a viewer",
        }
    }
}

impl FromStr for WorkspaceRole {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

impl fmt::Display for WorkspaceRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl FromStr for WorkspacePermission {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

/// A role's name that isn't one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a role")]
pub struct UnknownRole(pub String);

impl FromStr for OrgRole {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

impl fmt::Display for OrgRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}
