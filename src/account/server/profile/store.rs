//! The SQL of the profile: its columns of `users`.

use crate::{
    account::model::ProfileValues,
    kernel::{
        authz::{Allows, ManageAccount, SeeAccount},
        db::{Access, Change},
    },
    model::{AppError, UserId},
};
use time::OffsetDateTime;

/// A profile as it is stored.
pub struct ProfileRow {
    pub values: ProfileValues,
    pub version: i64,
    pub saved_at: Option<OffsetDateTime>,
}

pub async fn get(db: &mut impl Access<SeeAccount>, user: UserId) -> Result<ProfileRow, AppError> {
    let row = sqlx::query!(
        "select name, time_zone, date_format, time_format, profile_version, profile_saved_at from users where id = $1",
        user.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::signed_out)?;
    Ok(ProfileRow {
        values: ProfileValues {
            name: row.name,
            time_zone: row.time_zone,
            date_format: row.date_format.parse().unwrap_or_default(),
            time_format: row.time_format.parse().unwrap_or_default(),
        },
        version: row.profile_version,
        saved_at: row.profile_saved_at,
    })
}

/// The same, locked until the change ends.
pub async fn lock(
    change: &mut Change<impl Allows<ManageAccount> + Allows<SeeAccount>>,
    user: UserId,
) -> Result<ProfileRow, AppError> {
    sqlx::query!("select 1 as one from users where id = $1 for no key update", user.uuid())
        .fetch_optional(change.conn())
        .await?
        .ok_or_else(AppError::signed_out)?;
    get(change, user).await
}

pub async fn save(
    change: &mut Change<impl Allows<ManageAccount>>,
    user: UserId,
    to: &ProfileValues,
) -> Result<(), AppError> {
    let now = change.now();
    sqlx::query!(
        "update users set name = $2, time_zone = $3, date_format = $4, time_format = $5,
            profile_version = profile_version + 1, profile_saved_at = $6
         where id = $1",
        user.uuid(),
        to.name,
        to.time_zone,
        to.date_format.as_str(),
        to.time_format.as_str(),
        now,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
