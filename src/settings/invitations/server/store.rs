//! The SQL of the list of invitations: `invitations` to the organization, from the side of who invites. Those to a workspace
//! are its managers' business.

use super::{
    people::Invitee,
    workspaces::store::{StoredWorkspace, read},
};
use crate::{
    kernel::{
        authz::{AsJob, ManageMembers, Within},
        db::{Change, Tenant, View},
        fault::internal,
        paging::{Spot, Way},
        sendings,
    },
    model::{AppError, InvitationId, OrgId, OrgRole, Page, UserId, email::Email},
    settings::invitations::model::Status,
};
use serde_json::Value;
use sqlx::{FromRow, Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

/// An invitation as it is stored.
pub struct Stored {
    pub id: InvitationId,
    pub email: String,
    pub role: OrgRole,
    pub status: Status,
    pub inviter: Option<String>,
    pub sent_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub ended_at: Option<OffsetDateTime>,
    /// Where it leads besides, as far as that is there, by name.
    pub workspaces: Vec<StoredWorkspace>,
}

/// An invitation that is about to be changed.
pub struct Locked {
    pub id: InvitationId,
    pub email: Email,
    pub role: OrgRole,
    pub status: Status,
}

/// An invitation that a newer one takes the place of.
pub struct Superseded {
    pub id: InvitationId,
    pub email_key: String,
    /// Whether it took a seat until then.
    pub was_pending: bool,
}

/// Somebody to invite, with all that is stored of it.
pub struct NewInvitation {
    pub id: InvitationId,
    pub invitee: Invitee,
    pub role: OrgRole,
}

/// What the letter says.
pub struct LetterData {
    pub email: Email,
    pub role: OrgRole,
    pub expires_at: OffsetDateTime,
    pub organization: String,
    pub inviter: Option<Inviter>,
}

/// Who invites.
pub struct Inviter {
    pub name: String,
    pub email: String,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    email: String,
    role: String,
    outcome: Option<String>,
    inviter: Option<String>,
    sent_at: OffsetDateTime,
    expires_at: OffsetDateTime,
    ended_at: Option<OffsetDateTime>,
    workspaces: Option<Value>,
}

impl Row {
    fn into_stored(self, now: OffsetDateTime) -> Result<Stored, AppError> {
        Ok(Stored {
            id: self.id.into(),
            role: self.role.parse().map_err(internal)?,
            status: status(self.outcome.as_deref(), self.expires_at, now)?,
            email: self.email,
            inviter: self.inviter,
            sent_at: self.sent_at,
            expires_at: self.expires_at,
            ended_at: self.ended_at,
            workspaces: read(self.workspaces)?,
        })
    }
}

fn status(outcome: Option<&str>, expires_at: OffsetDateTime, now: OffsetDateTime) -> Result<Status, AppError> {
    match outcome {
        Some(outcome) => outcome.parse(),
        None if expires_at > now => Ok(Status::Pending),
        None => Ok(Status::Expired),
    }
}

/// A page of the list, which is ordered by expiry, so by when each was last sent: one walk along one index, however many
/// there are.
pub async fn list(
    db: &mut impl Tenant<ManageMembers>,
    wanted: Option<Status>,
    way: Way,
    now: OffsetDateTime,
) -> Result<Page<Stored>, AppError> {
    let rows: Vec<Row> = page_query("", db.org(), wanted, way, now).build_query_as().fetch_all(db.conn()).await?;
    let rows = rows.into_iter().map(|row| row.into_stored(now)).collect::<Result<_, _>>()?;
    Ok(way.page(rows, |invitation: &Stored| Spot { at: invitation.expires_at, id: invitation.id.uuid() }))
}

/// The statement of [`list`], behind `prefix`.
pub fn page_query(
    prefix: &str,
    org: OrgId,
    wanted: Option<Status>,
    way: Way,
    now: OffsetDateTime,
) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(prefix);
    query.push(
        "select i.id, i.email, i.role, i.outcome, u.name as inviter, i.sent_at, i.expires_at, i.ended_at,
            (select jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name, 'role', p.role) order by lower(w.name), w.id)
                from invitation_workspaces p join workspaces w on w.org_id = p.org_id and w.id = p.workspace_id
                where p.org_id = i.org_id and p.invitation_id = i.id and w.state in ('active', 'suspended')) as workspaces
         from (select * from invitations where workspace_id is null and org_id = ",
    );
    query.push_bind(org.uuid());
    match wanted {
        None => {}
        Some(Status::Pending) => {
            query.push(" and outcome is null and expires_at > ").push_bind(now);
        }
        Some(Status::Expired) => {
            query.push(" and outcome is null and expires_at <= ").push_bind(now);
        }
        Some(ended) => {
            query.push(" and outcome is not null and outcome = ").push_bind(ended.as_str());
        }
    }
    way.push(&mut query, "expires_at", "id");
    query.push(") i left join users u on u.id = i.invited_by");
    way.push_order(&mut query, "i.expires_at", "i.id");
    query
}

