//! What happens to a workspace's keys. Nothing of a key itself stands in them.

use crate::{
    kernel::event::{Event, Target},
    model::{ApiKeyId, WorkspaceId, WorkspacePermission},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// There is a new key.
#[derive(Serialize, Deserialize)]
pub struct ApiKeyCreated {
    pub workspace: WorkspaceId,
    pub key: ApiKeyId,
    pub name: String,
    pub permissions: Vec<WorkspacePermission>,
    /// None for never.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
}

/// A key works nowhere any more.
#[derive(Serialize, Deserialize)]
pub struct ApiKeyRevoked {
    pub workspace: WorkspaceId,
    pub key: ApiKeyId,
    pub name: String,
}

impl Event for ApiKeyCreated {
    const NAME: &'static str = "api_key.created";

    fn target(&self) -> Target {
        Target { kind: "api_key", id: Some(self.key.uuid()) }
    }
}

impl Event for ApiKeyRevoked {
    const NAME: &'static str = "api_key.revoked";

    fn target(&self) -> Target {
        Target { kind: "api_key", id: Some(self.key.uuid()) }
    }
}
