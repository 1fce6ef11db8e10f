//! Fill sessions, by the doors that people and programs use.

use crate::{
    model::{AppError, WorkspacePermission, WorkspaceRole},
    tests::support::TestApp,
};
use axum::http::Method;
use serde_json::{Value, json};

const BEGIN: &str = "/forms/workspace-sessions/begin";
const END: &str = "/forms/workspace-sessions/end";
const DELETE: &str = "/forms/workspace-sessions/delete";

#[tokio::test]
async fn a_session_takes_fills_until_it_ends() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, &WorkspacePermission::OF_KEYS).await;
    let mut owner = workspace.owner.browser.clone();
    let page = workspace.page("sessions");
    owner.open(&page).await.expect_page(200, "No session yet");
    owner.submit(&page, BEGIN, &workspace.place(&[("name", " Morning  round ")])).await.expect_redirect(&page);
    owner.open(&page).await.expect_page(200, "Morning round").expect_page(200, "Open");
    let session: String = app.ask("select id::text from fill_sessions where name = $1", "Morning round").await;
    let form: Value = program.rest(Method::POST, "/api/v1/forms", Some(json!({ "name": "Intake" }))).await.json();
    let fill = json!({ "form_id": form["id"], "session_id": session, "pdf_url": "https://files.example.com/a.pdf" });
    assert_eq!(program.rest(Method::POST, "/api/v1/fills", Some(fill.clone())).await.status, 201);

    let one = format!("{page}/{session}");
    owner.open(&one).await.expect_page(200, "End session").expect_page(200, "Intake");
    let fields = [("session", session.as_str())];
    let fields = workspace.place(&fields);
    let refused = owner.call(DELETE, &fields).await;
    assert_eq!((refused.status, refused.json::<AppError>().message.contains("End it instead.")), (409, true));
    let mut viewer = app.insider(&workspace, WorkspaceRole::Viewer).await;
    assert_eq!(viewer.browser.call(END, &fields).await.status, 403);
    owner.submit(&one, END, &fields).await.expect_redirect(&one);
    owner.open(&one).await.expect_page(200, "It takes no more fills.");
    let refused = program.rest(Method::POST, "/api/v1/fills", Some(fill)).await;
    assert_eq!((refused.status, refused.json::<Value>()["errors"][0]["field"].clone()), (422, json!("session_id")));
    assert_eq!(owner.call(END, &fields).await.status, 200, "it has ended already");
    assert_eq!(app.audit("fill_session.ended").await, [json!({ "workspace": workspace.id, "session": session })]);
    app.done().await;
}

#[tokio::test]
async fn programs_begin_end_and_delete_sessions() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, &WorkspacePermission::OF_KEYS).await;
    program.headers.insert("idempotency-key", "one".parse().unwrap());
    let begin = async |body: Value| program.clone().rest(Method::POST, "/api/v1/sessions", Some(body)).await;
    let session: Value = begin(json!({ "name": "Batch" })).await.json();
    assert_eq!(begin(json!({ "name": "Batch" })).await.json::<Value>(), session, "begun once");
    assert_eq!(begin(json!({ "name": "Another" })).await.status, 409);
    let path = format!("/api/v1/sessions/{}", session["id"].as_str().unwrap());
    let mut program = app.program(&workspace, &WorkspacePermission::OF_KEYS).await;
    assert_eq!(program.rest(Method::PATCH, &path, Some(json!({ "ended": false }))).await.status, 422);
    let ended: Value = program.rest(Method::PATCH, &path, Some(json!({ "ended": true }))).await.json();
    assert!(ended["ended_at"].is_string(), "{ended}");
    let list: Value = program.rest(Method::GET, "/api/v1/sessions", None).await.json();
    assert_eq!(list["sessions"], json!([ended]));
    assert_eq!(program.rest(Method::DELETE, &path, None).await.status, 204);
    assert_eq!(program.rest(Method::GET, &path, None).await.status, 404);
    let long = program.rest(Method::POST, "/api/v1/sessions", Some(json!({ "name": "x".repeat(201) }))).await;
    assert_eq!((long.status, long.json::<Value>()["errors"][0]["field"].clone()), (422, json!("name")));
    app.done().await;
}
