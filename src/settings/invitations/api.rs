//! The doors of the invitations. Each is one line: what happens is in `server`.

use super::model::Invitations;
use crate::model::{AppError, Done, InvitationId, OrgId, OrgRole};
use leptos::prelude::*;

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

/// Invites everybody who is in `people`, or nobody: an address a line or a CSV, each with `role` where it has none of its own.
#[server(prefix = "/forms", endpoint = "invitations/invite")]
pub async fn invite(org: OrgId, role: OrgRole, people: String) -> Result<Done, AppError> {
    super::server::invite_from_page(&crate::kernel::authn::caller()?, org, role, &people).await
}

/// Sends an invitation once more, for another seven days.
#[server(prefix = "/forms", endpoint = "invitations/resend")]
pub async fn resend(org: OrgId, invitation: InvitationId) -> Result<Done, AppError> {
    super::server::resend(&crate::kernel::authn::caller()?, org, invitation).await
}

/// Ends an invitation: its links open nothing any more.
#[server(prefix = "/forms", endpoint = "invitations/revoke")]
pub async fn revoke(org: OrgId, invitation: InvitationId) -> Result<Done, AppError> {
    super::server::revoke_from_page(&crate::kernel::authn::caller()?, org, invitation).await
}
