//! What no field can mean: bytes that no text of the database holds.

use super::support::{Browser, TestApp};

/// Names and values.
type Fields = &'static [(&'static str, &'static str)];

/// A page, the form on it, and its fields; `$id` is the organization.
const FORMS: [(&str, &str, Fields); 4] = [
    ("/login", "/forms/account/sign-in", &[("email", "ana\0@example.com"), ("password", "a\0b"), ("next", "/")]),
    (
        "/signup",
        "/forms/account/sign-up",
        &[("name", "A\0na"), ("email", "a\0@example.com"), ("password", "tall green kettle")],
    ),
    ("/orgs/new", "/forms/organizations/create", &[("name", "Ac\0me")]),
    (
        "/o/acme/settings/general",
        "/forms/general/identity",
        &[("org", "$id"), ("version", "1"), ("name", "Acme"), ("description", "a\0b"), ("website", "")],
    ),
];

#[tokio::test]
async fn a_character_that_no_text_holds_is_refused_and_no_failure_of_ours() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let id = org.id.to_string();
    for (page, door, fields) in FORMS {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.replace("$id", &id).leak() as &str)).collect();
        let browser = || -> Browser { if page.starts_with("/o") { owner.browser.clone() } else { app.browser() } };
        let called = browser().call(door, &fields).await;
        assert_eq!(called.status, 422, "{door}: {called:?}");
        let mut browser = browser();
        let submitted = browser.submit(page, door, &fields).await;
        assert_eq!(submitted.status, 303, "{door}: {submitted:?}");
        browser.open(submitted.location()).await.expect_page(200, "");
    }
    for path in [
        "/o/acme/settings/members?search=a%00b",
        "/o/acme/settings/audit?text=a%00b",
        "/orgs?q=a%00b",
        "/reset/a%00b",
        "/o/a%00b",
    ] {
        let answer = owner.browser.clone().open(path).await;
        assert!(answer.status < 500, "{path}: {}", answer.status);
    }
    app.done().await;
}
