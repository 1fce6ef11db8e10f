//! Keys of a workspace, by the doors that people and programs use.

use crate::{
    kernel::crypto::sha256,
    model::{AppError, OrgRole, WorkspacePermission, WorkspaceRole},
    tests::support::{Answer, Browser, Person, Room, TestApp, statements},
    workspace::keys::model::KeyList,
};
use axum::http::{Method, header};
use serde_json::{Value, json};
use time::Duration;

const GET: &str = "/forms/api-keys/get";
const CREATE: &str = "/forms/api-keys/create";
const REVOKE: &str = "/forms/api-keys/revoke";

async fn call(browser: &mut Browser, door: &str, room: &Room, more: &[(&str, &str)]) -> Answer {
    let fields = room.fields(more);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.call(door, &fields).await
}

async fn create(person: &mut Person, room: &Room, name: &str, expires: &str) -> Answer {
    call(&mut person.browser, CREATE, room, &[("name", name), ("report_fills", "true"), ("expires", expires)]).await
}

/// The text of a key on a page or in an answer.
fn key_in(text: &str) -> Option<&str> {
    let from = text.find("tnt_")?;
    let length =
        text[from..].find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_').unwrap_or(text.len() - from);
    Some(&text[from..from + length])
}

async fn list(person: &mut Person, room: &Room) -> KeyList {
    person.browser.call(GET, &[("org", &room.org.slug), ("workspace", &room.slug)]).await.json()
}

#[tokio::test]
async fn a_key_is_shown_once_without_scripts_and_only_its_digest_is_kept() {
    let app = TestApp::start().await;
    let (mut manager, room) = app.manager_of_room().await;
    let page = room.page("api-keys");
    let fields =
        room.fields(&[("name", " Website "), ("see_content", "true"), ("report_fills", "true"), ("expires", "90")]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = manager.browser.submit(&page, CREATE, &fields).await;
    answer.expect_redirect(&page);
    let waiting: String =
        app.ask("select coalesce(string_agg(body::text, ' '), '') from flashes where $1 = ''", "").await;
    assert!(waiting.contains("Website") && key_in(&waiting).is_none(), "the flash covers it: {waiting}");

    let shown = manager.browser.open(&page).await;
    shown.expect_page(200, "Website is created. Copy the key now.").expect_page(200, "Your new key");
    assert_eq!(shown.headers[header::CACHE_CONTROL], "no-store");
    let key = key_in(&shown.body).expect("the page shows the key").to_owned();
    assert_eq!(shown.body.matches(&key).count(), 1);
    let again = manager.browser.open(&page).await;
    again.expect_page(200, "Website").expect_page(200, "See content, Report fills").expect_page(200, "by Olga Owner");
    assert_eq!(key_in(&again.body), None, "it is shown this once");

    let (prefix, digest): (String, Vec<u8>) = {
        let prefix: String = app.ask("select prefix from api_keys where name = $1", "Website").await;
        let digest: Vec<u8> = app.ask("select digest from api_keys where name = $1", "Website").await;
        (prefix, digest)
    };
    assert_eq!(digest, sha256(key.as_bytes()));
    assert!(key.starts_with(&format!("tnt_{prefix}_")) && again.body.contains(&prefix));
    let secret = key.rsplit('_').next().unwrap();
    for table in ["api_keys", "audit_log", "outbox", "flashes"] {
        let sql = format!("select count(*) from {table} t where to_jsonb(t)::text like '%{secret}%'");
        let mut owner = app.owner_connection().await;
        let found: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut owner).await.unwrap();
        assert_eq!(found, 0, "{table}");
    }
    let told = &app.audit("api_key.created").await[0];
    assert_eq!((&told["name"], &told["permissions"]), (&json!("Website"), &json!(["see_content", "report_fills"])));
    let line: Value = app.ask("select to_jsonb(a) from audit_log a where action = $1", "api_key.created").await;
    assert_eq!(line["workspace_id"], room.id.to_string());
    app.done().await;
}

