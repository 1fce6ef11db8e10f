//! The SQL of `sign_in_links`.

use crate::{
    account::{
        model::LinkError,
        server::store::{SHARED_REALM, ended},
    },
    kernel::{
        authz::{Allows, EndLinks, RequestSignInLink, SignInByLink},
        db::{Access, Change},
    },
    model::{AppError, LinkId, UserId, email::Email},
};
use time::OffsetDateTime;

/// A link that was just used.
pub struct Used {
    /// The account of its address; `None` if there is none.
    pub user: Option<UserId>,
    pub next: String,
}

pub async fn insert(
    change: &mut Change<impl Allows<RequestSignInLink>>,
    id: LinkId,
    email: &Email,
    next: &str,
    expires_at: OffsetDateTime,
) -> Result<(), AppError> {
    let now = change.now();
    sqlx::query!(
        "insert into sign_in_links (id, email_key, next, created_at, expires_at) values ($1, $2, $3, $4, $5)",
        id.uuid(),
        email.key(),
        next,
        now,
        expires_at,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// A link that still works.
pub struct Open {
    /// The address that it was asked for.
    pub email_key: String,
    /// Its account; `None` if there is none.
    pub user: Option<UserId>,
}

/// A link, if it still works. `None` for one that never was.
pub async fn find(
    db: &mut impl Access<SignInByLink>,
    id: LinkId,
    now: OffsetDateTime,
) -> Result<Option<Result<Open, LinkError>>, AppError> {
    let row = sqlx::query!(
        r#"select l.email_key, l.expires_at, l.used_at, u.id as "user?" from sign_in_links l
         left join users u on u.realm_id = $2 and u.email_key = l.email_key where l.id = $1"#,
        id.uuid(),
        SHARED_REALM,
    )
    .fetch_optional(db.conn())
    .await?;
    Ok(row.map(|row| {
        let open = Open { email_key: row.email_key, user: row.user.map(UserId::from) };
        ended(row.used_at, row.expires_at, now).map_or(Ok(open), Err)
    }))
}

/// Uses a link. Of any number at once, one gets `Some`.
pub async fn take(change: &mut Change<impl Allows<SignInByLink>>, id: LinkId) -> Result<Option<Used>, AppError> {
    let now = change.now();
    let used = sqlx::query!(
        r#"with used as (update sign_in_links set used_at = $2
                where id = $1 and used_at is null and expires_at > $2 returning email_key, next)
         select used.next as "next!", u.id as "user?" from used
         left join users u on u.realm_id = $3 and u.email_key = used.email_key"#,
        id.uuid(),
        now,
        SHARED_REALM,
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(used.map(|row| Used { user: row.user.map(UserId::from), next: row.next }))
}

/// Ends every open link to an address.
pub async fn end_all(change: &mut Change<impl Allows<EndLinks>>, email_key: &str) -> Result<(), AppError> {
    let now = change.now();
    sqlx::query!("update sign_in_links set used_at = $2 where email_key = $1 and used_at is null", email_key, now)
        .execute(change.conn())
        .await?;
    Ok(())
}
