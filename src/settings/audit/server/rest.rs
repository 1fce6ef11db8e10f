//! The audit log as a REST operation.

use super::{
    Place, Row, Wanted, filter, find, line,
    store::{self, Names},
};
use crate::{
    kernel::{
        authn::Visitor,
        authz::{SeeAudit, authorize},
        clock::first_uuid_of,
        problem::Problem,
        words::Words,
    },
    model::{AppError, Cursor, OrgId},
    settings::audit::model::{Filter, plain},
};
use axum::{
    Extension, Json,
    extract::{Path, Query},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{Duration, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// Which lines. Without any, all of them, the newest first.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Not before that moment: RFC 3339, like `2027-03-24T16:05:00Z`.
    from: Option<String>,
    /// Before that moment.
    to: Option<String>,
    /// What was done by this account or key.
    actor: Option<String>,
    /// What is about this workspace, by its id; one that was deleted too.
    workspace: Option<String>,
    /// An event's name, like `organization.renamed`, or the name of a group, like `organization`.
    action: Option<String>,
    /// What the line says. Looked for in the next 5,000 lines that the other filters leave: a page with fewer lines than
    /// others, or none, may have more behind it.
    text: Option<String>,
    /// `newer` or `older` of another page.
    cursor: Option<String>,
}

/// A page of the audit log, newest first: at most 100 lines.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditPage)]
pub struct AuditPageBody {
    data: Vec<AuditLineBody>,
    /// The cursor of the page before; none on the first.
    newer: Option<String>,
    /// The cursor of the page behind; none on the last.
    older: Option<String>,
}

/// A line of the audit log.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditLine)]
pub struct AuditLineBody {
    id: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    actor: ActorBody,
    /// What, like `organization.renamed`.
    action: String,
    target: TargetBody,
    /// The workspace that it happened in or is about; none for what concerns the organization.
    workspace: Option<AboutBody>,
    /// The line as a sentence, with names as they are now.
    summary: String,
    /// The event itself; `docs/events.md` says what stands in it.
    details: Value,
    /// The version of the details' shape.
    version: i32,
    /// From which address; none for a job or the operator.
    ip: Option<String>,
    /// With which browser or program.
    user_agent: String,
    /// The request's reference in the server's own log.
    request_id: String,
}

/// Who did it.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditActor)]
pub struct ActorBody {
    /// `user`, `key`, `job`, `operator` or `visitor`.
    kind: String,
    /// None for a job, the operator or a visitor.
    id: Option<Uuid>,
    name: String,
}

/// What it was done to.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditTarget)]
pub struct TargetBody {
    /// Like `organization`.
    kind: String,
    id: Option<Uuid>,
}

/// A workspace that a line is about.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditWorkspace)]
pub struct AboutBody {
    id: Uuid,
    /// As it is now; the last one if it was deleted, and none where that isn't known.
    name: Option<String>,
}

/// The operation, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(list_audit))
}

/// The audit log of an organization, for its owners and admins.
#[utoipa::path(
    get,
    path = "/organizations/{organization}/audit",
    tag = "Audit",
    params(("organization" = Uuid, Path, description = "The organization's id"), AuditQuery),
    responses((status = 200, body = AuditPageBody), (status = "default", response = Problem))
)]
async fn list_audit(
    Extension(visitor): Extension<Visitor>,
    Path(organization): Path<Uuid>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<AuditPageBody>, AppError> {
    let mut view = authorize::<SeeAudit>(visitor.principal()?, OrgId::from(organization)).view().await?;
    let (mut wanted, place) = read(query, &visitor)?;
    store::name(&mut view, &mut wanted).await?;
    let found = find(&mut view, wanted, place).await?;
    let (lines, names) = found.read;
    let data = lines.into_iter().map(|(row, words)| body(row, words, &names)).collect();
    let cursor = |place: Option<Place>| place.and_then(Place::cursor).map(|Cursor(text)| text);
    Ok(Json(AuditPageBody { data, newer: cursor(found.newer), older: cursor(found.older) }))
}

/// A program is told of every parameter that can't be read.
fn read(query: AuditQuery, visitor: &Visitor) -> Result<(Wanted, Place), AppError> {
    let mut wrong = Vec::new();
    let mut moment = |field: &'static str, text: Option<String>| {
        let text = text?;
        let at = text
            .parse::<jiff::Timestamp>()
            .ok()
            .and_then(|at| OffsetDateTime::from_unix_timestamp_nanos(at.as_nanosecond()).ok());
        if at.is_none() {
            wrong.push((field, "Send a moment like 2027-03-24T16:05:00Z.".to_owned()));
        }
        at
    };
    let from = moment("from", query.from).map_or(Uuid::nil(), first_uuid_of);
    // An id says when to the millisecond: what begins within one is wanted whole.
    let to = moment("to", query.to).map_or(Uuid::max(), |to| first_uuid_of(to + Duration::nanoseconds(999_999)));
    let filter = filter::cleaned(Filter {
        action: query.action.unwrap_or_default(),
        text: query.text.unwrap_or_default(),
        person: query.actor.unwrap_or_default(),
        workspace: query.workspace.unwrap_or_default(),
        ..Filter::default()
    });
    let (mut wanted, problems) = filter::read(&filter, &visitor.principal()?.reader);
    wanted.ids = (from, to);
    if !filter.person.is_empty() {
        match filter.person.parse() {
            Ok(actor) => wanted.actors = vec![actor],
            Err(_) => wrong.push(("actor", "Send the id of an account or key.".to_owned())),
        }
    }
    if !filter.workspace.is_empty() {
        match filter.workspace.parse() {
            Ok(workspace) => wanted.workspaces = vec![workspace],
            Err(_) => wrong.push(("workspace", "Send the id of a workspace.".to_owned())),
        }
    }
    if !problems.is_empty() {
        wrong.push(("action", "Send the name of an event or of a group of events.".to_owned()));
    }
    let place = match &query.cursor {
        None => Place::Newest,
        Some(cursor) => Place::read(&Cursor(cursor.clone())).unwrap_or_else(|| {
            wrong.push(("cursor", "Send a cursor as a page gave it.".to_owned()));
            Place::Newest
        }),
    };
    if wrong.is_empty() { Ok((wanted, place)) } else { Err(AppError::fields(wrong)) }
}

fn body(row: Row, words: Words, names: &Names) -> AuditLineBody {
    let name = line::who(&row).name;
    let workspace = line::workspace(&row, names).map(|about| AboutBody { id: about.id, name: about.name });
    AuditLineBody {
        summary: format!("{name} {}.", plain(&line::spans(words, names))),
        id: row.id,
        at: row.at,
        actor: ActorBody { kind: row.actor_kind, id: row.actor_id, name },
        action: row.action,
        target: TargetBody { kind: row.target_kind, id: row.target_id },
        workspace,
        details: row.details,
        version: row.version,
        ip: row.ip,
        user_agent: row.user_agent,
        request_id: row.request_id,
    }
}
