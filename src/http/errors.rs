//! Errors on their way out: problem+json (RFC 9457) for programs, the product's own page for people.

use super::{Web, page};
use crate::{
    kernel::fault::internal,
    model::{AppError, Code},
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;
use std::any::Any;
use tower_http::csrf::ProtectionError;

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let status = self.code.status();
        let errors: Vec<_> =
            self.fields.iter().map(|error| json!({ "field": error.field, "detail": error.message })).collect();
        let problem = json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "code": self.code,
            "detail": self.message,
            "errors": errors,
            "reference": self.reference,
        });
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response();
        if let Some(value) = self.retry_after.and_then(|seconds| HeaderValue::from_str(&seconds.to_string()).ok()) {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        if self.code == Code::SignedOut {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Whether a person looks at the answer.
pub fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Turns an error that no page drew into a page, where a person looks at it.
pub async fn present(State(web): State<Web>, request: Request, next: Next) -> Response {
    let html = accepts_html(request.headers());
    let theme = page::theme(request.headers());
    let mut response = next.run(request).await;
    if response.extensions_mut().remove::<ProtectionError>().is_some() {
        response = AppError::new(
            Code::Forbidden,
            "This request came from another site, so nothing was done. Open the page here and try again.",
        )
        .into_response();
    }
    match response.extensions_mut().remove::<AppError>() {
        Some(error) if html => {
            let retry_after = response.headers_mut().remove(header::RETRY_AFTER);
            let mut drawn = page::error(&web, theme, error).await;
            drawn.headers_mut().extend(retry_after.map(|value| (header::RETRY_AFTER, value)));
            drawn
        }
        _ => response,
    }
}

/// A panic is a fault of ours like any other.
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    internal(what).into_response()
}
