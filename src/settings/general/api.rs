//! The doors of the General tab. Each is one line: what happens is in `server`.

use super::model::{Deletion, General};
use crate::model::{AppError, Done, OrgId};
use leptos::prelude::*;

/// The organization as its General tab shows it.
#[server(prefix = "/forms", endpoint = "general/get")]
pub async fn get_general(org: String) -> Result<General, AppError> {
    super::server::general(&crate::kernel::authn::caller()?, org.as_str()).await
}

/// Gives the organization another name. `version` is the one that the name was read with.
#[server(prefix = "/forms", endpoint = "general/rename")]
pub async fn rename(org: OrgId, version: i64, name: String) -> Result<Done, AppError> {
    super::server::rename_from_page(&crate::kernel::authn::caller()?, org, version, &name).await
}

/// What deleting the organization would end.
#[server(prefix = "/forms", endpoint = "general/deletion")]
pub async fn get_deletion(org: String) -> Result<Deletion, AppError> {
    super::server::delete::deletion(&crate::kernel::authn::caller()?, org.as_str()).await
}

/// Deletes the organization. `confirm` is its name, typed.
#[server(prefix = "/forms", endpoint = "general/delete")]
pub async fn delete(org: OrgId, confirm: String) -> Result<Done, AppError> {
    super::server::delete::delete(&crate::kernel::authn::caller()?, org, &confirm).await
}
