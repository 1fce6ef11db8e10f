//! What was deleted 30 days ago goes for good, every night: forms with their fills, profiles, source documents, and the
//! files of all of them; and the answers that were kept for a day, for requests that come again.
//!
//! A form takes its fills along, since nobody could see them without it; what they counted for stays counted. What there
//! are many of goes part by part, each committed by itself; then forms, profiles and source documents, all at once, with the
//! one line of the log. Files go before the rows that name them, while no transaction is open. So whatever stops the job,
//! the next run finds the rest: nothing that is due can be restored, so nobody gets it back meanwhile.

use crate::{
    kernel::{
        authz::{AsJob, System},
        db::Change,
        event::{Event, Target},
        idempotency,
        state::Kernel,
        storage::in_workspace,
    },
    model::{AppError, OrgId, WorkspaceId, content::RESTORABLE_DAYS},
};
use futures::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// The name under which the job enters.
const JOB: &str = "purge-content";
/// Rows that one transaction of many touches.
const BATCH: i64 = 500;
/// Files that are deleted at the same time: an object store takes tens of milliseconds for each.
const FILES: usize = 16;
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
    let purge = Purge { kernel, place, system: kernel.system(JOB, Some(org)).inside(Some(workspace)), deleted };
    while purge.fills().await? {}
    while purge.profiles_of_fills().await? {}
    purge.files_of_documents().await?;
    let mut change = purge.system.change().await?;
    let event = purge.rest(&mut change).await?;
    // Another run was faster.
    if event.forms + event.profiles + event.documents == 0 {
        return Ok(());
    }
    change.record(event).await?.commit().await
}

/// What is purged of one workspace.
struct Purge<'a> {
    kernel: &'a Kernel,
    place: (OrgId, WorkspaceId),
    system: System,
    /// What was deleted before then is due.
    deleted: OffsetDateTime,
}

impl Purge<'_> {
    fn ids(&self) -> (Uuid, Uuid) {
        (self.place.0.uuid(), self.place.1.uuid())
    }

    /// Deletes some of the fills of forms that are due; whether there were any. The form remembers how many they were.
    async fn fills(&self) -> Result<bool, AppError> {
        let (org, workspace) = self.ids();
        let mut view = self.system.view().await?;
        let due = sqlx::query!(
            "select l.id, l.pdf_file from fills l join forms f on f.org_id = l.org_id and f.workspace_id = l.workspace_id and f.id = l.form_id
             where l.org_id = $1 and l.workspace_id = $2 and f.deleted_at < $3 limit $4",
            org,
            workspace,
            self.deleted,
            BATCH,
        )
        .fetch_all(view.tx())
        .await?;
        drop(view);
        if due.is_empty() {
            return Ok(false);
        }
        let (ids, files): (Vec<Uuid>, Vec<Option<String>>) =
            due.into_iter().map(|fill| (fill.id, fill.pdf_file)).unzip();
        self.delete_files(files.into_iter().flatten()).await?;
        let mut change = self.system.change().await?;
        sqlx::query!(
            "with gone as (
                delete from fills where org_id = $1 and workspace_id = $2 and id = any ($3) returning form_id)
             update forms f set purged_fills = purged_fills + g.count
             from (select form_id, count(*) from gone group by form_id) g
             where f.org_id = $1 and f.workspace_id = $2 and f.id = g.form_id",
            org,
            workspace,
            &ids,
        )
        .execute(change.conn())
        .await?;
        change.commit_part().await?;
        Ok(true)
    }

    /// Has some of the fills that were made from profiles that are due name none any more; whether there were any.
    async fn profiles_of_fills(&self) -> Result<bool, AppError> {
        let (org, workspace) = self.ids();
        let mut change = self.system.change().await?;
        let freed = sqlx::query!(
            "update fills set profile_id = null where org_id = $1 and workspace_id = $2 and id in (
                select l.id from fills l join profiles p on p.org_id = l.org_id and p.workspace_id = l.workspace_id and p.id = l.profile_id
                where l.org_id = $1 and l.workspace_id = $2 and p.deleted_at < $3 limit $4)",
            org,
            workspace,
            self.deleted,
            BATCH,
        )
        .execute(change.conn())
        .await?;
        change.commit_part().await?;
        Ok(freed.rows_affected() > 0)
    }

    /// Deletes the files of the source documents that are due, whose rows go with the rest.
    async fn files_of_documents(&self) -> Result<(), AppError> {
        let (org, workspace) = self.ids();
        let mut behind = Uuid::nil();
        loop {
            let mut view = self.system.view().await?;
            let due = sqlx::query!(
                "select id, file from source_documents
                 where org_id = $1 and workspace_id = $2 and deleted_at < $3 and id > $4 order by id limit $5",
                org,
                workspace,
                self.deleted,
                behind,
                BATCH,
            )
            .fetch_all(view.tx())
            .await?;
            drop(view);
            let Some(last) = due.last() else { return Ok(()) };
            behind = last.id;
            self.delete_files(due.into_iter().map(|document| document.file)).await?;
        }
    }

    /// Deletes forms, profiles and documents that are due; nobody sees them, so nobody waits for their rows.
    async fn rest(&self, change: &mut Change<AsJob>) -> Result<ContentPurged, AppError> {
        let (org, workspace) = self.ids();
        let gone = sqlx::query!(
            r#"with gone_forms as (
                delete from forms f where f.org_id = $1 and f.workspace_id = $2 and f.deleted_at < $3 returning f.purged_fills),
             gone_profiles as (
                delete from profiles p where p.org_id = $1 and p.workspace_id = $2 and p.deleted_at < $3 returning 1),
             gone_documents as (
                delete from source_documents d where d.org_id = $1 and d.workspace_id = $2 and d.deleted_at < $3 returning 1)
             select (select count(*) from gone_forms) as "forms!",
                (select coalesce(sum(purged_fills), 0)::bigint from gone_forms) as "fills!",
                (select count(*) from gone_profiles) as "profiles!", (select count(*) from gone_documents) as "documents!""#,
            org,
            workspace,
            self.deleted,
        )
        .fetch_one(change.conn())
        .await?;
        Ok(ContentPurged {
            workspace: self.place.1,
            forms: gone.forms,
            fills: gone.fills,
            profiles: gone.profiles,
            documents: gone.documents,
        })
    }

    async fn delete_files(&self, files: impl Iterator<Item = String>) -> Result<(), AppError> {
        let paths = files.map(|file| in_workspace(self.place, &file));
        stream::iter(paths)
            .map(|path| async move { self.kernel.storage.delete(&path).await })
            .buffer_unordered(FILES)
            .try_collect()
            .await
    }
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
