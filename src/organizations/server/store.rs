//! The SQL of organizations as such: founding one, and the lists of one's own.

use crate::{
    kernel::{
        authz::{FoundOrganization, JoinOrganization, SeeAccount},
        crypto::hex,
        db::{Access, Change},
        fault::internal,
    },
    model::{
        AppError, OrgId, OrgRole, UserId, WorkspaceId,
        frame::{FrameData, OrgLink, Person, SharedLink, Word, WorkspaceLink},
        slug::Slug,
    },
};
use serde::Deserialize;
use sqlx::types::Json;
use time::OffsetDateTime;

/// Everything that the frame draws, in one statement.
pub struct FrameRow {
    /// When the person was last active in the organization.
    pub active_at: Option<OffsetDateTime>,
    person: Person,
    logo: Option<String>,
    organizations: Vec<OrgRow>,
    workspaces: Vec<WorkspaceLink>,
    shared: Vec<SharedLink>,
}

#[derive(Debug, Deserialize)]
struct OrgRow {
    id: OrgId,
    name: String,
    slug: String,
    role: OrgRole,
    logo: Option<String>,
    personal: bool,
}

impl From<OrgRow> for OrgLink {
    fn from(row: OrgRow) -> Self {
        let logo = row.logo.map(|file| OrgLink::logo_address(row.id, &file));
        Self { id: row.id, name: row.name, slug: row.slug, role: Some(row.role), logo, personal: row.personal }
    }
}

impl FrameRow {
    pub fn into_frame(self, current: Option<OrgLink>, shown: i64) -> FrameData {
        let mut organizations: Vec<OrgLink> = self.organizations.into_iter().map(OrgLink::from).collect();
        let more_organizations = organizations.len() as i64 > shown;
        organizations.truncate(shown as usize);
        let current = current
            .map(|org| OrgLink { logo: self.logo.as_deref().map(|file| OrgLink::logo_address(org.id, file)), ..org });
        FrameData {
            word: Word::default(),
            person: self.person,
            current,
            organizations,
            more_organizations,
            workspaces: self.workspaces,
            shared: self.shared,
            settings: Vec::new(),
            may_create: true,
        }
    }
}

/// The person, their organizations (one more than `shown`, if there are), their workspaces in `org`, and those that they
/// are in from outside.
pub async fn get_frame(
    db: &mut impl Access<SeeAccount>,
    user: UserId,
    org: Option<OrgId>,
    shown: i64,
) -> Result<FrameRow, AppError> {
    let row = sqlx::query!(
        r#"select u.name, u.email, (select o.logo from organizations o where o.id = $2) as "logo?",
            (select m.last_active_at from memberships m where m.org_id = $2 and m.user_id = u.id) as active_at,
            coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'slug', o.slug, 'role', o.role, 'logo', o.logo, 'personal', o.personal))
                from (select o.id, o.name, o.slug, m.role, o.logo, o.personal from memberships m join organizations o on o.id = m.org_id
                    where m.user_id = u.id order by lower(o.name), o.id limit $3) o), '[]') as "organizations!: Json<Vec<OrgRow>>",
            coalesce((select jsonb_agg(jsonb_build_object('name', w.name, 'slug', w.slug, 'suspended', w.state = 'suspended'))
                from (select w.name, w.slug, w.state from workspace_memberships wm join workspaces w on w.org_id = wm.org_id and w.id = wm.workspace_id
                    where wm.user_id = u.id and wm.org_id = $2 and w.state in ('active', 'suspended')
                    order by lower(w.name), w.id limit 50) w), '[]') as "workspaces!: Json<Vec<WorkspaceLink>>",
            coalesce((select jsonb_agg(jsonb_build_object('name', s.name, 'organization', s.org_name, 'path', '/o/' || s.org_slug || '/w/' || s.slug))
                from app.shared_workspaces(50) s), '[]') as "shared!: Json<Vec<SharedLink>>"
        from users u where u.id = $1"#,
        user.uuid(),
        org.map(OrgId::uuid),
        shown + 1,
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::signed_out)?;
    Ok(FrameRow {
        active_at: row.active_at,
        person: Person { name: row.name, email: row.email },
        logo: row.logo,
        organizations: row.organizations.0,
        workspaces: row.workspaces.0,
        shared: row.shared.0,
    })
}

/// The person's organizations whose name contains `query`, by name.
pub async fn list_own(
    db: &mut impl Access<SeeAccount>,
    user: UserId,
    query: &str,
    limit: i64,
) -> Result<Vec<OrgLink>, AppError> {
    let rows = sqlx::query!(
        "select o.id, o.name, o.slug, m.role, o.logo, o.personal from memberships m join organizations o on o.id = m.org_id
         where m.user_id = $1 and ($2 = '' or position(lower($2) in lower(o.name)) > 0)
         order by lower(o.name), o.id limit $3",
        user.uuid(),
        query,
        limit,
    )
    .fetch_all(db.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let role = row.role.parse().map_err(internal)?;
            let (id, name, slug) = (row.id.into(), row.name, row.slug);
            Ok(OrgRow { id, name, slug, role, logo: row.logo, personal: row.personal }.into())
        })
        .collect()
}

