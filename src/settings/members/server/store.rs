//! The SQL of the Members tab: memberships, and who had one.

use crate::{
    kernel::{
        authz::{AsJob, ManageMembers, Within},
        db::{Change, Tenant, View},
        fault::internal,
    },
    model::{AppError, MemberId, OrgId, OrgRole, UserId, WorkspaceRole, email::Email},
    settings::members::{
        model::{Counts, KEYS_SHOWN, MemberCursor, Pick, Show},
        server::event::RevokedKey,
    },
};
use serde::Deserialize;
use sqlx::{FromRow, Postgres, QueryBuilder, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

/// Which rows of the list.
pub struct Listed {
    pub search: String,
    pub show: Show,
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
    pub id: MemberId,
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub role: OrgRole,
    pub version: i64,
    pub suspended: bool,
    /// Whether the account is being deleted.
    pub leaving: bool,
    pub created_at: OffsetDateTime,
    pub last_active_at: Option<OffsetDateTime>,
}

#[derive(FromRow)]
struct RawRow {
    term: String,
    id: Uuid,
    user_id: Uuid,
    name: String,
    email: String,
    role: String,
    version: i64,
    suspended: bool,
    leaving: bool,
    created_at: OffsetDateTime,
    last_active_at: Option<OffsetDateTime>,
}

impl TryFrom<RawRow> for MemberRow {
    type Error = AppError;

    fn try_from(row: RawRow) -> Result<Self, AppError> {
        Ok(Self {
            term: row.term,
            id: row.id.into(),
            user: row.user_id.into(),
            name: row.name,
            email: row.email,
            role: row.role.parse().map_err(internal)?,
            version: row.version,
            suspended: row.suspended,
            leaving: row.leaving,
            created_at: row.created_at,
            last_active_at: row.last_active_at,
        })
    }
}

/// What a row of the list has, of `memberships m` and `users u`.
const COLUMNS: &str = "m.id, m.user_id, u.name, u.email, m.role, m.version, m.suspended_at is not null as suspended,
    u.deleted_at is not null as leaving, m.created_at, m.last_active_at";

/// Rows of the list, in its order; backward from the cursor if so asked. A walk along one index of `member_terms`, of
/// which each filter has its own.
pub async fn list(db: &mut impl Tenant<ManageMembers>, listed: &Listed) -> Result<Vec<MemberRow>, AppError> {
    let mut sql = list_sql(db.org(), listed, "");
    let rows: Vec<RawRow> = sql.build_query_as().fetch_all(db.conn()).await?;
    rows.into_iter().map(MemberRow::try_from).collect()
}

/// The statement of [`list`]. The test of its plan puts `explain` before it.
pub fn list_sql(org: OrgId, listed: &Listed, before: &str) -> QueryBuilder<Postgres> {
    let order = if listed.backward { "order by t.term desc, t.member_id desc" } else { "order by t.term, t.member_id" };
    let by_name = listed.search.is_empty();
    let mut sql = QueryBuilder::new(before);
    sql.push("with t as (select t.term, t.member_id from member_terms t where t.org_id = ");
    sql.push_bind(org.uuid()).push(" and t.is_name = ").push_bind(by_name);
    match listed.show {
        Show::Everybody => {}
        Show::Role(role) => {
            sql.push(" and t.role = ").push_bind(role.as_str());
        }
        Show::Suspended => {
            sql.push(" and t.is_suspended");
        }
    }
    if !by_name {
        // U+10FFFF is behind every character that a name can have.
        sql.push(" and t.term >= app.fold(").push_bind(listed.search.clone());
        sql.push(") and t.term < app.fold(").push_bind(listed.search.clone());
        sql.push(") || U&'\\+10FFFF'");
        // Who has several terms that begin so stands at the first. Asked of the few terms of each row that is shown: by a
        // condition on the term, the planner would walk all of an organization's that it takes for small.
        sql.push(" and t.term = (select min(f.term) filter (where f.term >= app.fold(");
        sql.push_bind(listed.search.clone())
            .push(")) from member_terms f where f.member_id = t.member_id and not f.is_name)");
    }
    if let Some(cursor) = &listed.from {
        sql.push(" and (t.term, t.member_id) ").push(if listed.backward { "< (" } else { "> (" });
        sql.push_bind(cursor.term.clone()).push(", ").push_bind(cursor.id).push(")");
    }
    sql.push(" ").push(order).push(" limit ").push_bind(listed.limit + 1);
    sql.push(") select t.term, ").push(COLUMNS);
    sql.push(" from t join memberships m on m.id = t.member_id join users u on u.id = m.user_id ").push(order);
    sql
}

/// One member.
pub async fn get(db: &mut impl Tenant<ManageMembers>, member: MemberId) -> Result<MemberRow, AppError> {
    let mut sql = QueryBuilder::<Postgres>::new("select '' as term, ");
    sql.push(COLUMNS).push(" from memberships m join users u on u.id = m.user_id where m.org_id = ");
    sql.push_bind(db.org().uuid()).push(" and m.id = ").push_bind(member.uuid());
    let row: Option<RawRow> = sql.build_query_as().fetch_optional(db.conn()).await?;
    row.ok_or_else(AppError::not_found)?.try_into()
}

/// How many members there are of each kind.
pub async fn get_counts(db: &mut impl Tenant<ManageMembers>) -> Result<Counts, AppError> {
    let org = db.org();
    let row = sqlx::query!(
        "select owners, admins, billing_admins, user_admins, members, suspended from member_counts where org_id = $1",
        org.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    Ok(Counts {
        owners: row.owners.into(),
        admins: row.admins.into(),
        billing_admins: row.billing_admins.into(),
        user_admins: row.user_admins.into(),
        members: row.members.into(),
        suspended: row.suspended.into(),
    })
}

/// Somebody who was removed.
pub struct RemovedRow {
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub role: OrgRole,
    pub removed_at: OffsetDateTime,
    pub by: Option<String>,
}

/// Who was removed since, newest first, behind the cursor: a time in nanoseconds, and the person.
pub async fn list_removed(
    db: &mut impl Tenant<ManageMembers>,
    after: Option<MemberCursor>,
    since: OffsetDateTime,
    limit: i64,
) -> Result<Vec<RemovedRow>, AppError> {
    let org = db.org();
    let after = after.and_then(|cursor| {
        let at = OffsetDateTime::from_unix_timestamp_nanos(cursor.term.parse().ok()?).ok()?;
        Some((at, cursor.id))
    });
    let rows = sqlx::query!(
        r#"select f.user_id, u.name, u.email, f.role, f.removed_at, b.name as "by?"
        from former_members f join users u on u.id = f.user_id left join users b on b.id = f.removed_by
        where f.org_id = $1 and f.removed_at > $2 and (f.removed_at, f.user_id) < ($3, $4)
        order by f.removed_at desc, f.user_id desc limit $5"#,
        org.uuid(),
        since,
        after.map_or(FAR, |(at, _)| at),
        after.map_or(Uuid::max(), |(_, user)| user),
        limit,
    )
    .fetch_all(db.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(RemovedRow {
                user: row.user_id.into(),
                name: row.name,
                email: row.email,
                role: row.role.parse().map_err(internal)?,
                removed_at: row.removed_at,
                by: row.by,
            })
        })
        .collect()
}

/// Later than anything.
const FAR: OffsetDateTime = time::macros::datetime!(9999-12-31 0:00 UTC);

/// What a person's page tells besides their row.
pub struct About {
    pub invited_by: Option<String>,
    pub suspended_at: Option<OffsetDateTime>,
    pub suspended_by: Option<String>,
    pub changed_at: Option<OffsetDateTime>,
    pub changed_by: Option<String>,
    /// How many workspaces they are in.
    pub workspaces: i64,
    /// The keys that they made, the newest first; of more than are shown one more.
    pub keys: Json<Vec<KeyRow>>,
}

pub async fn get_about(
    db: &mut impl Tenant<ManageMembers>,
    user: UserId,
    now: OffsetDateTime,
) -> Result<About, AppError> {
    let org = db.org();
    sqlx::query_as!(
        About,
        r#"select m.suspended_at, s.name as "suspended_by?", m.changed_at, c.name as "changed_by?",
            (select count(*) from workspace_memberships wm where wm.org_id = m.org_id and wm.user_id = m.user_id) as "workspaces!",
            app.keys_made_by(m.user_id, $3, $4) as "keys!: Json<Vec<KeyRow>>",
            (select b.name from invitations i join users b on b.id = i.invited_by
                where i.org_id = m.org_id and i.user_id = m.user_id and i.outcome = 'accepted' and i.workspace_id is null order by i.ended_at desc limit 1) as "invited_by?"
        from memberships m left join users s on s.id = m.suspended_by left join users c on c.id = m.changed_by
        where m.org_id = $1 and m.user_id = $2"#,
        org.uuid(),
        user.uuid(),
        now,
        i32::try_from(KEYS_SHOWN).unwrap_or(i32::MAX).saturating_add(1),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)
}

/// The workspaces that a member is in, by name; at most 50.
pub async fn list_workspaces(
    db: &mut impl Tenant<ManageMembers>,
    user: UserId,
) -> Result<Vec<(String, WorkspaceRole)>, AppError> {
    let org = db.org();
    let rows = sqlx::query!(
        "select w.name, wm.role from workspace_memberships wm join workspaces w on w.org_id = wm.org_id and w.id = wm.workspace_id
         where wm.org_id = $1 and wm.user_id = $2 and w.state in ('active', 'suspended') order by lower(w.name), w.id limit 50",
        org.uuid(),
        user.uuid(),
    )
    .fetch_all(db.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let role = WorkspaceRole::ALL.into_iter().find(|role| role.as_str() == row.role);
            Ok((row.name, role.ok_or_else(|| internal("an unknown role in a workspace"))?))
        })
        .collect()
}

