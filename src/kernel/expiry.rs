//! What was deleted 30 days ago goes for good, every night: forms with their fills, profiles, source documents, and the
//! files of all of them; and the answers that were kept for a day, for requests that come again.
//!
//! A form takes its fills along, since nobody could see them without it; what they counted for stays counted. A workspace
//! is done part by part, each committed by itself, files before the rows that name them: whatever stops the job, the next
//! run finds the rest. Nothing that is due can be restored, so nobody gets it back meanwhile.

use crate::{
    kernel::{
        authz::AsJob,
        db::Change,
        event::{Event, Target},
        idempotency,
        state::Kernel,
        storage::in_workspace,
    },
    model::{AppError, OrgId, WorkspaceId, content::RESTORABLE_DAYS},
};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// The name under which the job enters.
const JOB: &str = "purge-content";
/// Rows that one transaction deletes.
const BATCH: i64 = 200;
/// Answers that one statement forgets.
const FORGOTTEN: i32 = 5_000;

/// What was deleted from a workspace can't be restored any more, and went for good.
#[derive(Serialize, Deserialize)]
pub struct ContentPurged {
    pub workspace: WorkspaceId,
    pub forms: i64,
    pub fills: i64,
    pub profiles: i64,
    pub documents: i64,
}

impl Event for ContentPurged {
    const NAME: &'static str = "workspace.content_purged";

    fn target(&self) -> Target {
        Target { kind: "workspace", id: Some(self.workspace.uuid()) }
    }
}

/// Purges every workspace in which something is due. One that fails holds up no other; the first failure comes back.
pub async fn purge(kernel: &Kernel) -> Result<(), AppError> {
    let now = kernel.clock.now();
    forget_answers(kernel, now - idempotency::KEPT).await?;
    let deleted = now - Duration::days(RESTORABLE_DAYS);
    let due = sqlx::query!(
        r#"select org_id as "org_id!", workspace_id as "workspace_id!" from app.content_due($1)"#,
        deleted,
    )
    .fetch_all(kernel.db.pool())
    .await?;
    let mut failed = None;
    for place in due {
        let (org, workspace) = (OrgId::from(place.org_id), WorkspaceId::from(place.workspace_id));
        if let Err(error) = purge_place(kernel, (org, workspace), deleted).await {
            failed.get_or_insert(error);
        }
    }
    failed.map_or(Ok(()), Err)
}

async fn purge_place(kernel: &Kernel, place: (OrgId, WorkspaceId), deleted: OffsetDateTime) -> Result<(), AppError> {
    let (org, workspace) = place;
    let system = kernel.system(JOB, Some(org)).inside(Some(workspace));
    loop {
        let mut change = system.change().await?;
        let fills = purge_fills(&mut change, kernel, place, deleted).await?;
        let documents = purge_documents(&mut change, kernel, place, deleted).await?;
        // A form goes when the last of its fills has gone.
        let forms = sqlx::query!(
            "delete from forms where id in (select f.id from forms f
                where f.org_id = $1 and f.workspace_id = $2 and f.deleted_at < $3
                    and not exists (select from fills l where l.org_id = $1 and l.workspace_id = $2 and l.form_id = f.id) limit $4)",
            org.uuid(),
            workspace.uuid(),
            deleted,
            BATCH,
        )
        .execute(change.conn())
        .await?;
        // A fill that stays names the profile it was made from no more.
        sqlx::query!(
            "update fills set profile_id = null where org_id = $1 and workspace_id = $2 and profile_id in (
                select p.id from profiles p where p.org_id = $1 and p.workspace_id = $2 and p.deleted_at < $3)",
            org.uuid(),
            workspace.uuid(),
            deleted,
        )
        .execute(change.conn())
        .await?;
        let profiles = sqlx::query!(
            "delete from profiles where org_id = $1 and workspace_id = $2 and deleted_at < $3",
            org.uuid(),
            workspace.uuid(),
            deleted,
        )
        .execute(change.conn())
        .await?;
        let count = |rows: u64| i64::try_from(rows).unwrap_or(i64::MAX);
        let event = ContentPurged {
            workspace,
            forms: count(forms.rows_affected()),
            fills,
            profiles: count(profiles.rows_affected()),
            documents,
        };
        if event.forms + event.fills + event.profiles + event.documents == 0 {
            return Ok(());
        }
        change.record(event).await?.commit().await?;
    }
}

async fn purge_fills(
    change: &mut Change<AsJob>,
    kernel: &Kernel,
    place: (OrgId, WorkspaceId),
    deleted: OffsetDateTime,
) -> Result<i64, AppError> {
    let (org, workspace) = place;
    let due = sqlx::query!(
        "select l.id, l.pdf_file from fills l join forms f on f.org_id = l.org_id and f.workspace_id = l.workspace_id and f.id = l.form_id
         where l.org_id = $1 and l.workspace_id = $2 and f.deleted_at < $3 limit $4 for update of l",
        org.uuid(),
        workspace.uuid(),
        deleted,
        BATCH,
    )
    .fetch_all(change.conn())
    .await?;
    for file in due.iter().filter_map(|fill| fill.pdf_file.as_ref()) {
        kernel.storage.delete(&in_workspace(place, file)).await?;
    }
    let ids: Vec<Uuid> = due.iter().map(|fill| fill.id).collect();
    let gone = sqlx::query!(
        "delete from fills where org_id = $1 and workspace_id = $2 and id = any ($3)",
        org.uuid(),
        workspace.uuid(),
        &ids,
    )
    .execute(change.conn())
    .await?;
    Ok(i64::try_from(gone.rows_affected()).unwrap_or(i64::MAX))
}

async fn purge_documents(
    change: &mut Change<AsJob>,
    kernel: &Kernel,
    place: (OrgId, WorkspaceId),
    deleted: OffsetDateTime,
) -> Result<i64, AppError> {
    let (org, workspace) = place;
    let due = sqlx::query!(
        "select id, file from source_documents where org_id = $1 and workspace_id = $2 and deleted_at < $3 limit $4 for update",
        org.uuid(),
        workspace.uuid(),
        deleted,
        BATCH,
    )
    .fetch_all(change.conn())
    .await?;
    for document in &due {
        kernel.storage.delete(&in_workspace(place, &document.file)).await?;
    }
    let ids: Vec<Uuid> = due.iter().map(|document| document.id).collect();
    let gone = sqlx::query!(
        "delete from source_documents where org_id = $1 and workspace_id = $2 and id = any ($3)",
        org.uuid(),
        workspace.uuid(),
        &ids,
    )
    .execute(change.conn())
    .await?;
    Ok(i64::try_from(gone.rows_affected()).unwrap_or(i64::MAX))
}

/// Nobody is told: who sends a request again after a day has it done again.
async fn forget_answers(kernel: &Kernel, since: OffsetDateTime) -> Result<(), AppError> {
    loop {
        let forgotten = sqlx::query_scalar!(r#"select app.forget_answers($1, $2) as "forgotten!""#, since, FORGOTTEN)
            .fetch_one(kernel.db.pool())
            .await?;
        if forgotten < i64::from(FORGOTTEN) {
            return Ok(());
        }
    }
}
