//! Adding, changing, removing, leaving.

use super::{ADD, CHANGE, LEAVE, REMOVE, ask, role, submit};
use crate::{
    model::{AppError, OrgRole, WorkspaceRole},
    tests::support::TestApp,
};
use axum::http::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_manager_adds_a_member_of_the_organization_who_is_told_by_mail() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let mut ben = app.person("Ben Okafor").await;
    app.join(&ben, OrgRole::Member, &room.org).await;
    let page = room.page("members");
    owner.browser.open(&page).await.expect_page(200, &format!("<option value=\"{}\"", ben.email));
    assert_eq!(ben.browser.open(&page).await.status, 404);
    let typed = ben.email.to_uppercase();
    submit(&mut owner.browser, ADD, &room, &[("who", &typed), ("role", "editor")]).await.expect_redirect(&page);
    let shown = owner.browser.open(&page).await;
    shown.expect_page(200, "Ben Okafor is in this workspace now, as an editor.").expect_page(200, "2 people");
    assert!(!shown.body.contains(&format!("<option value=\"{}\"", ben.email)), "who is in isn't offered");
    ben.browser.open(&page).await.expect_page(200, "Olga Owner");
    app.work().await;
    let mail = app.mail.last_to(&ben.email);
    assert_eq!(mail.header("Subject"), "You are in General now");
    assert!(mail.text().contains("General, a workspace of Acme. You are an editor there."), "{}", mail.text());
    assert_eq!(mail.link(), format!("/o/{}/w/general", room.org.slug));
    let line: Value = app.ask("select to_jsonb(a) from audit_log a where action = $1", "workspace_member.added").await;
    assert_eq!((&line["workspace_id"], &line["details"]["role"]), (&json!(room.id), &json!("editor")));
    assert_eq!(line["target_id"], ben.user.to_string());
    let again = ask(&mut owner.browser, ADD, &room, &[("who", &ben.email), ("role", "viewer")]).await;
    assert_eq!(again.json::<AppError>().at("who"), Some("Ben Okafor is in this workspace already."));
    app.done().await;
}

#[tokio::test]
async fn nobody_is_found_but_the_organizations_own_members() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let (foreign, _other) = app.owner_of("Other").await;
    let stranger = app.person("Zoe Zander").await;
    let mut names = Vec::new();
    for name in ["Ana Lima", "Ana Lopez", "Rita Ruiz"] {
        let person = app.person(name).await;
        app.join(&person, OrgRole::Member, &room.org).await;
        names.push(person);
    }
    let mut add = async |who: &str| {
        let answer = ask(&mut owner.browser, ADD, &room, &[("who", who), ("role", "viewer")]).await;
        match answer.status {
            200 => answer.json::<Value>()["toast"].as_str().unwrap().to_owned(),
            _ => answer.json::<AppError>().at("who").unwrap_or_default().to_owned(),
        }
    };
    assert_eq!(add(" ").await, "Enter a name or an address.");
    assert!(add("Zoe").await.starts_with("Nobody in Acme has a name like that."));
    assert!(add(&stranger.email).await.starts_with("Nobody in Acme has that address."));
    assert!(add(&foreign.email).await.starts_with("Nobody in Acme has that address."));
    assert!(add("%").await.starts_with("Nobody in Acme has a name like that."));
    let several = add("ana").await;
    assert!(
        several.starts_with("Several people have a name like that: Ana Lima (") && several.contains("Ana Lopez ("),
        "{several}"
    );
    assert_eq!(add("lopez").await, "Ana Lopez is in this workspace now, as a viewer.");
    assert_eq!(add("Rüta").await.split('.').next(), Some("Nobody in Acme has a name like that"));
    assert_eq!(add("rita ruiz").await, "Rita Ruiz is in this workspace now, as a viewer.");
    let page = owner.browser.open(&room.page("members")).await;
    assert!(
        !page.body.contains(&stranger.email) && !page.body.contains(&foreign.email),
        "no other organization's people"
    );

    let mut outside = app.collaborator(WorkspaceRole::Manager, &room).await;
    let shown = outside.browser.open(&room.page("members")).await;
    assert!(!shown.body.contains(&names[0].email), "the organization's people are for its own members to know");
    let refused = ask(&mut outside.browser, ADD, &room, &[("who", "ana"), ("role", "viewer")]).await;
    assert!(refused.json::<AppError>().at("who").unwrap().starts_with("Enter the whole address."));
    let added = ask(&mut outside.browser, ADD, &room, &[("who", &names[0].email), ("role", "viewer")]).await;
    assert_eq!(added.status, 200);
    app.done().await;
}

