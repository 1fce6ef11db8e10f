//! What is done to workspaces from outside: authorize, decide, store, record, commit. The workspace's row is locked before
//! anything is decided, so that of two who act at once the second sees what the first did. Whoever makes one more that counts
//! holds the organization's row while they are counted.

use super::{
    event::{
        WorkspaceArchived, WorkspaceDeletionStarted, WorkspaceEdited, WorkspaceManagerAppointed, WorkspaceReactivated,
        WorkspaceRestored, WorkspaceSuspended,
    },
    month_of,
    store::{self, Locked},
    typed::Typed,
};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageWorkspaces, authorize},
        db::Change,
        rate_limit::{Limit, take_within},
    },
    model::{
        AppError, DeletionId, OrgId, OrgRole, WorkspaceId,
        email::Email,
        name::{ensure_named, slugify},
        paragraph::Reason,
    },
    organizations::server::event::WorkspaceCreated,
    settings::workspaces::model::{Act, Identity, Refusal, Standing, State, Workspace, decide, ensure_appointable},
};
use time::Duration;

/// Workspaces that one person creates.
const CREATE: Limit = Limit { name: "create-workspace", burst: 500, every: Duration::seconds(10) };

/// Where a workspace is: its organization and itself.
pub type Place = (OrgId, WorkspaceId);

/// What became of a workspace.
pub struct Outcome {
    /// The slug of its organization.
    pub org: String,
    pub workspace: Workspace,
}

/// Creates a workspace; the person is its first manager. Without a slug it gets one made from its name, and what isn't
/// said of its documents is as the organization has it.
pub async fn create(principal: &Principal, org: OrgId, typed: Typed) -> Result<Outcome, AppError> {
    let mut change = authorize::<ManageWorkspaces>(principal, org).change_in_line().await?;
    let typed = Typed { name: Some(typed.name.unwrap_or_default()), ..typed };
    let checked = typed.check()?;
    let (_, allowance) = store::count(&mut change, &principal.kernel.plans).await?;
    if !allowance.has_room() {
        return Err(Refusal::Full(allowance).into());
    }
    // Within the change: one that waits in line holds a connection, and mustn't want another one.
    if let Some((_, wait)) = take_within(&mut change, CREATE, &[principal.user.to_string()]).await? {
        return Err(wait);
    }
    let formats = checked.formats(store::get_defaults(&mut change).await?);
    let Some(name) = checked.name else { return Err(AppError::field("name", "Enter a name.")) };
    let description = checked.description.map(|text| text.to_string()).unwrap_or_default();
    let workspace: WorkspaceId = change.id();
    let new = store::New { id: workspace, name: name.as_str(), description: &description, formats };
    let slug = match checked.slug {
        Some(slug) if store::insert(&mut change, &new, slug.as_str()).await? => slug.to_string(),
        Some(_) => return Err(Refusal::Taken.into()),
        None => store::insert_somewhere(&mut change, &new, &slugify(name.as_str(), "workspace")).await?,
    };
    let org = change.scope().slug.clone();
    let created = WorkspaceCreated { workspace, name: name.to_string() };
    change.record(created).await?.commit().await?;
    let identity = Identity { name: name.into(), slug, description };
    let workspace = Workspace { id: workspace, identity, state: State::Active, reason: String::new(), version: 1 };
    Ok(Outcome { org, workspace })
}

/// Changes what was typed of name, address and description. What is the same leaves no trace. 409 where somebody changed the
/// workspace since `version` was read, here and below.
pub async fn edit(principal: &Principal, place: Place, version: i64, typed: Typed) -> Result<Outcome, AppError> {
    let (mut change, current) = open(principal, place, version, Act::Edit).await?;
    let org = change.scope().slug.clone();
    let identity = typed.check()?.apply(&current.identity);
    if identity == current.identity {
        return Ok(Outcome { org, workspace: current });
    }
    let version = store::save(&mut change, current.id, &identity).await?;
    let event = WorkspaceEdited { workspace: current.id, from: current.identity.clone(), to: identity.clone() };
    change.record(event).await?.commit().await?;
    Ok(Outcome { org, workspace: Workspace { identity, version, ..current } })
}

