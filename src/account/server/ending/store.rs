//! The SQL of accounts' ends and returns: the deletion of `users`.

use crate::{
    kernel::{
        authz::{Allows, AsJob, DeleteAccount, RestoreAccount, SignIn},
        db::{Access, Change, View},
        fault::internal,
        moment::Reader,
    },
    model::{AppError, DeletionId, UserId, email::Email},
};
use time::OffsetDateTime;

/// An account that is being deleted.
pub struct Deleted {
    pub user: UserId,
    pub email: Email,
    pub name: String,
    pub deletion: DeletionId,
    pub purge_at: OffsetDateTime,
    pub reader: Reader,
}

/// A row of [`Deleted`], as the database has it.
struct DeletedRow {
    id: uuid::Uuid,
    email: String,
    name: String,
    deletion: uuid::Uuid,
    purge_at: OffsetDateTime,
    time_zone: String,
    date_format: String,
    time_format: String,
}

impl TryFrom<DeletedRow> for Deleted {
    type Error = AppError;

    fn try_from(row: DeletedRow) -> Result<Self, AppError> {
        let (date, time) = (row.date_format.parse().unwrap_or_default(), row.time_format.parse().unwrap_or_default());
        Ok(Self {
            user: row.id.into(),
            email: Email::parse(&row.email).map_err(internal)?,
            name: row.name,
            deletion: row.deletion.into(),
            purge_at: row.purge_at,
            reader: Reader::new(&row.time_zone, date, time),
        })
    }
}

/// The deletion of an account, if it is being deleted.
pub async fn find_deletion(db: &mut impl Access<SignIn>, user: UserId) -> Result<Option<Deleted>, AppError> {
    let row = sqlx::query_as!(
        DeletedRow,
        r#"select id, email, name, deletion as "deletion!", purge_at as "purge_at!", time_zone, date_format, time_format
        from users where id = $1 and deletion is not null"#,
        user.uuid(),
    )
    .fetch_optional(db.conn())
    .await?;
    row.map(Deleted::try_from).transpose()
}

/// The account that a deletion is of; `None` where it was restored or is gone.
pub async fn find_deleted(
    db: &mut impl Access<RestoreAccount>,
    deletion: DeletionId,
) -> Result<Option<Deleted>, AppError> {
    let row = sqlx::query_as!(
        DeletedRow,
        r#"select id, email, name, deletion as "deletion!", purge_at as "purge_at!", time_zone, date_format, time_format
        from users where deletion = $1"#,
        deletion.uuid(),
    )
    .fetch_optional(db.conn())
    .await?;
    row.map(Deleted::try_from).transpose()
}

/// Locks a person's own account against everything else: a membership that would come meanwhile waits too. `false` where
/// it is being deleted already.
pub async fn lock(change: &mut Change<impl Allows<DeleteAccount>>, user: UserId) -> Result<bool, AppError> {
    let row = sqlx::query!("select id from users where id = $1 and deletion is null for update", user.uuid())
        .fetch_optional(change.conn())
        .await?;
    Ok(row.is_some())
}

/// Marks the account, which the change has locked, as deleted.
pub async fn delete(
    change: &mut Change<impl Allows<DeleteAccount>>,
    user: UserId,
    deletion: DeletionId,
    purge_at: OffsetDateTime,
) -> Result<(), AppError> {
    let now = change.now();
    sqlx::query!(
        "update users set deletion = $2, deleted_at = $3, purge_at = $4 where id = $1",
        user.uuid(),
        deletion.uuid(),
        now,
        purge_at,
    )
    .execute(change.conn())
    .await?;
    end_sessions(change.conn(), user).await
}

/// Takes the mark away. Of any number at once, one gets the account; none gets it once the purge has it.
pub async fn restore(
    change: &mut Change<impl Allows<RestoreAccount>>,
    deletion: DeletionId,
) -> Result<Option<UserId>, AppError> {
    let now = change.now();
    let user = sqlx::query_scalar!(
        "update users set deletion = null, deleted_at = null, purge_at = null where deletion = $1 and purge_at > $2
         returning id",
        deletion.uuid(),
        now,
    )
    .fetch_optional(change.conn())
    .await?;
    let Some(user) = user.map(UserId::from) else { return Ok(None) };
    // One that began while the account was being deleted never opened; it mustn't now.
    end_sessions(change.conn(), user).await?;
    Ok(Some(user))
}

async fn end_sessions(conn: &mut sqlx::PgConnection, user: UserId) -> Result<(), AppError> {
    sqlx::query!("delete from sessions where user_id = $1", user.uuid()).execute(conn).await?;
    Ok(())
}

/// When the account may go, locked, if that deletion of it still stands.
pub async fn lock_deletion(
    change: &mut Change<AsJob>,
    user: UserId,
    deletion: DeletionId,
) -> Result<Option<OffsetDateTime>, AppError> {
    let purge_at = sqlx::query_scalar!(
        r#"select purge_at as "purge_at!" from users where id = $1 and deletion = $2 for update"#,
        user.uuid(),
        deletion.uuid(),
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(purge_at)
}

/// Deletes the account with everything that is only its own.
pub async fn delete_user(change: &mut Change<AsJob>, user: UserId) -> Result<(), AppError> {
    sqlx::query!("delete from users where id = $1", user.uuid()).execute(change.conn()).await?;
    Ok(())
}

/// Who an account is, for a letter.
pub async fn find_person(db: &mut View<AsJob>, user: UserId) -> Result<Option<(Email, String)>, AppError> {
    let row = sqlx::query!("select email, name from users where id = $1", user.uuid()).fetch_optional(db.tx()).await?;
    row.map(|row| Ok((Email::parse(&row.email).map_err(internal)?, row.name))).transpose()
}
