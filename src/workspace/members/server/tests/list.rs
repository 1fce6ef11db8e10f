//! Who sees whom in a workspace.

use super::main_of;
use crate::{
    kernel::{
        authn::{Principal, Reach, Subject},
        authz::{SeeContent, authorize_in},
        db::{Access, Room as Entered},
        event::Origin,
    },
    model::{OrgRole, WorkspaceRole},
    tests::support::{Room, TestApp, statements},
    workspace::members::{
        model::MemberCursor,
        server::store::{Listed, list_sql},
    },
};
use axum::http::Method;
use serde_json::Value;
use std::sync::Arc;

#[tokio::test]
async fn everybody_in_it_sees_who_is_in_it_and_nobody_else_that_it_is() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let page = room.page("members");
    let mut editor = app.inside(WorkspaceRole::Editor, &room).await;
    let mut viewer = app.inside(WorkspaceRole::Viewer, &room).await;
    let mut outside = app.collaborator(WorkspaceRole::Viewer, &room).await;
    for person in [&mut owner, &mut editor, &mut viewer, &mut outside] {
        let shown = person.browser.open(&page).await;
        for text in ["Olga Owner", "Editor Inside", "Viewer Inside", "Cora Outside", "Outside collaborator", "4 people"]
        {
            shown.expect_page(200, text);
        }
        assert_eq!(main_of(&shown).matches("Outside collaborator<").count(), 1);
        let listed: Value = person.browser.rest(Method::GET, &room.rest("members"), None).await.json();
        assert_eq!(listed["members"][0]["name"], "Cora Outside");
        assert_eq!(listed["members"][0]["outside"], true);
    }
    owner
        .browser
        .open(&page)
        .await
        .expect_page(200, "Add somebody of Acme")
        .expect_page(200, "Invite somebody from outside");
    for person in [&mut editor, &mut viewer, &mut outside] {
        let shown = person.browser.open(&page).await;
        assert!(!shown.body.contains("Add somebody") && !shown.body.contains("Change role"), "only managers manage");
        shown.expect_page(200, "Leave workspace");
        let managed = [("org", room.org.slug.as_str()), ("workspace", &room.slug)];
        assert_eq!(person.browser.call("/forms/workspace-members/managed", &managed).await.status, 403);
    }
    let none = room.page("members").replace("general", "no-such-place");
    for mut person in [
        app.signed_in_as(OrgRole::Owner, &room.org).await,
        app.signed_in_as(OrgRole::Member, &room.org).await,
        app.person("Stranger").await,
    ] {
        assert_eq!((person.browser.open(&page).await.status, person.browser.open(&none).await.status), (404, 404));
        assert_eq!(person.browser.rest(Method::GET, &room.rest("members"), None).await.status, 404);
    }
    assert!(app.browser().open(&page).await.location().starts_with("/login?next="));
    app.done().await;
}

#[tokio::test]
async fn the_list_is_searched_and_paged_by_name() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    seed(&app, &room, 1, 120).await;
    let page = room.page("members");
    owner.browser.open(&page).await.expect_page(200, "121 people").expect_page(200, "rel=\"next\"");
    let (mut names, mut query) = (Vec::new(), String::new());
    let mut last = String::new();
    loop {
        let shown: Value = owner.browser.rest(Method::GET, &room.rest(&format!("members{query}")), None).await.json();
        names.extend(shown["members"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()));
        let encode = |cursor: &str| url::form_urlencoded::byte_serialize(cursor.as_bytes()).collect::<String>();
        if let Some(previous) = shown["previous"].as_str() {
            last = encode(previous);
        }
        match shown["next"].as_str() {
            Some(next) => query = format!("?after={}", encode(next)),
            None => break,
        }
    }
    let expected: Vec<String> =
        (1..=120).map(|number| format!("Member {number:03}")).chain(["Olga Owner".to_owned()]).collect();
    assert_eq!(names, expected);
    let back: Value = owner.browser.rest(Method::GET, &room.rest(&format!("members?before={last}")), None).await.json();
    assert_eq!(back["members"][0]["name"], "Member 051");

    for (search, found) in
        [("MEMBER 00", "9 found"), ("m007@seed", "1 found"), ("ólgà", "1 found"), ("%25", "Nobody found")]
    {
        owner.browser.open(&format!("{page}?search={search}").replace(' ', "+")).await.expect_page(200, found);
    }
    assert_eq!(owner.browser.open(&format!("{page}?after=nonsense")).await.status, 400);
    assert_eq!(owner.browser.open(&format!("{page}?search=o%00lga")).await.status, 200);
    app.done().await;
}

