//! Inviting, by the doors that people and programs use.

use super::store::{From, Place, page_query};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageMembers, authorize},
        clock::Clock,
        db::Access,
        event::Origin,
    },
    model::{AppError, OrgRole},
    settings::invitations::model::{Invitations, Status},
    tests::support::{Answer, File, Org, Person, TestApp, statements},
};
use axum::http::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use time::Duration;

const INVITE: &str = "/forms/invitations/invite";
const LIST: &str = "/forms/invitations/list";
const RESEND: &str = "/forms/invitations/resend";
const REVOKE: &str = "/forms/invitations/revoke";
/// The file field as a browser sends it where none was chosen.
const NO_FILE: File = ("list", "", b"");

fn page(org: &Org) -> String {
    format!("/o/{}/settings/members/invitations", org.slug)
}

async fn invite(person: &mut Person, org: &Org, role: &str, people: &str) -> Answer {
    let org = org.id.to_string();
    let fields = [("org", org.as_str()), ("role", role), ("people", people)];
    person.browser.call_with_file(INVITE, &fields, NO_FILE).await
}

async fn upload(person: &mut Person, org: &Org, typed: &str, name: &str, content: &[u8]) -> Answer {
    let org = org.id.to_string();
    let fields = [("org", org.as_str()), ("role", "member"), ("people", typed)];
    person.browser.call_with_file(INVITE, &fields, ("list", name, content)).await
}

async fn act(person: &mut Person, door: &str, org: &Org, invitation: &str) -> Answer {
    let field = if door == RESEND { "who[]" } else { "invitation" };
    person.browser.call(door, &[("org", &org.id.to_string()), (field, invitation)]).await
}

async fn resend(person: &mut Person, org: &Org, picks: &[String]) -> Answer {
    let org = org.id.to_string();
    let picks = picks.iter().map(|pick| ("who[]", pick.as_str()));
    let fields: Vec<(&str, &str)> = std::iter::once(("org", org.as_str())).chain(picks).collect();
    person.browser.call(RESEND, &fields).await
}

async fn list(person: &mut Person, org: &Org, status: &str) -> Invitations {
    person.browser.call(LIST, &[("org", &org.slug), ("status", status)]).await.json()
}

async fn latest(app: &TestApp, email: &str) -> String {
    let id: uuid::Uuid = app
        .ask("select id from invitations where email_key = $1 order by created_at desc, id desc limit 1", email)
        .await;
    id.to_string()
}

async fn count(app: &TestApp) -> i64 {
    app.ask("select count(*) from invitations where $1 = ''", "").await
}

async fn set(app: &TestApp, sql: &'static str, org: &Org) {
    let done: i64 = app.ask(sql, &org.slug).await;
    assert_eq!(done, 1);
}

const PRO: &str =
    "with u as (update organizations set plan = 'pro' where slug = $1 returning 1) select count(*) from u";

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
async fn the_people_of_a_file_are_invited() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, page) = (org.id.to_string(), page(&org));
    let fields = [("org", id.as_str()), ("role", "member"), ("people", "")];
    let table = "\u{FEFF}Name;E-mail;Role\r\n\"Berg; Bo\";bo@example.com;Admin\r\nCem;cem@example.com;\r\n";
    let file = ("list", "people.csv", table.as_bytes());
    owner.browser.submit_file(&page, INVITE, &fields, file).await.expect_redirect(&page);
    owner
        .browser
        .open(&page)
        .await
        .expect_page(200, "bo@example.com is invited to become an admin.")
        .expect_page(200, "cem@example.com is invited to become a member.");
    app.work().await;
    assert_eq!(app.mail.last_to("cem@example.com").header("Subject"), "You are invited to Acme");
    assert_eq!(upload(&mut owner, &org, " \r\n", "a.txt", b"dora@example.com").await.status, 200, "blanks are no list");
    assert_eq!(app.audit("invitation.sent").await.len(), 3);
    app.done().await;
}

