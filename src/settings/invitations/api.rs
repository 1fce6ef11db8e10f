//! The doors of the invitations. Each is one line: what happens is in `server`.

use super::model::Invitations;
use crate::model::{AppError, Done, InvitationId, OrgId};
use leptos::{
    prelude::*,
    server_fn::codec::{MultipartData, MultipartFormData},
};

/// A page of the list, with one of `newer` and `older` at most, and the link of the invitation `link`. Empty is none.
#[server(prefix = "/forms", endpoint = "invitations/list")]
pub async fn list_invitations(
    org: String,
    #[server(default)] status: String,
    #[server(default)] newer: String,
    #[server(default)] older: String,
    #[server(default)] link: String,
) -> Result<Invitations, AppError> {
    super::server::page(&crate::kernel::authn::caller()?, &org, &status, &newer, &older, &link).await
}

/// Invites everybody who is in the list, or nobody: `org`, the list as `people` or as the file `list`, an address a line or
/// a CSV, and `role` for whoever has none of their own in it; all of them into each of `workspaces[]`, as `workspace_role`.
#[server(prefix = "/forms", endpoint = "invitations/invite", input = MultipartFormData)]
#[middleware(axum::extract::DefaultBodyLimit::max(super::server::BODY_LIMIT))]
pub async fn invite(data: MultipartData) -> Result<Done, AppError> {
    super::server::invite_from_page(&crate::kernel::authn::caller()?, data).await
}

/// Sends invitations once more, for another seven days.
#[server(prefix = "/forms", endpoint = "invitations/resend")]
pub async fn resend(org: OrgId, #[server(default)] who: Vec<InvitationId>) -> Result<Done, AppError> {
    super::server::resend_from_page(&crate::kernel::authn::caller()?, org, &who).await
}

/// Ends an invitation: its links open nothing any more.
#[server(prefix = "/forms", endpoint = "invitations/revoke")]
pub async fn revoke(org: OrgId, invitation: InvitationId) -> Result<Done, AppError> {
    super::server::revoke_from_page(&crate::kernel::authn::caller()?, org, invitation).await
}
