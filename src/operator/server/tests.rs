//! What the operator decides, as the organization's people find it.

use super::{Asked, limit};
use crate::{
    model::{AppError, Code},
    tests::support::{Answer, Org, Person, TestApp},
};
use serde_json::json;

async fn invite(person: &mut Person, org: &Org, people: &str) -> Answer {
    let fields = [("org", &*org.id.to_string()), ("role", "member"), ("people", people)];
    person.browser.call_with_file("/forms/invitations/invite", &fields, ("list", "", b"")).await
}

fn plan(id: Option<&str>) -> Asked {
    Asked { plan: Some(id.map(str::to_owned)), seats: None }
}

fn seats(number: Option<i32>) -> Asked {
    Asked { plan: None, seats: Some(number) }
}

#[tokio::test]
async fn the_plan_and_the_seats_that_the_operator_sets_hold_at_once_and_stand_in_the_log() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let invitations = format!("/o/{}/settings/members/invitations", org.slug);
    let limited = limit(&app.kernel, &org.slug, plan(Some("starter"))).await.unwrap();
    assert_eq!((limited.organization.as_str(), limited.seats.plan.as_str()), ("Acme", "Starter"));
    assert_eq!(limited.seats.limited.map(|taken| (taken.limit, taken.members, taken.pending)), Some((1, 1, 0)));
    let full = invite(&mut owner, &org, "bo@example.com").await;
    assert!(
        full.json::<AppError>()
            .at("people")
            .unwrap()
            .starts_with("There is one seat in the Starter plan, and it is taken.")
    );

    let limited = limit(&app.kernel, &org.slug, seats(Some(3))).await.unwrap();
    assert!(limited.seats.is_own_limit && limited.seats.limited.is_some_and(|taken| taken.free() == 2));
    assert_eq!(invite(&mut owner, &org, "bo@example.com cem@example.com").await.status, 200);
    owner
        .browser
        .open(&invitations)
        .await
        .expect_page(200, "3 of 3 seats are taken, 2 of them by pending invitations.");

    // Nobody who is in loses anything, and there is room again when the plan has it.
    let limited = limit(&app.kernel, &org.slug, seats(None)).await.unwrap();
    assert_eq!(limited.seats.limited.map(|taken| (taken.limit, taken.used(), taken.free())), Some((1, 3, 0)));
    assert_eq!(invite(&mut owner, &org, "dora@example.com").await.status, 422);
    limit(&app.kernel, &org.slug, plan(None)).await.unwrap();
    assert_eq!(invite(&mut owner, &org, "dora@example.com").await.status, 200);

    let of = |plan: Option<&str>, seats: Option<i32>| json!({ "plan": plan, "seats": seats });
    let lines = app.audit("organization.limits_changed").await;
    let changes: Vec<_> = lines.iter().map(|line| (line["from"].clone(), line["to"].clone())).collect();
    assert_eq!(
        changes,
        [
            (of(None, None), of(Some("starter"), None)),
            (of(Some("starter"), None), of(Some("starter"), Some(3))),
            (of(Some("starter"), Some(3)), of(Some("starter"), None)),
            (of(Some("starter"), None), of(None, None)),
        ]
    );
    let log = owner.browser.open(&format!("/o/{}/settings/audit?action=organization.limits_changed", org.slug)).await;
    log.expect_page(200, "The operator").expect_page(200, "Changed the number of seats");
    app.done().await;
}

#[tokio::test]
async fn what_is_so_already_or_cannot_be_changes_nothing() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let refused = limit(&app.kernel, &org.slug, plan(Some("gold"))).await.unwrap_err();
    let known = "There are starter, pro, business, scale, self-hosted.";
    assert_eq!(refused.at("plan"), Some(format!("There is no plan \"gold\". {known}").as_str()));
    let nowhere = limit(&app.kernel, "nowhere", plan(Some("pro"))).await.unwrap_err();
    assert_eq!(nowhere.code, Code::NotFound);
    limit(&app.kernel, &org.slug, Asked::default()).await.unwrap();
    limit(&app.kernel, &org.slug, Asked { plan: Some(None), seats: Some(None) }).await.unwrap();
    assert_eq!(app.audit("organization.limits_changed").await.len(), 0);

    let id = org.id.to_string();
    let typed = [("org", id.as_str()), ("confirm", "Acme")];
    assert_eq!(owner.browser.call("/forms/general/delete", &typed).await.status, 200);
    let deleted = limit(&app.kernel, &org.slug, plan(Some("pro"))).await.unwrap_err();
    assert_eq!(deleted.code, Code::NotFound);
    assert_eq!(app.audit("organization.limits_changed").await.len(), 0);
    app.done().await;
}

#[tokio::test]
async fn a_number_of_seats_and_invitations_take_turns() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let row = format!("select from organizations where id = '{}' for no key update", org.id);
    let three = "a@example.com b@example.com c@example.com";
    let invited = async |people| invite(&mut owner.clone(), &org, people).await.status;
    let lowered =
        async |number| limit(&app.kernel, &org.slug, seats(Some(number))).await.unwrap().seats.limited.unwrap();

    let (told, refused) = app.in_turn(&row, lowered(3), invited(three)).await;
    assert_eq!((refused, told.pending, told.free()), (422, 0, 2), "the number came first");
    limit(&app.kernel, &org.slug, seats(Some(4))).await.unwrap();
    let (sent, told) = app.in_turn(&row, invited(three), lowered(3)).await;
    assert_eq!((sent, told.pending, told.used(), told.limit), (200, 3, 4, 3), "the invitations came first");
    app.done().await;
}
