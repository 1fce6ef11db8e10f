//! The SQL of answering an invitation.

use crate::{
    account::model::invitation::InvitationError,
    kernel::{
        authz::{Allows, AsJob, HoldInvitation, JoinWorkspace},
        db::{Access, Change, View},
        fault::internal,
    },
    model::{AppError, InvitationId, OrgRole, UserId, WorkspaceId, WorkspaceRole, email::Email, invited::InvitedTo},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// An invitation, with what the page and the refusals say of it.
pub struct Invitation {
    pub email: Email,
    pub role: OrgRole,
    pub expires_at: OffsetDateTime,
    pub organization: String,
    pub slug: String,
    /// The workspace that it is to, where it is to one alone.
    pub workspace: Option<Workspace>,
    pub inviter: Option<String>,
    /// Whether the address has an account.
    pub is_known: bool,
    /// The address of who is signed in.
    pub reader: Option<String>,
    /// Whether they are a member; of the workspace, where it is to one.
    pub is_member: bool,
    outcome: Option<String>,
}

/// A workspace that somebody from outside is invited to.
pub struct Workspace {
    pub name: String,
    pub slug: String,
    pub role: WorkspaceRole,
}

impl Invitation {
    /// Whether who is signed in is who was invited.
    pub fn is_for_reader(&self) -> bool {
        self.reader.as_ref().is_some_and(|email| email.to_lowercase() == self.email.key())
    }

    /// Where accepting it leads.
    pub fn path(&self) -> String {
        match &self.workspace {
            None => format!("/o/{}", self.slug),
            Some(workspace) => format!("/o/{}/w/{}", self.slug, workspace.slug),
        }
    }

    /// Why it can't be answered any more, if it can't.
    pub fn ended(&self, now: OffsetDateTime) -> Option<InvitationError> {
        match self.outcome.as_deref() {
            Some("accepted") => Some(InvitationError::Accepted),
            Some("rejected") => Some(InvitationError::Declined),
            Some("canceled") => Some(InvitationError::Revoked),
            Some("replaced") => Some(InvitationError::Replaced),
            Some(_) => Some(InvitationError::Over),
            None => (self.expires_at <= now).then_some(InvitationError::Expired),
        }
    }
}

/// An invitation that this change ended.
pub struct Ended {
    pub email: String,
    pub role: OrgRole,
    /// What it was to, where it was to a workspace alone.
    pub workspace: Option<(WorkspaceId, WorkspaceRole)>,
    pub invited_by: Option<UserId>,
}

/// Who sent an invitation, for a letter.
pub struct Inviter {
    pub email: Email,
    pub name: String,
    pub organization: String,
    pub slug: String,
    /// Name and slug of the workspace, where it was to one alone.
    pub workspace: Option<(String, String)>,
    /// The name of who answered, if they have an account.
    pub answered_by: Option<String>,
}

/// The invitation whose link the transaction holds.
pub async fn get(db: &mut impl Access<HoldInvitation>, id: InvitationId) -> Result<Invitation, AppError> {
    let row = sqlx::query!(
        r#"select i.email, i.role, i.workspace_role, i.expires_at, i.outcome, o.name as organization, o.slug,
            w.name as "workspace?", w.slug as "workspace_slug?", u.name as "inviter?", r.email as "reader?",
            exists (select from users k where k.realm_id = $2 and k.email_key = i.email_key) as "is_known!",
            case when i.workspace_id is null
                then exists (select from memberships m where m.org_id = i.org_id and m.user_id = app.user_id())
                else app.is_in_workspace(i.workspace_id) end as "is_member!"
        from invitations i
        join organizations o on o.id = i.org_id
        left join workspaces w on w.org_id = i.org_id and w.id = i.workspace_id
        left join users u on u.id = i.invited_by
        left join users r on r.id = app.user_id()
        where i.id = $1"#,
        id.uuid(),
        Uuid::nil(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or(InvitationError::Over)?;
    Ok(Invitation {
        email: Email::parse(&row.email).map_err(internal)?,
        role: row.role.parse().map_err(internal)?,
        expires_at: row.expires_at,
        organization: row.organization,
        slug: row.slug,
        workspace: match (row.workspace, row.workspace_slug, row.workspace_role) {
            (Some(name), Some(slug), Some(role)) => {
                Some(Workspace { name, slug, role: role.parse().map_err(internal)? })
            }
            _ => None,
        },
        inviter: row.inviter,
        is_known: row.is_known,
        reader: row.reader,
        is_member: row.is_member,
        outcome: row.outcome,
    })
}

/// Accepts it for the person that it is for. Of everything that could end it at once, one gets it.
pub async fn accept(
    change: &mut Change<impl Allows<HoldInvitation>>,
    id: InvitationId,
    user: UserId,
) -> Result<Option<Ended>, AppError> {
    let now = change.now();
    let row = sqlx::query!(
        "update invitations i set ended_at = $2, outcome = 'accepted', user_id = u.id from users u
         where i.id = $1 and i.ended_at is null and i.expires_at > $2
            and u.id = $3 and u.realm_id = $4 and u.email_key = i.email_key
         returning i.email, i.role, i.invited_by, i.workspace_id, i.workspace_role",
        id.uuid(),
        now,
        user.uuid(),
        Uuid::nil(),
    )
    .fetch_optional(change.conn())
    .await?;
    row.map(|row| {
        let workspace = ended_in(row.workspace_id, row.workspace_role)?;
        ended(row.email, &row.role, row.invited_by, workspace)
    })
    .transpose()
}

/// Declines it, signed out or signed in as who it is for.
pub async fn decline(
    change: &mut Change<impl Allows<HoldInvitation>>,
    id: InvitationId,
    user: Option<UserId>,
) -> Result<Option<Ended>, AppError> {
    let now = change.now();
    let row = sqlx::query!(
        "update invitations i set ended_at = $2, outcome = 'rejected',
            user_id = $3
         where i.id = $1 and i.ended_at is null and i.expires_at > $2
            and ($3::uuid is null or exists (select from users u where u.id = $3 and u.realm_id = $4 and u.email_key = i.email_key))
         returning i.email, i.role, i.invited_by, i.workspace_id, i.workspace_role",
        id.uuid(),
        now,
        user.map(UserId::uuid),
        Uuid::nil(),
    )
    .fetch_optional(change.conn())
    .await?;
    row.map(|row| {
        let workspace = ended_in(row.workspace_id, row.workspace_role)?;
        ended(row.email, &row.role, row.invited_by, workspace)
    })
    .transpose()
}

fn ended(
    email: String,
    role: &str,
    invited_by: Option<Uuid>,
    workspace: Option<(WorkspaceId, WorkspaceRole)>,
) -> Result<Ended, AppError> {
    Ok(Ended { email, role: role.parse().map_err(internal)?, workspace, invited_by: invited_by.map(UserId::from) })
}

fn ended_in(workspace: Option<Uuid>, role: Option<String>) -> Result<Option<(WorkspaceId, WorkspaceRole)>, AppError> {
    let place = workspace.zip(role);
    place.map(|(workspace, role)| Ok((workspace.into(), role.parse().map_err(internal)?))).transpose()
}

/// Locks the organization's row, so that who accepts takes turns with everybody who changes who is in a workspace of it.
pub async fn line_up(change: &mut Change<HoldInvitation>) -> Result<(), AppError> {
    let org = change.scope().org;
    sqlx::query!("select from organizations where id = $1 for no key update", org.uuid())
        .fetch_one(change.conn())
        .await?;
    Ok(())
}

/// The role that a person has in the workspace now, kept as it is until the change ends. `None` for who isn't in it, or is
/// suspended in the organization.
pub async fn lock_workspace_role(
    change: &mut Change<HoldInvitation>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<WorkspaceRole>, AppError> {
    let org = change.scope().org;
    let role = sqlx::query_scalar!(
        "select wm.role from workspace_memberships wm where wm.org_id = $1 and wm.workspace_id = $2 and wm.user_id = $3
            and not exists (select from memberships m where m.org_id = $1 and m.user_id = $3 and m.suspended_at is not null)
         for share of wm",
        org.uuid(),
        workspace.uuid(),
        user.uuid(),
    )
    .fetch_optional(change.conn())
    .await?;
    role.map(|role| role.parse().map_err(internal)).transpose()
}

/// Puts the person into the workspace. `false` for who is in it already.
pub async fn insert_collaborator(
    change: &mut Change<HoldInvitation>,
    workspace: WorkspaceId,
    user: UserId,
    role: WorkspaceRole,
    invited_by: Option<UserId>,
) -> Result<bool, AppError> {
    let (org, now) = (change.scope().org, change.now());
    let made = sqlx::query!(
        "insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        org.uuid(),
        workspace.uuid(),
        user.uuid(),
        role.as_str(),
        now,
        invited_by.map(UserId::uuid),
    )
    .execute(change.conn())
    .await?;
    Ok(made.rows_affected() == 1)
}

/// A workspace that an invitation to the organization leads into.
pub struct Entrance {
    pub workspace: WorkspaceId,
    pub name: String,
    /// What the person is invited as.
    pub role: WorkspaceRole,
    /// What they are there already, from outside.
    pub own: Option<WorkspaceRole>,
    /// Who stands for it, as long as they manage the workspace and aren't suspended in the organization.
    pub granted_by: Option<UserId>,
}

/// The workspaces that it leads into and that are there for their members, by name.
pub async fn list_invited_to(
    db: &mut impl Access<HoldInvitation>,
    id: InvitationId,
) -> Result<Vec<InvitedTo>, AppError> {
    let rows = sqlx::query!(
        "select w.name, p.role from invitation_workspaces p join workspaces w on w.org_id = p.org_id and w.id = p.workspace_id
         where p.invitation_id = $1 and w.state in ('active', 'suspended') order by lower(w.name), w.id",
        id.uuid(),
    )
    .fetch_all(db.conn())
    .await?;
    rows.into_iter().map(|row| Ok(InvitedTo { name: row.name, role: row.role.parse().map_err(internal)? })).collect()
}

/// The same for whoever accepts it: who manages one of them now stays its manager until the change ends.
pub async fn lock_entrances(
    change: &mut Change<HoldInvitation>,
    id: InvitationId,
    user: UserId,
) -> Result<Vec<Entrance>, AppError> {
    let org = change.scope().org;
    let rows = sqlx::query!(
        r#"select p.workspace_id, w.name, p.role, own.role as "own?"
        from invitation_workspaces p join workspaces w on w.org_id = p.org_id and w.id = p.workspace_id
            left join workspace_memberships own on own.org_id = p.org_id and own.workspace_id = p.workspace_id and own.user_id = $3
        where p.org_id = $1 and p.invitation_id = $2 and w.state in ('active', 'suspended') order by lower(w.name), w.id"#,
        org.uuid(),
        id.uuid(),
        user.uuid(),
    )
    .fetch_all(change.conn())
    .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let managers = sqlx::query!(
        "select wm.workspace_id, wm.user_id from invitation_workspaces p
            join workspace_memberships wm on wm.org_id = p.org_id and wm.workspace_id = p.workspace_id and wm.user_id = p.granted_by
         where p.org_id = $1 and p.invitation_id = $2 and wm.role = 'manager' and not exists (
            select from memberships m where m.org_id = wm.org_id and m.user_id = wm.user_id and m.suspended_at is not null)
         order by wm.workspace_id for share of wm",
        org.uuid(),
        id.uuid(),
    )
    .fetch_all(change.conn())
    .await?;
    let entrances = rows.into_iter().map(|row| {
        let manager = managers.iter().find(|manager| manager.workspace_id == row.workspace_id);
        Ok(Entrance {
            workspace: row.workspace_id.into(),
            name: row.name,
            role: row.role.parse().map_err(internal)?,
            own: row.own.map(|role| role.parse().map_err(internal)).transpose()?,
            granted_by: manager.map(|manager| manager.user_id.into()),
        })
    });
    entrances.collect()
}

/// Puts who has just joined into the workspace, as `role`, or makes them that who are in it from outside.
pub async fn enter(
    change: &mut Change<JoinWorkspace>,
    role: WorkspaceRole,
    granted_by: Option<UserId>,
) -> Result<(), AppError> {
    let (scope, now) = (change.scope(), change.now());
    let (org, user, workspace) = (scope.joined.org, scope.joined.user, scope.workspace);
    sqlx::query!(
        "insert into workspace_memberships as wm (org_id, workspace_id, user_id, role, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (org_id, workspace_id, user_id) do update
            set role = $4, version = wm.version + 1, changed_at = $5, changed_by = $6",
        org.uuid(),
        workspace.uuid(),
        user.uuid(),
        role.as_str(),
        now,
        granted_by.map(UserId::uuid),
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// The role that a person has in the organization now, kept as it is until the change ends. `None` for who isn't in it, or
/// is suspended.
pub async fn lock_role(
    change: &mut Change<impl Allows<HoldInvitation>>,
    user: UserId,
) -> Result<Option<OrgRole>, AppError> {
    let role = sqlx::query_scalar!(
        "select role from memberships where org_id = app.org() and user_id = $1 and suspended_at is null for share",
        user.uuid(),
    )
    .fetch_optional(change.conn())
    .await?;
    role.map(|role| role.parse().map_err(internal)).transpose()
}

/// Who sent it, if they are still in the organization, or in the workspace that it was to.
pub async fn find_inviter(db: &mut View<AsJob>, id: InvitationId) -> Result<Option<Inviter>, AppError> {
    let row = sqlx::query!(
        r#"select u.email, u.name, o.name as organization, o.slug, w.name as "workspace?", w.slug as "workspace_slug?",
            a.name as "answered_by?"
        from invitations i
        join organizations o on o.id = i.org_id
        join users u on u.id = i.invited_by
        left join workspaces w on w.org_id = i.org_id and w.id = i.workspace_id
        left join users a on a.id = i.user_id
        where i.id = $1 and case when i.workspace_id is null
            then exists (select from memberships m where m.org_id = i.org_id and m.user_id = i.invited_by)
            else exists (select from workspace_memberships wm
                where wm.org_id = i.org_id and wm.workspace_id = i.workspace_id and wm.user_id = i.invited_by) end"#,
        id.uuid(),
    )
    .fetch_optional(db.tx())
    .await?;
    row.map(|row| {
        Ok(Inviter {
            email: Email::parse(&row.email).map_err(internal)?,
            name: row.name,
            organization: row.organization,
            slug: row.slug,
            workspace: row.workspace.zip(row.workspace_slug),
            answered_by: row.answered_by,
        })
    })
    .transpose()
}
