//! The overview, as people open it.

use crate::{
    model::{OrgRole, WorkspacePermission},
    tests::support::{Answer, Org, TestApp, pdf, statements},
};
use axum::http::Method;
use serde_json::{Value, json};
use time::Duration;

fn page(org: &Org) -> String {
    format!("/o/{}", org.slug)
}

#[tokio::test]
async fn it_counts_and_names_who_joined() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    owner.browser.open(&page(&org)).await.expect_page(200, "<dd>1</dd>").expect_page(200, "Olga Owner");
    for _ in 0..3 {
        app.signed_in_as(OrgRole::Member, &org).await;
    }
    owner.browser.open(&page(&org)).await.expect_page(200, "<dd>4</dd>").expect_page(200, "Person member");
    app.done().await;
}

/// The figure of that name.
fn figure<'a>(answer: &'a Answer, label: &str) -> &'a str {
    let figure = answer.body.split("<dt>").skip(1).find(|rest| rest.starts_with(&format!("{label}<")));
    let figure = figure.unwrap_or_else(|| panic!("the overview has no {label}: {answer:?}"));
    figure.split("<dd>").nth(1).and_then(|value| value.split("</dd>").next()).expect("a figure has its value")
}

#[tokio::test]
async fn what_is_inside_of_workspaces_is_counted_for_who_is_outside_of_them() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, &WorkspacePermission::OF_KEYS).await;
    let mut outside = app.signed_in_as(OrgRole::Admin, &workspace.org).await;
    let overview = page(&workspace.org);
    let mut forms = Vec::new();
    for name in ["Admission", "Discharge"] {
        let form: Value = program.rest(Method::POST, "/api/v1/forms", Some(json!({ "name": name }))).await.json();
        forms.push(form["id"].as_str().unwrap().to_owned());
    }
    let content = pdf("Admission", 2_000_000);
    let fill = json!({ "form_id": forms[0] }).to_string();
    let parts = [("fill", "", fill.as_bytes()), ("pdf", "a.pdf", content.as_slice())];
    assert_eq!(program.rest_form(Method::POST, "/api/v1/fills", &parts).await.status, 201);
    let open = json!({ "form_id": forms[1], "state": "processing" });
    let open: Value = program.rest(Method::POST, "/api/v1/fills", Some(open)).await.json();

    let seen = outside.browser.open(&overview).await;
    assert!(!seen.body.contains("Admission"), "counts, and nothing of what is inside");
    assert_eq!(["Forms", "Fill this week", "API key in use"].map(|label| figure(&seen, label)), ["2", "1", "1"]);
    assert!(seen.body.contains("2 made this month"));
    assert_eq!(figure(&seen, "Storage"), format!("{:.2} MB", content.len() as f64 / 1e6));

    let ready = json!({ "state": "ready", "pdf_url": "https://files.example.com/a.pdf" });
    let path = format!("/api/v1/fills/{}", open["id"].as_str().unwrap());
    assert_eq!(program.rest(Method::PATCH, &path, Some(ready)).await.status, 200);
    assert_eq!(program.rest(Method::DELETE, &format!("/api/v1/forms/{}", forms[1]), None).await.status, 204);
    let seen = outside.browser.open(&overview).await;
    assert_eq!(["Form", "Fills this week"].map(|label| figure(&seen, label)), ["1", "2"]);
    assert!(seen.body.contains("2 made this month"), "whatever became of them");

    let mut member = app.signed_in_as(OrgRole::Member, &workspace.org).await;
    let seen = member.browser.open(&overview).await;
    assert_eq!(figure(&seen, "Workspace"), "1");
    assert!(!seen.body.contains("Storage") && !seen.body.contains("Fills this week"), "usage isn't a member's");

    app.run("update workspaces set state = 'archived'").await.unwrap();
    let seen = outside.browser.open(&overview).await;
    assert_eq!(["Forms", "API keys in use", "Fills this week"].map(|label| figure(&seen, label)), ["0", "0", "2"]);
    app.run("update workspaces set state = 'active'").await.unwrap();
    let restored = outside.browser.open(&overview).await;
    assert_eq!(["Form", "API key in use"].map(|label| figure(&restored, label)), ["1", "1"]);
    app.clock.forward(Duration::days(7));
    app.run("update api_keys set expires_at = created_at + interval '1 day'").await.unwrap();
    let later = outside.browser.open(&overview).await;
    assert_eq!(["Fills this week", "API keys in use"].map(|label| figure(&later, label)), ["0", "0"]);
    app.done().await;
}

