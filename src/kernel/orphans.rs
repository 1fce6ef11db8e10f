//! Files that no row names: a process was killed between a file's end and the commit of its row, or the commit was never
//! answered and hadn't been (see `upload`). Every night they are looked for and deleted.
//!
//! What is younger than a day may still be on its way to its row and is left alone, as is what isn't called like a file of
//! ours, and what belongs to an organization that this database doesn't know.

use crate::{
    kernel::{state::Kernel, storage::in_workspace},
    model::{AppError, OrgId, WorkspaceId},
};
use futures::TryStreamExt;
use time::Duration;
use uuid::Uuid;

/// The name under which the job enters.
const JOB: &str = "sweep-files";
/// The folder of what belongs to organizations.
const FOLDER: &str = "organizations";
/// For how long a file may wait for its row.
const YOUNG: Duration = Duration::hours(24);
/// Files that one statement asks for.
const BATCH: usize = 500;

/// Organization and workspace.
type Place = (OrgId, WorkspaceId);

/// Deletes every file of a workspace that no row names, and what was left half-written. A workspace that fails holds up no
/// other; the first failure comes back.
pub async fn sweep(kernel: &Kernel) -> Result<(), AppError> {
    let before = kernel.clock.now() - YOUNG;
    let mut deleted = kernel.storage.delete_unfinished(FOLDER, before).await?;
    let mut walk = kernel.storage.walk(FOLDER);
    let (mut batch, mut failed) = (Batch::default(), None);
    loop {
        let found = walk.try_next().await?;
        let is_last = found.is_none();
        let next = found.filter(|found| found.written_at < before).and_then(|found| of_workspace(&found.path));
        if is_last || batch.is_whole_before(next.as_ref()) {
            match std::mem::take(&mut batch).delete(kernel).await {
                Ok(more) => deleted += more,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        if is_last {
            break;
        }
        if let Some((place, file)) = next {
            batch.place = Some(place);
            batch.files.push(file);
        }
    }
    if deleted > 0 {
        tracing::info!(deleted, "files that no row names were deleted");
    }
    failed.map_or(Ok(()), Err)
}

/// The place and the name of a file that a row may name; none for any other.
fn of_workspace(path: &str) -> Option<(Place, String)> {
    let parts: Vec<&str> = path.split('/').collect();
    let [FOLDER, org, "workspaces", workspace, file] = parts[..] else { return None };
    file.strip_suffix(".pdf")?.parse::<Uuid>().ok()?;
    let place = (org.parse().ok()?, workspace.parse().ok()?);
    (in_workspace(place, file) == path).then(|| (place, file.to_owned()))
}

/// Files of one workspace.
#[derive(Default)]
struct Batch {
    place: Option<Place>,
    files: Vec<String>,
}

impl Batch {
    fn is_whole_before(&self, next: Option<&(Place, String)>) -> bool {
        let goes_elsewhere = next.is_some_and(|(place, _)| self.place.is_some_and(|own| own != *place));
        self.files.len() == BATCH || goes_elsewhere
    }

    /// Deletes those of them that no row names; returns how many they were.
    async fn delete(self, kernel: &Kernel) -> Result<u64, AppError> {
        let Some(place) = self.place else { return Ok(0) };
        let unnamed = unnamed(kernel, place, &self.files).await?;
        for file in &unnamed {
            kernel.storage.delete(&in_workspace(place, file)).await?;
        }
        Ok(unnamed.len() as u64)
    }
}

async fn unnamed(kernel: &Kernel, place: Place, files: &[String]) -> Result<Vec<String>, AppError> {
    let (org, workspace) = place;
    let mut view = kernel.system(JOB, Some(org)).inside(Some(workspace)).view().await?;
    let unnamed = sqlx::query_scalar!(
        r#"select n.file as "file!" from unnest($3::text[]) n(file)
         where exists (select from organizations o where o.id = $1)
            and not exists (select from fills l where l.org_id = $1 and l.workspace_id = $2 and l.pdf_file = n.file)
            and not exists (select from source_documents d where d.org_id = $1 and d.workspace_id = $2 and d.file = n.file)"#,
        org.uuid(),
        workspace.uuid(),
        files,
    )
    .fetch_all(view.tx())
    .await?;
    Ok(unnamed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_row_may_name_is_looked_at() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let path = |folder: &str, file: &str| format!("organizations/{id}/{folder}/{id}{file}");
        let (place, file) = of_workspace(&path("workspaces", &format!("/{id}.pdf"))).unwrap();
        assert_eq!(
            (place.0.to_string(), place.1.to_string(), file),
            (id.to_owned(), id.to_owned(), format!("{id}.pdf"))
        );
        for other in [
            path("workspaces", ".pdf"),
            path("workspaces", "/a.pdf"),
            path("workspaces", &format!("/{id}.png")),
            path("workspaces", &format!("/x/{id}.pdf")),
            path("logo", &format!("/{id}.pdf")),
            format!("elsewhere/{id}/workspaces/{id}/{id}.pdf"),
        ] {
            assert!(of_workspace(&other).is_none(), "{other}");
        }
    }
}
