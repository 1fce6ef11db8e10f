//! Ends and returns of accounts, by the doors that people use.

use crate::{
    model::{AppError, OrgRole},
    tests::support::{Answer, Browser, PASSWORD, Person, TestApp},
};
use futures::future::join_all;
use serde_json::json;
use time::Duration;

const DELETE: &str = "/forms/account/delete";
const RESTORE: &str = "/forms/account/restore";
const SIGN_IN: &str = "/forms/account/sign-in";
const LEAVE: &str = "/forms/organizations/leave";
const PAGE: &str = "/account";

async fn delete(person: &mut Person) -> Answer {
    person.browser.call(DELETE, &[("password", PASSWORD), ("confirm", &person.email)]).await
}

async fn sign_in(mut browser: Browser, email: &str) -> Answer {
    browser.call(SIGN_IN, &[("email", email), ("password", PASSWORD)]).await
}

/// The link of the last mail to somebody, and its token.
async fn link(app: &TestApp, email: &str) -> (String, String) {
    app.work().await;
    let link = app.mail.last_to(email).link();
    let token = link.rsplit('/').next().unwrap().to_owned();
    (link, token)
}

#[tokio::test]
async fn the_page_says_what_goes_along_and_both_wrong_fields_are_marked() {
    let app = TestApp::start().await;
    let (_olga, acme) = app.owner_of("Acme").await;
    let mut ana = app.person("Ana Lima").await;
    app.join(&ana, OrgRole::Member, &acme).await;
    ana.browser
        .open(PAGE)
        .await
        .expect_page(200, "<dt>Deleted with it</dt><dd>Ana Lima’s organization</dd>")
        .expect_page(200, "<dt>You leave, when it goes</dt><dd>Acme</dd>");
    let fields = [("password", "not-the-password"), ("confirm", "ana@example.com")];
    let error: AppError = ana.browser.call(DELETE, &fields).await.json();
    assert!(error.at("password").is_some() && error.at("confirm").is_some(), "{error:?}");
    ana.browser.submit(PAGE, DELETE, &fields).await.expect_redirect(PAGE);
    let page = ana.browser.open(PAGE).await;
    page.expect_page(200, "That isn't your current password.")
        .expect_page(200, &format!("Type {}, the address of this account.", ana.email))
        .expect_page(200, "value=\"ana@example.com\"");
    assert!(!page.body.contains("not-the-password"));
    for _ in 0..8 {
        ana.browser.call(DELETE, &fields).await;
    }
    assert_eq!(delete(&mut ana).await.status, 429, "no place to guess passwords");
    assert!(app.audit("account.deleted").await.is_empty());
    ana.browser.open("/o/ana-lima").await.expect_page(200, "Ana Lima");
    app.done().await;
}

#[tokio::test]
async fn the_last_owner_of_others_hands_over_first() {
    let app = TestApp::start().await;
    let (mut olga, acme) = app.owner_of("Acme").await;
    let ben = app.signed_in_as(OrgRole::Admin, &acme).await;
    olga.browser.open(PAGE).await.expect_page(200, "<a href=\"/o/acme\">Acme</a>, with 1 other person");
    let refused = delete(&mut olga).await;
    let sentence =
        "Nothing was deleted. You are the last owner of Acme: make somebody else an owner first, or delete it.";
    assert_eq!((refused.status, refused.json::<AppError>().message.as_str()), (422, sentence));
    olga.browser.open("/o/acme").await.expect_page(200, "Acme");
    assert!(app.audit("organization.deleted").await.is_empty(), "nothing goes along with what is refused");
    app.run(&format!("update memberships set role = 'owner' where user_id = '{}'", ben.user)).await.unwrap();
    assert_eq!(delete(&mut olga).await.status, 200);
    app.done().await;
}

