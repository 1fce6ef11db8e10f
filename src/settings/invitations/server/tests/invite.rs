//! Who is invited, as what, and what is told.

use super::{INVITE, LIST, NO_FILE, RESEND, REVOKE, act, count, invite, latest, list, page};
use crate::{
    model::{AppError, OrgRole},
    settings::invitations::model::{Invitations, Status},
    tests::support::{Answer, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};
use time::Duration;

#[tokio::test]
async fn people_are_invited_by_mail_and_the_audit_log_tells() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, page) = (org.id.to_string(), page(&org));
    let people = "email,role\nben@example.com,Admin\nCara@Example.com,\n";
    let fields = [("org", id.as_str()), ("role", "member"), ("people", people)];
    owner.browser.submit_file(&page, INVITE, &fields, NO_FILE).await.expect_redirect(&page);
    let shown = owner.browser.open(&page).await;
    shown
        .expect_page(200, "2 people are invited.")
        .expect_page(200, "ben@example.com is invited to become an admin.")
        .expect_page(200, "2 invitations")
        .expect_page(200, "Invited by Olga Owner");
    app.work().await;
    let mail = app.mail.last_to("Cara@Example.com");
    assert_eq!(mail.header("Subject"), "You are invited to Acme");
    let text = mail.text();
    for said in ["Olga Owner (", "invites you to become a member of Acme.", "until 8 March 2030, 12:00 UTC"] {
        assert!(text.contains(said), "{said:?} isn't in {text}");
    }
    app.browser().open(&mail.link()).await.expect_page(200, "Olga Owner invites you to become a member of Acme.");
    assert_eq!(app.audit("invitation.sent").await[0]["role"], "admin");

    let first = mail.header("Message-ID");
    let ben = latest(&app, "cara@example.com").await;
    app.clock.forward(Duration::days(2));
    assert_eq!(act(&mut owner, RESEND, &org, &ben).await.status, 200);
    app.work().await;
    let again = app.mail.last_to("Cara@Example.com");
    assert_ne!(again.header("Message-ID"), first, "a mailbox would take it for the first");
    assert_eq!(again.link(), mail.link());
    assert!(again.text().contains("until 10 March 2030"));

    assert_eq!(act(&mut owner, REVOKE, &org, &ben).await.status, 200);
    app.browser().open(&mail.link()).await.expect_page(422, "This invitation was revoked.");
    let late = act(&mut owner, REVOKE, &org, &ben).await;
    assert_eq!(
        (late.status, late.json::<AppError>().message.as_str()),
        (422, "The invitation of Cara@Example.com was revoked meanwhile. Nothing was changed.")
    );
    owner.browser.submit(&page, RESEND, &[("org", &id), ("who[]", &ben)]).await.expect_redirect(&page);
    let told = "The invitation of Cara@Example.com was revoked meanwhile, so it wasn’t sent again.";
    owner.browser.open(&page).await.expect_page(200, told);
    assert_eq!(app.audit("invitation.resent").await.len(), 1);
    assert_eq!(app.audit("invitation.revoked").await[0]["email"], "Cara@Example.com");
    app.done().await;
}

#[tokio::test]
async fn what_is_wrong_is_told_line_by_line_and_nobody_is_invited() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let member = app.signed_in_as(OrgRole::Member, &org).await;
    let (id, page) = (org.id.to_string(), page(&org));
    let known = format!("ben@example.com, {}", member.email.to_uppercase());
    for (people, said) in [
        ("ben@example.com\nnobody", "Line 2: “nobody” is no address like name@example.com."),
        ("ben@example.com\ncara@throwaway.example", "addresses at throwaway.example"),
        ("ben@example.com,boss", "Line 1: “boss” is no role."),
        (known.as_str(), "is a member already."),
        ("", "Enter at least one email address."),
    ] {
        let refused = invite(&mut owner, &org, "member", people).await;
        assert_eq!(refused.status, 422, "{people:?}");
        let error: AppError = refused.json();
        assert!(error.at("people").is_some_and(|message| message.contains(said)), "{error:?}");
        let fields = [("org", id.as_str()), ("role", "member"), ("people", people)];
        owner.browser.submit_file(&page, INVITE, &fields, NO_FILE).await.expect_redirect(&page);
        let first = people.lines().next().unwrap_or_default();
        owner.browser.open(&page).await.expect_page(200, said).expect_page(200, first);
    }
    let long = invite(&mut owner, &org, "member", &"x".repeat(1024 * 1024 + 1)).await;
    assert_eq!(long.status, 413);
    assert!(long.json::<AppError>().at("people").unwrap().starts_with("This list is larger than 1 MB."));
    assert_eq!(count(&app).await, 0);
    app.work().await;
    assert!(app.mail.all_to("ben@example.com").is_empty());
    app.done().await;
}

