//! A workspace without a manager: told, found, and given one by an owner.

use super::{APPOINT, ARCHIVE, RESTORE, add, ask, create, enter, page};
use crate::{
    model::{AppError, OrgRole},
    tests::support::{Org, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};

/// Takes everybody who manages the workspace out of it.
async fn behead(app: &TestApp, space: &super::Space) {
    app.run(&format!("delete from workspace_memberships where workspace_id = '{}' and role = 'manager'", space.id))
        .await
        .unwrap();
}

fn unmanaged(org: &Org) -> String {
    format!("{}?show=unmanaged", page(org))
}

#[tokio::test]
async fn an_owner_appoints_and_everybody_inside_is_told() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let north = create(&app, &mut owner, &org, "North").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let mut chosen = app.signed_in_as(OrgRole::Member, &org).await;
    let outsider = app.person("Otto Outsider").await;
    add(&app, &org, &north, &chosen, "viewer").await;
    add(&app, &org, &north, &outsider, "editor").await;
    app.work().await;
    let (one, home) = (format!("{}/north", page(&org)), format!("/o/{}", org.slug));
    let email = [("email", chosen.email.as_str())];

    let managed = ask(&app, &mut owner.browser, APPOINT, &org, &north, &email).await;
    assert_eq!(managed.status, 422, "only where there is none");
    assert!(managed.json::<AppError>().message.starts_with("North has a manager"));
    assert!(!owner.browser.open(&home).await.body.contains("has no manager"));

    behead(&app, &north).await;
    admin.browser.open(&home).await.expect_page(200, "A workspace has no manager.");
    admin.browser.open(&unmanaged(&org)).await.expect_page(200, "North").expect_page(200, "1 found");
    admin.browser.open(&one).await.expect_page(200, "Ask an owner.");
    let refused = ask(&app, &mut admin.browser, APPOINT, &org, &north, &email).await;
    assert_eq!(
        (refused.status, refused.json::<AppError>().message.as_str()),
        (403, "Only an owner appoints a manager from outside. Ask an owner.")
    );
    owner.browser.open(&one).await.expect_page(200, "Appoint manager").expect_page(200, &chosen.email);
    for bad in ["nobody", outsider.email.as_str(), "no.one@example.com"] {
        let answer = ask(&app, &mut owner.browser, APPOINT, &org, &north, &[("email", bad)]).await;
        assert_eq!(answer.status, 422, "{bad}");
        assert!(answer.json::<AppError>().at("email").is_some(), "{bad}");
    }

    let id = org.id.to_string();
    let fields = [("org", id.as_str()), ("workspace", &north.id), ("email", &chosen.email)];
    owner.browser.submit(&one, APPOINT, &fields).await.expect_redirect(&one);
    let toast = "Person member is manager of North now. Everybody in it is told by mail.";
    let after = owner.browser.open(&one).await;
    after.expect_page(200, toast).expect_page(200, "2, of them 1 manager");
    let inside = enter(&mut chosen.browser, &org, &north).await;
    assert_eq!((inside.status, &inside.json::<Value>()["role"]), (200, &json!("manager")));
    let told = &app.audit("workspace.manager_appointed").await[0];
    assert_eq!((&told["user"], &told["was"], &told["by"]), (&json!(chosen.user), &json!("viewer"), &json!(owner.user)));
    app.work().await;
    let mail = app.mail.last_to(&chosen.email);
    assert!(mail.text().contains("Olga Owner, an owner of Acme, made you a manager of North"), "{}", mail.text());
    let mail = app.mail.last_to(&outsider.email);
    assert!(mail.text().contains("made Person member a manager of North"), "{}", mail.text());
    assert!(!admin.browser.open(&home).await.body.contains("has no manager"));
    app.done().await;
}

#[tokio::test]
async fn an_owners_program_appoints_too() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let north = create(&app, &mut owner, &org, "North").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let path = format!("/api/v1/organizations/{}/workspaces/{}/appoint", org.id, north.id);
    let body = json!({ "email": admin.email });
    assert_eq!(
        owner.browser.rest(Method::POST, &path, Some(body.clone())).await.status,
        422,
        "only where there is none"
    );
    behead(&app, &north).await;
    assert_eq!(admin.browser.rest(Method::POST, &path, Some(body.clone())).await.status, 403);
    let appointed = owner.browser.rest(Method::POST, &path, Some(body)).await;
    assert_eq!((appointed.status, &appointed.json::<Value>()["managers"]), (200, &json!(1)), "{appointed:?}");
    let inside = enter(&mut admin.browser, &org, &north).await;
    assert_eq!((inside.status, &inside.json::<Value>()["role"]), (200, &json!("manager")));
    app.done().await;
}

#[tokio::test]
async fn of_two_who_are_appointed_at_once_one_is() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let second = app.signed_in_as(OrgRole::Owner, &org).await;
    let (one, two) = (app.signed_in_as(OrgRole::Member, &org).await, app.signed_in_as(OrgRole::Member, &org).await);
    for turn in 0..4 {
        let space = create(&app, &mut owner, &org, &format!("North {turn}")).await;
        behead(&app, &space).await;
        let (mut first, mut other) = (owner.browser.clone(), second.browser.clone());
        let (of_one, of_two) = ([("email", one.email.as_str())], [("email", two.email.as_str())]);
        let (a, b) = tokio::join!(
            ask(&app, &mut first, APPOINT, &org, &space, &of_one),
            ask(&app, &mut other, APPOINT, &org, &space, &of_two)
        );
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
    }
    app.done().await;
}

