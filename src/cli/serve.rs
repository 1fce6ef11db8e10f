//! `serve` and `worker`: run until told to stop, then let what is under way end.

use super::worker::{keep, stopped};
use crate::{
    http::{Web, router},
    kernel::{jobs, state::Kernel},
};
use axum::serve::ListenerExt;
use leptos::config::get_configuration;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{error::Error, net::SocketAddr, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

/// Serves pages and API; runs jobs too if `with_worker`.
pub async fn serve(kernel: Kernel, with_worker: bool) -> Result<(), Box<dyn Error>> {
    let mut options = get_configuration(None)?.leptos_options;
    options.hash_files = true;
    let metrics = PrometheusBuilder::new().install_recorder()?;
    tokio::spawn(keep_small(metrics.clone()));
    // Before anybody is served: a queue that can't be used ends the start.
    let worker = if with_worker { Some(jobs::worker(kernel.clone()).await?) } else { None };
    let listen = kernel.config.listen;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| format!("Can't listen on {listen}: {error}. Choose another address with LISTEN."))?
        .tap_io(|connection| {
            // An answer is written whole, so waiting for more to send only delays it. Where it can't be set, it is slower.
            let _ = connection.set_nodelay(true);
        });
    tracing::info!(address = %kernel.config.base_url, %listen, "serving");

    let stop = stop_signal();
    let jobs = worker.map(|worker| tokio::spawn(keep(kernel.clone(), worker, stop.clone())));
    let service =
        router(Web::new(kernel.clone(), options, metrics)).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stopped(stop)).await?;
    if let Some(jobs) = jobs {
        jobs.await??;
    }
    kernel.db.close().await;
    Ok(())
}

/// Folds what was measured since into the histograms; without it every request would stay in memory until somebody reads
/// `/metrics`.
async fn keep_small(metrics: PrometheusHandle) {
    let mut tick = tokio::time::interval(Duration::from_secs(5));
    loop {
        tick.tick().await;
        metrics.run_upkeep();
    }
}

/// Runs jobs only.
pub async fn work(kernel: Kernel) -> Result<(), Box<dyn Error>> {
    let worker = jobs::worker(kernel.clone()).await?;
    keep(kernel, worker, stop_signal()).await?;
    Ok(())
}

/// Becomes true with SIGTERM or SIGINT.
fn stop_signal() -> watch::Receiver<bool> {
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        let terminated = async {
            match signal(SignalKind::terminate()) {
                Ok(mut signal) => signal.recv().await,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = terminated => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        tracing::info!("stopping");
        // Nobody listens any more: then there is nothing to stop.
        let _ = sender.send(true);
    });
    receiver
}
