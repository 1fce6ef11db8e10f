//! The SQL of ends and returns: the deletion of `organizations`, and ending memberships.

use crate::{
    kernel::{
        authz::{Allows, AsJob, DeleteOrganization, LeaveOrganization, RestoreOrganization, SeeAccount, Within},
        db::{Access, Change, View},
        fault::internal,
        moment::Reader,
    },
    model::{AppError, DeletionId, MemberId, OrgId, OrgRole, UserId, email::Email},
    organizations::model::{Shared, WayOut},
};
use serde_json::Value;
use time::OffsetDateTime;

/// An organization that a person is in, with what their going would mean there.
pub struct OwnOrganization {
    pub id: OrgId,
    pub slug: String,
    pub name: String,
    /// The file of its logo, if it has one and lives.
    pub logo: Option<String>,
    pub role: OrgRole,
    /// Whether the person is locked out there.
    pub is_suspended: bool,
    pub joined_at: OffsetDateTime,
    /// Who can sign in, the person included.
    pub people: i64,
    /// The owners among them who aren't suspended; the person, if they are one.
    pub owners: i64,
    /// The person's own workspaces there.
    pub workspaces: i64,
    /// Its deletion, if it is deleted.
    pub deleted: Option<Deleted>,
}

/// The deletion of an organization.
pub struct Deleted {
    pub deletion: DeletionId,
    pub at: OffsetDateTime,
    pub purge_at: OffsetDateTime,
    /// Whether the purge has begun: nothing brings it back.
    pub is_purging: bool,
}

impl OwnOrganization {
    /// What becomes of it where the person goes.
    pub fn way_out(&self) -> WayOut {
        WayOut::of(self.role, self.owners, self.people)
    }
}

/// A deletion as a letter tells of it.
pub struct Told {
    pub name: String,
    pub by: Option<String>,
    pub at: OffsetDateTime,
    pub purge_at: OffsetDateTime,
    pub people: i64,
}

/// Somebody who owns the organization, for a letter.
pub struct Owner {
    pub email: Email,
    pub name: String,
    pub reader: Reader,
}

/// A membership that was ended.
pub struct Ended {
    pub member: MemberId,
    pub role: OrgRole,
    pub workspaces: u64,
}

/// The organizations that a person is in, the deleted ones too, by name; at most so many.
pub async fn list_own(
    db: &mut impl Access<SeeAccount>,
    user: UserId,
    limit: i32,
) -> Result<Vec<OwnOrganization>, AppError> {
    own(db.conn(), user, false, limit).await
}

/// The workspaces that the person of this transaction is in from outside; at most so many.
pub async fn list_shared(db: &mut impl Access<SeeAccount>, limit: i64) -> Result<Vec<Shared>, AppError> {
    let rows = sqlx::query!(
        r#"select name as "name!", org_name as "organization!", '/o/' || org_slug || '/w/' || slug as "path!", role as "role!"
        from app.shared_workspaces($1)"#,
        limit,
    )
    .fetch_all(db.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let role = row.role.parse().map_err(internal)?;
            Ok(Shared { name: row.name, organization: row.organization, path: row.path, role })
        })
        .collect()
}

/// All of them, locked until the change ends: nobody else becomes or stops being an owner there meanwhile.
pub async fn lock_own(
    change: &mut Change<impl Allows<SeeAccount>>,
    user: UserId,
) -> Result<Vec<OwnOrganization>, AppError> {
    own(change.conn(), user, true, i32::MAX).await
}

async fn own(
    conn: &mut sqlx::PgConnection,
    user: UserId,
    lock: bool,
    limit: i32,
) -> Result<Vec<OwnOrganization>, AppError> {
    let rows = sqlx::query!(
        r#"select org_id as "id!", slug as "slug!", name as "name!", role as "role!", is_suspended as "is_suspended!",
            joined_at as "joined_at!",
            people as "people!", owners as "owners!", workspaces as "workspaces!",
            deletion, deleted_at, purge_at, is_purging as "is_purging!",
            (select o.logo from organizations o where o.id = org_id) as logo
        from app.own_organizations($1, $2, $3) order by lower(name), org_id"#,
        user.uuid(),
        lock,
        limit,
    )
    .fetch_all(conn)
    .await?;
    let read = rows.into_iter().map(|row| {
        let deleted = match (row.deletion, row.deleted_at, row.purge_at) {
            (Some(deletion), Some(at), Some(purge_at)) => {
                Some(Deleted { deletion: deletion.into(), at, purge_at, is_purging: row.is_purging })
            }
            _ => None,
        };
        Ok(OwnOrganization {
            id: row.id.into(),
            slug: row.slug,
            name: row.name,
            logo: row.logo,
            role: row.role.parse().map_err(internal)?,
            is_suspended: row.is_suspended,
            joined_at: row.joined_at,
            people: row.people,
            owners: row.owners,
            workspaces: row.workspaces,
            deleted,
        })
    });
    read.collect()
}

/// The name of an organization that lives, locked until the change ends.
pub async fn lock_living(change: &mut Change<impl Within<DeleteOrganization>>) -> Result<String, AppError> {
    let org = change.org();
    sqlx::query_scalar!("select name from organizations where id = $1 and deleted_at is null for update", org.uuid())
        .fetch_optional(change.conn())
        .await?
        .ok_or_else(AppError::not_found)
}

