//! An invitation from the side of who was invited: seeing it, accepting, declining, with an account or on the way to one.
//!
//! Looking changes nothing, for mail scanners look too. What ends an invitation is one update that only one can win, and
//! whoever accepts holds the organization's row while the seats are counted.
//!
//! It stays what an entitled person sent only while that person is entitled: where the inviter has lost the right to make
//! somebody this, accepting is refused with who can send it again. Sending it again makes the sender the inviter.

mod entrances;
pub mod event;
pub mod mail;
mod store;

#[cfg(test)]
mod tests;

use super::{
    PER_ADDRESS,
    event::{AccountCreated, MemberSignedIn, SignInBy},
    network_of,
    password::{choose, hash},
    sessions::{browser::BrowserToken, store::see_browser},
    signin, store as accounts,
};
use crate::{
    account::model::{
        ConfirmError, LinkError, both,
        invitation::{Holder, Invitation, InvitationError},
        personal_organization,
    },
    kernel::{
        authn::Visitor,
        authz::{AnswerInvitation, FoundOrganization, HoldInvitation, JoinOrganization},
        crypto::Purpose,
        db::{Change, Recorded, View},
        moment::{Reader, choose_zone},
        seats, session,
        state::Kernel,
    },
    model::{
        AppError, Done, InvitationId, MemberId, OrgId, OrgRole, Permission, UserId, WorkspaceId, WorkspaceRole,
        invited::InvitedTo, name::Name,
    },
    organizations::server::{found, join},
};
use event::{InvitationAccepted, InvitationDeclined, WorkspaceInvitationAccepted, WorkspaceInvitationDeclined};
use store::Entrance;

/// What a link names, and whether it proves the address that it was sent to.
#[derive(Clone, Copy)]
struct Link {
    invitation: InvitationId,
    proves_address: bool,
}

/// The invitation behind a link, for whoever looks at it.
pub async fn find(visitor: &Visitor, token: &str) -> Result<Invitation, AppError> {
    let link = open_link(visitor, token)?;
    let mut view = hold_to_look(visitor, link).await?;
    let invitation = store::get(&mut view, link.invitation).await?;
    let ended = invitation.ended(visitor.kernel.clock.now());
    let holder = match (&invitation.reader, ended) {
        (Some(_), _) if invitation.is_for_reader() && invitation.is_member => {
            Holder::Member { path: invitation.path() }
        }
        (_, Some(ended)) => return Err(ended.into()),
        (Some(_), None) if invitation.is_for_reader() => Holder::Invited,
        (Some(email), None) => Holder::Other { email: email.clone() },
        (None, None) if !link.proves_address => Holder::Unproved,
        (None, None) if invitation.is_known => Holder::Known,
        (None, None) => Holder::New,
    };
    let workspaces = store::list_invited_to(&mut view, link.invitation).await?;
    let reader = visitor.principal().map(|principal| principal.reader.clone()).unwrap_or_default();
    Ok(Invitation {
        organization: invitation.organization,
        inviter: invitation.inviter,
        role: invitation.role,
        workspace: invitation.workspace.map(|workspace| InvitedTo { name: workspace.name, role: workspace.role }),
        workspaces,
        email: invitation.email.to_string(),
        expires: moment(&visitor.kernel, &reader, invitation.expires_at),
        holder,
    })
}

/// Accepts it as who is signed in, and goes to the organization or the workspace.
pub async fn accept(visitor: &Visitor, token: &str) -> Result<Done, AppError> {
    let link = open_link(visitor, token)?;
    let user = visitor.principal()?.user;
    let change = hold(visitor.change::<AnswerInvitation>().await?, link, Some(user)).await?;
    let joined = join_place(change, user).await?;
    let done = joined.welcome();
    joined.commit().await?;
    Ok(done)
}