#[tokio::test]
async fn the_lines_of_a_refused_file_stand_in_the_field_to_be_corrected() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, page) = (org.id.to_string(), page(&org));
    let fields = [("org", id.as_str()), ("role", "admin"), ("people", "")];
    let table = "\n\nemail,role\nbo@example.com,king\ncem@example.com,admin\nno<b>body\n";
    let refused = owner.browser.call_with_file(INVITE, &fields, ("list", "<i>.csv", table.as_bytes())).await;
    assert_eq!(refused.status, 422);
    let lines: Vec<String> = refused.json::<AppError>().fields.into_iter().map(|field| field.message).collect();
    assert!(lines[0].starts_with("Line 2: “king” is no role."), "{lines:?}");
    assert_eq!(lines[1], "Line 4: “no<b>body” is no address like name@example.com.");

    let file = ("list", "<i>.csv", table.as_bytes());
    owner.browser.submit_file(&page, INVITE, &fields, file).await.expect_redirect(&page);
    let shown = owner.browser.open(&page).await;
    shown
        .expect_page(200, ">email,role\nbo@example.com,king\ncem@example.com,admin\nno&lt;b&gt;body\n</textarea>")
        .expect_page(200, "These are the lines of “&lt;i&gt;.csv”.")
        .expect_page(200, "<option value=\"admin\" selected");
    owner.browser.open(&page).await.expect_page(200, "></textarea>");

    set(&app, PRO, &org).await;
    let fits = "a@example.com\nb@example.com\nc@example.com";
    let file = ("list", "people.csv", fits.as_bytes());
    owner.browser.submit_file(&page, INVITE, &fields, file).await.expect_redirect(&page);
    let full = owner.browser.open(&page).await;
    full.expect_page(200, "2 of the 3 seats are free").expect_page(200, &format!(">{fits}</textarea>"));
    assert_eq!(count(&app).await, 0);
    app.done().await;
}

#[tokio::test]
async fn a_file_that_is_no_list_is_refused_with_a_sentence_at_it() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (large, far) = (vec![b'x'; 1024 * 1024 + 1], vec![b'x'; 30 * 1024 * 1024]);
    let utf16: Vec<u8> = "\u{FEFF}bo@example.com".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, &[u8], u16, &str); 7] = [
        ("", &large, 413, "This file is larger than 1 MB."),
        ("", &far, 413, "This file is larger than 1 MB."),
        ("", b"", 422, "There is nothing in this file."),
        ("", b"\xEF\xBB\xBF\r\n \n", 422, "There is nothing in this file."),
        ("", &utf16, 422, "This file isn’t text."),
        ("", b"bo@example.com\0", 422, "This file isn’t text."),
        ("ana@example.com", b"bo@example.com", 422, "There are people in the field above too."),
    ];
    for (typed, content, status, sentence) in cases {
        let refused = upload(&mut owner, &org, typed, "people.csv", content).await;
        let error = refused.json::<AppError>();
        assert_eq!(refused.status, status, "{error:?}");
        assert!(error.at("list").is_some_and(|said| said.starts_with(sentence)), "{sentence} {error:?}");
    }
    let many: String = (0..501).map(|number| format!("p{number}@example.com\n")).collect();
    let refused = upload(&mut owner, &org, "", "people.csv", many.as_bytes()).await;
    assert_eq!(refused.status, 422);
    assert!(refused.json::<AppError>().at("people").unwrap().starts_with("Invite at most 500 people at once"));

    let (id, page) = (org.id.to_string(), page(&org));
    let fields = [("org", id.as_str()), ("role", "member"), ("people", "ana@example.com")];
    owner
        .browser
        .submit_file(&page, INVITE, &fields, ("list", "a.csv", b"bo@example.com"))
        .await
        .expect_redirect(&page);
    owner
        .browser
        .open(&page)
        .await
        .expect_page(200, "There are people in the field above too.")
        .expect_page(200, ">ana@example.com</textarea>");
    let mut stranger = app.person("Stranger").await;
    for content in [b"".as_slice(), &large] {
        assert_eq!(upload(&mut stranger, &org, "", "people.csv", content).await.status, 404);
    }
    assert_eq!(count(&app).await, 0);
    app.done().await;
}