/// An invitation of the organization.
pub async fn get(
    db: &mut impl Tenant<ManageMembers>,
    id: InvitationId,
    now: OffsetDateTime,
) -> Result<Stored, AppError> {
    let org = db.org();
    let row = sqlx::query_as!(
        Row,
        r#"select i.id, i.email, i.role, i.outcome, u.name as "inviter?", i.sent_at, i.expires_at, i.ended_at,
            (select jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name, 'role', p.role) order by lower(w.name), w.id)
                from invitation_workspaces p join workspaces w on w.org_id = p.org_id and w.id = p.workspace_id
                where p.org_id = i.org_id and p.invitation_id = i.id and w.state in ('active', 'suspended')) as workspaces
        from invitations i left join users u on u.id = i.invited_by where i.org_id = $1 and i.id = $2 and i.workspace_id is null"#,
        org.uuid(),
        id.uuid(),
    )
    .fetch_optional(db.conn())
    .await?;
    row.ok_or_else(AppError::not_found)?.into_stored(now)
}

/// The same, for whoever changes it: nobody answers it before the change ends.
pub async fn lock(change: &mut Change<impl Within<ManageMembers>>, id: InvitationId) -> Result<Locked, AppError> {
    lock_all(change, &[id]).await?.pop().ok_or_else(AppError::not_found)
}

/// The same for several; those that aren't there are left out.
pub async fn lock_all(
    change: &mut Change<impl Within<ManageMembers>>,
    ids: &[InvitationId],
) -> Result<Vec<Locked>, AppError> {
    let (org, now) = (change.org(), change.now());
    let rows = sqlx::query!(
        "select id, email, role, outcome, expires_at from invitations
         where org_id = $1 and id = any ($2) and workspace_id is null order by id for update",
        org.uuid(),
        &ids.iter().map(|id| id.uuid()).collect::<Vec<Uuid>>(),
    )
    .fetch_all(change.conn())
    .await?;
    let locked = rows.into_iter().map(|row| {
        Ok(Locked {
            id: row.id.into(),
            email: Email::parse(&row.email).map_err(internal)?,
            role: row.role.parse().map_err(internal)?,
            status: status(row.outcome.as_deref(), row.expires_at, now)?,
        })
    });
    locked.collect()
}

/// Which of the addresses are members'.
pub async fn members_among(
    change: &mut Change<impl Within<ManageMembers>>,
    email_keys: &[String],
) -> Result<Vec<String>, AppError> {
    let org = change.org();
    let found = sqlx::query_scalar!(
        "select u.email_key from users u join memberships m on m.user_id = u.id
         where u.realm_id = $3 and u.email_key = any ($2) and m.org_id = $1",
        org.uuid(),
        email_keys,
        Uuid::nil(),
    )
    .fetch_all(change.conn())
    .await?;
    Ok(found)
}

/// The open invitations to one of the addresses, pending or expired, with their keys and roles: nobody else ends them before
/// this change does.
pub async fn lock_open(
    change: &mut Change<impl Within<ManageMembers>>,
    email_keys: &[String],
) -> Result<Vec<(String, OrgRole)>, AppError> {
    let org = change.org();
    let rows = sqlx::query!(
        "select email_key, role from invitations
         where org_id = $1 and email_key = any ($2) and ended_at is null and workspace_id is null order by id for update",
        org.uuid(),
        email_keys,
    )
    .fetch_all(change.conn())
    .await?;
    rows.into_iter().map(|row| Ok((row.email_key, row.role.parse().map_err(internal)?))).collect()
}

/// Ends the open invitation to a member's address, for a job; returns which it was, the address and the role.
pub async fn revoke_of(
    change: &mut Change<AsJob>,
    member: UserId,
) -> Result<Option<(InvitationId, String, OrgRole)>, AppError> {
    let Some(org) = change.scope().org else { return Ok(None) };
    let now = change.now();
    let row = sqlx::query!(
        "update invitations i set ended_at = $3, outcome = 'canceled' from users u
         where i.org_id = $1 and i.ended_at is null and i.workspace_id is null and u.id = $2 and i.email_key = u.email_key
            and exists (select from memberships m where m.org_id = $1 and m.user_id = $2)
         returning i.id, i.email, i.role",
        org.uuid(),
        member.uuid(),
        now,
    )
    .fetch_optional(change.conn())
    .await?;
    row.map(|row| Ok((row.id.into(), row.email, row.role.parse().map_err(internal)?))).transpose()
}

