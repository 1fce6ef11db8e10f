//! The versions that tokens stand on.

use crate::{
    kernel::{
        authz::{EnterWorkspace, SeeOrganization},
        db::{Room, Tenant},
    },
    model::{AppError, UserId},
};

/// The version of a person's membership in the organization.
pub async fn get_version(db: &mut impl Tenant<SeeOrganization>, user: UserId) -> Result<i64, AppError> {
    let org = db.org();
    sqlx::query_scalar!("select version from memberships where org_id = $1 and user_id = $2", org.uuid(), user.uuid())
        .fetch_optional(db.conn())
        .await?
        .ok_or_else(AppError::not_found)
}

/// The version of a person's membership in the workspace.
pub async fn get_workspace_version(db: &mut impl Room<EnterWorkspace>, user: UserId) -> Result<i64, AppError> {
    let (org, workspace) = db.place();
    sqlx::query_scalar!(
        "select version from workspace_memberships where org_id = $1 and workspace_id = $2 and user_id = $3",
        org.uuid(),
        workspace.uuid(),
        user.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)
}
