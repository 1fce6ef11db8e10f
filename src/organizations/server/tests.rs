//! Organizations as such, by the doors that people use.

use crate::{
    model::AppError,
    tests::support::{TestApp, statements},
};

const CREATE: &str = "/forms/organizations/create";

#[tokio::test]
async fn a_second_organization_stands_beside_the_first() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    ana.browser.submit("/orgs/new", CREATE, &[("name", "North Clinic")]).await.expect_redirect("/o/north-clinic");
    ana.browser
        .open("/o/north-clinic")
        .await
        .expect_page(200, "North Clinic is ready, with a first workspace.")
        .expect_page(200, "href=\"/o/ana-lima\"")
        .expect_page(200, "General");
    ana.browser.open("/").await.expect_redirect("/o/north-clinic");
    ana.browser.open("/o/ana-lima").await.expect_page(200, "Ana Lima’s organization");
    ana.browser.open("/").await.expect_redirect("/o/ana-lima");
    ana.browser.headers.insert("sec-purpose", "prefetch".parse().unwrap());
    ana.browser.open("/o/north-clinic").await.expect_page(200, "North Clinic");
    ana.browser.headers.clear();
    ana.browser.open("/").await.expect_redirect("/o/ana-lima");
    ana.browser.open("/o/north-clinic").await.expect_page(200, "North Clinic");
    ana.browser.open("/").await.expect_redirect("/o/north-clinic");
    app.done().await;
}

#[tokio::test]
async fn slugs_that_are_taken_get_another_ending() {
    let app = TestApp::start().await;
    let (mut ana, mut ben) = (app.person("Ana Lima").await, app.person("Ben Okafor").await);
    let (first, second) = (ana.browser.clone(), ben.browser.clone());
    let create = async |mut browser: crate::tests::support::Browser| {
        browser.submit("/orgs/new", CREATE, &[("name", "Acme")]).await.location().to_owned()
    };
    let (first, second) = tokio::join!(create(first), create(second));
    let mut slugs = [first.as_str(), second.as_str()];
    slugs.sort_unstable();
    assert_eq!(slugs[0], "/o/acme");
    assert!(slugs[1].starts_with("/o/acme-"), "{slugs:?}");
    assert_eq!(ana.browser.open(&second).await.status, 404, "another's organization isn't there");
    assert_eq!(ben.browser.open(&first).await.status, 404);
    app.done().await;
}

#[tokio::test]
async fn a_name_that_is_none_creates_nothing() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let refused = ana.browser.call(CREATE, &[("name", "   ")]).await;
    assert_eq!(refused.json::<AppError>().at("name"), Some("Enter a name."));
    let count: i64 = app.ask("select count(*) from organizations where $1 = ''", "").await;
    assert_eq!(count, 1);
    app.done().await;
}

#[tokio::test]
async fn the_list_finds_by_name_among_ones_own_only() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    let (_other, _org) = app.owner_of("Northern Lights").await;
    for name in ["North Clinic", "South Clinic"] {
        ana.browser.submit("/orgs/new", CREATE, &[("name", name)]).await;
    }
    ana.browser.open("/orgs").await.expect_page(200, "South Clinic");
    let found = ana.browser.open("/orgs?q=NORTH").await;
    found.expect_page(200, "North Clinic");
    let main = found.body.split("<main").nth(1).unwrap();
    assert!(!main.contains("South Clinic") && !main.contains("Northern Lights"), "{main}");
    ana.browser.open("/orgs?q=zzz").await.expect_page(200, "None of your organizations has a name like that.");
    app.done().await;
}

#[tokio::test]
async fn a_page_costs_the_same_few_statements_however_many_organizations_there_are() {
    let app = TestApp::start().await;
    let mut ana = app.person("Ana Lima").await;
    ana.browser.open("/o/ana-lima").await;
    let few = statements(async || ana.browser.clone().open("/o/ana-lima").await).await;
    for number in 0..15 {
        let answer = ana.browser.submit("/orgs/new", CREATE, &[("name", &format!("Clinic {number}"))]).await;
        assert_eq!(answer.status, 303);
    }
    ana.browser.open("/o/ana-lima").await;
    let many = statements(async || ana.browser.clone().open("/o/ana-lima").await).await;
    assert_eq!(few, many);
    assert!((3..=8).contains(&few), "{few}");
    app.done().await;
}
