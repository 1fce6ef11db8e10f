//! Accounts, by the doors that people use.

mod limits;
mod told;

use crate::{
    model::AppError,
    tests::support::{Browser, PASSWORD, TestApp},
};
use futures::future::join_all;
use time::Duration;

const SIGN_UP: &str = "/forms/account/sign-up";
const CONFIRM: &str = "/forms/account/confirm-address";
const SIGN_IN: &str = "/forms/account/sign-in";
const FORGOT: &str = "/forms/account/request-reset";
const RESET: &str = "/forms/account/reset-password";
const NEW_PASSWORD: &str = "copper-lantern-91-reef";

fn token(link: &str) -> &str {
    link.rsplit('/').next().unwrap()
}

async fn sign_up(browser: &mut Browser, email: &str) {
    let fields = [("name", "Ana Lima"), ("email", email), ("password", PASSWORD)];
    browser.submit("/signup", SIGN_UP, &fields).await.expect_redirect("/signup?sent=1");
}

async fn sign_in(browser: &mut Browser, email: &str, password: &str) -> u16 {
    browser.call(SIGN_IN, &[("email", email), ("password", password)]).await.status
}

async fn reset_link(app: &TestApp, email: &str) -> String {
    app.browser().submit("/forgot", FORGOT, &[("email", email)]).await.expect_redirect("/forgot?sent=1");
    app.work().await;
    app.mail.last_about(email, "Choose a new password").link()
}

#[tokio::test]
async fn a_sign_up_becomes_an_account_when_the_address_is_confirmed() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    sign_up(&mut browser, "Ana@Example.com").await;
    app.work().await;
    let users: i64 = app.ask("select count(*) from users where email_key = $1", "ana@example.com").await;
    assert_eq!(users, 0, "no account before the address is confirmed");

    let mail = app.mail.last_to("Ana@Example.com");
    assert_eq!(mail.header("Subject"), "Confirm your address");
    let link = mail.link();
    browser.open(&link).await.expect_page(200, "Ana@Example.com becomes the address of your account");
    let users: i64 = app.ask("select count(*) from users where email_key = $1", "ana@example.com").await;
    assert_eq!(users, 0, "a mail scanner opens links too");

    let answer = browser.submit(&link, CONFIRM, &[("token", token(&link))]).await;
    answer.expect_redirect("/o/ana-lima/welcome");
    browser.open("/o/ana-lima").await.expect_page(200, "Ana Lima’s organization").expect_page(200, "General");
    assert_eq!(app.audit("account.created").await.len(), 1);
    assert_eq!(app.audit("organization.created").await[0]["personal"], true);
    assert_eq!(app.audit("workspace.created").await[0]["name"], "General");
    app.done().await;
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let long = "x".repeat(101);
    let cases: [(&str, &str, &str, &[&str]); 5] = [
        ("", "nobody", "short", &["name", "email", "password"]),
        (&long, "ana@example.com", PASSWORD, &["name"]),
        ("Ana", "ana@example", PASSWORD, &["email"]),
        ("Ana", "ana@example.com", "password1", &["password"]),
        ("Ana", "ana.lima@example.com", "ana.lima@example.com", &["password"]),
    ];
    for (name, email, password, wrong) in cases {
        let fields = [("name", name), ("email", email), ("password", password)];
        let called = browser.call(SIGN_UP, &fields).await;
        assert_eq!(called.status, 422, "{called:?}");
        let error: AppError = called.json();
        let marked: Vec<&str> = error.fields.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(marked, wrong);

        browser.submit("/signup", SIGN_UP, &fields).await.expect_redirect("/signup");
        let page = browser.open("/signup").await;
        for field in &error.fields {
            page.expect_page(200, &field.message);
        }
        if !email.is_empty() {
            page.expect_page(200, &format!("value=\"{email}\""));
        }
        assert_eq!(
            page.body.contains(&format!("value=\"{password}\"")),
            password == email,
            "a password is never sent back"
        );
        assert!(!browser.open("/signup").await.body.contains("aria-invalid"), "a message is shown once");
    }
    let kept: i64 = app.ask("select count(*) from signups where $1 = ''", "").await;
    assert_eq!(kept, 0);
    app.done().await;
}

