//! The General tab, by the doors that people and programs use.

use crate::{
    model::{AppError, OrgRole},
    tests::support::{Org, Person, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};

const IDENTITY: &str = "/forms/general/identity";
const DEFAULTS: &str = "/forms/general/defaults";
const COMPANY: &str = "/forms/general/company";
const WELCOME: &str = "/forms/general/welcome-company";
const NAME: &str = "/forms/general/welcome-name";

fn page(org: &Org) -> String {
    format!("/o/{}/settings/general", org.slug)
}

/// The fields of the form, with these in place of empty ones.
fn identity<'a>(id: &'a str, version: &'a str, name: &'a str) -> [(&'static str, &'a str); 5] {
    [("org", id), ("version", version), ("name", name), ("description", ""), ("website", "")]
}

async fn rename(person: &mut Person, org: &Org, version: &str, name: &str) -> u16 {
    let id = org.id.to_string();
    person.browser.call(IDENTITY, &identity(&id, version, name)).await.status
}

#[tokio::test]
async fn an_owner_renames_and_the_audit_log_tells() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, page) = (org.id.to_string(), page(&org));
    let fields = identity(&id, "1", "  Acme   North ");
    owner.browser.submit(&page, IDENTITY, &fields).await.expect_redirect(&page);
    owner
        .browser
        .open(&page)
        .await
        .expect_page(200, "The name is now Acme North.")
        .expect_page(200, "value=\"Acme North\"");
    let told = &app.audit("organization.renamed").await[0];
    assert_eq!((&told["from"], &told["to"]), (&json!("Acme"), &json!("Acme North")));
    let line: Value = app.ask("select to_jsonb(a) from audit_log a where action = $1", "organization.renamed").await;
    assert_eq!(line["actor_id"], owner.user.to_string());
    assert_eq!(line["org_id"], id);
    assert_eq!(line["user_agent"], "Tests");
    assert!(line["ip"].as_str().unwrap().starts_with("10.1."), "{line}");
    app.done().await;
}

#[tokio::test]
async fn one_save_changes_several_things_and_each_is_told() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, page) = (org.id.to_string(), page(&org));
    let fields = [
        ("org", id.as_str()),
        ("version", "1"),
        ("name", "North"),
        ("description", " We read\nX-rays <b>fast</b>. "),
        ("website", "HTTPS://North.example/"),
    ];
    owner.browser.submit(&page, IDENTITY, &fields).await.expect_redirect(&page);
    owner
        .browser
        .open(&page)
        .await
        .expect_page(200, "Saved the name, the description and the website.")
        .expect_page(200, "We read X-rays &lt;b&gt;fast&lt;/b&gt;.")
        .expect_page(200, "value=\"https://north.example\"");
    assert_eq!(app.audit("organization.renamed").await.len(), 1);
    let described = &app.audit("organization.described").await[0];
    assert_eq!(described["from"], json!({ "description": "", "website": "" }));
    assert_eq!(described["to"]["website"], "https://north.example");

    let again = [&[("org", id.as_str()), ("version", "2")], &fields[2..]].concat();
    owner.browser.submit(&page, IDENTITY, &again).await;
    owner
        .browser
        .open(&page)
        .await
        .expect_page(200, "Everything is as it was.")
        .expect_page(200, "name=\"version\" value=\"2\"");
    assert_eq!(app.audit("organization.described").await.len(), 1, "what stays leaves no line");
    app.done().await;
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_kept_there() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, page) = (org.id.to_string(), page(&org));
    let (long, essay) = ("y".repeat(101), "z".repeat(301));
    let http = "Enter an address that begins with https:// or http://, like https://example.com.";
    for (field, typed, message) in [
        ("name", "", "Enter a name."),
        ("name", long.as_str(), "Use at most 100 characters; this has 101."),
        ("name", "A\u{202E}B", "Leave out characters that can't be seen."),
        ("description", essay.as_str(), "Use at most 300 characters; this has 301."),
        ("website", "javascript:alert(1)", http),
        ("website", "ftp://example.com", http),
        ("website", "example.com", http),
        ("website", "https://ana:secret@example.com", "Leave out the user name and password."),
    ] {
        let mut fields = identity(&id, "1", "Acme");
        fields.iter_mut().filter(|(name, _)| *name == field).for_each(|entry| entry.1 = typed);
        let refused = owner.browser.call(IDENTITY, &fields).await;
        assert_eq!((refused.status, refused.json::<AppError>().at(field)), (422, Some(message)));
        owner.browser.submit(&page, IDENTITY, &fields).await.expect_redirect(&page);
        let told = owner.browser.open(&page).await;
        assert!(told.body.contains(message), "{message:?} isn't on the page");
        assert!(typed.is_empty() || told.body.contains(typed), "{typed:?} isn't on the page");
    }
    let version: i64 = app.ask("select version from organizations where id = $1::uuid", &id).await;
    assert_eq!(version, 1);
    app.done().await;
}

