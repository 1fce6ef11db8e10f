//! Deleting a workspace: killed anywhere, resumed, leaving nothing and touching nothing else.

use super::{DELETE, Space, add, ask, create, enter, page, state, try_create};
use crate::{
    kernel::{event::Heard, purge::WORKSPACE_TABLES, state::Kernel, storage::workspace_folder},
    model::{AppError, OrgId, OrgRole, WorkspaceId},
    settings::workspaces::server::purge::purge_in,
    tests::support::{Org, Person, TestApp},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use std::{collections::BTreeMap, future::poll_fn, pin::pin, task::Poll};

const KILLS: usize = 12;
/// Small, so that there are many points to be killed at.
const BATCH: i32 = 3;
/// What outlives a workspace.
const KEPT: [&str; 3] = ["audit_log", "fill_counts", "outbox"];

/// The tables with a `workspace_id`, as the database has them.
const TABLES_OF_WORKSPACES: &str = "select c.relname::text from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'workspace_id' and not a.attisdropped
    order by 1";

/// Rows in every table, and files.
async fn fill(app: &TestApp, org: &Org, space: &Space, people: &[&Person]) {
    let (id, workspace, user) = (org.id, &space.id, people[0].user);
    for person in people {
        add(app, org, space, person, "editor").await;
    }
    app.run(&format!(
        "insert into forms (id, org_id, workspace_id, name, created_at)
            select gen_random_uuid(), '{id}', '{workspace}', 'F', now() from generate_series(1, 7);
         insert into form_access (org_id, workspace_id, form_id, user_id)
            select org_id, workspace_id, id, '{user}' from forms where workspace_id = '{workspace}';
         insert into profiles (id, org_id, workspace_id, name, created_at)
            select gen_random_uuid(), '{id}', '{workspace}', 'P', now() from generate_series(1, 5);
         insert into source_documents (id, org_id, workspace_id, name, file, bytes, created_at)
            select gen_random_uuid(), '{id}', '{workspace}', 'D', gen_random_uuid() || '.pdf', 1, now() from generate_series(1, 4);
         insert into fill_sessions (id, org_id, workspace_id, created_at)
            select gen_random_uuid(), '{id}', '{workspace}', now() from generate_series(1, 4);
         insert into fills (id, org_id, workspace_id, form_id, session_id, profile_id, state, pdf_url, created_at, ready_at)
            select gen_random_uuid(), f.org_id, f.workspace_id, f.id, s.id, p.id, 'ready', 'https://example.com/a.pdf', now(), now()
            from forms f, (select id from fill_sessions where workspace_id = '{workspace}' limit 1) s,
                (select id from profiles where workspace_id = '{workspace}' limit 1) p where f.workspace_id = '{workspace}';
         insert into fill_digests (org_id, user_id, workspace_id, fill_id, ready_at)
            select org_id, '{user}', workspace_id, id, now() from fills where workspace_id = '{workspace}';
         insert into paused_mails (org_id, workspace_id, user_id, outbox_id, reaction, item, paused_at)
            select org_id, workspace_id, '{user}', gen_random_uuid(), 'mail-fill', id, now() from fills where workspace_id = '{workspace}';
         insert into idempotent_requests (org_id, workspace_id, caller, key, digest, created_at)
            select '{id}', '{workspace}', '{user}', n::text, '', now() from generate_series(1, 4) n;
         insert into api_keys (id, org_id, workspace_id, name, prefix, digest, permissions, created_at)
            select k.id, '{id}', '{workspace}', 'K', right(replace(k.id::text, '-', ''), 12), sha256(''), array['see_content'], now()
            from (select gen_random_uuid() as id from generate_series(1, 4)) k;
         insert into invitations (id, org_id, email, email_key, role, created_at, sent_at, expires_at, workspace_id, workspace_role)
            select gen_random_uuid(), '{id}', n || '@{workspace}.test', n || '@{workspace}.test', 'member', now(), now(), now(), '{workspace}', 'viewer'
            from generate_series(1, 4) n;
         insert into invitation_workspaces (org_id, invitation_id, workspace_id, role)
            select org_id, id, '{workspace}', 'viewer' from invitations where workspace_id = '{workspace}';
         insert into audit_log (id, org_id, workspace_id, at, actor_kind, action, target_kind, details)
            select gen_random_uuid(), '{id}', '{workspace}', now(), 'job', 'tests.filled', 'test', '{{}}' from generate_series(1, 4);
         insert into outbox (id, org_id, workspace_id, event, version, payload, created_at)
            select gen_random_uuid(), '{id}', '{workspace}', 'tests.filled', 1, '{{}}', now() from generate_series(1, 4)",
    ))
    .await
    .expect("the workspace is filled");
    for name in ["fills/a.pdf", "fills/b.pdf", "documents/c.pdf"] {
        app.kernel.storage.put(&format!("{}/{name}", folder(org.id, space)), "content").await.unwrap();
    }
}

fn folder(org: OrgId, space: &Space) -> String {
    workspace_folder(org, space.id.parse::<WorkspaceId>().unwrap())
}

/// How many rows of each table are a workspace's, and a digest of them; its files.
async fn inventory(app: &TestApp, org: &Org, space: &Space) -> BTreeMap<String, (i64, String)> {
    let mut owner = app.owner_connection().await;
    let tables: Vec<String> = sqlx::query_scalar(TABLES_OF_WORKSPACES).fetch_all(&mut owner).await.unwrap();
    let mut inventory = BTreeMap::new();
    for (table, column) in tables.iter().map(|table| (table.as_str(), "workspace_id")).chain([("workspaces", "id")]) {
        let sql = format!(
            "select count(*), coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t where {column} = $1::uuid"
        );
        let row = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(&space.id).fetch_one(&mut owner).await.unwrap();
        inventory.insert(table.to_owned(), row);
    }
    let files = app.kernel.storage.count_below(&folder(org.id, space)).await.unwrap();
    inventory.insert("files".to_owned(), (files, String::new()));
    inventory
}

/// The workspace's deletion, as its job hears of it.
async fn heard(app: &TestApp, kernel: &Kernel, org: &Org, space: &Space) -> Heard {
    let sql = "select jsonb_build_object('id', id, 'payload', payload) from outbox
        where event = 'workspace.deletion_started' and payload ->> 'workspace' = $1";
    let row: Value = app.ask(sql, &space.id).await;
    let outbox: uuid::Uuid = row["id"].as_str().unwrap().parse().unwrap();
    Heard {
        kernel: kernel.clone(),
        reaction: "empty-workspace",
        outbox: outbox.into(),
        org: Some(org.id),
        workspace: None,
        item: None,
        person: None,
        payload: row["payload"].clone(),
        at: kernel.clock.now(),
    }
}

/// Polls the job so often, then drops it as it stands. How often it was polled, if it ended before.
async fn killed_after(polls: u32, heard: Heard) -> Option<u32> {
    let event = serde_json::from_value(heard.payload.clone()).unwrap();
    let mut job = pin!(purge_in(heard, event, BATCH));
    let mut polled = 0;
    poll_fn(|context| {
        if polled == polls {
            return Poll::Ready(None);
        }
        polled += 1;
        match job.as_mut().poll(context) {
            Poll::Ready(ended) => {
                ended.expect("the job ends well");
                Poll::Ready(Some(polled))
            }
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

#[tokio::test]
async fn a_deletion_killed_anywhere_leaves_nothing_behind_and_touches_no_other_workspace() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let people = [app.signed_in_as(OrgRole::Member, &org).await, app.signed_in_as(OrgRole::Member, &org).await];
    let people = people.each_ref();
    let kept = create(&app, &mut owner, &org, "Kept").await;
    fill(&app, &org, &kept, &people).await;
    let mut doomed = Vec::new();
    for number in 0..=KILLS {
        let space = create(&app, &mut owner, &org, &format!("Doomed {number}")).await;
        fill(&app, &org, &space, &people).await;
        doomed.push(space);
    }
    app.work().await;
    let untouched = inventory(&app, &org, &kept).await;
    assert!(untouched.values().all(|(rows, _)| *rows > 0), "every table is filled: {untouched:?}");
    let (mut before, mut deletions) = (Vec::new(), Vec::new());
    for space in &doomed {
        before.push(inventory(&app, &org, space).await);
        let answer = ask(&app, &mut owner.browser, DELETE, &org, space, &[("confirm", &space.name)]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        deletions.push(heard(&app, &app.kernel, &org, space).await);
    }

    let mut deletions = deletions.into_iter();
    let whole = killed_after(u32::MAX, deletions.next().unwrap()).await.expect("it ends");
    assert!(whole > 20, "there are points enough to be killed at: {whole}");
    let mut chance = ChaCha8Rng::seed_from_u64(20_300_301);
    for deletion in deletions {
        killed_after(chance.random_range(1..whole), deletion).await;
    }
    // What was killed is still queued, and goes on.
    app.work().await;

    for (space, before) in doomed.iter().zip(before) {
        for (what, left) in inventory(&app, &org, space).await {
            match what.as_str() {
                "audit_log" | "outbox" => assert!(left.0 >= before[&what].0, "{what} of {} stays", space.name),
                "fill_counts" => assert_eq!(left, before[&what], "{} was used, whatever became of it", space.name),
                _ => assert_eq!(left.0, 0, "{what} of {}", space.name),
            }
        }
    }
    assert_eq!(inventory(&app, &org, &kept).await, untouched);
    assert_eq!(app.audit("workspace.deleted").await.len(), doomed.len(), "one each");
    let started = app.audit("workspace.deletion_started").await;
    assert_eq!((&started[0]["counts"]["forms"], &started[0]["counts"]["all_fills"]), (&7.into(), &7.into()));
    let counted: i64 = app
        .ask(
            "select sum(count)::bigint from tallies where org_id = $1::uuid and kind = 'workspaces'",
            &org.id.to_string(),
        )
        .await;
    assert_eq!(counted, 2, "General and the one that was kept");
    app.done().await;
}

#[tokio::test]
async fn only_its_name_deletes_a_workspace_and_then_it_is_gone_at_once() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let north = create(&app, &mut owner, &org, "North").await;
    let mut editor = app.signed_in_as(OrgRole::Member, &org).await;
    fill(&app, &org, &north, &[&editor]).await;
    let one = format!("{}/north", page(&org));
    let wrong = ask(&app, &mut owner.browser, DELETE, &org, &north, &[("confirm", "north")]).await;
    assert!(wrong.json::<AppError>().at("confirm").is_some());
    assert_eq!((wrong.status, state(&app, &north).await.as_str()), (422, "active"));

    let (id, version) = (org.id.to_string(), super::version(&app, &north).await.to_string());
    let fields = [("org", id.as_str()), ("workspace", &north.id), ("version", &version), ("confirm", " North ")];
    owner.browser.submit(&one, DELETE, &fields).await.expect_redirect(&page(&org));
    // Before the job has run.
    assert_eq!(state(&app, &north).await, "deleting");
    let list = owner.browser.open(&page(&org)).await;
    list.expect_page(200, "North is deleted.").expect_page(200, "1 workspace<");
    assert_eq!(owner.browser.open(&one).await.status, 404);
    assert_eq!(enter(&mut editor.browser, &org, &north).await.status, 404);
    assert_eq!(try_create(&mut owner.browser, &org, "North", "north").await.status, 422, "its address isn't free yet");
    app.work().await;
    assert_eq!(state(&app, &north).await, "gone");
    assert_eq!(try_create(&mut owner.browser, &org, "North", "north").await.status, 200);
    app.done().await;
}

#[tokio::test]
async fn a_workspace_that_lives_is_never_emptied() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let north = create(&app, &mut owner, &org, "North").await;
    let editor = app.signed_in_as(OrgRole::Member, &org).await;
    fill(&app, &org, &north, &[&editor]).await;
    let before = inventory(&app, &org, &north).await;
    let system = app.kernel.system("empty-workspace", Some(org.id)).inside(Some(north.id.parse().unwrap()));
    for table in WORKSPACE_TABLES {
        let mut change = system.change().await.unwrap();
        let sql = "select app.empty_workspace($1, $2::uuid, gen_random_uuid(), $3, 10)";
        let emptied: Option<i64> = sqlx::query_scalar(sql)
            .bind(org.id.uuid())
            .bind(&north.id)
            .bind(table)
            .fetch_one(change.conn())
            .await
            .unwrap();
        assert_eq!(emptied, None, "{table}");
    }
    assert_eq!(inventory(&app, &org, &north).await, before);
    app.done().await;
}

#[tokio::test]
async fn no_table_of_workspaces_is_forgotten() {
    let app = TestApp::start().await;
    let mut owner = app.owner_connection().await;
    let tables: Vec<String> = sqlx::query_scalar(TABLES_OF_WORKSPACES).fetch_all(&mut owner).await.unwrap();
    let mut known: Vec<&str> = WORKSPACE_TABLES.into_iter().chain(KEPT).collect();
    known.sort_unstable();
    assert_eq!(known, tables, "kernel/purge.rs lists every table with a workspace_id, but for what outlives it");
    let references: Vec<(String, String)> = sqlx::query_as(
        "select c.conrelid::regclass::text, c.confrelid::regclass::text from pg_constraint c
         where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.conrelid <> c.confrelid",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    let at = |table: &str| WORKSPACE_TABLES.iter().position(|one| *one == table);
    for (from, to) in &references {
        if let (Some(from_at), Some(to_at)) = (at(from), at(to)) {
            assert!(from_at < to_at, "{from} refers to {to}, so it is emptied before");
        }
    }
    app.done().await;
}
