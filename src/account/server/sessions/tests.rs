//! Sessions and known browsers, by the doors that people use.

use crate::tests::support::{Browser, PASSWORD, Person, TestApp, statements};
use serde_json::json;
use time::Duration;

const END: &str = "/forms/account/end-session";
const END_OTHERS: &str = "/forms/account/end-other-sessions";
const PAGE: &str = "/account/sessions";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
const NEW: &str = "A new browser signed in to your account";

async fn signed_in(app: &TestApp, person: &Person, user_agent: &str) -> Browser {
    let mut browser = app.browser();
    browser.headers.insert("user-agent", user_agent.parse().unwrap());
    sign_in(&mut browser, &person.email).await;
    browser
}

async fn sign_in(browser: &mut Browser, email: &str) {
    let fields = [("email", email), ("password", PASSWORD)];
    assert_eq!(browser.call("/forms/account/sign-in", &fields).await.status, 200);
}

/// How often a new browser was told of.
async fn told(app: &TestApp, person: &Person) -> usize {
    app.work().await;
    app.mail.all_to(&person.email).iter().filter(|mail| mail.header("Subject") == NEW).count()
}

/// The id of the session that a browser of that name has.
async fn session(app: &TestApp, user_agent: &str) -> String {
    app.ask("select id::text from sessions where user_agent = $1", user_agent).await
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_ends_what_one_does_not_know() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    app.clock.forward(Duration::hours(1));
    let mut firefox = signed_in(&app, &ana, FIREFOX).await;
    app.clock.forward(Duration::hours(1));
    let mut iphone = signed_in(&app, &ana, IPHONE).await;
    app.clock.forward(Duration::minutes(10));

    let page = ana.browser.open(PAGE).await;
    page.expect_page(200, "3 browsers")
        .expect_page(200, "This browser")
        .expect_page(200, "2 other browsers are signed out");
    let places =
        ["An unknown browser", "Safari on iPhone", "Firefox on Linux"].map(|name| page.body.find(name).unwrap());
    assert!(places.is_sorted(), "last used first: {places:?}");
    let ip: String = app.ask("select host(ip) from sessions where user_agent = $1", FIREFOX).await;
    page.expect_page(200, &ip);
    assert_eq!(page.body.matches("This browser").count(), 1);

    let id = session(&app, FIREFOX).await;
    ana.browser.submit(PAGE, END, &[("session", &id)]).await.expect_redirect(PAGE);
    let page = ana.browser.open(PAGE).await;
    page.expect_page(200, "Firefox on Linux is signed out.").expect_page(200, "2 browsers");
    assert_eq!(firefox.open(PAGE).await.status, 303, "signed out with its next request");
    assert_eq!(iphone.open(PAGE).await.status, 200);
    ana.browser.submit(PAGE, END_OTHERS, &[]).await.expect_redirect(PAGE);
    ana.browser.open(PAGE).await.expect_page(200, "The other browser is signed out.").expect_page(200, "1 browser");
    assert_eq!(iphone.open(PAGE).await.status, 303);
    assert_eq!(app.audit("account.session_ended").await, [json!({ "user": ana.user, "session": id })]);
    assert_eq!(app.audit("account.other_sessions_ended").await, [json!({ "user": ana.user, "ended": 1 })]);
    app.done().await;
}

#[tokio::test]
async fn anothers_session_does_not_exist() {
    let app = TestApp::start().await;
    let (mut ana, ben) = (app.person("Ana Lima").await, app.person("Ben Okafor").await);
    let mut firefox = signed_in(&app, &ben, FIREFOX).await;
    let theirs = session(&app, FIREFOX).await;
    let none = "01890000-0000-7000-8000-000000000000";
    let refused = ana.browser.call(END, &[("session", &theirs)]).await;
    let nothing = ana.browser.call(END, &[("session", none)]).await;
    assert_eq!((refused.status, &refused.body), (404, &nothing.body));
    assert_eq!(ana.browser.call(END_OTHERS, &[]).await.status, 200);
    assert_eq!(firefox.open(PAGE).await.status, 200);
    ana.browser.submit(PAGE, END, &[("session", none)]).await.expect_redirect(PAGE);
    ana.browser.open(PAGE).await.expect_page(200, "There is nothing at this address");
    app.done().await;
}

