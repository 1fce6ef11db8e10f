//! The list: what is found, how it is paged, what is counted, what it costs.

use super::{CHANGE, REACTIVATE, REMOVE, SUSPEND, ask, main_of, page, pick};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageMembers, authorize},
        db::Access,
        event::Origin,
    },
    model::OrgRole,
    settings::members::{
        model::{Show, Wanted},
        server::{listed, store::list_sql},
    },
    tests::support::{Browser, Org, Person, TestApp, statements},
};
use axum::http::Method;
use serde_json::Value;
use std::sync::Arc;

/// So many members called "Member 00001"…, as the database's owner.
async fn seed(app: &TestApp, org: &Org, from: i32, to: i32) {
    let mut owner = app.owner_connection().await;
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "with u as (insert into users (id, email, email_key, name, created_at)
            select gen_random_uuid(), e, e, 'Member ' || n, now()
            from (select lpad(i::text, 5, '0') as n, 'm' || lpad(i::text, 5, '0') || '@seed.example' as e from generate_series({from}, {to}) i) s
            returning id)
        insert into memberships (id, org_id, user_id, role, created_at)
            select gen_random_uuid(), '{}', id, 'member', now() from u;",
        org.id
    )))
    .execute(&mut owner)
    .await
    .unwrap();
}

#[tokio::test]
async fn people_are_found_by_name_surname_and_address() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    seed(&app, &org, 1, 3).await;
    let _: i64 = app
        .ask("with x as (update users set name = 'Émile María Lima', email = 'Emile@Clinic.example', email_key = 'emile@clinic.example' where email_key = $1 returning 1) select count(*) from x", "m00002@seed.example")
        .await;
    let found = async |browser: &mut Browser, query: &str| {
        let answer = browser.open(&format!("{}?{query}", page(&org))).await;
        assert_eq!(answer.status, 200, "{query}");
        ["Émile", "Member 00001", "Member 00003", "Olga"].map(|name| main_of(&answer).contains(name))
    };
    for search in [
        "emile",
        "%C3%89MILE",
        "mar%C3%ADa+lima",
        "lima",
        "Lima+%C3%A9m",
        "emile+lima",
        "EMILE@cli",
        "%40clinic",
        "clinic.ex",
    ] {
        let hits = found(&mut owner.browser, &format!("search={search}")).await;
        assert_eq!(hits, [true, false, false, false], "{search}");
    }
    assert_eq!(found(&mut owner.browser, "search=member").await, [false, true, true, false]);
    assert_eq!(found(&mut owner.browser, "search=member&show=owner").await, [false; 4]);
    assert_eq!(found(&mut owner.browser, "show=owner").await, [false, false, false, true]);
    assert_eq!(found(&mut owner.browser, "search=%25").await, [false; 4]);
    assert!(!found(&mut owner.browser, "search=o%00lga").await[0]);
    assert_eq!(owner.browser.open(&format!("{}?after=nonsense", page(&org))).await.status, 400);
    app.done().await;
}

#[tokio::test]
async fn pages_stay_where_they_are_while_people_come_and_go() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    seed(&app, &org, 1001, 1250).await;
    let path = format!("/api/v1/organizations/{}/members?search=member", org.id);
    let names = |page: &Value| -> Vec<String> {
        page["members"].as_array().unwrap().iter().map(|member| member["name"].as_str().unwrap().to_owned()).collect()
    };
    let at = |way: &str, cursor: &Value| {
        let cursor: String = url::form_urlencoded::byte_serialize(cursor.as_str().unwrap().as_bytes()).collect();
        format!("{path}&{way}={cursor}")
    };
    let first: Value = owner.browser.rest(Method::GET, &path, None).await.json();
    assert_eq!((names(&first).len(), &first["previous"]), (100, &Value::Null));
    // Some in front of where one is, some behind it.
    seed(&app, &org, 1, 30).await;
    seed(&app, &org, 9001, 9010).await;
    let second: Value = owner.browser.rest(Method::GET, &at("after", &first["next"]), None).await.json();
    let third: Value = owner.browser.rest(Method::GET, &at("after", &second["next"]), None).await.json();
    assert_eq!(third["next"], Value::Null);
    let all: Vec<String> = [&first, &second, &third].into_iter().flat_map(names).collect();
    let expected: Vec<String> = (1001..=1250).chain(9001..=9010).map(|number| format!("Member {number:05}")).collect();
    assert_eq!(all, expected);
    let back: Value = owner.browser.rest(Method::GET, &at("before", &second["previous"]), None).await.json();
    assert_eq!(names(&back), names(&first));
    let list = owner.browser.open(&page(&org)).await;
    list.expect_page(200, "291 members").expect_page(200, "rel=\"next\"");
    let cursor = list.body.split("?after=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let next = owner.browser.open(&format!("{}?after={cursor}", page(&org))).await;
    next.expect_page(200, "rel=\"prev\"");
    app.done().await;
}

