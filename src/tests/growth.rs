//! A page reads as much of large tables as of small ones: the whole page, by what the database says that it read. What the
//! lists with filters read by each of them is tested beside their stores, by the plans of their statements; so is the log,
//! which isn't among the pages here. Nor are fills, and the pages of a form and of a session, which list them.
//! A sign-in reads no more either, however many organizations there are.

use super::support::{Browser, Person, Reads, Room, TestApp};
use crate::model::WorkspaceRole;
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// Of each kind of thing: more than any page reads (the people of a workspace look through 2,000 for whom to add), and
/// several times that.
const FEW: i32 = 2_200;
const MANY: i32 = 9_000;
/// When the first of them was made: some days ago.
const SINCE: OffsetDateTime = datetime!(2030-02-25 0:00 UTC);

/// What a page reads whole though it grows, and why that is no more blocks.
type Whole = Option<&'static str>;

const SHORT_TABLE: Whole =
    Some("tables of people are read whole while that costs less than some hundred of them each by itself");

/// The pages: in words, where they are, and what of it grows.
fn pages(room: &Room, member: &str) -> Vec<(&'static str, String, Whole)> {
    let org = |rest: &str| format!("/o/{}{rest}", room.org.slug);
    // A place that is in the middle of what there is at first.
    let middle = (SINCE + Duration::seconds(75)).unix_timestamp_nanos();
    let (removed, middle) =
        (format!("{}{middle}", Uuid::nil().simple()), format!("{:x}-{}", middle / 1_000, Uuid::nil()));
    vec![
        ("the overview", org(""), None),
        ("the list of organizations", "/orgs".to_owned(), None),
        ("a page that is a frame and little else", org("/settings/notifications"), None),
        ("members", org("/settings/members"), None),
        ("who was removed, and the page behind", org(&format!("/settings/members?removed={removed}")), None),
        ("a person", org(&format!("/settings/members/{member}")), None),
        ("invitations", org("/settings/members/invitations"), None),
        ("workspaces", org("/settings/workspaces"), None),
        ("a workspace from outside", org(&format!("/settings/workspaces/{}", room.slug)), None),
        ("forms", room.page("forms"), SHORT_TABLE),
        ("forms, further on", room.page(&format!("forms?older={middle}")), SHORT_TABLE),
        ("deleted forms", room.page("forms?deleted=true"), SHORT_TABLE),
        ("profiles", room.page("profiles"), None),
        ("deleted profiles", room.page("profiles?deleted=true"), None),
        ("documents", room.page("documents"), None),
        ("deleted documents", room.page("documents?deleted=true"), None),
        ("sessions", room.page("sessions"), None),
        ("sessions, further on", room.page(&format!("sessions?older={middle}")), None),
        ("people of a workspace", room.page("members"), SHORT_TABLE),
        ("settings of a workspace", room.page("settings"), None),
        ("keys", room.page("api-keys"), None),
        ("keys, further on", room.page(&format!("api-keys?older={middle}")), None),
    ]
}

#[tokio::test]
async fn a_page_reads_no_more_however_large_its_tables_are() {
    let app = TestApp::start().await;
    let (owner, room) = app.manager_of_room().await;
    let insider = app.inside(WorkspaceRole::Viewer, &room).await;
    let member: String = app
        .ask("select id::text from memberships where user_id = $1::uuid and role = 'member'", &insider.user.to_string())
        .await;
    let pages = pages(&room, &member);
    crowd(&app).await;
    seed(&app, &room, &owner, 1, FEW).await;
    let few = read(&app, &owner.browser, &pages).await;
    seed(&app, &room, &owner, FEW + 1, MANY).await;
    let many = read(&app, &owner.browser, &pages).await;
    let mut grown = Vec::new();
    for (((page, _, whole), few), many) in pages.iter().zip(&few).zip(&many) {
        // Whoever reads all of something reads some thousand more; a hundred are another plan for the same.
        let more_rows = whole.is_none() && many.rows > few.rows + few.rows / 10 + 500;
        // An index that is a level deeper costs a block more for each row that is looked up by it, and a table that is read
        // whole while it is small costs fewer than the hundred rows that are looked up later. What grows shows in the rows.
        let leeway = if whole.is_none() { 150 } else { 50 };
        if more_rows || many.blocks > few.blocks + few.blocks / 2 + leeway {
            grown.push(format!("{page}: {few:?} of {FEW}, {many:?} of {MANY}"));
        }
    }
    assert!(grown.is_empty(), "\n{}\n", grown.join("\n"));
    app.done().await;
}

#[tokio::test]
async fn a_sign_in_reads_no_more_however_many_organizations_there_are() {
    let app = TestApp::start().await;
    let (person, _) = app.owner_of("Practice").await;
    let at_sign_in = async || {
        app.run("vacuum analyze").await.unwrap();
        app.reads(async || {
            app.sign_in(person.clone()).await;
        })
        .await
    };
    organizations(&app, 1, FEW).await;
    let few = at_sign_in().await;
    organizations(&app, FEW + 1, MANY).await;
    let many = at_sign_in().await;
    assert!(many.rows <= few.rows + few.rows / 10 + 100, "{few:?} of {FEW}, {many:?} of {MANY}");
    assert!(many.blocks <= few.blocks + few.blocks / 2 + 50, "{few:?} of {FEW}, {many:?} of {MANY}");
    app.done().await;
}

