//! Signing in with a mailed link, by the doors that people use.

use crate::{
    model::AppError,
    tests::support::{PASSWORD, TestApp},
};
use futures::future::join_all;
use time::Duration;

const REQUEST: &str = "/forms/account/request-sign-in-link";
const USE: &str = "/forms/account/sign-in-by-link";

fn token(link: &str) -> &str {
    link.rsplit('/').next().unwrap()
}

async fn link(app: &TestApp, email: &str, next: &str) -> String {
    let fields = [("email", email), ("next", next)];
    app.browser().submit("/login/link", REQUEST, &fields).await.expect_redirect("/login/link?sent=1");
    app.work().await;
    let mail = app.mail.last_to(email);
    assert_eq!(mail.header("Subject"), "Your link to sign in");
    mail.link()
}

#[tokio::test]
async fn the_button_signs_in_once_and_opening_the_page_does_not() {
    let app = TestApp::start().await;
    let ana = app.person("Ana Lima").await;
    let mut browser = app.browser();
    let login = browser.open("/login?next=%2Fo%2Fana-lima").await;
    login.expect_page(200, "href=\"/login/link?next=%2Fo%2Fana%2Dlima\"");
    browser.open("/login/link?next=%2Fo%2Fana-lima").await.expect_page(200, "value=\"/o/ana-lima\"");

    let link = link(&app, &ana.email, "/o/ana-lima").await;
    browser.open(&link).await.expect_page(200, "The link works once");
    browser.open(&link).await.expect_page(200, "The link works once");
    assert_eq!(browser.open("/o/ana-lima").await.status, 303, "a mail scanner opens links too");
    browser.submit(&link, USE, &[("token", token(&link))]).await.expect_redirect("/o/ana-lima");
    browser.open("/o/ana-lima").await.expect_page(200, &ana.email);
    assert_eq!(app.audit("account.signed_in").await[0]["by"], "link");

    let mut late = app.browser();
    late.open(&link).await.expect_page(422, "This link has been used");
    let refused = late.call(USE, &[("token", token(&link))]).await;
    assert!(refused.status == 422 && refused.json::<AppError>().message.contains("has been used"), "{refused:?}");
    app.done().await;
}

#[tokio::test]
async fn no_answer_tells_whether_an_address_has_an_account_and_none_is_mailed_a_link() {
    let app = TestApp::start().await;
    let ana = app.person("Ana Lima").await;
    let before = app.mail.all_to(&ana.email).len();
    let ask = async |email: &str| {
        let answer = app.browser().call(REQUEST, &[("email", email), ("next", "//evil.example")]).await;
        (answer.status, answer.body.replace(email, "ADDRESS"))
    };
    assert_eq!(ask(&ana.email).await, ask("nobody@example.com").await);
    app.work().await;
    assert_eq!(app.mail.all_to(&ana.email).len(), before + 1);
    assert!(app.mail.all_to("nobody@example.com").is_empty());
    let link = app.mail.last_to(&ana.email).link();
    app.browser().submit(&link, USE, &[("token", token(&link))]).await.expect_redirect("/");

    let refused: AppError = app.browser().call(REQUEST, &[("email", "nobody")]).await.json();
    assert!(refused.at("email").is_some(), "{refused:?}");
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(app.browser().call(REQUEST, &[("email", &ana.email)]).await.status);
    }
    assert_eq!(statuses.last(), Some(&429), "a stranger makes us send a few mails, not many: {statuses:?}");
    app.done().await;
}

#[tokio::test]
async fn a_link_ends_by_time_and_with_another_password() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let late = link(&app, &ana.email, "").await;
    app.clock.forward(Duration::minutes(15));
    app.browser().open(&late).await.expect_page(422, "This link has expired");
    let refused = app.browser().call(USE, &[("token", token(&late))]).await;
    assert!(refused.json::<AppError>().message.contains("has expired"), "{refused:?}");

    let open = link(&app, &ana.email, "").await;
    let fields = [("current_password", PASSWORD), ("password", "copper-lantern-91-reef")];
    assert_eq!(ana.browser.call("/forms/account/change-password", &fields).await.status, 200);
    assert_eq!(app.browser().call(USE, &[("token", token(&open))]).await.status, 422);
    let mut altered = token(&open).to_owned();
    altered.replace_range(4..5, if &altered[4..5] == "A" { "B" } else { "A" });
    let refused = app.browser().call(USE, &[("token", &altered)]).await;
    assert!(refused.json::<AppError>().message.contains("isn't complete"), "{refused:?}");
    app.done().await;
}

