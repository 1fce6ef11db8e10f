//! People from outside: invited to one workspace, from both sides of the link.

use super::{INVITE, LEAVE, RESEND, REVOKE, ask, main_of, role, submit};
use crate::{
    account::model::invitation::{Holder, Invitation},
    model::{AppError, OrgRole, WorkspaceRole},
    tests::support::{Browser, PASSWORD, Person, Room, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};
use time::Duration;

const FIND: &str = "/forms/account/invitation";
const ACCEPT: &str = "/forms/account/accept-invitation";
const DECLINE: &str = "/forms/account/decline-invitation";
const JOIN: &str = "/forms/account/sign-up-invited";
const SWITCH: &str = "/forms/account/switch";

fn token(link: &str) -> &str {
    link.rsplit('/').next().unwrap()
}

/// Invites, and returns the mailed link.
async fn invite(app: &TestApp, person: &mut Person, room: &Room, role: &str, email: &str) -> String {
    let answer = ask(&mut person.browser, INVITE, room, &[("email", email), ("role", role)]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    app.work().await;
    app.mail.last_to(email).link()
}

async fn id_of(app: &TestApp, email: &str) -> String {
    let id: uuid::Uuid = app
        .ask("select id from invitations where email_key = lower($1) order by created_at desc, id desc limit 1", email)
        .await;
    id.to_string()
}

async fn holder(browser: &mut Browser, link: &str) -> Holder {
    browser.call(FIND, &[("token", token(link))]).await.json::<Invitation>().holder
}

async fn refusal(browser: &mut Browser, door: &str, link: &str) -> (u16, String) {
    let answer = browser.call(door, &[("token", token(link))]).await;
    (answer.status, answer.json::<AppError>().message)
}

#[tokio::test]
async fn somebody_new_comes_into_the_one_workspace_and_into_nothing_else() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    // No seat is free, and none is taken.
    app.run(&format!("update organizations set seat_limit = 1 where id = '{}'", room.org.id)).await.unwrap();
    let page = room.page("members");
    submit(&mut owner.browser, INVITE, &room, &[("email", "Ben@example.com"), ("role", "editor")])
        .await
        .expect_redirect(&page);
    let shown = owner.browser.open(&page).await;
    shown
        .expect_page(200, "Ben@example.com is invited to become an editor of this workspace.")
        .expect_page(200, "Pending");
    app.work().await;
    let mail = app.mail.last_to("Ben@example.com");
    assert_eq!(mail.header("Subject"), "You are invited to General");
    for said in ["invites you to become an editor of General, a workspace of Acme.", "until 8 March 2030, 12:00 UTC"] {
        assert!(mail.text().contains(said), "{said:?} isn't in {}", mail.text());
    }
    let link = mail.link();
    let mut browser = app.browser();
    let told = browser.open(&link).await;
    told.expect_page(200, "Olga Owner invites you to become an editor of General, a workspace of Acme.")
        .expect_page(200, "Create account and join General")
        .expect_page(200, "you become no member of the organization")
        .expect_page(200, "value=\"Ben@example.com\"");
    assert!(!told.body.contains(&room.org.slug), "the page says what the mail said");

    let fields = [("token", token(&link)), ("name", "Ben Okafor"), ("password", PASSWORD)];
    let inside = format!("/o/{}/w/general", room.org.slug);
    browser.submit(&link, JOIN, &fields).await.expect_redirect(&inside);
    browser
        .open(&page)
        .await
        .expect_page(200, "You are an editor of General now.")
        .expect_page(200, "Outside collaborator");
    let members: i64 = app
        .ask("select count(*) from memberships m join users u on u.id = m.user_id where u.name = $1", "Ben Okafor")
        .await;
    assert_eq!(members, 0, "a member of nothing");
    let line: Value =
        app.ask("select to_jsonb(a) from audit_log a where action = $1", "workspace_invitation.accepted").await;
    assert_eq!((&line["workspace_id"], &line["details"]["role"]), (&json!(room.id), &json!("editor")));
    app.work().await;
    let heard = app.mail.last_to(&owner.email);
    assert_eq!(heard.header("Subject"), "Ben Okafor joined General");
    assert_eq!(heard.link(), page);

    // Where they find it again.
    browser.open("/").await.expect_redirect(&inside);
    browser
        .open("/account/organizations")
        .await
        .expect_page(200, "Workspaces shared with you")
        .expect_page(200, &inside);
    browser.open("/account").await.expect_page(200, "Shared with you");
    let again = app.browser().call(JOIN, &fields).await;
    assert_eq!((again.status, again.json::<AppError>().message.contains("accepted already")), (422, true));
    browser.open(&link).await.expect_page(200, "You are in General already.");
    let mut own = app.browser();
    own.open(&link).await.expect_page(422, "It works once: sign in to go on.");
    app.done().await;
}

#[tokio::test]
async fn a_collaborator_gets_nothing_of_the_organization_but_the_workspace() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let mut cora = app.collaborator(WorkspaceRole::Manager, &room).await;
    let (slug, id) = (&room.org.slug, room.org.id);
    cora.browser.open(&room.page("members")).await.expect_page(200, "Cora Outside");
    let member = owner.user.to_string();
    let pages = [
        "",
        "/settings/general",
        "/settings/members",
        "/settings/members/invitations",
        "/settings/audit",
        "/welcome",
        "/nothing",
    ];
    for rest in pages
        .into_iter()
        .map(str::to_owned)
        .chain([format!("/settings/members/{member}"), "/w/other/members".to_owned()])
    {
        let (theirs, none) = (
            cora.browser.open(&format!("/o/{slug}{rest}")).await,
            cora.browser.open(&format!("/o/no-such-place{rest}")).await,
        );
        assert_eq!((theirs.status, none.status), (404, 404), "{rest}");
        let bare = |body: &str| {
            let nonce = body.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
            body.replace(nonce, "")
        };
        assert_eq!(bare(&theirs.body), bare(&none.body), "{rest}");
    }
    for rest in ["", "/members", "/invitations", "/audit"] {
        let path = format!("/api/v1/organizations/{id}{rest}");
        assert_eq!(cora.browser.rest(Method::GET, &path, None).await.status, 404, "{rest}");
    }
    for door in [
        "/forms/organizations/frame",
        "/forms/overview/get",
        "/forms/general/get",
        "/forms/members/get",
        "/forms/invitations/list",
    ] {
        assert_eq!(cora.browser.call(door, &[("org", slug)]).await.status, 404, "{door}");
    }
    // The sidebar offers the workspace, and not the organization.
    let shown = cora.browser.open(&room.page("members")).await;
    assert!(!shown.body.contains(&format!("href=\"/o/{slug}\"")), "no way to what doesn't open");
    assert!(shown.body.contains(&format!("href=\"/o/{slug}/w/general\"")));
    // Nor does the organization have them among its own.
    let members = owner.browser.open(&format!("/o/{slug}/settings/members")).await;
    assert!(!main_of(&members).contains("Cora Outside"));
    app.done().await;
}

