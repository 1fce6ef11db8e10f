//! Changing the address, by the doors that people use.

use crate::{
    model::AppError,
    tests::support::{Browser, PASSWORD, Person, TestApp},
};
use futures::future::join_all;
use time::Duration;

const REQUEST: &str = "/forms/account/request-address";
const CANCEL: &str = "/forms/account/cancel-address";
const USE: &str = "/forms/account/change-address";
const SIGN_IN: &str = "/forms/account/sign-in";
const PAGE: &str = "/account/security";
const NEW: &str = "Ana@North.example";
const OTHER_PASSWORD: &str = "copper-lantern-91-reef";

fn token(link: &str) -> &str {
    link.rsplit('/').next().unwrap()
}

async fn request(app: &TestApp, person: &mut Person, email: &str) -> String {
    let fields = [("email", email), ("password", PASSWORD)];
    person.browser.submit(PAGE, REQUEST, &fields).await.expect_redirect(PAGE);
    app.work().await;
    app.mail.last_to(email).link()
}

async fn sign_in(mut browser: Browser, email: &str) -> u16 {
    browser.call(SIGN_IN, &[("email", email), ("password", PASSWORD)]).await.status
}

async fn address(app: &TestApp, person: &Person) -> String {
    app.ask("select email from users where id = $1::uuid", &person.user.to_string()).await
}

fn subjects(app: &TestApp, email: &str) -> Vec<String> {
    app.mail.all_to(email).iter().map(|mail| mail.header("Subject")).collect()
}

#[tokio::test]
async fn the_new_address_counts_when_its_link_is_used_and_both_are_told_twice() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let link = request(&app, &mut ana, NEW).await;
    assert_eq!(address(&app, &ana).await, ana.email, "nothing changes before the link is used");
    ana.browser
        .open(PAGE)
        .await
        .expect_page(200, NEW)
        .expect_page(200, "It ends on 2 March 2030, 12:00 UTC")
        .expect_page(200, "Cancel the change");
    let notice = app.mail.last_to(&ana.email);
    assert_eq!(notice.header("Subject"), "Another address was asked for");
    assert!(notice.text().contains(NEW) && notice.link() == PAGE, "{notice:?}");
    for door in ["request-reset", "request-sign-in-link"] {
        app.browser().call(&format!("/forms/account/{door}"), &[("email", &ana.email)]).await;
    }
    app.work().await;
    let mailed: Vec<String> = app.mail.all_to(&ana.email).iter().map(|mail| mail.link()).collect();
    let [.., one, two] = mailed.as_slice() else { panic!("{mailed:?}") };

    let mut elsewhere = app.browser();
    elsewhere.open(&link).await.expect_page(200, "Ana@North.example becomes the address of your account");
    assert_eq!(address(&app, &ana).await, ana.email, "a mail scanner opens links too");
    elsewhere.submit(&link, USE, &[("token", token(&link))]).await.expect_redirect("/login");
    assert_eq!(address(&app, &ana).await, NEW);
    ana.browser.open(PAGE).await.expect_page(200, NEW);
    assert_eq!(sign_in(app.browser(), &ana.email).await, 422);
    assert_eq!(sign_in(app.browser(), "ana@north.example").await, 200);
    for ended in [one, two] {
        app.browser().open(ended).await.expect_page(422, "This link has been used");
    }

    app.work().await;
    assert!(subjects(&app, NEW).contains(&"This is the address of your account now".to_owned()));
    let last = app.mail.last_to(&ana.email);
    assert_eq!(last.header("Subject"), "Your account has another address now");
    assert!(last.text().contains("If it wasn't you"), "{last:?}");
    elsewhere.open(&link).await.expect_page(422, "This link has been used");
    for action in ["account.address_change_requested", "account.address_changed"] {
        let told = app.audit(action).await;
        assert!(told.len() == 1 && !told[0].to_string().contains('@'), "{told:?}");
    }
    app.done().await;
}