#[tokio::test]
async fn of_two_at_once_the_second_is_told_who_what_and_when() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let id = org.id.to_string();
    let path = format!("/api/v1/organizations/{id}");
    let both = json!({ "version": 1, "slug": "acme-south", "website": "https://south.example" });
    assert_eq!(admin.browser.rest(Method::PATCH, &path, Some(both)).await.status, 200);
    app.clock.forward(time::Duration::minutes(2));
    let fields = identity(&id, "1", "Acme West");
    owner.browser.submit("/o/acme-south/settings/general", IDENTITY, &fields).await;
    let told = owner.browser.open("/o/acme-south/settings/general").await;
    told.expect_page(200, "Person admin changed the address and the website 2 minutes ago.")
        .expect_page(200, "value=\"Acme West\"")
        .expect_page(200, "name=\"version\" value=\"2\"");
    assert_eq!(rename(&mut owner, &org, "2", "Acme West").await, 200, "with the version that the page carries now");
    app.done().await;
}

#[tokio::test]
async fn of_twenty_saves_of_one_version_one_is_kept() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let id = org.id.to_string();
    let saves = (0..20).map(|number| {
        let (mut browser, id) = (owner.browser.clone(), id.clone());
        async move { browser.call(IDENTITY, &identity(&id, "1", &format!("Acme {number}"))).await.status }
    });
    let statuses = futures::future::join_all(saves).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 19, "{statuses:?}");
    assert_eq!(app.audit("organization.renamed").await.len(), 1);
    app.done().await;
}

#[tokio::test]
async fn who_may_not_is_told_who_can_and_nothing_changes() {
    let app = TestApp::start().await;
    let (_owner, org) = app.owner_of("Acme").await;
    for role in [OrgRole::BillingAdmin, OrgRole::UserAdmin, OrgRole::Member] {
        let mut person = app.signed_in_as(role, &org).await;
        let id = org.id.to_string();
        let refused = person.browser.call(IDENTITY, &identity(&id, "1", "Mine")).await;
        assert_eq!(refused.status, 403);
        assert!(refused.json::<AppError>().message.ends_with("Ask an owner or admin."));
        person.browser.open(&page(&org)).await.expect_page(403, "Ask an owner or admin.");
    }
    let mut stranger = app.person("Stranger").await;
    assert_eq!(rename(&mut stranger, &org, "1", "Mine").await, 404);
    assert_eq!(stranger.browser.open(&page(&org)).await.status, 404);
    assert!(app.audit("organization.renamed").await.is_empty());
    app.done().await;
}

