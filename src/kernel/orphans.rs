//! Files that no row names: a process was killed between a file's end and the commit of its row, the commit was never
//! answered and hadn't been (see `upload`), or of two new logos the other one was kept. Every night they are looked for and
//! deleted.
//!
//! What is younger than a day may still be on its way to its row and is left alone, as is what isn't called like a file of
//! ours, and what belongs to an organization that this database doesn't know.

use crate::{
    kernel::{
        state::Kernel,
        storage::{in_logos, in_workspace},
    },
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

/// Whose files stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Workspace(OrgId, WorkspaceId),
    Logos(OrgId),
}

impl Place {
    fn path(self, file: &str) -> String {
        match self {
            Self::Workspace(org, workspace) => in_workspace((org, workspace), file),
            Self::Logos(org) => in_logos(org, file),
        }
    }
}

/// Deletes every PDF of a workspace and every logo that no row names, and what was left half-written. A place that fails
/// holds up no other; the first failure comes back.
pub async fn sweep(kernel: &Kernel) -> Result<(), AppError> {
    let before = kernel.clock.now() - YOUNG;
    let mut deleted = kernel.storage.delete_unfinished(FOLDER, before).await?;
    let mut walk = kernel.storage.walk(FOLDER);
    let (mut batch, mut failed) = (Batch::default(), None);
    loop {
        let found = walk.try_next().await?;
        let is_last = found.is_none();
        let next = found.filter(|found| found.written_at < before).and_then(|found| of_a_row(&found.path));
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
fn of_a_row(path: &str) -> Option<(Place, String)> {
    let parts: Vec<&str> = path.split('/').collect();
    let (place, file) = match parts[..] {
        [FOLDER, org, "workspaces", workspace, file] => {
            file.strip_suffix(".pdf")?.parse::<Uuid>().ok()?;
            (Place::Workspace(org.parse().ok()?, workspace.parse().ok()?), file)
        }
        [FOLDER, org, "logo", file] => {
            let digest = file.strip_suffix(".png").or_else(|| file.strip_suffix(".svg"))?;
            let is_digest = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
            (is_digest.then_some(Place::Logos(org.parse().ok()?))?, file)
        }
        _ => return None,
    };
    (place.path(file) == path).then(|| (place, file.to_owned()))
}

/// Files of one place.
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
        match self.place {
            None => Ok(0),
            Some(Place::Logos(org)) => delete_logos(kernel, org, self.files).await,
            Some(place @ Place::Workspace(org, workspace)) => {
                let unnamed = unnamed(kernel, (org, workspace), &self.files).await?;
                delete(kernel, place, &unnamed).await
            }
        }
    }
}

async fn delete(kernel: &Kernel, place: Place, files: &[String]) -> Result<u64, AppError> {
    for file in files {
        kernel.storage.delete(&place.path(file)).await?;
    }
    Ok(files.len() as u64)
}

/// Most organizations have their logo alone, and nothing is locked. Where there are others they go under the row's lock:
/// whoever brings such a picture back holds that lock too, and looks whether the file is still there.
async fn delete_logos(kernel: &Kernel, org: OrgId, mut files: Vec<String>) -> Result<u64, AppError> {
    let system = kernel.system(JOB, Some(org));
    let mut view = system.view().await?;
    let logo = sqlx::query_scalar!("select logo from organizations where id = $1", org.uuid());
    let logo = logo.fetch_optional(view.tx()).await?;
    drop(view);
    let Some(logo) = logo else { return Ok(0) };
    files.retain(|file| Some(file) != logo.as_ref());
    if files.is_empty() {
        return Ok(0);
    }
    let mut change = system.change().await?;
    let logo = sqlx::query_scalar!("select logo from organizations where id = $1 for no key update", org.uuid());
    let Some(logo) = logo.fetch_optional(change.conn()).await? else { return Ok(0) };
    files.retain(|file| Some(file) != logo.as_ref());
    delete(kernel, Place::Logos(org), &files).await
}

async fn unnamed(kernel: &Kernel, place: (OrgId, WorkspaceId), files: &[String]) -> Result<Vec<String>, AppError> {
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
        let digest = "0a".repeat(32);
        let path = |folder: &str, file: &str| format!("organizations/{id}/{folder}/{file}");
        let pdf = format!("{id}.pdf");
        assert_eq!(
            of_a_row(&path("workspaces", &format!("{id}/{pdf}"))).unwrap(),
            (Place::Workspace(id.parse().unwrap(), id.parse().unwrap()), pdf.clone())
        );
        let logo = format!("{digest}.svg");
        assert_eq!(of_a_row(&path("logo", &logo)).unwrap(), (Place::Logos(id.parse().unwrap()), logo.clone()));
        for other in [
            path("workspaces", &pdf),
            path("workspaces", &format!("{id}/a.pdf")),
            path("workspaces", &format!("{id}/{id}.png")),
            path("workspaces", &format!("{id}/x/{pdf}")),
            path("logo", &pdf),
            path("logo", &format!("{digest}.pdf")),
            path("logo", &format!("{digest}0.png")),
            path("logo", &format!("x/{logo}")),
            format!("elsewhere/{id}/workspaces/{id}/{pdf}"),
        ] {
            assert!(of_a_row(&other).is_none(), "{other}");
        }
    }
}
