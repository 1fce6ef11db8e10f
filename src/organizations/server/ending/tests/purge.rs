//! The purge: killed anywhere, racing a restore, forgetting no table.

use super::{CREATE, OWN, delete, restore};
use crate::{
    kernel::{event::Heard, mail::Mailer, purge::TABLES, state::Kernel},
    model::{AppError, OrgId},
    organizations::server::ending::purge::purge_in,
    reactions::REACTIONS,
    tests::support::{MailBox, Org, Person, TestApp, TestClock, TestRng},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use std::{collections::BTreeMap, future::poll_fn, path::PathBuf, pin::pin, sync::Arc, task::Poll};
use time::Duration;

const KILLS: usize = 20;
/// Small, so that there are many points to be killed at.
const BATCH: i32 = 7;

/// The tables with an `org_id`, as the database has them.
const TENANT_TABLES: &str = "select c.relname::text from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'org_id' and not a.attisdropped";

async fn found(owner: &mut Person, app: &TestApp, name: &str) -> Org {
    app.clock.forward(Duration::minutes(5));
    let answer = owner.browser.submit("/orgs/new", CREATE, &[("name", name)]).await;
    app.org(answer.location().trim_start_matches("/o/")).await
}

/// Rows in every table, and files.
async fn fill(app: &TestApp, org: &Org, owner: &Person) {
    let (id, user) = (org.id, owner.user);
    app.run(&format!(
        "insert into workspaces (id, org_id, slug, name, created_at)
            select gen_random_uuid(), '{id}', 'w' || n, 'W', now() from generate_series(1, 30) n;
         insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
            select org_id, id, '{user}', 'manager', now() from workspaces where org_id = '{id}' on conflict do nothing;
         with u as (insert into users (id, email, email_key, name, created_at)
            select gen_random_uuid(), n || '@{id}.test', n || '@{id}.test', 'Somebody', now() from generate_series(1, 20) n returning id),
            l as (insert into last_places (user_id, org_id) select id, '{id}' from u)
            insert into memberships (id, org_id, user_id, role, created_at) select gen_random_uuid(), '{id}', id, 'member', now() from u;
         insert into users (id, email, email_key, name, created_at)
            select gen_random_uuid(), 'gone' || n || '@{id}.test', 'gone' || n || '@{id}.test', 'Somebody', now() from generate_series(1, 5) n;
         insert into former_members (org_id, user_id, role, joined_at, removed_at)
            select '{id}', u.id, 'member', now(), now() from users u where u.email_key like '%@{id}.test'
                and not exists (select from memberships m where m.user_id = u.id);
         insert into invitations (id, org_id, email, email_key, role, created_at, sent_at, expires_at)
            select gen_random_uuid(), '{id}', n || '@example.com', n || '@example.com', 'member', now(), now(), now() from generate_series(1, 20) n;
         insert into invitation_workspaces (org_id, invitation_id, workspace_id, role)
            select i.org_id, i.id, w.id, 'viewer' from invitations i join workspaces w using (org_id) where org_id = '{id}' and w.slug = 'w1';
         insert into forms (id, org_id, workspace_id, name, created_at)
            select gen_random_uuid(), org_id, id, 'F', now() from workspaces where org_id = '{id}';
         insert into form_access (org_id, workspace_id, form_id, user_id)
            select f.org_id, f.workspace_id, f.id, m.user_id from forms f join workspace_memberships m using (org_id, workspace_id) where f.org_id = '{id}';
         insert into profiles (id, org_id, workspace_id, name, created_at)
            select gen_random_uuid(), org_id, id, 'P', now() from workspaces where org_id = '{id}';
         insert into source_documents (id, org_id, workspace_id, name, file, bytes, created_at)
            select gen_random_uuid(), org_id, id, 'D', id || '.pdf', 1, now() from workspaces where org_id = '{id}';
         insert into fill_sessions (id, org_id, workspace_id, created_at)
            select gen_random_uuid(), org_id, id, now() from workspaces where org_id = '{id}';
         insert into fills (id, org_id, workspace_id, form_id, state, pdf_url, created_at, ready_at)
            select gen_random_uuid(), org_id, workspace_id, id, 'ready', 'https://example.com/a.pdf', now(), now() from forms where org_id = '{id}';
         insert into fill_digests (org_id, user_id, workspace_id, fill_id, ready_at)
            select org_id, '{user}', workspace_id, id, now() from fills where org_id = '{id}';
         insert into paused_mails (org_id, workspace_id, user_id, outbox_id, reaction, item, paused_at)
            select org_id, workspace_id, '{user}', gen_random_uuid(), 'mail-fill', id, now() from fills where org_id = '{id}';
         insert into idempotent_requests (org_id, workspace_id, caller, key, digest, created_at)
            select org_id, id, '{user}', 'k', '', now() from workspaces where org_id = '{id}';
         insert into api_keys (id, org_id, workspace_id, name, prefix, digest, permissions, created_at)
            select gen_random_uuid(), org_id, id, 'K', right(replace(id::text, '-', ''), 12), sha256(''), array['see_content'], now() from workspaces where org_id = '{id}';
         insert into audit_log (id, org_id, at, actor_kind, action, target_kind, details)
            select gen_random_uuid(), '{id}', now(), 'job', 'tests.filled', 'test', '{{}}' from generate_series(1, 40) n;
         insert into outbox (id, org_id, event, version, payload, created_at)
            select gen_random_uuid(), '{id}', 'tests.filled', 1, '{{}}', now() from generate_series(1, 40) n",
    ))
    .await
    .expect("the organization is filled");
    for name in ["logo/a.png", "logo/b.png", "exports/c.csv"] {
        let path = directory(app, org.id).join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "content").unwrap();
    }
}

