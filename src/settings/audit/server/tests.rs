//! The audit log, by the doors that people and programs use.

mod cost;
mod workspace;

use crate::{
    kernel::clock::first_uuid_of,
    model::{AuditId, Cursor, OrgRole},
    settings::audit::model::{Log, Place, plain},
    tests::support::{Answer, Org, Person, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use time::{Duration, macros::datetime};

const RENAME: &str = "/forms/general/identity";
const LIST: &str = "/forms/audit/list";

fn page(org: &Org) -> String {
    format!("/o/{}/settings/audit", org.slug)
}

/// Lines as if so many things had happened, ten in a millisecond, a second apart: half of them by the owner, the others
/// by five hundred people; every third a rename, the others about one of fifty workspaces that nobody has.
async fn seed(app: &TestApp, org: &Org, owner: &Person, from: i64, to: i64) {
    let mut database = app.owner_connection().await;
    sqlx::query(
        "insert into users (id, email, email_key, name, created_at)
         select md5('actor' || k)::uuid, 'p' || k || '@example.com', 'p' || k || '@example.com', 'Person ' || k, '2029-01-01'
         from generate_series(0, 499) k on conflict do nothing",
    )
    .execute(&mut database)
    .await
    .unwrap();
    sqlx::query(
        "insert into audit_log (id, org_id, workspace_id, at, actor_kind, actor_id, action, target_kind, target_id, details, ip, user_agent, request_id)
         select (lpad(to_hex(ms), 12, '0') || '7' || substr(md5($1::text || i), 1, 3) || 'a' || substr(md5($1::text || i), 4, 15))::uuid,
            $1, case when i % 3 <> 0 then md5('w' || i % 50)::uuid end, to_timestamp(ms / 1000.0), 'user', case when i % 2 = 0 then $2 else md5('actor' || i % 500)::uuid end,
            case when i % 3 = 0 then 'organization.renamed' else 'workspace.created' end, 'organization', $1,
            case when i % 3 = 0 then jsonb_build_object('organization', $1, 'from', 'Name ' || i, 'to', 'Name ' || i + 1)
                else jsonb_build_object('workspace', md5('w' || i % 50)::uuid, 'name', 'Room ' || i) end,
            '10.9.0.1', 'Seed', 'seeded'
         from (select i, (extract(epoch from timestamptz '2030-01-01 00:00Z') * 1000)::bigint + i / 10 * 1000 as ms
            from generate_series($3, $4) i) s",
    )
    .bind(org.id.uuid())
    .bind(owner.user.uuid())
    .bind(from)
    .bind(to)
    .execute(&mut database)
    .await
    .unwrap();
}

/// A page as a script gets it.
async fn list(person: &mut Person, org: &Org, filter: &[(&str, &str)], cursor: Option<&Cursor>) -> Log {
    let names: Vec<String> = filter.iter().map(|(name, _)| format!("filter[{name}]")).collect();
    let mut fields: Vec<(&str, &str)> = vec![("org", &org.slug)];
    fields.extend(names.iter().zip(filter).map(|(name, (_, value))| (name.as_str(), *value)));
    fields.extend(cursor.map(|Cursor(cursor)| ("cursor", cursor.as_str())));
    let answer = person.browser.call(LIST, &fields).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn sentences(log: &Log) -> Vec<String> {
    log.page.rows.iter().map(|line| format!("{} {}", line.who.name, plain(&line.what))).collect()
}

fn ids(log: &Log) -> Vec<AuditId> {
    log.page.rows.iter().map(|line| line.id).collect()
}

/// What a page says, without its markup.
fn said(answer: &Answer) -> String {
    let main = answer.body.split("<main").nth(1).unwrap_or_default();
    let texts = main.split('<').filter_map(|tag| tag.split_once('>')).map(|(_, text)| text);
    texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_change_reads_as_a_sentence_and_opens_to_its_details() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let id = org.id.to_string();
    app.clock.forward(Duration::seconds(1));
    owner
        .browser
        .call(RENAME, &[("org", &id), ("version", "1"), ("name", "Acme <North>"), ("description", ""), ("website", "")])
        .await;
    let answer = owner.browser.open(&page(&org)).await;
    let said = said(answer.expect_page(200, "<title>Audit log"));
    assert!(said.contains("Changed the name from “Acme” to “Acme &lt;North&gt;”"), "{said}");
    assert!(
        said.contains("Created the organization “Acme”") && said.contains("Created the workspace “General”"),
        "{said}"
    );
    for detail in
        ["Olga Owner", &owner.email, "1 March 2030, 12:00 UTC", "organization.renamed", "With", "Tests", "10.1."]
    {
        assert!(said.contains(detail), "{detail} isn't in {said}");
    }
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    admin.browser.open(&format!("/o/{}/settings/general", org.slug)).await.expect_page(200, &page(&org));
    let seen = list(&mut admin, &org, &[], None).await;
    assert_eq!(sentences(&seen)[0], "Olga Owner changed the name from “Acme” to “Acme <North>”");
    let changed = &seen.page.rows[0].changes[0];
    assert_eq!((changed.from.as_str(), changed.to.as_str()), ("Acme", "Acme <North>"));
    app.done().await;
}

#[tokio::test]
async fn every_filter_leaves_what_is_like_that() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    seed(&app, &org, &owner, 0, 99).await;
    let of = async |owner: &mut Person, filter: &[(&str, &str)]| {
        let log = list(owner, &org, filter, None).await;
        assert_eq!(log.problems, [], "{filter:?}");
        sentences(&log)
    };
    assert_eq!(of(&mut owner, &[]).await.len(), 100, "a page full of the 102");
    let email = owner.email.clone();
    assert_eq!(of(&mut owner, &[("person", &email)]).await.len(), 52);
    assert_eq!(of(&mut owner, &[("person", &email.to_uppercase())]).await.len(), 52);
    assert_eq!(of(&mut owner, &[("person", "p7@example.com")]).await, ["Person 7 created the workspace “Room 7”"]);
    assert_eq!(of(&mut owner, &[("person", "person 7")]).await.len(), 6, "7, 71, 73, 75, 77 and 79");
    let id = owner.user.to_string();
    assert_eq!(of(&mut owner, &[("person", &id), ("action", "organization")]).await.len(), 18);
    assert_eq!(of(&mut owner, &[("action", "organization.renamed")]).await.len(), 34);
    assert_eq!(of(&mut owner, &[("action", "organization")]).await.len(), 35);
    assert_eq!(of(&mut owner, &[("action", "workspaces"), ("text", "room 4")]).await.len(), 8);
    assert_eq!(of(&mut owner, &[("text", "Name 33")]).await.len(), 1);
    assert_eq!(of(&mut owner, &[("text", "person 9")]).await.len(), 6, "by who did it");
    assert_eq!(of(&mut owner, &[("text", "renamed")]).await.len(), 34, "by what it is called");
    assert_eq!(of(&mut owner, &[("text", "workspace\"")]).await.len(), 0, "a field's name isn't what a line says");
    assert_eq!(of(&mut owner, &[("from", "2030-03-01")]).await.len(), 2);
    assert_eq!(of(&mut owner, &[("to", "2030-02-28"), ("action", "workspace.created")]).await.len(), 66);
    assert_eq!(of(&mut owner, &[("from", "2030-01-01"), ("to", "2030-01-01"), ("person", &email)]).await.len(), 50);
    assert_eq!(of(&mut owner, &[("from", "2029-01-01"), ("to", "2029-12-31")]).await.len(), 0);
    let there = owner.browser.open(&format!("{}?person={email}&action=organization&text=Acme", page(&org))).await;
    let said = said(there.expect_page(200, &format!("value=\"{email}\"")));
    assert!(said.contains("1 line") && said.contains("Show all"), "{said}");
    assert!(there.body.contains("<optgroup label=\"Organization\">") && there.body.contains("<datalist"), "{there:?}");
    app.done().await;
}

#[tokio::test]
async fn a_day_is_the_readers_day() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    seed(&app, &org, &owner, 0, 9).await;
    let moved: i64 = app
        .ask("with m as (update users set time_zone = 'America/New_York' where id = $1::uuid returning 1) select count(*) from m", &owner.user.to_string())
        .await;
    assert_eq!(moved, 1);
    let log = list(&mut owner, &org, &[("from", "2029-12-31"), ("to", "2029-12-31")], None).await;
    assert_eq!((log.page.rows.len(), log.zone.as_str()), (10, "America/New_York"));
    assert_eq!(log.page.rows[0].at.text, "31 December 2029, 19:00 EST");
    app.done().await;
}

#[tokio::test]
async fn a_filter_that_is_none_says_so_at_its_field_and_filters_nothing() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    for (field, typed, message) in [
        ("from", "yesterday", "Enter a date like 2027-03-24."),
        ("to", "2030-02-30", "Enter a date like 2027-03-24."),
        ("person", "nobody@example.com", "Nobody in this log has that address, or a name that begins so."),
        ("workspace", "nowhere", "No workspace here has that address, or a name that begins so."),
        ("action", "account.signed_in", "Choose one of the list."),
    ] {
        let log = list(&mut owner, &org, &[(field, typed)], None).await;
        assert_eq!(log.problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), [field]);
        assert_eq!(log.page.rows.len(), 2, "{field}");
        let answer = owner.browser.open(&format!("{}?{field}={typed}", page(&org))).await;
        assert!(said(answer.expect_page(200, "aria-invalid=\"true\"")).contains(message), "{answer:?}");
    }
    let log = list(&mut owner, &org, &[("from", "2030-03-02"), ("to", "2030-03-01")], None).await;
    assert_eq!(log.problems[0].field, "to");
    // What no page asks for: nothing fails.
    for (name, value) in [("text", "%00%27%22%5C%25_"), ("person", "%00"), ("cursor", "older-x"), ("cursor", "%00")] {
        owner.browser.open(&format!("{}?{name}={value}", page(&org))).await.expect_page(200, "Audit log");
    }
    app.done().await;
}

