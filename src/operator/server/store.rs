//! The SQL of what the operator decides: two columns of organizations.

use super::Limits;
use crate::{
    kernel::{
        authz::AsJob,
        db::{Change, View},
    },
    model::{AppError, OrgId},
};

/// The organization that has or had the slug.
pub async fn find_org(db: &mut View<AsJob>, slug: &str) -> Result<Option<OrgId>, AppError> {
    let org = sqlx::query_scalar!("select app.org_of($1)", slug).fetch_one(db.tx()).await?;
    Ok(org.map(OrgId::from))
}

/// Its name and its limits, locked: nobody takes a seat meanwhile.
pub async fn lock_limits(change: &mut Change<AsJob>, org: OrgId) -> Result<(String, Limits), AppError> {
    let row = sqlx::query!(
        "select name, plan, seat_limit from organizations where id = $1 and deleted_at is null for no key update",
        org.uuid(),
    )
    .fetch_optional(change.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    Ok((row.name, Limits { plan: row.plan, seats: row.seat_limit }))
}

/// Gives it other limits.
pub async fn set_limits(change: &mut Change<AsJob>, org: OrgId, to: &Limits) -> Result<(), AppError> {
    sqlx::query!(
        "update organizations set plan = $2, seat_limit = $3 where id = $1",
        org.uuid(),
        to.plan.as_deref(),
        to.seats,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
