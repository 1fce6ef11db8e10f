//! The SQL of a workspace's keys: `api_keys`, from inside.

use crate::{
    kernel::{
        authz::{Inside, ManageWorkspace},
        db::{Change, Room},
        fault::internal,
    },
    model::{ApiKeyId, AppError, Code, Cursor, Page, UserId, WorkspacePermission},
};
use sqlx::{FromRow, Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

/// How many rows a page has.
const PAGE: usize = 50;

/// A key as it is stored, without what checks it.
pub struct Stored {
    pub id: ApiKeyId,
    pub name: String,
    pub prefix: String,
    pub permissions: Vec<WorkspacePermission>,
    pub created_at: OffsetDateTime,
    pub created_by: Option<String>,
    pub expires_at: Option<OffsetDateTime>,
    pub last_used_at: Option<OffsetDateTime>,
    pub revoked_at: Option<OffsetDateTime>,
    pub revoked_by: Option<String>,
}

/// A key that is about to be stored.
pub struct NewStored<'a> {
    pub id: ApiKeyId,
    pub name: &'a str,
    pub prefix: &'a str,
    /// SHA-256 of the whole key.
    pub digest: &'a [u8],
    pub permissions: &'a [WorkspacePermission],
    pub expires_at: Option<OffsetDateTime>,
}

/// Which part of the list.
pub enum From {
    Start,
    /// Behind a place.
    Older(Place),
    /// Before it.
    Newer(Place),
}

/// A place in the list, which is ordered by when each was made.
#[derive(Clone, Copy)]
pub struct Place {
    created_at: OffsetDateTime,
    id: Uuid,
}

impl Place {
    fn cursor(self) -> Cursor {
        Cursor(format!("{:x}-{}", self.created_at.unix_timestamp_nanos() / 1000, self.id.simple()))
    }

    /// Reads a cursor. 400 for a text that is none.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let read = || {
            let (micros, id) = text.split_once('-')?;
            let nanos = i128::from(i64::from_str_radix(micros, 16).ok()?) * 1000;
            Some(Self { created_at: OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?, id: id.parse().ok()? })
        };
        read().ok_or_else(|| {
            AppError::new(Code::Malformed, "This page of the list can't be found. Start at its first page.")
        })
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    prefix: String,
    permissions: Vec<String>,
    created_at: OffsetDateTime,
    created_by: Option<String>,
    expires_at: Option<OffsetDateTime>,
    last_used_at: Option<OffsetDateTime>,
    revoked_at: Option<OffsetDateTime>,
    revoked_by: Option<String>,
}

impl TryFrom<Row> for Stored {
    type Error = AppError;

    fn try_from(row: Row) -> Result<Self, AppError> {
        let permissions = row.permissions.iter().map(|permission| permission.parse().map_err(internal));
        Ok(Self {
            id: row.id.into(),
            permissions: permissions.collect::<Result<_, AppError>>()?,
            name: row.name,
            prefix: row.prefix,
            created_at: row.created_at,
            created_by: row.created_by,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
            revoked_by: row.revoked_by,
        })
    }
}

/// A page of the list: one walk along one index, however many there are.
pub async fn list(db: &mut impl Room<ManageWorkspace>, from: From) -> Result<Page<Stored>, AppError> {
    let (org, workspace) = db.place();
    let backwards = matches!(from, From::Newer(_));
    let mut query = QueryBuilder::<Postgres>::new(
        "select k.id, k.name, k.prefix, k.permissions, k.created_at, c.name as created_by, k.expires_at, k.last_used_at,
            k.revoked_at, r.name as revoked_by
         from (select * from api_keys where org_id = ",
    );
    query.push_bind(org.uuid()).push(" and workspace_id = ").push_bind(workspace.uuid());
    let (compare, order) = if backwards { (">", "") } else { ("<", " desc") };
    if let From::Older(place) | From::Newer(place) = from {
        query.push(format_args!(" and (created_at, id) {compare} ("));
        query.push_bind(place.created_at).push(", ").push_bind(place.id).push(")");
    }
    query.push(format_args!(" order by created_at{order}, id{order} limit ")).push_bind(PAGE as i64 + 1);
    query.push(") k left join users c on c.id = k.created_by left join users r on r.id = k.revoked_by");
    query.push(format_args!(" order by k.created_at{order}, k.id{order}"));
    let mut rows: Vec<Row> = query.build_query_as().fetch_all(db.conn()).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    if backwards {
        rows.reverse();
    }
    let cursor = |row: &Row| Place { created_at: row.created_at, id: row.id }.cursor();
    let (first, last) = (rows.first().map(cursor), rows.last().map(cursor));
    Ok(Page {
        newer: first.filter(|_| matches!(from, From::Older(_)) || backwards && more),
        older: last.filter(|_| backwards || more),
        rows: rows.into_iter().map(Stored::try_from).collect::<Result<_, _>>()?,
    })
}

/// Inserts a key that the person makes now.
pub async fn insert(change: &mut Change<impl Inside<ManageWorkspace>>, key: NewStored<'_>) -> Result<(), AppError> {
    let ((org, workspace), now) = (change.place(), change.now());
    let by = change.scope().identity.user().map(UserId::uuid);
    let permissions: Vec<String> = key.permissions.iter().map(|one| one.as_str().to_owned()).collect();
    sqlx::query!(
        "insert into api_keys (id, org_id, workspace_id, name, prefix, digest, permissions, created_at, created_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        key.id.uuid(),
        org.uuid(),
        workspace.uuid(),
        key.name,
        key.prefix,
        key.digest,
        &permissions,
        now,
        by,
        key.expires_at,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Whether a key is revoked, and its name; locked until the change ends.
pub async fn lock(change: &mut Change<impl Inside<ManageWorkspace>>, id: ApiKeyId) -> Result<(String, bool), AppError> {
    let (org, workspace) = change.place();
    let row = sqlx::query!(
        r#"select name, revoked_at is not null as "is_revoked!" from api_keys
        where org_id = $1 and workspace_id = $2 and id = $3 for update"#,
        org.uuid(),
        workspace.uuid(),
        id.uuid(),
    )
    .fetch_optional(change.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    Ok((row.name, row.is_revoked))
}

/// Revokes a key.
pub async fn revoke(change: &mut Change<impl Inside<ManageWorkspace>>, id: ApiKeyId) -> Result<(), AppError> {
    let ((org, workspace), now) = (change.place(), change.now());
    let by = change.scope().identity.user().map(UserId::uuid);
    sqlx::query!(
        "update api_keys set revoked_at = $4, revoked_by = $5 where org_id = $1 and workspace_id = $2 and id = $3",
        org.uuid(),
        workspace.uuid(),
        id.uuid(),
        now,
        by,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
