//! The use cases of inviting: authorize, decide, store, record, commit.
//!
//! A list is invited whole or not at all: what is wrong with it is told line by line, and nobody has a mail of half of it.

pub mod event;
mod form;
mod link;
pub mod mail;
pub mod members;
pub mod people;
mod resend;
pub mod rest;
mod store;
mod workspaces;

#[cfg(test)]
mod tests;

pub use crate::kernel::multipart::BODY_LIMIT;
pub use resend::resend_from_page;

use super::model::{Invitation, Invitations, InviteError, Link, MAX_WORKSPACES, NotSent, Status, cant_grant, full};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageMembers, authorize},
        crypto::Purpose,
        db::Change,
        paging::Way,
        rate_limit::{Limit, take_within},
        seats, sendings,
    },
    model::{AppError, Code, Done, InvitationId, OrgId, OrgRole, Page, invited::InvitedTo},
};
use event::{InvitationReplaced, InvitationRevoked, InvitationSent, InvitedWorkspace};
use leptos::server_fn::codec::MultipartData;
use people::{Fault, Invitee};
use store::{NewInvitation, Stored};
use time::Duration;

/// How long an invitation can be accepted.
pub const LIFETIME: Duration = Duration::days(7);
/// Invitations that one address is mailed, whoever sends them.
const MAIL_PER_ADDRESS: Limit = Limit { name: "invitation-mail", burst: 5, every: Duration::hours(1) };

/// Somebody who is invited now.
pub struct Invited {
    pub id: InvitationId,
    pub email: String,
    pub role: OrgRole,
    /// Whether an open invitation to the same address ended for it.
    pub replaced: bool,
}

/// The list as its page shows it. Empty texts are none.
pub async fn page(
    principal: &Principal,
    org: &str,
    status: &str,
    newer: &str,
    older: &str,
    link: &str,
) -> Result<Invitations, AppError> {
    let kernel = &principal.kernel;
    let now = kernel.clock.now();
    let (status, way) = (read_status(status)?, Way::read(newer, older)?);
    let mut view = authorize::<ManageMembers>(principal, org).view().await?;
    let scope = view.scope().clone();
    let page = store::list(&mut view, status, way, now).await?;
    let seats = seats::count(kernel, &mut view).await?;
    let managed = workspaces::store::list_managed(&mut view, principal.user, MAX_WORKSPACES).await?;
    let link = match link.parse::<InvitationId>() {
        Ok(id) => {
            let stored = store::get(&mut view, id, now).await?;
            let shown = stored.status == Status::Pending && scope.role.may_grant(stored.role);
            shown.then(|| link_to(principal, &stored))
        }
        Err(_) => None,
    };
    let row = |stored: Stored| Invitation {
        may_manage: stored.status.is_open() && scope.role.may_grant(stored.role),
        sent: principal.moment(stored.sent_at),
        ends: principal.moment(stored.ended_at.unwrap_or(stored.expires_at)),
        id: stored.id,
        email: stored.email,
        role: stored.role,
        status: stored.status,
        workspaces: stored.workspaces.into_iter().map(|one| InvitedTo { name: one.name, role: one.role }).collect(),
        inviter: stored.inviter,
    };
    let Page { rows, newer, older } = page;
    Ok(Invitations {
        org: scope.org,
        slug: scope.slug,
        status,
        page: Page { rows: rows.into_iter().map(row).collect(), newer, older },
        seats,
        grants: OrgRole::ALL.into_iter().rev().filter(|role| scope.role.may_grant(*role)).collect(),
        managed,
        link,
    })
}