#[tokio::test]
async fn several_are_sent_again_at_once_and_each_is_told() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut user_admin = app.signed_in_as(OrgRole::UserAdmin, &org).await;
    let names = ["ana", "bo", "cem", "dora", "eve"];
    let list = "ana@example.com,user admin\nbo@example.com\ncem@example.com\ndora@example.com,admin\neve@example.com";
    assert_eq!(invite(&mut owner, &org, "member", list).await.status, 200);
    let mut picks = Vec::new();
    for name in names {
        picks.push(latest(&app, &format!("{name}@example.com")).await);
    }
    app.work().await;
    assert_eq!(act(&mut owner, REVOKE, &org, &picks[2]).await.status, 200);
    for _ in 0..4 {
        assert_eq!(act(&mut owner, RESEND, &org, &picks[4]).await.status, 200);
    }
    app.work().await;
    app.clock.forward(Duration::days(1) - Duration::hours(1));
    for _ in 0..5 {
        resend(&mut owner, &org, &picks[4..]).await;
    }
    app.work().await;
    let before = app.audit("invitation.resent").await.len();

    let strange = app.kernel.id::<crate::model::InvitationId>().to_string();
    let asked = [picks.clone(), vec![picks[0].clone(), strange]].concat();
    let answer = resend(&mut user_admin, &org, &asked).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let told: Value = answer.json();
    assert_eq!(told["toast"], "2 invitations are on their way again and work until 9 March 2030.");
    let lines: Vec<&str> = told["told"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    assert_eq!(
        lines[..4],
        [
            "Sent again: ana@example.com, bo@example.com.",
            "The invitation of cem@example.com was revoked meanwhile, so it wasn’t sent again.",
            "dora@example.com: Your role can't make somebody an admin. Ask an owner or admin.",
            "One of the invitations isn’t there any more.",
        ]
    );
    assert!(lines[4].starts_with("eve@example.com was sent several invitations lately"), "{lines:?}");
    assert_eq!(app.audit("invitation.resent").await.len(), before + 2);
    app.work().await;
    for (name, mails) in [("ana", 2), ("bo", 2), ("cem", 1), ("dora", 1)] {
        assert_eq!(app.mail.all_to(&format!("{name}@example.com")).len(), mails, "{name}");
    }

    let nothing = resend(&mut user_admin, &org, &picks[2..4]).await;
    let error: AppError = nothing.json();
    assert_eq!((nothing.status, error.message.as_str(), error.fields.len()), (422, "Nothing was sent.", 2));
    let none = resend(&mut owner, &org, &[]).await;
    assert_eq!((none.status, none.json::<AppError>().at("who").is_some()), (422, true));
    let many: Vec<String> = (0..51).map(|_| app.kernel.id::<crate::model::InvitationId>().to_string()).collect();
    assert_eq!(resend(&mut owner, &org, &many).await.status, 422);
    let (_other, elsewhere) = app.owner_of("Other").await;
    assert_eq!(resend(&mut owner, &elsewhere, &picks).await.status, 404);
    app.done().await;
}

#[tokio::test]
async fn expired_ones_that_are_sent_again_share_the_free_seats() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    assert_eq!(invite(&mut owner, &org, "member", "ana@example.com bo@example.com cem@example.com").await.status, 200);
    let mut picks = Vec::new();
    for name in ["ana", "bo", "cem"] {
        picks.push(latest(&app, &format!("{name}@example.com")).await);
    }
    set(&app, PRO, &org).await;
    app.clock.forward(Duration::days(7));
    let told: Value = resend(&mut owner, &org, &picks).await.json();
    assert_eq!(told["told"][0], "Sent again: ana@example.com, bo@example.com.");
    let full = told["told"][1].as_str().unwrap();
    assert!(full.starts_with("cem@example.com: 2 of the 3 seats are free, and these are 3 people."), "{full}");
    let taken = list(&mut owner, &org, "pending").await.seats.limited.map(|taken| (taken.used(), taken.limit));
    assert_eq!(taken, Some((3, 3)));
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
async fn members_and_pending_invitations_share_the_seats_of_the_plan() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    set(&app, PRO, &org).await;
    let refused = invite(&mut owner, &org, "member", "a@example.com b@example.com c@example.com").await;
    assert_eq!(refused.status, 422);
    let error: AppError = refused.json();
    assert!(error.at("people").unwrap().starts_with("2 of the 3 seats are free, and these are 3 people."), "{error:?}");
    assert_eq!(invite(&mut owner, &org, "member", "a@example.com b@example.com").await.status, 200);
    let full = owner.browser.open(&page(&org)).await;
    full.expect_page(200, "Every seat is taken")
        .expect_page(200, "3 of 3 seats of the Pro plan are taken, 2 of them by pending invitations.");
    assert_eq!(invite(&mut owner, &org, "member", "c@example.com").await.status, 422);
    assert_eq!(invite(&mut owner, &org, "admin", "b@example.com").await.status, 200, "its seat is its own");

    let a = latest(&app, "a@example.com").await;
    assert_eq!(act(&mut owner, REVOKE, &org, &a).await.status, 200);
    assert_eq!(invite(&mut owner, &org, "member", "c@example.com").await.status, 200, "revoking frees a seat");
    app.clock.forward(Duration::days(7));
    assert_eq!(list(&mut owner, &org, "expired").await.page.rows.len(), 2);
    assert_eq!(
        invite(&mut owner, &org, "member", "d@example.com e@example.com").await.status,
        200,
        "and so does expiry"
    );
    let b = latest(&app, "b@example.com").await;
    let late = act(&mut owner, RESEND, &org, &b).await;
    assert!(late.json::<AppError>().at("people").unwrap().starts_with("All 3 seats of the Pro plan are taken."));
    set(
        &app,
        "with u as (update organizations set seat_limit = 4 where slug = $1 returning 1) select count(*) from u",
        &org,
    )
    .await;
    assert_eq!(act(&mut owner, RESEND, &org, &b).await.status, 200, "the operator's maximum counts before the plan's");
    assert_eq!(
        list(&mut owner, &org, "pending").await.seats.limited.map(|taken| (taken.used(), taken.limit)),
        Some((4, 4))
    );
    app.done().await;
}

