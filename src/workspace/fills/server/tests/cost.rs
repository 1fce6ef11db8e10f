//! What a page of fills costs: the same, however many there are that its reader doesn't see.

use super::super::{
    Wanted,
    store::{list, list_sql},
};
use crate::{
    kernel::{
        authn::{Principal, Subject},
        authz::{Place, SeeContent, authorize_in},
        clock::Clock,
        db::{Access, Room},
        event::Origin,
        paging::{Spot, Way},
    },
    model::{UserId, WorkspaceRole, content::FillState},
    tests::support::{TestApp, Workspace},
};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

const FORMS: i32 = 1_000;

/// Forms that everybody sees, with 40 fills each, every tenth of them under way; one that was deleted, and one for chosen
/// people.
async fn forms(app: &TestApp, workspace: &Workspace) {
    app.run(&format!(
        "insert into forms (id, org_id, workspace_id, name, access, created_at, deleted_at)
            select gen_random_uuid(), '{0}', '{1}', 'Form ' || n, case n when {FORMS} + 2 then 'chosen' else 'workspace' end, now(),
                case n when {FORMS} + 1 then now() end
            from generate_series(1, {FORMS} + 2) n;
         insert into fill_sessions (id, org_id, workspace_id, name, created_at)
            values ('{session}', '{0}', '{1}', 'All', now())",
        workspace.org.id,
        workspace.id,
        session = Uuid::from_u128(7),
    ))
    .await
    .unwrap();
    fills(app, workspace, "f.deleted_at is null and f.access = 'workspace'", 1, 40).await;
}

/// Fills of those forms; a greater number is a later one.
async fn fills(app: &TestApp, workspace: &Workspace, of: &str, from: i32, to: i32) {
    app.run(&format!(
        "insert into fills (id, org_id, workspace_id, form_id, session_id, state, pdf_url, created_at, ready_at)
            select ('01900000-0000-7000-' || lpad(to_hex(n), 4, '0') || '-' || lpad(to_hex(row_number() over () + {from}::bigint * 1000000), 12, '0'))::uuid,
                f.org_id, f.workspace_id, f.id, '{session}', s.state,
                case s.state when 'ready' then 'https://files.example.com/a.pdf' end, now(), case s.state when 'ready' then now() end
            from forms f, generate_series({from}, {to}) n, lateral (select case n % 10 when 3 then 'processing' else 'ready' end as state) s
            where f.workspace_id = '{0}' and {of}",
        workspace.id,
        session = Uuid::from_u128(7),
    ))
    .await
    .unwrap();
}

fn subject(app: &TestApp, user: UserId) -> Subject {
    Subject::from(&Principal {
        kernel: app.kernel.clone(),
        user,
        session: app.kernel.id(),
        origin: Origin::default(),
        reader: Arc::default(),
        reach: Default::default(),
    })
}

/// The buffers that each kind of page reads, by the serving role under row-level security, and how many rows it shows.
async fn buffers(app: &TestApp, workspace: &Workspace, user: UserId) -> Vec<(String, i64, usize)> {
    app.run("vacuum analyze").await.unwrap();
    let at = app.clock.now();
    let middle = Spot { at, id: "01900000-0000-7000-0014-000000000000".parse().unwrap() };
    let one: Uuid = app
        .ask("select id from forms where workspace_id = $1::uuid and access = 'workspace' and deleted_at is null limit 1", &workspace.id)
        .await;
    let hidden: Uuid =
        app.ask("select id from forms where workspace_id = $1::uuid and access = 'chosen'", &workspace.id).await;
    let all = Wanted::default();
    let state = Wanted { state: Some(FillState::Processing), ..all };
    let session = Wanted { session: Some(Uuid::from_u128(7).into()), ..all };
    let pages = [
        ("all", all, Way::Start),
        ("all, older", all, Way::Older(middle)),
        ("all, newer", all, Way::Newer(middle)),
        ("under way", state, Way::Start),
        ("of a session", session, Way::Start),
        ("of a form", Wanted { form: Some(one.into()), ..all }, Way::Start),
        ("of a form for others", Wanted { form: Some(hidden.into()), ..all }, Way::Start),
    ];
    let subject = subject(app, user);
    let mut found = Vec::new();
    for (what, wanted, way) in pages {
        let place: Place = (workspace.org.slug.as_str(), workspace.slug.as_str()).into();
        let mut view = authorize_in::<SeeContent>(&subject, place).view().await.unwrap();
        let rows = list(&mut view, wanted, way).await.unwrap().rows.len();
        let mut sql =
            list_sql("explain (analyze, buffers, format json) ", Room::<SeeContent>::place(&view), wanted, way);
        let plan: Value = sql.build_query_scalar().fetch_one(Access::<SeeContent>::conn(&mut view)).await.unwrap();
        let plan = &plan[0]["Plan"];
        let buffers = plan["Shared Hit Blocks"].as_i64().unwrap() + plan["Shared Read Blocks"].as_i64().unwrap();
        found.push((what.to_owned(), buffers, rows));
    }
    found
}

#[tokio::test]
async fn fills_that_nobody_may_see_cost_a_page_nothing() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let viewer = app.insider(&workspace, WorkspaceRole::Viewer).await;
    forms(&app, &workspace).await;
    let before = buffers(&app, &workspace, viewer.user).await;
    // Later than all that are seen.
    fills(&app, &workspace, "f.deleted_at is not null", 100, 30_000).await;
    fills(&app, &workspace, "f.access = 'chosen'", 30_001, 60_000).await;
    for user in [viewer.user, workspace.owner.user] {
        let after = buffers(&app, &workspace, user).await;
        for ((what, before, rows), (_, after, now)) in before.iter().zip(&after) {
            // Of each form that is seen a walk down the index.
            assert!(*after <= 16 * i64::from(FORMS), "{what}: {after} buffers");
            if user == viewer.user {
                assert!(*after <= before * 2 + 60, "{what}: {before} buffers, then {after}");
                assert_eq!(rows, now, "{what}");
            }
        }
    }
    app.done().await;
}
