//! A whole Tenantry for one test: its own database, clock, generator and mail box; browsers that talk to it.

mod browser;
mod contract;
mod database;
mod doubles;
mod golden;
mod line;
mod pictures;
mod reads;
mod room;
mod source;
mod statements;
mod workspace;

pub use browser::{Answer, Browser, File};
pub use doubles::{MailBox, TestClock, TestRng};
pub use golden::{assert_golden, assert_written};
pub use pictures::{jpeg, png, quarters};
pub use reads::Reads;
pub use room::Room;
pub use source::Source;
pub use statements::{Effort, effort, statement_texts, statements};
pub use workspace::{Workspace, pdf};

use crate::{
    http::{Web, router},
    kernel::{
        clock::Clock as _,
        config::{Config, Environment},
        jobs,
        key::{NewKey, new_key},
        mail::Mailer,
        password::Password,
        state::Kernel,
    },
    model::{OrgId, OrgRole, UserId, WorkspacePermission},
    reactions::REACTIONS,
};
use argon2::Params;
use axum::Router;
use graphile_worker::Worker;
use leptos::config::LeptosOptions;
use metrics_exporter_prometheus::PrometheusBuilder;
use sqlx::{Connection, PgConnection};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU32, Ordering},
};
use tokio::sync::{Mutex, OnceCell};

/// A password that every rule accepts.
pub const PASSWORD: &str = "velvet-quarry-44-moth";

/// Where the generator begins.
const SEED: u64 = 7;

/// One Tenantry. End the test with [`TestApp::done`]: it runs what is queued and fails if anything failed.
pub struct TestApp {
    pub kernel: Kernel,
    pub clock: TestClock,
    pub mail: MailBox,
    /// The database as its owner.
    pub owner_url: String,
    router: Router,
    worker: OnceCell<Worker>,
    /// For questions: a connection takes Postgres longer to open than to answer on.
    owner: Mutex<PgConnection>,
    people: AtomicU32,
    seed: u64,
    done: AtomicBool,
}

/// Somebody with an account, signed in.
#[derive(Clone)]
pub struct Person {
    pub browser: Browser,
    pub user: UserId,
    pub email: String,
}

/// An organization that a test works in.
#[derive(Clone, Debug)]
pub struct Org {
    pub id: OrgId,
    pub slug: String,
}

impl TestApp {
    /// Starts one on a fresh database.
    pub async fn start() -> Self {
        Self::start_behind(0).await
    }

    /// The same behind so many trusted proxies.
    pub async fn start_behind(proxies: usize) -> Self {
        Self::start_with(|config| config.trusted_proxies = proxies).await
    }

