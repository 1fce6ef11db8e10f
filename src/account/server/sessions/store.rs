//! The SQL of `sessions`, as far as an account ends its own, and of `known_browsers`.

use crate::{
    kernel::{
        authz::{Allows, ManageAccount, ResetPassword, SeeAccount, SignIn},
        db::{Access, Change},
        session::IDLE,
    },
    model::{AppError, BrowserId, SessionId, UserId},
};
use time::OffsetDateTime;

/// A session as it is stored.
pub struct SessionRow {
    pub session: SessionId,
    pub ip: Option<String>,
    pub user_agent: String,
    pub created_at: OffsetDateTime,
    pub last_seen_at: OffsetDateTime,
}

/// A browser that an account signs in with.
pub struct Seen {
    pub browser: BrowserId,
    /// Whether it is the first time.
    pub is_new: bool,
}

/// The sessions that can still be used, last used first.
pub async fn list(
    db: &mut impl Access<SeeAccount>,
    user: UserId,
    now: OffsetDateTime,
    limit: i64,
) -> Result<Vec<SessionRow>, AppError> {
    let rows = sqlx::query_as!(
        SessionRow,
        "select id as session, host(ip) as ip, user_agent, created_at, last_seen_at from sessions
         where user_id = $1 and last_seen_at > $2 and expires_at > $3 order by last_seen_at desc, id desc limit $4",
        user.uuid(),
        now - IDLE,
        now,
        limit,
    )
    .fetch_all(db.conn())
    .await?;
    Ok(rows)
}

/// Ends one session of the person and forgets its browser. Returns what the browser called itself; `None` if there is no
/// such session of theirs.
pub async fn end(
    change: &mut Change<impl Allows<ManageAccount>>,
    user: UserId,
    session: SessionId,
) -> Result<Option<String>, AppError> {
    let user_agent = sqlx::query_scalar!(
        "with ended as (delete from sessions where id = $1 and user_id = $2 returning user_agent, browser_id),
            forgotten as (delete from known_browsers where id in (select browser_id from ended))
         select user_agent from ended",
        session.uuid(),
        user.uuid(),
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(user_agent)
}

/// Ends every session of the person but one, and forgets every browser but its. Returns how many could still be used.
pub async fn end_others(
    change: &mut Change<impl Allows<ManageAccount>>,
    user: UserId,
    but: SessionId,
) -> Result<i64, AppError> {
    let now = change.now();
    let ended = sqlx::query_scalar!(
        r#"with ended as (delete from sessions where user_id = $1 and id <> $2 returning last_seen_at, expires_at),
            forgotten as (delete from known_browsers where user_id = $1
                and id is distinct from (select browser_id from sessions where id = $2))
         select count(*) filter (where last_seen_at > $3 and expires_at > $4) as "count!" from ended"#,
        user.uuid(),
        but.uuid(),
        now - IDLE,
        now,
    )
    .fetch_one(change.conn())
    .await?;
    Ok(ended)
}

/// Ends every session of an account and forgets its browsers.
pub async fn end_all(change: &mut Change<impl Allows<ResetPassword>>, user: UserId) -> Result<(), AppError> {
    sqlx::query!(
        "with ended as (delete from sessions where user_id = $1) delete from known_browsers where user_id = $1",
        user.uuid()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Ends the session at hand. Its browser stays known.
pub async fn sign_out(
    change: &mut Change<impl Allows<ManageAccount>>,
    user: UserId,
    session: SessionId,
) -> Result<(), AppError> {
    sqlx::query!("delete from sessions where id = $1 and user_id = $2", session.uuid(), user.uuid())
        .execute(change.conn())
        .await?;
    Ok(())
}

/// Remembers that an account signs in with a browser.
pub async fn see_browser(
    change: &mut Change<impl Allows<SignIn>>,
    user: UserId,
    token_hash: &[u8; 32],
) -> Result<Seen, AppError> {
    let (id, now): (BrowserId, _) = (change.id(), change.now());
    let seen = sqlx::query_as!(
        Seen,
        r#"insert into known_browsers (id, user_id, token_hash, first_seen_at, last_seen_at) values ($1, $2, $3, $4, $4)
         on conflict (user_id, token_hash) do update set last_seen_at = excluded.last_seen_at
         returning id as browser, (id = $1) as "is_new!""#,
        id.uuid(),
        user.uuid(),
        token_hash,
        now,
    )
    .fetch_one(change.conn())
    .await?;
    Ok(seen)
}
