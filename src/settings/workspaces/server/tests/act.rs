//! What is done to workspaces, by whom, and what everybody else sees of it at once.

use super::{
    ARCHIVE, CREATE, DELETE, EDIT, REACTIVATE, RESTORE, SUSPEND, Space, add, ask, ask_at, create, enter, main_of, page,
    state, try_create, version,
};
use crate::{
    model::{AppError, OrgRole},
    tests::support::{Org, Person, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};
use time::Duration;

#[tokio::test]
async fn a_workspace_begins_with_the_defaults_and_its_creator() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let defaults = "update organizations set default_language = 'fr', default_dpi = 600 where id = ";
    app.run(&format!("{defaults}'{}'", org.id)).await.unwrap();
    let new = format!("{}/new", page(&org));
    owner
        .browser
        .open(&new)
        .await
        .expect_page(200, "is better off as an organization")
        .expect_page(200, "<option value=\"fr\" selected")
        .expect_page(200, "<option value=\"600\" selected")
        .expect_page(200, "http://localhost:3000/o/acme/w/");
    let id = org.id.to_string();
    let fields = [
        ("org", id.as_str()),
        ("name", " North  clinics "),
        ("slug", ""),
        ("description", "Beyond the river."),
        ("language", "de"),
        ("date_format", "dots"),
        ("time_format", "12h"),
        ("decimals", "3"),
        ("dpi", "150"),
    ];
    let one = format!("{}/north-clinics", page(&org));
    owner.browser.submit(&new, CREATE, &fields).await.expect_redirect(&one);
    owner
        .browser
        .open(&one)
        .await
        .expect_page(200, "North clinics is ready. You are its manager.")
        .expect_page(200, "1, of them 1 manager")
        .expect_page(200, "href=\"/o/acme/w/north-clinics\"");
    let row: Value = app.ask("select to_jsonb(w) from workspaces w where slug = $1", "north-clinics").await;
    assert_eq!(
        (&row["name"], &row["description"], &row["language"], &row["date_format"], &row["time_format"]),
        (&json!("North clinics"), &json!("Beyond the river."), &json!("de"), &json!("dots"), &json!("12h"))
    );
    assert_eq!((&row["decimals"], &row["dpi"], &row["state"]), (&json!(3), &json!(150), &json!("active")));
    let created = app.audit("workspace.created").await;
    assert_eq!(created.last().unwrap()["name"], "North clinics");
    app.done().await;
}

#[tokio::test]
async fn what_can_be_no_workspace_is_told_at_its_field() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let before: i64 = app.ask("select count(*) from workspaces where $1 = ''", "").await;
    for (name, slug, field, says) in [
        ("", "", "name", "Enter a name."),
        ("North", "new", "slug", "This word is reserved."),
        ("North", "a b", "slug", "lower-case letters"),
        ("North", "GENERAL", "slug", "This address is taken."),
        (&"n".repeat(101), "", "name", "at most 100"),
    ] {
        let answer = try_create(&mut owner.browser, &org, name, slug).await;
        let error: AppError = answer.json();
        assert_eq!(answer.status, 422, "{name} {slug}");
        assert!(error.at(field).is_some_and(|message| message.contains(says)), "{name} {slug}: {error:?}");
    }
    assert_eq!(app.ask::<i64>("select count(*) from workspaces where $1 = ''", "").await, before);
    // What is made from a name gives way.
    for (name, begins) in [("New", "new-"), ("General", "general-"), ("病院", "workspace")] {
        let space = create_named(&app, &mut owner, &org, name).await;
        assert!(space.starts_with(begins), "{space}");
    }
    app.done().await;
}

async fn create_named(app: &TestApp, owner: &mut Person, org: &Org, name: &str) -> String {
    assert_eq!(try_create(&mut owner.browser, org, name, "").await.status, 200);
    app.ask("select slug from workspaces where name = $1 order by created_at desc, id desc limit 1", name).await
}

