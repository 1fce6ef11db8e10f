//! The SQL of accounts: `users`, `signups`, `password_resets`, and ending sessions.

use crate::{
    account::model::LinkError,
    kernel::{
        authz::{Allows, AsJob, ConfirmAddress, ManageAccount, RequestReset, ResetPassword, SignIn, SignUp},
        db::{Access, Change, View},
        fault::internal,
    },
    model::{AppError, InvitationId, ResetId, SessionId, SignupId, UserId, email::Email, name::Name},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// The realm of accounts that belong to no isolated organization.
const SHARED_REALM: Uuid = Uuid::nil();

/// A sign-up as it is stored.
pub struct Signup {
    pub email: Email,
    pub name: Name,
    pub password_hash: String,
    /// The invitation that led to it.
    pub invitation: Option<InvitationId>,
    pub expires_at: OffsetDateTime,
    pub confirmed_at: Option<OffsetDateTime>,
}

impl Signup {
    /// Why its link no longer works, if it doesn't.
    pub fn ended(&self, now: OffsetDateTime) -> Option<LinkError> {
        ended(self.confirmed_at, self.expires_at, now)
    }
}

fn ended(used: Option<OffsetDateTime>, expires: OffsetDateTime, now: OffsetDateTime) -> Option<LinkError> {
    if used.is_some() {
        Some(LinkError::Used)
    } else if expires <= now {
        Some(LinkError::Expired)
    } else {
        None
    }
}

/// What signing in needs to know of an account.
pub struct Credentials {
    pub user: UserId,
    pub password_hash: Option<String>,
}

/// Who an account is, for a letter.
pub struct Person {
    pub email: Email,
    pub name: String,
}

pub async fn insert_signup(
    change: &mut Change<impl Allows<SignUp>>,
    id: SignupId,
    signup: &Signup,
) -> Result<(), AppError> {
    let now = change.now();
    sqlx::query!(
        "insert into signups (id, email, email_key, name, password_hash, invitation_id, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.uuid(),
        signup.email.as_str(),
        signup.email.key(),
        signup.name.as_str(),
        signup.password_hash,
        signup.invitation.map(InvitationId::uuid),
        now,
        signup.expires_at,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

pub async fn find_signup(db: &mut impl Access<ConfirmAddress>, id: SignupId) -> Result<Option<Signup>, AppError> {
    let row = sqlx::query!(
        "select email, name, password_hash, invitation_id, expires_at, confirmed_at from signups where id = $1",
        id.uuid()
    )
    .fetch_optional(db.conn())
    .await?;
    row.map(|row| {
        Ok(Signup {
            email: Email::parse(&row.email).map_err(internal)?,
            name: Name::parse(&row.name).map_err(internal)?,
            password_hash: row.password_hash,
            invitation: row.invitation_id.map(InvitationId::from),
            expires_at: row.expires_at,
            confirmed_at: row.confirmed_at,
        })
    })
    .transpose()
}

/// Uses the link of a sign-up. Of any number at once, one gets `true`.
pub async fn confirm_signup(change: &mut Change<impl Allows<ConfirmAddress>>, id: SignupId) -> Result<bool, AppError> {
    let now = change.now();
    let used = sqlx::query!(
        "update signups set confirmed_at = $2 where id = $1 and confirmed_at is null and expires_at > $2",
        id.uuid(),
        now,
    )
    .execute(change.conn())
    .await?;
    Ok(used.rows_affected() == 1)
}

/// Makes an account in the shared realm. `None` if the address has one.
pub async fn insert_user(
    change: &mut Change<impl Allows<ConfirmAddress>>,
    id: UserId,
    signup: &Signup,
) -> Result<Option<UserId>, AppError> {
    let now = change.now();
    let made = sqlx::query!(
        "insert into users (id, realm_id, email, email_key, name, password_hash, created_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (realm_id, email_key) do nothing",
        id.uuid(),
        SHARED_REALM,
        signup.email.as_str(),
        signup.email.key(),
        signup.name.as_str(),
        signup.password_hash,
        now,
    )
    .execute(change.conn())
    .await?;
    Ok((made.rows_affected() == 1).then_some(id))
}

pub async fn find_credentials(db: &mut impl Access<SignIn>, email: &Email) -> Result<Option<Credentials>, AppError> {
    let row = sqlx::query!(
        "select id, password_hash from users where realm_id = $1 and email_key = $2",
        SHARED_REALM,
        email.key()
    )
    .fetch_optional(db.conn())
    .await?;
    Ok(row.map(|row| Credentials { user: row.id.into(), password_hash: row.password_hash }))
}

/// Whether an address has an account: for letters only. An answer to a request must not depend on it.
pub async fn find_person_by_key(db: &mut View<AsJob>, email_key: &str) -> Result<Option<Person>, AppError> {
    let row =
        sqlx::query!("select email, name from users where realm_id = $1 and email_key = $2", SHARED_REALM, email_key)
            .fetch_optional(db.tx())
            .await?;
    row.map(|row| Ok(Person { email: Email::parse(&row.email).map_err(internal)?, name: row.name })).transpose()
}

pub async fn find_person(db: &mut View<AsJob>, user: UserId) -> Result<Option<Person>, AppError> {
    let row = sqlx::query!("select email, name from users where id = $1", user.uuid()).fetch_optional(db.tx()).await?;
    row.map(|row| Ok(Person { email: Email::parse(&row.email).map_err(internal)?, name: row.name })).transpose()
}

pub async fn insert_reset(
    change: &mut Change<impl Allows<RequestReset>>,
    id: ResetId,
    email: &Email,
    expires_at: OffsetDateTime,
) -> Result<(), AppError> {
    let now = change.now();
    sqlx::query!(
        "insert into password_resets (id, email_key, created_at, expires_at) values ($1, $2, $3, $4)",
        id.uuid(),
        email.key(),
        now,
        expires_at,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// The address that a reset was asked for, if its link still works. `None` for one that never was.
pub async fn find_reset(
    db: &mut impl Access<ResetPassword>,
    id: ResetId,
    now: OffsetDateTime,
) -> Result<Option<Result<String, LinkError>>, AppError> {
    let row = sqlx::query!("select email_key, expires_at, used_at from password_resets where id = $1", id.uuid())
        .fetch_optional(db.conn())
        .await?;
    Ok(row.map(|row| ended(row.used_at, row.expires_at, now).map_or(Ok(row.email_key), Err)))
}

/// Uses the link of a reset, and every other open one of the address. Of any number at once, one gets the address.
pub async fn use_reset(
    change: &mut Change<impl Allows<ResetPassword>>,
    id: ResetId,
) -> Result<Option<String>, AppError> {
    let now = change.now();
    let email_key = sqlx::query_scalar!(
        "update password_resets set used_at = $2 where id = $1 and used_at is null and expires_at > $2 returning email_key",
        id.uuid(),
        now,
    )
    .fetch_optional(change.conn())
    .await?;
    if let Some(email_key) = &email_key {
        sqlx::query!(
            "update password_resets set used_at = $2 where email_key = $1 and used_at is null",
            email_key,
            now
        )
        .execute(change.conn())
        .await?;
    }
    Ok(email_key)
}

/// Sets the password of the account with that address; `None` without one.
pub async fn set_password(
    change: &mut Change<impl Allows<ResetPassword>>,
    email_key: &str,
    password_hash: &str,
) -> Result<Option<UserId>, AppError> {
    let user = sqlx::query_scalar!(
        "update users set password_hash = $3 where realm_id = $1 and email_key = $2 returning id",
        SHARED_REALM,
        email_key,
        password_hash,
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(user.map(UserId::from))
}

/// Ends every session of an account.
pub async fn delete_sessions(change: &mut Change<impl Allows<ResetPassword>>, user: UserId) -> Result<(), AppError> {
    sqlx::query!("delete from sessions where user_id = $1", user.uuid()).execute(change.conn()).await?;
    Ok(())
}

/// Ends one session of the person.
pub async fn delete_session(
    change: &mut Change<impl Allows<ManageAccount>>,
    user: UserId,
    session: SessionId,
) -> Result<(), AppError> {
    sqlx::query!("delete from sessions where id = $1 and user_id = $2", session.uuid(), user.uuid())
        .execute(change.conn())
        .await?;
    Ok(())
}