#[tokio::test]
async fn no_answer_tells_whether_an_address_has_an_account() {
    let app = TestApp::start().await;
    let known = app.person("Ana Lima").await.email;
    let ask = async |door: &str, fields: Vec<(&str, &str)>| {
        let answer = app.browser().call(door, &fields).await;
        let body = answer.body.replace(&known, "ADDRESS").replace("nobody@example.com", "ADDRESS");
        (answer.status, body)
    };
    for (door, fields) in [
        (SIGN_UP, vec![("name", "Ana"), ("password", PASSWORD)]),
        (SIGN_IN, vec![("password", "wrong-password-here")]),
        (FORGOT, vec![]),
    ] {
        let with = |email| fields.iter().copied().chain([("email", email)]).collect();
        assert_eq!(ask(door, with(&known)).await, ask(door, with("nobody@example.com")).await, "{door}");
    }
    app.work().await;
    assert_eq!(app.mail.all_to("nobody@example.com").len(), 1, "a sign-up's link, but none to reset");
    let told: Vec<String> = app.mail.all_to(&known).iter().map(|mail| mail.header("Subject")).collect();
    assert!(told.contains(&"You already have an account".to_owned()), "{told:?}");
    app.done().await;
}

#[tokio::test]
async fn another_browser_confirms_with_the_password_only() {
    let app = TestApp::start().await;
    sign_up(&mut app.browser(), "ana@example.com").await;
    app.work().await;
    let link = app.mail.last_to("ana@example.com").link();
    let mut other = app.browser();
    other.open(&link).await.expect_page(200, "You signed up in another browser");
    let refused = other.call(CONFIRM, &[("token", token(&link)), ("password", "not-the-password")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.json::<AppError>().at("password").is_some());
    let users: i64 = app.ask("select count(*) from users where $1 = ''", "").await;
    assert_eq!(users, 0);
    other
        .submit(&link, CONFIRM, &[("token", token(&link)), ("password", PASSWORD)])
        .await
        .expect_redirect("/o/ana-lima/welcome");
    app.done().await;
}

#[tokio::test]
async fn links_that_are_used_expired_or_altered_say_so() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    sign_up(&mut browser, "ana@example.com").await;
    app.work().await;
    let link = app.mail.last_to("ana@example.com").link();

    let mut altered = token(&link).to_owned();
    let last = if altered.pop() == Some('A') { 'B' } else { 'A' };
    altered.insert(4, last);
    let refused = browser.call(CONFIRM, &[("token", &altered)]).await;
    assert_eq!((refused.status, refused.json::<AppError>().message.contains("isn't complete")), (422, true));
    browser.open(&format!("/verify-email/{altered}")).await.expect_page(422, "This link doesn’t work");

    app.clock.forward(Duration::hours(24));
    let refused = browser.call(CONFIRM, &[("token", token(&link))]).await;
    assert_eq!((refused.status, refused.json::<AppError>().message.contains("has expired")), (422, true));

    sign_up(&mut browser, "ana@example.com").await;
    app.work().await;
    let link = app.mail.last_to("ana@example.com").link();
    browser.call(CONFIRM, &[("token", token(&link))]).await;
    let refused = browser.call(CONFIRM, &[("token", token(&link))]).await;
    assert_eq!((refused.status, refused.json::<AppError>().message.contains("has been used")), (422, true));

    let reset = reset_link(&app, "ana@example.com").await;
    let refused = browser.call(CONFIRM, &[("token", token(&reset))]).await;
    assert_eq!(refused.status, 422, "a link to reset confirms nothing");
    app.done().await;
}

#[tokio::test]
async fn of_two_sign_ups_for_one_address_one_becomes_the_account() {
    let app = TestApp::start().await;
    let (mut first, mut second) = (app.browser(), app.browser());
    sign_up(&mut first, "ana@example.com").await;
    sign_up(&mut second, "ANA@example.com").await;
    app.work().await;
    let (one, two) = (app.mail.last_to("ana@example.com").link(), app.mail.last_to("ANA@example.com").link());
    let (one, two) = (token(&one), token(&two));
    let (first_fields, second_fields) = ([("token", one)], [("token", two)]);
    let (one, two) = tokio::join!(first.call(CONFIRM, &first_fields), second.call(CONFIRM, &second_fields));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    let users: i64 = app.ask("select count(*) from users where $1 = ''", "").await;
    assert_eq!(users, 1);
    app.done().await;
}

