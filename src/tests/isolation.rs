//! The second wall: what row-level security shows where a query forgets its tenant.

mod rows;

use self::rows::{Table, rows_in_every_table, tables, two_workspaces};
use super::support::TestApp;
use crate::kernel::{
    authn::{Identity, Principal, Reach, Subject},
    authz::{ManageGeneral, ReportFills, SeeContent, SeeOrganization, authorize, authorize_in},
    db::Access,
    event::Origin,
};
use crate::model::{ApiKeyId, OrgId, WorkspaceId};
use std::{
    future::poll_fn,
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
};

#[tokio::test]
async fn without_the_tenant_in_the_query_no_foreign_row_comes_out() {
    let app = TestApp::start().await;
    let (ana, org) = app.owner_of("Acme").await;
    let (ben, other) = app.owner_of("Other").await;
    rows_in_every_table(&app, org.id, ana.user.uuid()).await;
    rows_in_every_table(&app, other.id, ben.user.uuid()).await;
    let tables = tables(&app).await;
    let principal = Principal {
        kernel: app.kernel.clone(),
        user: ana.user,
        session: app.kernel.id(),
        origin: Origin::default(),
        reader: Arc::default(),
        reach: Default::default(),
    };
    let own: Vec<uuid::Uuid> =
        app.ask("select array_agg(org_id) from memberships where user_id = $1::uuid", &ana.user.to_string()).await;
    let mut view = authorize::<SeeOrganization>(&principal, org.id).view().await.unwrap();
    for Table { name, column, is_content } in &tables {
        let connection = Access::<SeeOrganization>::conn(&mut view);
        let seen: Vec<uuid::Uuid> = sqlx::query_scalar(distinct(name, column)).fetch_one(connection).await.unwrap();
        assert!(seen.iter().all(|id| own.contains(id)), "{name} shows another's");
        assert_eq!(
            seen.contains(&org.id.uuid()),
            !is_content,
            "{name}: one's own, but for what is inside of a workspace"
        );
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
        reach: Reach::Everywhere,
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

/// Whom the rows that a table shows belong to.
fn distinct(table: &str, column: &str) -> sqlx::AssertSqlSafe<String> {
    let rows = format!("from {table} where {column} is not null");
    sqlx::AssertSqlSafe(format!("select coalesce(array_agg(distinct {column}), '{{}}') {rows}"))
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
    let (ana, org) = app.owner_of("Acme").await;
    rows_in_every_table(&app, org.id, ana.user.uuid()).await;
    let system = app.kernel.system("isolation-test", None);
    let mut view = system.view().await.unwrap();
    for Table { name, column, .. } in tables(&app).await {
        let seen: Vec<uuid::Uuid> = sqlx::query_scalar(distinct(&name, &column)).fetch_one(view.tx()).await.unwrap();
        assert!(seen.is_empty(), "{name} shows {seen:?}");
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

#[tokio::test]
async fn inside_a_workspace_no_row_of_another_comes_out() {
    let app = TestApp::start().await;
    let (ana, org) = app.owner_of("Acme").await;
    let [one, two] = two_workspaces(&app, org.id, ana.user.uuid()).await;
    let person = Subject {
        kernel: app.kernel.clone(),
        identity: Identity::Person(ana.user),
        reach: Reach::Everywhere,
        origin: Origin::default(),
        reader: Arc::default(),
    };
    let mut view = authorize_in::<SeeContent>(&person, (org.id, one)).view().await.unwrap();
    for Table { name, .. } in tables(&app).await.iter().filter(|table| table.is_content) {
        let connection = Access::<SeeContent>::conn(&mut view);
        let seen = sqlx::query_scalar(distinct(name, "workspace_id")).fetch_one(connection).await;
        assert_eq!(seen.ok(), Some(vec![one.uuid()]), "{name}");
    }
    let connection = Access::<SeeContent>::conn(&mut view);
    let open: Vec<String> = sqlx::query_scalar("select name from forms").fetch_all(&mut *connection).await.unwrap();
    assert_eq!(open, ["workspace"], "a form for chosen people is for them");
    let fills: i64 = sqlx::query_scalar("select count(*) from fills").fetch_one(connection).await.unwrap();
    assert_eq!(fills, 1, "and so are its fills");
    drop(view);

    let key = |key: WorkspaceId, reach| Subject {
        identity: Identity::Key(ApiKeyId::from(key.uuid())),
        reach,
        ..person.clone()
    };
    let mut change =
        authorize_in::<ReportFills>(&key(one, Reach::Workspace(org.id, one)), (org.id, one)).change().await.unwrap();
    let open: i64 = sqlx::query_scalar("select count(*) from fills").fetch_one(change.conn()).await.unwrap();
    assert_eq!(open, 2, "a key sees every form of its workspace");
    let planted = sqlx::query(
        "insert into forms (id, org_id, workspace_id, name, created_at) values (gen_random_uuid(), $1, $2, 'X', now())",
    )
    .bind(org.id.uuid())
    .bind(two.uuid())
    .execute(change.conn())
    .await;
    assert!(planted.unwrap_err().to_string().contains("row-level security"), "a row for another workspace is refused");
    drop(change);

    let refused = async |subject: Subject, place: (OrgId, WorkspaceId)| {
        authorize_in::<SeeContent>(&subject, place).view().await.err().map(|error| error.code.status().as_u16())
    };
    assert_eq!(refused(key(one, Reach::Workspace(org.id, one)), (org.id, two)).await, Some(404), "another workspace");
    assert_eq!(refused(key(one, Reach::Workspace(org.id, one)), (org.id, one)).await, Some(403), "what the key lacks");
    let token = |reach| Subject { reach, ..person.clone() };
    assert_eq!(refused(token(Reach::Workspace(org.id, two)), (org.id, one)).await, Some(404));
    assert_eq!(refused(token(Reach::Organization(org.id)), (org.id, one)).await, Some(403));
    app.run(&format!("update workspaces set state = 'suspended', reason = 'Unpaid' where id = '{one}'")).await.unwrap();
    let error = authorize_in::<SeeContent>(&person, (org.slug.as_str(), "one")).view().await.err().unwrap();
    assert_eq!(error.message, "The workspace one is suspended: Unpaid. Ask an owner or admin.");
    app.run(&format!("update workspaces set state = 'archived', reason = '' where id = '{one}'")).await.unwrap();
    assert_eq!(refused(person.clone(), (org.id, one)).await, Some(404));
    app.done().await;
}

#[tokio::test]
async fn a_fill_is_counted_once_when_it_is_ready() {
    let app = TestApp::start().await;
    let (ana, org) = app.owner_of("Acme").await;
    let [one, _] = two_workspaces(&app, org.id, ana.user.uuid()).await;
    let counted = async || -> i64 {
        app.ask(
            "select coalesce(sum(count), 0)::bigint from fill_counts where workspace_id = $1::uuid",
            &one.to_string(),
        )
        .await
    };
    assert_eq!(counted().await, 2);
    app.run(&format!(
        "insert into fills (id, org_id, workspace_id, form_id, state, created_at)
            select gen_random_uuid(), org_id, workspace_id, id, 'processing', now() from forms where workspace_id = '{one}'"
    ))
    .await
    .unwrap();
    assert_eq!(counted().await, 2, "not before it is ready");
    let ready = format!(
        "update fills set state = 'ready', ready_at = now(), pdf_url = 'https://example.com/b.pdf' where workspace_id = '{one}' and state = 'processing'"
    );
    app.run(&ready).await.unwrap();
    assert_eq!(counted().await, 4);
    let again =
        app.run(&format!("update fills set ready_at = null, state = 'failed' where workspace_id = '{one}'")).await;
    assert!(again.is_err(), "ready is the end");
    assert_eq!(counted().await, 4);
    app.done().await;
}