/// Makes an account for the address that the link was mailed to, and accepts with it: one transaction, so both or none.
/// With `personal`, an organization of one's own comes along, as with any other sign-up.
pub async fn sign_up(
    visitor: &Visitor,
    token: &str,
    name: &str,
    password: String,
    time_zone: &str,
    personal: bool,
) -> Result<Done, AppError> {
    let kernel = &visitor.kernel;
    kernel.throttle(PER_ADDRESS, &network_of(&visitor.origin)).await?;
    let link = open_link(visitor, token)?;
    if !link.proves_address {
        return Err(InvitationError::Unproved.into());
    } else if visitor.principal().is_ok() {
        return Err(InvitationError::SignedIn.into());
    }
    let mut view = hold_to_look(visitor, link).await?;
    let invitation = store::get(&mut view, link.invitation).await?;
    drop(view);
    if let Some(ended) = invitation.ended(kernel.clock.now()) {
        return Err(ended.into());
    }
    let words = [name.to_owned(), invitation.email.to_string()];
    let name = Name::parse(name).map_err(|error| AppError::field("name", error.to_string()));
    let password = choose(kernel, password, words).await;
    let (name, password) = both(name, password)?;
    let password_hash = hash(kernel, password).await?;

    let mut change = visitor.change::<AnswerInvitation>().await?;
    // The link did what confirming a sign-up does.
    let account = accounts::Signup {
        email: invitation.email,
        name,
        password_hash,
        time_zone: choose_zone(time_zone).unwrap_or_else(|| "UTC".to_owned()),
        invitation: Some(link.invitation),
        expires_at: invitation.expires_at,
        confirmed_at: Some(change.now()),
    };
    let user = accounts::insert_user(&mut change, kernel.id(), &account).await?.ok_or(ConfirmError::Taken)?;
    let browser = BrowserToken::of(visitor);
    let seen = see_browser(&mut change, user, &browser.hash(user)).await?;
    let opened = session::open(&mut change, user, seen.browser).await?;
    let change = change.record(AccountCreated { user }).await?.more();
    let joined = join_place(hold(change, link, Some(user)).await?, user).await?;
    // The first browser is known from the start.
    let signed_in = MemberSignedIn { user, by: SignInBy::Invitation, new_browser: false };
    let joined = joined.tell_organizations(user, signed_in).await?;
    let done = joined.welcome();
    if personal {
        let founding = joined.found(kernel.id::<OrgId>(), user, kernel.id::<MemberId>()).await?;
        let own = personal_organization(&account.name);
        found(founding, &own, account.name.as_str(), true).await?.0.commit().await?;
    } else {
        joined.commit().await?;
    }
    browser.keep(visitor);
    visitor.signed_in(opened).await?;
    Ok(done)
}

/// Declines it. Nobody has to sign in for that; who is signed in as somebody else signs out first.
pub async fn decline(visitor: &Visitor, token: &str) -> Result<Done, AppError> {
    let link = open_link(visitor, token)?;
    let user = visitor.principal().ok().map(|principal| principal.user);
    let mut change = hold(visitor.change::<AnswerInvitation>().await?, link, user).await?;
    let Some(ended) = store::decline(&mut change, link.invitation, user).await? else {
        return Err(why_not(&mut change, link.invitation).await?);
    };
    let found = store::get(&mut change, link.invitation).await?;
    let (invitation, email) = (link.invitation, ended.email);
    let recorded = match ended.workspace {
        None => change.record(InvitationDeclined { invitation, email, role: ended.role }).await?,
        Some((workspace, role)) => {
            change.record(WorkspaceInvitationDeclined { workspace, invitation, email, role }).await?
        }
    };
    recorded.commit().await?;
    let place = found.workspace.map_or(found.organization, |workspace| workspace.name);
    Ok(Done::toast(format!("You declined to join {place}. Whoever invited you is told by mail.")))
}

/// Signs out, and comes back to the invitation to go on as somebody else.
pub async fn switch(visitor: &Visitor, token: &str) -> Result<Done, AppError> {
    open_link(visitor, token)?;
    signin::sign_out(visitor).await?;
    Ok(Done::to(path(token)).and_say("You are signed out. Go on with the address that was invited."))
}

/// The invitation that a sign-up came from: what its copied link names.
pub fn led_here(visitor: &Visitor, token: &str) -> Option<InvitationId> {
    open_link(visitor, token).ok().map(|link| link.invitation)
}

