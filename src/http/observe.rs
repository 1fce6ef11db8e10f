//! What the operator sees of a request: a reference on everything it logs, one line when it ends, and two metrics.

use crate::kernel::{crypto::hex, fault::REFERENCE, state::Kernel};
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tokio::time::Instant;
use tracing::Instrument;

/// Runs the request under its reference. Paths can carry a mailed token, so the log and the metrics get none of them whole.
pub async fn observe(State(kernel): State<Kernel>, request: Request, next: Next) -> Response {
    let mut bytes = [0; 8];
    kernel.rng.fill(&mut bytes);
    let reference = hex(&bytes);
    let method = request.method().clone();
    let place = place(request.uri().path());
    let span = tracing::info_span!("request", %reference, %method, place);
    let begun = Instant::now();
    let mut response = REFERENCE.scope(reference.clone(), next.run(request).instrument(span.clone())).await;

    let (took, status) = (begun.elapsed(), response.status().as_u16());
    span.in_scope(|| tracing::info!(status, micros = took.as_micros() as u64, "answered"));
    let labels = [("method", method.to_string()), ("place", place.to_owned()), ("status", status.to_string())];
    metrics::counter!("tenantry_requests_total", &labels).increment(1);
    metrics::histogram!("tenantry_request_seconds", "place" => place).record(took.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&reference) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

/// Which part of the product a path belongs to: few enough to count by.
fn place(path: &str) -> &'static str {
    match path.split('/').nth(1).unwrap_or_default() {
        "" => "home",
        "login" | "signup" | "forgot" | "reset" | "verify-email" | "account" => "account",
        "o" => "organization",
        "orgs" => "organizations",
        "forms" => "forms",
        "api" => "api",
        "pkg" | "fonts" | "logos" | "favicon.svg" | "forms.js" => "file",
        "healthz" | "readyz" | "metrics" => "health",
        "operator" => "operator",
        _ => "other",
    }
}
