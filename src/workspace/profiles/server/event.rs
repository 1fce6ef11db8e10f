//! What happens to profiles: ids, and nothing of what stands in them.

use crate::{
    kernel::event::{Event, Target},
    model::{ProfileId, WorkspaceId},
};
use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Serialize, Deserialize)]
        pub struct $name {
            pub workspace: WorkspaceId,
            pub profile: ProfileId,
        }

        impl Event for $name {
            const NAME: &'static str = $text;

            fn target(&self) -> Target {
                Target { kind: "profile", id: Some(self.profile.uuid()) }
            }
        }
    )+};
}

events! {
    /// There is another profile.
    ProfileAdded = "profile.added";
    /// A profile has another name or other answers.
    ProfileChanged = "profile.changed";
    /// A profile was deleted; it can be restored for 30 days.
    ProfileDeleted = "profile.deleted";
    /// A profile that was deleted is back.
    ProfileRestored = "profile.restored";
}
