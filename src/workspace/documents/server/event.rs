//! What happens to source documents: ids, and never a name.

use crate::{
    kernel::event::{Event, Target},
    model::{DocumentId, WorkspaceId},
};
use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Serialize, Deserialize)]
        pub struct $name {
            pub workspace: WorkspaceId,
            pub document: DocumentId,
        }

        impl Event for $name {
            const NAME: &'static str = $text;

            fn target(&self) -> Target {
                Target { kind: "source_document", id: Some(self.document.uuid()) }
            }
        }
    )+};
}

events! {
    /// There is another document.
    DocumentAdded = "source_document.added";
    /// A document was deleted; it can be restored for 30 days.
    DocumentDeleted = "source_document.deleted";
    /// A document that was deleted is back.
    DocumentRestored = "source_document.restored";
}
