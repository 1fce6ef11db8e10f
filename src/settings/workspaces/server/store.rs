//! The SQL of the Workspaces tab: the rows of `workspaces` and what is counted of each, and never what is inside.

use crate::{
    kernel::{
        authz::{AsJob, ManageWorkspaces, Within},
        crypto::hex,
        db::{Change, Tenant, View},
        fault::{OnConstraint, internal},
        plans::Plans,
    },
    model::{
        AppError, DeletionId, OrgId, UserId, WorkspaceId, WorkspaceRole, allowance::Allowance,
        document::DocumentFormats, email::Email, slug::Slug,
    },
    settings::workspaces::model::{Counts, Identity, Part, Refusal, Show, State, Totals, Workspace, WorkspaceCursor},
};
use sqlx::{FromRow, Postgres, QueryBuilder};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

/// Which rows of the list.
pub struct Listed {
    pub search: String,
    pub show: Show,
    /// Behind this one, or before it.
    pub from: Option<WorkspaceCursor>,
    pub backward: bool,
    /// The first day of the month whose fills are counted.
    pub month: Date,
    /// One more is fetched.
    pub limit: i64,
}

/// A row of the list.
pub struct ListedRow {
    /// What it is ordered by.
    pub term: String,
    pub workspace: Workspace,
    pub members: i64,
    pub managers: i64,
    pub forms: i64,
    pub fills: i64,
    pub created_at: OffsetDateTime,
}

#[derive(FromRow)]
struct RawListed {
    term: String,
    id: Uuid,
    slug: String,
    name: String,
    description: String,
    state: String,
    reason: String,
    version: i64,
    created_at: OffsetDateTime,
    members: i64,
    managers: i64,
    forms: i64,
    fills: i64,
}

impl TryFrom<RawListed> for ListedRow {
    type Error = AppError;

    fn try_from(row: RawListed) -> Result<Self, AppError> {
        Ok(Self {
            term: row.term,
            workspace: Workspace {
                id: row.id.into(),
                identity: Identity { name: row.name, slug: row.slug, description: row.description },
                state: row.state.parse().map_err(internal)?,
                reason: row.reason,
                version: row.version,
            },
            members: row.members,
            managers: row.managers,
            forms: row.forms,
            fills: row.fills,
            created_at: row.created_at,
        })
    }
}

/// Rows of the list with what is counted of each, in its order; backward from the cursor if so asked.
pub async fn list(db: &mut impl Tenant<ManageWorkspaces>, listed: &Listed) -> Result<Vec<ListedRow>, AppError> {
    let mut sql = list_sql(db.org(), listed, "");
    let rows: Vec<RawListed> = sql.build_query_as().fetch_all(db.conn()).await?;
    rows.into_iter().map(ListedRow::try_from).collect()
}

