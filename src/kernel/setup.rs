//! Making a database ours: roles, migrations, the queue's own tables. `tenantry migrate` runs it, as the owner.
//!
//! `DATABASE_URL` is the owner's. The program does its work as another login, made here, with a password that is derived
//! from `SECRET_KEY`: so there is one address to configure, and what serves people can neither alter a table nor get
//! round row-level security. A third login runs the job queue and sees no tenant's row. Their names carry a digest of
//! the key, so that two deployments on one server don't share them.

use crate::kernel::{
    config::Config,
    crypto::{Keys, hex},
    db::Db,
};
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, PgPool,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, time::Duration};

/// The migrations, in the program itself.
pub static MIGRATIONS: Migrator = sqlx::migrate!();

/// One migration at a time, whoever starts it.
const LOCK: i64 = 0x7E4A_4E74;

/// Why a deployment can't start, in a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error(
        "The database at DATABASE_URL can't be used: {0}. Check that it runs and that user and password are right."
    )]
    Database(#[from] sqlx::Error),
    #[error("The program's own database login doesn't work: {0}. Run `tenantry migrate`, with the same SECRET_KEY.")]
    Login(sqlx::Error),
    #[error("A migration failed: {0}. Nothing of it was kept; mend the cause and run `tenantry migrate` again.")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("The database is behind this program by {0} migrations. Run `tenantry migrate`.")]
    Behind(usize),
    #[error("The job queue can't be used: {0}")]
    Queue(String),
    #[error("SMTP_URL can't be used: {0}")]
    Mail(#[from] lettre::transport::smtp::Error),
    #[error("{0}")]
    Plans(String),
    #[error("STORAGE_URL can't be used: {0}")]
    Storage(#[from] object_store::Error),
}

/// A login that the program uses.
#[derive(Clone, Copy)]
enum Login {
    Serving,
    Worker,
}

impl Login {
    const fn group(self) -> &'static str {
        match self {
            Self::Serving => "tenantry_serving",
            Self::Worker => "tenantry_worker",
        }
    }

    fn name(self, keys: &Keys) -> String {
        let digest = keys.blind("database roles");
        format!("{}_{}", self.group(), hex(&digest[..4]))
    }

    fn options(self, config: &Config, keys: &Keys) -> Result<PgConnectOptions, sqlx::Error> {
        let name = self.name(keys);
        let password = keys.database_password(&name);
        let options = owner_options(config)?.username(&name).password(&password);
        Ok(match self {
            // A request is given up before; its statement would go on, and hold its connection.
            // And none is so long that compiling it (jit) would be worth the tenth of a second that this takes.
            Self::Serving => options.options([("statement_timeout", "15s"), ("jit", "off")]),
            Self::Worker => options,
        })
    }
}

fn owner_options(config: &Config) -> Result<PgConnectOptions, sqlx::Error> {
    Ok(PgConnectOptions::from_str(&config.database_url)?.application_name("tenantry"))
}

/// Brings the database to this program's shape. Can be run again at any time; whoever comes second waits.
pub async fn migrate(config: &Config, keys: &Keys) -> Result<(), SetupError> {
    let pool = PgPoolOptions::new().max_connections(2).connect_with(owner_options(config)?).await?;
    let mut lock = pool.acquire().await?;
    sqlx::query("select pg_advisory_lock($1)").bind(LOCK).execute(&mut *lock).await?;
    let done = migrate_locked(&pool, &mut lock, keys).await;
    lock.close().await?;
    pool.close().await;
    done
}

async fn migrate_locked(pool: &PgPool, connection: &mut PgConnection, keys: &Keys) -> Result<(), SetupError> {
    MIGRATIONS.run(&mut *connection).await?;
    graphile_worker::WorkerOptions::default()
        .pg_pool(pool.clone())
        .init()
        .await
        .map_err(|error| SetupError::Queue(error.to_string()))?;
    let_the_worker_in(connection).await?;
    for login in [Login::Serving, Login::Worker] {
        make_login(connection, login, keys).await?;
    }
    Ok(())
}

/// The queue's tables have row-level security without a policy. Renewed each time: its migrations may add tables.
async fn let_the_worker_in(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(
        "grant usage on schema graphile_worker to tenantry_worker;
         grant select, insert, update, delete on all tables in schema graphile_worker to tenantry_worker;
         grant usage, select on all sequences in schema graphile_worker to tenantry_worker;
         grant execute on all functions in schema graphile_worker to tenantry_worker;
         do $$
         declare
             queue_table text;
         begin
             for queue_table in
                 select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = 'graphile_worker' and c.relkind = 'r' and c.relrowsecurity
             loop
                 execute format('drop policy if exists tenantry_worker on graphile_worker.%I', queue_table);
                 execute format('create policy tenantry_worker on graphile_worker.%I to tenantry_worker using (true) with check (true)', queue_table);
             end loop;
         end $$;",
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Interpolated are a role name of ours and a hexadecimal digest: `create role` takes no parameters.
async fn make_login(connection: &mut PgConnection, login: Login, keys: &Keys) -> Result<(), sqlx::Error> {
    let (name, group) = (login.name(keys), login.group());
    let password = keys.database_password(&name);
    sqlx::raw_sql(AssertSqlSafe(format!(
        "do $$ begin
             create role {name} login nosuperuser nobypassrls password '{password}' in role {group};
         exception when duplicate_object or unique_violation then null;
         end $$"
    )))
    .execute(connection)
    .await?;
    Ok(())
}

/// How many migrations of this program the database lacks.
pub async fn missing_migrations(config: &Config) -> Result<usize, SetupError> {
    let mut connection = PgConnection::connect_with(&owner_options(config)?).await?;
    let applied: Vec<i64> = sqlx::query_scalar("select version from _sqlx_migrations where success")
        .fetch_all(&mut connection)
        .await
        .unwrap_or_default();
    connection.close().await?;
    Ok(MIGRATIONS.iter().filter(|migration| !applied.contains(&migration.version)).count())
}

/// The pool that serves people.
pub(in crate::kernel) async fn connect_serving(config: &Config, keys: &Keys) -> Result<Db, SetupError> {
    let missing = missing_migrations(config).await?;
    if missing > 0 {
        return Err(SetupError::Behind(missing));
    }
    let options = Login::Serving.options(config, keys)?;
    Db::connect(options, 16).await.map_err(SetupError::Login)
}

/// The pool that runs the queue.
pub(in crate::kernel) async fn worker_pool(config: &Config, keys: &Keys) -> Result<PgPool, SetupError> {
    PgPoolOptions::new()
        .max_connections(4)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(Login::Worker.options(config, keys)?)
        .await
        .map_err(SetupError::Login)
}
