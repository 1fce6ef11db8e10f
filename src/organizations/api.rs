//! The doors of organizations. Each is one line: what happens is in `server`.

use crate::{
    model::{AppError, Done, OrgId, frame::FrameData},
    organizations::model::{OrgList, OwnOrganizations},
};
use leptos::prelude::*;

/// The frame around the pages of one organization; without one, around the person's own.
#[server(prefix = "/forms", endpoint = "organizations/frame")]
pub async fn frame(org: Option<String>) -> Result<FrameData, AppError> {
    super::server::frame(&crate::kernel::authn::caller()?, org).await
}

/// The organizations that the person is in and whose name contains `query`.
#[server(prefix = "/forms", endpoint = "organizations/list")]
pub async fn list(query: String) -> Result<OrgList, AppError> {
    super::server::list(&crate::kernel::authn::caller()?, query).await
}

/// Creates an organization with its first workspace; the person is its owner.
#[server(prefix = "/forms", endpoint = "organizations/create")]
pub async fn create(name: String) -> Result<Done, AppError> {
    super::server::create(&crate::kernel::authn::caller()?, &name).await
}

/// Every organization that the person is in, those that can be restored too.
#[server(prefix = "/forms", endpoint = "organizations/own")]
pub async fn own() -> Result<OwnOrganizations, AppError> {
    super::server::ending::organizations(&crate::kernel::authn::caller()?).await
}

/// Ends the person's own membership. The last owner stays.
#[server(prefix = "/forms", endpoint = "organizations/leave")]
pub async fn leave(org: OrgId) -> Result<Done, AppError> {
    super::server::ending::leave(&crate::kernel::authn::caller()?, org).await
}

/// Restores an organization that was deleted, for one of its owners.
#[server(prefix = "/forms", endpoint = "organizations/restore")]
pub async fn restore(org: OrgId) -> Result<Done, AppError> {
    super::server::ending::restore(&crate::kernel::authn::caller()?, org).await
}