fn directory(app: &TestApp, org: OrgId) -> PathBuf {
    app.kernel.config.storage_url.to_file_path().unwrap().join("organizations").join(org.to_string())
}

/// How many rows of each table are an organization's, and a digest of them; its files.
async fn inventory(app: &TestApp, org: OrgId) -> BTreeMap<String, (i64, String)> {
    let mut owner = app.owner_connection().await;
    let tables: Vec<String> = sqlx::query_scalar(TENANT_TABLES).fetch_all(&mut owner).await.unwrap();
    let mut inventory = BTreeMap::new();
    for (table, column) in tables.iter().map(|table| (table.as_str(), "org_id")).chain([("organizations", "id")]) {
        let sql = format!(
            "select count(*), coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t where {column} = $1"
        );
        let row = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(org.uuid()).fetch_one(&mut owner).await.unwrap();
        inventory.insert(table.to_owned(), row);
    }
    let files = app.kernel.storage.count_below(&format!("organizations/{org}")).await.unwrap();
    inventory.insert("files".to_owned(), (files, String::new()));
    inventory
}

/// The organization's deletion, as its purge hears of it.
async fn heard(app: &TestApp, kernel: &Kernel, org: OrgId) -> Heard {
    let sql = "select jsonb_build_object('id', id, 'payload', payload) from outbox where event = 'organization.deleted' and org_id = $1::uuid";
    let row: Value = app.ask(sql, &org.to_string()).await;
    let outbox: uuid::Uuid = row["id"].as_str().unwrap().parse().unwrap();
    Heard {
        kernel: kernel.clone(),
        reaction: "purge-organization",
        outbox: outbox.into(),
        org: Some(org),
        workspace: None,
        item: None,
        person: None,
        payload: row["payload"].clone(),
        at: kernel.clock.now(),
    }
}