/// The statement of [`list`]. The test of its plan puts `explain` before it.
pub fn list_sql(org: OrgId, listed: &Listed, before: &str) -> QueryBuilder<Postgres> {
    let order = if listed.backward { "order by lower(w.name) desc, w.id desc" } else { "order by lower(w.name), w.id" };
    let mut sql = QueryBuilder::new(before);
    sql.push("with w as (select lower(w.name) as term, w.* from workspaces w where w.org_id = ").push_bind(org.uuid());
    sql.push(match listed.show {
        Show::Current | Show::Unmanaged => " and w.state in ('active', 'suspended')",
        Show::Archived => " and w.state = 'archived'",
    });
    if listed.show == Show::Unmanaged {
        // A sum of nothing has a part that is nothing or less, and those parts have an index.
        sql.push(" and w.id in (select c.workspace_id from workspace_counts c where c.org_id = ").push_bind(org.uuid());
        sql.push(" and c.kind = 'managers' and c.count <= 0) and (select sum(c.count) from workspace_counts c where c.org_id = ");
        sql.push_bind(org.uuid()).push(" and c.workspace_id = w.id and c.kind = 'managers') <= 0");
    }
    if !listed.search.is_empty() {
        sql.push(" and position(lower(").push_bind(listed.search.clone()).push(") in lower(w.name)) > 0");
    }
    if let Some(cursor) = &listed.from {
        sql.push(" and (lower(w.name), w.id) ").push(if listed.backward { "< (" } else { "> (" });
        sql.push_bind(cursor.term.clone()).push(", ").push_bind(cursor.id).push(")");
    }
    sql.push(" ").push(order).push(" limit ").push_bind(listed.limit + 1);
    sql.push(
        ") select w.term, w.id, w.slug, w.name, w.description, w.state, w.reason, w.version, w.created_at,
            coalesce(c.members, 0)::bigint as members, coalesce(c.managers, 0)::bigint as managers,
            coalesce(c.forms, 0)::bigint as forms, coalesce(f.fills, 0)::bigint as fills
        from w left join lateral (
            select sum(c.count) filter (where c.kind = 'members') as members, sum(c.count) filter (where c.kind = 'managers') as managers,
                sum(c.count) filter (where c.kind = 'forms') as forms
            from workspace_counts c where c.org_id = w.org_id and c.workspace_id = w.id) c on true
        left join lateral (
            select sum(f.count) as fills from fill_counts f where f.org_id = w.org_id and f.workspace_id = w.id and f.month = ",
    );
    sql.push_bind(listed.month).push(") f on true ").push(order);
    sql
}

/// How many workspaces there are, and how many the plan has room for. Triggers keep the tallies in the transaction that
/// creates or restores one: behind the organization's lock, which those take, they are as true as counting.
pub async fn count(db: &mut impl Tenant<ManageWorkspaces>, plans: &Plans) -> Result<(Totals, Allowance), AppError> {
    let org = db.org();
    let row = sqlx::query!(
        r#"select o.plan, t.current as "current!", t.archived as "archived!"
         from organizations o cross join lateral (
            select coalesce(sum(t.count) filter (where t.kind = 'workspaces'), 0)::bigint as current,
                coalesce(sum(t.count) filter (where t.kind = 'archived_workspaces'), 0)::bigint as archived
            from tallies t where t.org_id = o.id) t
         where o.id = $1"#,
        org.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    let plan = plans.of(row.plan.as_deref());
    let allowance = Allowance { plan: plan.name.clone(), used: row.current, limit: plan.workspaces.0 };
    Ok((Totals { current: row.current, archived: row.archived }, allowance))
}

/// How documents of new workspaces are written and drawn.
pub async fn get_defaults(db: &mut impl Tenant<ManageWorkspaces>) -> Result<DocumentFormats, AppError> {
    let org = db.org();
    let row = sqlx::query!(
        "select default_language, default_date_format, default_time_format, default_decimals, default_dpi
         from organizations where id = $1",
        org.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    DocumentFormats::stored(
        [&row.default_language, &row.default_date_format, &row.default_time_format],
        [row.default_decimals, row.default_dpi],
    )
    .map_err(internal)
}

/// How a request names a workspace: pages by slug, forms and the API by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    Id(WorkspaceId),
    Slug(String),
}

impl From<WorkspaceId> for Which {
    fn from(id: WorkspaceId) -> Self {
        Self::Id(id)
    }
}

impl From<String> for Which {
    fn from(slug: String) -> Self {
        Self::Slug(slug)
    }
}

/// A workspace with who did what to it last.
pub struct WorkspaceRow {
    pub workspace: Workspace,
    pub created_at: OffsetDateTime,
    pub state_at: Option<OffsetDateTime>,
    pub state_by: Option<String>,
    pub updated_at: Option<OffsetDateTime>,
    pub updated_by: Option<String>,
    /// Whether the person who asks is in it.
    pub is_in: bool,
}

/// A workspace that isn't being deleted.
pub async fn get(
    db: &mut impl Tenant<ManageWorkspaces>,
    which: &Which,
    user: UserId,
) -> Result<WorkspaceRow, AppError> {
    let org = db.org();
    let (id, slug) = match which {
        Which::Id(id) => (Some(id.uuid()), None),
        Which::Slug(slug) => (None, Some(slug.as_str())),
    };
    let row = sqlx::query!(
        r#"select w.id, w.slug, w.name, w.description, w.state, w.reason, w.version, w.created_at, w.state_at, w.updated_at,
            s.name as "state_by?", u.name as "updated_by?",
            exists (select from workspace_memberships m where m.org_id = w.org_id and m.workspace_id = w.id and m.user_id = $4) as "is_in!"
        from workspaces w left join users s on s.id = w.state_by left join users u on u.id = w.updated_by
        where w.org_id = $1 and (w.id = $2 or w.slug = $3) and w.state <> 'deleting'"#,
        org.uuid(),
        id,
        slug,
        user.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    Ok(WorkspaceRow {
        workspace: Workspace {
            id: row.id.into(),
            identity: Identity { name: row.name, slug: row.slug, description: row.description },
            state: row.state.parse().map_err(internal)?,
            reason: row.reason,
            version: row.version,
        },
        created_at: row.created_at,
        state_at: row.state_at,
        state_by: row.state_by,
        updated_at: row.updated_at,
        updated_by: row.updated_by,
        is_in: row.is_in,
    })
}

/// How much there is in a workspace.
pub async fn get_counts(
    db: &mut impl Tenant<ManageWorkspaces>,
    workspace: WorkspaceId,
    month: Date,
) -> Result<Counts, AppError> {
    let org = db.org();
    let counts = sqlx::query_as!(
        Counts,
        r#"select c.members as "members!", c.managers as "managers!", c.forms as "forms!", c.profiles as "profiles!",
            c.documents as "documents!", c.sessions as "sessions!", f.fills as "fills!", f.all_fills as "all_fills!"
        from (select coalesce(sum(count) filter (where kind = 'members'), 0)::bigint as members,
                coalesce(sum(count) filter (where kind = 'managers'), 0)::bigint as managers,
                coalesce(sum(count) filter (where kind = 'forms'), 0)::bigint as forms,
                coalesce(sum(count) filter (where kind = 'profiles'), 0)::bigint as profiles,
                coalesce(sum(count) filter (where kind = 'documents'), 0)::bigint as documents,
                coalesce(sum(count) filter (where kind = 'sessions'), 0)::bigint as sessions
            from workspace_counts where org_id = $1 and workspace_id = $2) c,
            (select coalesce(sum(count) filter (where month = $3), 0)::bigint as fills, coalesce(sum(count), 0)::bigint as all_fills
            from fill_counts where org_id = $1 and workspace_id = $2) f"#,
        org.uuid(),
        workspace.uuid(),
        month,
    )
    .fetch_one(db.conn())
    .await?;
    Ok(counts)
}

/// Names and addresses of members who could be appointed, by name; at most 50.
pub async fn list_candidates(db: &mut impl Tenant<ManageWorkspaces>) -> Result<Vec<(String, String)>, AppError> {
    let org = db.org();
    let rows = sqlx::query!(
        "select u.name, u.email from member_terms t join memberships m on m.id = t.member_id join users u on u.id = m.user_id
         where t.org_id = $1 and t.is_name and not t.is_suspended and u.deleted_at is null order by t.term, t.member_id limit 50",
        org.uuid(),
    )
    .fetch_all(db.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.email)).collect())
}

/// A workspace that is about to be inserted.
pub struct New<'a> {
    pub id: WorkspaceId,
    pub name: &'a str,
    pub description: &'a str,
    pub formats: DocumentFormats,
}

