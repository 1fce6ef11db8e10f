//! The doors of the fills' pages. Each is one line: what happens is in `server`.

use super::model::{FillList, FillPage, Filter};
use crate::model::{AppError, FillId};
use leptos::prelude::*;

/// A page of the workspace's fills.
#[server(prefix = "/forms", endpoint = "workspace-fills/list")]
pub async fn list(
    org: String,
    workspace: String,
    #[server(default)] filter: Filter,
    #[server(default)] newer: String,
    #[server(default)] older: String,
) -> Result<FillList, AppError> {
    super::server::page::list(&crate::kernel::authn::caller()?, (&org, &workspace), filter, &newer, &older).await
}

/// One fill.
#[server(prefix = "/forms", endpoint = "workspace-fills/get")]
pub async fn get(org: String, workspace: String, fill: FillId) -> Result<FillPage, AppError> {
    super::server::page::get(&crate::kernel::authn::caller()?, (&org, &workspace), fill).await
}
