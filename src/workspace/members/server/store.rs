//! The SQL of a workspace's members: `workspace_memberships`, from inside.

use crate::{
    kernel::{
        authz::{AsJob, Inside, LeaveWorkspace, ManageWorkspace, SeeContent},
        db::{Change, Room, View},
        fault::internal,
    },
    model::{AppError, OrgId, UserId, WorkspaceId, WorkspaceRole, email::Email},
    workspace::members::model::{Candidate, MemberCursor},
};
use sqlx::{FromRow, Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

/// Which rows of the list.
pub struct Listed {
    pub search: String,
    /// Behind this one, or before it.
    pub from: Option<MemberCursor>,
    pub backward: bool,
    /// One more is fetched.
    pub limit: i64,
}

/// A row of the list.
pub struct MemberRow {
    /// What it is ordered by.
    pub term: String,
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub role: WorkspaceRole,
    pub version: i64,
    pub is_outside: bool,
    pub created_at: OffsetDateTime,
    /// How many are in the workspace.
    pub total: i64,
}

#[derive(FromRow)]
struct RawRow {
    term: String,
    user_id: Uuid,
    name: String,
    email: String,
    role: String,
    version: i64,
    is_outside: bool,
    created_at: OffsetDateTime,
    total: i64,
}

impl TryFrom<RawRow> for MemberRow {
    type Error = AppError;

    fn try_from(row: RawRow) -> Result<Self, AppError> {
        Ok(Self {
            term: row.term,
            user: row.user_id.into(),
            name: row.name,
            email: row.email,
            role: row.role.parse().map_err(internal)?,
            version: row.version,
            is_outside: row.is_outside,
            created_at: row.created_at,
            total: row.total,
        })
    }
}

/// The memberships of a workspace, behind which conditions can follow; [`people`] makes rows of them. `from` is where they come from.
fn memberships(before: &str, from: &str, (org, workspace): (OrgId, WorkspaceId)) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(before);
    sql.push("with t as (select wm.* from ").push(from).push(" where wm.org_id = ").push_bind(org.uuid());
    sql.push(" and wm.workspace_id = ").push_bind(workspace.uuid());
    sql
}

/// Ends the statement that [`memberships`] began. Who is looked up is who is shown: by a join of everybody, the planner would
/// read all members of the organization.
fn people(sql: &mut QueryBuilder<Postgres>, order: &str) {
    sql.push(
        ") select t.term, t.user_id, u.name, u.email, t.role, t.version, t.created_at, m.id is null as is_outside,
            (select sum(c.count)::bigint from workspace_counts c
                where c.org_id = t.org_id and c.workspace_id = t.workspace_id and c.kind = 'members') as total
         from t join users u on u.id = t.user_id left join memberships m on m.org_id = t.org_id and m.user_id = t.user_id ",
    )
    .push(order);
}

/// Rows of the list, by name; backward from the cursor if so asked. A walk along one index, but for a search.
pub async fn list(db: &mut impl Room<SeeContent>, listed: &Listed) -> Result<Vec<MemberRow>, AppError> {
    let mut sql = list_sql(db.place(), listed, "");
    let rows: Vec<RawRow> = sql.build_query_as().fetch_all(db.conn()).await?;
    rows.into_iter().map(MemberRow::try_from).collect()
}

/// The statement of [`list`]. The test of its plan puts `explain` before it.
pub fn list_sql(place: (OrgId, WorkspaceId), listed: &Listed, before: &str) -> QueryBuilder<Postgres> {
    let is_search = !listed.search.is_empty();
    let from = if is_search {
        "workspace_memberships wm join users u on u.id = wm.user_id"
    } else {
        "workspace_memberships wm"
    };
    let mut sql = memberships(before, from, place);
    if is_search {
        sql.push(" and (position(app.fold(").push_bind(listed.search.clone()).push(") in wm.term) > 0");
        sql.push(" or position(lower(").push_bind(listed.search.clone()).push(") in u.email_key) > 0)");
    }
    if let Some(cursor) = &listed.from {
        sql.push(" and (wm.term, wm.user_id) ").push(if listed.backward { "< (" } else { "> (" });
        sql.push_bind(cursor.term.clone()).push(", ").push_bind(cursor.user).push(")");
    }
    let (order, shown) = if listed.backward {
        (" order by wm.term desc, wm.user_id desc limit ", "order by t.term desc, t.user_id desc")
    } else {
        (" order by wm.term, wm.user_id limit ", "order by t.term, t.user_id")
    };
    sql.push(order).push_bind(listed.limit + 1);
    people(&mut sql, shown);
    sql
}

