//! Sending invitations once more: one, or several at once.
//!
//! Each of several is decided on its own, and those that may be sent are sent together, in one transaction under one lock,
//! with an audit line and a mail each: what the answer tells is then exactly what happened.

use super::{
    LIFETIME, MAIL_PER_ADDRESS,
    event::InvitationResent,
    store::{self, Locked},
    workspaces,
};
use crate::{
    kernel::{
        authn::{Principal, Reach},
        authz::{ManageMembers, authorize},
        rate_limit::waits_within,
        seats, sendings,
    },
    model::{AppError, Done, FieldError, InvitationId, OrgId, OrgRole, seats::Seats},
    settings::invitations::model::{MAX_PICKS, NotSent, Status, full},
};
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// What came of it.
pub struct Outcome {
    /// The addresses that the invitation is on its way to.
    pub sent: Vec<String>,
    pub refused: Vec<NotSent>,
    /// Until when those that were sent can be accepted.
    pub expires_at: OffsetDateTime,
}

/// Sends every invitation of `picks` that may be sent once more: the same link, into the same workspaces, for another seven
/// days, on behalf of who sends it now. An error where that is none: of one, its own refusal.
pub async fn resend(principal: &Principal, org: OrgId, picks: &[InvitationId]) -> Result<Outcome, AppError> {
    if picks.is_empty() {
        return Err(AppError::field("who", "Select an invitation first. Nothing was sent."));
    }
    if picks.len() > MAX_PICKS {
        let message = format!("Select at most {MAX_PICKS} invitations at once. Nothing was sent.");
        return Err(AppError::field("who", message));
    }
    let mut change = authorize::<ManageMembers>(principal, org).change_in_line().await?;
    let own = change.scope().role;
    let seats = seats::lock(&mut change).await?;
    let locked = store::lock_all(&mut change, picks).await?;
    let keys: Vec<String> = locked.iter().map(|one| one.email.key()).collect();
    let members = store::members_among(&mut change, &keys).await?;
    let (mut accepted, mut refused) = decide(own, &seats, &members, locked, picks);
    if let Some(left) = sendings::left_today(&mut change).await? {
        let left = usize::try_from(left).unwrap_or_default().min(accepted.len());
        let over = accepted.drain(left..).map(|one| NotSent::TooYoung { email: one.email.to_string() });
        refused.extend(over);
    }
    let keys: Vec<String> = accepted.iter().map(|one| one.email.key()).collect();
    let waits = waits_within(&mut change, MAIL_PER_ADDRESS, &keys).await?;
    let mut sent = Vec::new();
    for (at, invitation) in accepted.into_iter().enumerate() {
        match waits.iter().find(|(which, _)| *which == at) {
            Some((_, wait)) => refused.push(NotSent::Flooded { email: invitation.email.key(), wait: wait.clone() }),
            None => sent.push(invitation),
        }
    }
    let expires_at = change.now() + LIFETIME;
    let events =
        sent.iter().map(|one| InvitationResent { invitation: one.id, email: one.email.to_string(), role: one.role });
    let mut events = events.collect::<Vec<_>>().into_iter();
    let Some(first) = events.next() else { return Err(nothing(refused)) };
    let ids: Vec<InvitationId> = sent.iter().map(|one| one.id).collect();
    store::send_again(&mut change, &ids, expires_at).await?;
    if principal.reach == Reach::Everywhere {
        workspaces::store::stand_for(&mut change, &ids).await?;
    }
    let mut recorded = change.record(first).await?;
    for event in events {
        recorded = recorded.more().record(event).await?;
    }
    recorded.commit().await?;
    Ok(Outcome { sent: sent.into_iter().map(|one| one.email.to_string()).collect(), refused, expires_at })
}

/// The same from the page, with what the page says then.
pub async fn resend_from_page(principal: &Principal, org: OrgId, picks: &[InvitationId]) -> Result<Done, AppError> {
    let Outcome { sent, refused, expires_at } = resend(principal, org, picks).await?;
    let until = principal.reader.date(expires_at);
    let done = Done::toast(match sent.as_slice() {
        [one] => format!("The invitation is on its way to {one} again and works until {until}."),
        all => format!("{} invitations are on their way again and work until {until}.", all.len()),
    });
    if refused.is_empty() {
        return Ok(done);
    }
    let sent = format!("Sent again: {}.", sent.join(", "));
    Ok(done.and_tell([sent].into_iter().chain(refused.iter().map(ToString::to_string)).collect()))
}

/// Which of `picks` may be sent, in their order, and why the others may not; `members` are the addresses of members. An expired one gave its seat back and wants
/// one again.
fn decide(
    own: OrgRole,
    seats: &Seats,
    members: &[String],
    mut locked: Vec<Locked>,
    picks: &[InvitationId],
) -> (Vec<Locked>, Vec<NotSent>) {
    let (mut accepted, mut refused, mut seen, mut seated) = (Vec::new(), Vec::new(), BTreeSet::new(), 0);
    for pick in picks.iter().filter(|pick| seen.insert(**pick)) {
        let Some(at) = locked.iter().position(|one| one.id == *pick) else {
            refused.push(NotSent::Gone);
            continue;
        };
        let one = locked.swap_remove(at);
        let email = one.email.to_string();
        let wants = i64::from(one.status == Status::Expired);
        if !one.status.is_open() {
            refused.push(NotSent::Over { email, status: one.status });
        } else if members.contains(&one.email.key()) {
            refused.push(NotSent::Member { email });
        } else if !own.may_grant(one.role) {
            refused.push(NotSent::Above { email, role: one.role });
        } else if wants > 0 && !seats.has_room_for(seated + wants) {
            refused.push(NotSent::Full { email, why: full(seats, seated + wants) });
        } else {
            seated += wants;
            accepted.push(one);
        }
    }
    (accepted, refused)
}

/// The error where nothing was sent.
fn nothing(mut refused: Vec<NotSent>) -> AppError {
    if refused.len() <= 1 {
        return refused.pop().map_or_else(AppError::not_found, AppError::from);
    }
    let line = |one: &NotSent| FieldError { field: "who".to_owned(), message: one.to_string() };
    let fields = refused.iter().map(line).collect();
    AppError { message: "Nothing was sent.".to_owned(), fields, ..AppError::from(refused.swap_remove(0)) }
}