/// Ends every open invitation to one of the addresses, pending or expired, for newer ones.
pub async fn replace(
    change: &mut Change<impl Within<ManageMembers>>,
    email_keys: &[String],
) -> Result<Vec<Superseded>, AppError> {
    let (org, now) = (change.org(), change.now());
    let rows = sqlx::query!(
        "update invitations set ended_at = $3, outcome = 'replaced' where org_id = $1 and email_key = any ($2) and ended_at is null and workspace_id is null
         returning id, email_key, expires_at",
        org.uuid(),
        email_keys,
        now,
    )
    .fetch_all(change.conn())
    .await?;
    let superseded = rows.into_iter().map(|row| Superseded {
        id: row.id.into(),
        email_key: row.email_key,
        was_pending: row.expires_at > now,
    });
    Ok(superseded.collect())
}

/// Inserts invitations that the person sends now.
pub async fn insert(
    change: &mut Change<impl Within<ManageMembers>>,
    invitations: &[NewInvitation],
    expires_at: OffsetDateTime,
) -> Result<(), AppError> {
    let (org, user, now) = (change.org(), change.scope().user, change.now());
    let column = |of: fn(&NewInvitation) -> String| invitations.iter().map(of).collect::<Vec<String>>();
    sqlx::query!(
        "insert into invitations (id, org_id, email, email_key, role, invited_by, created_at, sent_at, expires_at)
         select n.id, $1, n.email, n.email_key, n.role, $2, $3, $3, $4
         from unnest($5::uuid[], $6::text[], $7::text[], $8::text[]) n(id, email, email_key, role)",
        org.uuid(),
        user.uuid(),
        now,
        expires_at,
        &invitations.iter().map(|one| one.id.uuid()).collect::<Vec<Uuid>>(),
        &column(|one| one.invitee.email.to_string()),
        &column(|one| one.invitee.email.key()),
        &column(|one| one.role.as_str().to_owned()),
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Marks them as sent now, by the person of the change.
pub async fn send_again(
    change: &mut Change<impl Within<ManageMembers>>,
    ids: &[InvitationId],
    expires_at: OffsetDateTime,
) -> Result<(), AppError> {
    let (org, user, now): (_, UserId, _) = (change.org(), change.scope().user, change.now());
    sqlx::query!(
        "update invitations set sent_at = $3, expires_at = $4, invited_by = $5,
            resent_at = array_append(array(select r.at from unnest(resent_at) r(at) where r.at > $6), $3)
         where org_id = $1 and id = any ($2) and ended_at is null",
        org.uuid(),
        &ids.iter().map(|id| id.uuid()).collect::<Vec<Uuid>>(),
        now,
        expires_at,
        user.uuid(),
        now - sendings::DAY,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Revokes it. Of everything that could end it at once, one gets `true`.
pub async fn revoke(change: &mut Change<impl Within<ManageMembers>>, id: InvitationId) -> Result<bool, AppError> {
    let (org, now) = (change.org(), change.now());
    let revoked = sqlx::query!(
        "update invitations set ended_at = $3, outcome = 'canceled'
         where org_id = $1 and id = $2 and ended_at is null and expires_at > $3",
        org.uuid(),
        id.uuid(),
        now,
    )
    .execute(change.conn())
    .await?;
    Ok(revoked.rows_affected() == 1)
}

/// What the letter of an invitation says, while it can be accepted.
pub async fn find_letter(
    db: &mut View<AsJob>,
    id: InvitationId,
    now: OffsetDateTime,
) -> Result<Option<LetterData>, AppError> {
    let row = sqlx::query!(
        r#"select i.email, i.role, i.expires_at, o.name as organization, u.name as "inviter?", u.email as "inviter_email?"
        from invitations i join organizations o on o.id = i.org_id left join users u on u.id = i.invited_by
        where i.id = $1 and i.ended_at is null and i.expires_at > $2"#,
        id.uuid(),
        now,
    )
    .fetch_optional(db.tx())
    .await?;
    row.map(|row| {
        Ok(LetterData {
            email: Email::parse(&row.email).map_err(internal)?,
            role: row.role.parse().map_err(internal)?,
            expires_at: row.expires_at,
            organization: row.organization,
            inviter: row.inviter.zip(row.inviter_email).map(|(name, email)| Inviter { name, email }),
        })
    })
    .transpose()
}
