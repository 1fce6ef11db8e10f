//! A database for each test: a copy of one that this process migrated.

use super::configuration;
use crate::kernel::{crypto::Keys, setup::migrate};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::{Mutex, OnceCell};

/// Postgres copies a template for one at a time.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static COPYING: Mutex<()> = Mutex::const_new(());
static COPIES: AtomicU32 = AtomicU32::new(0);

/// The address of a fresh, migrated database, as its owner.
pub async fn fresh() -> String {
    let template = TEMPLATE.get_or_init(prepare).await;
    let name = format!("{template}_{}", COPIES.fetch_add(1, Ordering::Relaxed));
    let _turn = COPYING.lock().await;
    run(&server(), format!("create database {name} template {template}")).await;
    beside(&name)
}

/// An empty database, for tests of migrating itself.
pub async fn empty(name: &str) -> String {
    let name = format!("tenantry_test_{}_{name}", std::process::id());
    run(&server(), format!("drop database if exists {name} with (force)")).await;
    run(&server(), format!("create database {name}")).await;
    beside(&name)
}

async fn prepare() -> String {
    std::thread::spawn(|| tokio::runtime::Runtime::new().expect("a runtime starts").block_on(sweep()));
    let url = empty("t").await;
    let config = configuration(&url);
    migrate(&config, &Keys::new(&config.secret_key)).await.expect("the migrations run");
    // Row-level security is forced on the owner too. Tests look at every row, so the owner, who serves nobody, gets a
    // policy of its own; what serves is another role and gets none.
    let show = "do $$ declare t text; begin
        for t in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relrowsecurity loop
            execute format('create policy tests on %I to current_user using (true) with check (true)', t);
        end loop; end $$";
    run(&url, show.to_owned()).await;
    url.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Drops what test processes left that are no more. Beside the tests, since each database that is dropped waits for a
/// checkpoint; another process may sweep at the same time, or this one end before it is through.
async fn sweep() {
    let mut server =
        PgConnection::connect(&server()).await.expect("DATABASE_URL names a server; `scripts/test unit` starts one");
    let names: Vec<String> =
        sqlx::query_scalar("select datname from pg_database where datname like 'tenantry\\_test\\_%'")
            .fetch_all(&mut server)
            .await
            .expect("databases are listed");
    for name in names {
        let process = name.split('_').nth(2).unwrap_or_default();
        if !std::path::Path::new(&format!("/proc/{process}")).exists() {
            // Not by force, which may not end what looks after its tables; that makes way. Where somebody is in it still, the
            // next process drops it.
            let _ = sqlx::raw_sql(AssertSqlSafe(format!("drop database if exists {name}"))).execute(&mut server).await;
        }
    }
}

fn server() -> String {
    std::env::var("DATABASE_URL")
        .expect("DATABASE_URL names a server where tests may create databases; `scripts/test unit` starts one")
}

fn beside(name: &str) -> String {
    let server = server();
    let (base, _) = server.rsplit_once('/').expect("DATABASE_URL ends with a database");
    format!("{base}/{name}")
}

async fn run(url: &str, sql: String) {
    let mut connection = PgConnection::connect(url).await.expect("the tests' server answers");
    sqlx::raw_sql(AssertSqlSafe(sql.clone()))
        .execute(&mut connection)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}
