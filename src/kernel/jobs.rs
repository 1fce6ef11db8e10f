//! Jobs, on graphile_worker: `app.enqueue` adds one inside the change that wants it, so it runs if that commits and never
//! otherwise. It was chosen over apalis-postgres because adding a job is a SQL function, callable in our transaction and
//! grantable to a role that can't see the queue; because it listens, so that a job starts within milliseconds; and because
//! it gives back the jobs of a process that died. Both are maintained; apalis has no enqueue inside a foreign transaction.

use crate::{
    kernel::{
        event::Heard,
        expiry,
        fault::{REFERENCE, internal},
        orphans,
        setup::{SetupError, worker_pool},
        state::Kernel,
    },
    model::{AppError, OrgId, OutboxId, UserId, WorkspaceId},
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, Worker, WorkerContext, WorkerOptions};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use std::{fmt, time::Duration};
use uuid::Uuid;

/// Jobs that run at the same time.
const AT_ONCE: usize = 4;

/// The kernel as the queue hands it to a job.
#[derive(Clone)]
struct Extension(Kernel);

impl fmt::Debug for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kernel")
    }
}

/// One reaction to one committed event.
#[derive(Serialize, Deserialize)]
struct ReactionJob {
    outbox: OutboxId,
    org: Option<OrgId>,
    #[serde(default)]
    workspace: Option<WorkspaceId>,
    reaction: String,
    #[serde(default)]
    item: Option<Uuid>,
    #[serde(default)]
    person: Option<UserId>,
}

impl TaskHandler for ReactionJob {
    const IDENTIFIER: &'static str = "reaction";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(Extension(kernel)) = context.get_ext::<Extension>().cloned() else {
            return Err("the worker was started without a kernel".to_owned());
        };
        let reference = format!("job-{}", self.outbox);
        let end = REFERENCE.scope(reference, self.react(kernel.clone())).await;
        look_again(&kernel).await;
        end.map_err(|error| error.message)
    }
}

/// Has every worker look for a job. The library takes one for each job that is added and each time the clock tells it to,
/// so that of many that wait, it would take as many as run at once every two seconds.
async fn look_again(kernel: &Kernel) {
    // Nobody waits for the disk with the lock that notifications are sent behind.
    let told = sqlx::query!(
        "with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
         select pg_notify('jobs:insert', '') from unhurried"
    )
    .fetch_one(kernel.db.pool())
    .await;
    if let Err(error) = told {
        tracing::warn!(%error, "the workers weren't told to look for more jobs: they do when it is time");
    }
}

impl ReactionJob {
    async fn react(self, kernel: Kernel) -> Result<(), AppError> {
        let Some(reaction) = kernel.reactions.iter().find(|reaction| reaction.name == self.reaction) else {
            return Err(internal(format!("no reaction is called {:?}", self.reaction)));
        };
        let mut view = kernel.system(reaction.name, self.org).view().await?;
        let event = sqlx::query!("select payload, created_at from outbox where id = $1", self.outbox.uuid())
            .fetch_optional(view.tx())
            .await?;
        drop(view);
        // The organization was purged, and what happened there with it: nobody is left to hear of it.
        let Some(event) = event else { return Ok(()) };
        let heard = Heard {
            kernel,
            reaction: reaction.name,
            outbox: self.outbox,
            org: self.org,
            workspace: self.workspace,
            item: self.item,
            person: self.person,
            at: event.created_at,
            payload: event.payload,
        };
        metrics::counter!("tenantry_reactions_total", "reaction" => reaction.name).increment(1);
        (reaction.run)(heard).await
    }
}

