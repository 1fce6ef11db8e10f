//! The log of a workspace: what happened in it and to it.

use super::{LIST, list, page, said, sentences};
use crate::{
    model::OrgRole,
    settings::audit::model::Log,
    tests::support::{Answer, Org, Person, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};

/// Creates a workspace as a script does; its id.
async fn create(app: &TestApp, owner: &mut Person, org: &Org, name: &str) -> String {
    let id = org.id.to_string();
    let formats =
        [("language", "en"), ("date_format", "long"), ("time_format", "24h"), ("decimals", "2"), ("dpi", "300")];
    let fields = [&[("org", id.as_str()), ("name", name), ("slug", ""), ("description", "")][..], &formats].concat();
    let answer = owner.browser.call("/forms/workspaces/create", &fields).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    app.ask("select id::text from workspaces where org_id::text || name = $1", &format!("{id}{name}")).await
}

/// Asks a door of the Workspaces tab about a workspace as it is now.
async fn ask(
    app: &TestApp,
    owner: &mut Person,
    door: &str,
    org: &Org,
    workspace: &str,
    more: &[(&str, &str)],
) -> Answer {
    let version: i64 = app.ask("select version from workspaces where id = $1::uuid", workspace).await;
    let (org, version) = (org.id.to_string(), version.to_string());
    let fields = [&[("org", org.as_str()), ("workspace", workspace), ("version", &version)][..], more].concat();
    let answer = owner.browser.call(&format!("/forms/workspaces/{door}"), &fields).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

/// What is said of which workspace, by the name and the value that the filter takes.
fn about(log: &Log) -> Vec<(String, Option<(String, String)>)> {
    let workspace = log
        .page
        .rows
        .iter()
        .map(|line| line.workspace.as_ref().map(|workspace| (workspace.name.clone(), workspace.value.clone())));
    sentences(log).into_iter().zip(workspace).collect()
}

#[tokio::test]
async fn a_workspaces_log_has_what_happened_in_it_and_to_it() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let north = create(&app, &mut owner, &org, "North").await;
    create(&app, &mut owner, &org, "North and east").await;
    let ben = app.signed_in_as(OrgRole::Member, &org).await;
    let fields = [("org", &*org.id.to_string()), ("workspace", &north), ("who", &ben.email), ("role", "editor")];
    assert_eq!(owner.browser.call("/forms/workspace-members/add", &fields).await.status, 200);
    ask(&app, &mut owner, "suspend", &org, &north, &[("reason", "")]).await;
    let edited = [("name", "Nordwärts"), ("slug", "nordwaerts"), ("description", "")];
    ask(&app, &mut owner, "edit", &org, &north, &edited).await;

    let expected = [
        "Olga Owner renamed a workspace from “North” to “Nordwärts”",
        "Olga Owner suspended the workspace “North”",
        "Olga Owner added “Person member” to the workspace “Nordwärts” as “Editor”",
        "Olga Owner created the workspace “North”",
    ];
    let now = Some(("Nordwärts".to_owned(), "nordwaerts".to_owned()));
    let expected = expected.map(|line| (line.to_owned(), now.clone()));
    for typed in ["nordwaerts", "NORDWAERTS", "nord", "NORDWARTS", &north] {
        let log = list(&mut owner, &org, &[("workspace", typed)], None).await;
        assert_eq!((about(&log), log.problems), (expected.to_vec(), vec![]), "{typed}");
    }
    // By its address alone it is one, by how a name begins it may be several.
    let of = async |owner: &mut Person, filter: &[(&str, &str)]| sentences(&list(owner, &org, filter, None).await);
    assert_eq!(
        of(&mut owner, &[("workspace", "north-and-east")]).await,
        ["Olga Owner created the workspace “North and east”"]
    );
    assert_eq!(of(&mut owner, &[("workspace", "no")]).await.len(), 5);
    assert_eq!(of(&mut owner, &[("workspace", "nord"), ("action", "workspaces")]).await.len(), 3);
    let bens = ben.user.to_string();
    assert_eq!(
        of(&mut owner, &[("workspace", "nord"), ("person", &bens)]).await.len(),
        0,
        "it was done to him, not by him"
    );
    let email = owner.email.clone();
    let all =
        [("workspace", "nord"), ("person", email.as_str()), ("action", "workspace_member.added"), ("text", "editor")];
    assert_eq!(of(&mut owner, &all).await.len(), 1);
    assert_eq!(of(&mut owner, &[("workspace", "nord"), ("to", "2030-02-28")]).await.len(), 0);
    let unfiltered = list(&mut owner, &org, &[], None).await;
    assert!(about(&unfiltered).iter().any(|(_, workspace)| workspace.is_none()), "what concerns the organization");
    let offered: Vec<(&str, &str)> =
        unfiltered.workspaces.iter().map(|choice| (choice.value.as_str(), choice.name.as_str())).collect();
    assert_eq!(offered, [("general", "General"), ("nordwaerts", "Nordwärts"), ("north-and-east", "North and east")]);

    // On the page, without scripts.
    let answer = owner.browser.open(&format!("{}?workspace=nordwaerts&action=workspaces", page(&org))).await;
    let shown = said(answer.expect_page(200, "value=\"nordwaerts\""));
    assert!(shown.contains("3 lines") && shown.contains("About the workspace Nordwärts"), "{shown}");
    answer.expect_page(200, "<option value=\"north-and-east\">North and east</option>");
    let answer = owner.browser.open(&page(&org)).await;
    answer.expect_page(200, &format!("href=\"{}?workspace=nordwaerts\"", page(&org)));
    app.done().await;
}

#[tokio::test]
async fn a_deleted_workspace_keeps_its_last_name_in_the_log() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let north = create(&app, &mut owner, &org, "North").await;
    let ben = app.signed_in_as(OrgRole::Member, &org).await;
    let fields = [("org", &*org.id.to_string()), ("workspace", &north), ("who", &ben.email), ("role", "viewer")];
    assert_eq!(owner.browser.call("/forms/workspace-members/add", &fields).await.status, 200);
    ask(&app, &mut owner, "edit", &org, &north, &[("name", "Émile’s"), ("slug", "emile"), ("description", "")]).await;
    ask(&app, &mut owner, "delete", &org, &north, &[("confirm", "Émile’s")]).await;
    let of = async |owner: &mut Person, typed: &str| about(&list(owner, &org, &[("workspace", typed)], None).await);
    let gone = Some(("Émile’s".to_owned(), north.clone()));
    assert!(of(&mut owner, "emile").await.iter().all(|(_, workspace)| *workspace == gone), "while it is being emptied");
    app.work().await;
    let left: i64 = app.ask("select count(*) from workspaces where id = $1::uuid", &north).await;
    assert_eq!(left, 0);
    for typed in ["emile", "ÉMILE’S", &north] {
        let lines = of(&mut owner, typed).await;
        assert_eq!(lines.len(), 5, "{lines:?}");
        assert!(lines.iter().all(|(_, workspace)| *workspace == gone), "{lines:?}");
        let added = "Olga Owner added “Person member” to the workspace “Émile’s” as “Viewer”";
        assert!(lines.iter().any(|(line, _)| line == added), "{lines:?}");
    }
    // One of the same name afterwards is another: its address comes first.
    let next = create(&app, &mut owner, &org, "Emile").await;
    assert_eq!(of(&mut owner, "emile").await.len(), 1);
    assert_eq!(of(&mut owner, "émi").await.len(), 6, "both begin so");
    assert_eq!(of(&mut owner, &next).await.len(), 1);

    // A line whose workspace nothing tells of any more has the name that it kept, or none.
    app.run(&format!(
        "update audit_log set action = 'workspace.suspended' where workspace_id = '{north}' and action = 'workspace.deletion_started'"
    ))
    .await
    .unwrap();
    let lines = of(&mut owner, &north).await;
    let names: Vec<&str> = lines.iter().map(|(_, workspace)| workspace.as_ref().unwrap().0.as_str()).collect();
    assert_eq!(names, ["Émile’s", "Émile’s", "Émile’s", "A deleted workspace", "North"]);
    app.done().await;
}

