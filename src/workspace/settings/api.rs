//! The doors of a workspace's settings. Each is one line: what happens is in `server`.

#![allow(clippy::too_many_arguments, reason = "a field of the form each")]

use super::model::Settings;
use crate::model::{AppError, Done, OrgId, WorkspaceId};
use leptos::prelude::*;

/// How the workspace's documents are written and drawn.
#[server(prefix = "/forms", endpoint = "workspace-settings/get")]
pub async fn get_settings(org: String, workspace: String) -> Result<Settings, AppError> {
    super::server::settings(&crate::kernel::authn::caller()?, (org.as_str(), workspace.as_str())).await
}

/// Changes that. `version` is the one that the page was read with.
#[server(prefix = "/forms", endpoint = "workspace-settings/save")]
pub async fn save(
    org: OrgId,
    workspace: WorkspaceId,
    version: i64,
    language: String,
    date_format: String,
    time_format: String,
    decimals: String,
    dpi: String,
) -> Result<Done, AppError> {
    super::server::save_from_page(
        &crate::kernel::authn::caller()?,
        (org, workspace),
        version,
        [language, date_format, time_format, decimals, dpi],
    )
    .await
}
