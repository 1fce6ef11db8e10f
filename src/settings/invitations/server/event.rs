//! What happens to invitations from the side of who invites.

use crate::{
    kernel::event::{Event, Target},
    model::{InvitationId, OrgRole, WorkspaceId, WorkspaceRole},
};
use serde::{Deserialize, Serialize};

/// A workspace that an invitation leads into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedWorkspace {
    pub workspace: WorkspaceId,
    /// What the person will be there.
    pub role: WorkspaceRole,
}

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal { $($(#[$more:meta])* $field:ident: $kind:ty),* };)+) => {$(
        $(#[$doc])*
        #[derive(Serialize, Deserialize)]
        pub struct $name {
            pub invitation: InvitationId,
            /// Whom it is for.
            pub email: String,
            $($(#[$more])* pub $field: $kind,)*
        }

        impl Event for $name {
            const NAME: &'static str = $text;

            fn target(&self) -> Target {
                Target { kind: "invitation", id: Some(self.invitation.uuid()) }
            }
        }
    )+};
}

events! {
    /// Somebody is invited.
    InvitationSent = "invitation.sent" {
        role: OrgRole,
        /// What it leads into besides. Older lines say nothing of it.
        #[serde(default)]
        workspaces: Vec<InvitedWorkspace>
    };
    /// It was sent once more, for another seven days.
    InvitationResent = "invitation.resent" { role: OrgRole };
    /// It was ended before anybody answered.
    InvitationRevoked = "invitation.revoked" { role: OrgRole };
    /// A newer one to the same address took its place.
    InvitationReplaced = "invitation.replaced" { by: InvitationId };
}
