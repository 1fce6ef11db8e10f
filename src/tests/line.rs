//! What wants the organization's row and a membership takes them in one order, whatever it does, so that nobody waits for
//! somebody who waits for them: Postgres would end one of the two, whose change was as good as the other's. Each test holds
//! what both want until both wait for it, in the order in which they would meet.

use super::support::{Answer, Org, PASSWORD, Person, TestApp};
use crate::{kernel::crypto::Purpose, model::OrgRole};
use time::Duration;

const CHANGE: &str = "/forms/members/change-role";
const SUSPEND: &str = "/forms/members/suspend";
const REMOVE: &str = "/forms/members/remove";

/// Locks the organization's row, as everybody in line does.
fn row_of(org: &Org) -> String {
    format!("select from organizations where id = '{}' for no key update", org.id)
}

/// Locks somebody's membership.
fn membership_of(org: &Org, person: &Person, how: &str) -> String {
    format!("select from memberships where org_id = '{}' and user_id = '{}' for {how}", org.id, person.user)
}

/// Does something to a member, as whoever's browser it is.
async fn act(app: &TestApp, by: &Person, door: &str, org: &Org, target: &Person, role: &str) -> Answer {
    let of = format!("{}{}", org.id, target.user);
    let who: String =
        app.ask("select id || ':' || version from memberships where org_id::text || user_id::text = $1", &of).await;
    by.browser.clone().call(door, &[("org", &org.id.to_string()), ("who[]", &who), ("role", role)]).await
}

/// Nobody was told to come back, and no transaction was ended for another.
async fn without_a_deadlock(app: TestApp) {
    app.done().await;
    assert_eq!(app.deadlocks().await, 0);
}

#[tokio::test]
async fn a_save_of_the_organization_and_a_change_of_who_saves_take_turns() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let id = org.id.to_string();
    let saves: [(&str, &[(&str, &str)]); 4] = [
        ("/forms/general/identity", &[("name", "Acme Hospital"), ("description", ""), ("website", "")]),
        ("/forms/general/welcome-company", &[("company", "Acme"), ("size", ""), ("next", "")]),
        ("/forms/notifications/save", &[("mail_fills", "true")]),
        ("/forms/general/delete", &[("confirm", "Another name")]),
    ];
    for (save, fields) in saves {
        for door in [CHANGE, SUSPEND, REMOVE] {
            let ana = app.signed_in_as(OrgRole::Admin, &org).await;
            let version: i64 = app.ask("select version from organizations where id = $1::uuid", &id).await;
            let version = version.to_string();
            let fields = [&[("org", id.as_str()), ("version", version.as_str())], fields].concat();
            let mut browser = ana.browser.clone();
            let (changed, saved) = app
                .in_turn(&row_of(&org), act(&app, &owner, door, &org, &ana, "member"), browser.call(save, &fields))
                .await;
            assert_eq!(changed.status, 200, "{door} beside {save}: {changed:?}");
            assert!(matches!(saved.status, 403 | 404), "{save} beside {door}: their rights are gone: {saved:?}");
        }
    }
    without_a_deadlock(app).await;
}

#[tokio::test]
async fn a_choice_for_oneself_that_is_sent_twice_takes_turns_with_itself() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let id = org.id.to_string();
    let choose = |fill_mails: &'static str| {
        let (mut browser, id) = (owner.browser.clone(), id.clone());
        let door = "/forms/notifications/choose";
        async move { browser.call(door, &[("org", &id), ("fill_mails", fill_mails)]).await }
    };
    let held = membership_of(&org, &owner, "share");
    let (first, second) = app.in_turn(&held, choose("daily"), choose("never")).await;
    assert_eq!((first.status, second.status), (200, 200), "{first:?} {second:?}");
    assert_eq!(app.audit("member.fill_mails_chosen").await.len(), 2);
    without_a_deadlock(app).await;
}

#[tokio::test]
async fn that_an_owner_is_here_waits_for_nobody() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    app.clock.forward(Duration::hours(2));
    let held = app.hold(&row_of(&org)).await;
    owner.browser.open("/o/acme").await.expect_page(200, "Acme");
    held.let_go().await;
    let active: bool = app
        .ask("select last_active_at > joined from (select last_active_at, created_at as joined from memberships where org_id = $1::uuid) m", &org.id.to_string())
        .await;
    assert!(active);
    without_a_deadlock(app).await;
}

#[tokio::test]
async fn an_account_ends_and_returns_in_line_with_what_becomes_of_it() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let cy = app.signed_in_as(OrgRole::Admin, &org).await;
    let demoted =
        format!("update memberships set role = 'admin' where org_id = '{}' and user_id = '{}'", org.id, cy.user);
    let fields = [("password", PASSWORD), ("confirm", cy.email.as_str())];
    let mut browser = cy.browser.clone();
    let (changed, deleted) = app
        .in_turn(
            &row_of(&org),
            act(&app, &owner, CHANGE, &org, &cy, "owner"),
            browser.call("/forms/account/delete", &fields),
        )
        .await;
    assert_eq!((changed.status, deleted.status), (200, 200), "{changed:?} {deleted:?}");

    app.run(&demoted).await.unwrap();
    let deletion: String = app.ask("select deletion::text from users where id = $1::uuid", &cy.user.to_string()).await;
    let token = app.kernel.keys.seal(Purpose::RestoreAccount, deletion.parse().unwrap());
    let mut browser = app.browser();
    let fields = [("token", token.as_str())];
    let (changed, restored) = app
        .in_turn(
            &row_of(&org),
            act(&app, &owner, CHANGE, &org, &cy, "owner"),
            browser.call("/forms/account/restore", &fields),
        )
        .await;
    assert_eq!((changed.status, restored.status), (200, 200), "{changed:?} {restored:?}");

    app.run(&demoted).await.unwrap();
    let cy = app.sign_in(cy).await;
    let fields = [("password", PASSWORD), ("confirm", cy.email.as_str())];
    assert_eq!(cy.browser.clone().call("/forms/account/delete", &fields).await.status, 200);
    app.work().await;
    app.clock.forward(Duration::days(30) + Duration::hours(1));
    let owner = app.sign_in(owner).await;
    let (changed, ()) = app.in_turn(&row_of(&org), act(&app, &owner, CHANGE, &org, &cy, "owner"), app.work()).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(app.audit("account.purged").await.len(), 1);
    without_a_deadlock(app).await;
}

#[tokio::test]
async fn another_name_and_another_role_take_turns() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let cy = app.signed_in_as(OrgRole::Member, &org).await;
    let version: i64 = app.ask("select profile_version from users where id = $1::uuid", &cy.user.to_string()).await;
    let version = version.to_string();
    let fields = [
        ("version", version.as_str()),
        ("name", "Cy"),
        ("time_zone", "UTC"),
        ("date_format", "iso"),
        ("time_format", "24h"),
    ];
    let mut browser = cy.browser.clone();
    let (changed, renamed) = app
        .in_turn(
            &membership_of(&org, &cy, "update"),
            act(&app, &owner, CHANGE, &org, &cy, "admin"),
            browser.call("/forms/account/save-profile", &fields),
        )
        .await;
    assert_eq!((changed.status, renamed.status), (200, 200), "{changed:?} {renamed:?}");
    without_a_deadlock(app).await;
}
