//! What is done to members, one by one and several at once, and what they and programs see of it.

use super::{CHANGE, END_SESSIONS, REACTIVATE, REINSTATE, REMOVE, SUSPEND, ask, main_of, page, pick, role};
use crate::{
    kernel::crypto::Purpose,
    model::{AppError, OrgRole, WorkspacePermission},
    tests::support::{PASSWORD, Person, TestApp, statements},
};
use axum::http::Method;
use serde_json::{Value, json};
use time::Duration;

#[tokio::test]
async fn an_owner_changes_a_role_and_it_holds_on_the_next_request() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    admin.browser.open(&page(&org)).await.expect_page(200, "Person admin");
    let (id, who) = (org.id.to_string(), pick(&app, &org, &admin).await);
    let list = page(&org);
    owner.browser.open(&list).await.expect_page(200, &format!("value=\"{who}\""));
    let fields = [("org", id.as_str()), ("who[]", &who), ("role", "billing_admin")];
    owner.browser.submit(&list, CHANGE, &fields).await.expect_redirect(&list);
    owner.browser.open(&list).await.expect_page(200, "Person admin is a billing admin now.");
    admin.browser.open(&list).await.expect_page(403, "Ask an owner, admin or user admin.");
    let told = &app.audit("member.role_changed").await[0];
    assert_eq!(
        (&told["from"], &told["to"], &told["user"]),
        (&json!("admin"), &json!("billing_admin"), &json!(admin.user))
    );
    app.work().await;
    let mail = app.mail.last_to(&admin.email);
    assert!(mail.text().contains("from admin to billing admin"), "{}", mail.text());
    app.done().await;
}

#[tokio::test]
async fn nobody_goes_beyond_their_own_rights() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let user_admin = app.signed_in_as(OrgRole::UserAdmin, &org).await;
    let billing = app.signed_in_as(OrgRole::BillingAdmin, &org).await;
    let member = app.signed_in_as(OrgRole::Member, &org).await;
    let stranger = app.person("Stranger").await;
    let before: Value = app
        .ask("select jsonb_agg(to_jsonb(m) - 'last_active_at' order by id) from memberships m where $1 = ''", "")
        .await;
    let picks = [&owner, &admin, &member].map(|person| pick(&app, &org, person));
    let [of_owner, of_admin, of_member] = futures::future::join_all(picks).await.try_into().unwrap();
    let own = pick(&app, &org, &owner).await;
    app.work().await;
    let mails = app.mail.all_to(&owner.email).len() + app.mail.all_to(&admin.email).len();
    for door in [CHANGE, REMOVE, SUSPEND, END_SESSIONS] {
        let role = [("role", "member")];
        for (mut browser, who, status, says) in [
            (admin.browser.clone(), &of_owner, 403, "Ask an owner."),
            (user_admin.browser.clone(), &of_admin, 403, "Ask an owner or admin."),
            (user_admin.browser.clone(), &of_owner, 403, "Ask an owner."),
            (billing.browser.clone(), &of_member, 403, "Ask an owner, admin or user admin."),
            (owner.browser.clone(), &own, 403, "go to Organizations in your account"),
            (stranger.browser.clone(), &of_member, 404, ""),
        ] {
            let answer = ask(&mut browser, door, &org, &[who.as_str()], &role).await;
            let error: AppError = answer.json();
            assert_eq!(answer.status, status, "{door} {error}");
            assert!(error.message.ends_with(says) || error.message.contains("your account"), "{door} {error}");
        }
    }
    for (mut browser, wanted) in [
        (admin.browser.clone(), "owner"),
        (user_admin.browser.clone(), "admin"),
        (user_admin.browser.clone(), "billing_admin"),
    ] {
        let answer = ask(&mut browser, CHANGE, &org, &[&of_member], &[("role", wanted)]).await;
        assert_eq!(answer.status, 403, "{wanted} {}", answer.body);
    }
    let after: Value = app
        .ask("select jsonb_agg(to_jsonb(m) - 'last_active_at' order by id) from memberships m where $1 = ''", "")
        .await;
    assert_eq!(before, after);
    app.work().await;
    assert_eq!(app.mail.all_to(&owner.email).len() + app.mail.all_to(&admin.email).len(), mails);
    let mut open = admin.browser.open(&page(&org)).await;
    open.body = main_of(&open).to_owned();
    assert!(
        !open.body.contains(&format!("{}?remove", of_owner.split(':').next().unwrap())),
        "what is refused isn't offered"
    );
    assert!(open.body.contains(&format!("{}?remove", of_member.split(':').next().unwrap())));
    app.done().await;
}