#[tokio::test]
async fn counts_and_terms_are_what_the_memberships_say() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut people = Vec::new();
    for role in [OrgRole::Owner, OrgRole::Admin, OrgRole::BillingAdmin, OrgRole::UserAdmin, OrgRole::Member] {
        people.push(app.signed_in_as(role, &org).await);
    }
    for (door, at) in [(SUSPEND, 0), (CHANGE, 1), (REMOVE, 2), (SUSPEND, 3), (REACTIVATE, 3), (SUSPEND, 4), (REMOVE, 4)]
    {
        let who = pick(&app, &org, &people[at]).await;
        let answer = ask(&mut owner.browser, door, &org, &[&who], &[("role", "member")]).await;
        assert_eq!(answer.status, 200, "{door} {}", answer.body);
    }
    // An account goes, outside of any organization, and its memberships with it.
    let gone: i64 = app
        .ask(
            "with own as (delete from organizations o using memberships m
                where m.org_id = o.id and m.user_id = $1::uuid and o.personal returning 1),
                x as (delete from users where id = $1::uuid and exists (select from own) returning 1)
            select count(*) from x",
            &people[3].user.to_string(),
        )
        .await;
    assert_eq!(gone, 1);
    let counted: Value = app
        .ask("select to_jsonb(c) - 'org_id' from member_counts c where org_id = $1::uuid", &org.id.to_string())
        .await;
    let true_counts: Value = app
        .ask(
            "select jsonb_build_object('owners', count(*) filter (where role = 'owner'), 'admins', count(*) filter (where role = 'admin'),
                'billing_admins', count(*) filter (where role = 'billing_admin'), 'user_admins', count(*) filter (where role = 'user_admin'),
                'members', count(*) filter (where role = 'member'), 'suspended', count(suspended_at))
            from memberships where org_id = $1::uuid",
            &org.id.to_string(),
        )
        .await;
    assert_eq!(counted, true_counts);
    assert_eq!(counted["owners"], 2);
    let wrong: i64 = app
        .ask(
            "select count(*) from member_terms t full join memberships m on m.id = t.member_id
            where m.id is null or t.member_id is null or m.role <> t.role or (m.suspended_at is not null) <> t.is_suspended and $1 = ''",
            "",
        )
        .await;
    assert_eq!(wrong, 0);
    app.done().await;
}

#[tokio::test]
async fn a_page_costs_the_same_few_statements_and_buffers_however_many_members_there_are() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (_other, crowd) = app.owner_of("Crowd").await;
    seed(&app, &org, 1, 1_000).await;
    owner.browser.open(&page(&org)).await.expect_page(200, "1001 members");
    let few = statements(async || owner.browser.clone().open(&page(&org)).await).await;
    let before = buffers(&app, &owner, &org).await;
    seed(&app, &org, 1_001, 20_000).await;
    // Another organization's people are in the same indexes.
    seed(&app, &crowd, 20_001, 21_000).await;
    owner.browser.open(&page(&org)).await.expect_page(200, "20001 members");
    let many = statements(async || owner.browser.clone().open(&page(&org)).await).await;
    assert_eq!(few, many);
    assert!((3..=8).contains(&few), "{few}");
    let after = buffers(&app, &owner, &org).await;
    for ((what, before), (_, after)) in before.iter().zip(&after) {
        // A row is looked up in three tables, and a found one among its other terms. An index that is a level deeper costs
        // a buffer more for each; and of a small organization much is read at once.
        assert!(*after <= 13 * 101 && *after <= before * 3, "{what}: {before} buffers, then {after}; {after:?}");
    }
    app.done().await;
}

