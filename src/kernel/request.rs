//! What a REST operation is sent: a JSON body, bounded and read so that what is wrong with it is told at its field.

use crate::{
    kernel::{
        authn::Visitor,
        fault::internal,
        idempotency::{Answered, Once},
    },
    model::{AppError, Code},
};
use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts, Request},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header, request::Parts};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The largest JSON body, in bytes: a batch of 100 whose every text is as long as it may be.
pub const JSON_MAX: usize = 1024 * 1024;

/// The longest that is said of what can't be read, in characters: it quotes what was sent.
const LONGEST_REASON: usize = 200;

/// A JSON body as its operation takes it, with the request's Idempotency-Key. Who isn't known is told that (401) before
/// anything of the body is read.
pub struct Sent<T> {
    pub body: T,
    pub once: Option<Once>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &S) -> Result<Self, AppError> {
        let (head, body) = request.into_parts();
        let visitor = head.extensions.get::<Visitor>().ok_or_else(|| internal("no visitor: identify comes first"))?;
        visitor.subject()?;
        ensure_json(&head, "JSON")?;
        let bytes = read(body).await?;
        let once = once(&head, &[&bytes])?;
        Ok(Self { body: parse(&bytes)?, once })
    }
}

impl<T> Sent<T> {
    /// The body, for an operation that is done as often as it is sent. 400 for an Idempotency-Key: who sends one relies on it.
    pub fn without_key(self) -> Result<T, AppError> {
        if self.once.is_some() { Err(no_key()) } else { Ok(self.body) }
    }
}

/// The same for an operation without a body.
pub struct WithoutKey;

impl<S: Send + Sync> FromRequestParts<S> for WithoutKey {
    type Rejection = AppError;

    async fn from_request_parts(head: &mut Parts, _: &S) -> Result<Self, AppError> {
        if once(head, &[])?.is_some() { Err(no_key()) } else { Ok(Self) }
    }
}

fn no_key() -> AppError {
    let sentence = "This operation takes no Idempotency-Key yet, so nothing was done. Send it without, and look \
        whether an earlier one came to something before you send it again.";
    AppError::new(Code::Malformed, sentence)
}

impl IntoResponse for Answered {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        (status, Json(self.body)).into_response()
    }
}

/// 415 for a body of another kind; `takes` is what the operation takes.
pub fn ensure_json(head: &Parts, takes: &str) -> Result<(), AppError> {
    if is_json(head) {
        return Ok(());
    }
    let sentence = format!("This operation takes {takes}. Send JSON with the Content-Type application/json.");
    Err(AppError::new(Code::UnsupportedMediaType, sentence))
}

fn is_json(head: &Parts) -> bool {
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.strip_prefix("application/").is_some_and(|kind| kind == "json" || kind.ends_with("+json"))
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
    serde_path_to_error::deserialize(Value::Object(fields)).map_err(|error| {
        let within: Vec<String> = error.path().iter().map(ToString::to_string).collect();
        let said = error.inner().to_string();
        let missing = said.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        let field = join(within.iter().map(String::as_str).chain(missing));
        let sentence = match missing {
            Some(_) => "This is missing.".to_owned(),
            None => format!("This can't be read: {}.", said.chars().take(LONGEST_REASON).collect::<String>()),
        };
        AppError::field(&format!("{prefix}{field}"), sentence)
    })
}

/// A field's name with those that it is in: `people[0].email`.
fn join<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.fold(String::new(), |name, part| match part {
        part if name.is_empty() || part.starts_with('[') => name + part,
        part => format!("{name}.{part}"),
    })
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
        #[serde(default)]
        parts: Vec<Part>,
    }

    #[derive(Debug, Deserialize)]
    struct Part {
        #[expect(dead_code, reason = "it is read, and that is all")]
        kind: Kind,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Round,
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        let thing: Thing = parse(br#"{"name": "a", "size": 3, "more": 1}"#).unwrap();
        assert_eq!((thing.name.as_str(), thing.size, thing.parts.len()), ("a", Some(3), 0));
        let wrong = |text: &str| {
            let error = parse::<Thing>(text.as_bytes()).unwrap_err();
            error.fields.first().map(|error| error.field.clone()).ok_or(error.code)
        };
        assert_eq!(wrong(r#"{"size": 3}"#).as_deref(), Ok("name"));
        assert_eq!(wrong(r#"{"name": 1}"#).as_deref(), Ok("name"));
        assert_eq!(wrong(r#"{"name": "a", "size": -1}"#).as_deref(), Ok("size"));
        assert_eq!(wrong(r#"{"name": "a", "parts": 1}"#).as_deref(), Ok("parts"));
        assert_eq!(wrong(r#"{"name": "a", "parts": [{"kind": "round"}, {}]}"#).as_deref(), Ok("parts[1].kind"));
        assert_eq!(wrong(r#"{"name": "a", "parts": [{"kind": "square"}]}"#).as_deref(), Ok("parts[0].kind"));
        assert_eq!(wrong("[]"), Err(Code::Malformed));
        assert_eq!(wrong("{"), Err(Code::Malformed));
    }
    #[test]
    fn what_was_sent_is_not_sent_back() {
        let long = "x".repeat(100_000);
        let error = parse::<Thing>(format!(r#"{{"name": "a", "size": "{long}"}}"#).as_bytes()).unwrap_err();
        assert!(error.fields[0].message.len() < 300, "{}", error.fields[0].message);
    }
}
