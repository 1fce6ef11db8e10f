//! Whether a database can take the demo, and whether it has it. The demo runs the database's queue, with a clock that goes
//! through months and a mailer that forgets what it is given: nothing of anybody else's may be in there.
//!
//! Asked and written as the owner: what serves has no business with it.

use crate::kernel::{
    config::Config,
    setup::{SetupError, missing_migrations, owner_options},
};
use sqlx::{Connection, PgConnection};

/// Why a database doesn't take the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(
        "Loading the demo was interrupted here, and half of it is no demo. Make the database anew, run `tenantry migrate`, then `tenantry demo`."
    )]
    Interrupted,
    #[error(
        "This database has accounts that aren't the demo's, so nothing was loaded. Point DATABASE_URL at an empty one."
    )]
    Accounts,
    #[error(
        "Jobs wait in this database, and the demo would run them with its own clock and send their mail to nobody, so nothing was loaded. Run `tenantry worker` until they are done, or point DATABASE_URL at an empty database."
    )]
    Jobs,
    #[error(
        "Another Tenantry is connected to this database, and the demo would take its jobs, so nothing was loaded. Stop it first."
    )]
    Others,
}

/// What a database has of the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    All,
    Refused(Refusal),
}

/// Looks at the database. To be asked before the program's own logins are connected.
pub async fn look(config: &Config) -> Result<Found, SetupError> {
    let missing = missing_migrations(config).await?;
    if missing > 0 {
        return Err(SetupError::Behind(missing));
    }
    let mut owner = PgConnection::connect_with(&owner_options(config)?).await?;
    let told: Option<bool> =
        sqlx::query_scalar("select finished_at is not null from demo").fetch_optional(&mut owner).await?;
    let (accounts, jobs, others): (bool, bool, bool) = sqlx::query_as(
        "select exists (select from users), exists (select from graphile_worker._private_jobs),
            exists (select from pg_stat_activity where datname = current_database()
                and (starts_with(usename::text, 'tenantry_serving_') or starts_with(usename::text, 'tenantry_worker_')))",
    )
    .fetch_one(&mut owner)
    .await?;
    owner.close().await?;
    Ok(match told {
        Some(true) => Found::All,
        Some(false) => Found::Refused(Refusal::Interrupted),
        None if accounts => Found::Refused(Refusal::Accounts),
        None if jobs => Found::Refused(Refusal::Jobs),
        None if others => Found::Refused(Refusal::Others),
        None => Found::Nothing,
    })
}

/// Notes that it is begun. False where somebody else did meanwhile.
pub async fn begin(config: &Config) -> Result<bool, SetupError> {
    let begun = run(config, "insert into demo (begun_at) values (now()) on conflict do nothing").await?;
    Ok(begun == 1)
}

/// Notes that all of it is there.
pub async fn finish(config: &Config) -> Result<(), SetupError> {
    run(config, "update demo set finished_at = now()").await?;
    Ok(())
}

/// Whether a job is left that could run by now.
pub async fn is_anything_due(config: &Config) -> Result<bool, SetupError> {
    let mut owner = PgConnection::connect_with(&owner_options(config)?).await?;
    let due = sqlx::query_scalar(
        "select exists (select from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts)",
    )
    .fetch_one(&mut owner)
    .await?;
    owner.close().await?;
    Ok(due)
}

async fn run(config: &Config, statement: &'static str) -> Result<u64, SetupError> {
    let mut owner = PgConnection::connect_with(&owner_options(config)?).await?;
    let done = sqlx::query(statement).execute(&mut owner).await?;
    owner.close().await?;
    Ok(done.rows_affected())
}
