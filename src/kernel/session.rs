//! Sessions in Postgres. The cookie holds 128 random bits, the table their SHA-256: a copy of it signs nobody in.
//!
//! A session that was revoked stays so: only a sign-in inserts, and a request that was under way writes nothing.

use crate::{
    kernel::{
        authn::{OPENED, Principal, SIGNED_IN, SignedIn},
        authz::{Allows, SignIn},
        crypto::sha256,
        db::Change,
        state::Kernel,
    },
    model::{AppError, BrowserId, Code, OrgId, SessionId, UserId},
};
use async_trait::async_trait;
use serde_json::Value;
use std::fmt;
use time::Duration;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// How long a session lasts, however much it is used.
pub const LIFETIME: Duration = Duration::days(30);
/// How long it lasts without a request.
pub const IDLE: Duration = Duration::days(14);
/// How exact "last seen" is: each request would otherwise write.
const SEEN_TO: Duration = Duration::minutes(5);
/// How exact a member's last activity in an organization is.
pub const ACTIVE_TO: Duration = Duration::hours(1);

/// The store that tower-sessions reads and writes through.
#[derive(Clone)]
pub struct Sessions(pub Kernel);

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

fn hash(id: &Id) -> [u8; 32] {
    sha256(&id.0.to_le_bytes())
}

fn failed(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}

/// A session whose row a change has written: worth something once that is committed.
pub struct Opened {
    token: Id,
    /// What a page will name it by.
    pub session: SessionId,
}

impl Opened {
    pub(in crate::kernel) fn token(&self) -> String {
        self.token.to_string()
    }
}

/// Opens a session for a person in a browser, in the change that signs them in.
pub async fn open(
    change: &mut Change<impl Allows<SignIn>>,
    user: UserId,
    browser: BrowserId,
) -> std::result::Result<Opened, AppError> {
    let kernel = change.kernel().clone();
    let origin = change.origin().clone();
    let now = kernel.clock.now();
    let session: SessionId = kernel.id();
    let mut bytes = [0; 16];
    kernel.rng.fill(&mut bytes);
    let token = Id(i128::from_le_bytes(bytes));
    let opened = sqlx::query!(
        "insert into sessions (id, token_hash, user_id, ip, user_agent, created_at, last_seen_at, expires_at, browser_id)
         select $1, $2, u.id, $4::text::inet, $5, $6, $6, $7, $8 from users u where u.id = $3 and u.deleted_at is null",
        session.uuid(),
        &hash(&token),
        user.uuid(),
        origin.ip.map(|ip| ip.to_string()),
        origin.user_agent,
        now,
        now + LIFETIME,
        browser.uuid(),
    )
    .execute(change.conn())
    .await?;
    if opened.rows_affected() == 0 {
        // Every way in says so more kindly before it comes here.
        return Err(AppError::new(Code::Forbidden, "This account is being deleted. It signs nobody in."));
    }
    Ok(Opened { token, session })
}

/// Remembers where a person was last, and when they were active there. Bookkeeping, like the session's last use: no change that anybody is told of.
pub async fn remember_place(principal: &Principal, org: OrgId) -> std::result::Result<(), AppError> {
    let mut tx = principal.kernel.db.begin("BEGIN").await?;
    sqlx::query!(
        "select set_config('app.user', $1, true) as person, set_config('app.org', $2, true) as tenant,
            set_config('synchronous_commit', 'off', true) as unhurried",
        principal.user.to_string(),
        org.to_string(),
    )
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into last_places (user_id, org_id) values ($1, $2) on conflict (user_id) do update set org_id = $2",
        principal.user.uuid(),
        org.uuid(),
    )
    .execute(&mut *tx)
    .await?;
    // Whoever changes the membership right now keeps nobody waiting for a page.
    sqlx::query!(
        "update memberships set last_active_at = $3 where id in
            (select id from memberships where org_id = $1 and user_id = $2 for no key update skip locked)",
        org.uuid(),
        principal.user.uuid(),
        principal.kernel.clock.now(),
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

#[async_trait]
impl SessionStore for Sessions {
    /// Adopts the row that [`open`] wrote: sign-in, session and audit line are one transaction, and the library only
    /// sets the cookie.
    async fn create(&self, record: &mut Record) -> Result<()> {
        let opened = record.data.remove(OPENED);
        record.id = opened
            .as_ref()
            .and_then(Value::as_str)
            .and_then(|token| token.parse().ok())
            .ok_or_else(|| Error::Encode("a session begins with a sign-in only".to_owned()))?;
        Ok(())
    }

    async fn save(&self, _record: &Record) -> Result<()> {
        // What a session says is fixed at sign-in, so there is nothing to write; least of all a row that was revoked
        // while the request ran.
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = self.0.clock.now();
        let row = sqlx::query!(
            "select s.id, s.user_id, s.last_seen_at, s.expires_at, u.time_zone, u.date_format, u.time_format
             from sessions s join users u on u.id = s.user_id
             where s.token_hash = $1 and s.expires_at > $2 and s.last_seen_at > $3 and u.deleted_at is null",
            &hash(id),
            now,
            now - IDLE,
        )
        .fetch_optional(self.0.db.pool())
        .await
        .map_err(failed)?;
        let Some(row) = row else { return Ok(None) };
        if row.last_seen_at < now - SEEN_TO {
            // Nobody waits for the disk to hear of it: what would be lost with Postgres is five minutes of a "last seen".
            sqlx::query!(
                "with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
                 update sessions set last_seen_at = $2 from unhurried where id = $1",
                row.id,
                now,
            )
            .execute(self.0.db.pool())
            .await
            .map_err(failed)?;
        }
        let signed_in = SignedIn {
            user: row.user_id.into(),
            session: row.id.into(),
            zone: row.time_zone,
            date: row.date_format.parse().unwrap_or_default(),
            time: row.time_format.parse().unwrap_or_default(),
        };
        let said = serde_json::to_value(signed_in).map_err(|error| Error::Encode(error.to_string()))?;
        Ok(Some(Record { id: *id, data: [(SIGNED_IN.to_owned(), said)].into(), expiry_date: row.expires_at }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query!("delete from sessions where token_hash = $1", &hash(id))
            .execute(self.0.db.pool())
            .await
            .map_err(failed)?;
        Ok(())
    }
}
