//! Where an internal failure becomes a sentence and a reference. It is logged once, here; the wire gets no more.

use crate::model::{AppError, Code};
use std::fmt::Display;

tokio::task_local! {
    /// The reference of the request or job that runs.
    pub static REFERENCE: String;
}

/// The reference of what runs now; empty outside of a request or job.
pub fn reference() -> String {
    REFERENCE.try_with(Clone::clone).unwrap_or_default()
}

/// Logs what really happened and returns what may be said of it.
pub fn internal(error: impl Display) -> AppError {
    let reference = reference();
    tracing::error!(%reference, %error, "internal failure");
    metrics::counter!("tenantry_internal_failures_total").increment(1);
    let mut fault = AppError::new(
        Code::Internal,
        "Something failed on our side, and nothing was changed. Try again; if it stays, name the reference to support.",
    );
    fault.reference = Some(reference).filter(|reference| !reference.is_empty());
    fault
}

impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::PoolTimedOut = error {
            return busy(5);
        }
        // A deadlock's victim, or a serialization failure: trying again is all it takes.
        if let Some(code) = error.as_database_error().and_then(|error| error.code())
            && matches!(code.as_ref(), "40001" | "40P01")
        {
            return busy(1);
        }
        // It took longer than statement_timeout.
        if let Some(code) = error.as_database_error().and_then(|error| error.code())
            && code == "57014"
        {
            return busy(5);
        }
        // A text with U+0000 in it, which no text of the database can hold. No keyboard types it.
        if let Some(code) = error.as_database_error().and_then(|error| error.code())
            && matches!(code.as_ref(), "22021" | "22P05")
        {
            return AppError::new(
                Code::Invalid,
                "What was sent has a character in it that can't be stored. Type it anew.",
            );
        }
        internal(error)
    }
}

/// 503: come back after so many seconds.
pub fn busy(retry_after: u32) -> AppError {
    let mut error = AppError::new(
        Code::Busy,
        "There is more to do right now than we can. Nothing was changed; try again in a few seconds.",
    );
    error.retry_after = Some(retry_after);
    error
}

/// Constraints speak: turns the violation of a named constraint into a sentence of the domain.
pub trait OnConstraint<T> {
    /// If the database refused for `constraint`, the error that `refusal` makes; other errors as they are.
    fn on_constraint<E: Into<AppError>>(self, constraint: &str, refusal: impl FnOnce() -> E) -> Result<T, AppError>;
}

impl<T> OnConstraint<T> for Result<T, sqlx::Error> {
    fn on_constraint<E: Into<AppError>>(self, constraint: &str, refusal: impl FnOnce() -> E) -> Result<T, AppError> {
        self.map_err(|error| {
            let violated = error.as_database_error().and_then(|error| error.constraint());
            if violated == Some(constraint) { refusal().into() } else { error.into() }
        })
    }
}
