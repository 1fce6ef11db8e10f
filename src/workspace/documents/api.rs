//! The doors of the page of source documents. Each is one line: what happens is in `server`.

use super::model::DocumentList;
use crate::model::{AppError, DocumentId, Done};
use leptos::{
    prelude::*,
    server_fn::codec::{MultipartData, MultipartFormData},
};

/// A page of the workspace's documents, or of those that were deleted and can be restored.
#[server(prefix = "/forms", endpoint = "workspace-documents/list")]
pub async fn list(
    org: String,
    workspace: String,
    #[server(default)] deleted: bool,
    #[server(default)] newer: String,
    #[server(default)] older: String,
) -> Result<DocumentList, AppError> {
    super::server::page::list(&crate::kernel::authn::caller()?, (&org, &workspace), deleted, &newer, &older).await
}

/// Adds a document: `org`, `workspace`, `name`, which may be empty, and the file `pdf`, in this order.
#[server(prefix = "/forms", endpoint = "workspace-documents/add", input = MultipartFormData)]
#[middleware(axum::extract::DefaultBodyLimit::max(super::server::BODY_LIMIT))]
pub async fn add(data: MultipartData) -> Result<Done, AppError> {
    super::server::page::add(&crate::kernel::authn::caller()?, data).await
}

/// Deletes a document. It can be restored for 30 days.
#[server(prefix = "/forms", endpoint = "workspace-documents/delete")]
pub async fn delete(org: String, workspace: String, document: DocumentId) -> Result<Done, AppError> {
    super::server::page::delete(&crate::kernel::authn::caller()?, (&org, &workspace), document).await
}

/// Restores a document that was deleted.
#[server(prefix = "/forms", endpoint = "workspace-documents/restore")]
pub async fn restore(org: String, workspace: String, document: DocumentId) -> Result<Done, AppError> {
    super::server::page::restore(&crate::kernel::authn::caller()?, (&org, &workspace), document).await
}
