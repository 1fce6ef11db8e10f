//! The second wall: what row-level security shows where a query forgets its tenant.

use super::support::TestApp;
use crate::kernel::{
    authn::Principal,
    authz::{ManageGeneral, SeeOrganization, authorize},
    db::Access,
    event::Origin,
};
use std::{
    future::poll_fn,
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
};

/// Tables of a tenant and the column that names it.
const TENANT_TABLES: [(&str, &str); 8] = [
    ("organizations", "id"),
    ("organization_slugs", "org_id"),
    ("memberships", "org_id"),
    ("member_terms", "org_id"),
    ("member_counts", "org_id"),
    ("workspaces", "org_id"),
    ("workspace_memberships", "org_id"),
    ("audit_log", "org_id"),
];

#[tokio::test]
async fn without_the_tenant_in_the_query_no_foreign_row_comes_out() {
    let app = TestApp::start().await;
    let (ana, org) = app.owner_of("Acme").await;
    let (_ben, other) = app.owner_of("Other").await;
    let principal = Principal {
        kernel: app.kernel.clone(),
        user: ana.user,
        session: app.kernel.id(),
        origin: Origin::default(),
        reader: Arc::default(),
    };
    let own: Vec<uuid::Uuid> =
        app.ask("select array_agg(org_id) from memberships where user_id = $1::uuid", &ana.user.to_string()).await;
    let mut view = authorize::<SeeOrganization>(&principal, org.id).view().await.unwrap();
    for (table, column) in TENANT_TABLES {
        let sql = format!("select coalesce(array_agg(distinct {column}), '{{}}') from {table}");
        let connection = Access::<SeeOrganization>::conn(&mut view);
        let seen: Vec<uuid::Uuid> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(connection).await.unwrap();
        assert!(seen.contains(&org.id.uuid()), "{table} shows one's own");
        assert!(!seen.contains(&other.id.uuid()), "{table} shows another's");
        assert!(seen.iter().all(|id| own.contains(id)), "{table}");
    }
    drop(view);

    let mut change = authorize::<ManageGeneral>(&principal, org.id).change().await.unwrap();
    let touched = sqlx::query("update organizations set name = 'Mine'").execute(change.conn()).await.unwrap();
    assert_eq!(touched.rows_affected(), 1, "an update without a where touches the one that was entered");
    let planted = sqlx::query(
        "insert into workspaces (id, org_id, slug, name, created_at) values (gen_random_uuid(), $1, 'x', 'X', now())",
    )
    .bind(other.id.uuid())
    .execute(change.conn())
    .await;
    assert!(planted.unwrap_err().to_string().contains("row-level security"), "a row for another tenant is refused");
    drop(change);
    app.done().await;
}

#[tokio::test]
async fn a_request_that_is_given_up_leaves_no_transaction_behind() {
    let app = TestApp::start().await;
    let (ana, org) = app.owner_of("Acme").await;
    let principal = Principal {
        kernel: app.kernel.clone(),
        user: ana.user,
        session: app.kernel.id(),
        origin: Origin::default(),
        reader: Arc::default(),
    };
    for polls in 0..60 {
        let view = pin!(authorize::<SeeOrganization>(&principal, org.id).view());
        give_up_after(polls % 12, view).await;
        // In a transaction that was left behind, read-only as it began, this is refused.
        let mut change = authorize::<ManageGeneral>(&principal, org.id).change().await.unwrap();
        let renamed = sqlx::query("update organizations set name = 'Mine'").execute(change.conn()).await;
        assert!(renamed.is_ok(), "{polls}: {renamed:?}");
    }
    app.done().await;
}

/// Asks a future so many times at most whether it is done, and waits for nothing.
async fn give_up_after(polls: usize, mut future: Pin<&mut impl Future>) {
    for _ in 0..polls {
        if poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await.is_ready() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn outside_of_an_organization_nothing_of_any_is_visible() {
    let app = TestApp::start().await;
    let (_ana, _org) = app.owner_of("Acme").await;
    let system = app.kernel.system("isolation-test", None);
    let mut view = system.view().await.unwrap();
    for (table, _) in TENANT_TABLES {
        let sql = format!("select count(*) from {table}");
        let seen: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(view.tx()).await.unwrap();
        assert_eq!(seen, 0, "{table}");
    }
    let role: (String, bool, bool) =
        sqlx::query_as("select current_user::text, rolsuper, rolbypassrls from pg_roles where rolname = current_user")
            .fetch_one(view.tx())
            .await
            .unwrap();
    assert!(role.0.starts_with("tenantry_serving_") && !role.1 && !role.2, "{role:?}");
    let denied = sqlx::query("delete from audit_log").execute(view.tx()).await;
    assert!(denied.is_err(), "nobody deletes from the audit log");
    drop(view);
    app.done().await;
}

#[tokio::test]
async fn anothers_organization_answers_like_one_that_does_not_exist() {
    let app = TestApp::start().await;
    let (_ana, org) = app.owner_of("Acme").await;
    let mut ben = app.person("Ben Okafor").await;
    ben.browser.open("/orgs").await.expect_page(200, "Your address is confirmed.");
    for rest in ["", "/settings/general", "/nothing"] {
        let theirs = ben.browser.open(&format!("/o/{}{rest}", org.slug)).await;
        let none = ben.browser.open(&format!("/o/no-such-place{rest}")).await;
        assert_eq!((theirs.status, none.status), (404, 404), "{rest}");
        assert_eq!(without_nonce(&theirs.body), without_nonce(&none.body), "{rest}");
    }
    app.done().await;
}

/// The page without its nonces, which differ each time.
fn without_nonce(body: &str) -> String {
    let nonce = body.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a page has a nonce");
    body.replace(nonce, "")
}