/// Inserts a workspace with the person as its manager. `false` where another one of the organization has the slug.
pub async fn insert(
    change: &mut Change<impl Within<ManageWorkspaces>>,
    new: &New<'_>,
    slug: &str,
) -> Result<bool, AppError> {
    let (org, user, now) = (change.org(), change.scope().user, change.now());
    let DocumentFormats { language, date_format, time_format, decimals, dpi } = new.formats;
    let made = sqlx::query!(
        "with w as (insert into workspaces (id, org_id, slug, name, description, language, date_format, time_format, decimals, dpi, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (org_id, slug) do nothing returning id)
         insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
            select $2, w.id, $12, 'manager', $11 from w",
        new.id.uuid(),
        org.uuid(),
        slug,
        new.name,
        new.description,
        language.as_str(),
        date_format.as_str(),
        time_format.as_str(),
        i16::from(decimals.get()),
        dpi.get() as i16,
        now,
        user.uuid(),
    )
    .execute(change.conn())
    .await?;
    Ok(made.rows_affected() == 1)
}

/// The same under that slug, or, where it is taken or reserved, with a few random characters behind it. Returns which.
pub async fn insert_somewhere(
    change: &mut Change<impl Within<ManageWorkspaces>>,
    new: &New<'_>,
    slug: &str,
) -> Result<String, AppError> {
    let mut candidate = slug.to_owned();
    for _ in 0..8 {
        if Slug::parse_for_workspace(&candidate).is_ok() && insert(change, new, &candidate).await? {
            return Ok(candidate);
        }
        candidate = format!("{slug}-{}", hex(&change.random::<3>()));
    }
    Err(internal(format!("no free slug found for {slug:?}")))
}

