//! Ends and returns: leaving an organization, deleting it, restoring it. What deletes accounts and what the General tab
//! asks for comes here too, so that an organization ends in one way only.

pub mod event;
pub mod mail;
pub mod purge;
mod store;

#[cfg(test)]
mod tests;

pub use crate::organizations::model::WayOut;
pub use store::{OwnOrganization, list_own, lock_living, lock_own};

use crate::{
    kernel::{
        authn::Principal,
        authz::{AsJob, DeleteOrganization, LeaveOrganization, RestoreOrganization, SeeAccount, authorize},
        db::{Change, KEEP_OWNER, Recorded},
    },
    model::{AppError, Code, DeletionId, Done, OrgId, OrgRole, UserId, ending::KEPT_DAYS, frame::OrgLink},
    organizations::model::{DeletedOrganization, LeaveError, Membership, OwnOrganizations},
};
use event::{MemberLeft, OrganizationDeleted, OrganizationRestored};
use time::Duration;

/// For how long what was deleted can be restored.
pub const KEPT: Duration = Duration::days(KEPT_DAYS);
/// How many organizations the account's page shows.
const SHOWN: i32 = 200;

/// The person's organizations, those that can be restored too.
pub async fn organizations(principal: &Principal) -> Result<OwnOrganizations, AppError> {
    let mut view = principal.view::<SeeAccount>().await?;
    let found = store::list_own(&mut view, principal.user, SHOWN).await?;
    let shared = store::list_shared(&mut view, SHOWN.into()).await?;
    drop(view);
    let mut shown = OwnOrganizations { shared, ..OwnOrganizations::default() };
    for org in found {
        match &org.deleted {
            None => shown.living.push(Membership {
                since: principal.moment(org.joined_at),
                way_out: org.way_out(),
                logo: org.logo.as_deref().map(|file| OrgLink::logo_address(org.id, file)),
                id: org.id,
                name: org.name,
                slug: org.slug,
                role: org.role,
                suspended: org.is_suspended,
                workspaces: org.workspaces,
            }),
            Some(deleted) => shown.deleted.push(DeletedOrganization {
                deleted: principal.moment(deleted.at),
                until: principal.reader.exact(deleted.purge_at),
                may_restore: org.role == OrgRole::Owner && !org.is_suspended && !deleted.is_purging,
                is_purging: deleted.is_purging,
                id: org.id,
                name: org.name,
            }),
        }
    }
    Ok(shown)
}

/// Ends the person's own membership, with their workspaces there. The last owner stays.
pub async fn leave(principal: &Principal, org: OrgId) -> Result<Done, AppError> {
    let mut change = authorize::<LeaveOrganization>(principal, org).change().await?;
    let name = change.scope().name.clone();
    store::lock_organization(&mut change, org).await?;
    let left = store::end_membership(&mut change, org, principal.user).await?.ok_or_else(AppError::not_found)?;
    let (people, owners) = store::count_people(&mut change).await?;
    let refusal = || LeaveError { name: name.clone(), is_alone: people == 0 };
    if owners == 0 {
        return Err(refusal().into());
    }
    let event = MemberLeft {
        member: left.member,
        user: principal.user,
        role: left.role,
        workspaces: left.workspaces,
        with_account: false,
    };
    change.record(event).await?.commit_unless(KEEP_OWNER, refusal).await?;
    Ok(Done::to("/account/organizations").and_say(format!("You left {name}.")))
}

/// The same by a job, for an account that ends. Goes on for no organization.
pub async fn leave_with_account(change: Change<AsJob>, org: OrgId, user: UserId) -> Result<Change<AsJob>, AppError> {
    let mut change = change.job_for(Some(org)).await?;
    let Some(left) = store::end_membership(&mut change, org, user).await? else {
        return change.job_for(None).await;
    };
    let event =
        MemberLeft { member: left.member, user, role: left.role, workspaces: left.workspaces, with_account: true };
    change.record(event).await?.more().job_for(None).await
}

/// Deletes the organization: it opens for nobody from the next request on, and its owners are told. `name` is what it is
/// called, read under [`lock_living`].
pub async fn end(
    mut change: Change<DeleteOrganization>,
    name: String,
    deletion: DeletionId,
    with_account: bool,
) -> Result<Recorded<DeleteOrganization>, AppError> {
    let purge_at = change.now() + KEPT;
    store::delete(&mut change, deletion, purge_at).await?;
    let organization = change.org();
    change.record(OrganizationDeleted { organization, name, deletion, with_account }).await
}

/// Restores an organization that one of its owners asks for.
pub async fn restore(principal: &Principal, org: OrgId) -> Result<Done, AppError> {
    let change = authorize::<RestoreOrganization>(principal, org).change().await?;
    let (name, slug) = (change.scope().name.clone(), change.scope().slug.clone());
    if change.scope().role != OrgRole::Owner {
        return Err(AppError::new(Code::Forbidden, "Only an owner can restore an organization. Ask an owner."));
    }
    let recorded = bring_back(change, false).await?;
    // The owner's own account was deleted meanwhile.
    recorded.commit_unless(KEEP_OWNER, AppError::not_found).await?;
    Ok(Done::to(format!("/o/{slug}")).and_say(format!("{name} is back, with everybody who was in it.")))
}

/// Takes the deletion back. 404 where the time to do so is over.
pub async fn bring_back(
    mut change: Change<RestoreOrganization>,
    with_account: bool,
) -> Result<Recorded<RestoreOrganization>, AppError> {
    let (organization, name) = (change.org(), change.scope().name.clone());
    let deletion = store::restore(&mut change).await?.ok_or_else(AppError::not_found)?;
    change.record(OrganizationRestored { organization, name, deletion, with_account }).await
}
