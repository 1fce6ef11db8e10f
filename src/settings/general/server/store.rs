//! The SQL of the General tab: the settings columns of `organizations`.

use crate::{
    kernel::{
        authz::{ManageGeneral, SeeOrganization, Within},
        db::{Change, Tenant},
    },
    model::{AppError, name::Name},
    settings::general::model::General,
};
use time::OffsetDateTime;

/// The organization with who last edited it, locked until the change ends.
pub struct Locked {
    pub name: String,
    pub version: i64,
    pub updated_at: OffsetDateTime,
    pub updated_by: Option<String>,
}

pub async fn get(db: &mut impl Tenant<SeeOrganization>) -> Result<General, AppError> {
    let org = db.org();
    sqlx::query_as!(General, "select id, slug, name, version from organizations where id = $1", org.uuid())
        .fetch_optional(db.conn())
        .await?
        .ok_or_else(AppError::not_found)
}

pub async fn lock(change: &mut Change<impl Within<ManageGeneral>>) -> Result<Locked, AppError> {
    let org = change.org();
    sqlx::query_as!(
        Locked,
        r#"select o.name, o.version, o.updated_at, u.name as "updated_by?" from organizations o left join users u on u.id = o.updated_by
         where o.id = $1 for update of o"#,
        org.uuid(),
    )
    .fetch_optional(change.conn())
    .await?
    .ok_or_else(AppError::not_found)
}

pub async fn rename(change: &mut Change<impl Within<ManageGeneral>>, name: &Name) -> Result<General, AppError> {
    let (org, user, now) = (change.org(), change.scope().user, change.now());
    let renamed = sqlx::query_as!(
        General,
        "update organizations set name = $2, version = version + 1, updated_at = $3, updated_by = $4 where id = $1
         returning id, slug, name, version",
        org.uuid(),
        name.as_str(),
        now,
        user.uuid(),
    )
    .fetch_one(change.conn())
    .await?;
    Ok(renamed)
}