#[tokio::test]
async fn an_account_that_is_being_deleted_is_entered_by_no_link_and_its_address_stays() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let open = link(&app, &ana.email, "").await;
    let fields = [("email", "ana@north.example"), ("password", PASSWORD)];
    assert_eq!(ana.browser.call("/forms/account/request-address", &fields).await.status, 200);
    app.work().await;
    let address = app.mail.last_to("ana@north.example").link();
    let fields = [("password", PASSWORD), ("confirm", ana.email.as_str())];
    assert_eq!(ana.browser.call("/forms/account/delete", &fields).await.status, 200);
    app.work().await;
    let restore = app.mail.last_to(&ana.email).link();

    let refused = app.browser().call(USE, &[("token", token(&open))]).await;
    assert!(refused.status == 422 && refused.body.contains("This account is being deleted."), "{refused:?}");
    app.browser().open(&address).await.expect_page(422, "This link no longer counts");
    let refused = app.browser().call("/forms/account/change-address", &[("token", token(&address))]).await;
    assert_eq!(refused.status, 422);

    let restored = app.browser().call("/forms/account/restore", &[("token", token(&restore))]).await;
    assert_eq!(restored.status, 200, "{restored:?}");
    assert_eq!(
        app.browser().call(USE, &[("token", token(&open))]).await.status,
        200,
        "what was refused used nothing up"
    );
    app.browser().open(&address).await.expect_page(422, "This link no longer counts");
    let refused = app.browser().call("/forms/account/change-address", &[("token", token(&address))]).await;
    assert_eq!(refused.status, 422, "whoever deleted the account may have asked for it");
    app.done().await;
}

#[tokio::test]
async fn a_link_that_is_used_while_the_password_is_replaced_leaves_no_session() {
    let app = TestApp::start().await;
    let ana = app.person("Ana Lima").await;
    let link = link(&app, &ana.email, "").await;
    app.browser().call("/forms/account/request-reset", &[("email", &ana.email)]).await;
    app.work().await;
    let reset = app.mail.last_about(&ana.email, "Choose a new password").link();
    let (mut theirs, mut own) = (app.browser(), app.browser());
    let used = [("token", token(&link))];
    let fields = [("token", token(&reset)), ("password", "copper-lantern-91-reef")];
    // The first has its session and can't commit yet; the second comes meanwhile.
    let both = async {
        tokio::join!(theirs.call(USE, &used), async {
            app.blocked(1).await;
            own.call("/forms/account/reset-password", &fields).await
        })
    };
    let (used, reset) = app.amid("lock table audit_log in share mode", 2, both).await;
    assert_eq!((used.status, reset.status), (200, 200), "{used:?} {reset:?}");
    assert_eq!(theirs.open("/account/security").await.status, 303, "the session ended with the old password");
    app.done().await;
}

#[tokio::test]
async fn of_fifty_uses_of_one_link_one_signs_in() {
    let app = TestApp::start().await;
    let ana = app.person("Ana Lima").await;
    let link = link(&app, &ana.email, "").await;
    let uses = (0..50).map(|_| {
        let (mut browser, token) = (app.browser(), token(&link));
        async move { browser.call(USE, &[("token", token)]).await.status }
    });
    let statuses = join_all(uses).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 422 | 503)), "{statuses:?}");
    let sessions: i64 = app.ask("select count(*) from sessions where user_id = $1::uuid", &ana.user.to_string()).await;
    assert_eq!(sessions, 2, "the first browser's and one");
    assert_eq!(app.audit("account.signed_in").await.len(), 1);
    app.done().await;
}