#[tokio::test]
async fn of_twenty_at_once_two_get_the_two_seats() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    set(&app, PRO, &org).await;
    let id = org.id.to_string();
    let tries = (0..20).map(|number| {
        let (mut browser, id) = (owner.browser.clone(), id.clone());
        async move {
            let people = format!("p{number}@example.com");
            let fields = [("org", id.as_str()), ("role", "member"), ("people", &people)];
            browser.call_with_file(INVITE, &fields, NO_FILE).await.status
        }
    });
    let statuses = futures::future::join_all(tries).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 2, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 18, "{statuses:?}");
    assert_eq!((count(&app).await, app.audit("invitation.sent").await.len()), (2, 2));
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
async fn a_young_organization_invites_fifty_a_day() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let people =
        |from: usize, count: usize| (from..from + count).map(|n| format!("p{n}@example.com\n")).collect::<String>();
    assert_eq!(invite(&mut owner, &org, "member", &people(0, 48)).await.status, 200);
    let refused = invite(&mut owner, &org, "member", &people(100, 3)).await;
    assert_eq!(refused.status, 429);
    assert!(refused.json::<AppError>().at("people").unwrap().ends_with("2 are left today."));
    assert_eq!(invite(&mut owner, &org, "member", &people(100, 2)).await.status, 200);
    app.clock.forward(Duration::days(1));
    assert_eq!(invite(&mut owner, &org, "member", &people(200, 50)).await.status, 200);
    app.clock.forward(Duration::days(6));
    assert_eq!(invite(&mut owner, &org, "member", &people(300, 200)).await.status, 200);
    app.done().await;
}

#[tokio::test]
async fn one_address_is_not_flooded() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    assert_eq!(invite(&mut owner, &org, "member", "ben@example.com").await.status, 200);
    let ben = latest(&app, "ben@example.com").await;
    for _ in 0..4 {
        assert_eq!(act(&mut owner, RESEND, &org, &ben).await.status, 200);
    }
    let refused = act(&mut owner, RESEND, &org, &ben).await;
    assert_eq!(refused.status, 429);
    assert!(refused.json::<AppError>().message.starts_with("ben@example.com was sent several invitations lately"));
    assert_eq!(invite(&mut owner, &org, "member", "cara@example.com ben@example.com").await.status, 429);
    assert_eq!(count(&app).await, 1, "Cara isn't invited either");
    app.clock.forward(Duration::hours(1));
    assert_eq!(act(&mut owner, RESEND, &org, &ben).await.status, 200);
    app.done().await;
}

/// Invitations of every status, `each` of each, made a second apart.
async fn fill(app: &TestApp, org: &Org, owner: &Person, each: i32) {
    let made = sqlx::query(
        "insert into invitations (id, org_id, email, email_key, role, invited_by, created_at, sent_at, expires_at, ended_at, outcome)
         select gen_random_uuid(), $1, e, e, 'member', $2, made, made, made + interval '7 days', case when outcome is not null then made end, outcome
         from (select 'p' || n || s || '@example.com' e, outcome,
                $3::timestamptz - case when s = 1 then interval '8 days' else interval '0' end - make_interval(secs => n * 6 + s) made
            from generate_series(1, $4) n,
                unnest(array[null, null, 'accepted', 'rejected', 'canceled', 'replaced']) with ordinality o(outcome, s)) r",
    )
    .bind(org.id.uuid())
    .bind(owner.user.uuid())
    .bind(app.clock.now())
    .bind(each)
    .execute(&mut app.owner_connection().await)
    .await
    .unwrap();
    assert_eq!(made.rows_affected(), each as u64 * 6);
    sqlx::query("analyze invitations").execute(&mut app.owner_connection().await).await.unwrap();
}