#[tokio::test]
async fn one_letter_that_fails_holds_up_no_other() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let north = create(&app, &mut owner, &org, "North").await;
    let (one, two) = (app.signed_in_as(OrgRole::Member, &org).await, app.signed_in_as(OrgRole::Member, &org).await);
    add(&app, &org, &north, &one, "viewer").await;
    add(&app, &org, &north, &two, "viewer").await;
    behead(&app, &north).await;
    app.mail.refuse(&one.email, true);
    let email = [("email", two.email.as_str())];
    assert_eq!(ask(&app, &mut owner.browser, APPOINT, &org, &north, &email).await.status, 200);
    app.work().await;
    assert!(app.mail.last_to(&two.email).text().contains("made you a manager"));
    app.mail.refuse(&one.email, false);
    app.run("update graphile_worker._private_jobs set run_at = now(), last_error = null").await.unwrap();
    app.work().await;
    assert!(app.mail.last_to(&one.email).text().contains("a manager of North"));
    assert_eq!(
        app.mail.all_to(&two.email).iter().filter(|mail| mail.text().contains("made you a manager")).count(),
        1,
        "who was told isn't told again"
    );
    app.done().await;
}

#[tokio::test]
async fn a_manager_who_cannot_enter_is_none() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let chosen = app.signed_in_as(OrgRole::Member, &org).await;
    let home = format!("/o/{}", org.slug);
    for (name, leave, return_) in [
        ("North", "update memberships set suspended_at = now()", "update memberships set suspended_at = null"),
        (
            "South",
            "update users set deleted_at = now(), deletion = gen_random_uuid(), purge_at = now() + interval '30 days'",
            "update users set deleted_at = null, deletion = null, purge_at = null",
        ),
    ] {
        let space = create(&app, &mut owner, &org, name).await;
        behead(&app, &space).await;
        let manager = app.signed_in_as(OrgRole::Member, &org).await;
        // An organization that came with the account keeps its owner.
        app.run("delete from organizations where personal").await.unwrap();
        add(&app, &org, &space, &manager, "manager").await;
        let one = format!("{}/{}", page(&org), space.slug);
        let email = [("email", chosen.email.as_str())];
        assert!(!owner.browser.open(&one).await.body.contains("No manager"), "{name}");
        assert_eq!(ask(&app, &mut owner.browser, APPOINT, &org, &space, &email).await.status, 422, "{name}");

        let column = if leave.contains("users") { "id" } else { "user_id" };
        let whose = format!("where {column} = '{}'", manager.user);
        app.run(&format!("{leave} {whose}")).await.unwrap();
        owner.browser.open(&one).await.expect_page(200, "No manager").expect_page(200, "Appoint manager");
        owner.browser.open(&unmanaged(&org)).await.expect_page(200, name).expect_page(200, "1 found");
        owner.browser.open(&home).await.expect_page(200, "A workspace has no manager.");
        app.run(&format!("{return_} {whose}")).await.unwrap();
        owner.browser.open(&unmanaged(&org)).await.expect_page(200, "Every workspace has a manager");
        app.run(&format!("{leave} {whose}")).await.unwrap();
        assert_eq!(ask(&app, &mut owner.browser, APPOINT, &org, &space, &email).await.status, 200, "{name}");
        assert!(!owner.browser.open(&one).await.body.contains("No manager"), "{name}");
        app.run(&format!("{return_} {whose}")).await.unwrap();
        owner.browser.open(&one).await.expect_page(200, "2, of them 2 managers");
    }
    app.done().await;
}

#[tokio::test]
async fn an_archived_workspace_is_restored_before_it_gets_a_manager() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let chosen = app.signed_in_as(OrgRole::Member, &org).await;
    let north = create(&app, &mut owner, &org, "North").await;
    behead(&app, &north).await;
    assert_eq!(ask(&app, &mut owner.browser, ARCHIVE, &org, &north, &[]).await.status, 200);
    let email = [("email", chosen.email.as_str())];
    let refused = ask(&app, &mut owner.browser, APPOINT, &org, &north, &email).await;
    assert_eq!(
        (refused.status, refused.json::<AppError>().message.as_str()),
        (422, "North is archived. Restore it first.")
    );
    assert!(app.audit("workspace.manager_appointed").await.is_empty());
    let shown = owner.browser.open(&format!("{}/north", page(&org))).await;
    shown.expect_page(200, "Restore it first");
    assert!(!shown.body.contains("Appoint manager"));
    assert_eq!(ask(&app, &mut owner.browser, RESTORE, &org, &north, &[]).await.status, 200);
    assert_eq!(ask(&app, &mut owner.browser, APPOINT, &org, &north, &email).await.status, 200);
    app.work().await;
    assert!(app.mail.last_to(&chosen.email).text().contains("made you a manager of North"));
    app.done().await;
}
