//! The doors of a workspace's members. Each is one line: what happens is in `server`.

use super::model::{Managed, MemberList, Wanted};
use crate::model::{AppError, Done, InvitationId, OrgId, UserId, WorkspaceId, WorkspaceRole};
use leptos::prelude::*;

/// A page of who is in the workspace.
#[server(prefix = "/forms", endpoint = "workspace-members/get")]
pub async fn get_members(
    org: String,
    workspace: String,
    #[server(default)] wanted: Wanted,
) -> Result<MemberList, AppError> {
    super::server::members(&crate::kernel::authn::caller()?, (org.as_str(), workspace.as_str()), wanted).await
}

/// What only managers see of the page.
#[server(prefix = "/forms", endpoint = "workspace-members/managed")]
pub async fn get_managed(org: String, workspace: String) -> Result<Managed, AppError> {
    super::server::managed(&crate::kernel::authn::caller()?, (org.as_str(), workspace.as_str())).await
}

/// Adds a member of the organization. `who` is their address, or a name that no other member's begins with.
#[server(prefix = "/forms", endpoint = "workspace-members/add")]
pub async fn add(org: OrgId, workspace: WorkspaceId, who: String, role: WorkspaceRole) -> Result<Done, AppError> {
    super::server::add_from_page(&crate::kernel::authn::caller()?, (org, workspace), &who, role).await
}

/// Gives somebody another role. `version` is the one that the page was read with.
#[server(prefix = "/forms", endpoint = "workspace-members/change-role")]
pub async fn change_role(
    org: OrgId,
    workspace: WorkspaceId,
    user: UserId,
    version: i64,
    role: WorkspaceRole,
) -> Result<Done, AppError> {
    super::server::change_role_from_page(&crate::kernel::authn::caller()?, (org, workspace), user, version, role).await
}

/// Removes somebody. `version` is the one that the page was read with.
#[server(prefix = "/forms", endpoint = "workspace-members/remove")]
pub async fn remove(org: OrgId, workspace: WorkspaceId, user: UserId, version: i64) -> Result<Done, AppError> {
    super::server::remove_from_page(&crate::kernel::authn::caller()?, (org, workspace), user, version).await
}

/// Ends one's own place in the workspace. The last manager stays.
#[server(prefix = "/forms", endpoint = "workspace-members/leave")]
pub async fn leave(org: OrgId, workspace: WorkspaceId) -> Result<Done, AppError> {
    super::server::leave_from_page(&crate::kernel::authn::caller()?, (org, workspace)).await
}

/// Invites somebody from outside to this workspace alone.
#[server(prefix = "/forms", endpoint = "workspace-members/invite")]
pub async fn invite(org: OrgId, workspace: WorkspaceId, email: String, role: WorkspaceRole) -> Result<Done, AppError> {
    super::server::invite_from_page(&crate::kernel::authn::caller()?, (org, workspace), &email, role).await
}

/// Sends an invitation once more, for another seven days.
#[server(prefix = "/forms", endpoint = "workspace-members/resend")]
pub async fn resend(org: OrgId, workspace: WorkspaceId, invitation: InvitationId) -> Result<Done, AppError> {
    super::server::resend_from_page(&crate::kernel::authn::caller()?, (org, workspace), invitation).await
}

/// Ends an invitation: its link opens nothing any more.
#[server(prefix = "/forms", endpoint = "workspace-members/revoke")]
pub async fn revoke(org: OrgId, workspace: WorkspaceId, invitation: InvitationId) -> Result<Done, AppError> {
    super::server::revoke_from_page(&crate::kernel::authn::caller()?, (org, workspace), invitation).await
}
