//! Ends and returns of organizations, by the doors that people use.

mod leave;
mod owners;
mod purge;

use crate::{
    model::{AppError, OrgRole},
    tests::support::{Org, Person, TestApp},
};
use axum::http::Method;
use serde_json::json;
use time::Duration;

const CREATE: &str = "/forms/organizations/create";
const DELETE: &str = "/forms/general/delete";
const RESTORE: &str = "/forms/organizations/restore";
const OWN: &str = "/account/organizations";

async fn delete(person: &mut Person, org: &Org, name: &str) -> u16 {
    person.browser.call(DELETE, &[("org", &org.id.to_string()), ("confirm", name)]).await.status
}

async fn restore(person: &mut Person, org: &Org) -> u16 {
    person.browser.call(RESTORE, &[("org", &org.id.to_string())]).await.status
}

/// What stands in the page itself, without the frame.
fn content(body: &str) -> &str {
    body.split("<main").nth(1).unwrap_or_default()
}

#[tokio::test]
async fn a_wrong_name_is_told_at_its_field_and_deletes_nothing() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let _member = app.signed_in_as(OrgRole::Member, &org).await;
    let (id, page) = (org.id.to_string(), format!("/o/{}/settings/general", org.slug));
    owner.browser.open(&page).await.expect_page(200, "All 2 members lose access at once, to Acme and its workspace.");
    for wrong in ["", "acme", "Acme 2"] {
        owner.browser.submit(&page, DELETE, &[("org", &id), ("confirm", wrong)]).await.expect_redirect(&page);
        owner.browser.open(&page).await.expect_page(200, "That isn’t the name. Type “Acme”, just so.");
    }
    for role in [OrgRole::BillingAdmin, OrgRole::UserAdmin, OrgRole::Member] {
        assert_eq!(delete(&mut app.signed_in_as(role, &org).await, &org, "Acme").await, 403);
    }
    assert_eq!(delete(&mut app.person("Stranger").await, &org, "Acme").await, 404);
    assert!(app.audit("organization.deleted").await.is_empty());
    owner.browser.open(&format!("/o/{}", org.slug)).await.expect_page(200, "Acme");
    app.done().await;
}

#[tokio::test]
async fn a_deleted_organization_opens_for_nobody_and_its_owners_are_told() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let second = app.signed_in_as(OrgRole::Owner, &org).await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let mut member = app.signed_in_as(OrgRole::Member, &org).await;
    let (id, home) = (org.id.to_string(), format!("/o/{}", org.slug));
    member.browser.open(&home).await.expect_page(200, "Acme");

    let page = format!("{home}/settings/general");
    admin.browser.submit(&page, DELETE, &[("org", &id), ("confirm", "Acme")]).await.expect_redirect(OWN);
    admin.browser.open(OWN).await.expect_page(200, "Acme is deleted.").expect_page(200, "An owner can restore it");
    assert_eq!(app.audit("organization.deleted").await[0]["organization"], json!(org.id));
    let line: String = app.ask("select org_id::text from audit_log where action = $1", "organization.deleted").await;
    assert_eq!(line, id);

    for person in [&mut owner, &mut admin, &mut member] {
        assert_eq!(person.browser.open(&home).await.status, 404);
        assert_eq!(person.browser.open(&page).await.status, 404);
        let path = format!("/api/v1/organizations/{id}");
        assert_eq!(person.browser.rest(Method::GET, &path, None).await.status, 404);
        let change = Some(json!({ "version": 1, "name": "Mine" }));
        assert_eq!(person.browser.rest(Method::PATCH, &path, change).await.status, 404);
        assert_eq!(delete(person, &org, "Acme").await, 404, "a second time there is nothing");
        let list = person.browser.open("/orgs").await;
        assert!(!list.body.contains("Acme"), "neither the list nor the selector shows it: {}", list.body);
        assert_ne!(person.browser.open("/").await.location(), home);
    }
    let again = owner.browser.submit("/orgs/new", CREATE, &[("name", "Acme")]).await;
    assert!(again.location().starts_with("/o/acme-"), "its address stays taken: {}", again.location());

    app.work().await;
    for email in [&owner.email, &second.email] {
        let mail = app.mail.last_to(email);
        assert_eq!(mail.header("Subject"), "Acme was deleted");
        for words in [
            "Person admin deleted Acme on 1 March 2030, 12:00 UTC. All 4 members lost access",
            "Until 31 March 2030, 12:00 UTC an owner can restore it",
            "http://localhost:3000/account/organizations",
        ] {
            assert!(mail.text().replace("\r\n", " ").contains(words), "{words:?} isn't in {}", mail.text());
        }
    }
    assert_ne!(
        app.mail.last_to(&owner.email).header("Message-ID"),
        app.mail.last_to(&second.email).header("Message-ID")
    );
    assert!(app.mail.all_to(&admin.email).iter().all(|mail| mail.header("Subject") != "Acme was deleted"));
    app.done().await;
}

#[tokio::test]
async fn an_owner_restores_it_for_thirty_days_and_the_purge_of_that_deletion_is_void() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let mut member = app.signed_in_as(OrgRole::Member, &org).await;
    let home = format!("/o/{}", org.slug);
    assert_eq!(restore(&mut owner, &org).await, 404, "what lives can't be restored");
    assert_eq!(delete(&mut admin, &org, "Acme").await, 200);
    app.clock.forward(Duration::days(10));
    let refused = admin.browser.call(RESTORE, &[("org", &org.id.to_string())]).await;
    assert_eq!((refused.status, refused.json::<AppError>().message.ends_with("Ask an owner.")), (403, true));
    assert_eq!(restore(&mut member, &org).await, 403);
    assert_eq!(restore(&mut app.person("Stranger").await, &org).await, 404);

    let listed = owner.browser.open(OWN).await;
    assert!(content(&listed.body).contains("31 March 2030, 12:00 UTC"), "{}", listed.body);
    let answer = owner.browser.submit(OWN, RESTORE, &[("org", &org.id.to_string())]).await;
    answer.expect_redirect(&home);
    owner.browser.open(&home).await.expect_page(200, "Acme is back, with everybody who was in it.");
    member.browser.open(&home).await.expect_page(200, "Acme");
    app.work().await;
    assert_eq!(app.mail.last_to(&owner.email).header("Subject"), "Acme was restored");
    assert_eq!(app.audit("organization.restored").await.len(), 1);

    app.clock.forward(Duration::days(3));
    assert_eq!(delete(&mut owner, &org, "Acme").await, 200);
    // The first deletion's purge is due, the second's isn't.
    app.clock.forward(Duration::days(20));
    app.work().await;
    let left: i64 = app.ask("select count(*) from organizations where slug = $1", &org.slug).await;
    assert_eq!(left, 1, "a purge is for its own deletion alone");
    let mut owner = app.sign_in(owner).await;
    app.clock.forward(Duration::days(10));
    assert_eq!(restore(&mut owner, &org).await, 404, "thirty days are over, whether the purge has come or not");
    app.work().await;
    let left: i64 = app.ask("select count(*) from organizations where slug = $1", &org.slug).await;
    assert_eq!(left, 0);
    let again = owner.browser.submit("/orgs/new", CREATE, &[("name", "Acme")]).await;
    again.expect_redirect("/o/acme");
    app.done().await;
}