#[tokio::test]
async fn signing_in_and_out_begins_and_ends_a_session() {
    let app = TestApp::start().await;
    let person = app.person("Ana Lima").await;
    let mut browser = app.browser();
    browser.open("/o/ana-lima").await.expect_redirect("/login?next=%2Fo%2Fana-lima");
    let fields = [("email", person.email.as_str()), ("password", PASSWORD), ("next", "/o/ana-lima")];
    browser.submit("/login", SIGN_IN, &fields).await.expect_redirect("/o/ana-lima");
    browser.open("/o/ana-lima").await.expect_page(200, &person.email);
    browser.open("/login").await.expect_redirect("/");
    assert_eq!(app.audit("account.signed_in").await.len(), 1);

    let stolen = browser.clone();
    browser.submit("/o/ana-lima", "/forms/account/sign-out", &[]).await.expect_redirect("/login");
    browser.open("/o/ana-lima").await.expect_redirect("/login?next=%2Fo%2Fana-lima");
    let mut stolen = stolen;
    stolen.open("/o/ana-lima").await.expect_redirect("/login?next=%2Fo%2Fana-lima");
    assert_eq!(app.audit("account.signed_out").await.len(), 1);
    app.done().await;
}

#[tokio::test]
async fn a_session_ends_by_time_and_the_database_holds_no_token() {
    let app = TestApp::start().await;
    let mut person = app.person("Ana Lima").await;
    let token = person.browser.cookies()["tenantry"].clone();
    let found: i64 = app.ask("select count(*) from sessions where strpos(sessions::text, $1) > 0", &token).await;
    assert_eq!(found, 0);
    app.clock.forward(Duration::days(13));
    person.browser.open("/o/ana-lima").await.expect_page(200, "Ana Lima");
    app.clock.forward(Duration::days(13));
    person.browser.open("/o/ana-lima").await.expect_page(200, "Ana Lima");
    app.clock.forward(Duration::days(4));
    assert_eq!(
        person.browser.open("/o/ana-lima").await.status,
        303,
        "thirty days are the end, however much it is used"
    );
    app.done().await;
}

#[tokio::test]
async fn a_planted_session_is_not_taken_over() {
    let app = TestApp::start().await;
    let mallory = app.person("Mallory").await;
    let ana = app.person("Ana Lima").await;
    let mut victim = mallory.browser.clone();
    let planted = victim.cookies()["tenantry"].clone();
    sign_in(&mut victim, &ana.email, PASSWORD).await;
    assert_ne!(victim.cookies()["tenantry"], planted);
    let mut mallory = mallory.browser;
    assert_eq!(mallory.open("/o/ana-lima").await.status, 303, "the old session has ended");
    app.done().await;
}

#[tokio::test]
async fn a_new_password_ends_every_session_and_the_old_password() {
    let app = TestApp::start().await;
    let mut person = app.person("Ana Lima").await;
    let link = reset_link(&app, &person.email).await;
    let mut browser = app.browser();
    browser.open(&link).await.expect_page(200, "Choose a new password");
    let weak = browser.call(RESET, &[("token", token(&link)), ("password", "password1")]).await;
    assert!(weak.status == 422 && weak.json::<AppError>().at("password").is_some(), "{weak:?}");
    let fields = [("token", token(&link)), ("password", NEW_PASSWORD)];
    browser.submit(&link, RESET, &fields).await.expect_redirect("/login");

    assert_eq!(person.browser.open("/o/ana-lima").await.status, 303, "every session has ended");
    assert_eq!(sign_in(&mut browser, &person.email, PASSWORD).await, 422);
    assert_eq!(sign_in(&mut browser, &person.email, NEW_PASSWORD).await, 200);
    browser.open(&link).await.expect_page(422, "This link has been used");
    app.work().await;
    let told: Vec<String> = app.mail.all_to(&person.email).iter().map(|mail| mail.header("Subject")).collect();
    assert!(told.contains(&"Your password was changed".to_owned()), "{told:?}");
    app.done().await;
}