#[tokio::test]
async fn who_is_suspended_is_locked_out_at_once_and_told_by_whom_to_be_let_in() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut member = app.signed_in_as(OrgRole::Admin, &org).await;
    let home = format!("/o/{}", org.slug);
    member.browser.open(&home).await.expect_page(200, "Acme");
    assert_eq!(ask(&mut owner.browser, SUSPEND, &org, &[&pick(&app, &org, &member).await], &[]).await.status, 200);
    member.browser.open(&home).await.expect_page(403, "Your access to Acme is suspended. Ask an owner or admin.");
    let id = org.id.to_string();
    let refused = member.browser.call("/forms/general/remove-logo", &[("org", &id), ("version", "1")]).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    assert_eq!(member.browser.rest(Method::GET, &format!("/api/v1/organizations/{id}"), None).await.status, 403);
    assert_ne!(member.browser.open("/").await.location(), home, "the start leads elsewhere");
    owner
        .browser
        .open(&format!("{}?show=suspended", page(&org)))
        .await
        .expect_page(200, "1 member<")
        .expect_page(200, &member.email);
    assert_eq!(ask(&mut owner.browser, REACTIVATE, &org, &[&pick(&app, &org, &member).await], &[]).await.status, 200);
    member.browser.open(&home).await.expect_page(200, "Acme");
    app.work().await;
    let mails = app.mail.all_to(&member.email);
    assert!(mails[mails.len() - 2].text().contains("until an owner or admin lets you in again"));
    assert_eq!((app.audit("member.suspended").await.len(), app.audit("member.reactivated").await.len()), (1, 1));
    app.done().await;
}

#[tokio::test]
async fn whoever_removes_somebody_is_told_of_their_keys_and_ends_them_if_so_asked() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let org = &workspace.org;
    let (mut leaver, mut stayer) = (
        app.program(&workspace, &WorkspacePermission::OF_KEYS).await,
        app.program(&workspace, &WorkspacePermission::OF_KEYS).await,
    );
    let mut admin = app.signed_in_as(OrgRole::Admin, org).await;
    let (first, second) = (app.signed_in_as(OrgRole::Member, org).await, app.signed_in_as(OrgRole::Member, org).await);
    for (person, key) in [(&first, "asc"), (&second, "desc")] {
        app.run(&format!(
            "update api_keys set name = 'Of {}', created_by = '{}' where id = (select id from api_keys order by id {key} limit 1)",
            key, person.user
        ))
        .await
        .unwrap();
    }
    let answers = async |program: &mut crate::tests::support::Browser| {
        program.rest(Method::GET, "/api/v1/forms", None).await.status
    };
    let ends =
        app.ask::<String>("select name from api_keys where created_by = $1::uuid", &first.user.to_string()).await;
    let page_of = async |person: &Person| {
        format!("{}/{}?remove", page(org), pick(&app, org, person).await.split(':').next().unwrap())
    };
    let shown = admin.browser.open(&page_of(&first).await).await;
    shown.expect_page(200, &ends).expect_page(200, "Revoke the API key that they made");
    assert!(!shown.body.contains("Of desc"), "another's");

    // Left out, the keys go on.
    assert_eq!(ask(&mut admin.browser, REMOVE, org, &[&pick(&app, org, &second).await], &[]).await.status, 200);
    assert_eq!((answers(&mut leaver).await, answers(&mut stayer).await), (200, 200));
    let asked = [("with_keys", "true")];
    assert_eq!(ask(&mut admin.browser, REMOVE, org, &[&pick(&app, org, &first).await], &asked).await.status, 200);
    let mut left = [answers(&mut leaver).await, answers(&mut stayer).await];
    left.sort_unstable();
    assert_eq!(left, [200, 401], "the one and not the other");
    let revoked =
        "select count(*) from api_keys where revoked_by = $1::uuid and created_by is not null and name = 'Of asc'";
    assert_eq!(app.ask::<i64>(revoked, &admin.user.to_string()).await, 1);
    let told = app.audit("member.keys_revoked").await;
    assert_eq!((told.len(), &told[0]["keys"][0]["name"]), (1, &json!("Of asc")));
    admin.browser.open(&format!("/o/{}/settings/audit", org.slug)).await.expect_page(200, "Of asc");
    app.done().await;
}

