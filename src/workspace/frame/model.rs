//! What the frame shows.

use crate::model::{WorkspacePermission, WorkspaceRole, frame::FrameData};
use serde::{Deserialize, Serialize};

/// A workspace that somebody is inside of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inside {
    pub frame: FrameData,
    /// The organization's slug as it is now.
    pub org: String,
    pub name: String,
    /// The workspace's slug.
    pub slug: String,
    pub role: WorkspaceRole,
}

/// The pages of a workspace: what follows its address, the label, and what opening one takes.
pub const PAGES: [(&str, &str, WorkspacePermission); 8] = [
    ("forms", "Forms", WorkspacePermission::SeeContent),
    ("fills", "Fills", WorkspacePermission::SeeContent),
    ("profiles", "Profiles", WorkspacePermission::SeeContent),
    ("documents", "Documents", WorkspacePermission::SeeContent),
    ("sessions", "Fill sessions", WorkspacePermission::SeeContent),
    ("members", "Members", WorkspacePermission::SeeContent),
    ("settings", "Settings", WorkspacePermission::ManageWorkspace),
    ("api-keys", "API keys", WorkspacePermission::ManageWorkspace),
];
