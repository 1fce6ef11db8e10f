//! What happens to invitations to a workspace from the side of who invites.

use crate::{
    kernel::event::{Event, Target},
    model::{InvitationId, WorkspaceId, WorkspaceRole},
};
use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal { $($field:ident: $kind:ty),* };)+) => {$(
        $(#[$doc])*
        #[derive(Serialize, Deserialize)]
        pub struct $name {
            pub workspace: WorkspaceId,
            pub invitation: InvitationId,
            /// Whom it is for.
            pub email: String,
            $(pub $field: $kind,)*
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
    /// Somebody from outside is invited to a workspace.
    WorkspaceInvitationSent = "workspace_invitation.sent" { role: WorkspaceRole };
    /// It was sent once more, for another seven days.
    WorkspaceInvitationResent = "workspace_invitation.resent" { role: WorkspaceRole };
    /// It was ended before anybody answered.
    WorkspaceInvitationRevoked = "workspace_invitation.revoked" { role: WorkspaceRole };
    /// A newer one to the same address took its place.
    WorkspaceInvitationReplaced = "workspace_invitation.replaced" { by: InvitationId };
}
