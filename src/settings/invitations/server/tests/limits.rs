//! Seats and how much is sent: by numbers that hold.

use super::{INVITE, NO_FILE, PRO, RESEND, REVOKE, act, count, invite, latest, list, page, resend, set};
use crate::{
    model::{AppError, OrgRole},
    tests::support::TestApp,
};
use serde_json::Value;
use time::Duration;

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
    full.expect_page(200, "3 of 3 seats in the Pro plan are taken, 2 of them by pending invitations.")
        // Who is invited already can be invited anew, as something else.
        .expect_page(200, "name=\"people\"");
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
    assert!(late.json::<AppError>().at("people").unwrap().starts_with("All 3 seats in the Pro plan are taken."));
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
async fn what_is_sent_again_and_what_goes_to_workspaces_is_of_the_same_fifty() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let id = org.id.to_string();
    let workspace: String = app.ask("select id::text from workspaces where org_id = $1::uuid", &id).await;
    let manager = owner.browser.clone();
    let inside = async |door: &str, more: &[(&str, &str)]| {
        let fields = [&[("org", id.as_str()), ("workspace", workspace.as_str())], more].concat();
        manager.clone().call(&format!("/forms/workspace-members/{door}"), &fields).await
    };
    let guest = [("email", "guest@example.com"), ("role", "viewer")];
    let people = |name: &str, count: usize| (0..count).map(|n| format!("{name}{n}@example.com\n")).collect::<String>();
    assert_eq!(invite(&mut owner, &org, "member", &people("p", 45)).await.status, 200);
    let mut picks = Vec::new();
    for number in 0..3 {
        picks.push(latest(&app, &format!("p{number}@example.com")).await);
    }
    assert_eq!(resend(&mut owner, &org, &picks).await.status, 200);
    assert_eq!(inside("invite", &guest).await.status, 200);
    let invited = latest(&app, "guest@example.com").await;
    assert_eq!(inside("resend", &[("invitation", &invited)]).await.status, 200);

    for refused in [
        invite(&mut owner, &org, "member", "another@example.com").await,
        resend(&mut owner, &org, &picks[..1]).await,
        inside("invite", &[("email", "another@example.com"), ("role", "viewer")]).await,
        inside("resend", &[("invitation", &invited)]).await,
    ] {
        assert_eq!(refused.status, 429, "{refused:?}");
        assert!(refused.body.contains("A new organization can invite 50 people a day"), "{refused:?}");
    }
    assert_eq!(app.audit("invitation.resent").await.len(), 3);

    app.clock.forward(Duration::days(1));
    assert_eq!(invite(&mut owner, &org, "member", &people("q", 48)).await.status, 200);
    let told: Value = resend(&mut owner, &org, &picks).await.json();
    assert_eq!(told["told"][0], "Sent again: p0@example.com, p1@example.com.");
    let rest = told["told"][1].as_str().unwrap();
    assert!(rest.starts_with("p2@example.com: A new organization can invite 50 people a day"), "{rest}");
    app.clock.forward(Duration::days(6));
    assert_eq!(resend(&mut owner, &org, &picks).await.status, 200);
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
    let refused: AppError = refused.json();
    assert_eq!(refused.message, "ben@example.com was sent several invitations lately, so nothing was sent.");
    assert!(refused.retry_after.is_some(), "how long to wait is said beside it, once");
    assert_eq!(invite(&mut owner, &org, "member", "cara@example.com ben@example.com").await.status, 429);
    assert_eq!(count(&app).await, 1, "Cara isn't invited either");
    app.clock.forward(Duration::hours(1));
    assert_eq!(act(&mut owner, RESEND, &org, &ben).await.status, 200);
    app.done().await;
}