#[tokio::test]
async fn a_script_gets_the_key_in_an_answer_that_nobody_keeps() {
    let app = TestApp::start().await;
    let (mut manager, room) = app.manager_of_room().await;
    let answer = create(&mut manager, &room, "Website", "never").await;
    assert_eq!((answer.status, answer.headers[header::CACHE_CONTROL].to_str().unwrap()), (200, "no-store"));
    assert!(key_in(answer.json::<Value>()["secret"].as_str().unwrap()).is_some());
    let body = json!({ "name": "Robot", "permissions": ["edit_content", "see_content"], "expires": "30" });
    let made = manager.browser.rest(Method::POST, &room.rest("api-keys"), Some(body)).await;
    assert_eq!((made.status, made.headers[header::CACHE_CONTROL].to_str().unwrap()), (201, "no-store"));
    let made: Value = made.json();
    assert_eq!(made["permissions"], json!(["see_content", "edit_content"]));
    assert_eq!(made["expires_at"], "2030-03-31T12:00:00Z");
    assert!(made["key"].as_str().unwrap().starts_with("tnt_"));
    let listed = manager.browser.rest(Method::GET, &room.rest("api-keys"), None).await;
    assert_eq!(key_in(&listed.body), None);
    let listed: Value = listed.json();
    assert_eq!((&listed["keys"][0]["name"], &listed["keys"][0]["state"]), (&json!("Robot"), &json!("active")));
    let id = made["id"].as_str().unwrap();
    let path = room.rest(&format!("api-keys/{id}"));
    assert_eq!(manager.browser.rest(Method::DELETE, &path, None).await.status, 204);
    assert_eq!(manager.browser.rest(Method::DELETE, &path, None).await.status, 422);
    app.done().await;
}

