//! The Members tab, by the doors that people and programs use.

use super::{listed, store::list_sql};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageMembers, authorize},
        db::Access,
        event::Origin,
    },
    model::{AppError, OrgRole},
    settings::members::model::{Show, Wanted},
    tests::support::{Answer, Browser, Org, Person, TestApp, statements},
};
use axum::http::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use time::Duration;

const CHANGE: &str = "/forms/members/change-role";
const REMOVE: &str = "/forms/members/remove";
const SUSPEND: &str = "/forms/members/suspend";
const REACTIVATE: &str = "/forms/members/reactivate";
const REINSTATE: &str = "/forms/members/reinstate";
const END_SESSIONS: &str = "/forms/members/end-sessions";

fn page(org: &Org) -> String {
    format!("/o/{}/settings/members", org.slug)
}

/// `id:version` of somebody's membership as it is now.
async fn pick(app: &TestApp, org: &Org, person: &Person) -> String {
    let of = format!("{}{}", org.id, person.user);
    app.ask("select id || ':' || version from memberships where org_id::text || user_id::text = $1", &of).await
}

async fn role(app: &TestApp, org: &Org, person: &Person) -> String {
    let of = format!("{}{}", org.id, person.user);
    app.ask("select coalesce((select role from memberships where org_id::text || user_id::text = $1), 'none')", &of)
        .await
}

/// Asks a door about some of the members, as a script does.
async fn ask(browser: &mut Browser, door: &str, org: &Org, who: &[&str], more: &[(&str, &str)]) -> Answer {
    let id = org.id.to_string();
    let mut fields = vec![("org", id.as_str())];
    fields.extend(who.iter().map(|pick| ("who[]", *pick)));
    fields.extend(more);
    browser.call(door, &fields).await
}

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

/// What `main` shows, without the frame around it.
fn main_of(answer: &Answer) -> &str {
    answer.body.split("<main").nth(1).unwrap_or_default()
}

#[tokio::test]
async fn an_owner_changes_a_role_and_it_holds_on_the_next_request() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    admin.browser.open(&page(&org)).await.expect_page(200, "Person admin");
    let (id, who) = (org.id.to_string(), pick(&app, &org, &admin).await);
    let list = page(&org);
    owner.browser.open(&list).await.expect_page(200, &format!("value=\"{who}\""));
    let fields = [("org", id.as_str()), ("who[]", &who), ("role", "billing_admin")];
    owner.browser.submit(&list, CHANGE, &fields).await.expect_redirect(&list);
    owner.browser.open(&list).await.expect_page(200, "Person admin is a billing admin now.");
    admin.browser.open(&list).await.expect_page(403, "Ask an owner, admin or user admin.");
    let told = &app.audit("member.role_changed").await[0];
    assert_eq!(
        (&told["from"], &told["to"], &told["user"]),
        (&json!("admin"), &json!("billing_admin"), &json!(admin.user))
    );
    app.work().await;
    let mail = app.mail.last_to(&admin.email);
    assert!(mail.text().contains("from admin to billing admin"), "{}", mail.text());
    app.done().await;
}

