//! The doors of the forms' pages. Each is one line: what happens is in `server`.

use super::model::{FormList, FormPage};
use crate::model::{AppError, Done, FormId, UserId};
use leptos::prelude::*;

/// A page of the workspace's forms, or of those that were deleted and can be restored.
#[server(prefix = "/forms", endpoint = "workspace-forms/list")]
pub async fn list(
    org: String,
    workspace: String,
    #[server(default)] deleted: bool,
    #[server(default)] newer: String,
    #[server(default)] older: String,
) -> Result<FormList, AppError> {
    super::server::page::list(&crate::kernel::authn::caller()?, (&org, &workspace), deleted, &newer, &older).await
}

/// One form.
#[server(prefix = "/forms", endpoint = "workspace-forms/get")]
pub async fn get(org: String, workspace: String, form: FormId) -> Result<FormPage, AppError> {
    super::server::page::get(&crate::kernel::authn::caller()?, (&org, &workspace), form).await
}

/// Adds a form, for everybody in the workspace or for `people` of it.
#[server(prefix = "/forms", endpoint = "workspace-forms/add")]
pub async fn add(
    org: String,
    workspace: String,
    name: String,
    access: String,
    #[server(default)] people: Vec<UserId>,
) -> Result<Done, AppError> {
    super::server::page::add(&crate::kernel::authn::caller()?, (&org, &workspace), &name, &access, people).await
}

/// Gives a form another name. `version` is the one that the page was read with.
#[server(prefix = "/forms", endpoint = "workspace-forms/rename")]
pub async fn rename(
    org: String,
    workspace: String,
    form: FormId,
    version: i64,
    name: String,
) -> Result<Done, AppError> {
    super::server::page::rename(&crate::kernel::authn::caller()?, (&org, &workspace), form, version, &name).await
}

/// Says who sees a form. `before` are those who were chosen, of the people that the page showed: who is among them and not
/// among `people` is taken out, and whom the page didn't show stays as they are.
#[server(prefix = "/forms", endpoint = "workspace-forms/share")]
pub async fn share(
    org: String,
    workspace: String,
    form: FormId,
    version: i64,
    access: String,
    #[server(default)] people: Vec<UserId>,
    #[server(default)] before: Vec<UserId>,
) -> Result<Done, AppError> {
    super::server::page::share(
        &crate::kernel::authn::caller()?,
        (&org, &workspace),
        form,
        version,
        &access,
        (people, before),
    )
    .await
}

/// Deletes a form, with its fills. It can be restored for 30 days.
#[server(prefix = "/forms", endpoint = "workspace-forms/delete")]
pub async fn delete(org: String, workspace: String, form: FormId) -> Result<Done, AppError> {
    super::server::page::delete(&crate::kernel::authn::caller()?, (&org, &workspace), form).await
}

/// Restores a form that was deleted, with its fills.
#[server(prefix = "/forms", endpoint = "workspace-forms/restore")]
pub async fn restore(org: String, workspace: String, form: FormId) -> Result<Done, AppError> {
    super::server::page::restore(&crate::kernel::authn::caller()?, (&org, &workspace), form).await
}