/// One of them.
pub async fn get(db: &mut impl Room<SeeContent>, user: UserId) -> Result<MemberRow, AppError> {
    let mut sql = memberships("", "workspace_memberships wm", db.place());
    sql.push(" and wm.user_id = ").push_bind(user.uuid());
    people(&mut sql, "");
    let row: Option<RawRow> = sql.build_query_as().fetch_optional(db.conn()).await?;
    row.ok_or_else(AppError::not_found)?.try_into()
}

/// Members of the organization who aren't in the workspace and could enter it, by name: of a large organization some, since
/// it isn't walked through for what the browser offers while one types.
pub async fn list_candidates(db: &mut impl Room<ManageWorkspace>, limit: i64) -> Result<Vec<Candidate>, AppError> {
    let (org, workspace) = db.place();
    let candidates = sqlx::query_as!(
        Candidate,
        "select u.name, u.email from (
            select t.user_id, t.term, t.member_id from member_terms t where t.org_id = $1 and t.is_name and not t.is_suspended
            order by t.term, t.member_id limit 10::bigint * $3) t
         join users u on u.id = t.user_id
         where u.deleted_at is null and not exists (
            select from workspace_memberships wm where wm.org_id = $1 and wm.workspace_id = $2 and wm.user_id = t.user_id)
         order by t.term, t.member_id limit $3",
        org.uuid(),
        workspace.uuid(),
        limit,
    )
    .fetch_all(db.conn())
    .await?;
    Ok(candidates)
}

/// A member of the organization.
pub struct Found {
    pub user: UserId,
    pub name: String,
    pub email: String,
    /// Whether they are in the workspace.
    pub is_inside: bool,
}

struct FoundRow {
    id: Uuid,
    name: String,
    email: String,
    is_inside: bool,
}

impl From<FoundRow> for Found {
    fn from(row: FoundRow) -> Self {
        Self { user: row.id.into(), name: row.name, email: row.email, is_inside: row.is_inside }
    }
}

/// The member of the organization who has that address, which is in lower case.
pub async fn find_by_address(
    change: &mut Change<impl Inside<ManageWorkspace>>,
    email_key: &str,
) -> Result<Option<Found>, AppError> {
    let (org, workspace) = change.place();
    let found = sqlx::query_as!(
        FoundRow,
        r#"select u.id, u.name, u.email, exists (select from workspace_memberships wm
            where wm.org_id = $1 and wm.workspace_id = $2 and wm.user_id = u.id) as "is_inside!"
        from memberships m join users u on u.id = m.user_id
        where m.org_id = $1 and u.email_key = $3 and u.deleted_at is null"#,
        org.uuid(),
        workspace.uuid(),
        email_key,
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(found.map(Found::from))
}

/// Members of the organization whose name begins so, from any of its words on; those who are in the workspace last.
pub async fn find_by_name(
    change: &mut Change<impl Inside<ManageWorkspace>>,
    name: &str,
    limit: i64,
) -> Result<Vec<Found>, AppError> {
    let (org, workspace) = change.place();
    let found = sqlx::query_as!(
        FoundRow,
        r#"select u.id, u.name, u.email, f.is_inside as "is_inside!" from (
            select distinct t.user_id, exists (select from workspace_memberships wm
                where wm.org_id = $1 and wm.workspace_id = $2 and wm.user_id = t.user_id) as is_inside
            from member_terms t
            where t.org_id = $1 and not t.is_name and t.term >= app.fold($3) and t.term < app.fold($3) || U&'\+10FFFF'
        ) f join users u on u.id = f.user_id where u.deleted_at is null order by f.is_inside, lower(u.name), u.id limit $4"#,
        org.uuid(),
        workspace.uuid(),
        name,
        limit,
    )
    .fetch_all(change.conn())
    .await?;
    Ok(found.into_iter().map(Found::from).collect())
}

/// Somebody who is locked until the change ends.
pub struct Locked {
    pub name: String,
    pub role: WorkspaceRole,
    pub version: i64,
    /// Neither suspended in the organization nor with an account that is being deleted.
    pub can_enter: bool,
    pub changed_at: Option<OffsetDateTime>,
    pub changed_by: Option<String>,
}

