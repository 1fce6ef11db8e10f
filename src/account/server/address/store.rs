//! The SQL of `email_changes`, and of the address in `users`.

use crate::{
    account::{
        model::{AddressError, LinkError},
        server::store::ended,
    },
    kernel::{
        authz::{Allows, ChangeAddress, EndLinks, ManageAccount, SeeAccount},
        db::{Access, Change},
        fault::{OnConstraint, internal},
    },
    model::{AppError, EmailChangeId, UserId, email::Email},
};
use time::OffsetDateTime;

/// How an account is signed in to, with the change of its address that is open.
pub struct SecurityRow {
    pub email: String,
    pub has_password: bool,
    pub pending: Option<PendingRow>,
}

/// An open change of the address.
pub struct PendingRow {
    pub email: String,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

/// A change of an address as it is stored.
pub struct Found {
    pub user: UserId,
    pub from: Email,
    pub email: Email,
    expires_at: OffsetDateTime,
    used_at: Option<OffsetDateTime>,
    withdrawn_at: Option<OffsetDateTime>,
}

impl Found {
    /// Why its link no longer works, if it doesn't.
    pub fn ended(&self, now: OffsetDateTime) -> Option<LinkError> {
        self.withdrawn_at.map(|_| LinkError::Withdrawn).or_else(|| ended(self.used_at, self.expires_at, now))
    }
}

pub async fn get_security(
    db: &mut impl Access<SeeAccount>,
    user: UserId,
    now: OffsetDateTime,
) -> Result<SecurityRow, AppError> {
    let row = sqlx::query!(
        r#"select u.email, u.password_hash is not null as "has_password!",
            c.email as "pending?", c.created_at as "created_at?", c.expires_at as "expires_at?"
         from users u left join email_changes c
            on c.user_id = u.id and c.used_at is null and c.withdrawn_at is null and c.expires_at > $2
         where u.id = $1"#,
        user.uuid(),
        now,
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::signed_out)?;
    let pending = row.pending.zip(row.created_at).zip(row.expires_at);
    let pending = pending.map(|((email, created_at), expires_at)| PendingRow { email, created_at, expires_at });
    Ok(SecurityRow { email: row.email, has_password: row.has_password, pending })
}

/// Locks an account: of everything that concerns its address one comes after the other. Returns the address.
pub async fn lock_account(change: &mut Change<impl Allows<EndLinks>>, user: UserId) -> Result<Email, AppError> {
    let email =
        sqlx::query_scalar!("select email from users where id = $1 and deleted_at is null for update", user.uuid())
            .fetch_optional(change.conn())
            .await?
            .ok_or_else(AppError::not_found)?;
    Email::parse(&email).map_err(internal)
}

/// Ends the open request of an account, whether its time is over or not: it was cancelled, or asked for by somebody who is
/// locked out since. Returns which it was.
pub async fn withdraw(
    change: &mut Change<impl Allows<EndLinks>>,
    user: UserId,
) -> Result<Option<EmailChangeId>, AppError> {
    let now = change.now();
    let id = sqlx::query_scalar!(
        "update email_changes set withdrawn_at = $2 where user_id = $1 and used_at is null and withdrawn_at is null returning id",
        user.uuid(),
        now,
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(id.map(EmailChangeId::from))
}

pub async fn insert(
    change: &mut Change<impl Allows<ManageAccount>>,
    id: EmailChangeId,
    user: UserId,
    from: &Email,
    email: &Email,
    expires_at: OffsetDateTime,
) -> Result<(), AppError> {
    let now = change.now();
    sqlx::query!(
        "insert into email_changes (id, user_id, from_email, email, email_key, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
        id.uuid(),
        user.uuid(),
        from.as_str(),
        email.as_str(),
        email.key(),
        now,
        expires_at,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

pub async fn find(db: &mut impl Access<ChangeAddress>, id: EmailChangeId) -> Result<Option<Found>, AppError> {
    let row = sqlx::query!(
        "select user_id, from_email, email, expires_at, used_at, withdrawn_at from email_changes where id = $1",
        id.uuid(),
    )
    .fetch_optional(db.conn())
    .await?;
    row.map(|row| {
        Ok(Found {
            user: row.user_id.into(),
            from: Email::parse(&row.from_email).map_err(internal)?,
            email: Email::parse(&row.email).map_err(internal)?,
            expires_at: row.expires_at,
            used_at: row.used_at,
            withdrawn_at: row.withdrawn_at,
        })
    })
    .transpose()
}

/// Uses a request. Of any number at once, one gets the address to be.
pub async fn take(
    change: &mut Change<impl Allows<ChangeAddress>>,
    id: EmailChangeId,
    from: &Email,
) -> Result<Option<Email>, AppError> {
    let now = change.now();
    let email = sqlx::query_scalar!(
        "update email_changes set used_at = $2, from_email = $3
         where id = $1 and used_at is null and withdrawn_at is null and expires_at > $2 returning email",
        id.uuid(),
        now,
        from.as_str(),
    )
    .fetch_optional(change.conn())
    .await?;
    email.map(|email| Email::parse(&email).map_err(internal)).transpose()
}

/// Gives the account the address; refused where another has it by now.
pub async fn set_address(
    change: &mut Change<impl Allows<ChangeAddress>>,
    user: UserId,
    email: &Email,
) -> Result<(), AppError> {
    sqlx::query!(
        "update users set email = $2, email_key = $3 where id = $1",
        user.uuid(),
        email.as_str(),
        email.key(),
    )
    .execute(change.conn())
    .await
    .on_constraint("users_realm_email_key", || AddressError::Taken)?;
    Ok(())
}
