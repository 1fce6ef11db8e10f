//! The SQL of the workspaces that invitations lead into: `invitation_workspaces`.

use crate::{
    kernel::{
        authz::{AsJob, ManageMembers, Within},
        db::{Change, Tenant, View},
        fault::internal,
    },
    model::{AppError, InvitationId, UserId, WorkspaceRole, invited::InvitedTo},
    settings::invitations::{
        model::{Managed, ManagedWorkspace},
        server::event::InvitedWorkspace,
    },
};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

/// A workspace that an invitation leads into.
#[derive(Deserialize)]
pub struct StoredWorkspace {
    pub id: Uuid,
    pub name: String,
    pub role: WorkspaceRole,
}

/// Reads them as the list of invitations has them; null without any.
pub fn read(workspaces: Option<Value>) -> Result<Vec<StoredWorkspace>, AppError> {
    workspaces.map_or(Ok(Vec::new()), |workspaces| serde_json::from_value(workspaces).map_err(internal))
}

/// The active workspaces that somebody manages, by name: the first `limit`, and how many more there are.
pub async fn list_managed(
    db: &mut impl Tenant<ManageMembers>,
    user: UserId,
    limit: usize,
) -> Result<Managed, AppError> {
    let org = db.org();
    let rows = sqlx::query!(
        r#"select w.id, w.name, count(*) over () as "total!"
        from workspace_memberships wm join workspaces w on w.org_id = wm.org_id and w.id = wm.workspace_id
        where wm.org_id = $1 and wm.user_id = $2 and wm.role = 'manager' and w.state = 'active'
        order by lower(w.name), w.id limit $3"#,
        org.uuid(),
        user.uuid(),
        limit as i64,
    )
    .fetch_all(db.conn())
    .await?;
    let more = rows.first().map_or(0, |row| row.total - rows.len() as i64);
    let shown = rows.into_iter().map(|row| ManagedWorkspace { id: row.id.into(), name: row.name }).collect();
    Ok(Managed { shown, more })
}

/// How many of these are active workspaces that the person of the change manages.
pub async fn count_managed(
    change: &mut Change<impl Within<ManageMembers>>,
    chosen: &[InvitedWorkspace],
) -> Result<i64, AppError> {
    let (org, user) = (change.org(), change.scope().user);
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
        from workspace_memberships wm join workspaces w on w.org_id = wm.org_id and w.id = wm.workspace_id
        where wm.org_id = $1 and wm.user_id = $2 and wm.workspace_id = any ($3) and wm.role = 'manager' and w.state = 'active'"#,
        org.uuid(),
        user.uuid(),
        &chosen.iter().map(|one| one.workspace.uuid()).collect::<Vec<Uuid>>(),
    )
    .fetch_one(change.conn())
    .await?;
    Ok(count)
}

/// Has each of the invitations lead into all of these. The person of the change stands for it.
pub async fn insert(
    change: &mut Change<impl Within<ManageMembers>>,
    invitations: &[InvitationId],
    chosen: &[InvitedWorkspace],
) -> Result<(), AppError> {
    if chosen.is_empty() {
        return Ok(());
    }
    let (org, user) = (change.org(), change.scope().user);
    sqlx::query!(
        "insert into invitation_workspaces (org_id, invitation_id, workspace_id, role, granted_by)
         select $1, i.id, c.workspace_id, c.role, $2
         from unnest($3::uuid[]) i(id), unnest($4::uuid[], $5::text[]) c(workspace_id, role)",
        org.uuid(),
        user.uuid(),
        &invitations.iter().map(|id| id.uuid()).collect::<Vec<Uuid>>(),
        &chosen.iter().map(|one| one.workspace.uuid()).collect::<Vec<Uuid>>(),
        &chosen.iter().map(|one| one.role.as_str().to_owned()).collect::<Vec<String>>(),
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Has the person of the change stand for those that they manage, as who sends the invitations again. For the others stands
/// whoever did before.
pub async fn stand_for(
    change: &mut Change<impl Within<ManageMembers>>,
    invitations: &[InvitationId],
) -> Result<(), AppError> {
    let (org, user) = (change.org(), change.scope().user);
    sqlx::query!(
        "update invitation_workspaces p set granted_by = $2 from workspace_memberships wm
         where p.org_id = $1 and p.invitation_id = any ($3)
            and wm.org_id = p.org_id and wm.workspace_id = p.workspace_id and wm.user_id = $2 and wm.role = 'manager'",
        org.uuid(),
        user.uuid(),
        &invitations.iter().map(|id| id.uuid()).collect::<Vec<Uuid>>(),
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Where an invitation leads, for its letter, by name.
pub async fn list_invited_to(db: &mut View<AsJob>, id: InvitationId) -> Result<Vec<InvitedTo>, AppError> {
    let rows = sqlx::query!(
        "select w.name, p.role from invitation_workspaces p join workspaces w on w.org_id = p.org_id and w.id = p.workspace_id
         where p.invitation_id = $1 and w.state in ('active', 'suspended') order by lower(w.name), w.id",
        id.uuid(),
    )
    .fetch_all(db.tx())
    .await?;
    rows.into_iter().map(|row| Ok(InvitedTo { name: row.name, role: row.role.parse().map_err(internal)? })).collect()
}
