//! The list: what is found, how it is paged, what is counted, what it costs.

use super::{create, main_of, page};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageWorkspaces, authorize},
        clock::Clock,
        db::Access,
        event::Origin,
    },
    settings::workspaces::{
        model::{Show, Wanted, WorkspaceCursor},
        server::{listed, month_of, store::list_sql},
    },
    tests::support::{Browser, Org, Person, TestApp, statements},
};
use axum::http::Method;
use serde_json::Value;
use std::sync::Arc;

/// So many workspaces called "Workspace 00001"…, each with its manager, a form and a count of fills.
async fn seed(app: &TestApp, org: &Org, owner: &Person, from: i32, to: i32) {
    app.run(&format!(
        "create temporary table made on commit drop as
            select gen_random_uuid() as id, lpad(i::text, 5, '0') as n from generate_series({from}, {to}) i;
         insert into workspaces (id, org_id, slug, name, created_at) select id, '{0}', 'w' || n, 'Workspace ' || n, now() from made;
         insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
            select '{0}', id, '{1}', 'manager', now() from made;
         insert into forms (id, org_id, workspace_id, name, created_at) select gen_random_uuid(), '{0}', id, 'F', now() from made;
         insert into fill_counts (org_id, workspace_id, month, count) select '{0}', id, '2030-03-01', 4 from made",
        org.id, owner.user
    ))
    .await
    .unwrap();
}

#[tokio::test]
async fn workspaces_are_found_by_name_and_state() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    for name in ["North clinic", "Émile’s archive"] {
        create(&app, &mut owner, &org, name).await;
    }
    app.run("update workspaces set state = 'archived' where name like '%archive'").await.unwrap();
    app.run("update workspaces set state = 'suspended', reason = 'Unpaid' where name = 'North clinic'").await.unwrap();
    let found = async |browser: &mut Browser, query: &str| {
        let answer = browser.open(&format!("{}?{query}", page(&org))).await;
        assert_eq!(answer.status, 200, "{query}");
        ["general", "north-clinic", "miles-archive"]
            .map(|slug| main_of(&answer).contains(&format!("/settings/workspaces/{slug}\"")))
    };
    let browser = &mut owner.browser;
    assert_eq!(found(browser, "").await, [true, true, false]);
    assert_eq!(found(browser, "search=CLINIC").await, [false, true, false]);
    assert_eq!(found(browser, "search=h%20c").await, [false, true, false]);
    assert_eq!(found(browser, "show=archived").await, [false, false, true]);
    assert_eq!(found(browser, "show=archived&search=clinic").await, [false, false, false]);
    assert_eq!(found(browser, "show=unmanaged").await, [false, false, false]);
    assert_eq!(found(browser, "search=%25").await, [false, false, false]);
    assert_eq!(found(browser, "search=n%00orth").await, [false, true, false]);
    let nothing = browser.open(&format!("{}?search=zzz", page(&org))).await;
    nothing.expect_page(200, "No workspace here has a name like that.");
    for cursor in ["nonsense", "00000000000000000000000000000000a%00"] {
        assert_eq!(browser.open(&format!("{}?after={cursor}", page(&org))).await.status, 400);
    }
    app.done().await;
}

