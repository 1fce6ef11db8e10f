//! The SQL of the overview: it counts, and owns no table.

use crate::{
    kernel::{authz::SeeOrganization, db::Tenant},
    model::{AppError, UserId},
};
use time::OffsetDateTime;

/// What is counted.
pub struct Counts {
    pub personal: bool,
    pub created_at: OffsetDateTime,
    pub members: i64,
    pub workspaces: i64,
    pub own_workspaces: Vec<String>,
}

pub async fn get(db: &mut impl Tenant<SeeOrganization>, user: UserId) -> Result<Counts, AppError> {
    let org = db.org();
    sqlx::query_as!(
        Counts,
        r#"select o.personal, o.created_at,
            (select count(*) from memberships m where m.org_id = o.id) as "members!",
            (select count(*) from workspaces w where w.org_id = o.id) as "workspaces!",
            array(select w.name from workspace_memberships wm join workspaces w on w.org_id = wm.org_id and w.id = wm.workspace_id
                where wm.org_id = o.id and wm.user_id = $2 order by lower(w.name), w.id limit 50) as "own_workspaces!"
        from organizations o where o.id = $1"#,
        org.uuid(),
        user.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)
}