pub async fn lock(change: &mut Change<impl Inside<LeaveWorkspace>>, user: UserId) -> Result<Option<Locked>, AppError> {
    let (org, workspace) = change.place();
    let row = sqlx::query!(
        r#"select u.name, wm.role, wm.version, wm.changed_at, c.name as "changed_by?", wm.can_enter
        from workspace_memberships wm join users u on u.id = wm.user_id left join users c on c.id = wm.changed_by
        where wm.org_id = $1 and wm.workspace_id = $2 and wm.user_id = $3 for update of wm"#,
        org.uuid(),
        workspace.uuid(),
        user.uuid(),
    )
    .fetch_optional(change.conn())
    .await?;
    row.map(|row| {
        Ok(Locked {
            name: row.name,
            role: row.role.parse().map_err(internal)?,
            version: row.version,
            can_enter: row.can_enter,
            changed_at: row.changed_at,
            changed_by: row.changed_by,
        })
    })
    .transpose()
}

/// How many managers can enter. Asked under the organization's lock; of the rows themselves, for it decides.
pub async fn count_managers(change: &mut Change<impl Inside<LeaveWorkspace>>) -> Result<i64, AppError> {
    let (org, workspace) = change.place();
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from workspace_memberships
        where org_id = $1 and workspace_id = $2 and role = 'manager' and can_enter"#,
        org.uuid(),
        workspace.uuid(),
    )
    .fetch_one(change.conn())
    .await?;
    Ok(count)
}

/// Adds a member of the organization. `false` for who is in the workspace.
pub async fn insert(
    change: &mut Change<impl Inside<ManageWorkspace>>,
    user: UserId,
    role: WorkspaceRole,
) -> Result<bool, AppError> {
    let ((org, workspace), now) = (change.place(), change.now());
    let by = change.scope().identity.user().map(UserId::uuid);
    let made = sqlx::query!(
        "insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at, created_by)
         select m.org_id, $2, m.user_id, $4, $5, $6 from memberships m where m.org_id = $1 and m.user_id = $3
         on conflict do nothing",
        org.uuid(),
        workspace.uuid(),
        user.uuid(),
        role.as_str(),
        now,
        by,
    )
    .execute(change.conn())
    .await?;
    Ok(made.rows_affected() == 1)
}

pub async fn set_role(
    change: &mut Change<impl Inside<ManageWorkspace>>,
    user: UserId,
    role: WorkspaceRole,
) -> Result<(), AppError> {
    let ((org, workspace), now) = (change.place(), change.now());
    let by = change.scope().identity.user().map(UserId::uuid);
    sqlx::query!(
        "update workspace_memberships set role = $4, version = version + 1, changed_at = $5, changed_by = $6
         where org_id = $1 and workspace_id = $2 and user_id = $3",
        org.uuid(),
        workspace.uuid(),
        user.uuid(),
        role.as_str(),
        now,
        by,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

pub async fn delete(change: &mut Change<impl Inside<LeaveWorkspace>>, user: UserId) -> Result<(), AppError> {
    let (org, workspace) = change.place();
    sqlx::query!(
        "delete from workspace_memberships where org_id = $1 and workspace_id = $2 and user_id = $3",
        org.uuid(),
        workspace.uuid(),
        user.uuid(),
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// To whom a letter goes, and about which workspace.
pub struct Addressee {
    pub name: String,
    pub email: Email,
    pub organization: String,
    pub org_slug: String,
    pub workspace: String,
    pub slug: String,
}

pub async fn find_addressee(
    db: &mut View<AsJob>,
    org: OrgId,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Addressee>, AppError> {
    let row = sqlx::query!(
        "select u.name, u.email, o.name as organization, o.slug as org_slug, w.name as workspace, w.slug
         from users u, organizations o join workspaces w on w.org_id = o.id
         where u.id = $1 and o.id = $2 and w.id = $3",
        user.uuid(),
        org.uuid(),
        workspace.uuid(),
    )
    .fetch_optional(db.tx())
    .await?;
    row.map(|row| {
        Ok(Addressee {
            name: row.name,
            email: Email::parse(&row.email).map_err(internal)?,
            organization: row.organization,
            org_slug: row.org_slug,
            workspace: row.workspace,
            slug: row.slug,
        })
    })
    .transpose()
}
