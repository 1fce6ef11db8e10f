//! The doors of the Workspaces tab. Each is one line: what happens is in `server`.

#![allow(clippy::too_many_arguments, reason = "a field of the form each")]

use super::model::{NewTab, Wanted, WorkspaceList, WorkspaceTab};
use crate::model::{AppError, Done, OrgId, WorkspaceId};
use leptos::prelude::*;

/// A page of the workspaces.
#[server(prefix = "/forms", endpoint = "workspaces/list")]
pub async fn list_workspaces(org: String, #[server(default)] wanted: Wanted) -> Result<WorkspaceList, AppError> {
    super::server::workspaces(&crate::kernel::authn::caller()?, org.as_str(), wanted).await
}

/// What a new workspace begins with.
#[server(prefix = "/forms", endpoint = "workspaces/new")]
pub async fn get_new(org: String) -> Result<NewTab, AppError> {
    super::server::new(&crate::kernel::authn::caller()?, org.as_str()).await
}

/// One workspace from outside, by its slug.
#[server(prefix = "/forms", endpoint = "workspaces/get")]
pub async fn get_workspace(org: String, workspace: String) -> Result<WorkspaceTab, AppError> {
    super::server::workspace(&crate::kernel::authn::caller()?, org.as_str(), &workspace.into()).await
}

/// Creates a workspace, whose first manager the caller is. Without a `slug` it gets one made from its name.
#[server(prefix = "/forms", endpoint = "workspaces/create")]
pub async fn create(
    org: OrgId,
    name: String,
    #[server(default)] slug: String,
    #[server(default)] description: String,
    language: String,
    date_format: String,
    time_format: String,
    decimals: String,
    dpi: String,
) -> Result<Done, AppError> {
    super::server::page::create(
        &crate::kernel::authn::caller()?,
        org,
        name,
        slug,
        description,
        [language, date_format, time_format, decimals, dpi],
    )
    .await
}

/// Changes what a workspace is called, where it is found and what it says of itself. `version` is the one that the page
/// was read with, here and below.
#[server(prefix = "/forms", endpoint = "workspaces/edit")]
pub async fn edit(
    org: OrgId,
    workspace: WorkspaceId,
    version: i64,
    name: String,
    slug: String,
    description: String,
) -> Result<Done, AppError> {
    super::server::page::edit(&crate::kernel::authn::caller()?, (org, workspace), version, name, slug, description)
        .await
}

/// Locks everybody in it out, with a reason that they read. Empty for none.
#[server(prefix = "/forms", endpoint = "workspaces/suspend")]
pub async fn suspend(
    org: OrgId,
    workspace: WorkspaceId,
    version: i64,
    #[server(default)] reason: String,
) -> Result<Done, AppError> {
    super::server::page::suspend(&crate::kernel::authn::caller()?, (org, workspace), version, &reason).await
}

/// Lets everybody in again.
#[server(prefix = "/forms", endpoint = "workspaces/reactivate")]
pub async fn reactivate(org: OrgId, workspace: WorkspaceId, version: i64) -> Result<Done, AppError> {
    super::server::page::reactivate(&crate::kernel::authn::caller()?, (org, workspace), version).await
}

/// Takes it out of lists and limits.
#[server(prefix = "/forms", endpoint = "workspaces/archive")]
pub async fn archive(org: OrgId, workspace: WorkspaceId, version: i64) -> Result<Done, AppError> {
    super::server::page::archive(&crate::kernel::authn::caller()?, (org, workspace), version).await
}

/// Brings an archived one back.
#[server(prefix = "/forms", endpoint = "workspaces/restore")]
pub async fn restore(org: OrgId, workspace: WorkspaceId, version: i64) -> Result<Done, AppError> {
    super::server::page::restore(&crate::kernel::authn::caller()?, (org, workspace), version).await
}

/// Deletes it for good. `confirm` is its name, typed.
#[server(prefix = "/forms", endpoint = "workspaces/delete")]
pub async fn delete(org: OrgId, workspace: WorkspaceId, version: i64, confirm: String) -> Result<Done, AppError> {
    super::server::page::delete(&crate::kernel::authn::caller()?, (org, workspace), version, &confirm).await
}

/// Makes a member of the organization manager of a workspace that has none. `email` is the member's.
#[server(prefix = "/forms", endpoint = "workspaces/appoint")]
pub async fn appoint(org: OrgId, workspace: WorkspaceId, email: String) -> Result<Done, AppError> {
    super::server::page::appoint(&crate::kernel::authn::caller()?, (org, workspace), &email).await
}
