//! What changes who is in a workspace: adding, another role, removing, leaving. Such changes come one after the other, so
//! that of two managers who demote each other one remains.

use super::{
    event::{WorkspaceMemberAdded, WorkspaceMemberLeft, WorkspaceMemberRemoved, WorkspaceMemberRoleChanged},
    line,
    store::{self, Found, Locked},
};
use crate::{
    kernel::{
        authn::{Principal, Subject},
        authz::{InWorkspace, Inside, LeaveWorkspace, ManageWorkspace, Place, authorize_in},
        db::Change,
        idempotency::{Answered, Once, begin, keep},
    },
    model::{AppError, Done, UserId, WorkspaceRole, name::Name},
    workspace::members::model::{Act, AddError, MemberLine, Refusal, Target, decide},
};
use serde_json::Value;

/// How many people of one name a refusal lists.
const NAMED: i64 = 5;

/// Adds a member of the organization, by address or by what their name begins with. Returns who it is, as they stand in the
/// list.
pub async fn add(
    principal: &Principal,
    at: impl Into<Place>,
    who: &str,
    role: WorkspaceRole,
) -> Result<MemberLine, AppError> {
    let change = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).change_in_line().await?;
    let (change, line) = add_in(principal, change, who, role).await?;
    record_added(change, &line).await?;
    Ok(line)
}

/// The same for a program, whose request may be sent `once`; what it is answered `answer` makes of it.
pub async fn add_once(
    principal: &Principal,
    at: impl Into<Place>,
    who: &str,
    role: WorkspaceRole,
    once: Option<&Once>,
    answer: fn(MemberLine) -> Value,
) -> Result<Answered, AppError> {
    let mut change = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).change_in_line().await?;
    if let Some(before) = begin(&mut change, once).await? {
        return Ok(before);
    }
    let (mut change, line) = add_in(principal, change, who, role).await?;
    let answered = Answered { status: 201, body: answer(line.clone()) };
    keep(&mut change, once, &answered).await?;
    record_added(change, &line).await?;
    Ok(answered)
}

async fn record_added(change: Change<ManageWorkspace>, line: &MemberLine) -> Result<(), AppError> {
    let workspace = change.scope().workspace;
    let event = WorkspaceMemberAdded { workspace, user: line.user, role: line.role, invitation: None };
    change.record(event).await?.commit().await
}

async fn add_in(
    principal: &Principal,
    mut change: Change<ManageWorkspace>,
    who: &str,
    role: WorkspaceRole,
) -> Result<(Change<ManageWorkspace>, MemberLine), AppError> {
    let typed: String = who.split_whitespace().collect::<Vec<_>>().join(" ").replace('\0', "");
    let scope = change.scope().clone();
    let found = find(&mut change, &scope, &typed).await?;
    if found.is_inside || !store::insert(&mut change, found.user, role).await? {
        return Err(AddError::Inside(found.name).into());
    }
    let formats = change.scope().formats;
    let line = line(principal, &formats, store::get(&mut change, found.user).await?);
    Ok((change, line))
}

/// Whom was typed: one member of the organization, or why it is nobody.
async fn find(change: &mut Change<ManageWorkspace>, scope: &InWorkspace, typed: &str) -> Result<Found, AppError> {
    if typed.is_empty() {
        return Err(AddError::Empty.into());
    }
    let organization = scope.org_name.clone();
    if typed.contains('@') {
        let found = store::find_by_address(change, &typed.to_lowercase()).await?;
        return Ok(found.ok_or(AddError::NoSuchAddress { organization })?);
    }
    if scope.org_role.is_none() {
        return Err(AddError::NameFromOutside.into());
    }
    let name: String = typed.chars().take(Name::MAX).collect();
    let mut found = store::find_by_name(change, &name, NAMED).await?;
    match found.len() {
        0 => Err(AddError::NoSuchName { organization }.into()),
        1 => Ok(found.swap_remove(0)),
        _ => Err(AddError::Several(found.iter().map(|one| format!("{} ({})", one.name, one.email)).collect()).into()),
    }
}