#[tokio::test]
async fn forms_are_counted_rightly_while_their_workspace_is_archived_and_restored() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let (org, id) = (workspace.org.id, workspace.id.clone());
    let makers = (0..4).map(async |maker| {
        let mut database = app.owner_connection().await;
        for number in 0..12 {
            let insert = format!(
                "insert into forms (id, org_id, workspace_id, name, created_at) values (gen_random_uuid(), '{org}', '{id}', 'F{maker}-{number}', now())"
            );
            sqlx::raw_sql(sqlx::AssertSqlSafe(insert)).execute(&mut database).await.unwrap();
            let became = if number % 3 == 0 { "delete from forms" } else { "update forms set deleted_at = now()" };
            let became = format!("{became} where name = 'F{maker}-{}'", number / 2);
            sqlx::raw_sql(sqlx::AssertSqlSafe(became)).execute(&mut database).await.unwrap();
        }
    });
    let archiver = async {
        let mut database = app.owner_connection().await;
        for state in ["archived", "active", "archived", "suspended"].repeat(10) {
            let update = format!("update workspaces set state = '{state}' where id = '{id}'");
            sqlx::raw_sql(sqlx::AssertSqlSafe(update)).execute(&mut database).await.unwrap();
        }
    };
    futures::future::join(futures::future::join_all(makers), archiver).await;
    let tally = async || -> i64 {
        let sum = "select coalesce(sum(count), 0)::bigint from tallies where org_id = $1::uuid and kind = 'forms'";
        app.ask(sum, &org.to_string()).await
    };
    let there: i64 =
        app.ask("select count(*) from forms where workspace_id = $1::uuid and deleted_at is null", &id).await;
    assert!(there > 0);
    assert_eq!(tally().await, there);
    app.run("update workspaces set state = 'archived'").await.unwrap();
    assert_eq!(tally().await, 0);
    app.done().await;
}

#[tokio::test]
async fn what_needs_attention_is_said_to_who_can_see_to_it() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let one_owner = "There is one owner.";
    assert!(
        !owner.browser.open(&page(&org)).await.body.contains(one_owner),
        "who is alone is the only owner by nature"
    );
    let mut member = app.signed_in_as(OrgRole::Member, &org).await;
    owner.browser.open(&page(&org)).await.expect_page(200, one_owner);
    assert!(!member.browser.open(&page(&org)).await.body.contains("Needs attention"));
    app.signed_in_as(OrgRole::Owner, &org).await;
    assert!(!owner.browser.open(&page(&org)).await.body.contains(one_owner));
    app.done().await;
}

#[tokio::test]
async fn tallies_hold_under_parallel_changes_and_when_an_organization_goes() {
    let app = TestApp::start().await;
    let (_owner, org) = app.owner_of("Acme").await;
    let id = org.id.to_string();
    let changes = (0..6).map(async |turn| {
        let mut database = app.owner_connection().await;
        for number in 0..10 {
            let slug = format!("w-{turn}-{number}");
            let insert = "insert into workspaces (id, org_id, slug, name, created_at) values (gen_random_uuid(), $1, $2, 'W', now())";
            sqlx::query(insert).bind(org.id.uuid()).bind(&slug).execute(&mut database).await.unwrap();
            if number % 2 == 0 {
                let delete = "delete from workspaces where org_id = $1 and slug = $2";
                sqlx::query(delete).bind(org.id.uuid()).bind(&slug).execute(&mut database).await.unwrap();
            }
        }
    });
    futures::future::join_all(changes).await;
    let counted: i64 = app.ask("select sum(count)::bigint from tallies where org_id = $1::uuid", &id).await;
    assert_eq!(counted, app.ask::<i64>("select count(*) from workspaces where org_id = $1::uuid", &id).await);
    assert_eq!(counted, 31, "the first one, and five of each");
    let rows: i64 = app.ask("select count(*) from tallies where org_id = $1::uuid", &id).await;
    assert!(rows <= 20, "about a row for each that was at it at once, and not one for each of 90 changes: {rows}");
    let _gone: i64 = app
        .ask("with d as (delete from organizations where id = $1::uuid returning 1) select count(*) from d", &id)
        .await;
    assert_eq!(app.ask::<i64>("select count(*) from tallies where org_id = $1::uuid", &id).await, 0);
    app.done().await;
}

#[tokio::test]
async fn it_costs_the_same_whatever_there_is() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    owner.browser.open(&page(&org)).await;
    let few = statements(async || owner.browser.clone().open(&page(&org)).await).await;
    for _ in 0..4 {
        app.signed_in_as(OrgRole::Member, &org).await;
    }
    assert_eq!(statements(async || owner.browser.clone().open(&page(&org)).await).await, few);
    assert!(few <= 8, "{few}");
    app.done().await;
}