/// Invites all of `people`, each as what the list says or else as `role`, and into each of the workspaces `places`. Who has
/// an open invitation gets this one in its place, with these workspaces alone. 422 with what is wrong with whom, and then
/// nobody is invited.
pub async fn invite(
    principal: &Principal,
    org: OrgId,
    role: OrgRole,
    people: Vec<Invitee>,
    places: &[InvitedWorkspace],
) -> Result<Vec<Invited>, AppError> {
    let mut change = authorize::<ManageMembers>(principal, org).change_in_line().await?;
    ensure_grantable(change.scope().role, role, &people)?;
    workspaces::ensure_managed(principal, &mut change, places).await?;
    let keys: Vec<String> = people.iter().map(|one| one.email.key()).collect();
    let seats = seats::lock(&mut change).await?;
    ensure_strangers(&mut change, &people, &keys).await?;
    ensure_replaceable(&mut change, &people, &keys).await?;
    let replaced = store::replace(&mut change, &keys).await?;
    // A pending invitation hands its seat on to the one that replaces it.
    let wanted = people.len() as i64 - replaced.iter().filter(|one| one.was_pending).count() as i64;
    if !seats.has_room_for(wanted) {
        return Err(full(&seats, wanted).into());
    }
    let left = sendings::left_today(&mut change).await?;
    if let Some(left) = left.filter(|left| people.len() as i64 > *left) {
        return Err(InviteError::TooYoung { left }.into());
    }
    ensure_not_flooded(&mut change, &keys).await?;

    let fresh: Vec<NewInvitation> = people
        .into_iter()
        .map(|invitee| NewInvitation { id: change.id(), role: invitee.role.unwrap_or(role), invitee })
        .collect();
    let expires_at = change.now() + LIFETIME;
    store::insert(&mut change, &fresh, expires_at).await?;
    let ids: Vec<InvitationId> = fresh.iter().map(|one| one.id).collect();
    workspaces::store::insert(&mut change, &ids, places).await?;
    for old in &replaced {
        if let Some(new) = fresh.iter().find(|new| new.invitee.email.key() == old.email_key) {
            let email = new.invitee.email.to_string();
            let event = InvitationReplaced { invitation: old.id, email, by: new.id };
            change = change.record(event).await?.more();
        }
    }
    let sent = |one: &NewInvitation| {
        let email = one.invitee.email.to_string();
        InvitationSent { invitation: one.id, email, role: one.role, workspaces: places.to_vec() }
    };
    let (first, others) = fresh.split_first().ok_or(InviteError::Nobody)?;
    let mut recorded = change.record(sent(first)).await?;
    for one in others {
        recorded = recorded.more().record(sent(one)).await?;
    }
    recorded.commit().await?;
    let had_one = |one: &NewInvitation| replaced.iter().any(|old| old.email_key == one.invitee.email.key());
    let invited = fresh.iter().map(|one| Invited {
        id: one.id,
        email: one.invitee.email.to_string(),
        role: one.role,
        replaced: had_one(one),
    });
    Ok(invited.collect())
}

/// The same from the page: reads what was typed, pasted or sent as a file, and tells what came of each.
pub async fn invite_from_page(principal: &Principal, data: MultipartData) -> Result<Done, AppError> {
    let sent = form::take(data).await?;
    let (org, role) = (sent.org, sent.role);
    // Who isn't a member learns nothing, whatever was sent.
    drop(authorize::<ManageMembers>(principal, org).view().await?);
    let people = sent.people(&principal.kernel.config.banned_mail_domains)?;
    let places = sent.workspaces()?;
    let invited = invite(principal, org, role, people, &places).await.map_err(people::by_line)?;
    let also = workspaces::and_into(places.len());
    let told = |one: &Invited| {
        let Invited { email, role, replaced, .. } = one;
        let before = if *replaced { "; an invitation from before ended for it" } else { "" };
        format!("{email} is invited to become {}{also}{before}.", role.noun())
    };
    let told: Vec<String> = invited.iter().map(told).collect();
    Ok(match told.as_slice() {
        [one] => Done::toast(one.clone()),
        all => Done::toast(format!("{} people are invited.", all.len())).and_tell(told),
    })
}