/// The buffers that each kind of page reads, by the serving role under row-level security.
async fn buffers(app: &TestApp, owner: &Person, org: &Org) -> Vec<(String, i64)> {
    let mut database = app.owner_connection().await;
    sqlx::raw_sql("analyze").execute(&mut database).await.unwrap();
    let principal = Principal {
        kernel: app.kernel.clone(),
        user: owner.user,
        session: app.kernel.id(),
        origin: Origin::default(),
        reader: Arc::default(),
        reach: Default::default(),
    };
    let cursor = |term: &str| {
        let all_zero = uuid::Uuid::nil();
        Some(crate::settings::members::model::MemberCursor { term: term.to_owned(), id: all_zero }.into())
    };
    let pages = [
        ("", Show::Everybody, None),
        ("", Show::Everybody, cursor("member 00050")),
        ("", Show::Role(OrgRole::Member), cursor("member 00050")),
        ("", Show::Role(OrgRole::Owner), None),
        ("", Show::Suspended, None),
        ("m", Show::Everybody, None),
        ("member 0", Show::Role(OrgRole::Member), None),
        ("seed.ex", Show::Everybody, cursor("seed.example")),
        ("member", Show::Role(OrgRole::Owner), None),
        ("nobody", Show::Everybody, None),
    ];
    let mut found = Vec::new();
    // With the statistics that there are, and then as one of many organizations, which the planner takes for small.
    for is_one_of_many in [false, true] {
        if is_one_of_many {
            sqlx::raw_sql(
                "alter table member_terms alter column org_id set (n_distinct = 10000); analyze member_terms",
            )
            .execute(&mut database)
            .await
            .unwrap();
        }
        for (search, show, after) in pages.clone() {
            let wanted =
                Wanted { search: search.to_owned(), show: show.as_str().to_owned(), after, ..Wanted::default() };
            let listed = listed(&wanted, 100).unwrap();
            let mut view = authorize::<ManageMembers>(&principal, org.id).view().await.unwrap();
            let mut sql = list_sql(org.id, &listed, "explain (analyze, buffers, format json) ");
            let connection = Access::<ManageMembers>::conn(&mut view);
            let plan: Value = sql.build_query_scalar().fetch_one(connection).await.unwrap();
            let plan = &plan[0]["Plan"];
            let buffers = plan["Shared Hit Blocks"].as_i64().unwrap() + plan["Shared Read Blocks"].as_i64().unwrap();
            found.push((format!("{search:?} {show:?}, one of many: {is_one_of_many}"), buffers));
        }
    }
    // A plan that is made before the organization is known.
    for (search, show, after) in pages {
        let wanted = Wanted { search: search.to_owned(), show: show.as_str().to_owned(), after, ..Wanted::default() };
        let listed = listed(&wanted, 100).unwrap();
        let mut view = authorize::<ManageMembers>(&principal, org.id).view().await.unwrap();
        let connection = Access::<ManageMembers>::conn(&mut view);
        sqlx::query("set local plan_cache_mode = force_generic_plan").execute(&mut *connection).await.unwrap();
        let read = "select coalesce(sum(pg_stat_get_xact_blocks_fetched(oid)), 0)::bigint from pg_class
            where relnamespace = 'public'::regnamespace";
        let before: i64 = sqlx::query_scalar(read).fetch_one(&mut *connection).await.unwrap();
        list_sql(org.id, &listed, "").build().fetch_all(&mut *connection).await.unwrap();
        let after: i64 = sqlx::query_scalar(read).fetch_one(&mut *connection).await.unwrap();
        found.push((format!("{search:?} {show:?}, by a plan for any organization"), after - before));
    }
    sqlx::raw_sql("alter table member_terms alter column org_id reset (n_distinct)")
        .execute(&mut database)
        .await
        .unwrap();
    found
}
