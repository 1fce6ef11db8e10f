//! The use cases of source documents: authorize, decide, store, record, commit.

pub mod event;
pub mod page;
pub mod rest;
mod store;

#[cfg(test)]
mod tests;

pub use crate::kernel::multipart::BODY_LIMIT;

use crate::{
    kernel::{
        authn::Subject,
        authz::{EditContent, InWorkspace, Place, SeeContent, authorize_in},
        download::Download,
        fault::internal,
        idempotency::{Answered, Once, claim},
        paging::Way,
        storage::in_workspace,
        upload::{self, Outcome},
    },
    model::{
        AppError, DocumentId, Page,
        content::{RESTORABLE_DAYS, Title},
        document::Pages,
    },
};
use event::{DocumentAdded, DocumentDeleted, DocumentRestored};
use serde_json::Value;
pub use store::Stored;
use time::Duration;

/// For how long a document that was deleted can be restored.
const RESTORABLE: Duration = Duration::days(RESTORABLE_DAYS);
/// What a document is called whose file has no name either.
const NAMELESS: &str = "Document";

/// A document's file.
pub struct File {
    /// Its name in the storage, below the workspace's directory.
    pub name: String,
    pub bytes: i64,
    /// None where they couldn't be read.
    pub pages: Option<Pages>,
}

impl From<&upload::Stored> for File {
    fn from(pdf: &upload::Stored) -> Self {
        Self { name: pdf.file.clone(), bytes: pdf.bytes, pages: pdf.pages }
    }
}

/// A page of the documents. Of those that were deleted, the ones that can be restored.
pub async fn list(
    subject: &Subject,
    place: impl Into<Place>,
    deleted: bool,
    way: Way,
) -> Result<(InWorkspace, Page<Stored>), AppError> {
    let mut view = authorize_in::<SeeContent>(subject, place).view().await?;
    let since = deleted.then(|| subject.kernel.clock.now() - RESTORABLE);
    let page = store::list(&mut view, since, way).await?;
    Ok((view.scope().clone(), page))
}

/// One document.
pub async fn get(
    subject: &Subject,
    place: impl Into<Place>,
    document: DocumentId,
) -> Result<(InWorkspace, Stored), AppError> {
    let mut view = authorize_in::<SeeContent>(subject, place).view().await?;
    let stored = store::get(&mut view, document).await?;
    Ok((view.scope().clone(), stored))
}

/// The document's file.
pub async fn open(subject: &Subject, place: impl Into<Place>, document: DocumentId) -> Result<Download, AppError> {
    let (scope, stored) = get(subject, place, document).await?;
    let path = in_workspace((scope.org, scope.workspace), &stored.file);
    let opened = subject.kernel.storage.open(&path).await?;
    let opened = opened.ok_or_else(|| internal(format!("the document {document} isn't in the storage")))?;
    Ok(Download { name: stored.name, opened })
}

/// What a document is called: as was typed, else as its file.
pub fn name(typed: &str, file: &upload::Stored) -> Result<Title, AppError> {
    let called = file.called.strip_suffix(".pdf").unwrap_or(&file.called);
    let called = || Title::parse(called).or_else(|_| Title::parse(NAMELESS)).map_err(internal);
    match Title::parse_or_none(typed) {
        Ok(Some(title)) => Ok(title),
        Ok(None) => called(),
        Err(error) => Err(AppError::field("name", error.to_string())),
    }
}

/// Adds a document whose file is stored; returns what it is answered, which `answer` makes of it.
pub async fn add(
    subject: &Subject,
    place: impl Into<Place>,
    name: Title,
    file: File,
    once: Option<&Once>,
    answer: fn(&Stored) -> Value,
) -> Result<Outcome<Answered>, AppError> {
    let mut change = authorize_in::<EditContent>(subject, place).change().await?;
    let File { name: file, bytes, pages } = file;
    let (id, created_at) = (change.id(), change.now());
    let document = Stored { id, name: name.into(), file, bytes, pages, created_at, deleted_at: None };
    let answered = Answered { status: 201, body: answer(&document) };
    if let Some(before) = claim(&mut change, once, answered.status, &answered.body).await? {
        return Ok(Outcome::Unnamed(before));
    }
    store::insert(&mut change, &document).await?;
    let workspace = change.scope().workspace;
    change.record(DocumentAdded { workspace, document: document.id }).await?.commit().await?;
    Ok(Outcome::Named(answered))
}

/// Deletes a document.
pub async fn delete(subject: &Subject, place: impl Into<Place>, document: DocumentId) -> Result<Stored, AppError> {
    let mut change = authorize_in::<EditContent>(subject, place).change().await?;
    let stored = store::lock(&mut change, document).await?;
    if stored.deleted_at.is_some() {
        return Err(AppError::not_found());
    }
    let now = change.now();
    store::set_deleted(&mut change, document, Some(now)).await?;
    let workspace = change.scope().workspace;
    change.record(DocumentDeleted { workspace, document }).await?.commit().await?;
    Ok(stored)
}

/// Restores a document that was deleted. 404 where there is none that can be.
pub async fn restore(subject: &Subject, place: impl Into<Place>, document: DocumentId) -> Result<Stored, AppError> {
    let mut change = authorize_in::<EditContent>(subject, place).change().await?;
    let since = change.now() - RESTORABLE;
    let stored = store::lock(&mut change, document).await?;
    if stored.deleted_at.is_none_or(|at| at <= since) {
        return Err(AppError::not_found());
    }
    store::set_deleted(&mut change, document, None).await?;
    let workspace = change.scope().workspace;
    change.record(DocumentRestored { workspace, document }).await?.commit().await?;
    Ok(stored)
}
