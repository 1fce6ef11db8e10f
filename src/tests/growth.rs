//! A page reads as much of large tables as of small ones. What the pages with filters read by each of them is tested beside
//! their stores, by the plans of their statements; here it is the whole page, by what the database says that it read.

use super::support::{Browser, Person, Reads, Room, TestApp};
use crate::model::WorkspaceRole;

/// Of each kind of thing: more than any page shows, and many times that.
const FEW: i32 = 150;
const MANY: i32 = 4_000;

/// The pages: in words, and where they are. `$member` is a membership, the rest as in [`Room::page`].
fn pages(room: &Room, member: &str) -> Vec<(&'static str, String)> {
    let org = |rest: &str| format!("/o/{}{rest}", room.org.slug);
    // A place that is in the middle of what there is at first.
    let middle = "38d7ea4c68000-00000000000000000000000000000000";
    vec![
        ("the overview", org("")),
        ("the list of organizations", "/orgs".to_owned()),
        ("a page that is a frame and little else", org("/settings/notifications")),
        ("members", org("/settings/members")),
        ("who was removed, and the page behind", org(&format!("/settings/members?removed={middle}"))),
        ("a person", org(&format!("/settings/members/{member}"))),
        ("invitations", org("/settings/members/invitations")),
        ("workspaces", org("/settings/workspaces")),
        ("a workspace from outside", org(&format!("/settings/workspaces/{}", room.slug))),
        ("the log", org("/settings/audit")),
        ("forms", room.page("forms")),
        ("forms, further on", room.page(&format!("forms?older={middle}"))),
        ("deleted forms", room.page("forms?deleted=true")),
        ("profiles", room.page("profiles")),
        ("deleted profiles", room.page("profiles?deleted=true")),
        ("documents", room.page("documents")),
        ("deleted documents", room.page("documents?deleted=true")),
        ("sessions", room.page("sessions")),
        ("sessions, further on", room.page(&format!("sessions?older={middle}"))),
        ("people of a workspace", room.page("members")),
        ("settings of a workspace", room.page("settings")),
        ("keys", room.page("api-keys")),
        ("keys, further on", room.page(&format!("api-keys?older={middle}"))),
    ]
}

#[tokio::test]
async fn a_page_reads_no_more_however_large_its_tables_are() {
    let app = TestApp::start().await;
    let (owner, room) = app.manager_of_room().await;
    let insider = app.inside(WorkspaceRole::Viewer, &room).await;
    let member: String =
        app.ask("select id::text from memberships where user_id = $1::uuid and role = 'member'", &insider.user.to_string()).await;
    let pages = pages(&room, &member);
    seed(&app, &room, &owner, 1, FEW).await;
    let few = read(&app, &owner.browser, &pages).await;
    seed(&app, &room, &owner, FEW + 1, MANY).await;
    let many = read(&app, &owner.browser, &pages).await;
    let mut grown = Vec::new();
    for (((page, _), few), many) in pages.iter().zip(&few).zip(&many) {
        // An index that is a level deeper costs a block more for each row that is looked up by it.
        if many.rows > few.rows + few.rows / 10 + 20 || many.blocks > few.blocks + few.blocks / 2 + 40 {
            grown.push(format!("{page}: {few:?} of {FEW}, {many:?} of {MANY}"));
        }
    }
    assert!(grown.is_empty(), "\n{}\n", grown.join("\n"));
    app.done().await;
}

/// What each page reads, when it isn't the first that is opened after a while.
async fn read(app: &TestApp, browser: &Browser, pages: &[(&str, String)]) -> Vec<Reads> {
    app.run("vacuum analyze").await.unwrap();
    let mut found = Vec::new();
    for (page, address) in pages {
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

/// So many of everything, half of it deleted where that can be: in the workspace, in the organization, and beside both.
async fn seed(app: &TestApp, room: &Room, owner: &Person, from: i32, to: i32) {
    let (org, workspace, user) = (room.org.id, room.id, owner.user);
    // Times grow with the number: what comes later stands before the middle of what was there.
    let at = "timestamptz '2001-09-09 01:46:40Z' + (i - 75) * interval '1 minute'";
    let deleted = "case when i % 2 = 0 then now() end";
    app.run(&format!(
        "insert into forms (id, org_id, workspace_id, name, created_at, deleted_at)
            select gen_random_uuid(), '{org}', '{workspace}', 'Form ' || i, {at}, {deleted} from generate_series({from}, {to}) i;
         insert into profiles (id, org_id, workspace_id, name, created_at, deleted_at)
            select gen_random_uuid(), '{org}', '{workspace}', 'Profile ' || i, {at}, {deleted} from generate_series({from}, {to}) i;
         insert into source_documents (id, org_id, workspace_id, name, file, bytes, created_at, deleted_at)
            select gen_random_uuid(), '{org}', '{workspace}', 'Document ' || i, i || '.pdf', 1, {at}, {deleted} from generate_series({from}, {to}) i;
         insert into fill_sessions (id, org_id, workspace_id, name, created_at)
            select gen_random_uuid(), '{org}', '{workspace}', 'Session ' || i, {at} from generate_series({from}, {to}) i;
         insert into api_keys (id, org_id, workspace_id, name, prefix, digest, permissions, created_at, created_by)
            select gen_random_uuid(), '{org}', '{workspace}', 'Key ' || i, lpad(i::text, 12, '0'), sha256(''), array['report_fills'], {at}, '{user}'
            from generate_series({from}, {to}) i;
         insert into invitations (id, org_id, email, email_key, role, created_at, sent_at, expires_at)
            select gen_random_uuid(), '{org}', e, e, 'member', {at}, {at}, {at} + interval '7 days'
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
         insert into audit_log (id, at, org_id, actor_kind, actor_id, action, version, details)
            select ('01' || lpad(to_hex(i), 10, '0') || '-7000-8000-000000000000')::uuid, {at}, '{org}', 'user', '{user}', 'workspace.created', 1, '{{}}'
            from generate_series({from}, {to}) i"
    ))
    .await
    .unwrap();
}
