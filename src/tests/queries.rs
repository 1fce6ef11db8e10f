//! Every query of the stores without its tenant: what it reads is held to the tenant all the same.
//!
//! Of each query that `.sqlx` lists, and of each that is put together while the program runs (`built`), the conditions that
//! name organization or workspace are taken out, and Postgres is asked how it would run the rest for the login that serves:
//! it must compare with the transaction's own place wherever it reads a table of tenants. What the policies then let
//! through is tested on rows in `isolation`.

mod built;

use super::support::TestApp;
use regex::{Captures, Regex};
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection};
use std::{collections::BTreeMap, fs, path::Path};

/// Tables of tenants, with the setting of the transaction that holds them at least.
type Held = BTreeMap<String, &'static str>;

#[tokio::test]
async fn without_its_tenant_each_query_reads_no_other() {
    let app = TestApp::start().await;
    let built = built::queries(&app).await;
    assert!(built.iter().all(|query| without_tenant(query).is_some()), "a query names its tenant: {built:#?}");
    let mut view = app.kernel.system("isolation-test", None).view().await.unwrap();
    let held = held(view.tx()).await;
    assert_eq!((held["memberships"], held["fills"]), ("app.org", "app.workspace"));
    sqlx::query("set local plan_cache_mode = force_generic_plan").execute(view.tx()).await.unwrap();
    let mut asked = 0;
    for query in queries().into_iter().chain(built) {
        let Some(without) = without_tenant(&query) else { continue };
        asked += 1;
        let plan = plan(view.tx(), &without).await;
        let asked_once = asked_once(&plan);
        for (table, node) in scans(&plan) {
            let Some(&setting) = held.get(&table) else { continue };
            let is_held = |setting: &str| {
                node.contains(setting)
                    || asked_once.iter().any(|(name, output)| output.contains(setting) && node.contains(name))
            };
            // Or it is what another one is held to, which is read first.
            let column = if setting == "app.org" { "org_id" } else { "workspace_id" };
            let follows = Regex::new(&format!(r"{column} = \w+\.({column}|id)\b")).unwrap().is_match(&node);
            assert!(is_held(setting) || is_held("app.user") || follows, "{table} is read whole: {node}\n{without}");
        }
    }
    assert!(asked > 100, "only {asked} queries name their tenant");
    drop(view);
    app.done().await;
}

/// The tables with a policy that compares with the place of the transaction.
async fn held(connection: &mut PgConnection) -> Held {
    let policies: Vec<(String, String)> = sqlx::query_as(
        "select c.relname::text, string_agg(pg_get_expr(p.polqual, p.polrelid), ' ')
         from pg_class c join pg_policy p on p.polrelid = c.oid where c.relforcerowsecurity group by c.relname",
    )
    .fetch_all(connection)
    .await
    .unwrap();
    let setting = |policy: &str| {
        ["app.workspace", "app.org"].into_iter().find(|setting| policy.contains(&format!("{setting}()")))
    };
    policies.into_iter().filter_map(|(table, policy)| Some((table, setting(&policy)?))).collect()
}

/// The text of every query that is checked when the program is built.
fn queries() -> Vec<String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(".sqlx");
    let read = |file: fs::DirEntry| {
        let query: Value = serde_json::from_slice(&fs::read(file.path()).unwrap()).unwrap();
        query["query"].as_str().unwrap().to_owned()
    };
    fs::read_dir(directory).unwrap().map(|file| read(file.unwrap())).collect()
}

/// The query with "always" where it names the tenant; none for one that doesn't.
fn without_tenant(query: &str) -> Option<String> {
    let names = Regex::new(r"\b(set )?(?:(?:\w+\.)?(?:org_id|workspace_id)|o\.id|w\.id) = (\$\d+)").unwrap();
    let always = |found: &Captures| match found.get(1) {
        Some(_) => found[0].to_owned(),
        None => format!("({}::uuid is null or true)", &found[2]),
    };
    names.is_match(query).then(|| names.replace_all(query, always).into_owned())
}

async fn plan(connection: &mut PgConnection, query: &str) -> Value {
    let parameters = Regex::new(r"\$(\d+)").unwrap();
    let count = parameters.captures_iter(query).map(|found| found[1].parse::<usize>().unwrap()).max().unwrap_or(0);
    let nulls = vec!["null"; count].join(", ");
    let arguments = if count == 0 { String::new() } else { format!("({nulls})") };
    sqlx::raw_sql(AssertSqlSafe(format!("prepare asked as {query}")))
        .execute(&mut *connection)
        .await
        .unwrap_or_else(|error| panic!("{error}: {query}"));
    let explain = format!("explain (verbose, format json) execute asked{arguments}");
    let plan = sqlx::query_scalar(AssertSqlSafe(explain))
        .persistent(false)
        .fetch_one(&mut *connection)
        .await
        .unwrap_or_else(|error| panic!("{error}: {query}"));
    sqlx::raw_sql("deallocate asked").execute(connection).await.unwrap();
    plan
}

fn nodes(plan: &Value) -> Vec<&Value> {
    let (mut found, mut open) = (Vec::new(), vec![&plan[0]["Plan"]]);
    while let Some(node) = open.pop() {
        open.extend(node["Plans"].as_array().into_iter().flatten());
        found.push(node);
    }
    found
}

/// What is asked once a statement, and compared with by its name: "= $0)", and what that stands for.
fn asked_once(plan: &Value) -> Vec<(String, String)> {
    let name = Regex::new(r"\(returns (\$\d+)\)").unwrap();
    let asked = |node: &Value| {
        let name = name.captures(node["Subplan Name"].as_str()?)?[1].to_owned();
        Some((format!("= {name})"), node["Output"].to_string()))
    };
    nodes(plan).into_iter().filter_map(asked).collect()
}

/// Every place where the plan reads a table: its name, and what is said of the reading.
fn scans(plan: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for node in nodes(plan) {
        if let (Some(table), false) = (node["Relation Name"].as_str(), node["Node Type"] == "ModifyTable") {
            let said = node.as_object().unwrap().iter().filter(|(key, _)| *key != "Plans");
            found.push((table.to_owned(), said.map(|(key, value)| format!("{key}: {value}; ")).collect()));
        }
    }
    found
}
