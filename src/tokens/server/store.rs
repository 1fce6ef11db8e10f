//! The memberships that tokens stand on.

use crate::{
    kernel::{
        authz::{EnterWorkspace, SeeOrganization},
        db::{Room, Tenant},
        token::Standing,
    },
    model::{AppError, UserId},
};

/// A person's membership in the organization.
pub async fn get_membership(db: &mut impl Tenant<SeeOrganization>, user: UserId) -> Result<Standing, AppError> {
    let org = db.org();
    sqlx::query_as!(
        Standing,
        "select id as membership, version from memberships where org_id = $1 and user_id = $2",
        org.uuid(),
        user.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)
}

/// A person's membership in the workspace.
pub async fn get_workspace_membership(db: &mut impl Room<EnterWorkspace>, user: UserId) -> Result<Standing, AppError> {
    let (org, workspace) = db.place();
    sqlx::query_as!(
        Standing,
        "select id as membership, version from workspace_memberships where org_id = $1 and workspace_id = $2 and user_id = $3",
        org.uuid(),
        workspace.uuid(),
        user.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)
}
