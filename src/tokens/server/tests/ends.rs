//! What a token stood on ends: it is dead on the next request, and stays dead.

use super::{SEE, introspect, organization, token_for, with};
use crate::{
    model::{OrgRole, WorkspaceRole},
    tests::support::{Answer, Browser, Person, Room, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};

const ACCEPT: &str = "/forms/account/accept-invitation";

/// Asks a door about the workspace, as a script does; fails unless it does what it is asked.
async fn ask(browser: &mut Browser, door: &str, room: &Room, more: &[(&str, &str)]) -> Answer {
    let fields = room.fields(more);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = browser.call(door, &fields).await;
    assert_eq!(answer.status, 200, "{door}: {answer:?}");
    answer
}

async fn for_room(person: &mut Person, room: &Room) -> String {
    let place = json!({ "scope": "workspace", "organization_id": room.org.id, "workspace_id": room.id });
    token_for(&mut person.browser, place).await
}

async fn for_org(person: &mut Person, room: &Room) -> String {
    token_for(&mut person.browser, json!({ "scope": "org", "organization_id": room.org.id })).await
}

/// The status of an operation inside the workspace, asked with a bearer.
async fn inside(app: &TestApp, bearer: &str) -> u16 {
    with(app, bearer).rest(Method::GET, "/api/v1/forms", None).await.status
}

/// `id:version` of somebody's membership as it is now.
async fn pick(app: &TestApp, person: &Person) -> String {
    let sql = "select id || ':' || version from memberships where user_id = $1::uuid and org_id in (select id from organizations where not personal)";
    app.ask(sql, &person.user.to_string()).await
}

async fn of_member(app: &TestApp, owner: &mut Person, door: &str, room: &Room, person: &Person) {
    let (org, who) = (room.org.id.to_string(), pick(app, person).await);
    let answer = owner.browser.call(door, &[("org", &org), ("who[]", &who)]).await;
    assert_eq!(answer.status, 200, "{door}: {answer:?}");
}

async fn accept(app: &TestApp, person: &mut Person) {
    app.work().await;
    let link = app.mail.last_to(&person.email).link();
    let answer = person.browser.call(ACCEPT, &[("token", link.rsplit('/').next().unwrap())]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

async fn remove(owner: &mut Person, room: &Room, person: &Person) {
    let user = person.user.to_string();
    ask(&mut owner.browser, "/forms/workspace-members/remove", room, &[("user", &user), ("version", "1")]).await;
}

#[tokio::test]
async fn a_workspace_token_ends_with_what_it_stands_on() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let key = app.key(&room.id.to_string(), SEE).await;
    for end in ["role", "removed", "suspended", "removed from the organization", "signed out"] {
        let mut person = app.inside(WorkspaceRole::Editor, &room).await;
        let token = for_room(&mut person, &room).await;
        assert_eq!(inside(&app, &token).await, 200, "{end}");
        assert_eq!(introspect(&app, &key, &token).await["workspace_role"], "editor", "{end}");
        let user = person.user.to_string();
        match end {
            "role" => {
                let fields = [("user", user.as_str()), ("version", "1"), ("role", "viewer")];
                ask(&mut owner.browser, "/forms/workspace-members/change-role", &room, &fields).await;
            }
            "removed" => remove(&mut owner, &room, &person).await,
            "suspended" => of_member(&app, &mut owner, "/forms/members/suspend", &room, &person).await,
            "signed out" => {
                assert_eq!(person.browser.call("/forms/account/sign-out", &[]).await.status, 200);
            }
            _ => of_member(&app, &mut owner, "/forms/members/remove", &room, &person).await,
        }
        assert_eq!(inside(&app, &token).await, 401, "{end}: on the next request");
        assert_eq!(introspect(&app, &key, &token).await, json!({ "active": false }), "{end}");
    }
    app.done().await;
}

/// All of it happens in one instant: by the clock nobody could tell the memberships apart.
#[tokio::test]
async fn who_comes_into_a_workspace_again_has_no_former_token() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let key = app.key(&room.id.to_string(), SEE).await;
    let mut member = app.inside(WorkspaceRole::Editor, &room).await;
    let token = for_room(&mut member, &room).await;
    remove(&mut owner, &room, &member).await;
    let fields = [("who", member.email.as_str()), ("role", "viewer")];
    ask(&mut owner.browser, "/forms/workspace-members/add", &room, &fields).await;
    assert_eq!(introspect(&app, &key, &token).await, json!({ "active": false }), "added");
    assert_eq!(inside(&app, &token).await, 401);

    let token = for_room(&mut member, &room).await;
    assert_eq!(introspect(&app, &key, &token).await["workspace_role"], "viewer");
    ask(&mut member.browser, "/forms/workspace-members/leave", &room, &[]).await;
    app.run(&format!("delete from workspace_memberships where workspace_id = '{}'", room.id)).await.unwrap();
    ask(&mut owner.browser, "/forms/workspaces/appoint", &room, &[("email", &member.email)]).await;
    assert_eq!(introspect(&app, &key, &token).await, json!({ "active": false }), "appointed");
    assert_eq!(inside(&app, &token).await, 401);

    let mut outsider = app.collaborator(WorkspaceRole::Editor, &room).await;
    let token = for_room(&mut outsider, &room).await;
    remove(&mut member, &room, &outsider).await;
    let fields = [("email", outsider.email.as_str()), ("role", "viewer")];
    ask(&mut member.browser, "/forms/workspace-members/invite", &room, &fields).await;
    accept(&app, &mut outsider).await;
    assert_eq!(introspect(&app, &key, &token).await, json!({ "active": false }), "invited from outside");
    assert_eq!(inside(&app, &token).await, 401);
    let token = for_room(&mut outsider, &room).await;
    assert_eq!(introspect(&app, &key, &token).await["workspace_role"], "viewer", "the new one is good");
    app.done().await;
}

#[tokio::test]
async fn who_comes_into_an_organization_again_has_no_former_token() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let key = app.key(&room.id.to_string(), SEE).await;
    let (org, mut person) = (room.org.id.to_string(), app.signed_in_as(OrgRole::Admin, &room.org).await);
    for way in ["removed and invited", "left and invited", "removed and reinstated"] {
        let token = for_org(&mut person, &room).await;
        assert_eq!(organization(&app, &token, &room.org).await, 200, "{way}");
        if way.starts_with("left") {
            let answer = person.browser.call("/forms/organizations/leave", &[("org", &org)]).await;
            assert_eq!(answer.status, 200, "{answer:?}");
        } else {
            of_member(&app, &mut owner, "/forms/members/remove", &room, &person).await;
        }
        if way.ends_with("invited") {
            let fields = [("org", org.as_str()), ("role", "member"), ("people", &person.email)];
            let sent = owner.browser.call_with_file("/forms/invitations/invite", &fields, ("list", "", b"")).await;
            assert_eq!(sent.status, 200, "{sent:?}");
            accept(&app, &mut person).await;
        } else {
            let fields = [("org", org.as_str()), ("user", &person.user.to_string())];
            let answer = owner.browser.call("/forms/members/reinstate", &fields).await;
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        assert_eq!(introspect(&app, &key, &token).await, json!({ "active": false }), "{way}");
        assert_eq!(organization(&app, &token, &room.org).await, 401, "{way}");
        let token = for_org(&mut person, &room).await;
        let claims: Value = introspect(&app, &key, &token).await;
        assert_eq!((&claims["active"], &claims["org_role"]), (&json!(true), &json!("member")), "{way}");
    }
    app.done().await;
}