#[tokio::test]
async fn an_edit_says_what_it_changed_and_a_stale_one_is_refused() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let north = create(&app, &mut owner, &org, "North").await;
    let one = format!("{}/north", page(&org));
    let read = version(&app, &north).await;
    let id = org.id.to_string();
    let version_read = read.to_string();
    let fields = [
        ("org", id.as_str()),
        ("workspace", &north.id),
        ("version", &version_read),
        ("name", "Northern"),
        ("slug", "Northern-1"),
        ("description", ""),
    ];
    let two = format!("{}/northern-1", page(&org));
    admin.browser.submit(&one, EDIT, &fields).await.expect_redirect(&two);
    admin.browser.open(&two).await.expect_page(200, "Saved.").expect_page(200, "value=\"northern-1\"");
    assert_eq!(owner.browser.open(&one).await.status, 404, "the former address is free");
    let edited = &app.audit("workspace.edited").await[0];
    assert_eq!((&edited["from"]["name"], &edited["to"]["slug"]), (&json!("North"), &json!("northern-1")));

    app.clock.forward(Duration::minutes(2));
    let fields = [("name", "South"), ("slug", "south"), ("description", "")];
    let stale = ask_at(&mut owner.browser, EDIT, &org, &north, read, &fields).await;
    assert_eq!(stale.status, 409);
    assert_eq!(
        stale.json::<AppError>().message,
        "Person admin changed the name and the address of Northern 2 minutes ago."
    );
    // Inside, a manager changed the document settings, and says only that it was edited.
    app.run(&format!(
        "update workspaces set dpi = 72, version = version + 1, updated_at = '2030-03-01 10:00Z', updated_by = '{}' where id = '{}'",
        owner.user, north.id
    ))
    .await
    .unwrap();
    let stale = ask_at(&mut admin.browser, SUSPEND, &org, &north, read + 1, &[]).await;
    let message = stale.json::<AppError>().message;
    assert!(message.starts_with("Olga Owner changed the document settings of Northern"), "{message}");
    // What is the same leaves no trace.
    let same = [("name", "Northern"), ("slug", "northern-1"), ("description", "")];
    assert_eq!(ask(&app, &mut owner.browser, EDIT, &org, &north, &same).await.status, 200);
    assert_eq!(app.audit("workspace.edited").await.len(), 1);
    assert_eq!((version(&app, &north).await, state(&app, &north).await), (read + 2, "active".to_owned()));
    let taken = [("name", "Northern"), ("slug", "general"), ("description", "")];
    let refused = ask(&app, &mut owner.browser, EDIT, &org, &north, &taken).await;
    assert_eq!(refused.json::<AppError>().at("slug"), Some("This address is taken. Choose another one."));
    app.done().await;
}

