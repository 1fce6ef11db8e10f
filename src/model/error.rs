//! The one error that may cross the wire. Domain enums stay inside and turn into it at the door.

use http::StatusCode;
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// What a refusal or a failure says to the outside: a code for programs, a sentence for people, the fields it
/// belongs to, and a reference that finds it in the log. Nothing internal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct AppError {
    pub code: Code,
    /// A sentence that says what happened and what to do.
    pub message: String,
    /// Messages that belong to a field of the form, in the order of the form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// The request's id, where the log tells more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Seconds after which trying again makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// A sentence about one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's `name`.
    pub field: String,
    pub message: String,
}

/// The kind of an [`AppError`]; each has one HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// 400: not a request of ours.
    Malformed,
    /// 401: nobody is signed in.
    SignedOut,
    /// 403: visible, but refused.
    Forbidden,
    /// 404: doesn't exist, or isn't for this person to know of.
    NotFound,
    /// 405: not a method of this address.
    MethodNotAllowed,
    /// 409: somebody else changed it meanwhile.
    Conflict,
    /// 413: more than the limit.
    TooLarge,
    /// 415: a body of another kind than the operation takes.
    UnsupportedMediaType,
    /// 422: understood, but a field is wrong.
    Invalid,
    /// 429: too often.
    TooMany,
    /// 500: our fault; the reference finds it.
    Internal,
    /// 503: too busy right now.
    Busy,
}

impl Code {
    /// The HTTP status of the code.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl AppError {
    /// An error of that code with its sentence.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: Vec::new(), reference: None, retry_after: None }
    }

    /// 422 with a sentence at one field.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::fields([(field, message.into())])
    }

    /// 422 with a sentence at each of several fields.
    pub fn fields<'a>(fields: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let fields =
            fields.into_iter().map(|(field, message)| FieldError { field: field.to_owned(), message }).collect();
        Self { fields, ..Self::new(Code::Invalid, "Nothing was saved. Correct what is marked below.") }
    }

    /// What is hidden and what doesn't exist answer alike.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "There is nothing at this address, or it isn't shared with you.")
    }

    /// Nobody is signed in, or the session has ended.
    pub fn signed_out() -> Self {
        Self::new(Code::SignedOut, "Sign in to go on.")
    }

    /// The sentence at `field`, if there is one.
    pub fn at(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => {
                Self::new(Code::Malformed, "The request was incomplete. Reload the page and try again.")
            }
            ServerFnErrorErr::Request(_) => {
                Self::new(Code::Busy, "The server didn't answer. Check the connection and try again.")
            }
            _ => Self::new(Code::Internal, "The answer couldn't be read. Reload the page and try again."),
        }
    }

    fn status_code(&self) -> StatusCode {
        self.code.status()
    }
}
