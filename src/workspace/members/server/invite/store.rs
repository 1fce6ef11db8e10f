//! The SQL of invitations to one workspace: `invitations`, from inside of it.

use crate::{
    kernel::{
        authz::{AsJob, Inside, ManageWorkspace},
        db::{Change, Room, View},
        fault::internal,
        sendings,
    },
    model::{AppError, InvitationId, UserId, WorkspaceRole, email::Email},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// An open invitation as it is stored.
pub struct Stored {
    pub id: InvitationId,
    pub email: String,
    pub role: WorkspaceRole,
    pub inviter: Option<String>,
    pub sent_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

/// Whether an address is known in the organization.
pub enum Known {
    Nobody,
    Member,
    /// Of somebody who is in the workspace already.
    Inside,
}

/// An invitation that is about to be changed.
pub struct Locked {
    pub email: Email,
    pub role: WorkspaceRole,
    /// What became of it, in words, if it isn't open any more.
    pub over: Option<&'static str>,
}

/// What the letter says.
pub struct LetterData {
    pub email: Email,
    pub role: WorkspaceRole,
    pub expires_at: OffsetDateTime,
    pub organization: String,
    pub workspace: String,
    /// Name and address of who invites.
    pub inviter: Option<(String, String)>,
}

/// The open invitations to the workspace, pending or expired, the last sent first.
pub async fn list(db: &mut impl Room<ManageWorkspace>, limit: i64) -> Result<Vec<Stored>, AppError> {
    let (org, workspace) = db.place();
    let rows = sqlx::query!(
        r#"select i.id, i.email, i.workspace_role as "role!", u.name as "inviter?", i.sent_at, i.expires_at
        from invitations i left join users u on u.id = i.invited_by
        where i.org_id = $1 and i.workspace_id = $2 and i.workspace_id is not null and i.outcome is null
        order by i.expires_at desc, i.id desc limit $3"#,
        org.uuid(),
        workspace.uuid(),
        limit,
    )
    .fetch_all(db.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Stored {
                id: row.id.into(),
                email: row.email,
                role: row.role.parse().map_err(internal)?,
                inviter: row.inviter,
                sent_at: row.sent_at,
                expires_at: row.expires_at,
            })
        })
        .collect()
}

/// Whether the address, in lower case, is a member's of the organization, or of somebody who is in the workspace.
pub async fn find_known(change: &mut Change<impl Inside<ManageWorkspace>>, email_key: &str) -> Result<Known, AppError> {
    let (org, workspace) = change.place();
    let row = sqlx::query!(
        r#"select exists (select from workspace_memberships wm where wm.org_id = $1 and wm.workspace_id = $2 and wm.user_id = u.id) as "is_inside!",
            exists (select from memberships m where m.org_id = $1 and m.user_id = u.id) as "is_member!"
        from users u where u.realm_id = $4 and u.email_key = $3"#,
        org.uuid(),
        workspace.uuid(),
        email_key,
        Uuid::nil(),
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(match row {
        Some(row) if row.is_inside => Known::Inside,
        Some(row) if row.is_member => Known::Member,
        _ => Known::Nobody,
    })
}

/// Ends the open invitation of the address to this workspace, for a newer one.
pub async fn replace(
    change: &mut Change<impl Inside<ManageWorkspace>>,
    email_key: &str,
) -> Result<Option<InvitationId>, AppError> {
    let ((org, workspace), now) = (change.place(), change.now());
    let replaced = sqlx::query_scalar!(
        "update invitations set ended_at = $4, outcome = 'replaced'
         where org_id = $1 and workspace_id = $2 and email_key = $3 and ended_at is null returning id",
        org.uuid(),
        workspace.uuid(),
        email_key,
        now,
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(replaced.map(InvitationId::from))
}

/// Inserts an invitation that the person sends now.
pub async fn insert(
    change: &mut Change<impl Inside<ManageWorkspace>>,
    id: InvitationId,
    email: &Email,
    role: WorkspaceRole,
    expires_at: OffsetDateTime,
) -> Result<(), AppError> {
    let ((org, workspace), now) = (change.place(), change.now());
    let by = change.scope().identity.user().map(UserId::uuid);
    sqlx::query!(
        "insert into invitations (id, org_id, workspace_id, workspace_role, email, email_key, role, invited_by, created_at, sent_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, 'member', $7, $8, $8, $9)",
        id.uuid(),
        org.uuid(),
        workspace.uuid(),
        role.as_str(),
        email.as_str(),
        email.key(),
        by,
        now,
        expires_at,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// An invitation to the workspace: nobody answers it before the change ends.
pub async fn lock(change: &mut Change<impl Inside<ManageWorkspace>>, id: InvitationId) -> Result<Locked, AppError> {
    let (org, workspace) = change.place();
    let row = sqlx::query!(
        r#"select email, workspace_role as "role!", outcome from invitations
        where org_id = $1 and workspace_id = $2 and id = $3 for update"#,
        org.uuid(),
        workspace.uuid(),
        id.uuid(),
    )
    .fetch_optional(change.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    Ok(Locked {
        email: Email::parse(&row.email).map_err(internal)?,
        role: row.role.parse().map_err(internal)?,
        over: row.outcome.map(|outcome| match outcome.as_str() {
            "accepted" => "was accepted",
            "rejected" => "was declined",
            "canceled" => "was revoked",
            _ => "was replaced by a newer one",
        }),
    })
}

/// Marks it as sent now, by the person of the change.
pub async fn send_again(
    change: &mut Change<impl Inside<ManageWorkspace>>,
    id: InvitationId,
    expires_at: OffsetDateTime,
) -> Result<(), AppError> {
    let ((org, workspace), now) = (change.place(), change.now());
    let by = change.scope().identity.user().map(UserId::uuid);
    sqlx::query!(
        "update invitations set sent_at = $4, expires_at = $5, invited_by = $6,
            resent_at = array_append(array(select r.at from unnest(resent_at) r(at) where r.at > $7), $4)
         where org_id = $1 and workspace_id = $2 and id = $3",
        org.uuid(),
        workspace.uuid(),
        id.uuid(),
        now,
        expires_at,
        by,
        now - sendings::DAY,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Revokes it.
pub async fn revoke(change: &mut Change<impl Inside<ManageWorkspace>>, id: InvitationId) -> Result<(), AppError> {
    let ((org, workspace), now) = (change.place(), change.now());
    sqlx::query!(
        "update invitations set ended_at = $4, outcome = 'canceled' where org_id = $1 and workspace_id = $2 and id = $3",
        org.uuid(),
        workspace.uuid(),
        id.uuid(),
        now,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// What the letter of an invitation says, while it can be accepted.
pub async fn find_letter(
    db: &mut View<AsJob>,
    id: InvitationId,
    now: OffsetDateTime,
) -> Result<Option<LetterData>, AppError> {
    let row = sqlx::query!(
        r#"select i.email, i.workspace_role as "role!", i.expires_at, o.name as organization, w.name as workspace,
            u.name as "inviter?", u.email as "inviter_email?"
        from invitations i join organizations o on o.id = i.org_id join workspaces w on w.org_id = i.org_id and w.id = i.workspace_id
            left join users u on u.id = i.invited_by
        where i.id = $1 and i.ended_at is null and i.expires_at > $2 and w.state in ('active', 'suspended')"#,
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
            workspace: row.workspace,
            inviter: row.inviter.zip(row.inviter_email),
        })
    })
    .transpose()
}
