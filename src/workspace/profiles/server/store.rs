//! The SQL of `profiles`.

use crate::{
    kernel::{
        authz::{EditContent, Inside, SeeContent},
        db::{Change, Room},
        fault::internal,
        paging::{Spot, Way},
    },
    model::{AppError, Page, ProfileId},
    workspace::profiles::model::Answers,
};
use serde_json::Value;
use sqlx::{FromRow, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

/// A profile as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    pub id: ProfileId,
    pub name: String,
    pub answers: Answers,
    pub created_at: OffsetDateTime,
    pub deleted_at: Option<OffsetDateTime>,
    pub version: i64,
}

/// The same with who last edited it, locked until the change ends.
pub struct Locked {
    pub stored: Stored,
    pub updated_at: Option<OffsetDateTime>,
    pub updated_by: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    answers: Value,
    created_at: OffsetDateTime,
    deleted_at: Option<OffsetDateTime>,
    version: i64,
}

impl Row {
    fn read(self) -> Result<Stored, AppError> {
        let Self { id, name, answers, created_at, deleted_at, version } = self;
        let answers = serde_json::from_value(answers).map_err(internal)?;
        Ok(Stored { id: id.into(), name, answers, created_at, deleted_at, version })
    }
}

/// A page of the profiles, or of those that were deleted since then, the last deleted first.
pub async fn list(
    db: &mut impl Room<SeeContent>,
    deleted_since: Option<OffsetDateTime>,
    way: Way,
) -> Result<Page<Stored>, AppError> {
    let (org, workspace) = db.place();
    let mut query =
        QueryBuilder::new("select id, name, answers, created_at, deleted_at, version from profiles where org_id = ");
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
    let rows = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
    Ok(way.page(rows, |profile| Spot { at: profile.deleted_at.unwrap_or(profile.created_at), id: profile.id.uuid() }))
}

pub async fn get(db: &mut impl Room<SeeContent>, profile: ProfileId) -> Result<Stored, AppError> {
    let (org, workspace) = db.place();
    sqlx::query_as!(
        Row,
        "select id, name, answers, created_at, deleted_at, version from profiles
         where org_id = $1 and workspace_id = $2 and id = $3 and deleted_at is null",
        org.uuid(),
        workspace.uuid(),
        profile.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)?
    .read()
}

/// The profile, deleted or not.
pub async fn lock(change: &mut Change<impl Inside<EditContent>>, profile: ProfileId) -> Result<Locked, AppError> {
    let (org, workspace) = Room::<EditContent>::place(change);
    let row = sqlx::query!(
        r#"select p.id, p.name, p.answers, p.created_at, p.deleted_at, p.version, p.updated_at, u.name as "updated_by?"
         from profiles p left join users u on u.id = p.updated_by
         where p.org_id = $1 and p.workspace_id = $2 and p.id = $3 for update of p"#,
        org.uuid(),
        workspace.uuid(),
        profile.uuid(),
    )
    .fetch_optional(change.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    let (updated_at, updated_by) = (row.updated_at, row.updated_by);
    let row = Row {
        id: row.id,
        name: row.name,
        answers: row.answers,
        created_at: row.created_at,
        deleted_at: row.deleted_at,
        version: row.version,
    };
    Ok(Locked { stored: row.read()?, updated_at, updated_by })
}

pub async fn insert(change: &mut Change<impl Inside<EditContent>>, profile: &Stored) -> Result<(), AppError> {
    let (org, workspace) = Room::<EditContent>::place(change);
    let by = change.scope().identity.uuid();
    sqlx::query!(
        "insert into profiles (id, org_id, workspace_id, name, answers, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7)",
        profile.id.uuid(),
        org.uuid(),
        workspace.uuid(),
        profile.name,
        Value::Object(profile.answers.object().clone()),
        profile.created_at,
        by,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

pub async fn save(change: &mut Change<impl Inside<EditContent>>, profile: &Stored) -> Result<(), AppError> {
    let ((org, workspace), by, now) =
        (Room::<EditContent>::place(change), change.scope().identity.uuid(), change.now());
    sqlx::query!(
        "update profiles set name = $4, answers = $5, version = $6, updated_at = $7, updated_by = $8
         where org_id = $1 and workspace_id = $2 and id = $3",
        org.uuid(),
        workspace.uuid(),
        profile.id.uuid(),
        profile.name,
        Value::Object(profile.answers.object().clone()),
        profile.version,
        now,
        by,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

pub async fn set_deleted(
    change: &mut Change<impl Inside<EditContent>>,
    profile: ProfileId,
    at: Option<OffsetDateTime>,
) -> Result<(), AppError> {
    let (org, workspace) = Room::<EditContent>::place(change);
    sqlx::query!(
        "update profiles set deleted_at = $4 where org_id = $1 and workspace_id = $2 and id = $3",
        org.uuid(),
        workspace.uuid(),
        profile.uuid(),
        at,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
