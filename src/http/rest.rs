//! The REST API: each feature's operations, assembled, with the document that describes them.

use super::Web;
use crate::{
    kernel::problem::{Problem, ProblemField},
    model::AppError,
    settings::{
        audit::server::rest as audit, general::server::rest as general, invitations::server::rest as invitations,
        members::server::rest as members, workspaces::server::rest as workspaces,
    },
};
use axum::{Json, Router};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

#[derive(OpenApi)]
#[openapi(
    info(title = "Tenantry", description = "Organization management for multi-tenant products."),
    servers((url = "/api/v1")),
    tags((name = "Organizations"), (name = "Members"), (name = "Invitations"), (name = "Workspaces"), (name = "Audit")),
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
}

/// The operations, below `/api/v1`. What isn't one is a problem, not a page.
pub fn router() -> Router<Web> {
    Router::from(assembled()).fallback(async || AppError::not_found())
}

/// The OpenAPI 3.1 document.
pub async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(assembled().into_openapi())
}
