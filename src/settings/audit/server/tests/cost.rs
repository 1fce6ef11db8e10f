//! What a page of the log costs: the same, however long the log is.

use super::{page, seed};
use crate::{
    kernel::{
        authn::Principal,
        authz::{SeeAudit, authorize},
        clock::first_uuid_of,
        db::Access,
        event::Origin,
        moment::Reader,
    },
    settings::audit::server::store::{Text, Wanted, lines},
    tests::support::{Org, Person, Source, TestApp, statements},
};
use sqlx::{AssertSqlSafe, types::Json};
use std::sync::Arc;
use time::{Duration, macros::datetime};
use uuid::Uuid;

/// What a statement is explained with.
const EXPLAIN: &str = "explain (analyze, buffers, format json) ";

/// One of the fifty workspaces that lines are about: what Postgres makes of md5('w2').
const COMMON: Uuid = Uuid::from_u128(0x62d7d518_4b7a_313d_c642_55bdb8187847);
/// A workspace that few lines are about.
const RARE: Uuid = Uuid::from_bytes([7; 16]);

/// What is asked for, in words, and with which lines that leaves the same number in a short log as in a long one.
fn every_filter(owner: &Person) -> Vec<(String, Wanted)> {
    let at = |i: i64| first_uuid_of(datetime!(2030-01-01 0:00 UTC) + Duration::seconds(i / 10));
    let rare = Uuid::from_bytes([9; 16]);
    let actors = [("", vec![]), ("the owner", vec![owner.user.uuid()]), ("somebody rare", vec![rare])];
    let workspaces = [("", vec![]), ("a workspace", vec![COMMON]), ("somewhere rare", vec![RARE])];
    let actions = [
        ("", vec![]),
        ("what is common", vec!["workspace.created"]),
        ("what is rare", vec!["organization.created"]),
        ("a group", vec!["organization.created", "organization.renamed", "workspace.created"]),
    ];
    let ranges =
        [("", (Uuid::nil(), Uuid::max())), ("a range", (at(2_000), at(3_000))), ("far back", (Uuid::nil(), at(5_000)))];
    let text = |named| Some(Text { typed: "no line says that".to_owned(), actions: Vec::new(), named });
    let texts =
        [("", None), ("a text", text(vec![])), ("a text that is a name", text(vec![Uuid::from_bytes([3; 16]); 50]))];
    let mut all = Vec::new();
    for (((who, actors), (place, workspaces)), (what, actions)) in product(&product(&actors, &workspaces), &actions) {
        for ((when, ids), (says, text)) in product(&ranges, &texts) {
            // A search stops after so many lines: fewer than that must be the same few.
            let any = actors.is_empty() && workspaces.is_empty() && actions.is_empty();
            if text.is_some() && when.is_empty() && !any {
                continue;
            }
            let wanted = Wanted {
                actors: actors.clone(),
                workspaces: workspaces.clone(),
                actions: actions.clone(),
                ids,
                oldest_first: false,
                text,
            };
            let name = format!("{who}, {place}, {what}, {when}, {says}");
            all.push((format!("{name}, back"), Wanted { oldest_first: true, ..wanted.clone() }));
            all.push((name, wanted));
        }
    }
    all
}

/// Each of these with each of those.
fn product<A: Clone, B: Clone>(these: &[A], those: &[B]) -> Vec<(A, B)> {
    these.iter().flat_map(|this| those.iter().map(move |that| (this.clone(), that.clone()))).collect()
}

/// Blocks that were read for it, from memory or not.
fn blocks(Json(plan): Json<serde_json::Value>) -> u64 {
    let read = |name: &str| plan[0]["Plan"][name].as_u64().expect("a plan counts its blocks");
    read("Shared Hit Blocks") + read("Shared Read Blocks")
}