#[tokio::test]
async fn pages_lead_on_and_back_without_losing_a_line() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    seed(&app, &org, &owner, 0, 447).await;
    let same: i64 =
        app.ask("select max(n) from (select count(*) n from audit_log where $1 = '' group by at) s", "").await;
    assert!(same >= 10, "lines of one moment");
    for filter in [&[][..], &[("action", "workspace.created")], &[("text", "o")]] {
        let mut pages = vec![list(&mut owner, &org, filter, None).await];
        while let Some(older) = pages.last().unwrap().page.older.clone() {
            pages.push(list(&mut owner, &org, filter, Some(&older)).await);
        }
        let all: Vec<AuditId> = pages.iter().flat_map(ids).collect();
        assert!(all.is_sorted_by(|one, next| one > next), "newest first, and none twice");
        assert_eq!(all.len(), if filter.iter().any(|(name, _)| *name == "action") { 299 } else { 450 }, "{filter:?}");
        assert!(pages[..pages.len() - 1].iter().all(|log| log.page.rows.len() == 100) && pages[0].page.newer.is_none());
        let mut back = pages.pop().unwrap();
        while let Some(newer) = back.page.newer.clone() {
            back = list(&mut owner, &org, filter, Some(&newer)).await;
            if let Some(there) = pages.pop() {
                assert_eq!(ids(&back), ids(&there), "the way back leads over the same pages");
            }
        }
        assert!(pages.is_empty(), "and ends with the newest");
    }
    // A line that comes meanwhile is on the way back, too.
    let first = list(&mut owner, &org, &[], None).await;
    let second = list(&mut owner, &org, &[], first.page.older.as_ref()).await;
    app.clock.forward(Duration::seconds(1));
    owner
        .browser
        .call(
            RENAME,
            &[("org", &org.id.to_string()), ("version", "1"), ("name", "B"), ("description", ""), ("website", "")],
        )
        .await;
    let back = list(&mut owner, &org, &[], second.page.newer.as_ref()).await;
    assert_eq!(ids(&back), ids(&first));
    let newest = list(&mut owner, &org, &[], back.page.newer.as_ref()).await;
    assert_eq!(sentences(&newest), ["Olga Owner changed the name from “Acme” to “B”"]);
    let beyond = Place::OlderThan(first_uuid_of(datetime!(2020-01-01 0:00 UTC)).into()).cursor();
    let nothing = list(&mut owner, &org, &[], beyond.as_ref()).await;
    assert!(nothing.page.rows.is_empty() && nothing.page.older.is_none());
    let back = list(&mut owner, &org, &[], nothing.page.newer.as_ref()).await;
    assert_eq!(back.page.rows.len(), 100);
    app.done().await;
}