#[tokio::test]
async fn somebody_with_an_account_signs_in_and_accepts() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let mut ben = app.person("Ben Okafor").await;
    let mut eve = app.person("Eve Other").await;
    let link = invite(&app, &mut owner, &room, "viewer", &ben.email).await;
    let inside = format!("/o/{}/w/general", room.org.slug);
    app.browser().open(&link).await.expect_page(200, "Sign in to go on.");
    assert_eq!(holder(&mut eve.browser, &link).await, Holder::Other { email: eve.email.clone() });
    let (status, message) = refusal(&mut eve.browser, ACCEPT, &link).await;
    assert_eq!(
        (status, message),
        (403, format!("This invitation is for {}. Sign in with that address to answer it.", ben.email))
    );
    eve.browser.open(&link).await.expect_page(200, "Sign out and go on");
    eve.browser.submit(&link, SWITCH, &[("token", token(&link))]).await.expect_redirect(&link);
    assert_eq!(holder(&mut eve.browser, &link).await, Holder::Known);
    assert_eq!(holder(&mut ben.browser, &link).await, Holder::Invited);
    ben.browser.open(&link).await.expect_page(200, "Accept and join General").expect_page(200, "Decline invitation");
    ben.browser.submit(&link, ACCEPT, &[("token", token(&link))]).await.expect_redirect(&inside);
    assert_eq!(role(&app, &room, &ben).await, "viewer:1");
    assert_eq!(holder(&mut ben.browser, &link).await, Holder::Member { path: inside });
    assert_eq!(refusal(&mut ben.browser, ACCEPT, &link).await.0, 422);
    // Out again; the used link leads back for nobody.
    assert_eq!(ask(&mut ben.browser, LEAVE, &room, &[]).await.status, 200);
    ben.browser.open(&link).await.expect_page(422, "accepted already");
    app.done().await;
}

