//! Emptying an organization that was deleted and is due, or a workspace that was deleted: its files and its rows, table by
//! table in small batches, each committed by itself. Whatever stops it, the next run goes on where it stopped; the functions
//! in the database touch no organization but one whose purge has begun, and no workspace but one that is being deleted.

use crate::{
    kernel::{
        fault::{busy, internal},
        state::Kernel,
        storage::workspace_folder,
    },
    model::{AppError, DeletionId, OrgId, OutboxId, WorkspaceId},
};

/// Every table of tenants, what refers to another before that. A test holds this list to what the database has.
pub const TABLES: [&str; 25] = [
    "fill_digests",
    "paused_mails",
    "fills",
    "fill_sessions",
    "profiles",
    "source_documents",
    "form_access",
    "forms",
    "idempotent_requests",
    "api_keys",
    "workspace_counts",
    "fill_counts",
    "daily_counts",
    "workspace_memberships",
    "invitation_workspaces",
    "invitations",
    "workspaces",
    "last_places",
    "member_terms",
    "memberships",
    "former_members",
    "member_counts",
    "tallies",
    "outbox",
    "audit_log",
];
/// Every table of workspaces, in the order in which one is emptied. Who is in it comes first: an ending membership or key
/// waits for what is done by its rights, and nothing new is begun. The log, the outbox and what was counted stay. A test
/// holds this list to what the database has.
pub const WORKSPACE_TABLES: [&str; 14] = [
    "form_access",
    "workspace_memberships",
    "api_keys",
    "fill_digests",
    "paused_mails",
    "fills",
    "fill_sessions",
    "profiles",
    "source_documents",
    "forms",
    "idempotent_requests",
    "invitation_workspaces",
    "invitations",
    "workspace_counts",
];
/// Rows that one statement deletes: few enough that nobody waits for its locks.
pub const BATCH: i32 = 500;
/// When to look again, in seconds, where the clock of whoever queued the purge was ahead of ours.
const TOO_EARLY: u32 = 60;

/// Deletes files and rows of an organization until only its own row and the outbox row `keep` are left. `false`, and
/// nothing deleted, where that deletion is void: the organization was restored, deleted anew, or is gone.
pub async fn empty(
    kernel: &Kernel,
    org: OrgId,
    deletion: DeletionId,
    keep: OutboxId,
    batch: i32,
) -> Result<bool, AppError> {
    let directory = format!("organizations/{org}");
    let files = kernel.storage.count_below(&directory).await.map_err(internal)?;
    let tables: Vec<String> = TABLES.iter().map(|table| (*table).to_owned()).collect();
    let begun = sqlx::query_scalar!(
        r#"select app.purge_begin($1, $2, $3, $4, $5) as "begun!""#,
        org.uuid(),
        deletion.uuid(),
        kernel.clock.now(),
        &tables,
        files,
    )
    .fetch_one(kernel.db.pool())
    .await?;
    match begun.as_str() {
        "begun" => {}
        "early" => return Err(busy(TOO_EARLY)),
        _ => return Ok(false),
    }
    kernel.storage.delete_below(&directory).await.map_err(internal)?;
    for table in TABLES {
        while delete_some(kernel, org, table, keep, batch).await? > 0 {}
    }
    Ok(true)
}

async fn delete_some(kernel: &Kernel, org: OrgId, table: &str, keep: OutboxId, batch: i32) -> Result<i64, AppError> {
    let deleted =
        sqlx::query_scalar!(r#"select app.purge($1, $2, $3, $4) as "rows!""#, org.uuid(), table, keep.uuid(), batch)
            .fetch_one(kernel.db.pool())
            .await?;
    Ok(deleted)
}

/// Deletes files and rows of a workspace until only its own row is left. `false` where that deletion isn't under way: the
/// workspace is gone.
pub async fn empty_workspace(
    kernel: &Kernel,
    org: OrgId,
    workspace: WorkspaceId,
    deletion: DeletionId,
    batch: i32,
) -> Result<bool, AppError> {
    for table in WORKSPACE_TABLES {
        loop {
            let deleted = sqlx::query_scalar!(
                "select app.empty_workspace($1, $2, $3, $4, $5)",
                org.uuid(),
                workspace.uuid(),
                deletion.uuid(),
                table,
                batch,
            )
            .fetch_one(kernel.db.pool())
            .await?;
            match deleted {
                None => return Ok(false),
                Some(0) => break,
                Some(_) => {}
            }
        }
    }
    // After the rows: who may still write a file has a membership or a key.
    kernel.storage.delete_below(&workspace_folder(org, workspace)).await?;
    Ok(true)
}