#[tokio::test]
async fn who_is_removed_can_come_back_for_thirty_days_if_a_seat_is_free() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let (list, id) = (page(&org), org.id.to_string());
    let who = pick(&app, &org, &admin).await;
    let person = format!("{list}/{}", who.split(':').next().unwrap());
    owner.browser.open(&person).await.expect_page(200, "Person admin loses access to Acme at once.");
    let fields = [("org", id.as_str()), ("who[]", &who), ("away", "true")];
    owner.browser.submit(&person, REMOVE, &fields).await.expect_redirect(&list);
    owner
        .browser
        .open(&list)
        .await
        .expect_page(200, "Person admin is removed.")
        .expect_page(200, "Removed in the last 30 days");
    assert_eq!(owner.browser.open(&person).await.status, 404);
    assert_eq!(admin.browser.open(&format!("/o/{}", org.slug)).await.status, 404);

    let user = admin.user.to_string();
    let reinstate = [("org", id.as_str()), ("user", user.as_str())];
    let _: i64 = app
        .ask(
            "with x as (update organizations set seat_limit = 1 where slug = $1 returning 1) select count(*) from x",
            &org.slug,
        )
        .await;
    let full = owner.browser.call(REINSTATE, &reinstate).await;
    assert_eq!(full.status, 422);
    let sentence = "no seat is free. Remove somebody, revoke an invitation, or ask the operator for more.";
    assert!(full.json::<AppError>().message.ends_with(sentence));
    owner.browser.open(&list).await.expect_page(200, "1 of 1 seats are taken");
    let _: i64 = app
        .ask(
            "with x as (update organizations set seat_limit = 2 where slug = $1 returning 1) select count(*) from x",
            &org.slug,
        )
        .await;
    app.clock.forward(Duration::days(13));
    assert_eq!(owner.browser.call(REINSTATE, &reinstate).await.status, 200);
    assert_eq!(role(&app, &org, &admin).await, "admin");
    owner.browser.open(&person).await.expect_page(200, "Person admin");
    assert_eq!(ask(&mut owner.browser, REMOVE, &org, &[&who], &[]).await.status, 409, "a page from before the removal");
    assert_eq!(owner.browser.call(REINSTATE, &reinstate).await.status, 404, "once");

    assert_eq!(ask(&mut owner.browser, REMOVE, &org, &[&pick(&app, &org, &admin).await], &[]).await.status, 200);
    for _ in 0..3 {
        app.clock.forward(Duration::days(10));
        owner.browser.open("/orgs").await;
    }
    let mut owner = Person { browser: app.browser(), ..owner };
    let answer = owner.browser.call("/forms/account/sign-in", &[("email", &owner.email), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(owner.browser.call(REINSTATE, &reinstate).await.status, 404, "too late");
    assert_eq!(app.audit("member.reinstated").await.len(), 1);
    app.done().await;
}

#[tokio::test]
async fn whose_account_is_being_deleted_does_not_come_back() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut ana = app.signed_in_as(OrgRole::Admin, &org).await;
    let who = pick(&app, &org, &ana).await;
    assert_eq!(ask(&mut owner.browser, REMOVE, &org, &[&who], &[]).await.status, 200);
    let fields = [("password", PASSWORD), ("confirm", ana.email.as_str())];
    assert_eq!(ana.browser.call("/forms/account/delete", &fields).await.status, 200);
    app.work().await;
    let mails = app.mail.all_to(&ana.email).len();
    let (id, user) = (org.id.to_string(), ana.user.to_string());
    let reinstate = [("org", id.as_str()), ("user", user.as_str())];
    let refused = owner.browser.call(REINSTATE, &reinstate).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    let mut bea = app.signed_in_as(OrgRole::Member, &org).await;
    let fields = [("password", PASSWORD), ("confirm", bea.email.as_str())];
    assert_eq!(bea.browser.call("/forms/account/delete", &fields).await.status, 200);
    owner.browser.open(&page(&org)).await.expect_page(200, "Deleting account");
    assert_eq!(
        refused.json::<AppError>().message,
        "Person admin deleted the account, so nobody comes back with it. Once they restore it, reinstate them."
    );
    assert_eq!(role(&app, &org, &ana).await, "none");
    app.work().await;
    assert_eq!(app.mail.all_to(&ana.email).len(), mails);
    let deletion: String = app.ask("select deletion::text from users where id = $1::uuid", &user).await;
    let token = app.kernel.keys.seal(Purpose::RestoreAccount, deletion.parse().unwrap());
    assert_eq!(app.browser().call("/forms/account/restore", &[("token", &token)]).await.status, 200);
    assert_eq!(owner.browser.call(REINSTATE, &reinstate).await.status, 200);
    assert_eq!(role(&app, &org, &ana).await, "admin");
    app.done().await;
}