/// What each page costs, and the people and workspaces of the filter, in blocks.
async fn costs(app: &TestApp, org: &Org, owner: &Person) -> Vec<(String, u64)> {
    let mut database = app.owner_connection().await;
    sqlx::raw_sql("vacuum analyze audit_log; ").execute(&mut database).await.unwrap();
    sqlx::raw_sql("analyze users, workspaces").execute(&mut database).await.unwrap();
    let principal = Principal {
        kernel: app.kernel.clone(),
        user: owner.user,
        session: app.kernel.id(),
        origin: Origin::default(),
        reader: Arc::new(Reader::default()),
        reach: Default::default(),
    };
    let mut view = authorize::<SeeAudit>(&principal, org.id).view().await.unwrap();
    let mut costs = Vec::new();
    for (name, wanted) in every_filter(owner) {
        let mut query = lines(EXPLAIN, org.id, &wanted, 5_000, 101);
        costs.push((
            name,
            blocks(query.build_query_scalar().fetch_one(Access::<SeeAudit>::conn(&mut view)).await.unwrap()),
        ));
    }
    let sources = Source::all();
    let store = sources.iter().find(|source| source.path == "src/settings/audit/server/store.rs").unwrap();
    let from = store.text.find("with recursive").expect("people and workspaces are asked for");
    let sql = store.text[from..].split("\"#").next().unwrap();
    for (person, place) in
        [("", ""), ("p7@example.com", "room-7"), ("Person 4", "Room 4"), ("nobody", "nowhere"), ("", "Former 1")]
    {
        let query = sqlx::query_scalar(AssertSqlSafe(format!("{EXPLAIN}{sql}")));
        let query = query.bind(org.id.uuid()).bind(person).bind(50_i64).bind(200_i64).bind(10_i64).bind(place);
        costs.push((
            format!("people like {person:?}, workspaces like {place:?}"),
            blocks(query.fetch_one(Access::<SeeAudit>::conn(&mut view)).await.unwrap()),
        ));
    }
    costs
}

/// So many workspaces that there are, and as many that were deleted.
async fn workspaces(app: &TestApp, org: &Org, from: i64, to: i64) {
    let id = org.id;
    app.run(&format!(
        "insert into workspaces (id, org_id, slug, name, created_at)
            select gen_random_uuid(), '{id}', 'room-' || n, 'Room ' || n, now() from generate_series({from}, {to}) n;
         insert into audit_log (id, org_id, workspace_id, at, actor_kind, action, target_kind, target_id, details)
            select gen_random_uuid(), '{id}', f.id, now(), 'job', 'workspace.deletion_started', 'workspace', f.id,
                jsonb_build_object('workspace', f.id, 'name', 'Former ' || f.n)
            from (select n, gen_random_uuid() as id from generate_series({from}, {to}) n) f"
    ))
    .await
    .unwrap();
}

#[tokio::test]
async fn a_page_reads_as_much_of_a_long_log_as_of_a_short_one() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let (stranger, elsewhere) = app.owner_of("Elsewhere").await;
    seed(&app, &org, &owner, 1, 10_000).await;
    seed(&app, &elsewhere, &stranger, 1, 10_000).await;
    let mut database = app.owner_connection().await;
    sqlx::query("update audit_log set actor_id = $2 where org_id = $1 and details->>'name' in ('Room 502', 'Room 2501', 'Room 2602', 'Room 4999')")
        .bind(org.id.uuid())
        .bind(Uuid::from_bytes([9; 16]))
        .execute(&mut database)
        .await
        .unwrap();
    sqlx::query("update audit_log set workspace_id = $2 where org_id = $1 and details->>'name' in ('Room 502', 'Room 503', 'Room 2501', 'Room 4999')")
        .bind(org.id.uuid())
        .bind(RARE)
        .execute(&mut database)
        .await
        .unwrap();
    workspaces(&app, &org, 1, 300).await;
    let short = costs(&app, &org, &owner).await;
    workspaces(&app, &org, 301, 5_000).await;
    seed(&app, &org, &owner, 10_001, 100_000).await;
    seed(&app, &elsewhere, &stranger, 10_001, 100_000).await;
    let long = costs(&app, &org, &owner).await;
    let grown: Vec<String> = short
        .iter()
        .zip(&long)
        .filter(|((_, short), (_, long))| *long > short + short / 2 + 40)
        .map(|((name, short), (_, long))| format!("{name}: {short} blocks of 10,000 lines, {long} of 100,000"))
        .collect();
    assert!(grown.is_empty(), "\n{}", grown.join("\n"));
    let dear = long.iter().filter(|(name, blocks)| !name.contains("a text") && *blocks > 2_000).collect::<Vec<_>>();
    assert!(dear.is_empty(), "{dear:?}");
    app.done().await;
}

#[tokio::test]
async fn a_page_costs_the_same_few_statements_whatever_it_shows() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let of = async |owner: &mut Person, query: &str| {
        let path = format!("{}{query}", page(&org));
        owner.browser.open(&path).await.expect_page(200, "Audit log");
        statements(async || owner.browser.clone().open(&path).await).await
    };
    let few = of(&mut owner, "").await;
    seed(&app, &org, &owner, 0, 6_000).await;
    assert_eq!(of(&mut owner, "").await, few);
    let email = owner.email.clone();
    let most = of(
        &mut owner,
        &format!("?person={email}&workspace=general&action=organization&from=2030-01-01&text=nothing+like+it"),
    )
    .await;
    assert!(few <= 8 && most <= 8, "{few}, and {most} with every filter");
    app.done().await;
}
