//! What only some may see. The server decides again when it is asked: this keeps a page from offering what would be refused.

use crate::model::{OrgRole, Permission};
use leptos::prelude::*;

/// Draws its children for a role that carries the permission, and nothing for others.
#[component]
pub fn Can(
    permission: Permission,
    /// The reader's.
    role: OrgRole,
    children: ChildrenFn,
) -> impl IntoView {
    role.allows(permission).then(|| children())
}
