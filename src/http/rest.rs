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
use utoipa::{
    OpenApi,
    openapi::{
        RefOr,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};
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
/// can't be read, a method that isn't one of the address.
async fn explain(mut response: Response) -> Response {
    let is_problem =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    if !response.status().is_client_error() || is_problem {
        return response;
    }
    let code = match response.status() {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        StatusCode::UNPROCESSABLE_ENTITY => Code::Invalid,
        _ => Code::Malformed,
    };
    let allowed = response.headers_mut().remove(header::ALLOW);
    let said = to_bytes(response.into_body(), LONGEST_REASON).await.unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let sentence = if said.is_empty() { "This operation isn't asked like that.".into() } else { said };
    let mut problem = AppError::new(code, sentence).into_response();
    problem.headers_mut().extend(allowed.map(|methods| (header::ALLOW, methods)));
    problem
}

/// What the document says, for the page that shows it.
pub fn reference(base: &str) -> Reference {
    reference::read(&serde_json::to_value(document()).unwrap_or_default(), base)
}

/// The keys that check tokens (RFC 7517). A copy of them may be kept: a new key is among them before it signs.
pub async fn key_set(State(kernel): State<Kernel>) -> Result<([(HeaderName, String); 2], String), AppError> {
    let set = token::key_set(&kernel).await?;
    let kept = format!("public, max-age={}", token::KEPT.whole_seconds());
    let headers = [(header::CONTENT_TYPE, "application/jwk-set+json".to_owned()), (header::CACHE_CONTROL, kept)];
    Ok((headers, set.to_string()))
}

/// The OpenAPI 3.1 document.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = assembled().into_openapi();
    let items = document.paths.paths.values_mut();
    let operations =
        items.flat_map(|item| [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete]);
    for (status, response) in operations.flatten().flat_map(|operation| &mut operation.responses.responses) {
        // The standard wants a description of each. Where there is nothing to add, the status has a name.
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            let status = StatusCode::from_bytes(status.as_bytes()).ok();
            response.description = status.and_then(|status| status.canonical_reason()).unwrap_or("Done").to_owned();
        }
    }
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
        "tenantry",
        "A person who is signed in. Over https it is called __Host-tenantry.",
    ));
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An API key, or a token."));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
    components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    let either = ["bearer", "session"].map(|scheme| SecurityRequirement::new(scheme, Vec::<String>::new()));
    document.security = Some(either.into());
    document
}

/// The same, as an answer.
pub async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}

#[cfg(test)]
mod tests {
    use crate::{kernel::request::JSON_MAX, model::WorkspacePermission, tests::support::TestApp};
    use axum::http::{HeaderValue, Method, header};
    use serde_json::{Map, Value, json};
    use std::collections::BTreeSet;