/// When a member's living sessions were opened and last used, the last used first; at most 50.
pub async fn list_sessions(
    db: &mut impl Tenant<ManageMembers>,
    user: UserId,
    now: OffsetDateTime,
    idle_since: OffsetDateTime,
) -> Result<Vec<(OffsetDateTime, OffsetDateTime)>, AppError> {
    let org = db.org();
    let rows = sqlx::query!(
        "select s.created_at, s.last_seen_at from sessions s join memberships m on m.user_id = s.user_id
         where m.org_id = $1 and s.user_id = $2 and s.expires_at > $3 and s.last_seen_at > $4 order by s.last_seen_at desc limit 50",
        org.uuid(),
        user.uuid(),
        now,
        idle_since,
    )
    .fetch_all(db.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.created_at, row.last_seen_at)).collect())
}

/// A key of some workspace: what it is called, and nothing that opens anything.
#[derive(Deserialize)]
pub struct KeyRow {
    pub name: String,
    pub prefix: String,
    pub workspace: String,
    #[serde(with = "time::serde::rfc3339::option")]
    pub last_used_at: Option<OffsetDateTime>,
}

/// Revokes the keys that the person made; returns which.
pub async fn revoke_keys(
    change: &mut Change<impl Within<ManageMembers>>,
    user: UserId,
    by: UserId,
) -> Result<Vec<RevokedKey>, AppError> {
    let now = change.now();
    let Json(revoked) = sqlx::query_scalar!(
        r#"select app.revoke_keys_made_by($1, $2, $3) as "revoked!: Json<Vec<RevokedKey>>""#,
        user.uuid(),
        by.uuid(),
        now,
    )
    .fetch_one(change.conn())
    .await?;
    Ok(revoked)
}

