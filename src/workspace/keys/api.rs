//! The doors of a workspace's keys. Each is one line: what happens is in `server`.

use super::model::KeyList;
use crate::model::{ApiKeyId, AppError, Done, OrgId, WorkspaceId};
use leptos::prelude::*;

/// A page of the keys, with one of `newer` and `older` at most. Empty is none.
#[server(prefix = "/forms", endpoint = "api-keys/get")]
pub async fn get_keys(
    org: String,
    workspace: String,
    #[server(default)] newer: String,
    #[server(default)] older: String,
) -> Result<KeyList, AppError> {
    super::server::keys_on_page(&crate::kernel::authn::caller()?, (org.as_str(), workspace.as_str()), &newer, &older)
        .await
}

/// Makes a key, and says it this once. `expires` is 30, 90 or 365 days, or `never`.
#[server(prefix = "/forms", endpoint = "api-keys/create")]
pub async fn create(
    org: OrgId,
    workspace: WorkspaceId,
    name: String,
    #[server(default)] see_content: bool,
    #[server(default)] edit_content: bool,
    #[server(default)] report_fills: bool,
    expires: String,
) -> Result<Done, AppError> {
    super::server::create_from_page(
        &crate::kernel::authn::caller()?,
        (org, workspace),
        &name,
        [see_content, edit_content, report_fills],
        &expires,
    )
    .await
}

/// Revokes a key: it works nowhere from the next request on.
#[server(prefix = "/forms", endpoint = "api-keys/revoke")]
pub async fn revoke(org: OrgId, workspace: WorkspaceId, key: ApiKeyId) -> Result<Done, AppError> {
    super::server::revoke_from_page(&crate::kernel::authn::caller()?, (org, workspace), key).await
}
