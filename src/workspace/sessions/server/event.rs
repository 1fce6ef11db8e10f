//! What happens to fill sessions: ids, and never a name.

use crate::{
    kernel::event::{Event, Target},
    model::{FillSessionId, WorkspaceId},
};
use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Serialize, Deserialize)]
        pub struct $name {
            pub workspace: WorkspaceId,
            pub session: FillSessionId,
        }

        impl Event for $name {
            const NAME: &'static str = $text;

            fn target(&self) -> Target {
                Target { kind: "fill_session", id: Some(self.session.uuid()) }
            }
        }
    )+};
}

events! {
    /// A session began.
    FillSessionBegun = "fill_session.begun";
    /// It takes no more fills.
    FillSessionEnded = "fill_session.ended";
    /// One in which nothing was filled is gone.
    FillSessionDeleted = "fill_session.deleted";
}