/// A member who is locked until the change ends.
pub struct Locked {
    pub id: MemberId,
    pub user: UserId,
    pub name: String,
    pub role: OrgRole,
    pub version: i64,
    pub suspended: bool,
    /// Whether the account is being deleted.
    pub is_leaving: bool,
    pub created_at: OffsetDateTime,
    pub changed_at: Option<OffsetDateTime>,
    pub changed_by: Option<String>,
}

/// Locks those of the picked who are members, and shares their accounts: somebody's new name, which has to write what is
/// changed here, comes before or after it.
pub async fn lock(change: &mut Change<impl Within<ManageMembers>>, picks: &[Pick]) -> Result<Vec<Locked>, AppError> {
    let org = change.org();
    let ids: Vec<Uuid> = picks.iter().map(|pick| pick.member.uuid()).collect();
    let rows = sqlx::query!(
        r#"select m.id, m.user_id, u.name, m.role, m.version, m.suspended_at is not null as "suspended!",
            u.deleted_at is not null as "is_leaving!", m.created_at, m.changed_at, c.name as "changed_by?"
        from memberships m join users u on u.id = m.user_id left join users c on c.id = m.changed_by
        where m.org_id = $1 and m.id = any ($2) order by m.id for no key update of m for share of u"#,
        org.uuid(),
        &ids,
    )
    .fetch_all(change.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Locked {
                id: row.id.into(),
                user: row.user_id.into(),
                name: row.name,
                role: row.role.parse().map_err(internal)?,
                version: row.version,
                suspended: row.suspended,
                is_leaving: row.is_leaving,
                created_at: row.created_at,
                changed_at: row.changed_at,
                changed_by: row.changed_by,
            })
        })
        .collect()
}