#[tokio::test]
async fn another_role_holds_on_the_next_request_and_a_stale_page_is_told() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let mut ben = app.inside(WorkspaceRole::Viewer, &room).await;
    let (user, page) = (ben.user.to_string(), room.page("members"));
    assert_eq!(ask(&mut ben.browser, ADD, &room, &[("who", "x@example.com"), ("role", "viewer")]).await.status, 403);
    let change = [("user", user.as_str()), ("version", "1"), ("role", "manager")];
    submit(&mut owner.browser, CHANGE, &room, &change).await.expect_redirect(&page);
    owner.browser.open(&page).await.expect_page(200, "Viewer Inside is a manager now.");
    assert_eq!(ask(&mut ben.browser, ADD, &room, &[("who", "x@example.com"), ("role", "viewer")]).await.status, 422);
    app.work().await;
    assert_eq!(app.mail.last_to(&ben.email).header("Subject"), "You are a manager of General now");
    assert_eq!(app.audit("workspace_member.role_changed").await[0]["from"], "viewer");

    app.clock.forward(time::Duration::minutes(2));
    let stale = ask(&mut owner.browser, CHANGE, &room, &[("user", &user), ("version", "1"), ("role", "editor")]).await;
    assert_eq!(stale.status, 409);
    let said = stale.json::<AppError>().message;
    assert!(said.starts_with("Olga Owner changed Viewer Inside 2 minutes ago: now a manager."), "{said}");
    let mut change = [("_instance", user.as_str()), ("user", &user), ("version", "1"), ("role", "editor")];
    submit(&mut owner.browser, CHANGE, &room, &change).await.expect_redirect(&page);
    owner.browser.open(&page).await.expect_page(200, "Olga Owner changed Viewer Inside 2 minutes ago");
    (change[2].1, change[3].1) = ("2", "manager");
    assert_eq!(
        ask(&mut owner.browser, CHANGE, &room, &change[1..]).await.json::<AppError>().message,
        "Viewer Inside is a manager already."
    );
    assert_eq!(role(&app, &room, &ben).await, "manager:2");
    // A former manager manages nothing on the next request.
    let own = owner.user.to_string();
    assert_eq!(
        ask(&mut ben.browser, CHANGE, &room, &[("user", &own), ("version", "1"), ("role", "viewer")]).await.status,
        200
    );
    assert_eq!(
        ask(&mut owner.browser, CHANGE, &room, &[("user", &user), ("version", "2"), ("role", "viewer")]).await.status,
        403
    );
    app.done().await;
}