/// Marks the organization, which the change has locked, as deleted.
pub async fn delete(
    change: &mut Change<impl Within<DeleteOrganization>>,
    deletion: DeletionId,
    purge_at: OffsetDateTime,
) -> Result<(), AppError> {
    let (org, user, now) = (change.org(), change.scope().user, change.now());
    sqlx::query!(
        "update organizations set deletion = $2, deleted_at = $3, deleted_by = $4, purge_at = $5 where id = $1",
        org.uuid(),
        deletion.uuid(),
        now,
        user.uuid(),
        purge_at,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Takes the mark away. `None` where the time to restore it is over.
pub async fn restore(change: &mut Change<impl Within<RestoreOrganization>>) -> Result<Option<DeletionId>, AppError> {
    let (org, now) = (change.org(), change.now());
    let deletion = sqlx::query_scalar!(
        r#"update organizations o set deletion = null, deleted_at = null, deleted_by = null, purge_at = null
        from organizations was
        where o.id = $1 and was.id = o.id and o.purging_at is null and o.purge_at > $2
        returning was.deletion as "deletion!""#,
        org.uuid(),
        now,
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(deletion.map(DeletionId::from))
}

/// Locks the organization before a membership of it ends, so that two who go at once take turns.
pub async fn lock_organization(
    change: &mut Change<impl Allows<LeaveOrganization>>,
    org: OrgId,
) -> Result<(), AppError> {
    sqlx::query!("select id from organizations where id = $1 for no key update", org.uuid())
        .fetch_optional(change.conn())
        .await?;
    Ok(())
}

/// Ends a person's membership and what it carried in workspaces. `None` where there is none.
pub async fn end_membership(
    change: &mut Change<impl Allows<LeaveOrganization>>,
    org: OrgId,
    user: UserId,
) -> Result<Option<Ended>, AppError> {
    let workspaces =
        sqlx::query!("delete from workspace_memberships where org_id = $1 and user_id = $2", org.uuid(), user.uuid())
            .execute(change.conn())
            .await?
            .rows_affected();
    let row = sqlx::query!(
        "delete from memberships where org_id = $1 and user_id = $2 returning id, role",
        org.uuid(),
        user.uuid()
    )
    .fetch_optional(change.conn())
    .await?;
    row.map(|row| Ok(Ended { member: row.id.into(), role: row.role.parse().map_err(internal)?, workspaces }))
        .transpose()
}

/// How many can sign in to the organization: everybody, and its owners who aren't suspended.
pub async fn count_people(change: &mut Change<impl Within<LeaveOrganization>>) -> Result<(i64, i64), AppError> {
    let org = change.org();
    let row = sqlx::query!(
        r#"select count(*) as "people!", count(*) filter (where m.role = 'owner' and m.suspended_at is null) as "owners!"
        from memberships m join users u on u.id = m.user_id where m.org_id = $1 and u.deleted_at is null"#,
        org.uuid(),
    )
    .fetch_one(change.conn())
    .await?;
    Ok((row.people, row.owners))
}

/// That deletion of the organization, if it still stands.
pub async fn find_deletion(db: &mut View<AsJob>, org: OrgId, deletion: DeletionId) -> Result<Option<Told>, AppError> {
    let row = sqlx::query!(
        r#"select o.name, u.name as "by?", o.deleted_at as "at!", o.purge_at as "purge_at!",
            (select count(*) from memberships m where m.org_id = o.id) as "people!"
        from organizations o left join users u on u.id = o.deleted_by where o.id = $1 and o.deletion = $2"#,
        org.uuid(),
        deletion.uuid(),
    )
    .fetch_optional(db.tx())
    .await?;
    Ok(row.map(|row| Told { name: row.name, by: row.by, at: row.at, purge_at: row.purge_at, people: row.people }))
}

/// Those who own the organization, aren't suspended there and can sign in.
pub async fn list_owners(change: &mut Change<AsJob>, org: OrgId) -> Result<Vec<UserId>, AppError> {
    let owners = sqlx::query_scalar!(
        "select m.user_id from memberships m join users u on u.id = m.user_id
         where m.org_id = $1 and m.role = 'owner' and m.suspended_at is null and u.deleted_at is null order by m.id",
        org.uuid(),
    )
    .fetch_all(change.conn())
    .await?;
    Ok(owners.into_iter().map(UserId::from).collect())
}

/// One of them, as a letter needs to know them; `None` for who isn't one any more.
pub async fn find_owner(db: &mut View<AsJob>, org: OrgId, user: UserId) -> Result<Option<Owner>, AppError> {
    let row = sqlx::query!(
        "select u.email, u.name, u.time_zone, u.date_format, u.time_format
         from memberships m join users u on u.id = m.user_id
         where m.org_id = $1 and m.user_id = $2
            and m.role = 'owner' and m.suspended_at is null and u.deleted_at is null",
        org.uuid(),
        user.uuid(),
    )
    .fetch_optional(db.tx())
    .await?;
    row.map(|row| {
        let (date, time) = (row.date_format.parse().unwrap_or_default(), row.time_format.parse().unwrap_or_default());
        Ok(Owner {
            email: Email::parse(&row.email).map_err(internal)?,
            name: row.name,
            reader: Reader::new(&row.time_zone, date, time),
        })
    })
    .transpose()
}

/// Deletes the last that is left of an organization that was emptied, and the outbox row that its purge runs from.
/// Returns what the purge found; `None` if another run ended it.
pub async fn delete_purged(
    change: &mut Change<AsJob>,
    org: OrgId,
    outbox: crate::model::OutboxId,
) -> Result<Option<Value>, AppError> {
    let counts =
        sqlx::query_scalar!("select app.purge_end($1, $2)", org.uuid(), outbox.uuid()).fetch_one(change.conn()).await?;
    Ok(counts)
}