#[tokio::test]
async fn a_search_stops_says_so_and_goes_on_where_it_stopped() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    seed(&app, &org, &owner, 0, 11_999).await;
    let nowhere = list(&mut owner, &org, &[("text", "no such thing")], None).await;
    assert!(nowhere.page.rows.is_empty() && nowhere.searched.as_ref().unwrap().lines == 5_000);
    let answer = owner.browser.open(&format!("{}?text=no+such+thing", page(&org))).await;
    assert!(said(&answer).contains("Looked through 5000 lines, as far as 1 January 2030"), "{answer:?}");
    let mut log = list(&mut owner, &org, &[("text", "Room 10")], None).await;
    let mut found = sentences(&log);
    let mut pages = 1;
    while let Some(older) = log.page.older.clone() {
        log = list(&mut owner, &org, &[("text", "Room 10")], Some(&older)).await;
        found.extend(sentences(&log));
        pages += 1;
    }
    // 10, 100 to 109, 1000 to 1099 and 10000 to 10999, but for every third, which is a rename.
    let wanted = (0..12_000).filter(|i: &i32| i % 3 != 0 && i.to_string().starts_with("10")).count();
    assert_eq!((found.len(), found.iter().collect::<BTreeSet<_>>().len()), (wanted, wanted), "in {pages} pages");
    assert!(log.searched.is_none(), "it has looked at all there is");
    app.done().await;
}

