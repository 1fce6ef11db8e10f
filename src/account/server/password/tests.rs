//! Changing the password, by the doors that people use.

use crate::{
    model::AppError,
    tests::support::{PASSWORD, TestApp},
};

const CHANGE: &str = "/forms/account/change-password";
const SIGN_IN: &str = "/forms/account/sign-in";
const PAGE: &str = "/account/security";
const NEW: &str = "copper-lantern-91-reef";

#[tokio::test]
async fn another_password_ends_every_other_session_and_what_was_mailed() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let mut other = app.browser();
    let old = [("email", ana.email.as_str()), ("password", PASSWORD)];
    assert_eq!(other.call(SIGN_IN, &old).await.status, 200);
    app.browser().call("/forms/account/request-reset", &[("email", &ana.email)]).await;
    app.work().await;
    let reset = app.mail.last_about(&ana.email, "Choose a new password").link();

    ana.browser.open(PAGE).await.expect_page(200, "Changing it signs every other browser out.");
    let fields = [("current_password", PASSWORD), ("password", NEW)];
    ana.browser.submit(PAGE, CHANGE, &fields).await.expect_redirect(PAGE);
    ana.browser.open(PAGE).await.expect_page(200, "Your password is changed. Every other browser is signed out.");
    assert_eq!(other.open(PAGE).await.status, 303, "the other session has ended");
    assert_eq!(app.browser().call(SIGN_IN, &old).await.status, 422);
    let new = [("email", ana.email.as_str()), ("password", NEW)];
    assert_eq!(other.call(SIGN_IN, &new).await.status, 200);
    app.browser().open(&reset).await.expect_page(422, "This link has been used");
    app.work().await;
    let mails = app.mail.all_to(&ana.email);
    let told =
        mails.iter().find(|mail| mail.header("Subject") == "Your password was changed").expect("the owner is told");
    assert!(told.text().contains("by somebody who knew the old one") && told.text().contains("/forgot"), "{told:?}");
    assert_eq!(app.audit("account.password_changed").await.len(), 1);
    app.done().await;
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let wrong = [("current_password", "wrong-password-here"), ("password", "password1")];
    let error: AppError = ana.browser.call(CHANGE, &wrong).await.json();
    assert_eq!(error.at("current_password"), Some("That isn't your current password."));
    assert!(error.at("password").is_some(), "{error:?}");
    let own_words = [("current_password", PASSWORD), ("password", ana.email.as_str())];
    assert!(ana.browser.call(CHANGE, &own_words).await.json::<AppError>().at("password").is_some());
    ana.browser.submit(PAGE, CHANGE, &wrong).await.expect_redirect(PAGE);
    let back = ana.browser.open(PAGE).await;
    back.expect_page(200, "That isn't your current password.");
    assert!(!back.body.contains("wrong-password-here") && !back.body.contains("password1"), "{}", back.body);
    assert!(app.audit("account.password_changed").await.is_empty());
    app.done().await;
}

#[tokio::test]
async fn a_browser_that_was_left_open_guesses_no_faster_than_a_stranger() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let guess = [("current_password", "wrong-password-here"), ("password", NEW)];
    for _ in 0..8 {
        assert_eq!(ana.browser.call(CHANGE, &guess).await.status, 422);
    }
    assert_eq!(ana.browser.call(CHANGE, &guess).await.status, 429);
    let elsewhere = [("email", ana.email.as_str()), ("password", PASSWORD)];
    assert_eq!(app.browser().call(SIGN_IN, &elsewhere).await.status, 429, "the same allowance as signing in");
    let address = [("email", "new@example.com"), ("password", PASSWORD)];
    assert_eq!(ana.browser.call("/forms/account/request-address", &address).await.status, 429);
    app.done().await;
}

#[tokio::test]
async fn of_two_changes_at_once_one_is_kept() {
    let app = TestApp::start().await;
    let ana = app.person("Ana Lima").await;
    let (mut first, mut second) = (ana.browser.clone(), ana.browser.clone());
    let fields = |password| [("current_password", PASSWORD), ("password", password)];
    let (one, two) = (fields("copper-lantern-91-reef"), fields("ember-quartz-57-dune"));
    let (one, two) = tokio::join!(first.call(CHANGE, &one), second.call(CHANGE, &two));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    assert_eq!(app.audit("account.password_changed").await.len(), 1);
    app.done().await;
}

#[tokio::test]
async fn an_account_without_a_password_is_told_how_to_choose_one() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let cleared: i64 = app
        .ask(
            "with u as (update users set password_hash = null where email = $1 returning 1) select count(*) from u",
            &ana.email,
        )
        .await;
    assert_eq!(cleared, 1);
    ana.browser.open(PAGE).await.expect_page(200, "Your account has no password yet.").expect_page(200, "/forgot");
    let fields = [("current_password", ""), ("password", NEW)];
    let refused: AppError = ana.browser.call(CHANGE, &fields).await.json();
    assert_eq!(refused.at("current_password"), Some("Your account has no password yet. Choose one first."));
    app.done().await;
}
