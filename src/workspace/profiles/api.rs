//! The doors of the profiles' pages. Each is one line: what happens is in `server`.

use super::model::{ProfileList, ProfilePage};
use crate::model::{AppError, Done, ProfileId};
use leptos::prelude::*;

/// A page of the workspace's profiles, or of those that were deleted and can be restored.
#[server(prefix = "/forms", endpoint = "workspace-profiles/list")]
pub async fn list(
    org: String,
    workspace: String,
    #[server(default)] deleted: bool,
    #[server(default)] newer: String,
    #[server(default)] older: String,
) -> Result<ProfileList, AppError> {
    super::server::page::list(&crate::kernel::authn::caller()?, (&org, &workspace), deleted, &newer, &older).await
}

/// One profile.
#[server(prefix = "/forms", endpoint = "workspace-profiles/get")]
pub async fn get(org: String, workspace: String, profile: ProfileId) -> Result<ProfilePage, AppError> {
    super::server::page::get(&crate::kernel::authn::caller()?, (&org, &workspace), profile).await
}

/// Adds a profile. `answers` are lines of "field: value".
#[server(prefix = "/forms", endpoint = "workspace-profiles/add")]
pub async fn add(org: String, workspace: String, name: String, answers: String) -> Result<Done, AppError> {
    super::server::page::add(&crate::kernel::authn::caller()?, (&org, &workspace), &name, &answers).await
}

/// Changes a profile. `version` is the one that the page was read with.
#[server(prefix = "/forms", endpoint = "workspace-profiles/save")]
pub async fn save(
    org: String,
    workspace: String,
    profile: ProfileId,
    version: i64,
    name: String,
    answers: String,
) -> Result<Done, AppError> {
    super::server::page::save(&crate::kernel::authn::caller()?, (&org, &workspace), profile, version, &name, &answers)
        .await
}

/// Deletes a profile. It can be restored for 30 days.
#[server(prefix = "/forms", endpoint = "workspace-profiles/delete")]
pub async fn delete(org: String, workspace: String, profile: ProfileId) -> Result<Done, AppError> {
    super::server::page::delete(&crate::kernel::authn::caller()?, (&org, &workspace), profile).await
}

/// Restores a profile that was deleted.
#[server(prefix = "/forms", endpoint = "workspace-profiles/restore")]
pub async fn restore(org: String, workspace: String, profile: ProfileId) -> Result<Done, AppError> {
    super::server::page::restore(&crate::kernel::authn::caller()?, (&org, &workspace), profile).await
}