#[tokio::test]
async fn who_is_gone_has_no_name_and_an_old_line_can_still_be_read() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    seed(&app, &org, &owner, 1, 3).await;
    let gone: i64 = app
        .ask("with d as (delete from users where email = $1 returning 1) select count(*) from d", "p1@example.com")
        .await;
    assert_eq!(gone, 1);
    let old: i64 = app
        .ask(
            "with o as (update audit_log set version = 0 where action = $1 returning 1) select count(*) from o",
            "organization.renamed",
        )
        .await;
    assert_eq!(old, 1);
    let log = list(&mut owner, &org, &[("to", "2030-02-01")], None).await;
    let said = sentences(&log);
    assert!(said.contains(&"Deleted account created the workspace “Room 1”".to_owned()), "{said:?}");
    assert!(said.contains(&"Person 3 did “organization.renamed”".to_owned()), "{said:?}");
    let old = log.page.rows.iter().find(|line| !line.changes.is_empty()).unwrap();
    assert_eq!((old.changes[0].from.as_str(), old.changes[0].to.as_str()), ("Name 3", "Name 4"));
    let nameless = log.page.rows.iter().find(|line| line.who.name == "Deleted account").unwrap().who.user.unwrap();
    let by_id = list(&mut owner, &org, &[("person", &nameless.to_string())], None).await;
    assert_eq!(by_id.page.rows.len(), 1);
    app.done().await;
}