#[tokio::test]
async fn each_state_acts_at_once_on_who_is_inside() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let north = create(&app, &mut owner, &org, "North").await;
    let mut editor = app.signed_in_as(OrgRole::Member, &org).await;
    add(&app, &org, &north, &editor, "editor").await;
    let home = format!("/o/{}", org.slug);
    let inside = format!("/o/{}/w/{}", org.slug, north.slug);
    assert_eq!(enter(&mut editor.browser, &org, &north).await.status, 200);
    editor.browser.open(&home).await.expect_page(200, &format!("href=\"{inside}\""));

    let reason = [("reason", " The contract\nhas ended. ")];
    assert_eq!(ask(&app, &mut owner.browser, SUSPEND, &org, &north, &reason).await.status, 200);
    let refused = enter(&mut editor.browser, &org, &north).await;
    assert_eq!(refused.status, 403);
    let message = refused.json::<AppError>().message;
    assert!(message.starts_with("The workspace North is suspended: The contract has ended"), "{message}");
    editor.browser.open(&inside).await.expect_page(403, "The contract has ended.");
    editor.browser.open(&home).await.expect_page(200, "North (suspended)");
    owner.browser.open(&page(&org)).await.expect_page(200, "Suspended").expect_page(200, "2 workspaces");
    let again = ask(&app, &mut owner.browser, SUSPEND, &org, &north, &[]).await;
    assert_eq!((again.status, again.json::<AppError>().message.as_str()), (422, "North is suspended already."));

    assert_eq!(ask(&app, &mut owner.browser, REACTIVATE, &org, &north, &[]).await.status, 200);
    assert_eq!(enter(&mut editor.browser, &org, &north).await.status, 200);

    assert_eq!(ask(&app, &mut owner.browser, ARCHIVE, &org, &north, &[]).await.status, 200);
    assert_eq!(enter(&mut editor.browser, &org, &north).await.status, 404);
    assert_eq!(editor.browser.open(&inside).await.status, 404);
    let none = Space { slug: "no-such-place".to_owned(), ..north.clone() };
    let (archived, nothing) =
        (enter(&mut editor.browser, &org, &north).await, enter(&mut editor.browser, &org, &none).await);
    assert_eq!((archived.status, archived.body), (nothing.status, nothing.body));
    let frame = editor.browser.open(&home).await;
    assert!(!frame.body.contains(&inside) && !main_of(&frame).contains("North"), "it is out of the lists");
    let list = owner.browser.open(&page(&org)).await;
    list.expect_page(200, "1 workspace<");
    assert!(!main_of(&list).contains("North"));
    owner.browser.open(&format!("{}?show=archived", page(&org))).await.expect_page(200, "North");
    for door in [SUSPEND, REACTIVATE] {
        let refused = ask(&app, &mut owner.browser, door, &org, &north, &[]).await;
        assert_eq!(refused.json::<AppError>().message, "North is archived. Restore it first.");
    }

    assert_eq!(ask(&app, &mut owner.browser, RESTORE, &org, &north, &[]).await.status, 200);
    assert_eq!(enter(&mut editor.browser, &org, &north).await.status, 200, "with everybody who was in it");
    let said = ["suspended", "reactivated", "archived", "restored"].map(|what| format!("workspace.{what}"));
    for action in &said {
        assert_eq!(app.audit(action).await.len(), 1, "{action}");
    }
    assert_eq!(app.audit(&said[0]).await[0]["reason"], "The contract has ended.");
    app.done().await;
}

#[tokio::test]
async fn nobody_acts_on_workspaces_whose_role_lacks_it() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let north = create(&app, &mut owner, &org, "North").await;
    let mut others = Vec::new();
    for role in [OrgRole::BillingAdmin, OrgRole::UserAdmin, OrgRole::Member] {
        others.push((app.signed_in_as(role, &org).await, 403));
    }
    // Managing it inside is no right outside.
    add(&app, &org, &north, &others[2].0, "manager").await;
    others.push((app.person("Stranger").await, 404));
    let before: Value = app.ask("select to_jsonb(w) from workspaces w where id = $1::uuid", &north.id).await;
    let fields = [("name", "South"), ("slug", "south"), ("description", ""), ("confirm", "North"), ("reason", "")];
    for (person, status) in &mut others {
        for door in [EDIT, SUSPEND, REACTIVATE, ARCHIVE, RESTORE, DELETE] {
            let answer = ask(&app, &mut person.browser, door, &org, &north, &fields).await;
            assert_eq!(answer.status, *status, "{door} {}", answer.body);
        }
        assert_eq!(try_create(&mut person.browser, &org, "South", "").await.status, *status);
        for path in [page(&org), format!("{}/new", page(&org)), format!("{}/north", page(&org))] {
            assert_eq!(person.browser.open(&path).await.status, *status, "{path}");
        }
    }
    let after: Value = app.ask("select to_jsonb(w) from workspaces w where id = $1::uuid", &north.id).await;
    assert_eq!(before, after);
    // A workspace of another organization isn't there, whoever asks.
    let (mut other, elsewhere) = app.owner_of("Other").await;
    for door in [EDIT, SUSPEND, ARCHIVE, DELETE] {
        assert_eq!(ask(&app, &mut other.browser, door, &elsewhere, &north, &fields).await.status, 404, "{door}");
    }
    let theirs = format!("/api/v1/organizations/{}/workspaces/{}", elsewhere.id, north.id);
    assert_eq!(other.browser.rest(Method::GET, &theirs, None).await.status, 404);
    app.done().await;
}