/// A workspace that is locked until the change ends, with who changed what of it last.
pub struct Locked {
    pub workspace: Workspace,
    pub changed_at: Option<OffsetDateTime>,
    pub changed_by: Option<String>,
    pub changed_parts: Vec<Part>,
}

/// Locks a workspace that isn't being deleted. What is added to it meanwhile needn't wait.
pub async fn lock(
    change: &mut Change<impl Within<ManageWorkspaces>>,
    workspace: WorkspaceId,
) -> Result<Locked, AppError> {
    let org = change.org();
    let row = sqlx::query!(
        r#"select w.id, w.slug, w.name, w.description, w.state, w.reason, w.version, w.changed_parts, w.updated_at,
            u.name as "changed_by?"
        from workspaces w left join users u on u.id = w.updated_by
        where w.org_id = $1 and w.id = $2 and w.state <> 'deleting' for no key update of w"#,
        org.uuid(),
        workspace.uuid(),
    )
    .fetch_optional(change.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    Ok(Locked {
        workspace: Workspace {
            id: row.id.into(),
            identity: Identity { name: row.name, slug: row.slug, description: row.description },
            state: row.state.parse().map_err(internal)?,
            reason: row.reason,
            version: row.version,
        },
        changed_at: row.updated_at,
        changed_by: row.changed_by,
        changed_parts: row.changed_parts.iter().filter_map(|word| Part::from_word(word)).collect(),
    })
}

/// Writes name, address and description. Returns the new version.
pub async fn save(
    change: &mut Change<impl Within<ManageWorkspaces>>,
    workspace: WorkspaceId,
    identity: &Identity,
) -> Result<i64, AppError> {
    let (org, user, now) = (change.org(), change.scope().user, change.now());
    sqlx::query_scalar!(
        "update workspaces set name = $3, slug = $4, description = $5, version = version + 1, updated_at = $6, updated_by = $7
         where org_id = $1 and id = $2 returning version",
        org.uuid(),
        workspace.uuid(),
        identity.name,
        identity.slug,
        identity.description,
        now,
        user.uuid(),
    )
    .fetch_one(change.conn())
    .await
    .on_constraint("workspaces_org_slug_key", || Refusal::Taken)
}

/// Writes the state. Returns the new version.
pub async fn set_state(
    change: &mut Change<impl Within<ManageWorkspaces>>,
    workspace: WorkspaceId,
    state: State,
    reason: &str,
) -> Result<i64, AppError> {
    let (org, user, now) = (change.org(), change.scope().user, change.now());
    let version = sqlx::query_scalar!(
        "update workspaces set state = $3, reason = $4, state_at = $5, state_by = $6, updated_at = $5, updated_by = $6, version = version + 1
         where org_id = $1 and id = $2 returning version",
        org.uuid(),
        workspace.uuid(),
        state.as_str(),
        reason,
        now,
        user.uuid(),
    )
    .fetch_one(change.conn())
    .await?;
    Ok(version)
}

/// Marks the workspace as one that is being deleted.
pub async fn delete(
    change: &mut Change<impl Within<ManageWorkspaces>>,
    workspace: WorkspaceId,
    deletion: DeletionId,
) -> Result<(), AppError> {
    let (org, user, now) = (change.org(), change.scope().user, change.now());
    sqlx::query!(
        "update workspaces set state = 'deleting', deletion = $3, state_at = $4, state_by = $5, updated_at = $4, updated_by = $5, version = version + 1
         where org_id = $1 and id = $2",
        org.uuid(),
        workspace.uuid(),
        deletion.uuid(),
        now,
        user.uuid(),
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Deletes the row of a workspace that was emptied. `false` if another run did.
pub async fn delete_emptied(
    change: &mut Change<AsJob>,
    org: OrgId,
    workspace: WorkspaceId,
    deletion: DeletionId,
) -> Result<bool, AppError> {
    let deleted = sqlx::query!(
        "delete from workspaces where org_id = $1 and id = $2 and deletion = $3",
        org.uuid(),
        workspace.uuid(),
        deletion.uuid(),
    )
    .execute(change.conn())
    .await?;
    Ok(deleted.rows_affected() == 1)
}

/// Whether somebody who can enter manages the workspace. Asked of the memberships themselves, for it decides.
pub async fn has_manager(
    change: &mut Change<impl Within<ManageWorkspaces>>,
    workspace: WorkspaceId,
) -> Result<bool, AppError> {
    let org = change.org();
    let has = sqlx::query_scalar!(
        r#"select exists (select from workspace_memberships
            where org_id = $1 and workspace_id = $2 and role = 'manager' and can_enter) as "has!""#,
        org.uuid(),
        workspace.uuid(),
    )
    .fetch_one(change.conn())
    .await?;
    Ok(has)
}

/// A member who stays one until the change ends.
pub struct Member {
    pub user: UserId,
    pub name: String,
}

/// The member of that address who isn't suspended.
pub async fn lock_member(
    change: &mut Change<impl Within<ManageWorkspaces>>,
    email: &Email,
) -> Result<Option<Member>, AppError> {
    let org = change.org();
    let member = sqlx::query_as!(
        Member,
        r#"select m.user_id as "user", u.name from memberships m join users u on u.id = m.user_id
        where m.org_id = $1 and u.email_key = $2 and m.suspended_at is null and u.deleted_at is null for share of m"#,
        org.uuid(),
        email.key(),
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(member)
}

/// Makes somebody manager. Returns what they were in the workspace before.
pub async fn appoint(
    change: &mut Change<impl Within<ManageWorkspaces>>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<WorkspaceRole>, AppError> {
    let (org, by, now) = (change.org(), change.scope().user, change.now());
    let was = sqlx::query_scalar!(
        "with was as (select role from workspace_memberships where org_id = $1 and workspace_id = $2 and user_id = $3),
            made as (insert into workspace_memberships as m (org_id, workspace_id, user_id, role, created_at, created_by)
                values ($1, $2, $3, 'manager', $4, $5)
                on conflict (org_id, workspace_id, user_id) do update set role = 'manager', version = m.version + 1)
        select role from was",
        org.uuid(),
        workspace.uuid(),
        user.uuid(),
        now,
        by.uuid(),
    )
    .fetch_optional(change.conn())
    .await?;
    was.map(|role| role.parse().map_err(internal)).transpose()
}

/// Who is in a workspace and has an account.
pub async fn list_people(db: &mut Change<AsJob>, org: OrgId, workspace: WorkspaceId) -> Result<Vec<UserId>, AppError> {
    let people = sqlx::query_scalar!(
        "select m.user_id from workspace_memberships m join users u on u.id = m.user_id
         where m.org_id = $1 and m.workspace_id = $2 and u.deleted_at is null order by m.user_id",
        org.uuid(),
        workspace.uuid(),
    )
    .fetch_all(db.conn())
    .await?;
    Ok(people.into_iter().map(UserId::from).collect())
}

/// To whom a letter about a new manager goes, and what it tells of.
pub struct Addressee {
    pub name: String,
    pub email: Email,
    /// The path of the workspace.
    pub path: String,
    pub workspace: String,
    pub organization: String,
    pub manager: Option<String>,
    pub by: Option<String>,
}

/// That, for somebody who is still in the workspace.
pub async fn find_addressee(
    db: &mut View<AsJob>,
    (org, workspace): (OrgId, WorkspaceId),
    user: UserId,
    manager: UserId,
    by: UserId,
) -> Result<Option<Addressee>, AppError> {
    let row = sqlx::query!(
        r#"select u.name, u.email, o.slug as org_slug, o.name as organization, w.slug, w.name as workspace,
            m.name as "manager?", b.name as "by?"
        from workspace_memberships wm join users u on u.id = wm.user_id join workspaces w on w.org_id = wm.org_id and w.id = wm.workspace_id
            join organizations o on o.id = wm.org_id left join users m on m.id = $4 left join users b on b.id = $5
        where wm.org_id = $1 and wm.workspace_id = $2 and wm.user_id = $3 and w.state in ('active', 'suspended')"#,
        org.uuid(),
        workspace.uuid(),
        user.uuid(),
        manager.uuid(),
        by.uuid(),
    )
    .fetch_optional(db.tx())
    .await?;
    row.map(|row| {
        Ok(Addressee {
            name: row.name,
            email: Email::parse(&row.email).map_err(internal)?,
            path: format!("/o/{}/w/{}", row.org_slug, row.slug),
            workspace: row.workspace,
            organization: row.organization,
            manager: row.manager,
            by: row.by,
        })
    })
    .transpose()
}
