//! What happens to a workspace's settings.

use crate::{
    kernel::event::{Event, Target},
    model::{WorkspaceId, document::DocumentFormats},
};
use serde::{Deserialize, Serialize};

/// Its documents are written or drawn otherwise.
#[derive(Serialize, Deserialize)]
pub struct WorkspaceSettingsChanged {
    pub workspace: WorkspaceId,
    pub from: DocumentFormats,
    pub to: DocumentFormats,
}

impl Event for WorkspaceSettingsChanged {
    const NAME: &'static str = "workspace.settings_changed";

    fn target(&self) -> Target {
        Target { kind: "workspace", id: Some(self.workspace.uuid()) }
    }
}