#[tokio::test]
async fn every_end_has_its_sentence() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let page = room.page("members");
    let link = invite(&app, &mut owner, &room, "viewer", "ben@example.com").await;
    let mut browser = app.browser();
    app.clock.forward(Duration::days(7));
    browser.open(&link).await.expect_page(422, "This invitation has expired.");
    owner.browser.open(&page).await.expect_page(200, "Expired");
    let ben = id_of(&app, "ben@example.com").await;
    submit(&mut owner.browser, RESEND, &room, &[("invitation", &ben)]).await.expect_redirect(&page);
    owner
        .browser
        .open(&page)
        .await
        .expect_page(200, "is on its way to ben@example.com again")
        .expect_page(200, "Pending");
    app.work().await;
    let reminder = app.mail.last_to("ben@example.com");
    assert_eq!(
        (reminder.header("Subject").as_str(), reminder.link()),
        ("Reminder: your invitation to General", link.clone())
    );
    browser.open(&link).await.expect_page(200, "Join General");

    let newer = invite(&app, &mut owner, &room, "editor", "BEN@example.com").await;
    browser.open(&link).await.expect_page(422, "A newer invitation replaced this one.");
    assert_eq!(app.audit("workspace_invitation.replaced").await.len(), 1);
    let ben = id_of(&app, "ben@example.com").await;
    submit(&mut owner.browser, REVOKE, &room, &[("invitation", &ben)]).await.expect_redirect(&page);
    owner.browser.open(&page).await.expect_page(200, "The invitation of BEN@example.com is revoked.");
    browser.open(&newer).await.expect_page(422, "This invitation was revoked.");
    let late = ask(&mut owner.browser, RESEND, &room, &[("invitation", &ben)]).await;
    assert_eq!(
        late.json::<AppError>().message,
        "The invitation of BEN@example.com was revoked meanwhile. Nothing was changed."
    );

    let link = invite(&app, &mut owner, &room, "viewer", "cara@example.com").await;
    browser.submit(&link, DECLINE, &[("token", token(&link))]).await.expect_redirect(&link);
    browser
        .open(&link)
        .await
        .expect_page(422, "You declined to join General.")
        .expect_page(422, "This invitation was declined.");
    app.work().await;
    assert_eq!(app.mail.last_to(&owner.email).header("Subject"), "cara@example.com declined your invitation");

    let link = invite(&app, &mut owner, &room, "viewer", "dora@example.com").await;
    app.run(&format!("update workspaces set state = 'archived' where id = '{}'", room.id)).await.unwrap();
    browser.open(&link).await.expect_page(422, "This invitation is over.");
    let fields = [("token", token(&link)), ("name", "Dora"), ("password", PASSWORD)];
    assert_eq!(browser.call(JOIN, &fields).await.status, 422);
    app.done().await;
}

