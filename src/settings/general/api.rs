//! The doors of the General tab. Each is one line: what happens is in `server`.

use super::model::GeneralTab;
use crate::model::{AppError, Done, OrgId};
use leptos::{
    prelude::*,
    server_fn::codec::{MultipartData, MultipartFormData},
};

/// The organization as its General tab shows it.
#[server(prefix = "/forms", endpoint = "general/get")]
pub async fn get_general(org: String) -> Result<GeneralTab, AppError> {
    super::server::general(&crate::kernel::authn::caller()?, org.as_str()).await
}

/// Changes what the organization is called and says of itself. `version` is the one that the page was read with.
#[server(prefix = "/forms", endpoint = "general/identity")]
pub async fn save_identity(
    org: OrgId,
    version: i64,
    name: String,
    description: String,
    website: String,
) -> Result<Done, AppError> {
    super::server::page::save_identity(&crate::kernel::authn::caller()?, org, version, name, description, website).await
}

/// Changes which company it is for, and how large that is. Both may be empty.
#[server(prefix = "/forms", endpoint = "general/company")]
pub async fn save_company(org: OrgId, version: i64, company: String, size: String) -> Result<Done, AppError> {
    super::server::page::save_company(&crate::kernel::authn::caller()?, org, version, company, size).await
}

/// Gives the organization another address.
#[server(prefix = "/forms", endpoint = "general/address")]
pub async fn change_address(org: OrgId, version: i64, slug: String) -> Result<Done, AppError> {
    super::server::page::change_address(&crate::kernel::authn::caller()?, org, version, slug).await
}

/// Changes what new workspaces begin with.
#[server(prefix = "/forms", endpoint = "general/defaults")]
pub async fn save_defaults(
    org: OrgId,
    version: i64,
    language: String,
    date_format: String,
    time_format: String,
    decimals: String,
    dpi: String,
) -> Result<Done, AppError> {
    super::server::page::save_defaults(
        &crate::kernel::authn::caller()?,
        org,
        version,
        [language, date_format, time_format, decimals, dpi],
    )
    .await
}

/// Gives the organization another logo: `org`, `version`, the file `logo`, and optionally `crop_x`, `crop_y` and
/// `crop_size` in pixels of the picture.
#[server(prefix = "/forms", endpoint = "general/logo", input = MultipartFormData)]
#[middleware(axum::extract::DefaultBodyLimit::max(super::server::logo::BODY_LIMIT))]
pub async fn change_logo(data: MultipartData) -> Result<Done, AppError> {
    super::server::logo::change(&crate::kernel::authn::caller()?, data).await
}

/// Names the organization on the way through the welcome, and goes on to `next`.
#[server(prefix = "/forms", endpoint = "general/welcome-name")]
pub async fn welcome_name(org: OrgId, version: i64, name: String, next: String) -> Result<Done, AppError> {
    super::server::welcome::name(&crate::kernel::authn::caller()?, org, version, name, &next).await
}

/// Keeps which company it is for and how large that is, and goes on to `next`. Both may be empty.
#[server(prefix = "/forms", endpoint = "general/welcome-company")]
pub async fn welcome_company(
    org: OrgId,
    version: i64,
    company: String,
    size: String,
    next: String,
) -> Result<Done, AppError> {
    super::server::welcome::company(&crate::kernel::authn::caller()?, org, version, company, size, &next).await
}

/// Takes the logo away.
#[server(prefix = "/forms", endpoint = "general/remove-logo")]
pub async fn remove_logo(org: OrgId, version: i64) -> Result<Done, AppError> {
    super::server::logo::remove(&crate::kernel::authn::caller()?, org, version).await
}

/// Deletes the organization. `confirm` is its name, typed.
#[server(prefix = "/forms", endpoint = "general/delete")]
pub async fn delete(org: OrgId, confirm: String) -> Result<Done, AppError> {
    super::server::delete::delete(&crate::kernel::authn::caller()?, org, &confirm).await
}
