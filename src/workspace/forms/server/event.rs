//! What happens to forms. Ids, and never a name: the organization's log is read by people who don't see what is inside.

use crate::{
    kernel::event::{Event, Target},
    model::{FormId, UserId, WorkspaceId},
    workspace::forms::model::Access,
};
use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal { $($field:ident: $type:ty),* })+) => {$(
        $(#[$doc])*
        #[derive(Serialize, Deserialize)]
        pub struct $name {
            pub workspace: WorkspaceId,
            pub form: FormId,
            $(pub $field: $type,)*
        }

        impl Event for $name {
            const NAME: &'static str = $text;

            fn target(&self) -> Target {
                Target { kind: "form", id: Some(self.form.uuid()) }
            }
        }
    )+};
}

events! {
    /// There is another form.
    FormAdded = "form.added" { access: Access }
    /// A form has another name.
    FormRenamed = "form.renamed" {}
    /// Others see a form: everybody, or managers and `people`.
    FormAccessChanged = "form.access_changed" { from: Access, to: Access, people: Vec<UserId> }
    /// A form was deleted; it can be restored for 30 days.
    FormDeleted = "form.deleted" {}
    /// A form that was deleted is back, with its fills.
    FormRestored = "form.restored" {}
}
