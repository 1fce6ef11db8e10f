//! The profile, by the doors that people use.

use crate::{
    model::AppError,
    tests::support::{PASSWORD, Person, TestApp},
};
use futures::future::join_all;
use serde_json::json;

const SAVE: &str = "/forms/account/save-profile";

fn fields<'a>(version: &'a str, name: &'a str, zone: &'a str) -> [(&'a str, &'a str); 5] {
    [("version", version), ("name", name), ("time_zone", zone), ("date_format", "dots"), ("time_format", "24h")]
}

async fn save(person: &mut Person, version: &str, name: &str) -> crate::tests::support::Answer {
    person.browser.call(SAVE, &fields(version, name, "Europe/Berlin")).await
}

#[tokio::test]
async fn a_save_changes_what_the_next_page_shows() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    ana.browser
        .open("/account")
        .await
        .expect_page(200, "value=\"Ana Lima\"")
        .expect_page(200, "24 March 2027")
        .expect_page(200, "4:05 PM")
        .expect_page(200, "America/New York");
    ana.browser.open("/account/sessions").await.expect_page(200, "1 March 2030, 12:00 UTC");
    let sent = ana.browser.submit("/account", SAVE, &fields("1", "  Ana   Lima-Roth ", "Europe/Berlin")).await;
    sent.expect_redirect("/account");
    ana.browser
        .open("/account")
        .await
        .expect_page(200, "Your profile is saved.")
        .expect_page(200, "value=\"Ana Lima-Roth\"");
    ana.browser.open("/account/sessions").await.expect_page(200, "01.03.2030, 13:00 CET");
    let told = &app.audit("account.profile_saved").await[0];
    assert_eq!(told["changed"], json!(["name", "time_zone", "date_format"]));
    assert!(!told.to_string().contains("Roth"), "the log outlives the account: {told}");
    app.done().await;
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_nothing_is_saved() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let wrong =
        [("version", "1"), ("name", " "), ("time_zone", "Mars/Olympus"), ("date_format", "x"), ("time_format", "25h")];
    let error: AppError = ana.browser.call(SAVE, &wrong).await.json();
    let marked: Vec<&str> = error.fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(marked, ["name", "time_zone", "date_format", "time_format"]);
    ana.browser.submit("/account", SAVE, &fields("1", "A\u{202E}B", "Europe/Berlin")).await.expect_redirect("/account");
    let back = ana.browser.open("/account").await;
    back.expect_page(200, "Leave out characters that can't be seen.")
        .expect_page(200, "<option value=\"Europe/Berlin\" selected");
    assert!(app.audit("account.profile_saved").await.is_empty());
    app.done().await;
}

#[tokio::test]
async fn a_stale_tab_is_refused_and_of_twenty_at_once_one_is_kept() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let saves = (0..20).map(|number| {
        let mut browser = ana.browser.clone();
        async move { browser.call(SAVE, &fields("1", &format!("Ana {number}"), "UTC")).await.status }
    });
    let statuses = join_all(saves).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 19, "{statuses:?}");

    let sent = ana.browser.submit("/account", SAVE, &fields("1", "Ana of the other tab", "UTC")).await;
    sent.expect_redirect("/account");
    ana.browser
        .open("/account")
        .await
        .expect_page(200, "You saved the profile in another tab or browser just now.")
        .expect_page(200, "value=\"Ana of the other tab\"")
        .expect_page(200, "name=\"version\" value=\"2\"");
    assert_eq!(save(&mut ana, "2", "Ana").await.status, 200);
    assert_eq!(app.audit("account.profile_saved").await.len(), 2);
    app.done().await;
}

#[tokio::test]
async fn a_sign_up_takes_the_browsers_zone_over() {
    let app = TestApp::start().await;
    app.browser().open("/signup").await.expect_page(200, "name=\"time_zone\"");
    for (number, (said, kept)) in [
        ("America/New_York", "America/New_York"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("Mars/Olympus", "UTC"),
        ("", "UTC"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut browser = app.browser();
        let email = format!("ana{number}@example.com");
        let fields = [("name", "Ana"), ("email", &email), ("password", PASSWORD), ("time_zone", said)];
        browser.submit("/signup", "/forms/account/sign-up", &fields).await.expect_redirect("/signup?sent=1");
        app.work().await;
        let link = app.mail.last_to(&email).link();
        let token = link.rsplit('/').next().unwrap();
        assert_eq!(browser.call("/forms/account/confirm-address", &[("token", token)]).await.status, 200);
        let zone: String = app.ask("select time_zone from users where email = $1", &email).await;
        assert_eq!(zone, kept, "{said}");
    }
    app.done().await;
}