/// Revokes an invitation that nobody has answered. Returns whom it was for.
pub async fn revoke(principal: &Principal, org: OrgId, id: InvitationId) -> Result<String, AppError> {
    let mut change = authorize::<ManageMembers>(principal, org).change().await?;
    let invitation = store::lock(&mut change, id).await?;
    ensure_may_grant(change.scope().role, invitation.role)?;
    let email = invitation.email.to_string();
    if !store::revoke(&mut change, id).await? {
        let message = format!("The invitation of {email} {} meanwhile. Nothing was changed.", invitation.status.over());
        return Err(AppError::new(Code::Invalid, message));
    }
    let event = InvitationRevoked { invitation: id, email: email.clone(), role: invitation.role };
    change.record(event).await?.commit().await?;
    Ok(email)
}

/// The same from the page, with what the page says then.
pub async fn revoke_from_page(principal: &Principal, org: OrgId, id: InvitationId) -> Result<Done, AppError> {
    let email = revoke(principal, org, id).await?;
    Ok(Done::toast(format!("The invitation of {email} is revoked. Its links open nothing any more.")))
}

fn read_status(status: &str) -> Result<Option<Status>, AppError> {
    if status.is_empty() { Ok(None) } else { status.parse().map(Some) }
}

/// Another secret than the mailed one: it proves no address.
fn link_to(principal: &Principal, stored: &Stored) -> Link {
    let kernel = &principal.kernel;
    let token = kernel.keys.seal(Purpose::InvitationCopied, stored.id.uuid());
    Link {
        email: stored.email.clone(),
        url: kernel.config.link(&format!("/invitations/{token}")),
        expires: principal.moment(stored.expires_at),
    }
}

fn ensure_may_grant(own: OrgRole, role: OrgRole) -> Result<(), AppError> {
    if own.may_grant(role) { Ok(()) } else { Err(cant_grant(role)) }
}

/// Refuses every role that is above the inviter's own.
fn ensure_grantable(own: OrgRole, role: OrgRole, people: &[Invitee]) -> Result<(), AppError> {
    if people.iter().any(|one| one.role.is_none()) {
        ensure_may_grant(own, role)?;
    }
    let above = people.iter().filter_map(|one| {
        let role = one.role.filter(|role| !own.may_grant(*role))?;
        Some(Fault::role(one.line, cant_grant(role).message))
    });
    let above: Vec<Fault> = above.collect();
    if above.is_empty() { Ok(()) } else { Err(AppError { code: Code::Forbidden, ..people::refuse(above) }) }
}

async fn ensure_strangers(
    change: &mut Change<ManageMembers>,
    people: &[Invitee],
    keys: &[String],
) -> Result<(), AppError> {
    let members = store::members_among(change, keys).await?;
    let known = people.iter().zip(keys).filter(|(_, key)| members.contains(key));
    let known: Vec<Fault> =
        known.map(|(one, _)| Fault::email(one.line, format!("{} is a member already.", one.email))).collect();
    if known.is_empty() { Ok(()) } else { Err(people::refuse(known)) }
}

/// Refuses to put an invitation in the place of one that the inviter couldn't revoke.
async fn ensure_replaceable(
    change: &mut Change<ManageMembers>,
    people: &[Invitee],
    keys: &[String],
) -> Result<(), AppError> {
    let own = change.scope().role;
    let open = store::lock_open(change, keys).await?;
    let above = people.iter().zip(keys).filter_map(|(one, key)| {
        let (_, role) = open.iter().find(|(email, role)| email == key && !own.may_grant(*role))?;
        let message = format!("{} is invited to become {}. {}", one.email, role.noun(), cant_grant(*role).message);
        Some(Fault::email(one.line, message))
    });
    let above: Vec<Fault> = above.collect();
    if above.is_empty() { Ok(()) } else { Err(AppError { code: Code::Forbidden, ..people::refuse(above) }) }
}

async fn ensure_not_flooded(change: &mut Change<ManageMembers>, keys: &[String]) -> Result<(), AppError> {
    match take_within(change, MAIL_PER_ADDRESS, keys).await? {
        None => Ok(()),
        Some((which, wait)) => {
            let email = keys.get(which).cloned().unwrap_or_default();
            Err(NotSent::Flooded { email, wait }.into())
        }
    }
}
