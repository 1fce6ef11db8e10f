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
    let people: Vec<_> = futures::future::join_all((0..6).map(|_| app.person("Pat"))).await;
    let changes = people.iter().map(async |person| {
        let mut database = app.owner_connection().await;
        let (user, org) = (person.user.uuid(), org.id.uuid());
        for _ in 0..5 {
            let insert = "insert into memberships (id, org_id, user_id, role, created_at) values (gen_random_uuid(), $1, $2, 'member', now())";
            sqlx::query(insert).bind(org).bind(user).execute(&mut database).await.unwrap();
            let delete = "delete from memberships where org_id = $1 and user_id = $2";
            sqlx::query(delete).bind(org).bind(user).execute(&mut database).await.unwrap();
            sqlx::query(insert).bind(org).bind(user).execute(&mut database).await.unwrap();
            sqlx::query(delete).bind(org).bind(user).execute(&mut database).await.unwrap();
        }
    });
    futures::future::join_all(changes).await;
    let counted: i64 =
        app.ask("select sum(count)::bigint from tallies where org_id = $1::uuid and kind = 'members'", &id).await;
    assert_eq!(counted, 1);
    let rows: i64 = app.ask("select count(*) from tallies where org_id = $1::uuid", &id).await;
    assert!(rows <= 8, "a row for each that was at it at once, and no more: {rows}");
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