#[tokio::test]
async fn who_is_removed_is_told_and_who_leaves_goes() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let page = room.page("members");
    let mut ben = app.inside(WorkspaceRole::Editor, &room).await;
    let user = ben.user.to_string();
    submit(&mut owner.browser, REMOVE, &room, &[("user", &user), ("version", "1")]).await.expect_redirect(&page);
    owner.browser.open(&page).await.expect_page(200, "Editor Inside is out of this workspace.");
    assert_eq!(ben.browser.open(&page).await.status, 404);
    assert_eq!(ben.browser.open(&format!("/o/{}", room.org.slug)).await.status, 200, "the organization stays open");
    app.work().await;
    let mail = app.mail.last_to(&ben.email);
    assert_eq!(mail.header("Subject"), "You were removed from General");
    let gone = ask(&mut owner.browser, REMOVE, &room, &[("user", &user), ("version", "1")]).await;
    assert_eq!(
        (gone.status, gone.json::<AppError>().message.as_str()),
        (404, "That person isn’t in this workspace any more. Nothing was changed.")
    );

    let mut viewer = app.inside(WorkspaceRole::Viewer, &room).await;
    let away = format!("/o/{}", room.org.slug);
    submit(&mut viewer.browser, LEAVE, &room, &[]).await.expect_redirect(&away);
    viewer.browser.open(&away).await.expect_page(200, "You left General.");
    assert_eq!(viewer.browser.open(&page).await.status, 404);
    let told = (app.audit("workspace_member.removed").await.len(), app.audit("workspace_member.left").await.len());
    assert_eq!(told, (1, 1));

    let mut outside = app.collaborator(WorkspaceRole::Viewer, &room).await;
    submit(&mut outside.browser, LEAVE, &room, &[]).await.expect_redirect("/");
    outside.browser.open("/").await.expect_redirect("/orgs/new");
    outside.browser.open("/orgs/new").await.expect_page(200, "You left General.");
    app.done().await;
}

#[tokio::test]
async fn the_last_manager_stays_until_another_is_appointed() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let own = owner.user.to_string();
    let refused = "You are the last manager here. Appoint another one first.";
    for (door, more) in [
        (LEAVE, vec![]),
        (REMOVE, vec![("user", own.as_str()), ("version", "1")]),
        (CHANGE, vec![("user", own.as_str()), ("version", "1"), ("role", "editor")]),
    ] {
        let answer = ask(&mut owner.browser, door, &room, &more).await;
        assert_eq!((answer.status, answer.json::<AppError>().message.as_str()), (422, refused), "{door}");
    }
    submit(&mut owner.browser, LEAVE, &room, &[]).await.expect_redirect(&room.page("members"));
    owner.browser.open(&room.page("members")).await.expect_page(200, refused);
    // One who can't enter doesn't count.
    let second = app.inside(WorkspaceRole::Manager, &room).await;
    app.run(&format!(
        "update memberships set suspended_at = now() where org_id = '{}' and user_id = '{}'",
        room.org.id, second.user
    ))
    .await
    .unwrap();
    assert_eq!(ask(&mut owner.browser, LEAVE, &room, &[]).await.status, 422);
    app.run(&format!(
        "update memberships set suspended_at = null where org_id = '{}' and user_id = '{}'",
        room.org.id, second.user
    ))
    .await
    .unwrap();
    assert_eq!(ask(&mut owner.browser, LEAVE, &room, &[]).await.status, 200);
    assert_eq!(role(&app, &room, &second).await, "manager:1");
    app.done().await;
}

#[tokio::test]
async fn two_managers_who_demote_each_other_leave_one() {
    let app = TestApp::start().await;
    let (one, room) = app.manager_of_room().await;
    let two = app.inside(WorkspaceRole::Manager, &room).await;
    for turn in 0..20 {
        for person in [&one, &two] {
            app.run(&format!(
                "insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at) values ('{}', '{}', '{}', 'manager', now())
                 on conflict (org_id, workspace_id, user_id) do update set role = 'manager', version = 1",
                room.org.id, room.id, person.user
            ))
            .await
            .unwrap();
        }
        let (mut first, mut second) = (one.browser.clone(), two.browser.clone());
        let (of_one, of_two) = (one.user.to_string(), two.user.to_string());
        let doors = [CHANGE, REMOVE, LEAVE];
        let (door, other) = (doors[turn % 3], doors[turn / 3 % 3]);
        let to_two = [("user", of_two.as_str()), ("version", "1"), ("role", "editor")];
        let to_one = [("user", of_one.as_str()), ("version", "1"), ("role", "editor")];
        let (a, b) = tokio::join!(ask(&mut first, door, &room, &to_two), ask(&mut second, other, &room, &to_one));
        // One leaves and the other acts on them: that can both be, in one order.
        assert!(a.status < 500 && b.status < 500, "nobody waits for each other: {} {}", a.body, b.body);
        assert!([a.status, b.status].contains(&200), "{} {}", a.body, b.body);
        let managers: i64 = app
            .ask(
                "select count(*) from workspace_memberships where workspace_id = $1::uuid and role = 'manager'",
                &room.id.to_string(),
            )
            .await;
        assert_eq!(managers, 1, "turn {turn}: {} {}", a.body, b.body);
    }
    app.done().await;
}

