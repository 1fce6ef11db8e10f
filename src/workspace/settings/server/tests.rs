//! A workspace's settings, by the doors that people and programs use.

use crate::{
    model::{AppError, OrgRole, WorkspaceRole},
    tests::support::{Answer, Person, Room, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};

const SAVE: &str = "/forms/workspace-settings/save";
const GERMAN: [(&str, &str); 5] =
    [("language", "de"), ("date_format", "dots"), ("time_format", "12h"), ("decimals", "0"), ("dpi", "600")];

async fn save(person: &mut Person, room: &Room, version: &str, formats: &[(&str, &str)]) -> Answer {
    let fields = room.fields(&[&[("version", version)], formats].concat());
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    person.browser.call(SAVE, &fields).await
}

#[tokio::test]
async fn a_manager_changes_how_documents_are_written_and_the_log_tells() {
    let app = TestApp::start().await;
    let (mut manager, room) = app.manager_of_room().await;
    let page = room.page("settings");
    let example = "Signed on 24 March 2027 at 16:05 · 1,234.50 · A4 at 300 dpi is 2480 × 3508 pixels";
    manager.browser.open(&page).await.expect_page(200, example);
    let fields = room.fields(&[&[("version", "1")], &GERMAN[..]].concat());
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    manager.browser.submit(&page, SAVE, &fields).await.expect_redirect(&page);
    manager
        .browser
        .open(&page)
        .await
        .expect_page(200, "Saved the settings.")
        .expect_page(200, "Unterzeichnet am 24.03.2027 um 4:05 PM · 1.235 · A4 at 600 dpi is 4961 × 7016 pixels")
        .expect_page(200, "name=\"version\" value=\"2\"");
    manager.browser.open(&room.page("members")).await.expect_page(200, "01.03.2030, 12:00 PM");
    let key = [("name", "Reports"), ("see_content", "true"), ("expires", "90")];
    let fields = room.fields(&key);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(manager.browser.call("/forms/api-keys/create", &fields).await.status, 200);
    let keys = manager.browser.open(&room.page("api-keys")).await;
    keys.expect_page(200, "01.03.2030, 12:00 PM").expect_page(200, ">30.05.2030<");
    let told = &app.audit("workspace.settings_changed").await[0];
    assert_eq!((&told["from"]["language"], &told["to"]["language"]), (&json!("en"), &json!("de")));
    let line: Value =
        app.ask("select to_jsonb(a) from audit_log a where action = $1", "workspace.settings_changed").await;
    assert_eq!(line["workspace_id"], room.id.to_string());
    assert_eq!(save(&mut manager, &room, "2", &GERMAN).await.json::<Value>()["toast"], "Everything is as it was.");
    assert_eq!(app.audit("workspace.settings_changed").await.len(), 1, "what stays leaves no line");
    app.done().await;
}

#[tokio::test]
async fn what_is_no_choice_is_told_at_its_field() {
    let app = TestApp::start().await;
    let (mut manager, room) = app.manager_of_room().await;
    let mut wrong = GERMAN;
    (wrong[0].1, wrong[3].1, wrong[4].1) = ("xx", "7", "301");
    let answer = save(&mut manager, &room, "1", &wrong).await;
    let error = answer.json::<AppError>();
    let told = ["language", "date_format", "decimals", "dpi"].map(|field| error.at(field).is_some());
    assert_eq!((answer.status, told), (422, [true, false, true, true]));
    let version: i64 = app.ask("select version from workspaces where id = $1::uuid", &room.id.to_string()).await;
    assert_eq!(version, 1);
    app.done().await;
}

#[tokio::test]
async fn a_save_that_comes_too_late_is_told_who_changed_what_and_when() {
    let app = TestApp::start().await;
    let (manager, room) = app.manager_of_room().await;
    let mut other = app.inside(WorkspaceRole::Manager, &room).await;
    let edit = format!(
        "update workspaces set name = 'Claims', description = 'All of them', version = version + 1,
            updated_at = '2030-03-01 12:00Z', updated_by = '{}' where id = '{}'",
        manager.user, room.id
    );
    app.run(&edit).await.unwrap();
    app.clock.forward(time::Duration::minutes(2));
    let late = save(&mut other, &room, "1", &GERMAN).await;
    assert_eq!(late.status, 409);
    assert_eq!(late.json::<AppError>().message, "Olga Owner changed the name and the description 2 minutes ago.");
    assert_eq!(save(&mut other, &room, "2", &GERMAN).await.status, 200);
    let mut manager = manager;
    let late = save(&mut manager, &room, "2", &[&GERMAN[..4], &[("dpi", "72")]].concat()).await;
    assert_eq!(late.json::<AppError>().message, "Manager Inside changed the settings just now.");
    app.done().await;
}

#[tokio::test]
async fn of_ten_saves_of_one_version_one_is_kept() {
    let app = TestApp::start().await;
    let (manager, room) = app.manager_of_room().await;
    let saves = (0..10).map(|number| {
        let (browser, room) = (manager.browser.clone(), room.clone());
        let mut person = Person { browser, user: manager.user, email: manager.email.clone() };
        async move {
            let dpi = ["72", "100", "150", "200", "600"][number % 5];
            save(&mut person, &room, "1", &[&GERMAN[..4], &[("dpi", dpi)]].concat()).await.status
        }
    });
    let statuses = futures::future::join_all(saves).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 9, "{statuses:?}");
    assert_eq!(app.audit("workspace.settings_changed").await.len(), 1);
    app.done().await;
}

