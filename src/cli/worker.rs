//! Keeps a worker on the queue until the process is told to stop. One that ends before, since Postgres was restarted or cut
//! its connections, is made anew: without one no mail goes, nothing is purged and nothing that has a time is done.

use crate::kernel::{jobs, setup::SetupError, state::Kernel};
use graphile_worker::Worker;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{sync::watch, time::sleep};

/// How long the first try waits; each further one waits twice as long, up to the longest.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// Whoever ran for so long was well: after it, waits begin anew.
const WELL: Duration = Duration::from_secs(60);

/// Runs `worker`, and another one whenever it ends by itself, until told to stop. The gauge `tenantry_worker_running` says
/// whether one runs.
pub async fn keep(kernel: Kernel, mut worker: Worker, stop: watch::Receiver<bool>) -> Result<(), SetupError> {
    let running = metrics::gauge!("tenantry_worker_running");
    let mut wait = FIRST_WAIT;
    loop {
        let begun = Instant::now();
        running.set(1.0);
        let end = run(worker, stop.clone()).await;
        running.set(0.0);
        if *stop.borrow() {
            return end;
        }
        if begun.elapsed() >= WELL {
            wait = FIRST_WAIT;
        }
        let reason = end.map_or_else(|error| error.to_string(), |()| "it ended by itself".to_owned());
        let again = async { again(&kernel, &mut wait, reason).await };
        worker = tokio::select! {
            worker = again => worker,
            () = stopped(stop.clone()) => return Ok(()),
        };
    }
}

/// Runs it to its end, and has it end when told to stop.
async fn run(worker: Worker, stop: watch::Receiver<bool>) -> Result<(), SetupError> {
    let worker = Arc::new(worker);
    // A task of its own, so that a panic in there ends this worker and not its keeper.
    let mut running = tokio::spawn({
        let worker = worker.clone();
        async move { worker.run().await.map_err(|error| SetupError::Queue(error.to_string())) }
    });
    let ended = tokio::select! {
        ended = &mut running => ended,
        () = stopped(stop) => {
            worker.request_shutdown();
            running.await
        }
    };
    ended.map_err(|error| SetupError::Queue(error.to_string()))?
}

/// Another worker, once one can be made.
async fn again(kernel: &Kernel, wait: &mut Duration, mut reason: String) -> Worker {
    loop {
        tracing::error!(%reason, seconds = wait.as_secs(), "no job runs: the worker is started again after a wait");
        sleep(*wait).await;
        *wait = (*wait * 2).min(LONGEST_WAIT);
        match jobs::worker(kernel.clone()).await {
            Ok(worker) => {
                tracing::info!("jobs run again");
                return worker;
            }
            Err(error) => reason = error.to_string(),
        }
    }
}

/// Waits until told to stop.
pub async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that the sender is gone, and the program with it.
    let _ = stop.wait_for(|stop| *stop).await;
}