#[tokio::test]
async fn governed_from_outside_it_shows_counts_and_no_content() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let north = create(&app, &mut owner, &org, "North").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    app.run(&format!(
        "insert into forms (id, org_id, workspace_id, name, created_at)
            select gen_random_uuid(), org_id, id, 'Secret intake', now() from workspaces, generate_series(1, 3) where id = '{0}';
         insert into fills (id, org_id, workspace_id, form_id, state, pdf_url, created_at, ready_at)
            select gen_random_uuid(), f.org_id, f.workspace_id, f.id, 'ready', 'https://example.com/a.pdf', at, at
            from forms f, unnest(array['2030-03-01 10:00Z', '2030-02-28 23:00Z']::timestamptz[]) at where f.workspace_id = '{0}';
         insert into profiles (id, org_id, workspace_id, name, created_at)
            select gen_random_uuid(), org_id, id, 'Secret profile', now() from workspaces where id = '{0}'",
        north.id
    ))
    .await
    .unwrap();
    let outside = admin.browser.open(&format!("{}/north", page(&org))).await;
    outside
        .expect_page(200, "3 forms, 0 fill sessions, 1 profile, 0 source documents go for good")
        .expect_page(200, "3, of 6 fills in all");
    assert!(!outside.body.contains("Secret") && !outside.body.contains("href=\"/o/acme/w/north\""));
    assert_eq!(enter(&mut admin.browser, &org, &north).await.status, 404, "an admin isn't inside");
    let path = format!("/api/v1/organizations/{}/workspaces/{}", org.id, north.id);
    let body: Value = admin.browser.rest(Method::GET, &path, None).await.json();
    assert_eq!(
        ["forms", "fills_this_month", "fills", "profiles", "members", "managers"].map(|count| body[count].as_i64()),
        [Some(3), Some(3), Some(6), Some(1), Some(1), Some(1)]
    );
    app.done().await;
}

#[tokio::test]
async fn programs_do_what_the_pages_do() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let base = format!("/api/v1/organizations/{}/workspaces", org.id);
    let browser = &mut owner.browser;
    let made = browser.rest(Method::POST, &base, Some(json!({ "name": "North", "language": "nl" }))).await;
    assert_eq!(made.status, 201, "{made:?}");
    let made: Value = made.json();
    assert_eq!((&made["slug"], &made["state"], &made["managers"]), (&json!("north"), &json!("active"), &json!(1)));
    let one = format!("{base}/{}", made["id"].as_str().unwrap());
    let taken = browser.rest(Method::POST, &base, Some(json!({ "name": "X", "slug": "north" }))).await;
    let problem: Value = taken.json();
    assert_eq!((taken.status, &problem["errors"][0]["field"]), (422, &json!("slug")), "{problem}");

    let mut read = made["version"].as_i64().unwrap();
    for (what, body, state) in [
        ("suspend", json!({ "reason": "Unpaid" }), "suspended"),
        ("reactivate", json!({}), "active"),
        ("archive", json!({}), "archived"),
        ("restore", json!({}), "active"),
    ] {
        let mut body = body;
        body["version"] = json!(read - 1);
        let path = format!("{one}/{what}");
        assert_eq!(
            browser.rest(Method::POST, &path, Some(body.clone())).await.status,
            409,
            "{what} of a former version"
        );
        body["version"] = json!(read);
        let done: Value = browser.rest(Method::POST, &path, Some(body)).await.json();
        assert_eq!(done["state"], json!(state), "{done}");
        read = done["version"].as_i64().unwrap();
    }
    let change = json!({ "version": read, "description": "Beyond the river." });
    let changed: Value = browser.rest(Method::PATCH, &one, Some(change)).await.json();
    assert_eq!((&changed["name"], &changed["description"]), (&json!("North"), &json!("Beyond the river.")));
    let language: String = app.ask("select language from workspaces where slug = $1", "north").await;
    assert_eq!(language, "nl");
    let gone = format!("{one}?version={}", changed["version"]);
    assert_eq!(browser.rest(Method::DELETE, &gone, None).await.status, 204);
    assert_eq!(browser.rest(Method::GET, &one, None).await.status, 404);
    assert_eq!(browser.rest(Method::DELETE, &gone, None).await.status, 404);
    app.done().await;
}
