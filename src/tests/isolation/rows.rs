//! The tables that belong to organizations, as the catalogue of the database has them, and rows in each of them: a table
//! that is new fails here until there is a row that another organization could see.

use crate::{
    model::{OrgId, WorkspaceId},
    tests::support::TestApp,
};
use sqlx::{AssertSqlSafe, FromRow};

/// A table of tenants.
#[derive(FromRow)]
pub(super) struct Table {
    pub(super) name: String,
    /// The column that names the organization.
    pub(super) column: String,
    /// Whether its rows are what is inside of a workspace, and seen there alone.
    pub(super) is_content: bool,
}

/// Every table of tenants.
pub(super) async fn tables(app: &TestApp) -> Vec<Table> {
    let tables: Vec<Table> = sqlx::query_as(
        "select c.relname::text as name, a.attname::text as column,
            exists (select from pg_policy p where p.polrelid = c.oid and pg_get_expr(p.polqual, c.oid) like '%app.workspace()%') as is_content
         from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
            and a.attname = case c.relname when 'organizations' then 'id' else 'org_id' end
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname",
    )
    .fetch_all(&mut app.owner_connection().await)
    .await
    .unwrap();
    assert!(tables.iter().any(|table| table.is_content) && tables.len() > 20, "the tables are found");
    tables
}

/// Puts a row of the organization into every table of tenants; fails for one that it doesn't know.
pub(super) async fn rows_in_every_table(app: &TestApp, org: OrgId, user: uuid::Uuid) {
    two_workspaces(app, org, user).await;
    app.run(&format!(
        "insert into invitations (id, org_id, email, email_key, role, created_at, sent_at, expires_at)
            values (gen_random_uuid(), '{org}', 'i@example.com', 'i@example.com', 'member', now(), now(), now() + interval '7 days');
         insert into invitation_workspaces (org_id, invitation_id, workspace_id, role)
            select i.org_id, i.id, w.id, 'viewer' from invitations i join workspaces w on w.org_id = i.org_id where i.org_id = '{org}';
         with gone as (insert into users (id, email, email_key, name, created_at)
            select gen_random_uuid(), e, e, 'Gone', now() from concat('gone-', '{org}', '@example.com') e returning id)
         insert into former_members (org_id, user_id, role, joined_at, removed_at) select '{org}', id, 'member', now(), now() from gone;
         insert into fill_digests (org_id, user_id, workspace_id, fill_id, ready_at)
            select org_id, '{user}', workspace_id, id, now() from fills where org_id = '{org}';
         insert into last_places (user_id, org_id) values ('{user}', '{org}') on conflict (user_id) do update set org_id = excluded.org_id"
    ))
    .await
    .unwrap();
    let mut database = app.owner_connection().await;
    for Table { name, column, .. } in tables(app).await {
        let sql = format!("select exists (select from {name} where {column} = $1)");
        let has_one: bool =
            sqlx::query_scalar(AssertSqlSafe(sql)).bind(org.uuid()).fetch_one(&mut database).await.unwrap();
        assert!(has_one, "nobody looks whether {name} shows rows of others: put one in tests/isolation/rows.rs");
    }
}

/// Two workspaces of one organization with a row in each table of content, the first of which has a form for chosen people
/// that nobody was chosen for.
pub(super) async fn two_workspaces(app: &TestApp, org: OrgId, user: uuid::Uuid) -> [WorkspaceId; 2] {
    let ids = [app.kernel.id::<WorkspaceId>(), app.kernel.id()];
    for (id, slug) in ids.iter().zip(["one", "two"]) {
        app.run(&format!(
            "insert into workspaces (id, org_id, slug, name, created_at) values ('{id}', '{org}', '{slug}', '{slug}', now());
             insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at) values ('{org}', '{id}', '{user}', 'editor', now());
             insert into forms (id, org_id, workspace_id, name, access, created_at)
                select gen_random_uuid(), '{org}', '{id}', a, a, now() from unnest(array['workspace', 'chosen']) a;
             insert into form_access select org_id, workspace_id, id, '{user}' from forms where workspace_id = '{id}' and access = 'workspace';
             insert into profiles (id, org_id, workspace_id, name, created_at) values (gen_random_uuid(), '{org}', '{id}', 'P', now());
             insert into source_documents (id, org_id, workspace_id, name, file, bytes, created_at)
                values (gen_random_uuid(), '{org}', '{id}', 'D', '{id}.pdf', 1, now());
             insert into fill_sessions (id, org_id, workspace_id, created_at) values (gen_random_uuid(), '{org}', '{id}', now());
             insert into fills (id, org_id, workspace_id, form_id, state, pdf_url, created_at, ready_at)
                select gen_random_uuid(), org_id, workspace_id, id, 'ready', 'https://example.com/a.pdf', now(), now() from forms where workspace_id = '{id}';
             insert into paused_mails (org_id, workspace_id, user_id, outbox_id, reaction, paused_at)
                select org_id, '{id}', user_id, gen_random_uuid(), 'R', now() from memberships where org_id = '{org}';
             insert into idempotent_requests (org_id, workspace_id, caller, key, digest, created_at) values ('{org}', '{id}', '{user}', 'k', '', now());
             insert into api_keys (id, org_id, workspace_id, name, prefix, digest, permissions, created_at)
                values ('{id}', '{org}', '{id}', 'K', right(replace('{id}', '-', ''), 12), sha256(''), array['report_fills'], now())",
        ))
        .await
        .unwrap();
    }
    ids
}
