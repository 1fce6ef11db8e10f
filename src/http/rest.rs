//! The REST API: each feature's operations, assembled, with the document that describes them.

use super::{Web, reference};
use crate::{
    kernel::{
        problem::{Problem, ProblemField},
        state::Kernel,
        token,
    },
    model::{AppError, Code},
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
    body::to_bytes,
    extract::State,
    http::{HeaderName, StatusCode, header},
    middleware::map_response,
    response::{IntoResponse, Response},
};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// In bytes, of what the framework says is wrong.
const LONGEST_REASON: usize = 2_000;

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
    Router::from(assembled()).fallback(async || AppError::not_found()).layer(map_response(explain))
}

/// What the framework refuses before an operation has seen it, as a problem like any other: a path, a query or a body that
/// can't be read.
async fn explain(response: Response) -> Response {
    let is_problem =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    if !response.status().is_client_error() || is_problem {
        return response;
    }
    let code = match response.status() {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::UNPROCESSABLE_ENTITY => Code::Invalid,
        _ => Code::Malformed,
    };
    let said = to_bytes(response.into_body(), LONGEST_REASON).await.unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let sentence = if said.is_empty() { "This operation isn't asked like that.".into() } else { said };
    AppError::new(code, sentence).into_response()
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

#[cfg(test)]
mod tests {
    use crate::tests::support::TestApp;
    use axum::http::{Method, header};
    use serde_json::{Value, json};

    #[tokio::test]
    async fn what_cannot_be_read_is_a_problem_too() {
        let app = TestApp::start().await;
        let (mut owner, _) = app.owner_of("Acme").await;
        for (method, path, body, status) in [
            (Method::GET, "/api/v1/organizations/nonsense", None, 400),
            (Method::POST, "/api/v1/tokens", Some(json!({ "scope": "nowhere" })), 422),
            (Method::DELETE, "/api/v1/tokens", None, 400),
            (Method::GET, "/api/v1/nothing", None, 404),
        ] {
            let answer = owner.browser.rest(method, path, body).await;
            assert_eq!(answer.status, status, "{answer:?}");
            assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json", "{path}");
            assert_eq!(answer.json::<Value>()["status"], status);
        }
        app.done().await;
    }
}