/// Jobs of the calendar, which names a task and sends nothing that matters along.
macro_rules! calendar {
    ($($(#[$doc:meta])* $task:ident = $name:literal at $when:literal: $run:path;)+) => {
        $($(#[$doc])*
        #[derive(Serialize, Deserialize)]
        #[serde(from = "IgnoredAny")]
        struct $task;

        impl From<IgnoredAny> for $task {
            fn from(_: IgnoredAny) -> Self {
                Self
            }
        }

        impl TaskHandler for $task {
            const IDENTIFIER: &'static str = $name;

            async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
                let Some(Extension(kernel)) = context.get_ext::<Extension>().cloned() else {
                    return Err("the worker was started without a kernel".to_owned());
                };
                REFERENCE.scope($name.to_owned(), $run(&kernel)).await.map_err(|error| error.message)
            }
        })+

        /// The names of all of them.
        #[cfg(test)]
        pub const ON_CALENDAR: &[&str] = &[$($name),+];

        /// Has the worker do them, each at its time (UTC).
        fn with_calendar(options: WorkerOptions) -> Result<WorkerOptions, SetupError> {
            $(let options = options
                .define_job::<$task>()
                .with_cron(concat!($when, " ", $name))
                .map_err(|error| SetupError::Queue(error.to_string()))?;)+
            Ok(options)
        }
    };
}

calendar! {
    /// Clears away what has run out: links, flashes, sessions, browsers, allowances that are whole again.
    Sweep = "sweep" at "17 * * * *": sweep;
    /// Purges what was deleted from workspaces and can't be restored any more.
    PurgeContent = "purge-content" at "23 3 * * *": expiry::purge;
    /// Deletes the files that no row names.
    SweepFiles = "sweep-files" at "53 3 * * *": orphans::sweep;
}

async fn sweep(kernel: &Kernel) -> Result<(), AppError> {
    let now = kernel.clock.now();
    let pool = kernel.db.pool();
    sqlx::query!("delete from flashes where expires_at < $1", now).execute(pool).await?;
    sqlx::query!("delete from rate_limits where tat < $1", now).execute(pool).await?;
    sqlx::query!("delete from sessions where expires_at < $1", now).execute(pool).await?;
    // A link that was used or has ended answers so for a while, rather than as if it had never been.
    let forgotten = now - time::Duration::days(7);
    sqlx::query!("delete from signups where expires_at < $1", forgotten).execute(pool).await?;
    sqlx::query!("delete from password_resets where expires_at < $1", forgotten).execute(pool).await?;
    sqlx::query!("delete from sign_in_links where expires_at < $1", forgotten).execute(pool).await?;
    sqlx::query!("delete from email_changes where expires_at < $1", forgotten).execute(pool).await?;
    let unused = now - time::Duration::days(365);
    sqlx::query!("delete from known_browsers where last_seen_at < $1", unused).execute(pool).await?;
    Ok(())
}

/// A worker on the queue. `run()` it; `request_shutdown()` lets what is under way end within five seconds and hands the
/// rest back.
pub async fn worker(kernel: Kernel) -> Result<Worker, SetupError> {
    worker_of(kernel, AT_ONCE).await
}

/// The same with so many jobs at once: with one they run in the order in which they were queued.
pub async fn worker_of(kernel: Kernel, at_once: usize) -> Result<Worker, SetupError> {
    let pool = worker_pool(&kernel.config, &kernel.keys).await?;
    let options = WorkerOptions::default()
        .pg_pool(pool)
        .concurrency(at_once)
        .poll_interval(Duration::from_secs(2))
        .listen_os_shutdown_signals(false)
        .shutdown_grace_period(Duration::from_secs(5))
        .shutdown_interrupted_job_retry_delay(Duration::ZERO)
        // A process that was killed leaves its jobs locked: another finds out after half a minute of silence.
        .heartbeat_interval(Duration::from_secs(5))
        .sweep_interval(Duration::from_secs(10))
        .sweep_threshold(Duration::from_secs(30))
        .recovery_delay(Duration::ZERO)
        .add_extension(Extension(kernel))
        .define_job::<ReactionJob>();
    with_calendar(options)?.init().await.map_err(|error| SetupError::Queue(error.to_string()))
}
