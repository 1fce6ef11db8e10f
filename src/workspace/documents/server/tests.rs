//! Source documents, by the doors that people and programs use.

use crate::{
    model::{AppError, OrgRole, WorkspacePermission, WorkspaceRole},
    tests::support::{TestApp, Workspace, pdf},
};
use axum::http::Method;
use serde_json::{Value, json};
use time::Duration;

const ADD: &str = "/forms/workspace-documents/add";
const DELETE: &str = "/forms/workspace-documents/delete";
const RESTORE: &str = "/forms/workspace-documents/restore";
const DOCUMENTS: &str = "/api/v1/source-documents";

async fn files(app: &TestApp, workspace: &Workspace) -> i64 {
    let folder = format!("organizations/{}/workspaces/{}", workspace.org.id, workspace.id);
    app.kernel.storage.count_below(&folder).await.unwrap()
}

#[tokio::test]
async fn a_document_is_added_by_the_page_and_read_by_who_is_inside() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut owner = workspace.owner.browser.clone();
    let page = workspace.page("documents");
    let content = pdf("Handbook", 100_000);
    owner.open(&page).await.expect_page(200, "No document yet");
    let named = workspace.place(&[("name", "House  rules")]);
    owner.submit_file(&page, ADD, &named, ("pdf", "a.pdf", &content)).await.expect_redirect(&page);
    owner
        .open(&page)
        .await
        .expect_page(200, "Added House rules.")
        .expect_page(200, "100.")
        .expect_page(200, "At 300 dpi")
        .expect_page(200, "2479 × 3508 pixels");
    app.run("update workspaces set dpi = 72").await.unwrap();
    owner.open(&page).await.expect_page(200, "At 72 dpi").expect_page(200, "595 × 842 pixels");
    let unnamed = workspace.place(&[("name", "")]);
    owner.submit_file(&page, ADD, &unnamed, ("pdf", "Über uns.pdf", &content)).await;
    owner.open(&page).await.expect_page(200, "Added Über uns.");
    assert_eq!(files(&app, &workspace).await, 2);

    let id: String = app.ask("select id::text from source_documents where name = $1", "House rules").await;
    let file = format!("{page}/{id}/pdf");
    let mut viewer = app.insider(&workspace, WorkspaceRole::Viewer).await;
    let read = viewer.browser.open(&file).await;
    assert!(read.status == 200 && read.bytes == content, "byte by byte");
    let mut admin = app.signed_in_as(OrgRole::Admin, &workspace.org).await;
    assert_eq!(admin.browser.open(&file).await.status, 404);
    let added = viewer.browser.call_with_file(ADD, &named, ("pdf", "a.pdf", &content)).await;
    assert_eq!(added.status, 403);
    assert_eq!(admin.browser.call_with_file(ADD, &named, ("pdf", "a.pdf", &content)).await.status, 404);

    let large = pdf("Large", 25 * 1024 * 1024);
    let long = "x".repeat(201);
    for (name, file, field, status) in [
        ("Kept here", &b"MZ"[..], "pdf", 422),
        ("Kept here", b"", "pdf", 422),
        (&long, &content, "name", 422),
        ("Kept here", &large, "", 413),
    ] {
        let fields = [("name", name)];
        let fields = workspace.place(&fields);
        let refused = owner.call_with_file(ADD, &fields, ("pdf", "a.pdf", file)).await;
        assert_eq!(refused.status, status, "{refused:?}");
        assert_eq!(refused.json::<AppError>().at(field).is_some(), !field.is_empty());
        owner.submit_file(&page, ADD, &fields, ("pdf", "a.pdf", file)).await.expect_redirect(&page);
        owner.open(&page).await.expect_page(200, &format!("value=\"{name}\""));
    }
    tokio::task::yield_now().await;
    assert_eq!(files(&app, &workspace).await, 2, "nothing of what was refused is stored");
    let rows: i64 = app.ask("select count(*) from source_documents where workspace_id = $1::uuid", &workspace.id).await;
    assert_eq!(rows, 2);
    app.done().await;
}

#[tokio::test]
async fn programs_add_documents_which_come_back_or_go_for_good() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, &WorkspacePermission::OF_KEYS).await;
    let content = pdf("Rates", 0);
    let mut once = program.clone();
    once.headers.insert("idempotency-key", "rates".parse().unwrap());
    let parts = [("name", "", &b"Rates 2030"[..]), ("pdf", "a.pdf", &content[..])];
    let document: Value = once.rest_form(Method::POST, DOCUMENTS, &parts).await.json();
    assert_eq!(once.rest_form(Method::POST, DOCUMENTS, &parts).await.json::<Value>(), document);
    assert_eq!(files(&app, &workspace).await, 1);
    assert_eq!((&document["name"], &document["bytes"]), (&json!("Rates 2030"), &json!(content.len())));
    let id = document["id"].as_str().unwrap();
    let path = format!("{DOCUMENTS}/{id}");
    assert!(program.rest(Method::GET, &format!("{path}/pdf"), None).await.bytes == content);
    let list: Value = program.rest(Method::GET, DOCUMENTS, None).await.json();
    assert_eq!(list["source_documents"], json!([document]));
    let refused = program.rest(Method::POST, DOCUMENTS, Some(json!({ "name": "x" }))).await;
    assert_eq!(refused.status, 400, "a form is wanted");

    let mut owner = workspace.owner.browser.clone();
    let (page, deleted) = (workspace.page("documents"), workspace.page("documents?deleted=true"));
    let fields = [("document", id)];
    let fields = workspace.place(&fields);
    owner.submit(&page, DELETE, &fields).await.expect_redirect(&page);
    assert_eq!(program.rest(Method::GET, &format!("{path}/pdf"), None).await.status, 404);
    owner.submit(&deleted, RESTORE, &fields).await.expect_redirect(&deleted);
    assert_eq!(program.rest(Method::GET, &path, None).await.status, 200);
    assert_eq!(program.rest(Method::DELETE, &path, None).await.status, 204);
    let gone: Value = program.rest(Method::GET, &format!("{DOCUMENTS}?deleted=true"), None).await.json();
    assert_eq!(gone["source_documents"], json!([document]));
    let back = program.rest(Method::POST, &format!("{path}/restore"), None).await;
    assert_eq!((back.status, back.json::<Value>()), (200, document.clone()));
    assert_eq!(program.rest(Method::DELETE, &path, None).await.status, 204);
    app.clock.forward(Duration::days(31));
    app.at_its_time("purge-content").await;
    assert_eq!(files(&app, &workspace).await, 0);
    let told = app.audit("workspace.content_purged").await;
    assert_eq!(told[0]["documents"], 1);
    let kept: i64 = app.ask("select count(*) from idempotent_requests where key = $1", "rates").await;
    assert_eq!(kept, 0, "answers are forgotten after a day");
    app.done().await;
}