#[tokio::test]
async fn who_leaves_the_organization_leaves_its_workspaces_the_last_manager_too() {
    let app = TestApp::start().await;
    let (_owner, room) = app.manager_of_room().await;
    let mut manager = app.inside(WorkspaceRole::Manager, &room).await;
    app.run(&format!(
        "delete from workspace_memberships where workspace_id = '{}' and user_id <> '{}'",
        room.id, manager.user
    ))
    .await
    .unwrap();
    let left = manager.browser.call("/forms/organizations/leave", &[("org", &room.org.id.to_string())]).await;
    assert_eq!(left.status, 200);
    assert_eq!(role(&app, &room, &manager).await, "none");
    app.done().await;
}

#[tokio::test]
async fn who_is_added_while_they_leave_the_organization_is_no_collaborator() {
    let app = TestApp::start().await;
    let (owner, room) = app.manager_of_room().await;
    for _ in 0..10 {
        let ben = app.signed_in_as(OrgRole::Member, &room.org).await;
        let (mut manager, mut leaver) = (owner.browser.clone(), ben.browser.clone());
        let (org, fields) = (room.org.id.to_string(), [("who", ben.email.as_str()), ("role", "viewer")]);
        let gone = [("org", org.as_str())];
        let (added, left) =
            tokio::join!(ask(&mut manager, ADD, &room, &fields), leaver.call("/forms/organizations/leave", &gone));
        assert_eq!(left.status, 200);
        assert!(matches!(added.status, 200 | 422), "{added:?}");
        assert_eq!(role(&app, &room, &ben).await, "none");
    }
    app.done().await;
}

#[tokio::test]
async fn who_may_not_is_refused_and_nothing_changes() {
    let app = TestApp::start().await;
    let (owner, room) = app.manager_of_room().await;
    let own = owner.user.to_string();
    let spare = app.signed_in_as(OrgRole::Member, &room.org).await;
    let email = spare.email.clone();
    let asks = [
        (ADD, vec![("who", email.as_str()), ("role", "viewer")]),
        (CHANGE, vec![("user", own.as_str()), ("version", "1"), ("role", "viewer")]),
        (REMOVE, vec![("user", own.as_str()), ("version", "1")]),
    ];
    let editor = app.inside(WorkspaceRole::Editor, &room).await;
    let viewer = app.inside(WorkspaceRole::Viewer, &room).await;
    let outside = app.collaborator(WorkspaceRole::Editor, &room).await;
    for mut person in [editor, viewer, outside] {
        for (door, more) in &asks {
            let refused = ask(&mut person.browser, door, &room, more).await;
            assert_eq!(refused.status, 403, "{door}");
            assert!(refused.json::<AppError>().message.ends_with("Ask a manager of it."));
        }
    }
    for mut person in [app.signed_in_as(OrgRole::Owner, &room.org).await, spare, app.person("Stranger").await] {
        let asks = asks.clone().into_iter().chain([(LEAVE, vec![])]);
        for (door, more) in asks {
            assert_eq!(ask(&mut person.browser, door, &room, &more).await.status, 404, "{door}");
        }
    }
    let lines: i64 = app.ask("select count(*) from audit_log where action like $1", "workspace_member.%").await;
    assert_eq!(lines, 0);
    app.done().await;
}