#[tokio::test]
async fn a_stale_page_is_told_who_did_what() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let member = app.signed_in_as(OrgRole::Member, &org).await;
    let who = pick(&app, &org, &member).await;
    assert_eq!(ask(&mut admin.browser, CHANGE, &org, &[&who], &[("role", "user_admin")]).await.status, 200);
    let stale = ask(&mut owner.browser, CHANGE, &org, &[&who], &[("role", "admin")]).await;
    assert_eq!(stale.status, 409);
    assert!(
        stale.json::<AppError>().message.starts_with("Person admin changed Person member just now: now a user admin.")
    );
    assert_eq!(ask(&mut admin.browser, REMOVE, &org, &[&pick(&app, &org, &member).await], &[]).await.status, 200);
    let gone = ask(&mut owner.browser, SUSPEND, &org, &[&who], &[]).await;
    assert_eq!(gone.status, 404);
    let sentence = "Person admin removed Person member just now. Nothing was changed.";
    assert_eq!(gone.json::<AppError>().message, sentence);

    // Their own page is gone with them, and says so in its place.
    let (member, id) = (who.split(':').next().unwrap(), org.id.to_string());
    let own = format!("{}/{member}", page(&org));
    let fields = [("org", id.as_str()), ("who[]", &who), ("role", "admin")];
    owner.browser.submit(&own, CHANGE, &fields).await.expect_redirect(&own);
    owner.browser.open(&own).await.expect_page(404, sentence);
    let later = owner.browser.open(&own).await;
    assert!(later.status == 404 && !later.body.contains(sentence), "it is said once");
    app.done().await;
}

#[tokio::test]
async fn of_several_each_is_decided_on_their_own_and_the_page_tells() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let one = app.signed_in_as(OrgRole::Member, &org).await;
    let two = app.signed_in_as(OrgRole::UserAdmin, &org).await;
    let list = page(&org);
    let id = org.id.to_string();
    let picks = [pick(&app, &org, &owner).await, pick(&app, &org, &one).await, pick(&app, &org, &two).await];
    let mut fields = vec![("org", id.as_str()), ("role", "admin")];
    fields.extend(picks.iter().map(|pick| ("who[]", pick.as_str())));
    owner.browser.submit(&list, CHANGE, &fields).await.expect_redirect(&list);
    let told = owner.browser.open(&list).await;
    told.expect_page(200, "2 people are admins now.").expect_page(200, "Done: Person member, Person user admin.");
    told.expect_page(200, "You can't do that to yourself here.");
    assert_eq!(app.audit("member.role_changed").await.len(), 2);
    assert_eq!(role(&app, &org, &owner).await, "owner");

    let nobody = ask(&mut owner.browser, REMOVE, &org, &[&picks[0], &picks[1]], &[]).await;
    assert_eq!(nobody.status, 403, "one's own, and a stale one");
    assert_eq!(nobody.json::<AppError>().fields.len(), 2);
    owner.browser.submit(&list, REMOVE, &[("org", &id)]).await.expect_redirect(&list);
    owner.browser.open(&list).await.expect_page(200, "Select somebody first.");
    assert_eq!(ask(&mut owner.browser, REMOVE, &org, &["x"], &[]).await.status, 400);
    assert!(app.audit("member.removed").await.is_empty());
    app.done().await;
}

