//! What the operations of members take and answer.

use crate::{
    model::{OrgRole, WorkspaceRole},
    settings::members::model::{MemberLine, MemberPage, RemovedLine},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A member of an organization.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
pub struct MemberBody {
    /// The membership's id.
    pub id: Uuid,
    /// The person's id.
    pub user: Uuid,
    /// Their name.
    pub name: String,
    /// Their confirmed address.
    pub email: String,
    /// `owner`, `admin`, `billing_admin`, `user_admin` or `member`.
    #[schema(value_type = OrgRole)]
    pub role: String,
    /// Whether they are locked out.
    pub suspended: bool,
    /// When they joined, RFC 3339.
    pub joined_at: String,
    /// Their last request in this organization, to an hour, RFC 3339; null if they never came.
    pub last_active_at: Option<String>,
    /// Grows with every change of role or state; a change carries the one that it read.
    pub version: i64,
}

/// A member with what they reach, where they are signed in and which keys they made.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberInFull)]
pub struct MemberInFullBody {
    #[serde(flatten)]
    pub member: MemberBody,
    /// The name of who invited them; null for who founded the organization.
    pub invited_by: Option<String>,
    /// Since when they are locked out, RFC 3339; null for who isn't.
    pub suspended_at: Option<String>,
    /// In how many workspaces they are.
    pub in_workspaces: i64,
    /// Which those are, by name; at most 50.
    pub workspaces: Vec<MemberWorkspaceBody>,
    /// Their sessions, the last used first; at most 50.
    pub sessions: Vec<MemberSessionBody>,
    /// The keys that they made and that weren't revoked, the newest first; at most 51.
    pub keys: Vec<MemberKeyBody>,
}

/// A workspace that a member is in.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberWorkspace)]
pub struct MemberWorkspaceBody {
    pub name: String,
    /// `manager`, `editor` or `viewer`.
    #[schema(value_type = WorkspaceRole)]
    pub role: String,
}

/// A session of a member.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberSession)]
pub struct MemberSessionBody {
    /// RFC 3339.
    pub signed_in_at: String,
    /// RFC 3339.
    pub last_used_at: String,
}

/// A key that a member made.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberKey)]
pub struct MemberKeyBody {
    pub name: String,
    /// By which it is told from others.
    pub prefix: String,
    /// The name of the workspace that it belongs to.
    pub workspace: String,
    /// RFC 3339; null for one that was never used.
    pub last_used_at: Option<String>,
}

/// Somebody who was removed and can be reinstated.
#[derive(Serialize, ToSchema)]
#[schema(as = FormerMember)]
pub struct FormerMemberBody {
    /// The person's id.
    pub user: Uuid,
    pub name: String,
    pub email: String,
    /// What they were, and would be again.
    #[schema(value_type = OrgRole)]
    pub role: String,
    /// RFC 3339.
    pub removed_at: String,
    /// The name of who removed them; null where that account is gone.
    pub removed_by: Option<String>,
}

/// A page of those who were removed, the last one first.
#[derive(Serialize, ToSchema)]
#[schema(as = FormerMemberPage)]
pub struct FormerMemberPageBody {
    /// Those of the last 30 days; at most 20.
    pub former_members: Vec<FormerMemberBody>,
    /// For `after`, to get the page behind; null on the last.
    pub next: Option<String>,
}

/// Which of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Former {
    /// Behind this place.
    pub after: Option<String>,
}

/// A member as they were read.
#[derive(Deserialize, ToSchema)]
#[schema(as = MemberVersion)]
pub struct MemberVersionBody {
    /// The version that was read.
    pub version: i64,
}

/// A page of members, by name.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberPage)]
pub struct MemberPageBody {
    /// At most 100.
    pub members: Vec<MemberBody>,
    /// For `before`, to get the page before; null on the first.
    pub previous: Option<String>,
    /// For `after`, to get the page behind; null on the last.
    pub next: Option<String>,
}

/// Which members.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// What a name, a surname or an address begins with.
    #[serde(default)]
    pub search: String,
    /// A role, or `suspended`; without it everybody.
    #[serde(default)]
    pub show: String,
    /// Behind this place.
    pub after: Option<String>,
    /// Before this place.
    pub before: Option<String>,
}

/// What is to change of a member.
#[derive(Deserialize, ToSchema)]
#[schema(as = MemberChange)]
pub struct MemberChangeBody {
    /// The version that was read.
    pub version: i64,
    /// `owner`, `admin`, `billing_admin`, `user_admin` or `member`.
    #[schema(value_type = OrgRole)]
    pub role: String,
}

/// Which removal.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Removal {
    /// The version that was read.
    pub version: i64,
    /// Whether the keys that they made in the organization's workspaces are revoked with it.
    #[serde(default)]
    pub with_keys: bool,
}

impl From<MemberLine> for MemberBody {
    fn from(line: MemberLine) -> Self {
        Self {
            id: line.pick.member.uuid(),
            user: line.user.uuid(),
            name: line.name,
            email: line.email,
            role: line.role.as_str().to_owned(),
            suspended: line.suspended,
            joined_at: line.joined.iso,
            last_active_at: line.last_active.map(|at| at.iso),
            version: line.pick.version,
        }
    }
}

impl From<MemberPage> for MemberInFullBody {
    fn from(page: MemberPage) -> Self {
        Self {
            member: page.line.into(),
            invited_by: page.invited_by,
            suspended_at: page.suspended.map(|(at, _)| at.iso),
            in_workspaces: page.in_workspaces,
            workspaces: page
                .workspaces
                .into_iter()
                .map(|(name, role)| MemberWorkspaceBody { name, role: role.as_str().to_owned() })
                .collect(),
            sessions: page
                .sessions
                .into_iter()
                .map(|one| MemberSessionBody { signed_in_at: one.signed_in.iso, last_used_at: one.last_used.iso })
                .collect(),
            keys: page
                .keys
                .into_iter()
                .map(|key| MemberKeyBody {
                    name: key.name,
                    prefix: key.prefix,
                    workspace: key.workspace,
                    last_used_at: key.last_used.map(|at| at.iso),
                })
                .collect(),
        }
    }
}

impl From<RemovedLine> for FormerMemberBody {
    fn from(line: RemovedLine) -> Self {
        Self {
            user: line.user.uuid(),
            name: line.name,
            email: line.email,
            role: line.role.as_str().to_owned(),
            removed_at: line.removed.iso,
            removed_by: line.by,
        }
    }
}
