//! The door of the frame.

use super::model::Inside;
use crate::model::AppError;
use leptos::prelude::*;

/// The frame around the pages of one workspace.
#[server(prefix = "/forms", endpoint = "workspace/frame")]
pub async fn frame(org: String, workspace: String) -> Result<Inside, AppError> {
    super::server::frame(&crate::kernel::authn::caller()?, &org, &workspace).await
}