#[tokio::test]
async fn a_request_takes_the_place_of_the_one_before_and_can_be_cancelled() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let first = request(&app, &mut ana, "first@north.example").await;
    let second = request(&app, &mut ana, "second@north.example").await;
    app.browser().open(&first).await.expect_page(422, "This link no longer counts");
    app.browser().open(&second).await.expect_page(200, "second@north.example");
    ana.browser.submit(PAGE, CANCEL, &[]).await.expect_redirect(PAGE);
    let page = ana.browser.open(PAGE).await;
    page.expect_page(200, "Your address stays as it is.");
    assert!(!page.body.contains("second@north.example"), "{}", page.body);
    for ended in [&first, &second] {
        let refused = app.browser().call(USE, &[("token", token(ended))]).await;
        assert!(refused.json::<AppError>().message.contains("no longer counts"), "{refused:?}");
    }
    assert_eq!(ana.browser.call(CANCEL, &[]).await.status, 200, "twice is no error");
    assert_eq!(app.audit("account.address_change_cancelled").await.len(), 1);

    let late = request(&app, &mut ana, "late@north.example").await;
    app.clock.forward(Duration::hours(24));
    app.browser().open(&late).await.expect_page(422, "This link has expired");
    assert!(!ana.browser.open(PAGE).await.body.contains("late@north.example"));
    assert_eq!(address(&app, &ana).await, ana.email);
    app.done().await;
}

#[tokio::test]
async fn another_password_ends_a_change_that_waits() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let ended = async |link: &str, ana: &Person| {
        app.browser().open(link).await.expect_page(422, "This link no longer counts");
        let refused = app.browser().call(USE, &[("token", token(link))]).await;
        assert!(refused.status == 422 && refused.body.contains("no longer counts"), "{refused:?}");
        assert_eq!(address(&app, ana).await, ana.email);
    };
    // Somebody who knows the password asks for their own address; the owner gets the account back.
    let theirs = request(&app, &mut ana, "mallory@north.example").await;
    app.browser().call("/forms/account/request-reset", &[("email", &ana.email)]).await;
    app.work().await;
    let reset = app.mail.last_about(&ana.email, "Choose a new password").link();
    let fields = [("token", token(&reset)), ("password", PASSWORD)];
    assert_eq!(app.browser().call("/forms/account/reset-password", &fields).await.status, 200);
    ended(&theirs, &ana).await;

    let mut ana = app.sign_in(ana).await;
    assert!(!ana.browser.open(PAGE).await.body.contains("mallory@north.example"));
    let theirs = request(&app, &mut ana, "mallory@south.example").await;
    let fields = [("current_password", PASSWORD), ("password", OTHER_PASSWORD)];
    assert_eq!(ana.browser.call("/forms/account/change-password", &fields).await.status, 200);
    ended(&theirs, &ana).await;
    app.done().await;
}

#[tokio::test]
async fn a_password_that_was_replaced_while_it_was_proved_asks_for_no_other_address() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let replace = app.password_sql(ana.user, OTHER_PASSWORD).await;
    let fields = [("email", NEW), ("password", PASSWORD)];
    let refused = app.amid(&replace, 1, ana.browser.call(REQUEST, &fields)).await;
    assert!(refused.status == 422 && refused.body.contains("The password was changed a moment ago"), "{refused:?}");
    let kept: i64 = app.ask("select count(*) from email_changes where $1 = ''", "").await;
    assert_eq!(kept, 0);

    app.run(&app.password_sql(ana.user, PASSWORD).await).await.unwrap();
    let fields = [("password", PASSWORD), ("confirm", ana.email.as_str())];
    let refused = app.amid(&replace, 1, ana.browser.call("/forms/account/delete", &fields)).await;
    assert!(refused.status == 422 && refused.body.contains("The password was changed a moment ago"), "{refused:?}");
    assert!(app.audit("account.deleted").await.is_empty());
    app.done().await;
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_the_address_is_kept_there() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let wrong = [("email", "nobody"), ("password", "wrong-password-here")];
    let error: AppError = ana.browser.call(REQUEST, &wrong).await.json();
    assert!(error.at("email").is_some() && error.at("password").is_some(), "{error:?}");
    let own = [("email", &*ana.email.to_uppercase()), ("password", PASSWORD)];
    let error: AppError = ana.browser.call(REQUEST, &own).await.json();
    assert_eq!(error.at("email"), Some("That is your address already."));
    ana.browser.submit(PAGE, REQUEST, &wrong).await.expect_redirect(PAGE);
    ana.browser
        .open(PAGE)
        .await
        .expect_page(200, "value=\"nobody\"")
        .expect_page(200, "That isn't your current password.");
    let kept: i64 = app.ask("select count(*) from email_changes where $1 = ''", "").await;
    assert_eq!(kept, 0);
    app.done().await;
}

