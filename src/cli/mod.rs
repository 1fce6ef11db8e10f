//! The command line of the one binary.

mod demo;
mod doctor;
mod limits;
mod serve;
mod worker;

use crate::{
    kernel::{
        config::{Config, Environment},
        crypto::Keys,
        pdf, setup,
        state::Kernel,
        token,
    },
    reactions::REACTIONS,
};
use clap::{Parser, Subcommand};
use std::{error::Error, process::ExitCode};
use time::format_description::well_known::Rfc3339;
use tracing_subscriber::EnvFilter;

/// Half of what a page costs is many small allocations; this allocator spends a third of glibc's time on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Organization management for multi-tenant products. Configuration is the environment; a .env file is read.
#[derive(Parser)]
#[command(name = "tenantry", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages and API, and run jobs in the same process.
    Serve {
        /// Leave the jobs to `tenantry worker`.
        #[arg(long)]
        without_worker: bool,
    },
    /// Run jobs only.
    Worker,
    /// Bring the database to this version. Can be run again at any time.
    Migrate,
    /// Load a company to look at, with forty people and months of history; in development only, into an empty database.
    Demo,
    /// What one organization may have, in place of the deployment's default: without options, say it.
    Limits(limits::Arguments),
    /// The keys that tokens are signed with.
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Read a PDF's pages, apart from everything else: what the server has done with what is uploaded.
    #[command(name = pdf::COMMAND, hide = true)]
    PdfPages,
    /// Check configuration, database, migrations, mail and storage, and say what is wrong.
    Doctor,
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Publish a new key, which signs ten minutes later, when no copy of the key set is without it. Tokens that the old one
    /// signed live on until they end.
    Rotate,
}

/// Runs the program; what stops it is told in a sentence.
pub fn run() -> ExitCode {
    let done = match Cli::parse().command {
        // Before there are threads, which would be more than it may have.
        Command::PdfPages => pdf::read_input().map(|()| ExitCode::SUCCESS).map_err(Into::into),
        command => dispatch(command),
    };
    done.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}

#[tokio::main]
async fn dispatch(command: Command) -> Result<ExitCode, Box<dyn Error>> {
    if let Command::Doctor = command {
        return Ok(doctor::examine().await);
    }
    let config = Config::from_env()?;
    log(config.environment);
    use_one_tls();
    match command {
        Command::Serve { without_worker } => {
            serve::serve(Kernel::start(config, REACTIONS).await?, !without_worker).await?
        }
        Command::Worker => serve::work(Kernel::start(config, REACTIONS).await?).await?,
        Command::Migrate => {
            setup::migrate(&config, &Keys::new(&config.secret_key)).await?;
            eprintln!("The database is up to date.");
        }
        Command::Keys { command: KeysCommand::Rotate } => {
            let kernel = Kernel::start(config, REACTIONS).await?;
            let from = token::rotate(&kernel).await?.format(&Rfc3339)?;
            println!("There is a new key. It signs from {from}: until then products get to know it.");
        }
        Command::Limits(arguments) => {
            println!("{}", limits::set(&Kernel::start(config, REACTIONS).await?, arguments).await?);
        }
        Command::Demo => return demo::load(config).await,
        Command::Doctor | Command::PdfPages => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// JSON lines in production, words in development; `RUST_LOG` chooses what.
fn log(environment: Environment) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,graphile_worker=warn,sqlx=warn,tower_sessions_core=error"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match environment {
        Environment::Production => lines.json().init(),
        Environment::Development => lines.compact().init(),
    }
}

/// Libraries that bring rustls without a provider use this one.
fn use_one_tls() {
    // The only failure is that it was installed before.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