#[tokio::test]
async fn inviting_again_takes_the_place_of_the_first() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    assert_eq!(invite(&mut owner, &org, "member", "ben@example.com").await.status, 200);
    app.work().await;
    let first = app.mail.last_to("ben@example.com").link();
    app.clock.forward(Duration::seconds(1));
    let told: Value = invite(&mut owner, &org, "admin", "Ben@example.com").await.json();
    assert!(told["toast"].as_str().unwrap().contains("an invitation from before ended for it"), "{told}");
    app.work().await;
    app.browser().open(&first).await.expect_page(422, "A newer invitation replaced this one.");
    let second = app.mail.last_to("Ben@example.com").link();
    app.browser().open(&second).await.expect_page(200, "become an admin of Acme");
    let replaced = &app.audit("invitation.replaced").await[0];
    assert_eq!(replaced["by"], latest(&app, "ben@example.com").await);
    let statuses: Vec<Status> = list(&mut owner, &org, "").await.page.rows.into_iter().map(|row| row.status).collect();
    assert_eq!(statuses, [Status::Pending, Status::Replaced]);
    app.done().await;
}

#[tokio::test]
async fn nobody_invites_above_their_own_role() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let mut user_admin = app.signed_in_as(OrgRole::UserAdmin, &org).await;
    assert_eq!(invite(&mut admin, &org, "owner", "x@example.com").await.status, 403);
    let refused = invite(&mut user_admin, &org, "admin", "x@example.com").await;
    assert_eq!(
        (refused.status, refused.json::<AppError>().at("role")),
        (403, Some("Your role can't make somebody an admin. Ask an owner or admin."))
    );
    let refused = invite(&mut user_admin, &org, "member", "y@example.com,member\nx@example.com,billing admin").await;
    assert_eq!(refused.status, 403);
    assert!(
        refused
            .json::<AppError>()
            .at("people")
            .unwrap()
            .starts_with("Line 2: Your role can't make somebody a billing admin.")
    );
    assert_eq!(count(&app).await, 0);

    assert_eq!(invite(&mut owner, &org, "admin", "x@example.com").await.status, 200);
    let x = latest(&app, "x@example.com").await;
    for door in [RESEND, REVOKE] {
        assert_eq!(act(&mut user_admin, door, &org, &x).await.status, 403, "{door}");
    }
    let asked = [("org", org.slug.as_str()), ("link", x.as_str())];
    assert_eq!(user_admin.browser.call(LIST, &asked).await.json::<Invitations>().link, None);
    let shown: Invitations = admin.browser.call(LIST, &asked).await.json();
    let link = shown.link.unwrap();
    app.work().await;
    assert!(!app.mail.last_to("x@example.com").text().contains(&link.url), "another secret");
    admin.browser.open(&format!("{}?link={x}", page(&org))).await.expect_page(200, &link.url);
    assert_eq!(user_admin.browser.open(&page(&org)).await.body.matches(">User admin</option>").count(), 1);
    let (_other, elsewhere) = app.owner_of("Other").await;
    assert_eq!(act(&mut owner, REVOKE, &elsewhere, &x).await.status, 404);
    app.done().await;
}

