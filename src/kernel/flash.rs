//! The flash: what one form post leaves for the next page. In a table of its own under a cookie of its own, so that a
//! page without one pays nothing, and two requests at once lose nothing.

use crate::{
    kernel::{crypto::sha256, fault::internal, state::Kernel},
    model::{AppError, Flash},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use time::Duration;

/// How long a flash waits to be read.
const LIFETIME: Duration = Duration::minutes(10);

/// Keeps a flash; returns the cookie's value that takes it out again.
pub async fn put(kernel: &Kernel, flash: &Flash) -> Result<String, AppError> {
    let mut token = [0; 16];
    kernel.rng.fill(&mut token);
    sqlx::query!(
        "insert into flashes (token_hash, body, expires_at) values ($1, $2, $3)",
        &sha256(&token),
        serde_json::to_value(flash).map_err(internal)?,
        kernel.clock.now() + LIFETIME,
    )
    .execute(kernel.db.pool())
    .await?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(token))
}

/// Takes a flash out; none if it was taken, has expired or never was.
pub async fn take(kernel: &Kernel, token: &str) -> Result<Option<Flash>, AppError> {
    let Ok(token) = BASE64_URL_SAFE_NO_PAD.decode(token) else {
        return Ok(None);
    };
    let body = sqlx::query_scalar!(
        "delete from flashes where token_hash = $1 and expires_at > $2 returning body",
        &sha256(&token),
        kernel.clock.now(),
    )
    .fetch_optional(kernel.db.pool())
    .await?;
    body.map(|body| serde_json::from_value(body).map_err(internal)).transpose()
}
