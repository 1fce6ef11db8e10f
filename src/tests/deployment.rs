//! What whoever runs a deployment relies on: readiness, the headers of answers, the way to support, no kit in production.

use super::support::{Answer, Person, TestApp};
use crate::kernel::config::Environment;
use axum::http::Method;

#[tokio::test]
async fn it_is_ready_with_every_migration_and_says_what_is_missing() {
    let app = TestApp::start().await;
    let mut monitor = app.browser();
    let ready = monitor.open("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (200, "ready\n"));
    let all = "create table kept as select * from _sqlx_migrations;
        delete from _sqlx_migrations where version in (select version from kept order by version desc limit 2)";
    app.run(all).await.unwrap();
    let behind = monitor.open("/readyz").await;
    let sentence = "The database is behind this program by 2 migrations. Run `tenantry migrate`.\n";
    assert_eq!((behind.status, behind.body.as_str()), (503, sentence));
    app.run("insert into _sqlx_migrations select * from kept order by version desc limit 2").await.unwrap();
    assert_eq!(monitor.open("/readyz").await.status, 200);
    assert_eq!(monitor.open("/healthz").await.status, 200);
    app.done().await;
    // The pool is closed by now.
    let gone = monitor.open("/readyz").await;
    assert_eq!((gone.status, gone.body.as_str()), (503, "The database doesn't answer.\n"));
    assert_eq!(monitor.open("/healthz").await.status, 200, "the process lives");
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).unwrap_or_else(|| panic!("{name} is missing: {answer:?}")).to_str().unwrap()
}

/// The nonce of a page's policy.
fn nonce(page: &Answer) -> String {
    let policy = header(page, "content-security-policy");
    let (_, rest) = policy.split_once("'nonce-").expect("scripts run by a nonce");
    rest.split('\'').next().unwrap().to_owned()
}

#[tokio::test]
async fn every_answer_has_its_headers_and_a_page_its_own_nonce() {
    let app =
        TestApp::start_with(|config| config.base_url = "https://organizations.example.com".parse().unwrap()).await;
    let mut browser = app.browser();
    let pages = [browser.open("/login").await, browser.open("/login").await, browser.open("/nowhere").await];
    for page in &pages {
        let policy = header(page, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'nonce-"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        let (nonce, scripts) = (nonce(page), page.body.matches("<script").count());
        assert!(nonce.len() >= 16 && scripts >= 3, "{page:?}");
        let allowed = page.body.split("<script").skip(1).filter(|script| {
            let (tag, _) = script.split_once('>').expect("a tag ends");
            tag.contains(&format!("nonce=\"{nonce}\"")) || tag.contains("type=\"application/json\"")
        });
        assert_eq!(allowed.count(), scripts, "{}", page.body);
    }
    assert_ne!(nonce(&pages[0]), nonce(&pages[1]), "another one for each request");
    let [page, again, _] = &pages;
    assert_ne!(header(page, "x-request-id"), header(again, "x-request-id"));
    let operation = browser.rest(Method::GET, "/api/v1/organizations", None).await;
    let file = browser.open("/.well-known/jwks.json").await;
    for answer in [page, &operation, &file] {
        assert_eq!(header(answer, "x-content-type-options"), "nosniff");
        assert_eq!(header(answer, "x-frame-options"), "DENY");
        assert_eq!(header(answer, "referrer-policy"), "same-origin");
        assert_eq!(header(answer, "cross-origin-opener-policy"), "same-origin");
        assert_eq!(header(answer, "strict-transport-security"), "max-age=31536000; includeSubDomains");
        assert!(header(answer, "permissions-policy").contains("camera=()"));
        assert_eq!(header(answer, "x-request-id").len(), 16);
    }
    for answer in [&operation, &file] {
        assert_eq!(header(answer, "content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    }
    app.done().await;

    let plain = TestApp::start().await;
    let page = plain.browser().open("/login").await;
    assert!(!page.headers.contains_key("strict-transport-security"), "without https a browser would be locked out");
    plain.done().await;
}

/// What a page that was asked for by another site is answered: a page that no page drew.
async fn from_elsewhere(person: &mut Person) -> Answer {
    person.browser.headers.insert("sec-fetch-site", "cross-site".parse().unwrap());
    person.browser.submit("/account", "/forms/account/sign-out", &[]).await
}

#[tokio::test]
async fn error_pages_lead_to_support_where_there_is_one() {
    let app = TestApp::start_with(|config| config.support_url = Some("mailto:help@example.com".parse().unwrap())).await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let link = "href=\"mailto:help@example.com\"";
    for path in ["/nowhere".to_owned(), format!("/o/{}/settings/nowhere", org.slug), "/o/nobody".to_owned()] {
        let page = owner.browser.open(&path).await;
        page.expect_page(404, link).expect_page(404, "Contact support");
    }
    from_elsewhere(&mut owner).await.expect_page(403, link);
    app.run("alter table organizations rename column name to named").await.unwrap();
    owner.browser.headers.clear();
    owner.browser.open("/orgs").await.expect_page(500, "name the reference to support").expect_page(500, link);
    app.run("alter table organizations rename column named to name").await.unwrap();
    app.done().await;

    let app = TestApp::start().await;
    let page = app.browser().open("/nowhere").await;
    assert!(page.status == 404 && !page.body.contains("Contact support"), "{page:?}");
    app.done().await;
}

#[tokio::test]
async fn the_kit_is_for_development() {
    let app = TestApp::start().await;
    app.browser().open("/operator/kit").await.expect_page(200, "Kit");
    app.done().await;
    let app = TestApp::start_with(|config| config.environment = Environment::Production).await;
    for path in ["/operator/kit", "/operator/kit?show=500"] {
        app.browser().open(path).await.expect_page(404, "Nothing at this address");
    }
    app.done().await;
}