#[tokio::test]
async fn a_program_does_what_the_page_does() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let ben = app.signed_in_as(OrgRole::Member, &room.org).await;
    let members = room.rest("members");
    let body = json!({ "email": ben.email, "role": "editor" });
    let added = owner.browser.rest(Method::POST, &members, Some(body)).await;
    assert_eq!(added.status, 201);
    let added: Value = added.json();
    assert_eq!((&added["user"], &added["role"], &added["version"]), (&json!(ben.user), &json!("editor"), &json!(1)));
    let one = format!("{members}/{}", ben.user);
    let change = json!({ "version": 1, "role": "viewer" });
    let changed: Value = owner.browser.rest(Method::PATCH, &one, Some(change.clone())).await.json();
    assert_eq!((&changed["role"], &changed["version"]), (&json!("viewer"), &json!(2)));
    assert_eq!(owner.browser.rest(Method::PATCH, &one, Some(change)).await.status, 409);
    let none = json!({ "version": 2, "role": "boss" });
    assert_eq!(owner.browser.rest(Method::PATCH, &one, Some(none)).await.status, 422);
    assert_eq!(owner.browser.rest(Method::DELETE, &one, None).await.status, 422, "a version must be named");
    assert_eq!(owner.browser.rest(Method::DELETE, &format!("{one}?version=2"), None).await.status, 204);
    let mut viewer = app.inside(WorkspaceRole::Viewer, &room).await;
    let own = format!("{members}/{}", viewer.user);
    assert_eq!(viewer.browser.rest(Method::DELETE, &own, None).await.status, 204);
    assert_eq!(viewer.browser.rest(Method::GET, &members, None).await.status, 404);
    let last = format!("{members}/{}", owner.user);
    assert_eq!(owner.browser.rest(Method::DELETE, &last, None).await.status, 422);
    app.done().await;
}

#[tokio::test]
async fn what_a_program_sends_again_is_done_once() {
    let app = TestApp::start().await;
    let (manager, room) = app.manager_of_room().await;
    let member = app.signed_in_as(OrgRole::Member, &room.org).await;
    let mut browser = manager.browser.clone();
    browser.headers.insert("idempotency-key", "add".parse().unwrap());
    let add = json!({ "email": member.email, "role": "viewer" });
    let added = browser.rest(Method::POST, &room.rest("members"), Some(add.clone())).await;
    let again = browser.rest(Method::POST, &room.rest("members"), Some(add)).await;
    assert_eq!((added.status, again.status), (201, 201), "{added:?} {again:?}");
    assert_eq!(added.json::<Value>(), again.json::<Value>());
    let listed: Value = browser.rest(Method::GET, &room.rest("members"), None).await.json();
    assert!(listed["members"].as_array().unwrap().contains(&added.json::<Value>()), "{listed}");

    browser.headers.insert("idempotency-key", "invite".parse().unwrap());
    let invite = json!({ "email": "guest@example.com", "role": "viewer" });
    let ask = || {
        let (mut browser, path, invite) = (browser.clone(), room.rest("invitations"), invite.clone());
        async move { browser.rest(Method::POST, &path, Some(invite)).await }
    };
    let (first, second) = tokio::join!(ask(), ask());
    assert_eq!((first.status, second.status), (201, 201), "{first:?} {second:?}");
    assert_eq!(first.json::<Value>(), second.json::<Value>());
    assert_eq!(app.audit("workspace_invitation.sent").await.len(), 1);
    assert_eq!(app.audit("workspace_member.added").await.len(), 1);
    let path = room.rest(&format!("invitations/{}/resend", first.json::<Value>()["id"].as_str().unwrap()));
    assert_eq!(browser.rest(Method::POST, &path, None).await.status, 400, "it would be sent each time");
    assert_eq!(app.audit("workspace_invitation.resent").await.len(), 0);
    browser.headers.remove("idempotency-key");
    let resent = browser.rest(Method::POST, &path, None).await;
    assert_eq!((resent.status, &resent.json::<Value>()["email"]), (200, &json!("guest@example.com")), "{resent:?}");
    app.done().await;
}
