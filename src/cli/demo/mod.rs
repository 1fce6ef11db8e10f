//! `demo`: a company to look at, made through the same use cases as by people, with a clock that goes through its months.

mod cast;
mod content;
mod inside;
mod pdf;
mod story;

use crate::{
    kernel::{
        clock::{Clock, SystemClock, SystemRng},
        config::{Config, Environment},
        demo::{Found, Refusal, begin, finish, is_anything_due, look},
        fault::internal,
        jobs,
        mail::{Carrier, Mailer},
        state::Kernel,
    },
    model::AppError,
    reactions::REACTIONS,
};
use async_trait::async_trait;
use graphile_worker::Worker;
use lettre::Message;
use std::{
    error::Error,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
};
use time::{Duration, OffsetDateTime};

/// How the process ends where an earlier one was interrupted: `scripts/run` makes its own database anew then.
const INTERRUPTED: u8 = 3;

/// Loads the demo and prints who can sign in. In development only, and in a database that has nothing of anybody else's; a
/// second time it says that it is there.
pub async fn load(config: Config) -> Result<ExitCode, Box<dyn Error>> {
    if config.environment != Environment::Development {
        return Err("The demo's password is no secret. Set TENANTRY_ENV=development to load it.".into());
    }
    match look(&config).await? {
        Found::Nothing => match tell(config).await? {
            Ok(()) => println!("The demo is loaded."),
            Err(error) => {
                eprintln!("{error}\n{}", Refusal::Interrupted);
                return Ok(INTERRUPTED.into());
            }
        },
        Found::All => println!("The demo was loaded before."),
        Found::Refused(refusal @ Refusal::Interrupted) => {
            eprintln!("{refusal}");
            return Ok(INTERRUPTED.into());
        }
        Found::Refused(refusal) => return Err(refusal.into()),
    }
    println!("Sign in with the password {} as", cast::PASSWORD);
    for (email, what) in cast::sign_ins() {
        println!("  {email:<32} {what}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells it. The error within is of what was begun, and half of it stays.
async fn tell(config: Config) -> Result<Result<(), Box<dyn Error>>, Box<dyn Error>> {
    let clock = StoryClock::begin(SystemClock.now() - Duration::days(cast::DAYS));
    let mailer = Mailer::by(Arc::new(Nobody), &config);
    let kernel = Kernel::start_with(config, REACTIONS, Arc::new(clock.clone()), Arc::new(SystemRng), mailer).await?;
    let worker = jobs::worker(kernel.clone()).await?;
    if !begin(&kernel.config).await? {
        return Err("Another process loads the demo into this database at the moment. Leave it to that one.".into());
    }
    let told = to_the_end(&kernel, &clock, &worker).await;
    kernel.db.close().await;
    Ok(told)
}

async fn to_the_end(kernel: &Kernel, clock: &StoryClock, worker: &Worker) -> Result<(), Box<dyn Error>> {
    story::tell(kernel, clock, worker).await?;
    // The letters of these months go to nobody; those that wait for a date stay queued. What a last job queues, a run that
    // has seen the end of the queue leaves to the next one.
    loop {
        worker.run_once().await?;
        if !is_anything_due(&kernel.config).await? {
            break;
        }
    }
    finish(&kernel.config).await?;
    Ok(())
}

/// A clock that the story moves; it never goes beyond the present.
#[derive(Clone)]
pub struct StoryClock {
    first: OffsetDateTime,
    now: Arc<Mutex<OffsetDateTime>>,
}

impl StoryClock {
    fn begin(first: OffsetDateTime) -> Self {
        Self { first, now: Arc::new(Mutex::new(first)) }
    }

    /// Goes on to a time, counted from the first day; back never.
    fn go_to(&self, since_the_first_day: Duration) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = (self.first + since_the_first_day).clamp(*now, SystemClock.now());
    }
}

impl Clock for StoryClock {
    fn now(&self) -> OffsetDateTime {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes every mail and forgets it.
struct Nobody;

#[async_trait]
impl Carrier for Nobody {
    async fn carry(&self, mail: Message) -> Result<(), AppError> {
        // What couldn't be sent would be a fault of the demo's.
        if mail.envelope().to().is_empty() { Err(internal("a letter to nobody")) } else { Ok(()) }
    }

    async fn check(&self) -> Result<(), String> {
        Ok(())
    }
}