#[tokio::test]
async fn the_settings_are_for_managers_alone() {
    let app = TestApp::start().await;
    let (_manager, room) = app.manager_of_room().await;
    for role in [WorkspaceRole::Editor, WorkspaceRole::Viewer] {
        let mut person = app.inside(role, &room).await;
        let refused = save(&mut person, &room, "1", &GERMAN).await;
        assert_eq!(refused.status, 403);
        assert!(refused.json::<AppError>().message.ends_with("Ask a manager of it."));
        person.browser.open(&room.page("settings")).await.expect_page(403, "Ask a manager of it.");
    }
    let outside = [app.signed_in_as(OrgRole::Owner, &room.org).await, app.person("Stranger").await];
    for mut person in outside {
        assert_eq!(save(&mut person, &room, "1", &GERMAN).await.status, 404);
        assert_eq!(person.browser.open(&room.page("settings")).await.status, 404);
        assert_eq!(person.browser.rest(Method::GET, &room.rest("settings"), None).await.status, 404);
    }
    let mut from_outside = app.collaborator(WorkspaceRole::Manager, &room).await;
    assert_eq!(save(&mut from_outside, &room, "1", &GERMAN).await.status, 200, "the role in the workspace counts");
    app.done().await;
}

#[tokio::test]
async fn a_program_changes_only_what_it_gives() {
    let app = TestApp::start().await;
    let (mut manager, room) = app.manager_of_room().await;
    let path = room.rest("settings");
    let whole = json!({ "language": "en", "date_format": "long", "time_format": "24h", "decimals": 2, "dpi": 300, "version": 1 });
    assert_eq!(manager.browser.rest(Method::GET, &path, None).await.json::<Value>(), whole);
    let change = json!({ "version": 1, "language": "fr" });
    let changed: Value = manager.browser.rest(Method::PATCH, &path, Some(change.clone())).await.json();
    assert_eq!((&changed["language"], &changed["dpi"], &changed["version"]), (&json!("fr"), &json!(300), &json!(2)));
    let stale = manager.browser.rest(Method::PATCH, &path, Some(change)).await;
    assert_eq!((stale.status, stale.headers["content-type"].to_str().unwrap()), (409, "application/problem+json"));
    assert_eq!(app.browser().rest(Method::GET, &path, None).await.status, 401);
    app.done().await;
}