#[tokio::test]
async fn nobody_goes_beyond_their_own_rights() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let user_admin = app.signed_in_as(OrgRole::UserAdmin, &org).await;
    let billing = app.signed_in_as(OrgRole::BillingAdmin, &org).await;
    let member = app.signed_in_as(OrgRole::Member, &org).await;
    let stranger = app.person("Stranger").await;
    let before: Value = app
        .ask("select jsonb_agg(to_jsonb(m) - 'last_active_at' order by id) from memberships m where $1 = ''", "")
        .await;
    let picks = [&owner, &admin, &member].map(|person| pick(&app, &org, person));
    let [of_owner, of_admin, of_member] = futures::future::join_all(picks).await.try_into().unwrap();
    let own = pick(&app, &org, &owner).await;
    app.work().await;
    let mails = app.mail.all_to(&owner.email).len() + app.mail.all_to(&admin.email).len();
    for door in [CHANGE, REMOVE, SUSPEND, END_SESSIONS] {
        let role = [("role", "member")];
        for (mut browser, who, status, says) in [
            (admin.browser.clone(), &of_owner, 403, "Ask an owner."),
            (user_admin.browser.clone(), &of_admin, 403, "Ask an owner or admin."),
            (user_admin.browser.clone(), &of_owner, 403, "Ask an owner."),
            (billing.browser.clone(), &of_member, 403, "Ask an owner, admin or user admin."),
            (owner.browser.clone(), &own, 403, "go to Organizations in your account"),
            (stranger.browser.clone(), &of_member, 404, ""),
        ] {
            let answer = ask(&mut browser, door, &org, &[who.as_str()], &role).await;
            let error: AppError = answer.json();
            assert_eq!(answer.status, status, "{door} {error}");
            assert!(error.message.ends_with(says) || error.message.contains("your account"), "{door} {error}");
        }
    }
    for (mut browser, wanted) in [
        (admin.browser.clone(), "owner"),
        (user_admin.browser.clone(), "admin"),
        (user_admin.browser.clone(), "billing_admin"),
    ] {
        let answer = ask(&mut browser, CHANGE, &org, &[&of_member], &[("role", wanted)]).await;
        assert_eq!(answer.status, 403, "{wanted} {}", answer.body);
    }
    let after: Value = app
        .ask("select jsonb_agg(to_jsonb(m) - 'last_active_at' order by id) from memberships m where $1 = ''", "")
        .await;
    assert_eq!(before, after);
    app.work().await;
    assert_eq!(app.mail.all_to(&owner.email).len() + app.mail.all_to(&admin.email).len(), mails);
    let mut open = admin.browser.open(&page(&org)).await;
    open.body = main_of(&open).to_owned();
    assert!(
        !open.body.contains(&format!("remove-{}", of_owner.split(':').next().unwrap())),
        "what is refused isn't offered"
    );
    assert!(open.body.contains(&format!("remove-{}", of_member.split(':').next().unwrap())));
    app.done().await;
}

#[tokio::test]
async fn who_is_suspended_is_locked_out_at_once_and_told_by_whom_to_be_let_in() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut member = app.signed_in_as(OrgRole::Admin, &org).await;
    let home = format!("/o/{}", org.slug);
    member.browser.open(&home).await.expect_page(200, "Acme");
    assert_eq!(ask(&mut owner.browser, SUSPEND, &org, &[&pick(&app, &org, &member).await], &[]).await.status, 200);
    member.browser.open(&home).await.expect_page(403, "Your access to Acme is suspended. Ask an owner or admin.");
    let id = org.id.to_string();
    let refused = member.browser.call("/forms/general/remove-logo", &[("org", &id), ("version", "1")]).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    assert_eq!(member.browser.rest(Method::GET, &format!("/api/v1/organizations/{id}"), None).await.status, 403);
    assert_ne!(member.browser.open("/").await.location(), home, "the start leads elsewhere");
    owner
        .browser
        .open(&format!("{}?show=suspended", page(&org)))
        .await
        .expect_page(200, "1 member<")
        .expect_page(200, &member.email);
    assert_eq!(ask(&mut owner.browser, REACTIVATE, &org, &[&pick(&app, &org, &member).await], &[]).await.status, 200);
    member.browser.open(&home).await.expect_page(200, "Acme");
    app.work().await;
    let mails = app.mail.all_to(&member.email);
    assert!(mails[mails.len() - 2].text().contains("until an owner or admin lets you in again"));
    assert_eq!((app.audit("member.suspended").await.len(), app.audit("member.reactivated").await.len()), (1, 1));
    app.done().await;
}