#[tokio::test]
async fn a_role_that_was_taken_away_counts_on_the_next_request() {
    let app = TestApp::start().await;
    let (_owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    assert_eq!(rename(&mut admin, &org, "1", "Once").await, 200);
    let demoted: i64 = app
        .ask("with d as (update memberships set role = 'member' where user_id = $1::uuid and role = 'admin' returning 1) select count(*) from d", &admin.user.to_string())
        .await;
    assert_eq!(demoted, 1);
    assert_eq!(rename(&mut admin, &org, "2", "Twice").await, 403);
    app.done().await;
}

#[tokio::test]
async fn the_defaults_are_saved_with_an_example_of_all() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, page) = (org.id.to_string(), page(&org));
    owner
        .browser
        .open(&page)
        .await
        .expect_page(200, "Signed on 24 March 2027 at 16:05 · 1,234.50 · A4 at 300 dpi is 2480 × 3508 pixels");
    let fields = |decimals, dpi| {
        let formats =
            [("language", "de"), ("date_format", "dots"), ("time_format", "12h"), ("decimals", decimals), ("dpi", dpi)];
        [vec![("org", id.as_str()), ("version", "1")], formats.to_vec()].concat()
    };
    let refused = owner.browser.call(DEFAULTS, &fields("7", "301")).await.json::<AppError>();
    assert_eq!(
        (refused.at("decimals"), refused.at("dpi")),
        (Some("Choose one of the list."), Some("Choose one of the list."))
    );
    owner.browser.submit(&page, DEFAULTS, &fields("0", "600")).await.expect_redirect(&page);
    owner
        .browser
        .open(&page)
        .await
        .expect_page(200, "Saved the defaults for new workspaces.")
        .expect_page(200, "Unterzeichnet am 24.03.2027 um 4:05 PM · 1.235 · A4 at 600 dpi is 4961 × 7016 pixels");
    let told = &app.audit("organization.defaults_changed").await[0];
    assert_eq!((&told["from"]["dpi"], &told["to"]["dpi"]), (&json!(300), &json!(600)));
    app.done().await;
}

#[tokio::test]
async fn a_program_reads_and_changes_only_what_it_gives() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let path = format!("/api/v1/organizations/{}", org.id);
    let read: Value = owner.browser.rest(Method::GET, &path, None).await.json();
    let defaults = json!({ "language": "en", "date_format": "long", "time_format": "24h", "decimals": 2, "dpi": 300 });
    let whole = json!({ "id": org.id, "slug": org.slug, "name": "Acme", "description": "", "website": "", "logo": null,
        "defaults": defaults, "version": 1 });
    assert_eq!(read, whole);
    let change = json!({ "version": 1, "description": "X-rays", "defaults": { "dpi": 150 } });
    let changed: Value = owner.browser.rest(Method::PATCH, &path, Some(change)).await.json();
    assert_eq!((&changed["version"], &changed["name"]), (&json!(2), &json!("Acme")));
    assert_eq!((&changed["defaults"]["dpi"], &changed["defaults"]["decimals"]), (&json!(150), &json!(2)));
    let stale = owner.browser.rest(Method::PATCH, &path, Some(json!({ "version": 1, "name": "Acme 3" }))).await;
    assert_eq!((stale.status, stale.headers["content-type"].to_str().unwrap()), (409, "application/problem+json"));
    let wrong = json!({ "version": 2, "name": "", "slug": "api", "defaults": { "decimals": 7 } });
    let problem: Value = owner.browser.rest(Method::PATCH, &path, Some(wrong)).await.json();
    let fields: Vec<&str> = (0..3).map(|at| problem["errors"][at]["field"].as_str().unwrap()).collect();
    assert_eq!((&problem["status"], fields), (&json!(422), vec!["name", "slug", "decimals"]));
    assert_eq!(app.browser().rest(Method::GET, &path, None).await.status, 401);
    assert_eq!(app.person("Stranger").await.browser.rest(Method::GET, &path, None).await.status, 404);
    app.done().await;
}

/// The fields of the company's forms.
fn company<'a>(id: &'a str, version: &'a str, company: &'a str, size: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![("org", id), ("version", version), ("company", company), ("size", size)]
}