    #[test]
    fn the_document_is_what_its_standard_wants() {
        let document = serde_json::to_value(super::document()).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        for scheme in document["security"].as_array().unwrap().iter().flat_map(|one| one.as_object().unwrap().keys()) {
            assert!(document["components"]["securitySchemes"][scheme].is_object(), "{scheme}");
        }
        let mut operations = 0;
        for (path, item) in document["paths"].as_object().unwrap() {
            let named: BTreeSet<&str> = path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
            for (method, operation) in item.as_object().unwrap() {
                operations += 1;
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                let in_path = parameters.filter(|one| one["in"] == "path").map(|one| one["name"].as_str().unwrap());
                assert_eq!(in_path.collect::<BTreeSet<_>>(), named, "{method} {path}");
                for (status, response) in operation["responses"].as_object().unwrap() {
                    let is_told = response["description"].as_str().is_some_and(|text| !text.is_empty());
                    assert!(is_told || response["$ref"].is_string(), "{method} {path}: {status}");
                }
            }
        }
        assert!(operations > 50, "{operations}");
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_a_problem_too() {
        let app = TestApp::start().await;
        let (mut owner, _) = app.owner_of("Acme").await;
        for (method, path, body, status) in [
            (Method::GET, "/api/v1/organizations/nonsense", None, 400),
            (Method::POST, "/api/v1/tokens", Some(json!({ "scope": "nowhere" })), 422),
            (Method::DELETE, "/api/v1/tokens", None, 405),
            (Method::GET, "/api/v1/nothing", None, 404),
        ] {
            let answer = owner.browser.rest(method, path, body).await;
            assert_eq!(answer.status, status, "{answer:?}");
            assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json", "{path}");
            assert_eq!(answer.json::<Value>()["status"], status);
            if status == 405 {
                assert_eq!(answer.headers[header::ALLOW], "POST");
            }
        }
        app.done().await;
    }

    #[tokio::test]
    async fn every_body_is_bounded_and_told_where_it_is_wrong() {
        let app = TestApp::start().await;
        let (mut owner, room) = app.manager_of_room().await;
        let (org, workspace) = (format!("/organizations/{}", room.org.id), room.rest(""));
        let workspace = workspace.trim_start_matches("/api/v1").trim_end_matches('/');
        let (user, workspaces) = (owner.user, format!("{org}/workspaces"));
        let (post, put, patch) = (Method::POST, Method::PUT, Method::PATCH);
        let large = json!({ "x": "y".repeat(JSON_MAX) });
        for (method, path, body, field) in [
            (&patch, org.clone(), json!({ "version": "1" }), "version"),
            (&patch, format!("{org}/members/{user}"), json!({ "version": 1, "role": 3 }), "role"),
            (&post, format!("{org}/invitations"), json!({ "people": [{ "email": 1 }] }), "people[0].email"),
            (
                &post,
                format!("{org}/invitations"),
                json!({ "people": [{ "email": "a@b.c", "role": "x" }] }),
                "people[0].role",
            ),
            (&put, format!("{org}/notifications"), json!({ "mail_fills": "yes" }), "mail_fills"),
            (&post, workspaces, json!({ "name": 1 }), "name"),
            (&patch, workspace.to_owned(), json!({ "name": "A" }), "version"),
            (&post, format!("{workspace}/suspend"), json!({ "version": 1, "reason": 2 }), "reason"),
            (&post, format!("{workspace}/reactivate"), json!({}), "version"),
            (&post, format!("{workspace}/archive"), json!({}), "version"),
            (&post, format!("{workspace}/restore"), json!({}), "version"),
            (&post, format!("{workspace}/members"), json!({ "email": "a@b.c" }), "role"),
            (&post, format!("{workspace}/members"), json!({ "email": "a@b.c", "role": "viewer" }), "email"),
            (&patch, format!("{workspace}/members/{user}"), json!({ "role": "viewer" }), "version"),
            (&post, format!("{workspace}/invitations"), json!({ "role": "viewer" }), "email"),
            (&post, format!("{workspace}/api-keys"), json!({ "name": "A", "permissions": [1] }), "permissions[0]"),
            (&post, format!("{workspace}/api-keys"), json!({ "name": "A", "permissions": [] }), "permissions"),
            (&patch, format!("{workspace}/settings"), json!({ "version": 1, "dpi": "300" }), "dpi"),
            (&post, "/tokens".to_owned(), json!({ "scope": "nowhere" }), "scope"),
            (&post, "/tokens/introspect".to_owned(), json!({}), "token"),
            (&post, "/forms".to_owned(), json!({}), "name"),
        ] {
            let path = format!("/api/v1{path}");
            let wrong = owner.browser.rest(method.clone(), &path, Some(body.clone())).await;
            assert_eq!(wrong.status, 422, "{path}: {wrong:?}");
            assert_eq!(wrong.json::<Value>()["errors"][0]["field"], field, "{path}: {wrong:?}");
            let stranger = app.browser().rest(method.clone(), &path, Some(json!("nonsense"))).await;
            assert_eq!(stranger.status, 401, "{path}: who isn't known is told that first: {stranger:?}");
            let refused = owner.browser.rest(method.clone(), &path, Some(large.clone())).await;
            assert_eq!(refused.status, 413, "{path}");
            let mut plain = owner.browser.clone();
            plain.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
            let refused = plain.rest(method.clone(), &path, Some(body)).await;
            assert_eq!((refused.status, &refused.json::<Value>()["code"]), (415, &json!("unsupported_media_type")));
        }
        app.done().await;
    }

    #[tokio::test]
    async fn unknown_fields_cost_no_more_than_reading_them() {
        let app = TestApp::start().await;
        let workspace = app.workspace().await;
        let mut program = app.program(&workspace, &WorkspacePermission::OF_KEYS).await;
        let mut body: Map<String, Value> = (0..90_000).map(|number| (number.to_string(), json!(0))).collect();
        body.insert("name".to_owned(), json!(1));
        let answer = program.rest(Method::POST, "/api/v1/forms", Some(Value::Object(body))).await;
        assert_eq!((answer.status, &answer.json::<Value>()["errors"][0]["field"]), (422, &json!("name")));
        app.done().await;
    }

    #[tokio::test]
    async fn the_document_is_openapi_3_1_and_names_every_shape_that_it_speaks_of() {
        let app = TestApp::start().await;
        let answer = app.browser().rest(Method::GET, "/api/v1/openapi.json", None).await;
        assert_eq!((answer.status, &answer.headers[header::CONTENT_TYPE]), (200, &"application/json".parse().unwrap()));
        let document: Value = answer.json();
        let version = document["openapi"].as_str().unwrap();
        assert!(version.starts_with("3.1."), "{version}");
        assert_eq!(document, serde_json::to_value(super::document()).unwrap(), "answers are held to this one");
        for (before, _) in answer.body.match_indices("\"$ref\":\"#") {
            let at = answer.body[before + "\"$ref\":\"#".len()..].split('"').next().unwrap();
            assert!(document.pointer(at).is_some(), "{at} is nowhere");
        }
        app.done().await;
    }

    #[tokio::test]
    async fn no_answer_is_kept() {
        let app = TestApp::start().await;
        let (mut owner, org) = app.owner_of("Acme").await;
        let mut bad = app.browser();
        bad.headers.insert(header::AUTHORIZATION, HeaderValue::from_static("Bearer nonsense"));
        let path = format!("/api/v1/organizations/{}", org.id);
        for (answer, status) in [
            (owner.browser.rest(Method::GET, &path, None).await, 200),
            (owner.browser.rest(Method::GET, "/api/v1/nothing", None).await, 404),
            (app.browser().rest(Method::GET, &path, None).await, 401),
            (bad.rest(Method::GET, &path, None).await, 401),
        ] {
            assert_eq!((answer.status, &answer.headers[header::CACHE_CONTROL]), (status, &"no-store".parse().unwrap()));
        }
        app.done().await;
    }

    #[tokio::test]
    async fn the_reference_says_what_is_done_once() {
        let app = TestApp::start().await;
        let document: Value = app.browser().rest(Method::GET, "/api/v1/openapi.json", None).await.json();
        let mut once = Vec::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
                if parameters.iter().any(|parameter| parameter["name"] == "Idempotency-Key") {
                    once.push(format!("{method} {path}"));
                }
            }
        }
        once.sort();
        let inside = "/organizations/{organization}/workspaces/{workspace}";
        let inside = ["api-keys", "invitations", "members"].map(|what| format!("post {inside}/{what}"));
        let these = ["/fills", "/fills:batch", "/forms"].map(|path| format!("post {path}"));
        let those = ["/profiles", "/sessions", "/source-documents"].map(|path| format!("post {path}"));
        let these: Vec<String> =
            ["patch /fills/{fill}".to_owned()].into_iter().chain(these).chain(inside).chain(those).collect();
        assert_eq!(once, these);
        let page = app.browser().open("/api/docs").await;
        page.expect_page(
            200,
            "What adds forms, fills, fill sessions, profiles and source documents, members and invitations of a workspace and its API keys, and the PATCH of a fill, takes an",
        )
        // What is said of a field that has a shape or is null.
        .expect_page(200, "</code>, where it is left out, ");
        app.done().await;
    }
}
