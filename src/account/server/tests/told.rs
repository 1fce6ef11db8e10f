//! What organizations are told of a sign-in.

use super::{SIGN_IN, sign_in, token};
use crate::{
    model::{OrgRole, WorkspaceRole},
    tests::support::{Org, PASSWORD, Person, TestApp, statements},
};
use axum::http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The lines that tell of sign-ins, oldest first.
async fn told(app: &TestApp) -> Vec<Value> {
    let sql = "select coalesce(jsonb_agg(to_jsonb(a) order by a.id), '[]') from audit_log a where action = $1";
    app.ask::<sqlx::types::Json<Vec<Value>>>(sql, "member.signed_in").await.0
}

/// Whose logs have them.
fn places(lines: &[Value]) -> BTreeSet<String> {
    lines.iter().map(|line| line["org_id"].as_str().expect("an organization's").to_owned()).collect()
}

fn ids(organizations: &[&Org]) -> BTreeSet<String> {
    organizations.iter().map(|org| org.id.to_string()).collect()
}

/// Somebody in Acme, in two workspaces of another organization from outside, and in the one that came with the account.
async fn around(app: &TestApp) -> (Person, Person, [Org; 3]) {
    let ben = app.person("Ben Okafor").await;
    let (owner, acme) = app.owner_of("Acme").await;
    app.join(&ben, OrgRole::Member, &acme).await;
    let (_olga, room) = app.manager_of_room().await;
    app.enter(&ben, WorkspaceRole::Viewer, &room).await;
    app.run(&format!(
        "with w as (insert into workspaces (id, org_id, slug, name, created_at)
            values (gen_random_uuid(), '{}', 'second', 'Second', now()) returning org_id, id)
         insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
            select org_id, id, '{}', 'viewer', now() from w",
        room.org.id, ben.user
    ))
    .await
    .unwrap();
    let own = app.org("ben-okafor").await;
    (ben, owner, [acme, room.org, own])
}

#[tokio::test]
async fn a_sign_in_stands_in_the_log_of_every_organization_that_one_is_in() {
    let app = TestApp::start().await;
    let (ben, mut owner, [acme, shared, own]) = around(&app).await;
    let (mut stranger, elsewhere) = app.owner_of("Elsewhere").await;
    assert_eq!(told(&app).await, Vec::<Value>::new(), "an account's first session isn't one");
    assert_eq!(sign_in(&mut app.browser(), &ben.email, "not-the-password").await, 422);
    assert_eq!(told(&app).await, Vec::<Value>::new(), "nor is one that was refused");

    let mut browser = app.browser();
    assert_eq!(sign_in(&mut browser, &ben.email, PASSWORD).await, 200);
    let lines = told(&app).await;
    assert_eq!((lines.len(), places(&lines)), (3, ids(&[&acme, &shared, &own])));
    let sql = "select to_jsonb(a) from audit_log a where action = $1";
    let own_line: Value = app.ask(sql, "account.signed_in").await;
    assert_eq!(own_line["org_id"], Value::Null, "the account's own line stays, once");
    for line in &lines {
        for field in ["at", "ip", "user_agent", "request_id"] {
            assert!(!line[field].is_null() && line[field] == own_line[field], "{field} of {line}");
        }
        let actor = (&line["actor_kind"], &line["actor_id"], &line["target_id"]);
        assert_eq!(actor, (&json!("user"), &json!(ben.user), &json!(ben.user)));
        assert_eq!(line["details"], json!({ "user": ben.user, "by": "password", "new_browser": true }));
        assert!(line["id"].as_str() > own_line["id"].as_str(), "in the order of what was written");
        assert_eq!(line["workspace_id"], Value::Null);
    }
    assert!(app.told("member.signed_in").await.is_empty(), "nothing follows from it");

    // As owners read it, and nobody of another organization.
    let path = |org: &Org| format!("/api/v1/organizations/{}/audit?action=member.signed_in", org.id);
    let read: Value = owner.browser.rest(Method::GET, &path(&acme), None).await.json();
    assert_eq!(read["data"][0]["summary"], "Ben Okafor signed in with a password in a new browser.");
    assert_eq!(read["data"].as_array().unwrap().len(), 1);
    let read: Value = stranger.browser.rest(Method::GET, &path(&elsewhere), None).await.json();
    assert_eq!(read["data"], json!([]));

    assert_eq!(sign_in(&mut browser, &ben.email, PASSWORD).await, 200);
    let lines = told(&app).await;
    assert_eq!((lines.len(), &lines[5]["details"]["new_browser"]), (6, &json!(false)));

    let fields = [("email", ben.email.as_str()), ("next", "")];
    app.browser().submit("/login/link", "/forms/account/request-sign-in-link", &fields).await;
    app.work().await;
    let link = app.mail.last_about(&ben.email, "Your link to sign in").link();
    let by_link = app.browser().call("/forms/account/sign-in-by-link", &[("token", token(&link))]).await;
    assert_eq!(by_link.status, 200);
    let lines = told(&app).await;
    assert_eq!((lines.len(), &lines[8]["details"]["by"]), (9, &json!("link")));
    app.done().await;
}

