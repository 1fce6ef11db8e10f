//! For those who keep the process running.

use super::Web;
use crate::kernel::{
    setup::{SetupError, missing_meanwhile},
    state::Kernel,
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};

/// The process lives.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// It can serve: the database answers and has every migration. 503 otherwise.
pub async fn readyz(State(kernel): State<Kernel>) -> impl IntoResponse {
    let wrong = match missing_meanwhile(&kernel.db).await {
        Ok(0) => return (StatusCode::OK, "ready\n".to_owned()),
        Ok(missing) => SetupError::Behind(missing).to_string(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            "The database doesn't answer.".to_owned()
        }
    };
    (StatusCode::SERVICE_UNAVAILABLE, format!("{wrong}\n"))
}

/// Prometheus' text format.
pub async fn metrics(State(web): State<Web>) -> String {
    web.metrics.render()
}