/// How many owners can enter: who is deleting the account can't. Asked under the organization's lock; of the rows themselves,
/// for it decides.
pub async fn count_owners(change: &mut Change<impl Within<ManageMembers>>) -> Result<i64, AppError> {
    let org = change.org();
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from member_terms t join memberships m on m.id = t.member_id join users u on u.id = m.user_id
        where t.org_id = $1 and t.role = 'owner' and t.is_name and m.role = 'owner' and m.suspended_at is null
            and u.deleted_at is null"#,
        org.uuid(),
    )
    .fetch_one(change.conn())
    .await?;
    Ok(count)
}

/// Who removed a member, whom and when, of the last 30 days.
pub struct Removal {
    pub name: String,
    pub by: Option<String>,
    pub removed_at: OffsetDateTime,
}

pub async fn find_removed(
    change: &mut Change<impl Within<ManageMembers>>,
    member: MemberId,
) -> Result<Option<Removal>, AppError> {
    let org = change.org();
    let removal = sqlx::query_as!(
        Removal,
        r#"select u.name, b.name as "by?", f.removed_at from former_members f join users u on u.id = f.user_id
            left join users b on b.id = f.removed_by where f.org_id = $1 and f.member_id = $2"#,
        org.uuid(),
        member.uuid(),
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(removal)
}

pub async fn set_role(
    change: &mut Change<impl Within<ManageMembers>>,
    member: MemberId,
    role: OrgRole,
) -> Result<(), AppError> {
    let (org, by, now) = (change.org(), change.scope().user, change.now());
    sqlx::query!(
        "update memberships set role = $3, version = version + 1, changed_at = $4, changed_by = $5 where org_id = $1 and id = $2",
        org.uuid(),
        member.uuid(),
        role.as_str(),
        now,
        by.uuid(),
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

pub async fn set_suspended(
    change: &mut Change<impl Within<ManageMembers>>,
    member: MemberId,
    suspended: bool,
) -> Result<(), AppError> {
    let (org, by, now) = (change.org(), change.scope().user, change.now());
    sqlx::query!(
        "update memberships set suspended_at = case when $3 then $4::timestamptz end, suspended_by = case when $3 then $5::uuid end,
            version = version + 1, changed_at = $4, changed_by = $5 where org_id = $1 and id = $2",
        org.uuid(),
        member.uuid(),
        suspended,
        now,
        by.uuid(),
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Deletes a membership and the workspace memberships that hang on it; returns of how many workspaces. What could be
/// reinstated before and can't any more is forgotten on the way.
pub async fn remove(
    change: &mut Change<impl Within<ManageMembers>>,
    member: &Locked,
    by: UserId,
) -> Result<i64, AppError> {
    let (org, now) = (change.org(), change.now());
    sqlx::query!("delete from former_members where org_id = $1 and removed_at <= $2", org.uuid(), now - super::KEPT)
        .execute(change.conn())
        .await?;
    sqlx::query!(
        "insert into former_members (org_id, user_id, member_id, role, joined_at, removed_at, removed_by, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (org_id, user_id) do update
            set member_id = $3, role = $4, joined_at = $5, removed_at = $6, removed_by = $7, version = $8",
        org.uuid(),
        member.user.uuid(),
        member.id.uuid(),
        member.role.as_str(),
        member.created_at,
        now,
        by.uuid(),
        member.version,
    )
    .execute(change.conn())
    .await?;
    let workspaces = sqlx::query!(
        "delete from workspace_memberships where org_id = $1 and user_id = $2",
        org.uuid(),
        member.user.uuid()
    )
    .execute(change.conn())
    .await?
    .rows_affected();
    sqlx::query!("delete from memberships where org_id = $1 and id = $2", org.uuid(), member.id.uuid())
        .execute(change.conn())
        .await?;
    i64::try_from(workspaces).map_err(internal)
}

/// Signs a member out of this deployment; returns of how many browsers.
pub async fn end_sessions(change: &mut Change<impl Within<ManageMembers>>, member: MemberId) -> Result<i64, AppError> {
    let org = change.org();
    let ended = sqlx::query!(
        "delete from sessions where user_id = (select m.user_id from memberships m where m.org_id = $1 and m.id = $2)",
        org.uuid(),
        member.uuid(),
    )
    .execute(change.conn())
    .await?
    .rows_affected();
    i64::try_from(ended).map_err(internal)
}

/// Somebody who was removed and can be reinstated.
pub struct Former {
    pub member: Option<MemberId>,
    pub name: String,
    pub role: OrgRole,
    pub joined_at: OffsetDateTime,
    pub version: i64,
    /// Whether the account is being deleted.
    pub is_leaving: bool,
}

/// Finds that, and shares the account: it isn't deleted before the change ends.
pub async fn find_former(
    change: &mut Change<impl Within<ManageMembers>>,
    user: UserId,
    since: OffsetDateTime,
) -> Result<Option<Former>, AppError> {
    let org = change.org();
    let row = sqlx::query!(
        r#"select f.member_id, u.name, f.role, f.joined_at, f.version, u.deleted_at is not null as "is_leaving!"
        from former_members f join users u on u.id = f.user_id
        where f.org_id = $1 and f.user_id = $2 and f.removed_at > $3 for share of u"#,
        org.uuid(),
        user.uuid(),
        since,
    )
    .fetch_optional(change.conn())
    .await?;
    row.map(|row| {
        Ok(Former {
            member: row.member_id.map(MemberId::from),
            name: row.name,
            role: row.role.parse().map_err(internal)?,
            joined_at: row.joined_at,
            version: row.version,
            is_leaving: row.is_leaving,
        })
    })
    .transpose()
}

/// Inserts the membership again. Its version goes on, so that a page from before the removal is stale.
pub async fn insert_reinstated(
    change: &mut Change<impl Within<ManageMembers>>,
    member: MemberId,
    user: UserId,
    former: &Former,
) -> Result<(), AppError> {
    let (org, by, now) = (change.org(), change.scope().user, change.now());
    sqlx::query!(
        "insert into memberships (id, org_id, user_id, role, created_at, version, changed_at, changed_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        member.uuid(),
        org.uuid(),
        user.uuid(),
        former.role.as_str(),
        former.joined_at,
        former.version + 1,
        now,
        by.uuid(),
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// To whom a letter goes, and about which organization.
pub struct Addressee {
    pub name: String,
    pub email: Email,
    pub organization: String,
    pub slug: String,
}

pub async fn find_addressee(db: &mut View<AsJob>, org: OrgId, user: UserId) -> Result<Option<Addressee>, AppError> {
    let row = sqlx::query!(
        "select u.name, u.email, o.name as organization, o.slug from users u, organizations o where u.id = $1 and o.id = $2",
        user.uuid(),
        org.uuid(),
    )
    .fetch_optional(db.tx())
    .await?;
    row.map(|row| {
        Ok(Addressee {
            name: row.name,
            email: Email::parse(&row.email).map_err(internal)?,
            organization: row.organization,
            slug: row.slug,
        })
    })
    .transpose()
}