/// The address of the first workspace that the person is in from outside.
pub async fn find_shared(db: &mut impl Access<SeeAccount>) -> Result<Option<String>, AppError> {
    let path =
        sqlx::query_scalar!(r#"select '/o/' || org_slug || '/w/' || slug as "path!" from app.shared_workspaces(1)"#)
            .fetch_optional(db.conn())
            .await?;
    Ok(path)
}

/// The slug of the organization where the person was last, else of the first by name; and whether the person is locked out
/// there, which is so only where there is no other.
pub async fn find_home(db: &mut impl Access<SeeAccount>, user: UserId) -> Result<Option<(String, bool)>, AppError> {
    let home = sqlx::query!(
        r#"select o.slug, m.suspended_at is not null as "is_suspended!" from memberships m join organizations o on o.id = m.org_id
         left join last_places l on l.user_id = m.user_id and l.org_id = m.org_id
         where m.user_id = $1 order by m.suspended_at is not null, l.org_id nulls last, lower(o.name), o.id limit 1"#,
        user.uuid(),
    )
    .fetch_optional(db.conn())
    .await?;
    Ok(home.map(|home| (home.slug, home.is_suspended)))
}

/// Inserts the organization that the change founds. Returns its slug: the one that was asked for, or one made from it
/// where that may not be chosen, or is or was another's.
pub async fn insert_organization(
    change: &mut Change<FoundOrganization>,
    name: &str,
    slug: &str,
    personal: bool,
) -> Result<String, AppError> {
    let (org, user, now) = (change.org(), change.scope().user, change.now());
    let mut candidate = slug.to_owned();
    for _ in 0..8 {
        if Slug::parse(&candidate).is_ok() {
            let made = sqlx::query!(
                "with taken as (insert into organization_slugs (slug, org_id, since) values ($2, $1, $5) on conflict (slug) do nothing returning slug)
                 insert into organizations (id, slug, name, personal, created_at, updated_at, updated_by)
                 select $1, slug, $3, $4, $5, $5, $6 from taken",
                org.uuid(),
                candidate,
                name,
                personal,
                now,
                user.uuid(),
            )
            .execute(change.conn())
            .await?;
            if made.rows_affected() == 1 {
                return Ok(candidate);
            }
        }
        candidate = format!("{slug}-{}", hex(&change.random::<3>()));
    }
    Err(internal(format!("no free slug found for {slug:?}")))
}

/// Inserts the founder's membership.
pub async fn insert_owner(change: &mut Change<FoundOrganization>) -> Result<(), AppError> {
    let (scope, now) = (change.scope().clone(), change.now());
    sqlx::query!(
        "insert into memberships (id, org_id, user_id, role, created_at) values ($1, $2, $3, $4, $5)",
        scope.member.uuid(),
        scope.org.uuid(),
        scope.user.uuid(),
        scope.role.as_str(),
        now,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Inserts the membership of who joins; who was removed before is no former member any more. `false` if there is one.
pub async fn insert_member(change: &mut Change<JoinOrganization>) -> Result<bool, AppError> {
    let (scope, now) = (change.scope().clone(), change.now());
    let made = sqlx::query!(
        "insert into memberships (id, org_id, user_id, role, created_at) values ($1, $2, $3, $4, $5)
         on conflict (org_id, user_id) do nothing",
        scope.member.uuid(),
        scope.org.uuid(),
        scope.user.uuid(),
        scope.role.as_str(),
        now,
    )
    .execute(change.conn())
    .await?;
    sqlx::query!("delete from former_members where org_id = $1 and user_id = $2", scope.org.uuid(), scope.user.uuid())
        .execute(change.conn())
        .await?;
    Ok(made.rows_affected() == 1)
}

/// Inserts the first workspace with the founder as its manager.
pub async fn insert_first_workspace(
    change: &mut Change<FoundOrganization>,
    id: WorkspaceId,
    name: &str,
) -> Result<(), AppError> {
    let (org, user, now) = (change.org(), change.scope().user, change.now());
    sqlx::query!(
        "with w as (insert into workspaces (id, org_id, slug, name, created_at) values ($1, $2, lower($3), $3, $5))
         insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at) values ($2, $1, $4, 'manager', $5)",
        id.uuid(),
        org.uuid(),
        name,
        user.uuid(),
        now,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
