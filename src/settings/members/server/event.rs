//! What happens to members. The target is the person: a name that outlives the membership.

use crate::{
    kernel::event::{Event, Target},
    model::{ApiKeyId, MemberId, OrgRole, UserId, WorkspaceId},
};
use serde::{Deserialize, Serialize};

/// A key, and where it belonged.
#[derive(Serialize, Deserialize)]
pub struct RevokedKey {
    pub key: ApiKeyId,
    pub workspace: WorkspaceId,
    pub name: String,
}

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal { $($field:ident: $type:ty),* })+) => {$(
        $(#[$doc])*
        #[derive(Serialize, Deserialize)]
        pub struct $name {
            pub member: MemberId,
            pub user: UserId,
            $(pub $field: $type,)*
        }

        impl Event for $name {
            const NAME: &'static str = $text;

            fn target(&self) -> Target {
                Target { kind: "member", id: Some(self.user.uuid()) }
            }
        }
    )+};
}

events! {
    /// A member has another role.
    MemberRoleChanged = "member.role_changed" { from: OrgRole, to: OrgRole }
    /// A member isn't one any more.
    MemberRemoved = "member.removed" { role: OrgRole, workspaces: i64 }
    /// Keys that a member had made work nowhere any more; that comes with their removal.
    MemberKeysRevoked = "member.keys_revoked" { keys: Vec<RevokedKey> }
    /// A member is locked out.
    MemberSuspended = "member.suspended" {}
    /// A suspended member can enter again.
    MemberReactivated = "member.reactivated" {}
    /// Somebody who was removed is a member again.
    MemberReinstated = "member.reinstated" { role: OrgRole }
    /// A member was signed out everywhere.
    MemberSessionsEnded = "member.sessions_ended" { sessions: i64 }
}