#[tokio::test]
async fn a_program_reads_the_log_of_its_own_organization_alone() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (mut other, elsewhere) = app.owner_of("Elsewhere").await;
    seed(&app, &org, &owner, 0, 149).await;
    seed(&app, &elsewhere, &other, 0, 9).await;
    let path = format!("/api/v1/organizations/{}/audit", org.id);
    let get = async |person: &mut Person, query: &str| {
        person.browser.rest(Method::GET, &format!("{path}{query}"), None).await
    };
    let first: Value = get(&mut owner, "").await.json();
    assert_eq!((first["data"].as_array().unwrap().len(), &first["newer"]), (100, &json!(null)));
    let second: Value = get(&mut owner, &format!("?cursor={}", first["older"].as_str().unwrap())).await.json();
    assert_eq!((second["data"].as_array().unwrap().len(), &second["older"]), (52, &json!(null)));
    assert!(second["newer"].is_string());
    let user = owner.user;
    let renamed: Value =
        get(&mut owner, &format!("?action=organization.renamed&actor={user}&to=2030-01-01T00:00:01Z")).await.json();
    let lines = renamed["data"].as_array().unwrap();
    assert_eq!(lines.len(), 2, "6 and 0: {renamed}");
    // Both are of one moment: which stands first is chance.
    let sixth = "Olga Owner changed the name from “Name 6” to “Name 7”.";
    let line = lines.iter().find(|line| line["summary"] == sixth).unwrap();
    assert_eq!(
        (&line["at"], &line["version"], &line["ip"]),
        (&json!("2030-01-01T00:00:00Z"), &json!(1), &json!("10.9.0.1"))
    );
    assert_eq!(line["actor"], json!({ "kind": "user", "id": owner.user, "name": "Olga Owner" }));
    let wrong = get(&mut owner, "?from=monday&actor=ana&action=none&cursor=1").await;
    let fields: Vec<&str> = wrong.json::<Value>()["errors"].as_array().unwrap().iter().map(|_| "").collect::<Vec<_>>();
    assert_eq!((wrong.status, fields.len()), (422, 4), "{wrong:?}");
    assert_eq!(get(&mut other, "").await.status, 404);
    let theirs = list(&mut other, &elsewhere, &[], None).await;
    assert_eq!(theirs.page.rows.len(), 12);
    assert!(theirs.people.iter().all(|person| person.value != owner.email), "nobody of another log is offered");
    let asked = list(&mut other, &elsewhere, &[("person", &owner.email)], None).await;
    assert_eq!(asked.problems[0].field, "person", "nor found");
    app.done().await;
}

#[tokio::test]
async fn a_text_finds_what_was_done_to_somebody_and_what_the_line_says() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let member = app.signed_in_as(OrgRole::Member, &org).await;
    let key = format!("{}/{}", org.id, member.user);
    let who: String = app.ask("select id || ':1' from memberships where org_id || '/' || user_id = $1", &key).await;
    let id = org.id.to_string();
    let fields = [("org", id.as_str()), ("who[]", &who), ("role", "user_admin")];
    assert_eq!(owner.browser.call("/forms/members/change-role", &fields).await.status, 200);
    let line = "Olga Owner changed the role of “Person member” from “Member” to “User admin”";
    for text in ["Person mem", "person member", &member.email, "changed the role", "User admin", "user_admin", "Role"] {
        let log = list(&mut owner, &org, &[("text", text)], None).await;
        assert!(sentences(&log).contains(&line.to_owned()), "{text}: {:?}", sentences(&log));
    }
    let log = list(&mut owner, &org, &[("text", "Person nobody")], None).await;
    assert_eq!(sentences(&log), Vec::<String>::new());
    let path = format!("/api/v1/organizations/{id}/audit?text=person%20member&action=member.role_changed");
    let answer: Value = owner.browser.rest(Method::GET, &path, None).await.json();
    assert_eq!(answer["data"].as_array().map(Vec::len), Some(1), "{answer}");
    app.done().await;
}