/// Organizations of nobody.
async fn organizations(app: &TestApp, from: i32, to: i32) {
    app.run(&format!(
        "alter table organizations disable trigger user;
         with taken as (insert into organization_slugs (slug, org_id, since)
            select 'elsewhere-' || i, gen_random_uuid(), now() from generate_series({from}, {to}) i returning slug, org_id)
         insert into organizations (id, slug, name, created_at, updated_at) select org_id, slug, slug, now(), now() from taken;
         alter table organizations enable trigger user"
    ))
    .await
    .unwrap();
}

/// What each page reads, when it isn't the first that is opened after a while.
async fn read(app: &TestApp, browser: &Browser, pages: &[(&str, String, Whole)]) -> Vec<Reads> {
    app.run("vacuum analyze").await.unwrap();
    let mut found = Vec::new();
    for (page, address, _) in pages {
        let answer = browser.clone().open(address).await;
        assert_eq!(answer.status, 200, "{page}: {}", answer.body);
        found.push(
            app.reads(async || {
                browser.clone().open(address).await;
            })
            .await,
        );
    }
    found
}

/// People of another organization, so many that nobody reads the tables of people whole: what is smaller than it costs to
/// look some rows up in it is read whole, and grows until then.
async fn crowd(app: &TestApp) {
    let (_, elsewhere) = app.owner_of("Elsewhere").await;
    // Without what triggers keep of each, which is another organization's and none of the matter.
    app.run(&format!(
        "alter table memberships disable trigger user;
         with u as (insert into users (id, email, email_key, name, created_at)
            select gen_random_uuid(), e, e, 'Other ' || i, now() from generate_series(1, 40000) i, concat('o', i, '@seed.example') e
            returning id)
         insert into memberships (id, org_id, user_id, role, created_at) select gen_random_uuid(), '{}', id, 'member', now() from u;
         alter table memberships enable trigger user",
        elsewhere.id
    ))
    .await
    .unwrap();
}

/// So many of everything, half of it deleted where that can be: in the workspace, in the organization, and beside both.
async fn seed(app: &TestApp, room: &Room, owner: &Person, from: i32, to: i32) {
    let (org, workspace, user) = (room.org.id, room.id, owner.user);
    let at = format!("timestamptz '{SINCE}' + i * interval '1 second'");
    // The overview counts those that are open one by one.
    let ended = format!("case when i > 50 then {at} + interval '1 minute' end");
    let deleted = format!("case when i % 2 = 0 then {at} + interval '1 minute' end");
    app.run(&format!(
        "insert into forms (id, org_id, workspace_id, name, created_at, deleted_at)
            select gen_random_uuid(), '{org}', '{workspace}', 'Form ' || i, {at}, {deleted} from generate_series({from}, {to}) i;
         insert into profiles (id, org_id, workspace_id, name, created_at, deleted_at)
            select gen_random_uuid(), '{org}', '{workspace}', 'Profile ' || i, {at}, {deleted} from generate_series({from}, {to}) i;
         insert into source_documents (id, org_id, workspace_id, name, file, bytes, created_at, deleted_at)
            select gen_random_uuid(), '{org}', '{workspace}', 'Document ' || i, gen_random_uuid() || '.pdf', 1, {at}, {deleted} from generate_series({from}, {to}) i;
         insert into fill_sessions (id, org_id, workspace_id, name, created_at)
            select gen_random_uuid(), '{org}', '{workspace}', 'Session ' || i, {at} from generate_series({from}, {to}) i;
         insert into api_keys (id, org_id, workspace_id, name, prefix, digest, permissions, created_at, created_by)
            select gen_random_uuid(), '{org}', '{workspace}', 'Key ' || i, lpad(i::text, 12, '0'), sha256(''), array['report_fills'], {at}, '{user}'
            from generate_series({from}, {to}) i;
         insert into invitations (id, org_id, email, email_key, role, created_at, sent_at, expires_at, ended_at, outcome)
            select gen_random_uuid(), '{org}', e, e, 'member', {at}, {at}, {at} + interval '7 days', {ended}, case when i > 50 then 'canceled' end
            from generate_series({from}, {to}) i, concat('i', i, '@seed.example') e;
         with u as (insert into users (id, email, email_key, name, created_at)
            select gen_random_uuid(), e, e, 'Member ' || i, {at} from generate_series({from}, {to}) i, concat('m', i, '@seed.example') e
            returning id, created_at),
          m as (insert into memberships (id, org_id, user_id, role, created_at) select gen_random_uuid(), '{org}', id, 'member', created_at from u)
         insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
            select '{org}', '{workspace}', id, 'viewer', created_at from u;
         with u as (insert into users (id, email, email_key, name, created_at)
            select gen_random_uuid(), e, e, 'Gone ' || i, {at} from generate_series({from}, {to}) i, concat('g', i, '@seed.example') e
            returning id, created_at)
         insert into former_members (org_id, user_id, role, joined_at, removed_at) select '{org}', id, 'member', created_at, created_at from u;
         insert into workspaces (id, org_id, slug, name, created_at)
            select gen_random_uuid(), '{org}', 'w' || i, 'Workspace ' || i, {at} from generate_series({from}, {to}) i;
         insert into audit_log (id, at, org_id, actor_kind, actor_id, action, target_kind, target_id, details)
            select ('01' || lpad(to_hex(i), 10, '0') || '-7000-8000-000000000000')::uuid, {at}, '{org}', 'user', '{user}', 'organization.renamed', 'organization', '{org}', '{{}}'
            from generate_series({from}, {to}) i"
    ))
    .await
    .unwrap();
}
