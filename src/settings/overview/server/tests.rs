//! The overview, as people open it.

use crate::{
    model::OrgRole,
    tests::support::{Org, TestApp, statements},
};

fn page(org: &Org) -> String {
    format!("/o/{}", org.slug)
}

#[tokio::test]
async fn it_counts_and_names_who_joined() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    owner.browser.open(&page(&org)).await.expect_page(200, "<dd>1</dd>").expect_page(200, "Olga Owner");
    for _ in 0..3 {
        app.signed_in_as(OrgRole::Member, &org).await;
    }
    owner.browser.open(&page(&org)).await.expect_page(200, "<dd>4</dd>").expect_page(200, "Person member");
    app.done().await;
}

#[tokio::test]
async fn what_needs_attention_is_said_to_who_can_see_to_it() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let one_owner = "There is one owner.";
    assert!(
        !owner.browser.open(&page(&org)).await.body.contains(one_owner),
        "who is alone is the only owner by nature"
    );
    let mut member = app.signed_in_as(OrgRole::Member, &org).await;
    owner.browser.open(&page(&org)).await.expect_page(200, one_owner);
    assert!(!member.browser.open(&page(&org)).await.body.contains("Needs attention"));
    app.signed_in_as(OrgRole::Owner, &org).await;
    assert!(!owner.browser.open(&page(&org)).await.body.contains(one_owner));
    app.done().await;
}

#[tokio::test]
async fn tallies_hold_under_parallel_changes_and_when_an_organization_goes() {
    let app = TestApp::start().await;
    let (_owner, org) = app.owner_of("Acme").await;
    let id = org.id.to_string();
    let changes = (0..6).map(async |turn| {
        let mut database = app.owner_connection().await;
        for number in 0..10 {
            let slug = format!("w-{turn}-{number}");
            let insert = "insert into workspaces (id, org_id, slug, name, created_at) values (gen_random_uuid(), $1, $2, 'W', now())";
            sqlx::query(insert).bind(org.id.uuid()).bind(&slug).execute(&mut database).await.unwrap();
            if number % 2 == 0 {
                let delete = "delete from workspaces where org_id = $1 and slug = $2";
                sqlx::query(delete).bind(org.id.uuid()).bind(&slug).execute(&mut database).await.unwrap();
            }
        }
    });
    futures::future::join_all(changes).await;
    let counted: i64 = app.ask("select sum(count)::bigint from tallies where org_id = $1::uuid", &id).await;
    assert_eq!(counted, app.ask::<i64>("select count(*) from workspaces where org_id = $1::uuid", &id).await);
    assert_eq!(counted, 31, "the first one, and five of each");
    let rows: i64 = app.ask("select count(*) from tallies where org_id = $1::uuid", &id).await;
    assert!(rows <= 20, "about a row for each that was at it at once, and not one for each of 90 changes: {rows}");
    let _gone: i64 = app
        .ask("with d as (delete from organizations where id = $1::uuid returning 1) select count(*) from d", &id)
        .await;
    assert_eq!(app.ask::<i64>("select count(*) from tallies where org_id = $1::uuid", &id).await, 0);
    app.done().await;
}

#[tokio::test]
async fn it_costs_the_same_whatever_there_is() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    owner.browser.open(&page(&org)).await;
    let few = statements(async || owner.browser.clone().open(&page(&org)).await).await;
    for _ in 0..4 {
        app.signed_in_as(OrgRole::Member, &org).await;
    }
    assert_eq!(statements(async || owner.browser.clone().open(&page(&org)).await).await, few);
    assert!(few <= 8, "{few}");
    app.done().await;
}