    /// The same with another configuration.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        statements::listen();
        let owner_url = database::fresh().await;
        let (clock, mail) = (TestClock::new(), MailBox::default());
        let mut config = configuration(&owner_url);
        change(&mut config);
        let (kernel, router) = boot(config, &clock, &mail, SEED).await;
        Self {
            kernel,
            clock,
            mail,
            owner: Mutex::new(PgConnection::connect(&owner_url).await.expect("the owner connects")),
            owner_url,
            router,
            worker: OnceCell::new(),
            people: AtomicU32::new(0),
            seed: SEED,
            done: AtomicBool::new(false),
        }
    }

    /// Ends it and starts it anew on the same database: nothing that it held in memory is left. Browsers from before reach
    /// nobody any more.
    pub async fn restart(&mut self) {
        self.kernel.db.close().await;
        // Another one each time, or ids would come twice.
        self.seed += 1;
        (self.kernel, self.router) = boot(self.kernel.config.clone(), &self.clock, &self.mail, self.seed).await;
        self.worker = OnceCell::new();
    }

    /// A browser that nobody is signed in with, at an address of its own.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), self.people.fetch_add(1, Ordering::Relaxed))
    }

    /// Somebody new, who signed up and confirmed the address by the doors.
    pub async fn person(&self, name: &str) -> Person {
        let mut browser = self.browser();
        let email =
            format!("{}{}@example.com", name.to_lowercase().replace(' ', "."), self.people.load(Ordering::Relaxed));
        let fields = [("name", name), ("email", &email), ("password", PASSWORD)];
        browser.submit("/signup", "/forms/account/sign-up", &fields).await.expect_redirect("/signup?sent=1");
        self.work().await;
        let path = self.mail.last_to(&email).link();
        let token = path.rsplit('/').next().unwrap().to_owned();
        let answer = browser.submit(&path, "/forms/account/confirm-address", &[("token", &token)]).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        let user = self.user_of(&email).await;
        Person { browser, user, email }
    }

    /// Somebody new who is an owner of a new organization called `name`.
    pub async fn owner_of(&self, name: &str) -> (Person, Org) {
        let mut person = self.person("Olga Owner").await;
        let answer = person.browser.submit("/orgs/new", "/forms/organizations/create", &[("name", name)]).await;
        let slug = answer.location().trim_start_matches("/o/").to_owned();
        let org = self.org(&slug).await;
        (person, org)
    }

    /// Somebody new with that role in an organization.
    pub async fn signed_in_as(&self, role: OrgRole, org: &Org) -> Person {
        let person = self.person(&format!("Person {}", role.as_str().replace('_', " "))).await;
        self.join(&person, role, org).await;
        person
    }

    /// Makes somebody a member of an organization.
    pub async fn join(&self, person: &Person, role: OrgRole, org: &Org) {
        sqlx::query("insert into memberships (id, org_id, user_id, role, created_at) values (gen_random_uuid(), $1, $2, $3, now())")
            .bind(org.id.uuid())
            .bind(person.user.uuid())
            .bind(role.as_str())
            .execute(&mut *self.owner.lock().await)
            .await
            .unwrap();
    }

    /// The text of a new key of the workspace with that id.
    pub async fn key(&self, workspace: &str, permissions: &[WorkspacePermission]) -> String {
        let NewKey { text, prefix, digest } = new_key(&self.kernel);
        let permissions: Vec<&str> = permissions.iter().map(|permission| permission.as_str()).collect();
        sqlx::query(
            "insert into api_keys (id, org_id, workspace_id, name, prefix, digest, permissions, created_at)
             select gen_random_uuid(), w.org_id, w.id, 'For tests', $2, $3, $4, now() from workspaces w where w.id = $1::uuid",
        )
        .bind(workspace)
        .bind(prefix)
        .bind(digest)
        .bind(permissions)
        .execute(&mut *self.owner.lock().await)
        .await
        .expect("a key is made");
        text
    }

    /// The same person in a new browser, signed in with everybody's password.
    pub async fn sign_in(&self, person: Person) -> Person {
        let mut browser = self.browser();
        let fields = [("email", person.email.as_str()), ("password", PASSWORD)];
        let answer = browser.call("/forms/account/sign-in", &fields).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        Person { browser, ..person }
    }

    /// Runs SQL as the owner of the database, in one transaction.
    pub async fn run(&self, sql: &str) -> Result<(), sqlx::Error> {
        let mut owner = self.owner_connection().await;
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut owner).await.map(|_| ())
    }

    /// What comes of `work` while the owner of the database has run `sql` and not committed it: that comes when as many
    /// transactions wait for it or for each other, or `work` is through.
    pub async fn amid<T>(&self, sql: &str, waiting: i64, work: impl Future<Output = T>) -> T {
        let mut owner = self.owner_connection().await;
        let mut open = owner.begin().await.expect("a transaction begins");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut *open).await.expect(sql);
        let through = AtomicBool::new(false);
        let release = async {
            while !through.load(Ordering::Relaxed) && self.count_blocked().await < waiting {
                tokio::task::yield_now().await;
            }
            open.commit().await.expect("it is committed");
        };
        let work = async {
            let answer = work.await;
            through.store(true, Ordering::Relaxed);
            answer
        };
        tokio::join!(work, release).0
    }

    /// What sets that password for an account, without ending anything of it.
    pub async fn password_sql(&self, user: UserId, password: &str) -> String {
        let password = Password::typed(password.to_owned(), "password").expect("it isn't too long");
        let hash = self.kernel.passwords.hash(password, [1; 16]).await.expect("it is hashed");
        format!("update users set password_hash = '{hash}' where id = '{user}'")
    }

    /// Waits until so many transactions wait for others.
    pub async fn blocked(&self, count: i64) {
        while self.count_blocked().await < count {
            tokio::task::yield_now().await;
        }
    }

    async fn count_blocked(&self) -> i64 {
        let locks = "select count(distinct l.pid) from pg_locks l join pg_stat_activity a on a.pid = l.pid
            where not l.granted and a.datname = current_database() and $1 = ''";
        self.ask(locks, "").await
    }

    /// The organization with that slug.
    pub async fn org(&self, slug: &str) -> Org {
        let id: uuid::Uuid = self.ask("select id from organizations where slug = $1", slug).await;
        Org { id: id.into(), slug: slug.to_owned() }
    }

    /// Runs jobs until none is due. The queue goes by Postgres' clock and what waits was queued by the test's, years ahead:
    /// what is due by the one is first made due by the other.
    pub async fn work(&self) {
        sqlx::query("update graphile_worker._private_jobs set run_at = now() where run_at between $1 and $2")
            .bind(TestClock::START)
            .bind(self.clock.now())
            .execute(&mut *self.owner.lock().await)
            .await
            .expect("jobs are made due");
        let start = async || jobs::worker_of(self.kernel.clone(), 1).await.expect("a worker starts");
        self.worker.get_or_init(start).await.run_once().await.expect("the queue runs");
    }

    /// Runs a job of the calendar as at its time, with what the calendar sends along.
    pub async fn at_its_time(&self, job: &str) {
        let _: i64 = self.ask("select count(*) from graphile_worker.add_job($1, payload => 'null'::json)", job).await;
        self.work().await;
    }

    /// One value from the database, as its owner: tests have a policy of their own that shows them every row.
    pub async fn ask<T>(&self, sql: &'static str, parameter: &str) -> T
    where
        T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        sqlx::query_scalar(sql).bind(parameter).fetch_one(&mut *self.owner.lock().await).await.expect(sql)
    }

    /// The audit lines of an action, oldest first: actor, details.
    pub async fn audit(&self, action: &str) -> Vec<serde_json::Value> {
        let lines: sqlx::types::Json<Vec<serde_json::Value>> = self
            .ask("select coalesce(jsonb_agg(details order by id), '[]') from audit_log where action = $1", action)
            .await;
        lines.0
    }

    /// The payloads of an event in the outbox, oldest first.
    pub async fn told(&self, event: &str) -> Vec<serde_json::Value> {
        let told: sqlx::types::Json<Vec<serde_json::Value>> =
            self.ask("select coalesce(jsonb_agg(payload order by id), '[]') from outbox where event = $1", event).await;
        told.0
    }

    /// A connection as the owner of the database.
    pub async fn owner_connection(&self) -> PgConnection {
        PgConnection::connect(&self.owner_url).await.expect("the owner connects")
    }

    async fn user_of(&self, email: &str) -> UserId {
        let id: uuid::Uuid = self.ask("select id from users where email_key = lower($1)", email).await;
        id.into()
    }

    /// Runs what is queued; fails if a job failed.
    pub async fn done(&self) {
        self.work().await;
        let failed: Option<String> = self
            .ask("select string_agg(last_error, '; ') from graphile_worker._private_jobs where last_error is not null and $1 = ''", "")
            .await;
        assert_eq!(failed, None, "a job failed");
        let storage = self.kernel.config.storage_url.to_file_path().expect("tests store in a folder");
        std::fs::remove_dir_all(storage).expect("the folder is there");
        self.done.store(true, Ordering::Relaxed);
        self.kernel.db.close().await;
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        assert!(
            self.done.load(Ordering::Relaxed) || std::thread::panicking(),
            "end the test with app.done().await: it looks whether every job succeeded"
        );
    }
}