#[tokio::test]
async fn pages_stay_where_they_are_while_workspaces_come_and_go() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    seed(&app, &org, &owner, 1001, 1250).await;
    let path = format!("/api/v1/organizations/{}/workspaces?search=workspace", org.id);
    let names = |page: &Value| -> Vec<String> {
        let rows = page["workspaces"].as_array().unwrap();
        rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    let at = |way: &str, cursor: &Value| {
        let cursor: String = url::form_urlencoded::byte_serialize(cursor.as_str().unwrap().as_bytes()).collect();
        format!("{path}&{way}={cursor}")
    };
    let first: Value = owner.browser.rest(Method::GET, &path, None).await.json();
    assert_eq!((names(&first).len(), &first["previous"]), (100, &Value::Null));
    let row = &first["workspaces"][0];
    assert_eq!(
        ["members", "managers", "forms", "fills_this_month"].map(|count| row[count].as_i64()),
        [Some(1), Some(1), Some(1), Some(4)]
    );
    // Some in front of where one is, some behind it.
    seed(&app, &org, &owner, 1, 30).await;
    seed(&app, &org, &owner, 9001, 9010).await;
    let second: Value = owner.browser.rest(Method::GET, &at("after", &first["next"]), None).await.json();
    let third: Value = owner.browser.rest(Method::GET, &at("after", &second["next"]), None).await.json();
    assert_eq!(third["next"], Value::Null);
    let all: Vec<String> = [&first, &second, &third].into_iter().flat_map(names).collect();
    let expected: Vec<String> =
        (1001..=1250).chain(9001..=9010).map(|number| format!("Workspace {number:05}")).collect();
    assert_eq!(all, expected);
    let back: Value = owner.browser.rest(Method::GET, &at("before", &second["previous"]), None).await.json();
    assert_eq!(names(&back), names(&first));
    let list = owner.browser.open(&page(&org)).await;
    list.expect_page(200, "291 workspaces").expect_page(200, "rel=\"next\"");
    let cursor = list.body.split("?after=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    owner.browser.open(&format!("{}?after={cursor}", page(&org))).await.expect_page(200, "rel=\"prev\"");
    app.done().await;
}

#[tokio::test]
async fn a_page_costs_the_same_few_statements_and_buffers_however_many_workspaces_there_are() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (other, crowd) = app.owner_of("Crowd").await;
    seed(&app, &org, &owner, 1, 300).await;
    owner.browser.open(&page(&org)).await.expect_page(200, "301 workspaces");
    let few = statements(async || owner.browser.clone().open(&page(&org)).await).await;
    let before = buffers(&app, &owner, &org).await;
    seed(&app, &org, &owner, 301, 10_000).await;
    // Another organization's workspaces are in the same indexes.
    seed(&app, &crowd, &other, 20_001, 21_000).await;
    owner.browser.open(&page(&org)).await.expect_page(200, "10001 workspaces");
    let many = statements(async || owner.browser.clone().open(&page(&org)).await).await;
    assert_eq!(few, many);
    assert!((3..=8).contains(&few), "{few}");
    let after = buffers(&app, &owner, &org).await;
    for ((what, before), (_, after)) in before.iter().zip(&after) {
        // A row is looked up in the index of names, and in those of what is counted.
        assert!(*after <= 14 * 101 && *after <= before * 2 + 60, "{what}: {before} buffers, then {after}; {after:?}");
    }
    app.done().await;
}

/// The buffers that each kind of page reads, by the serving role under row-level security.
async fn buffers(app: &TestApp, owner: &Person, org: &Org) -> Vec<(String, i64)> {
    app.run("vacuum analyze").await.unwrap();
    let principal = Principal {
        kernel: app.kernel.clone(),
        user: owner.user,
        session: app.kernel.id(),
        origin: Origin::default(),
        reader: Arc::default(),
        reach: Default::default(),
    };
    let cursor = |term: &str| Some(WorkspaceCursor { term: term.to_owned(), id: uuid::Uuid::nil() }.into());
    let pages = [
        ("", Show::Current, None, None),
        ("", Show::Current, cursor("workspace 00150"), None),
        ("", Show::Current, None, cursor("workspace 00150")),
        ("workspace", Show::Current, None, None),
        ("", Show::Archived, None, None),
        ("", Show::Unmanaged, None, None),
    ];
    let mut found = Vec::new();
    for (search, show, after, before) in pages {
        let wanted = Wanted { search: search.to_owned(), show: show.as_str().to_owned(), after, before };
        let listed = listed(&wanted, month_of(app.clock.now()), 100).unwrap();
        let mut view = authorize::<ManageWorkspaces>(&principal, org.id).view().await.unwrap();
        let mut sql = list_sql(org.id, &listed, "explain (analyze, buffers, format json) ");
        let connection = Access::<ManageWorkspaces>::conn(&mut view);
        let plan: Value = sql.build_query_scalar().fetch_one(connection).await.unwrap();
        let plan = &plan[0]["Plan"];
        let buffers = plan["Shared Hit Blocks"].as_i64().unwrap() + plan["Shared Read Blocks"].as_i64().unwrap();
        found.push((format!("{search:?} {show:?} {}", listed.from.is_some()), buffers));
    }
    found
}
