//! The SQL of accounts: `users`, `signups`, `password_resets`. What one use case alone needs is in its own store.

use crate::{
    account::model::LinkError,
    kernel::{
        authz::{
            Allows, AsJob, ConfirmAddress, EndLinks, HoldPassword, ManageAccount, RequestReset, ResetPassword,
            SeeAccount, SignIn, SignUp,
        },
        db::{Access, Change, View},
        fault::internal,
        moment::Reader,
    },
    model::{AppError, InvitationId, ResetId, SignupId, UserId, email::Email, name::Name},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// The realm of accounts that belong to no isolated organization.
pub const SHARED_REALM: Uuid = Uuid::nil();

/// A sign-up as it is stored.
pub struct Signup {
    pub email: Email,
    pub name: Name,
    pub password_hash: String,
    pub time_zone: String,
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

/// Why a link no longer works, if it doesn't.
pub fn ended(used: Option<OffsetDateTime>, expires: OffsetDateTime, now: OffsetDateTime) -> Option<LinkError> {
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
    pub email: Email,
    pub name: String,
    pub password_hash: Option<String>,
}

/// Who an account is, for a letter.
pub struct Person {
    pub email: Email,
    pub name: String,
    pub reader: Reader,
}

pub async fn insert_signup(
    change: &mut Change<impl Allows<SignUp>>,
    id: SignupId,
    signup: &Signup,
) -> Result<(), AppError> {
    let now = change.now();
    sqlx::query!(
        "insert into signups (id, email, email_key, name, password_hash, time_zone, invitation_id, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.uuid(),
        signup.email.as_str(),
        signup.email.key(),
        signup.name.as_str(),
        signup.password_hash,
        signup.time_zone,
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
        "select email, name, password_hash, time_zone, invitation_id, expires_at, confirmed_at from signups where id = $1",
        id.uuid()
    )
    .fetch_optional(db.conn())
    .await?;
    row.map(|row| {
        Ok(Signup {
            email: Email::parse(&row.email).map_err(internal)?,
            name: Name::parse(&row.name).map_err(internal)?,
            password_hash: row.password_hash,
            time_zone: row.time_zone,
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
        "insert into users (id, realm_id, email, email_key, name, password_hash, time_zone, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (realm_id, email_key) do nothing",
        id.uuid(),
        SHARED_REALM,
        signup.email.as_str(),
        signup.email.key(),
        signup.name.as_str(),
        signup.password_hash,
        signup.time_zone,
        now,
    )
    .execute(change.conn())
    .await?;
    Ok((made.rows_affected() == 1).then_some(id))
}

pub async fn find_credentials(db: &mut impl Access<SignIn>, email: &Email) -> Result<Option<Credentials>, AppError> {
    let row = sqlx::query!(
        "select id, email, name, password_hash from users where realm_id = $1 and email_key = $2",
        SHARED_REALM,
        email.key()
    )
    .fetch_optional(db.conn())
    .await?;
    row.map(|row| {
        let email = Email::parse(&row.email).map_err(internal)?;
        Ok(Credentials { user: row.id.into(), email, name: row.name, password_hash: row.password_hash })
    })
    .transpose()
}

/// The same of one's own account.
pub async fn get_own_credentials(db: &mut impl Access<SeeAccount>, user: UserId) -> Result<Credentials, AppError> {
    let row = sqlx::query!("select email, name, password_hash from users where id = $1", user.uuid())
        .fetch_optional(db.conn())
        .await?
        .ok_or_else(AppError::signed_out)?;
    let email = Email::parse(&row.email).map_err(internal)?;
    Ok(Credentials { user, email, name: row.name, password_hash: row.password_hash })
}

/// Whether an address has an account: for letters only. An answer to a request must not depend on it.
pub async fn find_person_by_key(db: &mut View<AsJob>, email_key: &str) -> Result<Option<Person>, AppError> {
    let user =
        sqlx::query_scalar!("select id from users where realm_id = $1 and email_key = $2", SHARED_REALM, email_key)
            .fetch_optional(db.tx())
            .await?;
    match user {
        Some(user) => find_person(db, user.into()).await,
        None => Ok(None),
    }
}

pub async fn find_person(db: &mut View<AsJob>, user: UserId) -> Result<Option<Person>, AppError> {
    let row =
        sqlx::query!("select email, name, time_zone, date_format, time_format from users where id = $1", user.uuid())
            .fetch_optional(db.tx())
            .await?;
    row.map(|row| {
        let reader = Reader::new(
            &row.time_zone,
            row.date_format.parse().unwrap_or_default(),
            row.time_format.parse().unwrap_or_default(),
        );
        Ok(Person { email: Email::parse(&row.email).map_err(internal)?, name: row.name, reader })
    })
    .transpose()
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

/// Sets another password in place of the one with `old_hash`. `false` if that isn't the password any more.
pub async fn replace_password(
    change: &mut Change<impl Allows<ManageAccount>>,
    user: UserId,
    old_hash: &str,
    password_hash: &str,
) -> Result<bool, AppError> {
    let replaced = sqlx::query!(
        "update users set password_hash = $3 where id = $1 and password_hash = $2",
        user.uuid(),
        old_hash,
        password_hash,
    )
    .execute(change.conn())
    .await?;
    Ok(replaced.rows_affected() == 1)
}

/// Holds the password with that hash: another one waits until the change ends, and what it ends, it then ends of this too.
/// `false` if that isn't the password any more: it took a while to be proved.
pub async fn hold_password(
    change: &mut Change<impl Allows<HoldPassword>>,
    user: UserId,
    password_hash: &str,
) -> Result<bool, AppError> {
    let held =
        sqlx::query!("select id from users where id = $1 and password_hash = $2 for share", user.uuid(), password_hash)
            .fetch_optional(change.conn())
            .await?;
    Ok(held.is_some())
}

/// Ends every open link to choose a new password that was asked for with an address.
pub async fn end_resets(change: &mut Change<impl Allows<EndLinks>>, email_key: &str) -> Result<(), AppError> {
    let now = change.now();
    sqlx::query!("update password_resets set used_at = $2 where email_key = $1 and used_at is null", email_key, now)
        .execute(change.conn())
        .await?;
    Ok(())
}
