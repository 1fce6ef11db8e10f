//! The REST API: each feature's operations, assembled, with the document that describes them.

use super::{Web, reference};
use crate::{
    kernel::{
        problem::{Problem, ProblemField},
        state::Kernel,
        token,
    },
    model::AppError,
    reference::model::Reference,
    settings::{
        audit::server::rest as audit, general::server::rest as general, invitations::server::rest as invitations,
        members::server::rest as members, notifications::server::rest as notifications,
        workspaces::server::rest as workspaces,
    },
    tokens::server::rest as tokens,
    workspace::{
        documents::server::rest as documents, fills::server::rest as fills, forms::server::rest as forms,
        keys::server::rest as keys, members::server::rest as workspace_members, profiles::server::rest as profiles,
        sessions::server::rest as sessions, settings::server::rest as workspace_settings,
    },
};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderName, header},
};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

#[derive(OpenApi)]
#[openapi(
    info(title = "Tenantry", description = "Organization management for multi-tenant products."),
    servers((url = "/api/v1")),
    tags(
        (name = "Organizations"), (name = "Members"), (name = "Invitations"), (name = "Workspaces"), (name = "Audit"),
        (name = "Tokens"), (name = "Workspace members"), (name = "Workspace settings"), (name = "API keys"),
        (name = "Forms"), (name = "Fills"), (name = "Fill sessions"), (name = "Profiles"), (name = "Source documents"),
    ),
    components(responses(Problem), schemas(ProblemField))
)]
struct Document;

fn assembled() -> OpenApiRouter<Web> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(general::routes())
        .merge(members::routes())
        .merge(invitations::routes())
        .merge(workspaces::routes())
        .merge(audit::routes())
        .merge(notifications::routes())
        .merge(tokens::routes())
        .merge(workspace_members::routes())
        .merge(workspace_settings::routes())
        .merge(keys::routes())
        .merge(forms::routes())
        .merge(fills::routes())
        .merge(sessions::routes())
        .merge(profiles::routes())
        .merge(documents::routes())
}

/// The operations, below `/api/v1`. What isn't one is a problem, not a page.
pub fn router() -> Router<Web> {
    Router::from(assembled()).fallback(async || AppError::not_found())
}

/// What the document says, for the page that shows it.
pub fn reference(base: &str) -> Reference {
    let document = serde_json::to_value(assembled().into_openapi()).unwrap_or_default();
    reference::read(&document, base)
}

/// The keys that check tokens (RFC 7517). Whoever meets a `kid` that isn't among those it has asks again.
pub async fn key_set(State(kernel): State<Kernel>) -> Result<([(HeaderName, &'static str); 2], String), AppError> {
    let set = token::key_set(&kernel).await?;
    let headers = [(header::CONTENT_TYPE, "application/jwk-set+json"), (header::CACHE_CONTROL, "public, max-age=300")];
    Ok((headers, set.to_string()))
}

/// The OpenAPI 3.1 document.
pub async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(assembled().into_openapi())
}
