//! Workspaces that an invitation leads into: who may choose which, and what is told of them.

use super::{INVITE, LIST, NO_FILE, RESEND, act, count, latest, list, page};
use crate::{
    model::{AppError, OrgRole, WorkspaceId, WorkspaceRole, invited::InvitedTo},
    settings::invitations::model::Invitations,
    tests::support::{Answer, Org, Person, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};
use time::Duration;

/// A workspace of the organization, with a manager or with nobody in it.
async fn workspace(app: &TestApp, org: &Org, name: &str, manager: Option<&Person>) -> WorkspaceId {
    let id: WorkspaceId = app.kernel.id();
    let (org, slug) = (org.id, name.to_lowercase().replace(' ', "-"));
    let manager = manager.map(|person| {
        format!("insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at) values ('{org}', '{id}', '{}', 'manager', now())", person.user)
    });
    app.run(&format!(
        "insert into workspaces (id, org_id, slug, name, created_at) values ('{id}', '{org}', '{slug}', '{name}', now()); {}",
        manager.unwrap_or_default()
    ))
    .await
    .expect("a workspace is made");
    id
}

async fn invite(person: &mut Person, org: &Org, people: &str, places: &[WorkspaceId], role: &str) -> Answer {
    let (org, places) = (org.id.to_string(), places.iter().map(ToString::to_string).collect::<Vec<_>>());
    let places = places.iter().map(|place| ("workspaces[]", place.as_str()));
    let fields = [("org", org.as_str()), ("role", "member"), ("people", people), ("workspace_role", role)];
    person.browser.call_with_file(INVITE, &fields.into_iter().chain(places).collect::<Vec<_>>(), NO_FILE).await
}

async fn places(app: &TestApp) -> i64 {
    app.ask("select count(*) from invitation_workspaces where $1 = ''", "").await
}

/// Where the latest invitation leads, as the list shows it.
async fn shown(person: &mut Person, org: &Org) -> Vec<InvitedTo> {
    list(person, org, "pending").await.page.rows.remove(0).workspaces
}

#[tokio::test]
async fn the_form_offers_what_its_reader_manages_and_everybody_is_told() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let north = workspace(&app, &org, "North", Some(&owner)).await;
    let south = workspace(&app, &org, "South", Some(&owner)).await;
    workspace(&app, &org, "Foreign", None).await;
    let (id, page) = (org.id.to_string(), page(&org));
    let form = owner.browser.open(&page).await;
    form.expect_page(200, "Role in these workspaces").expect_page(200, "<bdi>North</bdi>");
    assert!(!form.body.contains("Foreign"), "an owner who isn't in it adds nobody to it");

    let (north, south) = (north.to_string(), south.to_string());
    let wrong = [("org", id.as_str()), ("role", "member"), ("people", "nobody"), ("workspace_role", "viewer")];
    let ticked = [("workspaces[]", north.as_str()), ("workspaces[]", south.as_str())];
    let fields: Vec<_> = wrong.into_iter().chain(ticked).collect();
    owner.browser.submit_file(&page, INVITE, &fields, NO_FILE).await.expect_redirect(&page);
    let back = owner.browser.open(&page).await;
    back.expect_page(200, "Line 1: “nobody” is no address");
    let is_ticked = |id: &str| {
        let tag = back.body.split("<input").find(|tag| tag.contains(&format!("value=\"{id}\""))).unwrap();
        tag.split('>').next().unwrap().contains("checked")
    };
    let general: uuid::Uuid =
        app.ask("select id from workspaces where org_id = $1::uuid and slug = 'general'", &id).await;
    assert_eq!([&north, &south, &general.to_string()].map(|id| is_ticked(id)), [true, true, false]);
    back.expect_page(200, "<option value=\"viewer\" selected");

    let right = [("org", id.as_str()), ("role", "member"), ("people", "ben@example.com"), ("workspace_role", "viewer")];
    let fields: Vec<_> = right.into_iter().chain(ticked).collect();
    owner.browser.submit_file(&page, INVITE, &fields, NO_FILE).await.expect_redirect(&page);
    let listed = owner.browser.open(&page).await;
    listed
        .expect_page(200, "ben@example.com is invited to become a member, and to come into 2 workspaces.")
        .expect_page(200, "Member · Invited by Olga Owner · Into North and South as a viewer");
    let sent = &app.audit("invitation.sent").await[0]["workspaces"];
    let expected = [&north, &south].map(|id| json!({ "workspace": id, "role": "viewer" }));
    assert!(expected.iter().all(|one| sent.as_array().unwrap().contains(one)), "{sent}");
    app.work().await;
    let mail = app.mail.last_to("ben@example.com");
    assert!(mail.text().contains("You come into workspaces too: North and South as a viewer."), "{}", mail.text());
    let opened = app.browser().open(&mail.link()).await;
    opened.expect_page(200, "Also in").expect_page(200, "North and South as a viewer");
    app.done().await;
}

