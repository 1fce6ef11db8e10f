//! The list: how it is paged, and what it costs.

use super::{LIST, list, page};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageMembers, authorize},
        clock::Clock,
        db::Access,
        event::Origin,
        paging::Way,
    },
    settings::invitations::model::{Invitations, Status},
    settings::invitations::server::store::page_query,
    tests::support::{Org, Person, TestApp, statements},
};
use serde_json::Value;
use std::sync::Arc;
use time::Duration;

/// Invitations of every status, `each` of each, made a second apart.
async fn fill(app: &TestApp, org: &Org, owner: &Person, each: i32) {
    let made = sqlx::query(
        "insert into invitations (id, org_id, email, email_key, role, invited_by, created_at, sent_at, expires_at, ended_at, outcome)
         select gen_random_uuid(), $1, e, e, 'member', $2, made, made, made + interval '7 days', case when outcome is not null then made end, outcome
         from (select 'p' || n || s || '@example.com' e, outcome,
                $3::timestamptz - case when s = 1 then interval '8 days' else interval '0' end - make_interval(secs => n * 6 + s) made
            from generate_series(1, $4) n,
                unnest(array[null, null, 'accepted', 'rejected', 'canceled', 'replaced']) with ordinality o(outcome, s)) r",
    )
    .bind(org.id.uuid())
    .bind(owner.user.uuid())
    .bind(app.clock.now())
    .bind(each)
    .execute(&mut app.owner_connection().await)
    .await
    .unwrap();
    assert_eq!(made.rows_affected(), each as u64 * 6);
    sqlx::query("analyze invitations").execute(&mut app.owner_connection().await).await.unwrap();
}

#[tokio::test]
async fn the_list_is_walked_by_pages_in_both_directions() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    fill(&app, &org, &owner, 25).await;
    let mut seen = Vec::new();
    let mut cursor = ("older", String::new());
    let mut pages = 0;
    loop {
        let fields = [("org", org.slug.as_str()), (cursor.0, cursor.1.as_str())];
        let page = owner.browser.call(LIST, &fields).await.json::<Invitations>().page;
        assert_eq!(page.newer.is_some(), pages > 0);
        pages += 1;
        seen.extend(page.rows.into_iter().map(|row| row.id));
        match page.older {
            Some(older) => cursor.1 = older.0,
            None => {
                cursor = ("newer", page.newer.unwrap().0);
                break;
            }
        }
    }
    assert_eq!((pages, seen.len()), (3, 150));
    let fields = [("org", org.slug.as_str()), (cursor.0, cursor.1.as_str())];
    let back = owner.browser.call(LIST, &fields).await.json::<Invitations>().page;
    assert_eq!(back.rows.iter().map(|row| row.id).collect::<Vec<_>>(), seen[50..100], "newer is the page before");
    for status in Status::ALL {
        let rows = list(&mut owner, &org, status.as_str()).await.page.rows;
        assert_eq!((rows.len(), rows.iter().all(|row| row.status == status)), (25, true), "{status:?}");
    }
    for (field, value) in [("older", "nonsense"), ("status", "lost")] {
        assert_eq!(owner.browser.call(LIST, &[("org", &org.slug), (field, value)]).await.status, 400);
    }
    app.done().await;
}

#[tokio::test]
async fn a_page_reads_no_more_however_many_invitations_there_are() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let principal = Principal {
        kernel: app.kernel.clone(),
        user: owner.user,
        session: app.kernel.id(),
        origin: Origin::default(),
        reader: Arc::default(),
        reach: Default::default(),
    };
    let buffers = async |way: Way| {
        let mut view = authorize::<ManageMembers>(&principal, org.id).view().await.unwrap();
        let mut most = 0;
        for status in std::iter::once(None).chain(Status::ALL.map(Some)) {
            let mut query =
                page_query("explain (analyze, buffers, format json) ", org.id, status, way, app.clock.now());
            let plan: Value =
                query.build_query_scalar().fetch_one(Access::<ManageMembers>::conn(&mut view)).await.unwrap();
            let plan = &plan[0]["Plan"];
            let read = |name: &str| plan[name].as_i64().unwrap();
            most = most.max(read("Shared Hit Blocks") + read("Shared Read Blocks"));
        }
        most
    };
    fill(&app, &org, &owner, 200).await;
    let few = list(&mut owner, &org, "").await.page.older.unwrap().0;
    let small = (buffers(Way::Start).await, buffers(Way::read("", &few).unwrap()).await);
    // The first visit in a while is remembered, which costs more.
    owner.browser.open(&page(&org)).await;
    let asked = statements(async || owner.browser.clone().open(&page(&org)).await).await;
    sqlx::query("update invitations set email_key = 'old' || email_key")
        .execute(&mut app.owner_connection().await)
        .await
        .unwrap();
    app.clock.forward(Duration::hours(1));
    fill(&app, &org, &owner, 5_000).await;
    let large = (buffers(Way::Start).await, buffers(Way::read("", &few).unwrap()).await);
    assert!(large.0 <= small.0 * 2 && large.1 <= small.1 * 2, "{small:?} buffers became {large:?}");
    owner.browser.open(&page(&org)).await;
    let now_asked = statements(async || owner.browser.clone().open(&page(&org)).await).await;
    assert_eq!(asked, now_asked);
    assert!(asked <= 8, "{asked}");
    app.done().await;
}