#[tokio::test]
async fn an_inviter_who_manages_no_more_vouches_for_nobody() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let mut manager = app.inside(WorkspaceRole::Manager, &room).await;
    let mut ben = app.person("Ben Okafor").await;
    let link = invite(&app, &mut manager, &room, "viewer", &ben.email).await;
    app.run(&format!("update workspace_memberships set role = 'editor' where user_id = '{}'", manager.user))
        .await
        .unwrap();
    let (status, message) = refusal(&mut ben.browser, ACCEPT, &link).await;
    let said =
        "Manager Inside, who invited you, is no manager of General any more. Ask a manager there to invite you again.";
    assert_eq!((status, message.as_str()), (403, said));
    assert_eq!(role(&app, &room, &ben).await, "none");
    let id = id_of(&app, &ben.email).await;
    assert_eq!(ask(&mut manager.browser, RESEND, &room, &[("invitation", &id)]).await.status, 403);
    assert_eq!(ask(&mut owner.browser, RESEND, &room, &[("invitation", &id)]).await.status, 200);
    assert_eq!(ben.browser.call(ACCEPT, &[("token", token(&link))]).await.status, 200);
    app.done().await;
}

#[tokio::test]
async fn who_is_known_is_not_invited_from_outside() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let member = app.signed_in_as(OrgRole::Member, &room.org).await;
    let cora = app.collaborator(WorkspaceRole::Viewer, &room).await;
    let add = format!("{} is a member of Acme. Add them as a member instead, above.", member.email);
    let inside = format!("{} is in this workspace already.", cora.email);
    for (email, said) in [
        (member.email.as_str(), add.as_str()),
        (&cora.email, &inside),
        ("", "Enter an email address."),
        ("nobody", "Enter an address like name@example.com."),
        ("x@sub.throwaway.example", "Addresses at sub.throwaway.example aren’t accepted here."),
    ] {
        let refused = ask(&mut owner.browser, INVITE, &room, &[("email", email), ("role", "viewer")]).await;
        assert_eq!((refused.status, refused.json::<AppError>().at("email")), (422, Some(said)), "{email}");
    }
    let page = room.page("members");
    submit(&mut owner.browser, INVITE, &room, &[("email", &member.email), ("role", "viewer")])
        .await
        .expect_redirect(&page);
    owner.browser.open(&page).await.expect_page(200, "Add them as a member instead");
    let made: i64 = app.ask("select count(*) from invitations where $1 = ''", "").await;
    assert_eq!(made, 0);
    app.done().await;
}

#[tokio::test]
async fn the_organizations_invitations_and_seats_know_nothing_of_those_to_a_workspace() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    app.run(&format!("update organizations set seat_limit = 2 where id = '{}'", room.org.id)).await.unwrap();
    let link = invite(&app, &mut owner, &room, "viewer", "ben@example.com").await;
    let list = format!("/o/{}/settings/members/invitations", room.org.slug);
    let shown = owner.browser.open(&list).await;
    shown.expect_page(200, "Nobody is invited yet").expect_page(200, "1 of 2 seats");
    let id = id_of(&app, "ben@example.com").await;
    let org = room.org.id.to_string();
    for door in ["/forms/invitations/revoke", "/forms/invitations/resend"] {
        let field = if door.ends_with("resend") { "who[]" } else { "invitation" };
        let answer = owner.browser.call(door, &[("org", &org), (field, &id)]).await;
        assert_eq!(answer.status, 404, "{door}");
    }
    // The same address is invited to the organization: both stand, and one answers one.
    let fields = [("org", org.as_str()), ("role", "member"), ("people", "ben@example.com")];
    let invited = owner.browser.call_with_file("/forms/invitations/invite", &fields, ("list", "", b"")).await;
    assert_eq!(invited.status, 200, "{invited:?}");
    app.work().await;
    let to_org = app.mail.last_to("ben@example.com").link();
    owner.browser.open(&list).await.expect_page(200, "1 invitation").expect_page(200, "2 of 2 seats");
    app.browser().open(&link).await.expect_page(200, "Join General");
    app.browser().open(&to_org).await.expect_page(200, "Join Acme");
    let overview: Value = owner.browser.call("/forms/overview/get", &[("org", &room.org.slug)]).await.json();
    assert!(overview.to_string().contains("\"invited\":1"), "{overview}");

    let mut browser = app.browser();
    let joins = [("token", token(&link)), ("name", "Ben Okafor"), ("password", PASSWORD)];
    assert_eq!(browser.call(JOIN, &joins).await.status, 200);
    assert_eq!(browser.call(ACCEPT, &[("token", token(&to_org))]).await.status, 200);
    let shown = owner.browser.open(&room.page("members")).await;
    shown.expect_page(200, "2 people");
    assert!(!main_of(&shown).contains("Outside collaborator<"), "who joins the organization is outside no more");
    app.done().await;
}