#[tokio::test]
async fn programs_change_and_remove_by_rest() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let member = app.signed_in_as(OrgRole::Member, &org).await;
    let who = pick(&app, &org, &member).await;
    let path = format!("/api/v1/organizations/{}/members/{}", org.id, who.split(':').next().unwrap());
    let changed = owner.browser.rest(Method::PATCH, &path, Some(json!({ "version": 1, "role": "admin" }))).await;
    assert_eq!((&changed.json::<Value>()["role"], &changed.json::<Value>()["version"]), (&json!("admin"), &json!(2)));
    let wrong = owner.browser.rest(Method::PATCH, &path, Some(json!({ "version": 2, "role": "king" }))).await;
    assert_eq!(wrong.json::<Value>()["errors"][0]["field"], "role");
    assert_eq!(owner.browser.rest(Method::DELETE, &format!("{path}?version=1"), None).await.status, 409);
    assert_eq!(owner.browser.rest(Method::DELETE, &format!("{path}?version=2"), None).await.status, 204);
    assert_eq!(owner.browser.rest(Method::DELETE, &format!("{path}?version=2"), None).await.status, 404);
    app.done().await;
}

#[tokio::test]
async fn a_persons_page_tells_what_they_reach_and_ends_their_sessions() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut member = app.signed_in_as(OrgRole::Member, &org).await;
    let who = pick(&app, &org, &member).await;
    let person = format!("{}/{}", page(&org), who.split(':').next().unwrap());
    owner
        .browser
        .open(&person)
        .await
        .expect_page(200, "In no workspace")
        .expect_page(200, "Never")
        .expect_page(200, "Browser 1");
    member.browser.open(&format!("/o/{}", org.slug)).await.expect_page(200, "Acme");
    let opened = owner.browser.open(&person).await;
    assert!(!main_of(&opened).contains("Never"), "their visit is noted");
    assert!(
        !main_of(&opened).contains("10.1.") && !main_of(&opened).contains("Tests"),
        "device and address are theirs"
    );
    let cost = statements(async || owner.browser.clone().open(&person).await).await;
    assert!((3..=8).contains(&cost), "{cost}");
    assert_eq!(ask(&mut owner.browser, END_SESSIONS, &org, &[&who], &[]).await.status, 200);
    assert_eq!(member.browser.open("/orgs").await.status, 303, "signed out");
    owner.browser.open(&person).await.expect_page(200, "Not signed in");
    assert_eq!(app.audit("member.sessions_ended").await[0]["sessions"], 1);
    for nobody in ["nonsense", "01890000-0000-7000-8000-000000000000"] {
        assert_eq!(owner.browser.open(&format!("{}/{nobody}", page(&org))).await.status, 404);
    }
    app.done().await;
}

#[tokio::test]
async fn who_is_suspended_is_told_wherever_they_look() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut ana = app.signed_in_as(OrgRole::Member, &org).await;
    let who = pick(&app, &org, &ana).await;
    assert_eq!(ask(&mut owner.browser, SUSPEND, &org, &[&who], &[]).await.status, 200);
    ana.browser.open("/account/organizations").await.expect_page(200, "Suspended");
    let own = format!(
        "delete from organizations where id <> '{}' and id in (select org_id from memberships where user_id = '{}')",
        org.id, ana.user
    );
    app.run(&own).await.unwrap();
    ana.browser.open("/").await.expect_redirect(&format!("/o/{}", org.slug));
    ana.browser.open(&format!("/o/{}", org.slug)).await.expect_page(403, "suspended");
    app.done().await;
}
