//! `doctor`: looks at everything the program needs and says what is wrong, all of it at once.

use super::use_one_tls;
use crate::kernel::{
    config::Config,
    mail::Mailer,
    plans::Plans,
    setup::{SetupError, check_logins, missing_migrations},
    storage::Storage,
};
use std::{fmt::Display, process::ExitCode};

/// Prints a line a finding; fails if one is bad.
pub async fn examine() -> ExitCode {
    use_one_tls();
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(error) => {
            println!("configuration  WRONG");
            for sentence in error.0 {
                println!("               {sentence}");
            }
            return ExitCode::FAILURE;
        }
    };
    println!("configuration  ok");
    let findings = [
        report("database", database(&config).await),
        report("logins", check_logins(&config).await),
        report("plans", Plans::load(config.plans_file.as_deref()).map(drop)),
        report("mail", mail(&config).await),
        report("storage", storage(&config).await),
    ];
    if findings.into_iter().all(|good| good) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn report(what: &str, finding: Result<(), impl Display>) -> bool {
    match finding {
        Ok(()) => {
            println!("{what:<14} ok");
            true
        }
        Err(error) => {
            println!("{what:<14} WRONG\n               {error}");
            false
        }
    }
}

async fn database(config: &Config) -> Result<(), SetupError> {
    match missing_migrations(config).await? {
        0 => Ok(()),
        missing => Err(SetupError::Behind(missing)),
    }
}

async fn mail(config: &Config) -> Result<(), String> {
    let mailer = Mailer::new(config).map_err(|error| error.to_string())?;
    mailer.check().await
}

async fn storage(config: &Config) -> Result<(), SetupError> {
    Ok(Storage::new(&config.storage_url)?.check().await?)
}
