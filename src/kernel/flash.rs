//! The flash: what one form post leaves for the next page. In a table of its own under a cookie of its own, so that a
//! page without one pays nothing, and two requests at once lose nothing.
//!
//! A secret in it is covered by what only the cookie says: whoever reads the table reads no secret.

use crate::{
    kernel::{
        crypto::{cover, sha256},
        fault::internal,
        state::Kernel,
    },
    model::{AppError, Flash, Secret},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use time::Duration;

/// How long a flash waits to be read.
const LIFETIME: Duration = Duration::minutes(10);

/// Keeps a flash; returns the cookie's value that takes it out again.
pub async fn put(kernel: &Kernel, flash: &Flash) -> Result<String, AppError> {
    let mut token = [0; 16];
    kernel.rng.fill(&mut token);
    let secret = match &flash.secret {
        Some(Secret(text)) => {
            let covered = cover(&token, text.as_bytes()).ok_or_else(|| internal("a secret too long for a flash"))?;
            Some(Secret(BASE64_URL_SAFE_NO_PAD.encode(covered)))
        }
        None => None,
    };
    let kept = Flash { secret, ..flash.clone() };
    sqlx::query!(
        "insert into flashes (token_hash, body, expires_at) values ($1, $2, $3)",
        &sha256(&token),
        serde_json::to_value(kept).map_err(internal)?,
        kernel.clock.now() + LIFETIME,
    )
    .execute(kernel.db.pool())
    .await?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(token))
}

/// Takes a flash out; none if it was taken, has expired or never was.
pub async fn take(kernel: &Kernel, token: &str) -> Result<Option<Flash>, AppError> {
    let Some(token) = BASE64_URL_SAFE_NO_PAD.decode(token).ok().and_then(|token| <[u8; 16]>::try_from(token).ok())
    else {
        return Ok(None);
    };
    let body = sqlx::query_scalar!(
        "delete from flashes where token_hash = $1 and expires_at > $2 returning body",
        &sha256(&token),
        kernel.clock.now(),
    )
    .fetch_optional(kernel.db.pool())
    .await?;
    let Some(body) = body else { return Ok(None) };
    let kept: Flash = serde_json::from_value(body).map_err(internal)?;
    let uncovered = |Secret(covered): Secret| {
        let covered = BASE64_URL_SAFE_NO_PAD.decode(covered).ok()?;
        String::from_utf8(cover(&token, &covered)?).ok().map(Secret)
    };
    Ok(Some(Flash { secret: kept.secret.clone().and_then(uncovered), ..kept }))
}