/// A kernel and what answers with it; its generator begins at `seed`.
async fn boot(config: Config, clock: &TestClock, mail: &MailBox, seed: u64) -> (Kernel, Router) {
    let mailer = Mailer::by(Arc::new(mail.clone()), &config);
    let kernel = Kernel::start_with(config, REACTIONS, Arc::new(clock.clone()), Arc::new(TestRng::new(seed)), mailer)
        .await
        .expect("the kernel starts");
    let options = LeptosOptions::builder().output_name("tenantry").hash_files(false).build();
    let metrics = PrometheusBuilder::new().build_recorder().handle();
    let router = router(Web::new(kernel.clone(), options, metrics));
    (kernel, router)
}

/// The configuration of a test, on that database, with a storage of its own: ids repeat from test to test.
pub fn configuration(database_url: &str) -> Config {
    // A directory for each: generators repeat, so two tests have organizations of the same id.
    let database = database_url.rsplit('/').next().unwrap_or_default();
    let storage = std::env::temp_dir().join("tenantry-tests").join(database);
    Config {
        environment: Environment::Development,
        password_cost: Params::new(Params::MIN_M_COST, Params::MIN_T_COST, 1, None).expect("Argon2's least"),
        ..Config::read(|name| {
            Some(match name {
                "DATABASE_URL" => database_url.to_owned(),
                "BASE_URL" => "http://localhost:3000".to_owned(),
                "SMTP_URL" => "smtp://127.0.0.1:1".to_owned(),
                "MAIL_FROM" => "Tenantry <tenantry@example.com>".to_owned(),
                "SECRET_KEY" => "dGVuYW50cnkncyB0ZXN0cyBrbm93IGl0IGJ5IGhlYS4=".to_owned(),
                "STORAGE_URL" => format!("file://{}", storage.display()),
                "BANNED_MAIL_DOMAINS" => "throwaway.example".to_owned(),
                _ => return None,
            })
        })
        .expect("the tests' configuration is whole")
    }
}