/// Gives somebody another role. Returns their name.
pub async fn change_role(
    principal: &Principal,
    at: impl Into<Place>,
    user: UserId,
    version: i64,
    role: WorkspaceRole,
) -> Result<String, AppError> {
    let mut change = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).change_in_line().await?;
    let locked = lock(principal, &mut change, user, Some(version), Act::Become(role)).await?;
    store::set_role(&mut change, user, role).await?;
    let workspace = change.scope().workspace;
    let event = WorkspaceMemberRoleChanged { workspace, user, from: locked.role, to: role };
    change.record(event).await?.commit().await?;
    Ok(locked.name)
}

/// Takes somebody out of the workspace. Returns their name.
pub async fn remove(
    principal: &Principal,
    at: impl Into<Place>,
    user: UserId,
    version: i64,
) -> Result<String, AppError> {
    let mut change = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).change_in_line().await?;
    let locked = lock(principal, &mut change, user, Some(version), Act::Remove).await?;
    store::delete(&mut change, user).await?;
    let workspace = change.scope().workspace;
    change.record(WorkspaceMemberRemoved { workspace, user, role: locked.role }).await?.commit().await?;
    Ok(locked.name)
}

/// Ends one's own place in the workspace. Returns where it was.
pub async fn leave(principal: &Principal, at: impl Into<Place>) -> Result<InWorkspace, AppError> {
    let mut change = authorize_in::<LeaveWorkspace>(&Subject::from(principal), at).change_in_line().await?;
    let (scope, user) = (change.scope().clone(), principal.user);
    let locked = lock(principal, &mut change, user, None, Act::Leave).await?;
    store::delete(&mut change, user).await?;
    let event = WorkspaceMemberLeft { workspace: scope.workspace, user, role: locked.role };
    change.record(event).await?.commit().await?;
    Ok(scope)
}

/// Locks somebody who is in the workspace and decides whether it may be done to them. Without a `version` whatever they
/// are by now.
async fn lock(
    principal: &Principal,
    change: &mut Change<impl Inside<LeaveWorkspace>>,
    user: UserId,
    version: Option<i64>,
    act: Act,
) -> Result<Locked, AppError> {
    let now = change.now();
    let locked = store::lock(change, user).await?.ok_or(Refusal::Gone)?;
    let managers = store::count_managers(change).await?;
    let stale = version.filter(|version| *version != locked.version).map(|_| {
        let when = locked.changed_at.map_or_else(String::new, |at| principal.reader.ago(at, now));
        (locked.changed_by.clone().unwrap_or_else(|| "Somebody".to_owned()), when)
    });
    let target = Target {
        name: locked.name.clone(),
        role: locked.role,
        can_enter: locked.can_enter,
        is_own: user == principal.user,
        stale,
    };
    decide(&target, act, managers)?;
    Ok(locked)
}

/// Adds somebody, with what the page says then.
pub async fn add_from_page(
    principal: &Principal,
    at: impl Into<Place>,
    who: &str,
    role: WorkspaceRole,
) -> Result<Done, AppError> {
    let name = add(principal, at, who, role).await?.name;
    Ok(Done::toast(format!("{name} is in this workspace now, as {}.", role.noun())))
}

/// Gives somebody another role, with what the page says then.
pub async fn change_role_from_page(
    principal: &Principal,
    at: impl Into<Place>,
    user: UserId,
    version: i64,
    role: WorkspaceRole,
) -> Result<Done, AppError> {
    let name = change_role(principal, at, user, version, role).await?;
    Ok(Done::toast(format!("{name} is {} now.", role.noun())))
}

/// Removes somebody, with what the page says then. Whoever names themselves leaves.
pub async fn remove_from_page(
    principal: &Principal,
    at: impl Into<Place>,
    user: UserId,
    version: i64,
) -> Result<Done, AppError> {
    if user == principal.user {
        return leave_from_page(principal, at).await;
    }
    let name = remove(principal, at, user, version).await?;
    Ok(Done::toast(format!("{name} is out of this workspace.")))
}

/// Leaves, and goes to where one still is.
pub async fn leave_from_page(principal: &Principal, at: impl Into<Place>) -> Result<Done, AppError> {
    let scope = leave(principal, at).await?;
    let to = if scope.org_role.is_some() { format!("/o/{}", scope.org_slug) } else { "/".to_owned() };
    Ok(Done::to(to).and_say(format!("You left {}.", scope.name)))
}
