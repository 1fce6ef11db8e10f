//! The doors of the sessions' pages. Each is one line: what happens is in `server`.

use super::model::{SessionList, SessionPage};
use crate::model::{AppError, Done, FillSessionId};
use leptos::prelude::*;

/// A page of the workspace's fill sessions.
#[server(prefix = "/forms", endpoint = "workspace-sessions/list")]
pub async fn list(
    org: String,
    workspace: String,
    #[server(default)] newer: String,
    #[server(default)] older: String,
) -> Result<SessionList, AppError> {
    super::server::page::list(&crate::kernel::authn::caller()?, (&org, &workspace), &newer, &older).await
}

/// One session.
#[server(prefix = "/forms", endpoint = "workspace-sessions/get")]
pub async fn get(org: String, workspace: String, session: FillSessionId) -> Result<SessionPage, AppError> {
    super::server::page::get(&crate::kernel::authn::caller()?, (&org, &workspace), session).await
}

/// Begins a session.
#[server(prefix = "/forms", endpoint = "workspace-sessions/begin")]
pub async fn begin(org: String, workspace: String, name: String) -> Result<Done, AppError> {
    super::server::page::begin(&crate::kernel::authn::caller()?, (&org, &workspace), &name).await
}

/// Ends a session: it takes no more fills.
#[server(prefix = "/forms", endpoint = "workspace-sessions/end")]
pub async fn end(org: String, workspace: String, session: FillSessionId) -> Result<Done, AppError> {
    super::server::page::end(&crate::kernel::authn::caller()?, (&org, &workspace), session).await
}

/// Deletes a session in which nothing was filled.
#[server(prefix = "/forms", endpoint = "workspace-sessions/delete")]
pub async fn delete(org: String, workspace: String, session: FillSessionId) -> Result<Done, AppError> {
    super::server::page::delete(&crate::kernel::authn::caller()?, (&org, &workspace), session).await
}