#[tokio::test]
async fn the_list_is_walked_by_pages_in_both_directions() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    fill(&app, &org, &owner, 25).await;
    let mut seen = Vec::new();
    let mut cursor = ("older", String::new());
    let mut pages = 0;
    loop {
        let fields = [("org", org.slug.as_str()), (cursor.0, cursor.1.as_str())];
        let page = owner.browser.call(LIST, &fields).await.json::<Invitations>().page;
        assert_eq!(page.newer.is_some(), pages > 0);
        pages += 1;
        seen.extend(page.rows.into_iter().map(|row| row.id));
        match page.older {
            Some(older) => cursor.1 = older.0,
            None => {
                cursor = ("newer", page.newer.unwrap().0);
                break;
            }
        }
    }
    assert_eq!((pages, seen.len()), (3, 150));
    let fields = [("org", org.slug.as_str()), (cursor.0, cursor.1.as_str())];
    let back = owner.browser.call(LIST, &fields).await.json::<Invitations>().page;
    assert_eq!(back.rows.iter().map(|row| row.id).collect::<Vec<_>>(), seen[50..100], "newer is the page before");
    for status in Status::ALL {
        let rows = list(&mut owner, &org, status.as_str()).await.page.rows;
        assert_eq!((rows.len(), rows.iter().all(|row| row.status == status)), (25, true), "{status:?}");
    }
    for (field, value) in [("older", "nonsense"), ("status", "lost")] {
        assert_eq!(owner.browser.call(LIST, &[("org", &org.slug), (field, value)]).await.status, 400);
    }
    app.done().await;
}

#[tokio::test]
async fn a_page_reads_no_more_however_many_invitations_there_are() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let principal = Principal {
        kernel: app.kernel.clone(),
        user: owner.user,
        session: app.kernel.id(),
        origin: Origin::default(),
        reader: Arc::default(),
        reach: Default::default(),
    };
    let buffers = async |from: fn(&str) -> From, at: &str| {
        let mut view = authorize::<ManageMembers>(&principal, org.id).view().await.unwrap();
        let mut most = 0;
        for status in std::iter::once(None).chain(Status::ALL.map(Some)) {
            let mut query =
                page_query("explain (analyze, buffers, format json) ", org.id, status, &from(at), app.clock.now());
            let plan: Value =
                query.build_query_scalar().fetch_one(Access::<ManageMembers>::conn(&mut view)).await.unwrap();
            let plan = &plan[0]["Plan"];
            let read = |name: &str| plan[name].as_i64().unwrap();
            most = most.max(read("Shared Hit Blocks") + read("Shared Read Blocks"));
        }
        most
    };
    fill(&app, &org, &owner, 200).await;
    let few = list(&mut owner, &org, "").await.page.older.unwrap().0;
    let small = (buffers(|_| From::Start, "").await, buffers(|at| From::Older(Place::parse(at).unwrap()), &few).await);
    // The first visit in a while is remembered, which costs more.
    owner.browser.open(&page(&org)).await;
    let asked = statements(async || owner.browser.clone().open(&page(&org)).await).await;
    sqlx::query("update invitations set email_key = 'old' || email_key")
        .execute(&mut app.owner_connection().await)
        .await
        .unwrap();
    app.clock.forward(Duration::hours(1));
    fill(&app, &org, &owner, 5_000).await;
    let large = (buffers(|_| From::Start, "").await, buffers(|at| From::Older(Place::parse(at).unwrap()), &few).await);
    assert!(large.0 <= small.0 * 2 && large.1 <= small.1 * 2, "{small:?} buffers became {large:?}");
    owner.browser.open(&page(&org)).await;
    let now_asked = statements(async || owner.browser.clone().open(&page(&org)).await).await;
    assert_eq!(asked, now_asked);
    assert!(asked <= 8, "{asked}");
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
        (&problem["status"], &problem["errors"][0]["detail"]),
        (&json!(422), &json!("Line 2: “nobody” is no address like name@example.com."))
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