#[tokio::test]
async fn a_program_invites_lists_and_revokes_by_rest() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let path = format!("/api/v1/organizations/{}/invitations", org.id);
    let people =
        json!({ "people": [{ "email": "ben@example.com", "role": "user_admin" }, { "email": "cara@example.com" }] });
    let made = owner.browser.rest(Method::POST, &path, Some(people)).await;
    assert_eq!(made.status, 201);
    let results = &made.json::<Value>()["results"];
    assert_eq!(
        (&results[0]["role"], &results[1]["role"], &results[1]["replaced"]),
        (&json!("user_admin"), &json!("member"), &json!(false))
    );
    let bad = json!({ "people": [{ "email": "dan@example.com" }, { "email": "nobody" }] });
    let problem: Value = owner.browser.rest(Method::POST, &path, Some(bad)).await.json();
    assert_eq!(
        (&problem["errors"][0]["field"], &problem["errors"][0]["detail"]),
        (&json!("people[1].email"), &json!("“nobody” is no address like name@example.com."))
    );
    let listed: Value = owner.browser.rest(Method::GET, &format!("{path}?status=pending"), None).await.json();
    assert_eq!(listed["invitations"].as_array().unwrap().len(), 2);
    assert_eq!(listed["invitations"][0]["expires_at"], "2030-03-08T12:00:00Z");
    let one = format!("{path}/{}", results[0]["id"].as_str().unwrap());
    assert_eq!(owner.browser.rest(Method::DELETE, &one, None).await.status, 204);
    assert_eq!(owner.browser.rest(Method::DELETE, &one, None).await.status, 422);
    let listed: Value = owner.browser.rest(Method::GET, &format!("{path}?status=canceled"), None).await.json();
    assert_eq!(listed["invitations"][0]["email"], "ben@example.com");
    app.done().await;
}

#[tokio::test]
async fn a_program_is_told_what_is_wrong_with_whom() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut user_admin = app.signed_in_as(OrgRole::UserAdmin, &org).await;
    let path = format!("/api/v1/organizations/{}/invitations", org.id);
    let fields = |answer: Answer| -> Vec<String> {
        let errors = answer.json::<Value>()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
    };
    let people = json!({ "people": [
        { "email": "a@example.com", "role": "boss" },
        { "email": "nobody", "role": "king" },
        { "email": "c@example.com", "role": "member" },
        { "email": "C@example.com", "role": "admin" },
    ] });
    let refused = owner.browser.rest(Method::POST, &path, Some(people)).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(!refused.body.contains("Line"), "{refused:?}");
    assert_eq!(fields(refused), ["people[0].role", "people[1].role", "people[1].email", "people[3].role"]);
    let people = json!({ "people": [
        { "email": "a@example.com", "role": "owner" },
        { "email": "b@example.com" },
        { "email": "c@example.com", "role": "admin" },
    ] });
    let refused = user_admin.browser.rest(Method::POST, &path, Some(people)).await;
    assert_eq!(
        (refused.status, fields(refused)),
        (403, vec!["people[0].role".to_owned(), "people[2].role".to_owned()])
    );
    let people = json!({ "people": [{ "email": "b@example.com" }, { "email": owner.email }] });
    let refused = owner.browser.rest(Method::POST, &path, Some(people)).await;
    assert_eq!((refused.status, fields(refused)), (422, vec!["people[1].email".to_owned()]));
    let mut keyed = owner.browser.clone();
    keyed.headers.insert("idempotency-key", "one".parse().unwrap());
    let people = json!({ "people": [{ "email": "b@example.com" }] });
    let refused = keyed.rest(Method::POST, &path, Some(people)).await;
    assert_eq!(refused.status, 400, "{refused:?}");
    let workspaces = format!("/api/v1/organizations/{}/workspaces", org.id);
    let refused = keyed.rest(Method::POST, &workspaces, Some(json!({ "name": "Two" }))).await;
    assert_eq!(refused.status, 400, "{refused:?}");
    assert_eq!(count(&app).await, 0);
    app.done().await;
}