#[tokio::test]
async fn a_page_costs_the_same_few_statements_however_many_there_are() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let page = room.page("members");
    owner.browser.open(&page).await.expect_page(200, "1 person");
    let few = statements(async || owner.browser.clone().open(&page).await).await;
    seed(&app, &room, 1, 300).await;
    let many = statements(async || owner.browser.clone().open(&page).await).await;
    assert_eq!(few, many);
    assert!(many <= 8, "{many}");
    app.done().await;
}

#[tokio::test]
async fn a_page_reads_no_more_the_more_there_are() {
    let app = TestApp::start().await;
    let (owner, room) = app.manager_of_room().await;
    let subject = Subject::from(&Principal {
        kernel: app.kernel.clone(),
        user: owner.user,
        session: app.kernel.id(),
        origin: Origin::default(),
        reader: Arc::default(),
        reach: Reach::Everywhere,
    });
    seed(&app, &room, 1, 999).await;
    app.run("analyze").await.unwrap();
    let after = MemberCursor { term: "member 400".to_owned(), user: uuid::Uuid::nil() };
    for (from, backward) in [(None, false), (Some(after.clone()), false), (Some(after), true)] {
        let listed = Listed { search: String::new(), from, backward, limit: 30 };
        let place = (room.org.slug.as_str(), room.slug.as_str());
        let mut view = authorize_in::<SeeContent>(&subject, place).view().await.unwrap();
        let place = Entered::<SeeContent>::place(&view);
        let mut sql = list_sql(place, &listed, "explain (analyze, format json) ");
        let connection = Access::<SeeContent>::conn(&mut view);
        let plan: Value = sql.build_query_scalar().fetch_one(connection).await.unwrap();
        assert_eq!(walked(&plan[0]["Plan"]), Some(31), "{plan:#}");
    }
    app.done().await;
}

/// How many memberships of the workspace a plan reads along the list's index.
fn walked(plan: &Value) -> Option<i64> {
    if plan["Index Name"] == "workspace_memberships_list" {
        return plan["Actual Rows"].as_i64();
    }
    plan["Plans"].as_array()?.iter().find_map(walked)
}

#[tokio::test]
async fn who_is_renamed_stands_elsewhere_in_every_list() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let mut viewer = app.inside(WorkspaceRole::Viewer, &room).await;
    let mut first = async || -> Value {
        let listed: Value = owner.browser.rest(Method::GET, &room.rest("members"), None).await.json();
        listed["members"][0]["name"].clone()
    };
    assert_eq!(first().await, "Olga Owner");
    let fields = [
        ("version", "1"),
        ("name", "Ábel Inside"),
        ("time_zone", "Europe/Lisbon"),
        ("date_format", "iso"),
        ("time_format", "24h"),
    ];
    assert_eq!(viewer.browser.call("/forms/account/save-profile", &fields).await.status, 200);
    assert_eq!(first().await, "Ábel Inside");
    app.done().await;
}

/// Members of the organization who are in the workspace.
async fn seed(app: &TestApp, room: &Room, from: i32, to: i32) {
    app.run(&format!(
        "with u as (insert into users (id, email, email_key, name, created_at)
            select gen_random_uuid(), e, e, 'Member ' || lpad(n::text, 3, '0'), now()
            from generate_series({from}, {to}) n, lateral (select 'm' || lpad(n::text, 3, '0') || '@seed.example' as e) e returning id),
         m as (insert into memberships (id, org_id, user_id, role, created_at) select gen_random_uuid(), '{0}', id, 'member', now() from u)
         insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at) select '{0}', '{1}', id, 'viewer', now() from u",
        room.org.id, room.id
    ))
    .await
    .unwrap();
}
