//! For those who keep the process running.

use super::Web;
use crate::kernel::state::Kernel;
use axum::{extract::State, http::StatusCode, response::IntoResponse};

/// The process lives.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// It can serve: the database answers and has every migration. 503 otherwise.
pub async fn readyz(State(kernel): State<Kernel>) -> impl IntoResponse {
    match kernel.db.check().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database doesn't answer\n")
        }
    }
}

/// Prometheus' text format.
pub async fn metrics(State(web): State<Web>) -> String {
    web.metrics.render()
}