#[tokio::test]
async fn who_manages_nothing_is_offered_nothing_and_many_are_bounded() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut user_admin = app.signed_in_as(OrgRole::UserAdmin, &org).await;
    assert!(!user_admin.browser.open(&page(&org)).await.body.contains("Role in these workspaces"));
    for number in 0..52 {
        workspace(&app, &org, &format!("Ward {number:02}"), Some(&owner)).await;
    }
    let fields = [("org", org.slug.as_str())];
    let managed = owner.browser.call(LIST, &fields).await.json::<Invitations>().managed;
    assert_eq!((managed.shown.len(), managed.more, managed.shown[1].name.as_str()), (50, 3, "Ward 00"));
    owner.browser.open(&page(&org)).await.expect_page(200, "Into the 3 that are left");
    let all: Vec<WorkspaceId> = managed.shown.iter().map(|one| one.id).collect();
    assert_eq!(invite(&mut owner, &org, "ben@example.com", &all, "editor").await.status, 200);
    assert_eq!(places(&app).await, 50);
    owner.browser.open(&page(&org)).await.expect_page(200, "Into General, Ward 00 and Ward 01 as an editor; 47 more");
    let more = [all, vec![app.kernel.id()]].concat();
    let refused = invite(&mut owner, &org, "cara@example.com", &more, "editor").await;
    let error: AppError = refused.json();
    assert_eq!((refused.status, error.at("workspaces")), (422, Some("Choose at most 50 workspaces; these are 51.")));
    assert_eq!(count(&app).await, 1);
    app.done().await;
}

#[tokio::test]
async fn what_one_does_not_manage_is_refused_as_what_there_is_nowhere() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (other, elsewhere) = app.owner_of("Other").await;
    let own = workspace(&app, &org, "Own", Some(&owner)).await;
    let edited = workspace(&app, &org, "Edited", Some(&owner)).await;
    let (suspended, archived) =
        (workspace(&app, &org, "Suspended", Some(&owner)).await, workspace(&app, &org, "Archived", Some(&owner)).await);
    app.run(&format!(
        "update workspace_memberships set role = 'editor' where workspace_id = '{edited}';
         update workspaces set state = 'suspended' where id = '{suspended}';
         update workspaces set state = 'archived' where id = '{archived}'"
    ))
    .await
    .unwrap();
    let foreign = workspace(&app, &org, "Foreign", None).await;
    let strange = workspace(&app, &elsewhere, "Strange", Some(&other)).await;
    let path = format!("/api/v1/organizations/{}/invitations", org.id);
    let mut answers = Vec::new();
    for place in [edited, suspended, archived, foreign, strange, app.kernel.id()] {
        let refused = invite(&mut owner, &org, "ben@example.com", &[own, place], "editor").await;
        let sentence = "One of these is no active workspace that you manage, so nobody was invited.";
        assert_eq!((refused.status, refused.json::<AppError>().at("workspaces")), (422, Some(sentence)));
        let body = json!({ "people": [{ "email": "ben@example.com" }],
            "workspaces": [{ "id": own, "role": "editor" }, { "id": place, "role": "viewer" }] });
        let refused = owner.browser.rest(Method::POST, &path, Some(body)).await;
        assert_eq!(refused.json::<Value>()["errors"][0]["field"], "workspaces");
        answers.push((refused.status, refused.body));
    }
    assert!(answers.iter().all(|answer| answer.0 == 422 && *answer == answers[0]), "{answers:?}");

    for (workspaces, field) in [
        (json!([{ "id": own, "role": "editor" }, { "id": own, "role": "viewer" }]), "workspaces"),
        (json!([{ "id": own, "role": "owner" }]), "workspaces[0].role"),
        (json!([{ "id": own }]), "workspaces[0].role"),
        (json!([{ "id": "own", "role": "editor" }]), "workspaces[0].id"),
    ] {
        let body = json!({ "people": [{ "email": "ben@example.com" }], "workspaces": workspaces });
        let refused = owner.browser.rest(Method::POST, &path, Some(body)).await;
        assert_eq!((refused.status, &refused.json::<Value>()["errors"][0]["field"]), (422, &json!(field)));
    }
    assert_eq!((count(&app).await, places(&app).await), (0, 0));
    assert!(app.told("invitation.sent").await.is_empty());
    app.work().await;
    assert!(app.mail.all_to("ben@example.com").is_empty());
    app.done().await;
}