#[tokio::test]
async fn who_is_removed_can_come_back_for_thirty_days_if_a_seat_is_free() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let (list, id) = (page(&org), org.id.to_string());
    let who = pick(&app, &org, &admin).await;
    let person = format!("{list}/{}", who.split(':').next().unwrap());
    owner.browser.open(&person).await.expect_page(200, "Person admin loses access to Acme at once.");
    let fields = [("org", id.as_str()), ("who[]", &who), ("away", "true")];
    owner.browser.submit(&person, REMOVE, &fields).await.expect_redirect(&list);
    owner
        .browser
        .open(&list)
        .await
        .expect_page(200, "Person admin is removed.")
        .expect_page(200, "Removed in the last 30 days");
    assert_eq!(owner.browser.open(&person).await.status, 404);
    assert_eq!(admin.browser.open(&format!("/o/{}", org.slug)).await.status, 404);

    let user = admin.user.to_string();
    let reinstate = [("org", id.as_str()), ("user", user.as_str())];
    let _: i64 = app
        .ask(
            "with x as (update organizations set seat_limit = 1 where slug = $1 returning 1) select count(*) from x",
            &org.slug,
        )
        .await;
    let full = owner.browser.call(REINSTATE, &reinstate).await;
    assert_eq!(full.status, 422);
    assert!(full.json::<AppError>().message.contains("no seat is free"));
    owner.browser.open(&list).await.expect_page(200, "1 of 1 seats are taken");
    let _: i64 = app
        .ask(
            "with x as (update organizations set seat_limit = 2 where slug = $1 returning 1) select count(*) from x",
            &org.slug,
        )
        .await;
    app.clock.forward(Duration::days(13));
    assert_eq!(owner.browser.call(REINSTATE, &reinstate).await.status, 200);
    assert_eq!(role(&app, &org, &admin).await, "admin");
    owner.browser.open(&person).await.expect_page(200, "Person admin");
    assert_eq!(ask(&mut owner.browser, REMOVE, &org, &[&who], &[]).await.status, 409, "a page from before the removal");
    assert_eq!(owner.browser.call(REINSTATE, &reinstate).await.status, 404, "once");

    assert_eq!(ask(&mut owner.browser, REMOVE, &org, &[&pick(&app, &org, &admin).await], &[]).await.status, 200);
    for _ in 0..3 {
        app.clock.forward(Duration::days(10));
        owner.browser.open("/orgs").await;
    }
    let mut owner = Person { browser: app.browser(), ..owner };
    let answer = owner
        .browser
        .call("/forms/account/sign-in", &[("email", &owner.email), ("password", crate::tests::support::PASSWORD)])
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(owner.browser.call(REINSTATE, &reinstate).await.status, 404, "too late");
    assert_eq!(app.audit("member.reinstated").await.len(), 1);
    app.done().await;
}

#[tokio::test]
async fn a_stale_page_is_told_who_did_what() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let member = app.signed_in_as(OrgRole::Member, &org).await;
    let who = pick(&app, &org, &member).await;
    assert_eq!(ask(&mut admin.browser, CHANGE, &org, &[&who], &[("role", "user_admin")]).await.status, 200);
    let stale = ask(&mut owner.browser, CHANGE, &org, &[&who], &[("role", "admin")]).await;
    assert_eq!(stale.status, 409);
    assert!(
        stale.json::<AppError>().message.starts_with("Person admin changed Person member just now: now a user admin.")
    );
    assert_eq!(ask(&mut admin.browser, REMOVE, &org, &[&pick(&app, &org, &member).await], &[]).await.status, 200);
    let gone = ask(&mut owner.browser, SUSPEND, &org, &[&who], &[]).await;
    assert_eq!(gone.status, 404);
    assert_eq!(gone.json::<AppError>().message, "Person admin removed Person member just now. Nothing was changed.");
    app.done().await;
}

#[tokio::test]
async fn of_several_each_is_decided_on_their_own_and_the_page_tells() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let one = app.signed_in_as(OrgRole::Member, &org).await;
    let two = app.signed_in_as(OrgRole::UserAdmin, &org).await;
    let list = page(&org);
    let id = org.id.to_string();
    let picks = [pick(&app, &org, &owner).await, pick(&app, &org, &one).await, pick(&app, &org, &two).await];
    let mut fields = vec![("org", id.as_str()), ("role", "admin")];
    fields.extend(picks.iter().map(|pick| ("who[]", pick.as_str())));
    owner.browser.submit(&list, CHANGE, &fields).await.expect_redirect(&list);
    let told = owner.browser.open(&list).await;
    told.expect_page(200, "2 people are admins now.").expect_page(200, "Done: Person member, Person user admin.");
    told.expect_page(200, "You can't do that to yourself here.");
    assert_eq!(app.audit("member.role_changed").await.len(), 2);
    assert_eq!(role(&app, &org, &owner).await, "owner");

    let nobody = ask(&mut owner.browser, REMOVE, &org, &[&picks[0], &picks[1]], &[]).await;
    assert_eq!(nobody.status, 403, "one's own, and a stale one");
    assert_eq!(nobody.json::<AppError>().fields.len(), 2);
    owner.browser.submit(&list, REMOVE, &[("org", &id)]).await.expect_redirect(&list);
    owner.browser.open(&list).await.expect_page(200, "Select somebody first.");
    assert_eq!(ask(&mut owner.browser, REMOVE, &org, &["x"], &[]).await.status, 400);
    assert!(app.audit("member.removed").await.is_empty());
    app.done().await;
}