#[tokio::test]
async fn who_may_let_somebody_in_again_is_told_and_what_is_deleted_is_not() {
    let app = TestApp::start().await;
    let (ben, _owner, [acme, shared, own]) = around(&app).await;
    app.run(&format!(
        "update memberships set suspended_at = now() where org_id = '{}' and user_id = '{}';
         update workspaces set state = 'archived' where org_id = '{}'",
        acme.id, ben.user, shared.id
    ))
    .await
    .unwrap();
    assert_eq!(sign_in(&mut app.browser(), &ben.email, PASSWORD).await, 200);
    assert_eq!(places(&told(&app).await), ids(&[&acme, &shared, &own]));

    app.run(&format!(
        "delete from audit_log where action = 'member.signed_in';
         delete from workspace_memberships where user_id = '{}';
         update organizations set deletion = gen_random_uuid(), deleted_at = now(), purge_at = now() + interval '30 days' where id = '{}'",
        ben.user, own.id
    ))
    .await
    .unwrap();
    assert_eq!(sign_in(&mut app.browser(), &ben.email, PASSWORD).await, 200);
    assert_eq!(places(&told(&app).await), ids(&[&acme]));
    app.done().await;
}

#[tokio::test]
async fn somebody_new_who_accepts_an_invitation_has_signed_in_there() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let org = room.org.id.to_string();
    let fields = [("org", org.as_str()), ("role", "member"), ("people", "ben@example.com")];
    owner.browser.call_with_file("/forms/invitations/invite", &fields, ("list", "", b"")).await;
    let workspace = room.id.to_string();
    let fields = [("org", org.as_str()), ("workspace", &workspace), ("email", "cora@example.com"), ("role", "viewer")];
    let invited = owner.browser.call("/forms/workspace-members/invite", &fields).await;
    assert_eq!(invited.status, 200, "{invited:?}");
    app.work().await;
    for (email, name, personal) in [("ben@example.com", "Ben Okafor", "true"), ("cora@example.com", "Cora Outside", "")]
    {
        let link = app.mail.last_to(email).link();
        let mut fields = vec![("token", token(&link)), ("name", name), ("password", PASSWORD)];
        fields.extend(Some(("personal", personal)).filter(|(_, personal)| !personal.is_empty()));
        let joined = app.browser().call("/forms/account/sign-up-invited", &fields).await;
        assert_eq!(joined.status, 200, "{joined:?}");
    }
    let lines = told(&app).await;
    assert_eq!(
        (lines.len(), places(&lines)),
        (2, ids(&[&room.org])),
        "what is founded with it begins with its founding"
    );
    for line in &lines {
        assert_eq!((&line["details"]["by"], &line["details"]["new_browser"]), (&json!("invitation"), &json!(false)));
        assert_eq!((&line["actor_kind"], &line["actor_id"]), (&json!("user"), &line["details"]["user"]));
    }
    app.done().await;
}

/// Tests have a policy of their own on every table, which the functions that work as the owner have too. Without it, what is
/// left is what a deployment has.
#[tokio::test]
async fn the_lines_are_written_with_the_policies_that_a_deployment_has() {
    let app = TestApp::start().await;
    let (ben, _owner, [acme, shared, own]) = around(&app).await;
    let tables = ["audit_log", "memberships", "organizations", "workspace_memberships", "workspaces"];
    for table in tables {
        app.run(&format!("drop policy tests on {table}")).await.unwrap();
    }
    assert_eq!(sign_in(&mut app.browser(), &ben.email, PASSWORD).await, 200);
    let other = app
        .run(&format!(
            "select app.record_sign_in('{0}', gen_random_uuid(), now(), 'organization.deleted', 1, 'user', '{0}', '{{}}', null, '', '', 10)",
            ben.user
        ))
        .await;
    assert!(other.unwrap_err().to_string().contains("row-level security"), "a line of another kind is refused");
    app.run("create policy tests on audit_log to current_user using (true) with check (true)").await.unwrap();
    assert_eq!(places(&told(&app).await), ids(&[&acme, &shared, &own]));
    app.done().await;
}

#[tokio::test]
async fn a_sign_in_costs_the_same_statements_however_many_are_told() {
    let app = TestApp::start().await;
    let ben = app.person("Ben Okafor").await;
    let fields = [("email", ben.email.as_str()), ("password", PASSWORD)];
    let mut browser = app.browser();
    let mut cost = async || {
        statements(async || {
            let answer = browser.call(SIGN_IN, &fields).await;
            assert_eq!(answer.status, 200, "{answer:?}");
        })
        .await
    };
    cost().await;
    let one = cost().await;
    app.run(&format!(
        "with o as (select n, md5('o' || n)::uuid as id from generate_series(1, 40) n),
            s as (insert into organization_slugs (slug, org_id, since) select 'o' || n, id, now() from o),
            i as (insert into organizations (id, slug, name, created_at, updated_at) select id, 'o' || n, 'O', now(), now() from o)
         select 1;
         insert into memberships (id, org_id, user_id, role, created_at)
            select gen_random_uuid(), md5('o' || n)::uuid, '{0}', 'member', now() from generate_series(1, 20) n;
         insert into workspaces (id, org_id, slug, name, created_at)
            select md5('w' || n || '-' || k)::uuid, md5('o' || n)::uuid, 'w' || k, 'W', now() from generate_series(21, 40) n, generate_series(1, 30) k;
         insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
            select org_id, id, '{0}', 'viewer', now() from workspaces where name = 'W'",
        ben.user
    ))
    .await
    .unwrap();
    let before = told(&app).await.len();
    assert_eq!(cost().await, one);
    assert_eq!(told(&app).await.len() - before, 41);
    app.done().await;
}
