//! What every REST operation answers when it refuses: problem+json, RFC 9457. The shape alone; `http` writes it.

use utoipa::{ToResponse, ToSchema};

/// A refusal: `detail` says why, `errors` at which field.
#[derive(ToSchema, ToResponse)]
#[response(
    description = "A refusal: `detail` says why, `errors` at which field.",
    content_type = "application/problem+json"
)]
#[expect(dead_code, reason = "it describes what http/errors.rs writes")]
pub struct Problem {
    /// `about:blank`: the status says the kind.
    r#type: String,
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// A word for programs.
    code: String,
    /// A sentence that says what happened and what to do.
    detail: String,
    /// What is wrong at which field.
    errors: Vec<ProblemField>,
    /// Finds the failure in the log; with internal failures only.
    reference: Option<String>,
}

/// What is wrong at one field.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes what http/errors.rs writes")]
pub struct ProblemField {
    /// The field's name.
    field: String,
    /// A sentence.
    detail: String,
}
