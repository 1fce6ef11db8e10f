//! The use cases of organizations as such. Imports `kernel` and `model`.

pub mod ending;
pub mod event;
mod store;

#[cfg(test)]
mod tests;

use crate::{
    kernel::{
        authn::{Principal, Visitor},
        authz::{
            CreateOrganization, FoundOrganization, InWorkspace, Inside, JoinOrganization, SeeAccount, SeeOrganization,
            authorize,
        },
        db::{Change, Recorded, View},
        rate_limit::Limit,
        session,
    },
    model::{
        AppError, Done, InvitationId, MemberId, OrgId, OrgRole, WorkspaceId,
        frame::{FrameData, OrgLink},
        name::{Name, slugify},
    },
    organizations::model::{OrgList, settings_of},
};
use event::{MemberJoined, OrganizationCreated, WorkspaceCreated};
use time::Duration;

/// How many organizations the selector holds; `/orgs` searches them all.
const IN_SELECTOR: i64 = 50;
/// How many `/orgs` shows.
const IN_LIST: i64 = 100;
/// Organizations that one person creates.
const CREATE: Limit = Limit { name: "create-organization", burst: 20, every: Duration::minutes(5) };
/// What every organization begins with.
const FIRST_WORKSPACE: &str = "General";

/// The frame around every signed-in page.
pub async fn frame(principal: &Principal, org: Option<String>) -> Result<FrameData, AppError> {
    let Some(slug) = org else {
        let mut view = principal.view::<SeeAccount>().await?;
        let row = store::get_frame(&mut view, principal.user, None, IN_SELECTOR).await?;
        return Ok(row.into_frame(None, IN_SELECTOR));
    };
    let mut view = authorize::<SeeOrganization>(principal, slug.as_str()).view().await?;
    let scope = view.scope().clone();
    let row = store::get_frame(&mut view, principal.user, Some(scope.org), IN_SELECTOR).await?;
    drop(view);
    let active_since = principal.kernel.clock.now() - session::ACTIVE_TO;
    let is_news = !scope.was_last || row.active_at.is_none_or(|at| at < active_since);
    if is_news && !principal.origin.ahead {
        session::remember_place(principal, scope.org).await?;
    }
    let current = link(scope.org, scope.name, scope.slug, Some(scope.role));
    Ok(FrameData { settings: settings_of(scope.role), ..row.into_frame(Some(current), IN_SELECTOR) })
}

/// The same around the pages of a workspace that the person is in, as a member of its organization or from outside.
pub async fn frame_inside<C: Inside<SeeAccount>>(
    principal: &Principal,
    view: &mut View<C>,
    scope: &InWorkspace,
) -> Result<FrameData, AppError> {
    let row = store::get_frame(view, principal.user, Some(scope.org), IN_SELECTOR).await?;
    let current = link(scope.org, scope.org_name.clone(), scope.org_slug.clone(), scope.org_role);
    let settings = scope.org_role.map(settings_of).unwrap_or_default();
    Ok(FrameData { settings, ..row.into_frame(Some(current), IN_SELECTOR) })
}

fn link(id: OrgId, name: String, slug: String, role: Option<OrgRole>) -> OrgLink {
    OrgLink { id, name, slug, role, logo: None, personal: false }
}

/// The person's organizations whose name contains `query`.
pub async fn list(principal: &Principal, query: String) -> Result<OrgList, AppError> {
    let query: String = query.trim().chars().take(Name::MAX).collect();
    let mut view = principal.view::<SeeAccount>().await?;
    let mut organizations: Vec<OrgLink> = store::list_own(&mut view, principal.user, &query, IN_LIST + 1).await?;
    let more = organizations.len() as i64 > IN_LIST;
    organizations.truncate(IN_LIST as usize);
    Ok(OrgList { query, organizations, more })
}

/// Where `/` leads: the last organization, else the first, else a workspace that one is in from outside, else creating an
/// organization; who isn't signed in signs in.
pub async fn home(visitor: &Visitor) -> Result<String, AppError> {
    let Ok(principal) = visitor.principal() else { return Ok("/login".to_owned()) };
    let mut view = principal.view::<SeeAccount>().await?;
    let home = store::find_home(&mut view, principal.user).await?;
    if let Some((slug, false)) = &home {
        return Ok(format!("/o/{slug}"));
    }
    let shared = store::find_shared(&mut view).await?;
    // Who is locked out of the only one reads there who can help.
    let locked_out = home.map(|(slug, _)| format!("/o/{slug}"));
    Ok(shared.or(locked_out).unwrap_or_else(|| "/orgs/new".to_owned()))
}

/// Creates an organization; the person is its owner.
pub async fn create(principal: &Principal, name: &str) -> Result<Done, AppError> {
    let name = Name::parse(name).map_err(|error| AppError::field("name", error.to_string()))?;
    let kernel = &principal.kernel;
    kernel.throttle(CREATE, &principal.user.to_string()).await?;
    let change = principal.change::<CreateOrganization>().await?;
    let founding = change.found(kernel.id::<OrgId>(), principal.user, kernel.id::<MemberId>()).await?;
    let (recorded, slug) = found(founding, name.as_str(), name.as_str(), false).await?;
    recorded.commit().await?;
    Ok(Done::to(format!("/o/{slug}")).and_say(format!("{name} is ready, with a first workspace.")))
}

/// Makes an organization with its owner and its first workspace, within the change that wants it. Returns its slug,
/// made from `slug_from`; where that is taken, with a few random characters.
pub async fn found(
    mut change: Change<FoundOrganization>,
    name: &str,
    slug_from: &str,
    personal: bool,
) -> Result<(Recorded<FoundOrganization>, String), AppError> {
    let slug = store::insert_organization(&mut change, name, &slugify(slug_from, "org"), personal).await?;
    let workspace: WorkspaceId = change.id();
    store::insert_owner(&mut change).await?;
    store::insert_first_workspace(&mut change, workspace, FIRST_WORKSPACE).await?;
    let organization = change.org();
    let created = OrganizationCreated { organization, name: name.to_owned(), slug: slug.clone(), personal };
    let recorded = change.record(created).await?.more();
    let created = WorkspaceCreated { workspace, name: FIRST_WORKSPACE.to_owned() };
    Ok((recorded.record(created).await?, slug))
}

/// Makes the person a member, as the change says. `None` for who is one already. Whoever opened the change counted the
/// seats behind the lock.
pub async fn join(
    mut change: Change<JoinOrganization>,
    invitation: InvitationId,
) -> Result<Option<Recorded<JoinOrganization>>, AppError> {
    if !store::insert_member(&mut change).await? {
        return Ok(None);
    }
    let scope = change.scope();
    let joined = MemberJoined { member: scope.member, user: scope.user, role: scope.role, invitation };
    Ok(Some(change.record(joined).await?))
}