#[tokio::test]
async fn a_sign_in_that_is_under_way_ends_with_the_password_that_it_proved() {
    let app = TestApp::start().await;
    let person = app.person("Ana Lima").await;
    let mut browser = app.browser();
    let fields = [("email", person.email.as_str()), ("password", PASSWORD)];
    let replace = app.password_sql(person.user, NEW_PASSWORD).await;
    let refused = app.amid(&replace, 1, browser.call(SIGN_IN, &fields)).await;
    let wrong = app.browser().call(SIGN_IN, &fields).await;
    assert_eq!((refused.status, &refused.body), (422, &wrong.body), "as any wrong password");
    assert_eq!(browser.open("/o/ana-lima").await.status, 303);
    app.done().await;
}

#[tokio::test]
async fn sign_ins_at_once_with_a_reset_leave_no_session_of_the_old_password() {
    let app = TestApp::start().await;
    let person = app.person("Ana Lima").await;
    let link = reset_link(&app, &person.email).await;
    let fields = [("token", token(&link)), ("password", NEW_PASSWORD)];
    let mut browsers: Vec<Browser> = (0..6).map(|_| app.browser()).collect();
    let mut own = app.browser();
    let sign_ins = browsers.iter_mut().map(|browser| sign_in(browser, &person.email, PASSWORD));
    let (statuses, reset) = tokio::join!(join_all(sign_ins), own.call(RESET, &fields));
    assert_eq!(reset.status, 200, "{reset:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 422)), "{statuses:?}");
    for browser in &mut browsers {
        assert_eq!(browser.open("/o/ana-lima").await.status, 303, "{statuses:?}");
    }
    app.done().await;
}

#[tokio::test]
async fn of_fifty_uses_of_one_reset_link_one_works() {
    let app = TestApp::start().await;
    let person = app.person("Ana Lima").await;
    let link = reset_link(&app, &person.email).await;
    let attempts = (0..50).map(|number| {
        let (mut browser, token) = (app.browser(), token(&link));
        async move {
            let password = format!("{NEW_PASSWORD}-{number}");
            (browser.call(RESET, &[("token", token), ("password", &password)]).await.status, password)
        }
    });
    let answers = join_all(attempts).await;
    let won: Vec<&String> = answers.iter().filter(|(status, _)| *status == 200).map(|(_, password)| password).collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    assert!(answers.iter().all(|(status, _)| matches!(status, 200 | 422 | 503)), "{answers:?}");
    assert_eq!(app.audit("account.password_reset").await.len(), 1);
    assert_eq!(sign_in(&mut app.browser(), &person.email, won[0]).await, 200);
    app.done().await;
}

#[tokio::test]
async fn a_new_link_to_reset_ends_with_the_use_of_another() {
    let app = TestApp::start().await;
    let person = app.person("Ana Lima").await;
    let (first, second) = (reset_link(&app, &person.email).await, reset_link(&app, &person.email).await);
    let mut browser = app.browser();
    assert_eq!(browser.call(RESET, &[("token", token(&first)), ("password", NEW_PASSWORD)]).await.status, 200);
    assert_eq!(browser.call(RESET, &[("token", token(&second)), ("password", PASSWORD)]).await.status, 422);
    app.work().await;
    let late = reset_link(&app, &person.email).await;
    app.clock.forward(Duration::hours(1));
    let refused = browser.call(RESET, &[("token", token(&late)), ("password", PASSWORD)]).await;
    assert!(refused.json::<AppError>().message.contains("has expired"), "{refused:?}");
    app.done().await;
}

#[tokio::test]
async fn a_request_from_another_site_does_nothing() {
    let app = TestApp::start().await;
    let mut person = app.person("Ana Lima").await;
    person.browser.headers.insert("sec-fetch-site", "cross-site".parse().unwrap());
    let refused = person.browser.submit("/o/ana-lima", "/forms/account/sign-out", &[]).await;
    refused.expect_page(403, "came from another site");
    person.browser.headers.clear();
    person.browser.open("/o/ana-lima").await.expect_page(200, "Ana Lima");
    app.done().await;
}

#[tokio::test]
async fn a_foreign_referer_leads_nowhere_else() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.headers.insert("referer", "https://evil.example/signup".parse().unwrap());
    browser.submit("/signup", SIGN_UP, &[("name", ""), ("email", ""), ("password", "")]).await.expect_redirect("/");
    browser.headers.clear();
    let person = app.person("Ana Lima").await;
    let fields = [("email", person.email.as_str()), ("password", PASSWORD), ("next", "//evil.example")];
    browser.submit("/login", SIGN_IN, &fields).await.expect_redirect("/");
    app.done().await;
}