#[tokio::test]
async fn the_page_costs_the_same_few_statements_and_shows_a_hundred() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    ana.browser.open(PAGE).await;
    let few = statements(async || ana.browser.clone().open(PAGE).await).await;
    let made: i64 = app
        .ask(
            "with s as (insert into sessions (id, token_hash, user_id, user_agent, created_at, last_seen_at, expires_at)
                select gen_random_uuid(), decode(md5(n::text), 'hex'), $1::uuid, 'x', s.created_at, s.last_seen_at - interval '1 minute' * n, s.expires_at
                from generate_series(1, 120) n, sessions s where s.user_id = $1::uuid returning 1)
             select count(*) from s",
            &ana.user.to_string(),
        )
        .await;
    assert_eq!(made, 120);
    let many = statements(async || ana.browser.clone().open(PAGE).await).await;
    assert_eq!(few, many);
    assert!((3..=8).contains(&few), "{few}");
    let page = ana.browser.open(PAGE).await;
    page.expect_page(200, "The 100 browsers used last").expect_page(200, "also those that aren’t shown");
    assert_eq!(page.body.matches("name=\"session\"").count(), 99);
    app.done().await;
}

#[tokio::test]
async fn a_browser_that_the_account_has_not_seen_is_told_of_once() {
    let app = TestApp::start().await;
    let ana = app.person("Ana Lima").await;
    assert_eq!(told(&app, &ana).await, 0, "the first is known from the start");
    let mut own = ana.browser.clone();
    own.call("/forms/account/sign-out", &[]).await;
    sign_in(&mut own, &ana.email).await;
    assert_eq!(told(&app, &ana).await, 0, "known by its cookie, not by its session");

    let fields = [
        ("version", "1"),
        ("name", "Ana Lima"),
        ("time_zone", "Europe/Berlin"),
        ("date_format", "long"),
        ("time_format", "24h"),
    ];
    assert_eq!(own.call("/forms/account/save-profile", &fields).await.status, 200);
    let mut firefox = signed_in(&app, &ana, FIREFOX).await;
    assert_eq!(told(&app, &ana).await, 1);
    let mail = app.mail.last_to(&ana.email);
    let ip: String = app.ask("select host(ip) from sessions where user_agent = $1", FIREFOX).await;
    let says = format!("Firefox on Linux, from {ip}, on 1 March 2030, 13:00 CET.");
    assert!(mail.text().contains(&says) && mail.link() == PAGE, "{says} {mail:?}");
    sign_in(&mut firefox, &ana.email).await;
    assert_eq!(told(&app, &ana).await, 1);

    let ben = app.person("Ben Okafor").await;
    sign_in(&mut firefox, &ben.email).await;
    assert_eq!(told(&app, &ben).await, 1, "each account knows its own");
    let cookie = firefox.cookies()["tenantry_browser"].clone();
    let shared: i64 = app.ask("select count(distinct token_hash) from known_browsers where $1 = ''", "").await;
    assert_eq!(shared, 4, "nor does the table tell that they share one");
    let clear: i64 = app.ask("select count(*) from known_browsers b where strpos(b::text, $1) > 0", &cookie).await;
    assert_eq!(clear, 0);
    app.done().await;
}

#[tokio::test]
async fn a_browser_that_was_signed_out_from_elsewhere_is_new_again() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let mut firefox = signed_in(&app, &ana, FIREFOX).await;
    let id = session(&app, FIREFOX).await;
    assert_eq!(ana.browser.call(END, &[("session", &id)]).await.status, 200);
    sign_in(&mut firefox, &ana.email).await;
    assert_eq!(told(&app, &ana).await, 2);
    assert_eq!(ana.browser.call(END_OTHERS, &[]).await.status, 200);
    sign_in(&mut firefox, &ana.email).await;
    assert_eq!(told(&app, &ana).await, 3);
    ana.browser.call("/forms/account/sign-out", &[]).await;
    sign_in(&mut ana.browser, &ana.email).await;
    assert_eq!(told(&app, &ana).await, 3, "the one at hand stays known");

    app.clock.forward(Duration::days(366));
    app.at_its_time("sweep").await;
    let known: i64 = app.ask("select count(*) from known_browsers where $1 = ''", "").await;
    assert_eq!(known, 0, "a year without use forgets");
    app.done().await;
}
