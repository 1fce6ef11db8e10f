//! Fill sessions as REST operations, of the workspace that the key or token is for.

use super::Stored;
use crate::{
    kernel::{authn::Visitor, idempotency::Answered, paging::Which, problem::Problem, request::Sent},
    model::{AppError, FillSessionId, Page, content::Title},
};
use axum::{
    Extension, Json,
    extract::{Path, Query},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// Fills that belong together.
#[derive(Serialize, ToSchema)]
#[schema(as = FillSession)]
pub struct SessionBody {
    pub id: Uuid,
    /// At most 200 characters; may be empty.
    pub name: String,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it ended: it takes no more fills.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended_at: Option<OffsetDateTime>,
}

/// A page of sessions, the newest first: at most 50.
#[derive(Serialize, ToSchema)]
#[schema(as = FillSessions)]
pub struct SessionsBody {
    pub sessions: Vec<SessionBody>,
    /// The cursor of the page before; null on the first.
    pub newer: Option<String>,
    /// The cursor of the page behind; null on the last.
    pub older: Option<String>,
}

/// A session to begin.
#[derive(Deserialize, ToSchema)]
#[schema(as = FillSessionRequest)]
pub struct SessionRequestBody {
    /// At most 200 characters.
    pub name: Option<String>,
}

/// What is to change of a session.
#[derive(Deserialize, ToSchema)]
#[schema(as = FillSessionChange)]
pub struct SessionChangeBody {
    /// `true`: it takes no more fills. One that has ended can't be opened again.
    pub ended: bool,
}

impl From<&Stored> for SessionBody {
    fn from(stored: &Stored) -> Self {
        Self {
            id: stored.id.uuid(),
            name: stored.name.clone(),
            created_at: stored.created_at,
            ended_at: stored.ended_at,
        }
    }
}

fn answer(stored: &Stored) -> Value {
    json!(SessionBody::from(stored))
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(list_sessions, begin_session)).routes(routes!(
        get_session,
        end_session,
        delete_session
    ))
}

/// The fill sessions of the workspace, the newest first, 50 a page.
#[utoipa::path(
    get,
    path = "/sessions",
    tag = "Fill sessions",
    params(Which),
    responses((status = 200, body = SessionsBody), (status = "default", response = Problem))
)]
async fn list_sessions(
    Extension(visitor): Extension<Visitor>,
    Query(which): Query<Which>,
) -> Result<Json<SessionsBody>, AppError> {
    let subject = visitor.subject()?;
    let way = which.way()?;
    let (_, Page { rows, newer, older }) = super::list(&subject, subject.place()?, way).await?;
    Ok(Json(SessionsBody {
        sessions: rows.iter().map(SessionBody::from).collect(),
        newer: newer.map(|cursor| cursor.0),
        older: older.map(|cursor| cursor.0),
    }))
}

/// Begins a session.
#[utoipa::path(
    post,
    path = "/sessions",
    tag = "Fill sessions",
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key within 24 hours, one is begun")),
    request_body = SessionRequestBody,
    responses((status = 201, body = SessionBody), (status = "default", response = Problem))
)]
async fn begin_session(
    Extension(visitor): Extension<Visitor>,
    Sent { body, once }: Sent<SessionRequestBody>,
) -> Result<Answered, AppError> {
    let subject = visitor.subject()?;
    let name = Title::parse_or_none(body.name.as_deref().unwrap_or_default())
        .map_err(|error| AppError::field("name", error.to_string()))?;
    super::begin(&subject, subject.place()?, name, once.as_ref(), answer).await
}

/// A session.
#[utoipa::path(
    get,
    path = "/sessions/{session}",
    tag = "Fill sessions",
    params(("session" = Uuid, Path, description = "The session's id")),
    responses((status = 200, body = SessionBody), (status = "default", response = Problem))
)]
async fn get_session(
    Extension(visitor): Extension<Visitor>,
    Path(session): Path<FillSessionId>,
) -> Result<Json<SessionBody>, AppError> {
    let subject = visitor.subject()?;
    let (_, stored, _) = super::get(&subject, subject.place()?, session).await?;
    Ok(Json(SessionBody::from(&stored)))
}

/// Ends a session.
#[utoipa::path(
    patch,
    path = "/sessions/{session}",
    tag = "Fill sessions",
    params(("session" = Uuid, Path, description = "The session's id")),
    request_body = SessionChangeBody,
    responses((status = 200, body = SessionBody), (status = "default", response = Problem))
)]
async fn end_session(
    Extension(visitor): Extension<Visitor>,
    Path(session): Path<FillSessionId>,
    Sent { body, .. }: Sent<SessionChangeBody>,
) -> Result<Json<SessionBody>, AppError> {
    let subject = visitor.subject()?;
    let place = subject.place()?;
    if !body.ended {
        return Err(AppError::field("ended", "Send true: a session that has ended can't be opened again."));
    }
    let stored = super::end(&subject, place, session).await?;
    Ok(Json(SessionBody::from(&stored)))
}

/// Deletes a session in which nothing was filled; 409 for another one, which can be ended.
#[utoipa::path(
    delete,
    path = "/sessions/{session}",
    tag = "Fill sessions",
    params(("session" = Uuid, Path, description = "The session's id")),
    responses((status = 204), (status = "default", response = Problem))
)]
async fn delete_session(
    Extension(visitor): Extension<Visitor>,
    Path(session): Path<FillSessionId>,
) -> Result<StatusCode, AppError> {
    let subject = visitor.subject()?;
    super::delete(&subject, subject.place()?, session).await?;
    Ok(StatusCode::NO_CONTENT)
}
