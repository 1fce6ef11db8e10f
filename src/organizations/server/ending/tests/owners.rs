//! Which owners are told of an organization's end, and which may restore it.

use super::{OWN, content, delete, restore};
use crate::{
    model::OrgRole,
    tests::support::{Org, PASSWORD, Person, TestApp},
};

/// How often somebody was told that.
fn told(app: &TestApp, person: &Person, subject: &str) -> usize {
    app.mail.all_to(&person.email).iter().filter(|mail| mail.header("Subject") == subject).count()
}

/// Runs what failed again.
async fn retry(app: &TestApp) {
    let again = "update graphile_worker._private_jobs set run_at = now(), last_error = null";
    app.run(again).await.unwrap();
    app.work().await;
}

async fn suspend(app: &TestApp, person: &Person, org: &Org) {
    let sql = format!(
        "update memberships set suspended_at = now() where org_id = '{}' and user_id = '{}'",
        org.id, person.user
    );
    app.run(&sql).await.unwrap();
}

#[tokio::test]
async fn an_address_that_fails_keeps_no_other_owner_from_hearing_and_floods_none() {
    let app = TestApp::start().await;
    let (mut first, org) = app.owner_of("Acme").await;
    let second = app.signed_in_as(OrgRole::Owner, &org).await;
    app.mail.refuse(&first.email, true);
    assert_eq!(delete(&mut first, &org, "Acme").await, 200);
    app.work().await;
    retry(&app).await;
    let counts = |subject| (told(&app, &first, subject), told(&app, &second, subject));
    assert_eq!(counts("Acme was deleted"), (0, 1));
    app.mail.refuse(&first.email, false);
    retry(&app).await;
    assert_eq!(counts("Acme was deleted"), (1, 1));

    let mut restorer = first.browser.clone();
    app.mail.refuse(&first.email, true);
    assert_eq!(restorer.call(super::RESTORE, &[("org", &org.id.to_string())]).await.status, 200);
    app.work().await;
    retry(&app).await;
    assert_eq!(counts("Acme was restored"), (0, 1));
    app.mail.refuse(&first.email, false);
    retry(&app).await;
    assert_eq!(counts("Acme was restored"), (1, 1));
    app.done().await;
}

#[tokio::test]
async fn a_suspended_owner_restores_nothing_and_is_told_nothing() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut locked_out = app.signed_in_as(OrgRole::Owner, &org).await;
    suspend(&app, &locked_out, &org).await;
    assert_eq!(delete(&mut owner, &org, "Acme").await, 200);
    let page = locked_out.browser.open(OWN).await;
    page.expect_page(200, "An owner can restore it");
    assert!(!content(&page.body).contains("Restore</"), "{}", page.body);
    let refused = locked_out.browser.call(super::RESTORE, &[("org", &org.id.to_string())]).await;
    assert_eq!(refused.status, 403, "{refused:?}");
    assert!(refused.body.contains("Your access to Acme is suspended. Ask an owner or admin."), "{refused:?}");
    app.work().await;
    assert_eq!((told(&app, &owner, "Acme was deleted"), told(&app, &locked_out, "Acme was deleted")), (1, 0));
    assert!(content(&owner.browser.open(OWN).await.body).contains("Restore</"), "the owner's has the button");
    assert_eq!(restore(&mut owner, &org).await, 200);
    app.work().await;
    assert_eq!((told(&app, &owner, "Acme was restored"), told(&app, &locked_out, "Acme was restored")), (1, 0));
    app.done().await;
}

#[tokio::test]
async fn an_owner_whose_account_is_being_deleted_restores_nothing_and_is_told_nothing() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut going = app.signed_in_as(OrgRole::Owner, &org).await;
    let session = going.browser.clone();
    let fields = [("password", PASSWORD), ("confirm", going.email.as_str())];
    assert_eq!(going.browser.call("/forms/account/delete", &fields).await.status, 200);
    assert_eq!(delete(&mut owner, &org, "Acme").await, 200);
    app.work().await;
    assert_eq!((told(&app, &owner, "Acme was deleted"), told(&app, &going, "Acme was deleted")), (1, 0));
    let mut going = Person { browser: session, ..going };
    assert_eq!(restore(&mut going, &org).await, 401);
    let enter = "select count(*) from app.enter_deleted(split_part($1, ' ', 1)::uuid, split_part($1, ' ', 2)::uuid) e
        where e.org_id is not null";
    let opened: i64 = app.ask(enter, &format!("{} {}", going.user, org.id)).await;
    assert_eq!(opened, 0, "nor by a request that was under way");
    let opened: i64 = app.ask(enter, &format!("{} {}", owner.user, org.id)).await;
    assert_eq!(opened, 1);
    app.done().await;
}