/// Where a sign-up goes that came from an invitation. The link is made anew: nothing stored opens it.
pub fn way_back(kernel: &Kernel, invitation: InvitationId) -> String {
    path(&kernel.keys.seal(Purpose::InvitationCopied, invitation.uuid()))
}

fn path(token: &str) -> String {
    format!("/invitations/{token}")
}

fn open_link(visitor: &Visitor, token: &str) -> Result<Link, AppError> {
    let keys = &visitor.kernel.keys;
    let open =
        |purpose, proves_address| keys.open(purpose, token).map(|id| Link { invitation: id.into(), proves_address });
    let link = open(Purpose::InvitationMailed, true).or_else(|| open(Purpose::InvitationCopied, false));
    Ok(link.ok_or(LinkError::Altered)?)
}

async fn hold_to_look(visitor: &Visitor, link: Link) -> Result<View<HoldInvitation>, AppError> {
    let user = visitor.principal().ok().map(|principal| principal.user);
    let view = visitor.view::<AnswerInvitation>().await?;
    Ok(view.hold(link.invitation, user).await?.ok_or(InvitationError::Over)?)
}

async fn hold(
    change: Change<AnswerInvitation>,
    link: Link,
    user: Option<UserId>,
) -> Result<Change<HoldInvitation>, AppError> {
    Ok(change.hold(link.invitation, user).await?.ok_or(InvitationError::Over)?)
}

/// Somebody who accepted and is in there as soon as it is committed.
enum Joined {
    Member { recorded: Recorded<JoinOrganization>, entrances: Vec<Entrance> },
    Collaborator { recorded: Recorded<HoldInvitation>, path: String, name: String, role: WorkspaceRole },
}

impl Joined {
    /// Where it leads, and what is said there.
    fn welcome(&self) -> Done {
        match self {
            Self::Member { recorded, entrances } => {
                let (scope, more) = (recorded.scope(), entrances::in_words(entrances));
                let said = format!("You are {} of {} now.{more}", scope.role.noun(), scope.name);
                Done::to(format!("/o/{}", scope.slug)).and_say(said)
            }
            Self::Collaborator { path, name, role, .. } => {
                Done::to(path.clone()).and_say(format!("You are {} of {name} now.", role.noun()))
            }
        }
    }

    /// Tells the organization that who joined signed in with it.
    async fn tell_organizations(self, user: UserId, event: MemberSignedIn) -> Result<Self, AppError> {
        Ok(match self {
            Self::Member { recorded, entrances } => {
                Self::Member { recorded: recorded.tell_organizations(user, event).await?, entrances }
            }
            Self::Collaborator { recorded, path, name, role } => {
                let recorded = recorded.tell_organizations(user, event).await?;
                Self::Collaborator { recorded, path, name, role }
            }
        })
    }

    async fn commit(self) -> Result<(), AppError> {
        match self {
            Self::Member { recorded, .. } => recorded.commit().await,
            Self::Collaborator { recorded, .. } => recorded.commit().await,
        }
    }

    /// Goes on to found an organization of the person's own.
    async fn found(self, org: OrgId, owner: UserId, member: MemberId) -> Result<Change<FoundOrganization>, AppError> {
        match self {
            Self::Member { recorded, .. } => recorded.more().found(org, owner, member).await,
            Self::Collaborator { recorded, .. } => recorded.more().found(org, owner, member).await,
        }
    }
}

/// Accepts for the person: as a member of the organization, or to be in one workspace of it.
async fn join_place(change: Change<HoldInvitation>, user: UserId) -> Result<Joined, AppError> {
    match change.scope().workspace {
        None => become_member(change, user).await,
        Some(workspace) => become_collaborator(change, workspace, user).await,
    }
}