#[tokio::test]
async fn two_owners_who_demote_each_other_leave_one() {
    let app = TestApp::start().await;
    let (one, org) = app.owner_of("Acme").await;
    let two = app.signed_in_as(OrgRole::Owner, &org).await;
    for turn in 0..20 {
        let reset: i64 = app
            .ask("with x as (update memberships set role = 'owner', suspended_at = null where org_id = $1::uuid returning 1) select count(*) from x", &org.id.to_string())
            .await;
        assert_eq!(reset, 2);
        let (of_one, of_two) = (pick(&app, &org, &one).await, pick(&app, &org, &two).await);
        let (mut first, mut second) = (one.browser.clone(), two.browser.clone());
        let doors = [CHANGE, SUSPEND, REMOVE];
        let (door, other) = (doors[turn % 2], doors[turn / 2 % 2]);
        let role = [("role", "admin")];
        let (two_picked, one_picked) = ([of_two.as_str()], [of_one.as_str()]);
        let (a, b) = tokio::join!(
            ask(&mut first, door, &org, &two_picked, &role),
            ask(&mut second, other, &org, &one_picked, &role)
        );
        let done = [a.status, b.status].iter().filter(|status| **status == 200).count();
        assert_eq!(done, 1, "{} {}", a.body, b.body);
        assert!(a.status < 500 && b.status < 500, "nobody waits for each other: {} {}", a.body, b.body);
        let owners: i64 = app
            .ask(
                "select count(*) from memberships where org_id = $1::uuid and role = 'owner' and suspended_at is null",
                &org.id.to_string(),
            )
            .await;
        assert_eq!(owners, 1, "turn {turn}");
    }
    app.done().await;
}

#[tokio::test]
async fn of_a_demotion_a_removal_and_a_suspension_at_once_one_happens() {
    let app = TestApp::start().await;
    let (one, org) = app.owner_of("Acme").await;
    let two = app.signed_in_as(OrgRole::Owner, &org).await;
    for _ in 0..5 {
        let target = app.signed_in_as(OrgRole::Owner, &org).await;
        let who = pick(&app, &org, &target).await;
        let asks = [(CHANGE, &one), (REMOVE, &two), (SUSPEND, &one), (REMOVE, &one)].map(|(door, by)| {
            let (mut browser, org, who) = (by.browser.clone(), org.clone(), who.clone());
            async move { ask(&mut browser, door, &org, &[&who], &[("role", "admin")]).await.status }
        });
        let statuses = futures::future::join_all(asks).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 200 | 404 | 409)), "{statuses:?}");
    }
    let lines: i64 = app.ask("select count(*) from audit_log where action like $1", "member.%").await;
    assert_eq!(lines, 5);
    app.done().await;
}