/// Suspends, reactivates, archives or restores. The reason is for who suspends.
pub async fn act(
    principal: &Principal,
    place: Place,
    version: i64,
    act: Act,
    reason: &str,
) -> Result<Outcome, AppError> {
    let (mut change, current) = open(principal, place, version, act).await?;
    let org = change.scope().slug.clone();
    let reason = Reason::parse(reason).map_err(|error| AppError::field("reason", error.to_string()))?.to_string();
    let (workspace, name) = (current.id, current.identity.name.clone());
    if act == Act::Restore {
        let (_, allowance) = store::count(&mut change, &principal.kernel.plans).await?;
        if !allowance.has_room() {
            return Err(Refusal::NoRoom { name, allowance }.into());
        }
    }
    let (state, reason) = match act {
        Act::Suspend => (State::Suspended, reason),
        Act::Archive => (State::Archived, String::new()),
        Act::Reactivate | Act::Restore => (State::Active, String::new()),
        // They have use cases of their own.
        Act::Edit | Act::Delete => return Err(AppError::not_found()),
    };
    let version = store::set_state(&mut change, workspace, state, &reason).await?;
    let recorded = match act {
        Act::Suspend => change.record(WorkspaceSuspended { workspace, name, reason: reason.clone() }).await?,
        Act::Archive => change.record(WorkspaceArchived { workspace, name }).await?,
        Act::Restore => change.record(WorkspaceRestored { workspace, name }).await?,
        _ => change.record(WorkspaceReactivated { workspace, name }).await?,
    };
    recorded.commit().await?;
    Ok(Outcome { org, workspace: Workspace { state, reason, version, ..current } })
}

/// Deletes a workspace for good: it is gone for everybody from the next request on, and a job empties it. `typed` is its
/// name, where a person asks.
pub async fn delete(
    principal: &Principal,
    place: Place,
    version: i64,
    typed: Option<&str>,
) -> Result<Outcome, AppError> {
    let (mut change, current) = open(principal, place, version, Act::Delete).await?;
    let (workspace, name) = (current.id, current.identity.name.clone());
    if let Some(typed) = typed {
        ensure_named(typed, &name)?;
    }
    let org = change.scope().slug.clone();
    let month = month_of(change.now());
    let counts = store::get_counts(&mut change, workspace, month).await?;
    let deletion: DeletionId = change.id();
    store::delete(&mut change, workspace, deletion).await?;
    let event = WorkspaceDeletionStarted { workspace, name, deletion, counts };
    change.record(event).await?.commit().await?;
    Ok(Outcome { org, workspace: current })
}

/// Makes the member of that address manager of a workspace that has none. Returns the names of both.
pub async fn appoint(
    principal: &Principal,
    (org, workspace): Place,
    email: &str,
) -> Result<(String, String), AppError> {
    let mut change = authorize::<ManageWorkspaces>(principal, org).change_in_line().await?;
    let email = Email::parse(email).map_err(|error| AppError::field("email", error.to_string()))?;
    let (role, by) = (change.scope().role, change.scope().user);
    if role != OrgRole::Owner {
        return Err(Refusal::OwnerOnly.into());
    }
    let Workspace { identity: Identity { name, .. }, state, .. } = store::lock(&mut change, workspace).await?.workspace;
    ensure_appointable(&name, state, store::has_manager(&mut change, workspace).await?)?;
    let member = store::lock_member(&mut change, &email).await?.ok_or(Refusal::NoMember)?;
    let was = store::appoint(&mut change, workspace, member.user).await?;
    let event = WorkspaceManagerAppointed { workspace, name: name.clone(), user: member.user, was, by };
    change.record(event).await?.commit().await?;
    Ok((member.name, name))
}

/// Opens a workspace for what is to be done to it, with its row locked.
async fn open(
    principal: &Principal,
    (org, workspace): Place,
    version: i64,
    act: Act,
) -> Result<(Change<ManageWorkspaces>, Workspace), AppError> {
    let asked = authorize::<ManageWorkspaces>(principal, org);
    // The organization's row is locked before the workspace's, as by everybody who locks both.
    let mut change = if act == Act::Restore { asked.change_in_line().await? } else { asked.change().await? };
    let now = change.now();
    let Locked { workspace, changed_at, changed_by, changed_parts } = store::lock(&mut change, workspace).await?;
    let stale = (version != workspace.version).then(|| {
        let when = changed_at.map_or_else(String::new, |at| principal.reader.ago(at, now));
        (changed_by.unwrap_or_else(|| "Somebody".to_owned()), changed_parts, when)
    });
    decide(&Standing { name: workspace.identity.name.clone(), state: workspace.state, stale }, act)?;
    Ok((change, workspace))
}
