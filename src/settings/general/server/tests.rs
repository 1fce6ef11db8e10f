//! The General tab, by the doors that people and programs use.

use crate::{
    model::{AppError, OrgRole},
    tests::support::{Org, Person, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};

const RENAME: &str = "/forms/general/rename";

fn page(org: &Org) -> String {
    format!("/o/{}/settings/general", org.slug)
}

async fn rename(person: &mut Person, org: &Org, version: &str, name: &str) -> u16 {
    let id = org.id.to_string();
    person.browser.call(RENAME, &[("org", &id), ("version", version), ("name", name)]).await.status
}

#[tokio::test]
async fn an_owner_renames_and_the_audit_log_tells() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, page) = (org.id.to_string(), page(&org));
    let fields = [("org", id.as_str()), ("version", "1"), ("name", "  Acme   North ")];
    owner.browser.submit(&page, RENAME, &fields).await.expect_redirect(&page);
    owner
        .browser
        .open(&page)
        .await
        .expect_page(200, "The name is now Acme North.")
        .expect_page(200, "value=\"Acme North\"");
    let told = &app.audit("organization.renamed").await[0];
    assert_eq!((&told["from"], &told["to"]), (&json!("Acme"), &json!("Acme North")));
    let line: Value = app.ask("select to_jsonb(a) from audit_log a where action = $1", "organization.renamed").await;
    assert_eq!(line["actor_id"], owner.user.to_string());
    assert_eq!(line["org_id"], id);
    assert_eq!(line["user_agent"], "Tests");
    assert!(line["ip"].as_str().unwrap().starts_with("10.1."), "{line}");
    app.done().await;
}

#[tokio::test]
async fn a_name_that_is_none_is_refused_and_kept_in_the_field() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, page, long) = (org.id.to_string(), page(&org), "y".repeat(101));
    for (name, message) in [
        ("", "Enter a name."),
        (long.as_str(), "Use at most 100 characters; this has 101."),
        ("A\u{202E}B", "that can't be seen"),
    ] {
        assert_eq!(rename(&mut owner, &org, "1", name).await, 422);
        owner
            .browser
            .submit(&page, RENAME, &[("org", &id), ("version", "1"), ("name", name)])
            .await
            .expect_redirect(&page);
        owner.browser.open(&page).await.expect_page(200, &message.replace('\'', "&#x27;").replace("&#x27;", "'"));
    }
    assert!(app.audit("organization.renamed").await.is_empty());
    app.done().await;
}

#[tokio::test]
async fn of_two_at_once_the_second_is_told_who_what_and_when() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    assert_eq!(rename(&mut admin, &org, "1", "Acme South").await, 200);
    let (id, page) = (org.id.to_string(), page(&org));
    let fields = [("org", id.as_str()), ("version", "1"), ("name", "Acme West")];
    owner.browser.submit(&page, RENAME, &fields).await.expect_redirect(&page);
    let told = owner.browser.open(&page).await;
    told.expect_page(200, "Person admin renamed it to “Acme South” just now.")
        .expect_page(200, "value=\"Acme West\"")
        .expect_page(200, "name=\"version\" value=\"2\"");
    assert_eq!(rename(&mut owner, &org, "2", "Acme West").await, 200, "with the version that the page carries now");
    app.done().await;
}

#[tokio::test]
async fn of_twenty_saves_of_one_version_one_is_kept() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let id = org.id.to_string();
    let saves = (0..20).map(|number| {
        let (mut browser, id) = (owner.browser.clone(), id.clone());
        async move {
            browser.call(RENAME, &[("org", &id), ("version", "1"), ("name", &format!("Acme {number}"))]).await.status
        }
    });
    let statuses = futures::future::join_all(saves).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 19, "{statuses:?}");
    assert_eq!(app.audit("organization.renamed").await.len(), 1);
    app.done().await;
}

#[tokio::test]
async fn who_may_not_is_told_who_can_and_nothing_changes() {
    let app = TestApp::start().await;
    let (_owner, org) = app.owner_of("Acme").await;
    for role in [OrgRole::BillingAdmin, OrgRole::UserAdmin, OrgRole::Member] {
        let mut person = app.signed_in_as(role, &org).await;
        let id = org.id.to_string();
        let refused = person.browser.call(RENAME, &[("org", &id), ("version", "1"), ("name", "Mine")]).await;
        assert_eq!(refused.status, 403);
        assert!(refused.json::<AppError>().message.ends_with("Ask an owner or admin."));
        person.browser.open(&page(&org)).await.expect_page(403, "Ask an owner or admin.");
    }
    let mut stranger = app.person("Stranger").await;
    assert_eq!(rename(&mut stranger, &org, "1", "Mine").await, 404);
    assert_eq!(stranger.browser.open(&page(&org)).await.status, 404);
    assert!(app.audit("organization.renamed").await.is_empty());
    app.done().await;
}

#[tokio::test]
async fn a_role_that_was_taken_away_counts_on_the_next_request() {
    let app = TestApp::start().await;
    let (_owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    assert_eq!(rename(&mut admin, &org, "1", "Once").await, 200);
    let demoted: i64 = app
        .ask("with d as (update memberships set role = 'member' where user_id = $1::uuid and role = 'admin' returning 1) select count(*) from d", &admin.user.to_string())
        .await;
    assert_eq!(demoted, 1);
    assert_eq!(rename(&mut admin, &org, "2", "Twice").await, 403);
    app.done().await;
}

#[tokio::test]
async fn a_program_reads_and_renames_by_rest() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let path = format!("/api/v1/organizations/{}", org.id);
    let read: Value = owner.browser.rest(Method::GET, &path, None).await.json();
    assert_eq!(read, json!({ "id": org.id, "slug": org.slug, "name": "Acme", "version": 1 }));
    let renamed = owner.browser.rest(Method::PATCH, &path, Some(json!({ "version": 1, "name": "Acme 2" }))).await;
    assert_eq!(renamed.json::<Value>()["version"], 2);
    let stale = owner.browser.rest(Method::PATCH, &path, Some(json!({ "version": 1, "name": "Acme 3" }))).await;
    assert_eq!((stale.status, stale.headers["content-type"].to_str().unwrap()), (409, "application/problem+json"));
    let problem: Value =
        owner.browser.rest(Method::PATCH, &path, Some(json!({ "version": 2, "name": "" }))).await.json();
    assert_eq!((&problem["status"], &problem["errors"][0]["field"]), (&json!(422), &json!("name")));
    assert_eq!(app.browser().rest(Method::GET, &path, None).await.status, 401);
    assert_eq!(app.person("Stranger").await.browser.rest(Method::GET, &path, None).await.status, 404);
    app.done().await;
}