#[tokio::test]
async fn of_eight_who_are_reinstated_into_one_seat_one_comes_back() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let mut users = Vec::new();
    for _ in 0..8 {
        let member = app.signed_in_as(OrgRole::Member, &org).await;
        let who = pick(&app, &org, &member).await;
        assert_eq!(ask(&mut owner.browser.clone(), REMOVE, &org, &[&who], &[]).await.status, 200);
        users.push(member.user.to_string());
    }
    let _: i64 = app
        .ask(
            "with x as (update organizations set seat_limit = 2 where slug = $1 returning 1) select count(*) from x",
            &org.slug,
        )
        .await;
    let asks = users.iter().map(|user| {
        let (mut browser, id) = (owner.browser.clone(), org.id.to_string());
        async move { browser.call(REINSTATE, &[("org", &id), ("user", user)]).await.status }
    });
    let mut statuses = futures::future::join_all(asks).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422, 422, 422, 422, 422, 422, 422]);
    app.done().await;
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
async fn programs_change_and_remove_by_rest() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let member = app.signed_in_as(OrgRole::Member, &org).await;
    let who = pick(&app, &org, &member).await;
    let path = format!("/api/v1/organizations/{}/members/{}", org.id, who.split(':').next().unwrap());
    let changed = owner.browser.rest(Method::PATCH, &path, Some(json!({ "version": 1, "role": "admin" }))).await;
    assert_eq!((&changed.json::<Value>()["role"], &changed.json::<Value>()["version"]), (&json!("admin"), &json!(2)));
    let wrong = owner.browser.rest(Method::PATCH, &path, Some(json!({ "version": 2, "role": "king" }))).await;
    assert_eq!(wrong.json::<Value>()["errors"][0]["field"], "role");
    assert_eq!(owner.browser.rest(Method::DELETE, &format!("{path}?version=1"), None).await.status, 409);
    assert_eq!(owner.browser.rest(Method::DELETE, &format!("{path}?version=2"), None).await.status, 204);
    assert_eq!(owner.browser.rest(Method::DELETE, &format!("{path}?version=2"), None).await.status, 404);
    app.done().await;
}

#[tokio::test]
async fn a_persons_page_tells_what_they_reach_and_ends_their_sessions() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut member = app.signed_in_as(OrgRole::Member, &org).await;
    let who = pick(&app, &org, &member).await;
    let person = format!("{}/{}", page(&org), who.split(':').next().unwrap());
    owner
        .browser
        .open(&person)
        .await
        .expect_page(200, "In no workspace")
        .expect_page(200, "Never")
        .expect_page(200, "Browser 1");
    member.browser.open(&format!("/o/{}", org.slug)).await.expect_page(200, "Acme");
    let opened = owner.browser.open(&person).await;
    assert!(!main_of(&opened).contains("Never"), "their visit is noted");
    assert!(
        !main_of(&opened).contains("10.1.") && !main_of(&opened).contains("Tests"),
        "device and address are theirs"
    );
    let cost = statements(async || owner.browser.clone().open(&person).await).await;
    assert!((3..=8).contains(&cost), "{cost}");
    assert_eq!(ask(&mut owner.browser, END_SESSIONS, &org, &[&who], &[]).await.status, 200);
    assert_eq!(member.browser.open("/orgs").await.status, 303, "signed out");
    owner.browser.open(&person).await.expect_page(200, "Not signed in");
    assert_eq!(app.audit("member.sessions_ended").await[0]["sessions"], 1);
    for nobody in ["nonsense", "01890000-0000-7000-8000-000000000000"] {
        assert_eq!(owner.browser.open(&format!("{}/{nobody}", page(&org))).await.status, 404);
    }
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
        // a buffer more for each, and no more.
        assert!(*after <= 12 * 101 && *after <= before * 2 + 50, "{what}: {before} buffers, then {after}; {after:?}");
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
    for (search, show, after) in pages {
        let wanted = Wanted { search: search.to_owned(), show: show.as_str().to_owned(), after, ..Wanted::default() };
        let listed = listed(&wanted, 100).unwrap();
        let mut view = authorize::<ManageMembers>(&principal, org.id).view().await.unwrap();
        let mut sql = list_sql(org.id, &listed, "explain (analyze, buffers, format json) ");
        let connection = Access::<ManageMembers>::conn(&mut view);
        let plan: Value = sql.build_query_scalar().fetch_one(connection).await.unwrap();
        let plan = &plan[0]["Plan"];
        let buffers = plan["Shared Hit Blocks"].as_i64().unwrap() + plan["Shared Read Blocks"].as_i64().unwrap();
        found.push((format!("{search:?} {show:?}"), buffers));
    }
    found
}
