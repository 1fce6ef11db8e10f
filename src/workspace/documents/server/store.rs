//! The SQL of `source_documents`.

use crate::{
    kernel::{
        authz::{EditContent, Inside, SeeContent},
        db::{Change, Room},
        paging::{Spot, Way},
    },
    model::{AppError, DocumentId, Page, document::Pages},
};
use sqlx::{FromRow, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

/// A document as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    pub id: DocumentId,
    pub name: String,
    /// Its file in the storage, below the workspace's directory.
    pub file: String,
    pub bytes: i64,
    /// None where they couldn't be read.
    pub pages: Option<Pages>,
    pub created_at: OffsetDateTime,
    pub deleted_at: Option<OffsetDateTime>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    file: String,
    bytes: i64,
    pages: Option<i32>,
    width: Option<i32>,
    height: Option<i32>,
    created_at: OffsetDateTime,
    deleted_at: Option<OffsetDateTime>,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        let Row { id, name, file, bytes, pages, width, height, created_at, deleted_at } = row;
        let pages = Pages::stored([pages, width, height]);
        Self { id: id.into(), name, file, bytes, pages, created_at, deleted_at }
    }
}

/// A page of the documents, or of those that were deleted since then, the last deleted first.
pub async fn list(
    db: &mut impl Room<SeeContent>,
    deleted_since: Option<OffsetDateTime>,
    way: Way,
) -> Result<Page<Stored>, AppError> {
    let (org, workspace) = db.place();
    let mut query = QueryBuilder::new(
        "select id, name, file, bytes, pages, width, height, created_at, deleted_at from source_documents where org_id = ",
    );
    query.push_bind(org.uuid()).push(" and workspace_id = ").push_bind(workspace.uuid());
    match deleted_since {
        None => {
            query.push(" and deleted_at is null");
            way.push(&mut query, "created_at", "id");
        }
        Some(since) => {
            query.push(" and deleted_at is not null and deleted_at > ").push_bind(since);
            way.push(&mut query, "deleted_at", "id");
        }
    }
    let rows: Vec<Row> = query.build_query_as().fetch_all(db.conn()).await?;
    let rows = rows.into_iter().map(Stored::from).collect();
    Ok(way.page(rows, |document: &Stored| Spot {
        at: document.deleted_at.unwrap_or(document.created_at),
        id: document.id.uuid(),
    }))
}

pub async fn get(db: &mut impl Room<SeeContent>, document: DocumentId) -> Result<Stored, AppError> {
    let (org, workspace) = db.place();
    let row = sqlx::query_as!(
        Row,
        "select id, name, file, bytes, pages, width, height, created_at, deleted_at from source_documents
         where org_id = $1 and workspace_id = $2 and id = $3 and deleted_at is null",
        org.uuid(),
        workspace.uuid(),
        document.uuid(),
    )
    .fetch_optional(db.conn())
    .await?;
    row.map(Stored::from).ok_or_else(AppError::not_found)
}

/// The document, deleted or not, for whoever changes it.
pub async fn lock(change: &mut Change<impl Inside<EditContent>>, document: DocumentId) -> Result<Stored, AppError> {
    let (org, workspace) = Room::<EditContent>::place(change);
    let row = sqlx::query_as!(
        Row,
        "select id, name, file, bytes, pages, width, height, created_at, deleted_at from source_documents
         where org_id = $1 and workspace_id = $2 and id = $3 for update",
        org.uuid(),
        workspace.uuid(),
        document.uuid(),
    )
    .fetch_optional(change.conn())
    .await?;
    row.map(Stored::from).ok_or_else(AppError::not_found)
}

pub async fn insert(change: &mut Change<impl Inside<EditContent>>, document: &Stored) -> Result<(), AppError> {
    let (org, workspace) = Room::<EditContent>::place(change);
    let [pages, width, height] = Pages::columns(document.pages);
    let by = change.scope().identity.uuid();
    sqlx::query!(
        "insert into source_documents (id, org_id, workspace_id, name, file, bytes, pages, width, height, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        document.id.uuid(),
        org.uuid(),
        workspace.uuid(),
        document.name,
        document.file,
        document.bytes,
        pages,
        width,
        height,
        document.created_at,
        by,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

pub async fn set_deleted(
    change: &mut Change<impl Inside<EditContent>>,
    document: DocumentId,
    at: Option<OffsetDateTime>,
) -> Result<(), AppError> {
    let (org, workspace) = Room::<EditContent>::place(change);
    sqlx::query!(
        "update source_documents set deleted_at = $4 where org_id = $1 and workspace_id = $2 and id = $3",
        org.uuid(),
        workspace.uuid(),
        document.uuid(),
        at,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