/// Accepts for the person, if the invitation is open and theirs and whoever sent it still manages the workspace. It makes
/// no member of the organization and takes no seat.
async fn become_collaborator(
    mut change: Change<HoldInvitation>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Joined, AppError> {
    let invitation = change.scope().invitation;
    store::line_up(&mut change).await?;
    let accepted = store::accept(&mut change, invitation, user).await?;
    let Some((accepted, (_, role))) = accepted.and_then(|ended| ended.workspace.map(|place| (ended, place))) else {
        return Err(why_not(&mut change, invitation).await?);
    };
    let found = store::get(&mut change, invitation).await?;
    let path = found.path();
    let name = found.workspace.map(|workspace| workspace.name).ok_or(InvitationError::Over)?;
    let inside = InvitationError::Inside { workspace: name.clone() };
    if found.is_member {
        return Err(inside.into());
    }
    let vouches = match accepted.invited_by {
        Some(inviter) => store::lock_workspace_role(&mut change, workspace, inviter).await?,
        None => None,
    };
    if vouches != Some(WorkspaceRole::Manager) {
        let inviter = found.inviter.unwrap_or_else(|| "The person".to_owned());
        return Err(InvitationError::NotManager { inviter, workspace: name }.into());
    }
    if !store::insert_collaborator(&mut change, workspace, user, role, accepted.invited_by).await? {
        return Err(inside.into());
    }
    let event = WorkspaceInvitationAccepted { workspace, invitation, email: accepted.email, role, user };
    Ok(Joined::Collaborator { recorded: change.record(event).await?, path, name, role })
}

/// Accepts for the person, if the invitation is open and theirs, a seat is free, and whoever sent it may still do so.
async fn become_member(mut change: Change<HoldInvitation>, user: UserId) -> Result<Joined, AppError> {
    let invitation = change.scope().invitation;
    let seats = seats::lock(&mut change).await?;
    let Some(accepted) = store::accept(&mut change, invitation, user).await? else {
        return Err(why_not(&mut change, invitation).await?);
    };
    let found = store::get(&mut change, invitation).await?;
    if found.is_member {
        return Err(InvitationError::Member { organization: found.organization }.into());
    }
    ensure_vouched(&mut change, &found, &accepted).await?;
    if !seats.admits() {
        let helper = found.inviter.unwrap_or_else(|| accepted.role.granters());
        return Err(InvitationError::Full { organization: found.organization, helper }.into());
    }
    let entrances = store::lock_entrances(&mut change, invitation, user).await?;
    let event = InvitationAccepted { invitation, email: accepted.email, role: accepted.role, user };
    let change = change.record(event).await?.more();
    let member = change.id::<MemberId>();
    let joining = change.join(user, accepted.role, member).await?;
    let organization = joining.scope().name.clone();
    let joined = join(joining, invitation).await?.ok_or(InvitationError::Member { organization })?;
    let recorded = entrances::enter(joined, user, invitation, &entrances).await?;
    Ok(Joined::Member { recorded, entrances })
}

/// Refuses an invitation whose sender may not send it any more.
async fn ensure_vouched(
    change: &mut Change<HoldInvitation>,
    found: &store::Invitation,
    accepted: &store::Ended,
) -> Result<(), AppError> {
    let role = match accepted.invited_by {
        Some(inviter) => store::lock_role(change, inviter).await?,
        None => None,
    };
    if role.is_some_and(|role: OrgRole| role.allows(Permission::ManageMembers) && role.may_grant(accepted.role)) {
        return Ok(());
    }
    let inviter = found.inviter.clone().unwrap_or_else(|| "The person".to_owned());
    let (organization, helper) = (found.organization.clone(), accepted.role.granters());
    Err(InvitationError::NotVouched { inviter, role: accepted.role, organization, helper }.into())
}

/// Why an invitation wasn't there to be ended.
async fn why_not(change: &mut Change<HoldInvitation>, invitation: InvitationId) -> Result<AppError, AppError> {
    let now = change.now();
    let found = store::get(change, invitation).await?;
    let ended = found.ended(now);
    let other = InvitationError::Other { email: found.email.to_string() };
    Ok(ended.unwrap_or(other).into())
}

fn moment(kernel: &Kernel, reader: &Reader, at: time::OffsetDateTime) -> crate::model::Moment {
    reader.moment(at, kernel.clock.now())
}
