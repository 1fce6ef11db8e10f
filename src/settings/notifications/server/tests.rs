//! Notifications by their doors.

use crate::{
    model::OrgRole,
    tests::support::{Answer, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn the_switch_is_off_at_first_and_each_turn_is_recorded_once() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let page = format!("/o/{}/settings/notifications", org.slug);
    let path = format!("/api/v1/organizations/{}/notifications", org.id);
    let is_on = |answer: Answer| answer.json::<Value>()["mail_fills"].as_bool().unwrap();
    assert!(!is_on(owner.browser.rest(Method::GET, &path, None).await));
    let (org_id, door) = (org.id.to_string(), "/forms/notifications/save");
    for _ in 0..2 {
        let fields = [("org", org_id.as_str()), ("mail_fills", "true")];
        owner.browser.submit(&page, door, &fields).await.expect_redirect(&page);
    }
    assert!(is_on(owner.browser.rest(Method::GET, &path, None).await));
    owner.browser.open(&page).await.expect_page(200, "checked");
    owner.browser.submit(&page, door, &[("org", &org_id)]).await.expect_redirect(&page);
    assert!(!is_on(owner.browser.rest(Method::GET, &path, None).await));
    let turns: Vec<Value> =
        app.audit("organization.fill_mails_switched").await.into_iter().map(|line| line["to"].clone()).collect();
    assert_eq!(turns, [json!(true), json!(false)]);
    app.done().await;
}

#[tokio::test]
async fn a_person_chooses_for_themselves_and_nobody_else() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let mut member = app.signed_in_as(OrgRole::Member, &org).await;
    let (org_id, page) = (org.id.to_string(), "/account/notifications");
    member.browser.open(page).await.expect_page(200, "Acme");
    let choose = "/forms/notifications/choose";
    let fields = [("org", org_id.as_str()), ("fill_mails", "daily")];
    member.browser.submit(page, choose, &fields).await.expect_redirect(page);
    let wrong = member.browser.call(choose, &[("org", &org_id), ("fill_mails", "hourly")]).await;
    assert_eq!(wrong.status, 422, "{wrong:?}");
    let chosen: Value = app
        .ask(
            "select jsonb_object_agg(u.email, m.fill_mails) from memberships m join users u on u.id = m.user_id where m.org_id = $1::uuid",
            &org_id,
        )
        .await;
    assert_eq!(chosen, json!({ &owner.email: "each", &member.email: "daily" }));
    assert_eq!(app.audit("member.fill_mails_chosen").await.len(), 1);
    let mut outsider = app.person("Otto Outsider").await;
    let refused = outsider.browser.call(choose, &fields).await;
    assert_eq!(refused.status, 404, "{refused:?}");
    app.done().await;
}
