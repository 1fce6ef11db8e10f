//! `Idempotency-Key`: a request that is sent again with the key that it had gets the answer that it got, and does nothing.
//!
//! The key is taken in the transaction of what the request does, with the answer, which is known before anything is
//! written. Of several at the same time one takes it; the others wait in the unique index until that one commits, and
//! then read its answer, or until it is rolled back, and then take it themselves.

use crate::{
    kernel::{
        authz::{Capability, InWorkspace, WorkspaceAuthorization, WorkspaceCapability},
        crypto::sha256,
        db::Change,
        fault::internal,
    },
    model::{AppError, Code},
};
use http::HeaderMap;
use serde::Serialize;
use serde_json::Value;
use time::Duration;

/// For how long an answer is kept.
pub const KEPT: Duration = Duration::hours(24);
/// The longest key, in bytes.
const LONGEST: usize = 200;

/// A request that may be sent again: its key, and a digest of all that it asks.
#[derive(Clone, Debug)]
pub struct Once {
    key: String,
    digest: [u8; 32],
}

/// A status with its body: what a request is answered, or was.
#[derive(Clone, Debug)]
pub struct Answered {
    pub status: u16,
    pub body: Value,
}

impl Once {
    /// What the header says, for a request whose method, address and body are `asked`. None without the header; 400 for a
    /// key that is none.
    pub fn read(headers: &HeaderMap, asked: &[&[u8]]) -> Result<Option<Self>, AppError> {
        let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
        let is_key = |key: &&str| (1..=LONGEST).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        let key = value.to_str().ok().map(str::trim).filter(is_key).ok_or_else(|| {
            let sentence = format!("An Idempotency-Key is 1 to {LONGEST} letters, digits and signs, without spaces.");
            AppError::new(Code::Malformed, sentence)
        })?;
        // Each part with its length: what stands where is part of what is asked.
        let mut whole = Vec::new();
        for part in asked {
            whole.extend_from_slice(&(part.len() as u64).to_be_bytes());
            whole.extend_from_slice(part);
        }
        Ok(Some(Self { key: key.to_owned(), digest: sha256(&whole) }))
    }
}

/// Takes the key for a request that changes nothing, in a transaction of its own, in which there is nothing else to commit.
/// What comes back is the answer: `answered`, or what was answered before. Errors like [`claim`].
pub async fn claim_alone<C: WorkspaceCapability>(
    asked: WorkspaceAuthorization<'_, C>,
    once: Option<&Once>,
    answered: Answered,
) -> Result<Answered, AppError> {
    if once.is_none() {
        return Ok(answered);
    }
    let mut change = asked.change().await?;
    let before = claim(&mut change, once, answered.status, &answered.body).await?;
    if let Some(before) = before {
        return Ok(before);
    }
    change.commit_claim().await?;
    Ok(answered)
}

/// Takes the key for this change, which will be answered so; without one it does nothing. What comes back was answered
/// before: nothing is to be done then. 409 where the key came with another request.
pub async fn claim<C: Capability<Scope = InWorkspace>>(
    change: &mut Change<C>,
    once: Option<&Once>,
    status: u16,
    answer: &impl Serialize,
) -> Result<Option<Answered>, AppError> {
    let answer = serde_json::to_value(answer).map_err(internal)?;
    take(change, once, Some((status, answer))).await
}

/// Takes the key for this change, before it is known what comes of it: [`keep`] writes that. What has a secret in its answer
/// keeps nothing, and is refused (409) when it comes again.
pub async fn begin<C: Capability<Scope = InWorkspace>>(
    change: &mut Change<C>,
    once: Option<&Once>,
) -> Result<Option<Answered>, AppError> {
    take(change, once, None).await
}

/// Writes what a change is answered that began with [`begin`].
pub async fn keep<C: Capability<Scope = InWorkspace>>(
    change: &mut Change<C>,
    once: Option<&Once>,
    answered: &Answered,
) -> Result<(), AppError> {
    let Some(Once { key, .. }) = once else { return Ok(()) };
    let scope = change.scope();
    let (org, workspace, caller) = (scope.org.uuid(), scope.workspace.uuid(), scope.identity.uuid());
    sqlx::query!(
        "update idempotent_requests set status = $5, answer = $6
         where org_id = $1 and workspace_id = $2 and caller = $3 and key = $4",
        org,
        workspace,
        caller,
        key,
        i16::try_from(answered.status).map_err(internal)?,
        answered.body,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn take<C: Capability<Scope = InWorkspace>>(
    change: &mut Change<C>,
    once: Option<&Once>,
    answer: Option<(u16, Value)>,
) -> Result<Option<Answered>, AppError> {
    let Some(Once { key, digest }) = once else { return Ok(None) };
    let (now, scope) = (change.now(), change.scope());
    let (org, workspace, caller) = (scope.org.uuid(), scope.workspace.uuid(), scope.identity.uuid());
    let (status, answer) = answer.unzip();
    let status = status.map(i16::try_from).transpose().map_err(internal)?;
    let claimed = sqlx::query!(
        "insert into idempotent_requests as r (org_id, workspace_id, caller, key, digest, status, answer, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (org_id, workspace_id, caller, key) do update
            set digest = excluded.digest, status = excluded.status, answer = excluded.answer, created_at = excluded.created_at
            where r.created_at < $9",
        org,
        workspace,
        caller,
        key,
        &digest[..],
        status,
        answer,
        now,
        now - KEPT,
    )
    .execute(change.conn())
    .await?;
    if claimed.rows_affected() == 1 {
        return Ok(None);
    }
    let earlier = sqlx::query!(
        "select digest, status, answer from idempotent_requests where org_id = $1 and workspace_id = $2 and caller = $3 and key = $4",
        org,
        workspace,
        caller,
        key,
    )
    .fetch_one(change.conn())
    .await?;
    if earlier.digest != digest {
        let sentence = "This Idempotency-Key came with another request before. Nothing was done; send another key.";
        return Err(AppError::new(Code::Conflict, sentence));
    }
    let status = earlier.status.and_then(|status| u16::try_from(status).ok());
    let Some((status, body)) = status.zip(earlier.answer) else {
        let sentence = "This was done before, with this Idempotency-Key. Its answer had a secret, which is shown once and \
            stored nowhere: if it didn't arrive, revoke what was made and send another key.";
        return Err(AppError::new(Code::Conflict, sentence));
    };
    Ok(Some(Answered { status, body }))
}