#[tokio::test]
async fn a_key_that_edits_sees_what_it_edits() {
    let app = TestApp::start().await;
    let (mut manager, room) = app.manager_of_room().await;
    let body = json!({ "name": "Robot", "permissions": ["edit_content"] });
    let made = manager.browser.rest(Method::POST, &room.rest("api-keys"), Some(body)).await;
    let made: Value = made.json();
    assert_eq!(made["permissions"], json!(["see_content", "edit_content"]));
    let mut program = app.bearer(made["key"].as_str().unwrap());
    let profile = json!({ "name": "Acme", "answers": { "city": "Lyon" } });
    let added: Value = program.rest(Method::POST, "/api/v1/profiles", Some(profile)).await.json();
    let path = format!("/api/v1/profiles/{}", added["id"].as_str().unwrap());
    let change = json!({ "version": 1, "name": "Acme GmbH" });
    let changed: Value = program.rest(Method::PATCH, &path, Some(change)).await.json();
    assert_eq!(changed["answers"]["city"], "Lyon");
    assert_eq!(program.rest(Method::GET, &path, None).await.json::<Value>(), changed, "it sees what it is answered");

    let fields = [("name", "Website"), ("edit_content", "true"), ("expires", "30")];
    assert_eq!(call(&mut manager.browser, CREATE, &room, &fields).await.status, 200);
    let page = manager.browser.open(&room.page("api-keys")).await;
    page.expect_page(200, "Seeing them is included.").expect_page(200, "See content, Edit content");
    let alone = format!("update api_keys set permissions = array['edit_content'] where workspace_id = '{}'", room.id);
    assert!(app.run(&alone).await.is_err(), "none is stored otherwise");
    app.done().await;
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_kept_there() {
    let app = TestApp::start().await;
    let (mut manager, room) = app.manager_of_room().await;
    let page = room.page("api-keys");
    let long = "y".repeat(101);
    for (fields, field, message) in [
        (vec![("name", ""), ("report_fills", "true"), ("expires", "30")], "name", "Enter a name."),
        (
            vec![("name", long.as_str()), ("report_fills", "true"), ("expires", "30")],
            "name",
            "Use at most 100 characters",
        ),
        (vec![("name", "Website"), ("expires", "30")], "see_content", "Choose at least one thing"),
        (vec![("name", "Website"), ("report_fills", "true"), ("expires", "31")], "expires", "Choose one of the list."),
    ] {
        let refused = call(&mut manager.browser, CREATE, &room, &fields).await;
        let error = refused.json::<AppError>();
        assert!(refused.status == 422 && error.at(field).is_some_and(|said| said.starts_with(message)), "{error:?}");
        let fields = room.fields(&fields);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        manager.browser.submit(&page, CREATE, &fields).await.expect_redirect(&page);
        manager.browser.open(&page).await.expect_page(200, message);
    }
    for permissions in [json!(["manage_workspace"]), json!(["everything"]), json!([])] {
        let body = json!({ "name": "Robot", "permissions": permissions });
        assert_eq!(manager.browser.rest(Method::POST, &room.rest("api-keys"), Some(body)).await.status, 422);
    }
    let made: i64 = app.ask("select count(*) from api_keys where $1 = ''", "").await;
    assert_eq!(made, 0);
    app.done().await;
}

#[tokio::test]
async fn a_revoked_key_opens_nothing_and_an_expired_one_neither() {
    let app = TestApp::start().await;
    let (mut manager, room) = app.manager_of_room().await;
    let mut program = app.browser();
    let text =
        create(&mut manager, &room, "Website", "30").await.json::<Value>()["secret"].as_str().unwrap().to_owned();
    program.headers.insert(header::AUTHORIZATION, format!("Bearer {text}").parse().unwrap());
    let body = json!({ "scope": "workspace", "organization_id": room.org.id, "workspace_id": room.id });
    let mut ask = async || program.rest(Method::POST, "/api/v1/tokens", Some(body.clone())).await.status;
    assert_eq!(ask().await, 201);
    assert!(list(&mut manager, &room).await.keys.rows[0].last_used.is_some());
    app.clock.forward(Duration::days(30));
    assert_eq!(ask().await, 401);
    let mut manager = app.sign_in(manager).await;
    let page = room.page("api-keys");
    manager.browser.open(&page).await.expect_page(200, "Expired");

    let text =
        create(&mut manager, &room, "Robot", "never").await.json::<Value>()["secret"].as_str().unwrap().to_owned();
    let mut robot = app.browser();
    robot.headers.insert(header::AUTHORIZATION, format!("Bearer {text}").parse().unwrap());
    assert_eq!(robot.rest(Method::POST, "/api/v1/tokens", Some(body.clone())).await.status, 201);
    let id = list(&mut manager, &room).await.keys.rows[0].id.to_string();
    let fields = room.fields(&[("key", &id)]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    manager.browser.submit(&page, REVOKE, &fields).await.expect_redirect(&page);
    manager.browser.open(&page).await.expect_page(200, "Robot is revoked.").expect_page(200, "Revoked");
    assert_eq!(robot.rest(Method::POST, "/api/v1/tokens", Some(body.clone())).await.status, 401);
    let again = call(&mut manager.browser, REVOKE, &room, &[("key", &id)]).await;
    assert_eq!(
        (again.status, again.json::<AppError>().message.as_str()),
        (422, "This key was revoked already. Nothing was changed.")
    );
    assert_eq!(app.audit("api_key.revoked").await.len(), 1);
    app.done().await;
}

#[tokio::test]
async fn keys_are_managers_business_and_no_keys() {
    let app = TestApp::start().await;
    let (mut manager, room) = app.manager_of_room().await;
    assert_eq!(create(&mut manager, &room, "Website", "30").await.status, 200);
    let id = list(&mut manager, &room).await.keys.rows[0].id.to_string();
    for role in [WorkspaceRole::Editor, WorkspaceRole::Viewer] {
        let mut person = app.inside(role, &room).await;
        assert_eq!(create(&mut person, &room, "Mine", "30").await.status, 403);
        assert_eq!(call(&mut person.browser, REVOKE, &room, &[("key", &id)]).await.status, 403);
        person.browser.open(&room.page("api-keys")).await.expect_page(403, "Ask a manager of it.");
    }
    for mut person in [app.signed_in_as(OrgRole::Owner, &room.org).await, app.person("Stranger").await] {
        assert_eq!(create(&mut person, &room, "Mine", "30").await.status, 404);
        assert_eq!(call(&mut person.browser, REVOKE, &room, &[("key", &id)]).await.status, 404);
        assert_eq!(person.browser.open(&room.page("api-keys")).await.status, 404);
        assert_eq!(person.browser.rest(Method::GET, &room.rest("api-keys"), None).await.status, 404);
    }
    let mut program = app.browser();
    let text = app.key(&room.id.to_string(), &WorkspacePermission::OF_KEYS).await;
    program.headers.insert(header::AUTHORIZATION, format!("Bearer {text}").parse().unwrap());
    assert_eq!(program.rest(Method::GET, &room.rest("api-keys"), None).await.status, 403);
    // Of another workspace's, a manager there knows nothing.
    let (mut other, elsewhere) = app.manager_of_room().await;
    assert_eq!(call(&mut other.browser, REVOKE, &elsewhere, &[("key", &id)]).await.status, 404);
    assert!(list(&mut other, &elsewhere).await.keys.rows.is_empty());
    app.done().await;
}

#[tokio::test]
async fn many_keys_are_paged_at_the_same_cost() {
    let app = TestApp::start().await;
    let (mut manager, room) = app.manager_of_room().await;
    let page = room.page("api-keys");
    manager.browser.open(&page).await.expect_page(200, "No key yet");
    let few = statements(async || manager.browser.clone().open(&page).await).await;
    app.run(&format!(
        "insert into api_keys (id, org_id, workspace_id, name, prefix, digest, permissions, created_at, created_by)
         select gen_random_uuid(), '{}', '{}', 'Key ' || n, lpad(n::text, 12, '0'), sha256(''), array['see_content'], now() - n * interval '1 minute', '{}'
         from generate_series(1, 120) n",
        room.org.id, room.id, manager.user
    ))
    .await
    .unwrap();
    let many = statements(async || manager.browser.clone().open(&page).await).await;
    assert_eq!(few, many);
    assert!(many <= 8, "{many}");
    let mut names = Vec::new();
    let mut older = String::new();
    loop {
        let shown: Value =
            manager.browser.rest(Method::GET, &room.rest(&format!("api-keys?older={older}")), None).await.json();
        names.extend(shown["keys"].as_array().unwrap().iter().map(|key| key["name"].as_str().unwrap().to_owned()));
        match shown["older"].as_str() {
            Some(cursor) => older = cursor.to_owned(),
            None => break,
        }
    }
    assert_eq!(names, (1..=120).map(|number| format!("Key {number}")).collect::<Vec<_>>());
    assert_eq!(manager.browser.open(&format!("{page}?older=nonsense")).await.status, 400);
    app.done().await;
}

#[tokio::test]
async fn a_workspace_has_as_many_keys_that_work_as_its_plan_has_room_for() {
    let app = TestApp::start().await;
    let (mut manager, room) = app.manager_of_room().await;
    let plan = |plan: &str| format!("update organizations set plan = '{plan}' where id = '{}'", room.org.id);
    app.run(&plan("starter")).await.unwrap();
    let page = room.page("api-keys");
    assert_eq!(create(&mut manager, &room, "Website", "30").await.status, 200);
    manager
        .browser
        .open(&page)
        .await
        .expect_page(200, "1 of the 2 connections of the Starter plan is taken; 1 is free.");
    assert_eq!(create(&mut manager, &room, "Robot", "never").await.status, 200);
    let full = "All 2 connections that the Starter plan has for a workspace are taken. Revoke a key, or have the plan changed.";
    let refused = create(&mut manager, &room, "Third", "never").await;
    assert_eq!((refused.status, refused.json::<AppError>().message.as_str()), (422, full));
    let body = json!({ "name": "Third", "permissions": ["see_content"] });
    let refused = manager.browser.rest(Method::POST, &room.rest("api-keys"), Some(body)).await;
    assert_eq!((refused.status, &refused.json::<Value>()["detail"]), (422, &json!(full)));
    manager.browser.open(&page).await.expect_page(200, full);

    let robot = list(&mut manager, &room).await.keys.rows[0].id.to_string();
    assert_eq!(call(&mut manager.browser, REVOKE, &room, &[("key", &robot)]).await.status, 200);
    assert_eq!(create(&mut manager, &room, "Second robot", "never").await.status, 200, "a revoked key is none");
    app.clock.forward(Duration::days(30));
    let mut manager = app.sign_in(manager).await;
    assert_eq!(create(&mut manager, &room, "Next website", "never").await.status, 200, "an expired one neither");
    assert_eq!(create(&mut manager, &room, "Another", "never").await.status, 422);

    app.run(&plan("pro")).await.unwrap();
    let tries = (0..20).map(|number| {
        let (mut browser, fields) =
            (manager.browser.clone(), room.fields(&[("report_fills", "true"), ("expires", "30")]));
        async move {
            let name = format!("Key {number}");
            let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            fields.push(("name", &name));
            browser.call(CREATE, &fields).await.status
        }
    });
    let statuses = futures::future::join_all(tries).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 3, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 17, "{statuses:?}");
    app.done().await;
}

#[tokio::test]
async fn a_key_that_is_asked_for_twice_is_made_once_and_said_once() {
    let app = TestApp::start().await;
    let (manager, room) = app.manager_of_room().await;
    let mut browser = manager.browser.clone();
    browser.headers.insert("idempotency-key", "one".parse().unwrap());
    let path = room.rest("api-keys");
    let wanted = json!({ "name": "Website", "permissions": ["report_fills"] });
    assert_eq!(browser.rest(Method::POST, &path, Some(wanted.clone())).await.status, 201);
    let again = browser.rest(Method::POST, &path, Some(wanted)).await;
    assert_eq!(again.status, 409, "{again:?}");
    assert!(again.json::<Value>()["detail"].as_str().unwrap().contains("shown once"), "{again:?}");
    let other = json!({ "name": "Another", "permissions": ["report_fills"] });
    assert_eq!(browser.rest(Method::POST, &path, Some(other)).await.status, 409);
    assert_eq!(app.audit("api_key.created").await.len(), 1);
    let kept: i64 =
        app.ask("select count(*) from idempotent_requests where answer is not null and key = $1", "one").await;
    assert_eq!(kept, 0, "the secret is stored nowhere");
    app.done().await;
}