#[tokio::test]
async fn the_company_is_shown_where_it_was_said_and_saved_in_the_tab_too() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, page) = (org.id.to_string(), page(&org));
    let welcome = format!("/o/{}/welcome?step=company", org.slug);
    let logo = format!("/o/{}/welcome?step=logo", org.slug);
    let fields = [company(&id, "1", " North  Wool Ltd ", "11-50"), vec![("next", &logo)]].concat();
    owner.browser.submit(&welcome, WELCOME, &fields).await.expect_redirect(&logo);
    let chosen = "<option value=\"11-50\" selected";
    for shown in [&welcome, &page] {
        let shown = owner.browser.open(shown).await;
        shown.expect_page(200, "value=\"North Wool Ltd\"").expect_page(200, chosen);
        shown.expect_page(200, "name=\"version\" value=\"2\"");
    }
    // The same once more changes nothing.
    let fields = [company(&id, "2", "North Wool Ltd", "11-50"), vec![("next", &logo)]].concat();
    owner.browser.submit(&welcome, WELCOME, &fields).await.expect_redirect(&logo);
    assert_eq!(app.audit("organization.introduced").await.len(), 1);

    owner.browser.submit(&page, COMPANY, &company(&id, "2", "", "")).await.expect_redirect(&page);
    owner.browser.open(&page).await.expect_page(200, "Saved the company.");
    let told = app.audit("organization.introduced").await;
    assert_eq!(told[0], json!({ "organization": id, "company": "North Wool Ltd", "size": "11-50" }));
    assert_eq!(told[1], json!({ "organization": id, "company": "", "size": null }));
    app.done().await;
}

#[tokio::test]
async fn a_company_that_was_read_before_another_edit_is_refused() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let (id, page) = (org.id.to_string(), page(&org));
    assert_eq!(admin.browser.call(COMPANY, &company(&id, "1", "North Wool Ltd", "1")).await.status, 200);
    app.clock.forward(time::Duration::minutes(2));
    for (from, door) in [(&page, COMPANY), (&format!("/o/{}/welcome?step=company", org.slug), WELCOME)] {
        let fields = [company(&id, "1", "South", ""), vec![("next", "")]].concat();
        assert_eq!(owner.browser.call(door, &fields).await.status, 409, "{door}");
        owner.browser.submit(from, door, &fields).await.expect_redirect(from);
        let told = owner.browser.open(from).await;
        told.expect_page(200, "Person admin changed the company 2 minutes ago.");
    }
    let kept: String = app.ask("select company from organizations where id = $1::uuid", &id).await;
    assert_eq!(kept, "North Wool Ltd");
    app.done().await;
}

#[tokio::test]
async fn the_welcome_refuses_what_is_wrong_and_goes_on_nowhere_else() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, home) = (org.id.to_string(), format!("/o/{}", org.slug));
    let welcome = format!("{home}/welcome?step=company");
    let long = "y".repeat(101);
    for (typed, size, field, message) in [
        (long.as_str(), "", "company", "Use at most 100 characters; this has 101."),
        ("A\u{202E}B", "", "company", "Leave out characters that can't be seen."),
        ("Acme", "12", "size", "Choose one of the list."),
        ("Acme", "Over1000", "size", "Choose one of the list."),
    ] {
        for door in [WELCOME, COMPANY] {
            let fields = [company(&id, "1", typed, size), vec![("next", &welcome)]].concat();
            let refused = owner.browser.call(door, &fields).await;
            assert_eq!((refused.status, refused.json::<AppError>().at(field)), (422, Some(message)), "{door}");
        }
        let fields = [company(&id, "1", typed, size), vec![("next", &welcome)]].concat();
        owner.browser.submit(&welcome, WELCOME, &fields).await.expect_redirect(&welcome);
        owner.browser.open(&welcome).await.expect_page(200, message).expect_page(200, typed);
    }
    assert!(app.audit("organization.introduced").await.is_empty());
    for next in [
        "https://evil.example",
        "//evil.example",
        "/o/other/welcome?step=logo",
        "/account",
        "",
        &format!("{home}.evil/welcome?step=logo"),
    ] {
        let fields = [("org", id.as_str()), ("version", "1"), ("name", "Acme"), ("next", next)];
        owner.browser.submit(&welcome, NAME, &fields).await.expect_redirect(&home);
        let fields = [company(&id, "1", "", ""), vec![("next", next)]].concat();
        owner.browser.submit(&welcome, WELCOME, &fields).await.expect_redirect(&home);
    }
    app.done().await;
}
