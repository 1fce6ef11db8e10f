//! Addresses of organizations: chosen, taken, left and taken back, by pages, forms and founding at once.

use super::support::{Org, Person, TestApp};
use crate::model::{AppError, OrgRole};
use serde_json::json;

const ADDRESS: &str = "/forms/general/address";
const CREATE: &str = "/forms/organizations/create";

async fn readdress(person: &mut Person, org: &Org, version: &str, slug: &str) -> Result<(), String> {
    let id = org.id.to_string();
    let answer = person.browser.call(ADDRESS, &[("org", &id), ("version", version), ("slug", slug)]).await;
    match answer.status {
        200 => Ok(()),
        422 => Err(answer.json::<AppError>().at("slug").unwrap_or_default().to_owned()),
        _ => panic!("{answer:?}"),
    }
}

#[tokio::test]
async fn a_former_address_leads_members_to_the_new_one_and_nobody_else() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, page) = (org.id.to_string(), format!("/o/{}/settings/general", org.slug));
    let fields = [("org", id.as_str()), ("version", "1"), ("slug", " Acme-North ")];
    owner.browser.submit(&page, ADDRESS, &fields).await.expect_redirect("/o/acme-north/settings/general");
    owner
        .browser
        .open("/o/acme-north/settings/general")
        .await
        .expect_page(200, "The address now ends in /o/acme-north.")
        .expect_page(200, "value=\"acme-north\"");
    assert_eq!(app.audit("organization.address_changed").await[0]["from"], json!("acme"));

    for (old, new) in [
        ("/o/acme", "/o/acme-north"),
        ("/o/acme?tab=a%20b", "/o/acme-north?tab=a%20b"),
        ("/o/acme/settings/general?x=1&y=%2F", "/o/acme-north/settings/general?x=1&y=%2F"),
    ] {
        owner.browser.open(old).await.expect_redirect(new);
    }
    let mut member = app.signed_in_as(OrgRole::Member, &org).await;
    member.browser.open("/o/acme").await.expect_redirect("/o/acme-north");
    let mut stranger = app.person("Stranger").await;
    for path in ["/o/acme", "/o/acme-north", "/o/acme/settings/general"] {
        assert_eq!(stranger.browser.open(path).await.status, 404, "{path}");
    }
    app.browser().open("/o/acme?a=b").await.expect_redirect("/login?next=%2Fo%2Facme%3Fa%3Db");
    app.done().await;
}

#[tokio::test]
async fn what_a_form_on_a_former_address_says_arrives_at_the_new_one() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let id = org.id.to_string();
    readdress(&mut owner, &org, "1", "acme-north").await.unwrap();
    let fields = [("org", id.as_str()), ("version", "1"), ("name", "North"), ("description", ""), ("website", "")];
    let old = "/o/acme/settings/general";
    owner.browser.submit(old, "/forms/general/identity", &fields).await.expect_redirect(old);
    owner.browser.open(old).await.expect_redirect("/o/acme-north/settings/general");
    owner
        .browser
        .open("/o/acme-north/settings/general")
        .await
        .expect_page(200, "Olga Owner changed the address just now.")
        .expect_page(200, "value=\"North\"");
    app.done().await;
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_and_kept_in_the_field() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (_other, _) = app.owner_of("Harbor").await;
    let page = format!("/o/{}/settings/general", org.slug);
    for (slug, sentence) in [
        ("", "Enter an address."),
        ("ab", "Use at least 3 characters."),
        (&"a".repeat(49), "Use at most 48 characters; this has 49."),
        ("acme north", "Use lower-case letters from a to z, digits and hyphens only."),
        ("acme/../x", "Use lower-case letters from a to z, digits and hyphens only."),
        ("acme--north", "Put a hyphen only between letters and digits, one at a time."),
        ("settings", "This word is reserved. Choose another address."),
        ("Admin", "This word is reserved. Choose another address."),
        ("harbor", "This address is taken. Choose another one."),
    ] {
        assert_eq!(readdress(&mut owner, &org, "1", slug).await, Err(sentence.to_owned()), "{slug:?}");
    }
    let id = org.id.to_string();
    let fields = [("org", id.as_str()), ("version", "1"), ("slug", "harbor")];
    owner.browser.submit(&page, ADDRESS, &fields).await.expect_redirect(&page);
    owner.browser.open(&page).await.expect_page(200, "This address is taken.").expect_page(200, "value=\"harbor\"");
    assert!(app.audit("organization.address_changed").await.is_empty());
    app.done().await;
}

#[tokio::test]
async fn a_former_address_is_given_to_nobody_else_and_can_be_taken_back() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    readdress(&mut owner, &org, "1", "acme-north").await.unwrap();
    let (mut other, theirs) = app.owner_of("Acme").await;
    assert!(theirs.slug.starts_with("acme-") && theirs.slug != "acme-north", "{}", theirs.slug);
    assert_eq!(
        readdress(&mut other, &theirs, "1", "acme").await,
        Err("This address is taken. Choose another one.".into())
    );
    readdress(&mut owner, &org, "2", "acme").await.unwrap();
    owner.browser.open("/o/acme").await.expect_page(200, "Acme");
    owner.browser.open("/o/acme-north").await.expect_redirect("/o/acme");
    assert!(readdress(&mut other, &theirs, "1", "acme-north").await.is_err());
    app.done().await;
}

#[tokio::test]
async fn founding_gives_out_no_reserved_word() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    for (name, prefix) in [("Admin", "/o/admin-"), ("X", "/o/x-")] {
        let answer = ana.browser.submit("/orgs/new", CREATE, &[("name", name)]).await;
        assert!(answer.location().starts_with(prefix), "{answer:?}");
    }
    app.done().await;
}

#[tokio::test]
async fn of_twenty_who_want_one_address_at_once_one_gets_it() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let mut orgs = Vec::new();
    for number in 0..19 {
        let answer = ana.browser.submit("/orgs/new", CREATE, &[("name", &format!("Clinic {number}"))]).await;
        orgs.push(app.org(answer.location().trim_start_matches("/o/")).await);
    }
    let changes = orgs.iter().map(|org| {
        let (mut browser, id) = (ana.browser.clone(), org.id.to_string());
        async move { browser.call(ADDRESS, &[("org", &id), ("version", "1"), ("slug", "wanted")]).await }
    });
    let mut founder = ana.browser.clone();
    let founding = founder.submit("/orgs/new", CREATE, &[("name", "Wanted")]);
    let (answers, founded) = futures::future::join(futures::future::join_all(changes), founding).await;
    let got = answers.iter().filter(|answer| answer.status == 200).count();
    let refused = answers.iter().filter(|answer| answer.status == 422).count();
    assert_eq!(got + refused, 19, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    assert_eq!(got + usize::from(founded.location() == "/o/wanted"), 1, "{}", founded.location());
    assert!(founded.location().starts_with("/o/wanted"), "{founded:?}");
    assert_eq!(app.audit("organization.address_changed").await.len(), got);
    app.done().await;
}
