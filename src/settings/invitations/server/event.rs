//! What happens to invitations from the side of who invites.

use crate::{
    kernel::event::{Event, Target},
    model::{InvitationId, OrgRole},
};
use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal { $($field:ident: $kind:ty),* };)+) => {$(
        $(#[$doc])*
        #[derive(Serialize, Deserialize)]
        pub struct $name {
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
    /// Somebody is invited.
    InvitationSent = "invitation.sent" { role: OrgRole };
    /// It was sent once more, for another seven days.
    InvitationResent = "invitation.resent" { role: OrgRole };
    /// It was ended before anybody answered.
    InvitationRevoked = "invitation.revoked" { role: OrgRole };
    /// A newer one to the same address took its place.
    InvitationReplaced = "invitation.replaced" { by: InvitationId };
}