#[tokio::test]
async fn invitations_are_managers_business() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    invite(&app, &mut owner, &room, "viewer", "ben@example.com").await;
    let id = id_of(&app, "ben@example.com").await;
    let asks = [
        (INVITE, vec![("email", "cara@example.com"), ("role", "viewer")]),
        (RESEND, vec![("invitation", id.as_str())]),
        (REVOKE, vec![("invitation", id.as_str())]),
    ];
    let insiders =
        [app.inside(WorkspaceRole::Editor, &room).await, app.collaborator(WorkspaceRole::Viewer, &room).await];
    let strangers = [app.signed_in_as(OrgRole::Owner, &room.org).await, app.person("Stranger").await];
    for (status, person) in
        insiders.into_iter().map(|person| (403, person)).chain(strangers.into_iter().map(|person| (404, person)))
    {
        let mut person = person;
        for (door, more) in &asks {
            assert_eq!(ask(&mut person.browser, door, &room, more).await.status, status, "{door}");
        }
        assert_eq!(person.browser.rest(Method::GET, &room.rest("invitations"), None).await.status, status);
    }
    // Of another workspace's a manager there knows nothing.
    let (mut other, elsewhere) = app.manager_of_room().await;
    assert_eq!(ask(&mut other.browser, REVOKE, &elsewhere, &[("invitation", &id)]).await.status, 404);
    // A manager from outside invites too.
    let mut cora = app.collaborator(WorkspaceRole::Manager, &room).await;
    assert_eq!(
        ask(&mut cora.browser, INVITE, &room, &[("email", "dora@example.com"), ("role", "viewer")]).await.status,
        200
    );
    app.done().await;
}

#[tokio::test]
async fn a_program_invites_and_revokes() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let path = room.rest("invitations");
    let body = json!({ "email": "ben@example.com", "role": "viewer" });
    let made = owner.browser.rest(Method::POST, &path, Some(body)).await;
    assert_eq!(made.status, 201);
    let id = made.json::<Value>()["id"].as_str().unwrap().to_owned();
    let listed: Value = owner.browser.rest(Method::GET, &path, None).await.json();
    assert_eq!((&listed["invitations"][0]["id"], &listed["invitations"][0]["status"]), (&json!(id), &json!("pending")));
    assert_eq!(owner.browser.rest(Method::DELETE, &format!("{path}/{id}"), None).await.status, 204);
    assert_eq!(owner.browser.rest(Method::DELETE, &format!("{path}/{id}"), None).await.status, 422);
    let listed: Value = owner.browser.rest(Method::GET, &path, None).await.json();
    assert_eq!(listed["invitations"], json!([]));
    app.done().await;
}

#[tokio::test]
async fn of_accepting_and_revoking_at_once_one_wins() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    for turn in 0..8 {
        let ben = app.person("Ben Okafor").await;
        let link = invite(&app, &mut owner, &room, "viewer", &ben.email).await;
        let id = id_of(&app, &ben.email).await;
        let (mut accepter, mut revoker) = (ben.browser.clone(), owner.browser.clone());
        let (accepts, revokes) = ([("token", token(&link))], [("invitation", id.as_str())]);
        let (accepted, revoked) = tokio::join!(accepter.call(ACCEPT, &accepts), async {
            for _ in 0..turn * 5 {
                tokio::task::yield_now().await;
            }
            ask(&mut revoker, REVOKE, &room, &revokes).await
        });
        let mut statuses = [accepted.status, revoked.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422], "{} {}", accepted.body, revoked.body);
        assert_eq!(role(&app, &room, &ben).await == "viewer:1", accepted.status == 200);
    }
    app.done().await;
}