#[tokio::test]
async fn a_deleted_account_signs_nobody_in_and_the_link_brings_all_of_it_back_once() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let mut phone = app.sign_in(Person { browser: app.browser(), user: ana.user, email: ana.email.clone() }).await;
    let fields = [("password", PASSWORD), ("confirm", ana.email.as_str())];
    ana.browser.submit(PAGE, DELETE, &fields).await.expect_redirect("/login");
    let told = ana.browser.open("/login").await;
    told.expect_page(200, "Your account is deleted. Until 31 March 2030, 12:00 UTC it can be restored");
    for browser in [&mut ana.browser, &mut phone.browser] {
        assert_eq!(browser.open("/o/ana-lima").await.status, 303, "every session has ended");
    }
    assert_eq!(app.audit("account.deleted").await.len(), 1);
    assert_eq!(app.audit("organization.deleted").await[0]["with_account"], json!(true));

    let (page, token) = link(&app, &ana.email).await;
    let mail = app.mail.last_to(&ana.email);
    assert_eq!(mail.header("Subject"), "Your account was deleted");
    assert!(page.starts_with("/account/restore/") && mail.text().contains("Ana Lima"), "{}", mail.text());
    let mails = app.mail.all_to(&ana.email).len();
    let refused = sign_in(app.browser(), &ana.email).await;
    assert_eq!(refused.status, 422);
    assert!(refused.json::<AppError>().message.contains("Until 31 March 2030, 12:00 UTC"), "{refused:?}");
    let (again, _) = link(&app, &ana.email).await;
    assert_eq!((&again, app.mail.all_to(&ana.email).len()), (&page, mails + 1), "the same link once more");
    for _ in 0..5 {
        sign_in(app.browser(), &ana.email).await;
    }
    app.work().await;
    assert_eq!(app.mail.all_to(&ana.email).len(), mails + 3, "and not as often as somebody likes");

    let mut browser = app.browser();
    let shown = browser.open(&page).await;
    shown.expect_page(200, "can be restored until 31 March 2030, 12:00 UTC. It brings back Ana Lima’s organization.");
    assert_eq!(sign_in(app.browser(), &ana.email).await.status, 422, "opening the page restores nothing");
    let altered = format!("{}{}", &token[..token.len() - 1], if token.ends_with('A') { "B" } else { "A" });
    assert_eq!(browser.call(RESTORE, &[("token", &altered)]).await.status, 422);
    let uses = (0..10).map(|_| {
        let (mut browser, token) = (app.browser(), token.clone());
        async move { browser.call(RESTORE, &[("token", &token)]).await.status }
    });
    let statuses = join_all(uses).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(app.audit("account.restored").await.len(), 1);
    browser.open(&page).await.expect_page(422, "The account was restored with this link already");
    assert_eq!(phone.browser.open("/o/ana-lima").await.status, 303, "sessions that ended stay so");
    let mut ana = app.sign_in(ana).await;
    ana.browser.open("/o/ana-lima").await.expect_page(200, "Ana Lima’s organization");
    app.work().await;
    let told = app.mail.all_to(&ana.email);
    assert!(told.iter().any(|mail| mail.header("Subject") == "Your account was restored"), "{told:?}");

    app.clock.forward(Duration::days(40));
    app.work().await;
    let mut ana = app.sign_in(ana).await;
    ana.browser.open("/o/ana-lima").await.expect_page(200, "Ana Lima’s organization");
    app.done().await;
}