#[tokio::test]
async fn an_address_that_has_an_account_is_told_so_and_nobody_else() {
    let app = TestApp::start().await;
    let (mut ana, ben) = (app.person("Ana Lima").await, app.person("Ben Okafor").await);
    let answer =
        |answer: crate::tests::support::Answer, email: &str| (answer.status, answer.body.replace(email, "ADDRESS"));
    let taken = ana.browser.call(REQUEST, &[("email", &ben.email), ("password", PASSWORD)]).await;
    let page = ana.browser.open(PAGE).await.body.contains(&ben.email);
    app.work().await;
    let free = ana.browser.call(REQUEST, &[("email", NEW), ("password", PASSWORD)]).await;
    assert_eq!(answer(taken, &ben.email), answer(free, NEW));
    assert!(page, "it waits like any other");
    let mail = app.mail.last_to(&ben.email);
    assert_eq!(mail.header("Subject"), "This address has an account already");
    assert!(!mail.text().contains("/verify-email/") && !mail.text().contains(&ana.email), "{mail:?}");
    app.done().await;
}

#[tokio::test]
async fn of_two_who_want_one_address_one_gets_it() {
    let app = TestApp::start().await;
    let (mut ana, mut ben) = (app.person("Ana Lima").await, app.person("Ben Okafor").await);
    let (one, two) = (request(&app, &mut ana, NEW).await, request(&app, &mut ben, "ana@north.EXAMPLE").await);
    let (mut first, mut second) = (app.browser(), app.browser());
    let (one, two) = ([("token", token(&one))], [("token", token(&two))]);
    let (one, two) = tokio::join!(first.call(USE, &one), second.call(USE, &two));
    let lost = if one.status == 200 { &two } else { &one };
    assert_eq!((one.status.min(two.status), lost.status), (200, 422));
    assert!(lost.json::<AppError>().message.contains("has an account by now"), "{lost:?}");
    assert_eq!(app.audit("account.address_changed").await.len(), 1);
    app.done().await;
}

#[tokio::test]
async fn of_fifty_uses_of_one_link_one_works() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let link = request(&app, &mut ana, NEW).await;
    let uses = (0..50).map(|_| {
        let (mut browser, token) = (app.browser(), token(&link));
        async move { browser.call(USE, &[("token", token)]).await.status }
    });
    let statuses = join_all(uses).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 422 | 503)), "{statuses:?}");
    assert_eq!(app.audit("account.address_changed").await.len(), 1);
    app.done().await;
}

#[tokio::test]
async fn of_requests_at_once_one_is_open() {
    let app = TestApp::start().await;
    let ana = app.person("Ana Lima").await;
    let requests = (0..6).map(|number| {
        let mut browser = ana.browser.clone();
        async move {
            let email = format!("ana{number}@north.example");
            browser.call(REQUEST, &[("email", &email), ("password", PASSWORD)]).await.status
        }
    });
    let statuses = join_all(requests).await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    let open: i64 = app
        .ask("select count(*) from email_changes where used_at is null and withdrawn_at is null and $1 = ''", "")
        .await;
    assert_eq!(open, 1);
    app.done().await;
}
