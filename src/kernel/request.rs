//! What a REST operation is sent: a JSON body, bounded and read so that what is wrong with it is told at its field.

use crate::{
    kernel::idempotency::{Answered, Once},
    model::{AppError, Code},
};
use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use http::{StatusCode, request::Parts};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The largest JSON body, in bytes: a batch of 100 whose every text is as long as it may be.
pub const JSON_MAX: usize = 1024 * 1024;

/// A JSON body as its operation takes it, with the request's Idempotency-Key.
pub struct Sent<T> {
    pub body: T,
    pub once: Option<Once>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &S) -> Result<Self, AppError> {
        let (head, body) = request.into_parts();
        let bytes = read(body).await?;
        let once = once(&head, &[&bytes])?;
        Ok(Self { body: parse(&bytes)?, once })
    }
}

impl IntoResponse for Answered {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        (status, Json(self.body)).into_response()
    }
}

/// Reads a body of at most [`JSON_MAX`]. 413 for more.
pub async fn read(body: Body) -> Result<Bytes, AppError> {
    to_bytes(body, JSON_MAX).await.map_err(|_| {
        AppError::new(Code::TooLarge, format!("The body may have at most {} kB. Nothing was stored.", JSON_MAX / 1024))
    })
}

/// The request's Idempotency-Key, for a body that says `asked`.
pub fn once(head: &Parts, asked: &[&[u8]]) -> Result<Option<Once>, AppError> {
    let place = [head.method.as_str().as_bytes(), head.uri.path().as_bytes()];
    Once::read(&head.headers, &[&place, asked].concat())
}

/// Reads a JSON object. 400 for what is none, 422 at the field that isn't as it should be.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AppError> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(fields)) => read_fields(fields, ""),
        Ok(_) => Err(malformed("it is no object")),
        Err(error) => Err(malformed(error)),
    }
}

/// The same for an object within the body; `prefix` stands before its fields' names.
pub fn read_fields<T: DeserializeOwned>(fields: Map<String, Value>, prefix: &str) -> Result<T, AppError> {
    let read = |fields: Map<String, Value>| serde_json::from_value::<T>(Value::Object(fields));
    let error = match read(fields.clone()) {
        Ok(body) => return Ok(body),
        Err(error) => error.to_string(),
    };
    if let Some(field) = error.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        return Err(AppError::field(&format!("{prefix}{field}"), "This is missing."));
    }
    // The field without which something else is said, or nothing.
    let is_wrong = |field: &&String| {
        let mut others = fields.clone();
        others.remove(*field);
        read(others).err().is_none_or(|other| other.to_string() != error)
    };
    let field = fields.keys().find(is_wrong).map(String::as_str).unwrap_or_default();
    Err(AppError::field(&format!("{prefix}{field}"), format!("This can't be read: {error}.")))
}

fn malformed(error: impl std::fmt::Display) -> AppError {
    AppError::new(Code::Malformed, format!("The body isn't the JSON that this operation takes: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Thing {
        name: String,
        size: Option<u32>,
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        let thing: Thing = parse(br#"{"name": "a", "size": 3, "more": 1}"#).unwrap();
        assert_eq!((thing.name.as_str(), thing.size), ("a", Some(3)));
        let wrong = |text: &str| {
            let error = parse::<Thing>(text.as_bytes()).unwrap_err();
            error.fields.first().map(|error| error.field.clone()).ok_or(error.code)
        };
        assert_eq!(wrong(r#"{"size": 3}"#).as_deref(), Ok("name"));
        assert_eq!(wrong(r#"{"name": 1}"#).as_deref(), Ok("name"));
        assert_eq!(wrong(r#"{"name": "a", "size": -1}"#).as_deref(), Ok("size"));
        assert_eq!(wrong("[]"), Err(Code::Malformed));
        assert_eq!(wrong("{"), Err(Code::Malformed));
    }
}
