//! How often something may be tried. Kept in Postgres, so that neither a restart nor a second process forgives anybody.
//!
//! [`take`] and [`forgive`], which are transactions of their own, don't wait for the disk (`synchronous_commit`): where
//! Postgres itself falls over, the tries of its last moments are forgotten, and each sign-in is spared three waits. What is
//! counted within a change is as durable as the change.

use crate::{
    kernel::{authz::Capability, db::Change, state::Kernel},
    model::{AppError, Code},
};
use sqlx::postgres::types::PgInterval;
use time::Duration;

/// An allowance: so many at once, and another one each so often.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is limited; part of the key.
    pub name: &'static str,
    /// How many may come at once.
    pub burst: i32,
    /// How long until one more may come.
    pub every: Duration,
}

/// Takes one try for `key`. 429 with the time to wait, where none is left; nothing is taken then.
pub async fn take(kernel: &Kernel, limit: Limit, key: &str) -> Result<(), AppError> {
    let wait = sqlx::query_scalar!(
        "with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
         select app.throttle($1, $2, $3, $4) from unhurried",
        &kernel.keys.blind(&format!("{}:{key}", limit.name)),
        kernel.clock.now(),
        interval(limit.every),
        interval(limit.every * limit.burst),
    )
    .fetch_one(kernel.db.pool())
    .await?;
    match wait {
        None => Ok(()),
        Some(wait) => Err(too_many(wait)),
    }
}

/// Takes one try for each of `keys` within a change, so that one that comes to nothing takes none. The first of `keys` that
/// has to wait comes back, with what to say.
pub async fn take_within<C: Capability>(
    change: &mut Change<C>,
    limit: Limit,
    keys: &[String],
) -> Result<Option<(usize, AppError)>, AppError> {
    Ok(waits_within(change, limit, keys).await?.into_iter().next())
}

/// The same, where those of `keys` that have to wait don't hold up the others: each of them comes back, in their order.
pub async fn waits_within<C: Capability>(
    change: &mut Change<C>,
    limit: Limit,
    keys: &[String],
) -> Result<Vec<(usize, AppError)>, AppError> {
    let (kernel, now) = (change.kernel().clone(), change.now());
    let blind: Vec<Vec<u8>> =
        keys.iter().map(|key| kernel.keys.blind(&format!("{}:{key}", limit.name)).to_vec()).collect();
    // In the order of the keys, whoever asks: two that want the same ones can't wait for each other.
    let rows = sqlx::query!(
        r#"select k.place as "place!", app.throttle(k.key, $2, $3, $4) as wait
         from (select key, place from unnest($1::bytea[]) with ordinality k(key, place) order by key) k"#,
        &blind,
        now,
        interval(limit.every),
        interval(limit.every * limit.burst),
    )
    .fetch_all(change.conn())
    .await?;
    let waits = rows.into_iter().filter_map(|row| {
        let place = usize::try_from(row.place - 1).ok()?;
        Some((place, too_many(row.wait?)))
    });
    let mut waits: Vec<(usize, AppError)> = waits.collect();
    waits.sort_by_key(|(place, _)| *place);
    Ok(waits)
}

/// Gives the whole allowance back, after a success.
pub async fn forgive(kernel: &Kernel, limit: Limit, key: &str) -> Result<(), AppError> {
    sqlx::query!(
        "with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
         delete from rate_limits using unhurried where key = $1",
        &kernel.keys.blind(&format!("{}:{key}", limit.name)),
    )
    .execute(kernel.db.pool())
    .await?;
    Ok(())
}

pub(in crate::kernel) fn interval(duration: Duration) -> PgInterval {
    PgInterval { months: 0, days: 0, microseconds: i64::try_from(duration.whole_microseconds()).unwrap_or(i64::MAX) }
}

fn too_many(wait: PgInterval) -> AppError {
    let seconds = u32::try_from((wait.microseconds + 999_999) / 1_000_000).unwrap_or(u32::MAX).max(1);
    let when = if seconds < 90 { format!("{seconds} seconds") } else { format!("{} minutes", seconds.div_ceil(60)) };
    let mut error = AppError::new(Code::TooMany, format!("That was tried too often. Try again in {when}."));
    error.retry_after = Some(seconds);
    error
}