#[tokio::test]
async fn another_organizations_workspace_is_none_here() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (mut other, elsewhere) = app.owner_of("Elsewhere").await;
    let secret = create(&app, &mut other, &elsewhere, "Secret").await;
    for typed in ["secret", "Sec", "nothing like it"] {
        let log = list(&mut owner, &org, &[("workspace", typed)], None).await;
        let problems: Vec<&str> = log.problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!((problems, log.page.rows.len()), (vec!["workspace"], 2), "{typed}");
        assert!(log.workspaces.iter().all(|choice| choice.name == "General"), "nor offered");
        let answer = owner.browser.open(&format!("{}?workspace={}", page(&org), typed.replace(' ', "+"))).await;
        let shown = said(answer.expect_page(200, "aria-invalid=\"true\""));
        assert!(shown.contains("No workspace here has that address, or a name that begins so."), "{shown}");
    }
    // An id is one that may be gone: nothing is about it, here as with one that never was.
    for id in [secret.as_str(), "0195c1a0-7e10-7000-8000-00000000002a"] {
        let log = list(&mut owner, &org, &[("workspace", id)], None).await;
        assert_eq!((log.page.rows.len(), log.problems), (0, vec![]), "{id}");
    }
    let fields = [("org", org.slug.as_str()), ("filter[workspace]", "%00\u{7}")];
    assert_eq!(owner.browser.call(LIST, &fields).await.status, 200);

    let path = |query: &str| format!("/api/v1/organizations/{}/audit?{query}", org.id);
    let general: String = app.ask("select id::text from workspaces where org_id = $1::uuid", &org.id.to_string()).await;
    let found: Value = owner.browser.rest(Method::GET, &path(&format!("workspace={general}")), None).await.json();
    assert_eq!(found["data"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found["data"][0]["workspace"], json!({ "id": general, "name": "General" }));
    let whole: Value = owner.browser.rest(Method::GET, &path(""), None).await.json();
    assert_eq!(whole["data"][1]["workspace"], Value::Null, "{whole}");
    let none: Value = owner.browser.rest(Method::GET, &path(&format!("workspace={secret}")), None).await.json();
    assert_eq!(none["data"], json!([]));
    let wrong = owner.browser.rest(Method::GET, &path("workspace=general"), None).await;
    assert_eq!((wrong.status, wrong.body.contains("Send the id of a workspace.")), (422, true), "{wrong:?}");
    app.done().await;
}
