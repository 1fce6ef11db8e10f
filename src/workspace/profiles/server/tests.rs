//! Profiles, by the doors that people and programs use.

use crate::{
    kernel::expiry,
    model::{AppError, WorkspacePermission, WorkspaceRole},
    tests::support::TestApp,
};
use axum::http::Method;
use serde_json::{Value, json};
use time::Duration;

const ADD: &str = "/forms/workspace-profiles/add";
const SAVE: &str = "/forms/workspace-profiles/save";
const DELETE: &str = "/forms/workspace-profiles/delete";
const RESTORE: &str = "/forms/workspace-profiles/restore";
const PROFILES: &str = "/api/v1/profiles";

#[tokio::test]
async fn answers_are_edited_as_lines_and_read_as_values() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, &WorkspacePermission::OF_KEYS).await;
    let mut owner = workspace.owner.browser.clone();
    let page = workspace.page("profiles");
    let fields = [("name", "Acme GmbH"), ("answers", "city: Lyon\r\nstaff: 41\r\nzip: 007\r\ncode: \"41\"")];
    owner.submit(&page, ADD, &workspace.place(&fields)).await.expect_redirect(&page);
    owner.open(&page).await.expect_page(200, "Added Acme GmbH.");
    let list: Value = program.rest(Method::GET, PROFILES, None).await.json();
    let answers = json!({ "city": "Lyon", "staff": 41, "zip": "007", "code": "41" });
    assert_eq!(list["profiles"][0]["answers"], answers);
    let id = list["profiles"][0]["id"].as_str().unwrap().to_owned();
    let one = format!("{page}/{id}");
    owner.open(&one).await.expect_page(200, r#"code: "41""#).expect_page(200, "staff: 41");

    let save = |version: &'static str, answers: &'static str| {
        [
            ("profile", id.clone()),
            ("version", version.to_owned()),
            ("name", "Acme".to_owned()),
            ("answers", answers.to_owned()),
        ]
    };
    for (version, answers, status, field) in
        [("1", "city", 422, Some("answers")), ("1", "city: Paris", 200, None), ("1", "city: Nice", 409, None)]
    {
        let fields = save(version, answers);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = owner.call(SAVE, &workspace.place(&fields)).await;
        assert_eq!(answer.status, status, "{answer:?}");
        if let Some(field) = field {
            assert_eq!(
                answer.json::<AppError>().at(field),
                Some("Line 1: write a field and its value with a colon between them, like “city: Lyon”.")
            );
        }
    }
    let saved: Value = program.rest(Method::GET, &format!("{PROFILES}/{id}"), None).await.json();
    assert_eq!(
        (&saved["answers"], &saved["version"], &saved["name"]),
        (&json!({ "city": "Paris" }), &json!(2), &json!("Acme"))
    );
    let mut viewer = app.insider(&workspace, WorkspaceRole::Viewer).await;
    let shown = viewer.browser.open(&one).await;
    shown.expect_page(200, "Paris");
    assert!(!shown.body.contains("Save profile"), "a viewer reads");
    app.done().await;
}

#[tokio::test]
async fn programs_keep_profiles_within_their_bounds() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, &WorkspacePermission::OF_KEYS).await;
    let mut send = async |answers: Value| {
        program.rest(Method::POST, PROFILES, Some(json!({ "name": "P", "answers": answers }))).await
    };
    for bad in
        [json!({ "a": [1] }), json!({ "a": null }), json!({ "a:b": 1 }), json!({ "a": "x".repeat(2_001) }), json!([1])]
    {
        let refused = send(bad).await;
        assert_eq!((refused.status, refused.json::<Value>()["errors"][0]["field"].clone()), (422, json!("answers")));
    }
    let profile: Value = send(json!({ "note": "two\nlines", "ok": true })).await.json();
    let path = format!("{PROFILES}/{}", profile["id"].as_str().unwrap());
    let change = json!({ "version": 1, "name": "Q" });
    let changed: Value = program.rest(Method::PATCH, &path, Some(change.clone())).await.json();
    assert_eq!((&changed["name"], &changed["answers"]), (&json!("Q"), &profile["answers"]));
    assert_eq!(program.rest(Method::PATCH, &path, Some(change)).await.status, 409);
    assert_eq!(app.audit("profile.changed").await, [json!({ "workspace": workspace.id, "profile": profile["id"] })]);
    app.done().await;
}

#[tokio::test]
async fn a_deleted_profile_comes_back_or_goes_and_its_fills_stay() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, &WorkspacePermission::OF_KEYS).await;
    let mut owner = workspace.owner.browser.clone();
    let profile: Value = program.rest(Method::POST, PROFILES, Some(json!({ "name": "Acme" }))).await.json();
    let form: Value = program.rest(Method::POST, "/api/v1/forms", Some(json!({ "name": "Intake" }))).await.json();
    let id = profile["id"].as_str().unwrap();
    let fill = json!({ "form_id": form["id"], "profile_id": id, "pdf_url": "https://files.example.com/a.pdf" });
    let fill: Value = program.rest(Method::POST, "/api/v1/fills", Some(fill)).await.json();
    let (page, deleted) = (workspace.page("profiles"), workspace.page("profiles?deleted=true"));
    let fields = [("profile", id)];
    let fields = workspace.place(&fields);
    owner.submit(&format!("{page}/{id}"), DELETE, &fields).await.expect_redirect(&page);
    owner.open(&deleted).await.expect_page(200, "Restore profile");
    owner.submit(&deleted, RESTORE, &fields).await.expect_redirect(&deleted);
    assert_eq!(program.rest(Method::GET, &format!("{PROFILES}/{id}"), None).await.status, 200);
    let path = format!("{PROFILES}/{id}");
    assert_eq!(program.rest(Method::POST, &format!("{path}/restore"), None).await.status, 404, "it is there");
    assert_eq!(program.rest(Method::DELETE, &path, None).await.status, 204);
    let gone: Value = program.rest(Method::GET, &format!("{PROFILES}?deleted=true"), None).await.json();
    assert_eq!(gone["profiles"], json!([profile]));
    let back = program.rest(Method::POST, &format!("{path}/restore"), None).await;
    assert_eq!((back.status, back.json::<Value>()), (200, profile.clone()));
    assert_eq!(program.rest(Method::DELETE, &path, None).await.status, 204);
    app.clock.forward(Duration::days(31));
    expiry::purge(&app.kernel).await.unwrap();
    let left: i64 = app.ask("select count(*) from profiles where id = $1::uuid", id).await;
    assert_eq!(left, 0);
    let path = format!("/api/v1/fills/{}", fill["id"].as_str().unwrap());
    let fill: Value = program.rest(Method::GET, &path, None).await.json();
    assert_eq!((&fill["state"], &fill["profile_id"]), (&json!("ready"), &json!(null)));
    app.done().await;
}
