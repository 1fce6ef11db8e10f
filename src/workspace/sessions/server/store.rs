//! The SQL of `fill_sessions`.

use crate::{
    kernel::{
        authz::{EditContent, Inside, SeeContent},
        db::{Change, Room},
        fault::OnConstraint,
        paging::{Spot, Way},
    },
    model::{AppError, FillSessionId, Page},
};
use sqlx::{FromRow, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

/// A session as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    pub id: FillSessionId,
    /// May be empty.
    pub name: String,
    pub created_at: OffsetDateTime,
    pub ended_at: Option<OffsetDateTime>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    created_at: OffsetDateTime,
    ended_at: Option<OffsetDateTime>,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        Self { id: row.id.into(), name: row.name, created_at: row.created_at, ended_at: row.ended_at }
    }
}

/// A page of the sessions: a walk along one index.
pub async fn list(db: &mut impl Room<SeeContent>, way: Way) -> Result<Page<Stored>, AppError> {
    let (org, workspace) = db.place();
    let mut query = QueryBuilder::new("select id, name, created_at, ended_at from fill_sessions where org_id = ");
    query.push_bind(org.uuid()).push(" and workspace_id = ").push_bind(workspace.uuid());
    way.push(&mut query, "created_at", "id");
    let rows: Vec<Row> = query.build_query_as().fetch_all(db.conn()).await?;
    let rows = rows.into_iter().map(Stored::from).collect();
    Ok(way.page(rows, |session: &Stored| Spot { at: session.created_at, id: session.id.uuid() }))
}

/// One session, and whether it has no fill that the reader sees.
pub async fn get(db: &mut impl Room<SeeContent>, session: FillSessionId) -> Result<(Stored, bool), AppError> {
    let (org, workspace) = db.place();
    let row = sqlx::query!(
        r#"select s.id, s.name, s.created_at, s.ended_at, not exists (select from fills l
            where l.org_id = s.org_id and l.workspace_id = s.workspace_id and l.session_id = s.id) as "empty!"
         from fill_sessions s where s.org_id = $1 and s.workspace_id = $2 and s.id = $3"#,
        org.uuid(),
        workspace.uuid(),
        session.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    let stored = Stored { id: row.id.into(), name: row.name, created_at: row.created_at, ended_at: row.ended_at };
    Ok((stored, row.empty))
}

/// The session, for whoever changes it.
pub async fn lock(change: &mut Change<impl Inside<EditContent>>, session: FillSessionId) -> Result<Stored, AppError> {
    let (org, workspace) = Room::<EditContent>::place(change);
    let row = sqlx::query_as!(
        Row,
        "select id, name, created_at, ended_at from fill_sessions
         where org_id = $1 and workspace_id = $2 and id = $3 for update",
        org.uuid(),
        workspace.uuid(),
        session.uuid(),
    )
    .fetch_optional(change.conn())
    .await?;
    row.map(Stored::from).ok_or_else(AppError::not_found)
}

pub async fn insert(change: &mut Change<impl Inside<EditContent>>, session: &Stored) -> Result<(), AppError> {
    let (org, workspace) = Room::<EditContent>::place(change);
    let by = change.scope().identity.uuid();
    sqlx::query!(
        "insert into fill_sessions (id, org_id, workspace_id, name, created_at, created_by) values ($1, $2, $3, $4, $5, $6)",
        session.id.uuid(),
        org.uuid(),
        workspace.uuid(),
        session.name,
        session.created_at,
        by,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

pub async fn end(change: &mut Change<impl Inside<EditContent>>, session: FillSessionId) -> Result<(), AppError> {
    let ((org, workspace), now) = (Room::<EditContent>::place(change), change.now());
    sqlx::query!(
        "update fill_sessions set ended_at = $4 where org_id = $1 and workspace_id = $2 and id = $3",
        org.uuid(),
        workspace.uuid(),
        session.uuid(),
        now,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Deletes the session; `refusal` where there are fills in it.
pub async fn delete(
    change: &mut Change<impl Inside<EditContent>>,
    session: FillSessionId,
    refusal: impl FnOnce() -> AppError,
) -> Result<(), AppError> {
    let (org, workspace) = Room::<EditContent>::place(change);
    sqlx::query!(
        "delete from fill_sessions where org_id = $1 and workspace_id = $2 and id = $3",
        org.uuid(),
        workspace.uuid(),
        session.uuid(),
    )
    .execute(change.conn())
    .await
    .on_constraint("fills_org_id_workspace_id_session_id_fkey", refusal)?;
    Ok(())
}