/// Polls the purge so often, then drops it as it stands. How often it was polled, if it ended before.
async fn killed_after(polls: u32, heard: Heard) -> Option<u32> {
    let event = serde_json::from_value(heard.payload.clone()).unwrap();
    let mut purge = pin!(purge_in(heard, event, BATCH));
    let mut polled = 0;
    poll_fn(|context| {
        if polled == polls {
            return Poll::Ready(None);
        }
        polled += 1;
        match purge.as_mut().poll(context) {
            Poll::Ready(ended) => {
                ended.expect("the purge ends well");
                Poll::Ready(Some(polled))
            }
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// The tests' own policy shows their owner every row; a purge has to do with what production has.
async fn with_production_policies(app: &TestApp, work: impl AsyncFnOnce()) {
    let each = |run: &str| {
        format!(
            "do $$ declare t text; begin
                for t in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relrowsecurity loop
                    execute format('{run}', t);
                end loop; end $$"
        )
    };
    app.run(&each("drop policy tests on %I")).await.unwrap();
    work().await;
    app.run(&each("create policy tests on %I to current_user using (true) with check (true)")).await.unwrap();
}

#[tokio::test]
async fn a_purge_killed_anywhere_leaves_nothing_behind_and_touches_nobody_else() {
    let app = TestApp::start().await;
    let (mut owner, kept) = app.owner_of("Kept").await;
    fill(&app, &kept, &owner).await;
    let mut doomed = Vec::new();
    for number in 0..=KILLS {
        let name = format!("Doomed {number}");
        let org = found(&mut owner, &app, &name).await;
        fill(&app, &org, &owner).await;
        assert_eq!(delete(&mut owner, &org, &name).await, 200);
        doomed.push(org);
    }
    app.work().await;
    let untouched = inventory(&app, kept.id).await;
    assert!(untouched.values().all(|(rows, _)| *rows > 0), "every table is filled: {untouched:?}");
    let (mut before, mut deletions) = (BTreeMap::new(), Vec::new());
    for org in &doomed {
        before.insert(org.id.to_string(), inventory(&app, org.id).await);
        deletions.push(heard(&app, &app.kernel, org.id).await);
    }
    app.clock.forward(Duration::days(31));

    with_production_policies(&app, async || {
        let mut deletions = deletions.into_iter();
        let whole = killed_after(u32::MAX, deletions.next().unwrap()).await.expect("it ends");
        assert!(whole > 40, "there are points enough to be killed at: {whole}");
        let mut chance = ChaCha8Rng::seed_from_u64(20_300_301);
        for deletion in deletions {
            killed_after(chance.random_range(1..whole), deletion).await;
        }
        // What was killed is still queued, and goes on.
        app.work().await;
    })
    .await;

    for org in &doomed {
        let left = inventory(&app, org.id).await;
        assert!(left.values().all(|(rows, _)| *rows == 0), "{}: {left:?}", org.slug);
        assert!(!directory(&app, org.id).join("logo").exists());
    }
    assert_eq!(inventory(&app, kept.id).await, untouched);
    let receipts = app.audit("organization.purged").await;
    assert_eq!(receipts.len(), doomed.len(), "one each");
    for receipt in receipts {
        let found = &before[receipt["organization"].as_str().unwrap()];
        for (what, rows) in receipt["counts"].as_object().unwrap() {
            assert_eq!(rows, found[what].0, "{what}");
        }
    }
    let theirs: i64 =
        app.ask("select count(*) from audit_log where action = $1 and org_id is null", "organization.purged").await;
    assert_eq!(theirs, doomed.len() as i64);
    app.done().await;
}

#[tokio::test]
async fn of_a_restore_and_a_purge_one_wins() {
    let app = TestApp::start().await;
    let (mut owner, _) = app.owner_of("Kept").await;
    // A machine whose clock is a month ahead purges while it can still be restored by ours.
    let ahead = TestClock::new();
    ahead.forward(Duration::days(32));
    let config = app.kernel.config.clone();
    let mailer = Mailer::by(Arc::new(MailBox::default()), &config);
    let other =
        Kernel::start_with(config, REACTIONS, Arc::new(ahead), Arc::new(TestRng::new(8)), mailer).await.unwrap();
    let (mut restored, mut purged) = (0, 0);
    for round in 0..12 {
        let name = format!("Torn {round}");
        let org = found(&mut owner, &app, &name).await;
        assert_eq!(delete(&mut owner, &org, &name).await, 200);
        let purge = async {
            let heard = heard(&app, &other, org.id).await;
            // The two begin close to each other, now one first and now the other.
            for _ in 0..round * 3 {
                tokio::task::yield_now().await;
            }
            assert!(killed_after(u32::MAX, heard).await.is_some());
        };
        let (status, ()) = tokio::join!(restore(&mut owner, &org), purge);
        let lives: i64 = app
            .ask("select count(*) from organizations where id = $1::uuid and deleted_at is null", &org.id.to_string())
            .await;
        let rows: i64 = inventory(&app, org.id).await.values().map(|(rows, _)| rows).sum();
        match status {
            200 => {
                restored += 1;
                assert!(lives == 1 && rows > 5, "round {round}: {lives} {rows}");
                owner.browser.open(&format!("/o/{}", org.slug)).await.expect_page(200, &name);
            }
            404 => {
                purged += 1;
                assert_eq!((lives, rows), (0, 0), "round {round}");
            }
            status => panic!("round {round}: {status}"),
        }
    }
    assert_eq!((restored + purged, app.audit("organization.purged").await.len()), (12, purged));
    owner.browser.open(OWN).await.expect_page(200, "Organizations");
    other.db.close().await;
    app.done().await;
}

#[tokio::test]
async fn no_table_of_tenants_is_forgotten() {
    let app = TestApp::start().await;
    let mut owner = app.owner_connection().await;
    let mut tables: Vec<String> = sqlx::query_scalar(TENANT_TABLES).fetch_all(&mut owner).await.unwrap();
    let mut purged: Vec<&str> = TABLES.to_vec();
    // An organization refers to its slugs, so they go with its own row: a handful, not a batch.
    purged.push("organization_slugs");
    purged.sort_unstable();
    tables.sort_unstable();
    assert_eq!(purged, tables, "kernel/purge.rs lists every table with an org_id");

    let references: Vec<(String, String)> = sqlx::query_as(
        "select c.conrelid::regclass::text, c.confrelid::regclass::text from pg_constraint c
         where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.conrelid <> c.confrelid",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    let at = |table: &str| TABLES.iter().position(|one| *one == table);
    for (from, to) in &references {
        if let (Some(from_at), Some(to_at)) = (at(from), at(to)) {
            assert!(from_at < to_at, "{from} refers to {to}, so it is emptied before: its rows wouldn't go in batches");
        }
    }
    app.done().await;
}

#[tokio::test]
async fn a_purge_can_touch_nothing_that_lives() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let refused = |error: Result<(), sqlx::Error>| error.unwrap_err().to_string().contains("isn't being purged");
    let purge = format!("select app.purge('{}', 'audit_log', null, 10)", org.id);
    assert!(refused(app.run(&purge).await), "an organization that lives");
    assert_eq!(delete(&mut owner, &org, "Acme").await, 200);
    assert!(refused(app.run(&purge).await), "one that can still be restored");
    let early = heard(&app, &app.kernel, org.id).await;
    let event = serde_json::from_value(early.payload.clone()).unwrap();
    let too_early: Result<(), AppError> = purge_in(early, event, BATCH).await;
    assert!(too_early.is_err(), "a purge that comes too early is tried again");
    assert_eq!(restore(&mut owner, &org).await, 200);
    app.done().await;
}
