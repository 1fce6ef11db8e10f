//! How long a request may take: none holds its connection for good, and a large one that arrives slowly isn't cut off.

use crate::model::{AppError, Code};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header::CONTENT_LENGTH};
use std::time::Duration;

/// What any request has.
const ANY: Duration = Duration::from_secs(20);
/// The slowest pace at which a body may arrive, in bytes a second.
const PACE: u64 = 100_000;
/// The most that a body adds.
const MOST: Duration = Duration::from_secs(300);

/// Gives up what takes too long, with 503 and what to do.
pub async fn limit(request: Request, next: Next) -> Response {
    let allowed = allowed(request.headers());
    tokio::time::timeout(allowed, next.run(request)).await.unwrap_or_else(|_| {
        let mut error = AppError::new(Code::Busy, "This took too long and was given up. Try again in a moment.");
        error.retry_after = Some(5);
        error.into_response()
    })
}

/// By the length that the body says it has.
fn allowed(headers: &HeaderMap) -> Duration {
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    ANY + Duration::from_secs(length.unwrap_or_default() / PACE).min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_body_has_time_to_arrive() {
        let allowed = |length: &str| allowed(&HeaderMap::from_iter([(CONTENT_LENGTH, length.parse().unwrap())]));
        assert_eq!(allowed("900"), ANY);
        assert_eq!(allowed("25000000"), Duration::from_secs(270));
        assert_eq!(allowed("18446744073709551615"), ANY + MOST);
        assert_eq!(allowed("none"), ANY);
        assert_eq!(super::allowed(&HeaderMap::new()), ANY);
    }
}