#[tokio::test]
async fn a_program_sends_again_and_hands_on_the_link() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut user_admin = app.signed_in_as(OrgRole::UserAdmin, &org).await;
    assert_eq!(invite(&mut owner, &org, "admin", "ana@example.com").await.status, 200);
    let path = format!("/api/v1/organizations/{}/invitations/{}", org.id, latest(&app, "ana@example.com").await);
    let (resend, link) = (format!("{path}/resend"), format!("{path}/link"));
    app.clock.forward(Duration::days(1));
    let again = owner.browser.rest(Method::POST, &resend, None).await;
    assert_eq!(
        (again.status, &again.json::<Value>()["expires_at"]),
        (200, &json!("2030-03-09T12:00:00Z")),
        "{again:?}"
    );
    let found: Value = owner.browser.rest(Method::GET, &link, None).await.json();
    let url = found["url"].as_str().unwrap();
    app.browser()
        .open(url.trim_start_matches("http://localhost:3000"))
        .await
        .expect_page(200, "become an admin of Acme");
    for (method, path) in [(Method::POST, &resend), (Method::GET, &link)] {
        assert_eq!(user_admin.browser.rest(method, path, None).await.status, 403, "{path}");
    }
    assert_eq!(owner.browser.rest(Method::DELETE, &path, None).await.status, 204);
    for (method, path) in [(Method::POST, &resend), (Method::GET, &link)] {
        assert_eq!(owner.browser.rest(method, path, None).await.status, 422, "{path}");
    }
    app.done().await;
}

#[tokio::test]
async fn an_invitation_above_ones_own_role_is_not_replaced() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut user_admin = app.signed_in_as(OrgRole::UserAdmin, &org).await;
    assert_eq!(invite(&mut owner, &org, "owner", "boss@example.com").await.status, 200);
    let boss = latest(&app, "boss@example.com").await;
    let refused = invite(&mut user_admin, &org, "member", "ben@example.com Boss@example.com").await;
    let error: AppError = refused.json();
    assert_eq!(refused.status, 403, "{error:?}");
    let told = error.at("people").unwrap();
    assert!(told.contains("Boss@example.com is invited to become an owner."), "{told}");
    assert_eq!((count(&app).await, latest(&app, "boss@example.com").await), (1, boss), "nobody is invited");
    let status: i64 = app.ask("select count(*) from invitations where outcome is not null and $1 = ''", "").await;
    assert_eq!(status, 0);
    assert_eq!(invite(&mut user_admin, &org, "member", "ben@example.com").await.status, 200);
    assert_eq!(invite(&mut owner, &org, "admin", "ben@example.com").await.status, 200, "upward it is");
    app.done().await;
}

#[tokio::test]
async fn whoever_comes_back_needs_no_invitation_and_takes_one_seat() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let jay = app.signed_in_as(OrgRole::Member, &org).await;
    let (id, user) = (org.id.to_string(), jay.user.to_string());
    let member: String =
        app.ask("select id::text from memberships where user_id || '/' || org_id = $1", &format!("{user}/{id}")).await;
    let who = format!("{member}:1");
    let removed = owner.browser.call("/forms/members/remove", &[("org", &id), ("who[]", &who)]).await;
    assert_eq!(removed.status, 200, "{removed:?}");
    app.run("update organizations set seat_limit = 3").await.unwrap();
    assert_eq!(invite(&mut owner, &org, "member", &jay.email).await.status, 200);
    let invitation = latest(&app, &jay.email).await;
    let reinstate = [("org", id.as_str()), ("user", user.as_str())];
    let back = owner.browser.call("/forms/members/reinstate", &reinstate).await;
    assert_eq!(back.status, 200, "{back:?}");
    owner.browser.open(&page(&org)).await.expect_page(200, "3 of 3 seats");
    let again = act(&mut owner, RESEND, &org, &invitation).await;
    assert_eq!(again.status, 422);
    assert!(again.json::<AppError>().message.contains("is a member already"), "{again:?}");
    app.work().await;
    let outcome: String = app.ask("select outcome from invitations where id = $1::uuid", &invitation).await;
    assert_eq!(outcome, "canceled");
    assert_eq!(app.audit("invitation.revoked").await[0]["invitation"], invitation);
    owner.browser.open(&page(&org)).await.expect_page(200, "2 of 3 seats");
    app.done().await;
}