#[tokio::test]
async fn after_thirty_days_the_account_goes_and_its_address_is_free() {
    let app = TestApp::start().await;
    let (mut olga, acme) = app.owner_of("Acme").await;
    let mut ana = app.person("Ana Lima").await;
    app.join(&ana, OrgRole::Member, &acme).await;
    assert_eq!(delete(&mut ana).await.status, 200);
    let (page, token) = link(&app, &ana.email).await;
    let sign_up = [("name", "Ana Lima"), ("email", ana.email.as_str()), ("password", PASSWORD)];
    app.browser().submit("/signup", "/forms/account/sign-up", &sign_up).await;
    app.work().await;
    assert_eq!(app.mail.last_to(&ana.email).header("Subject"), "You already have an account", "taken until then");

    app.clock.forward(Duration::days(30));
    let late = app.browser().call(RESTORE, &[("token", &token)]).await;
    assert_eq!((late.status, late.json::<AppError>().message.contains("the time to restore it is over")), (422, true));
    app.work().await;
    app.browser().open(&page).await.expect_page(422, "This link doesn’t work");
    for (table, column) in
        [("users", "id"), ("memberships", "user_id"), ("workspace_memberships", "user_id"), ("sessions", "user_id")]
    {
        let mut owner = app.owner_connection().await;
        let sql = format!("select count(*) from {table} where {column} = $1");
        let left: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(ana.user.uuid()).fetch_one(&mut owner).await.unwrap();
        assert_eq!(left, 0, "{table}");
    }
    assert_eq!(
        app.audit("account.purged").await,
        [json!({ "user": ana.user, "deletion": app.audit("account.deleted").await[0]["deletion"] })]
    );
    assert_eq!(app.audit("organization.purged").await.len(), 1, "its own organization went with it");
    let told = &app.audit("member.left").await[0];
    assert_eq!((&told["user"], &told["with_account"]), (&json!(ana.user), &json!(true)));
    let line: String = app.ask("select org_id::text from audit_log where action = $1", "member.left").await;
    assert_eq!(line, acme.id.to_string());
    olga = app.sign_in(olga).await;
    olga.browser.open("/o/acme").await.expect_page(200, "Acme");

    let mut browser = app.browser();
    browser.submit("/signup", "/forms/account/sign-up", &sign_up).await.expect_redirect("/signup?sent=1");
    let (page, token) = link(&app, &ana.email).await;
    let answer = browser.submit(&page, "/forms/account/confirm-address", &[("token", &token)]).await;
    answer.expect_redirect("/o/ana-lima/welcome");
    app.done().await;
}

#[tokio::test]
async fn an_owner_who_leaves_and_one_who_deletes_the_account_leave_no_organization_without() {
    let app = TestApp::start().await;
    let (mut olga, acme) = app.owner_of("Acme").await;
    let mut ben = app.signed_in_as(OrgRole::Owner, &acme).await;
    let _member = app.signed_in_as(OrgRole::Member, &acme).await;
    for round in 0..8 {
        let (id, mut leaver) = (acme.id.to_string(), ben.browser.clone());
        let fields = [("org", id.as_str())];
        let (left, deleted) = tokio::join!(leaver.call(LEAVE, &fields), delete(&mut olga));
        let mut statuses = [left.status, deleted.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422], "round {round}: {left:?} {deleted:?}");
        let owners: i64 = app
            .ask(
                "select count(*) from memberships m join users u on u.id = m.user_id
                where m.org_id = $1::uuid and m.role = 'owner' and u.deleted_at is null",
                &id,
            )
            .await;
        assert_eq!(owners, 1, "round {round}");
        if left.status == 200 {
            app.join(&ben, OrgRole::Owner, &acme).await;
            app.clock.forward(Duration::minutes(5));
        } else {
            let (_, token) = link(&app, &olga.email).await;
            assert_eq!(app.browser().call(RESTORE, &[("token", &token)]).await.status, 200, "round {round}");
            olga = app.sign_in(olga).await;
        }
        ben.browser.open("/o/acme").await.expect_page(200, "Acme");
    }
    app.done().await;
}

#[tokio::test]
async fn an_account_that_founds_an_organization_while_it_is_deleted_leaves_none_behind() {
    let app = TestApp::start().await;
    for round in 0..5 {
        let mut ana = app.person("Ana Lima").await;
        let mut second = ana.browser.clone();
        let fields = [("name", "New one")];
        let (_, deleted) = tokio::join!(second.call("/forms/organizations/create", &fields), delete(&mut ana));
        assert!(matches!(deleted.status, 200 | 422 | 503), "round {round}: {deleted:?}");
        let orphans: i64 = app
            .ask(
                "select count(*) from organizations o where o.deleted_at is null and $1 = '' and not exists (
                select from memberships m join users u on u.id = m.user_id
                where m.org_id = o.id and m.role = 'owner' and u.deleted_at is null)",
                "",
            )
            .await;
        assert_eq!(orphans, 0, "round {round}");
    }
    app.done().await;
}