#[tokio::test]
async fn a_program_with_a_session_names_workspaces_and_a_token_does_not() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let north = workspace(&app, &org, "North", Some(&owner)).await;
    let path = format!("/api/v1/organizations/{}/invitations", org.id);
    let into =
        |email: &str| json!({ "people": [{ "email": email }], "workspaces": [{ "id": north, "role": "manager" }] });
    assert_eq!(owner.browser.rest(Method::POST, &path, Some(into("ben@example.com"))).await.status, 201);
    let listed: Value = owner.browser.rest(Method::GET, &path, None).await.json();
    let expected = json!([{ "id": north, "name": "North", "role": "manager" }]);
    assert_eq!(listed["invitations"][0]["workspaces"], expected);

    let asked = json!({ "scope": "org", "organization_id": org.id });
    let token: Value = owner.browser.rest(Method::POST, "/api/v1/tokens", Some(asked)).await.json();
    let mut program = app.bearer(token["token"].as_str().unwrap());
    let refused = program.rest(Method::POST, &path, Some(into("cara@example.com"))).await;
    assert_eq!(refused.status, 403, "{refused:?}");
    assert!(refused.body.contains("A token brings nobody into the workspaces"), "{refused:?}");
    let alone = json!({ "people": [{ "email": "cara@example.com" }], "workspaces": [] });
    assert_eq!(program.rest(Method::POST, &path, Some(alone)).await.status, 201);
    assert_eq!((count(&app).await, places(&app).await), (2, 1));
    app.done().await;
}

#[tokio::test]
async fn inviting_again_chooses_anew_and_sending_again_keeps() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let north = workspace(&app, &org, "North", Some(&owner)).await;
    let south = workspace(&app, &org, "South", Some(&owner)).await;
    app.run(&format!(
        "insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at) values ('{}', '{south}', '{}', 'manager', now())",
        org.id, admin.user
    ))
    .await
    .unwrap();
    let to = |name: &str, role| InvitedTo { name: name.to_owned(), role };
    assert_eq!(invite(&mut owner, &org, "ben@example.com", &[north], "viewer").await.status, 200);
    app.clock.forward(Duration::seconds(1));
    assert_eq!(invite(&mut owner, &org, "ben@example.com", &[north, south], "editor").await.status, 200);
    let both = [to("North", WorkspaceRole::Editor), to("South", WorkspaceRole::Editor)];
    assert_eq!(shown(&mut owner, &org).await, both);

    let ben = latest(&app, "ben@example.com").await;
    assert_eq!(act(&mut admin, RESEND, &org, &ben).await.status, 200);
    assert_eq!(shown(&mut owner, &org).await, both);
    let stands = "select p.granted_by from invitation_workspaces p join workspaces w on w.id = p.workspace_id
        join invitations i on i.id = p.invitation_id where w.name = $1 and i.ended_at is null";
    let (by_north, by_south): (uuid::Uuid, uuid::Uuid) =
        (app.ask(stands, "North").await, app.ask(stands, "South").await);
    assert_eq!((by_north, by_south), (owner.user.uuid(), admin.user.uuid()), "whoever manages it stands for it");
    app.work().await;
    assert!(app.mail.last_to("ben@example.com").text().contains("North and South as an editor"));

    app.clock.forward(Duration::seconds(1));
    assert_eq!(invite(&mut admin, &org, "ben@example.com", &[], "editor").await.status, 200);
    assert_eq!(shown(&mut owner, &org).await, [], "the one that counts leads nowhere else");
    app.work().await;
    assert!(!app.mail.last_to("ben@example.com").text().contains("workspaces"));
    app.done().await;
}

#[tokio::test]
async fn nothing_of_it_is_seen_from_another_organization() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (other, elsewhere) = app.owner_of("Other").await;
    let north = workspace(&app, &org, "North", Some(&owner)).await;
    assert_eq!(invite(&mut owner, &org, "ben@example.com", &[north], "viewer").await.status, 200);
    let seen = async |org: &Org| {
        let mut change = app.kernel.system("isolation-test", Some(org.id)).change().await.unwrap();
        let seen: i64 =
            sqlx::query_scalar("select count(*) from invitation_workspaces").fetch_one(change.conn()).await.unwrap();
        let planted = sqlx::query(
            "insert into invitation_workspaces (org_id, invitation_id, workspace_id, role)
             select o.id, gen_random_uuid(), gen_random_uuid(), 'manager' from (select $1 as id) o",
        )
        .bind(if org.id == elsewhere.id { owner.user.uuid() } else { other.user.uuid() })
        .execute(change.conn())
        .await;
        (seen, planted.unwrap_err().to_string().contains("row-level security"))
    };
    assert_eq!((seen(&org).await, seen(&elsewhere).await), ((1, true), (0, true)));
    app.done().await;
}
