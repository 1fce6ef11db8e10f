//! What changes members: another role, removal, suspension, ending their sessions. Of one or of several at once.
//!
//! Each of several is decided on their own, and those who may be changed are changed together, in one transaction under
//! one lock, with an audit line each: what the answer tells is then exactly what happened, even if the program dies.
//! All-or-nothing would make a page's one stale row stand in the way of ninety-nine.

use super::{
    event::{
        MemberKeysRevoked, MemberReactivated, MemberRemoved, MemberRoleChanged, MemberSessionsEnded, MemberSuspended,
    },
    store::{self, Locked},
};
use crate::{
    kernel::{
        authn::Principal,
        authz::{InOrg, ManageMembers, authorize},
        db::{Change, KEEP_OWNER, Recorded},
    },
    model::{AppError, Done, FieldError, OrgId, OrgRole},
    settings::members::model::{Act, MAX_PICKS, Pick, Refusal, Target, decide, phrase, takes_an_owner},
};
use std::collections::BTreeSet;

/// What came of it: whom it was done to, and why not to others.
pub struct Outcome {
    pub slug: String,
    pub done: Vec<String>,
    pub refused: Vec<Refusal>,
}

/// Does `act` to everybody in `picks` to whom it may be done. An error where that is nobody: of one, their own refusal.
pub async fn act(principal: &Principal, org: OrgId, act: Act, picks: &[Pick]) -> Result<Outcome, AppError> {
    if picks.is_empty() {
        return Err(AppError::field("who", "Select somebody first. Nothing was changed."));
    }
    if picks.len() > MAX_PICKS {
        return Err(AppError::field("who", format!("Select at most {MAX_PICKS} people at once. Nothing was changed.")));
    }
    let mut change = authorize::<ManageMembers>(principal, org).change_in_line().await?;
    let scope = change.scope().clone();
    let mut locked = store::lock(&mut change, picks).await?;
    let mut owners = store::count_owners(&mut change).await?;
    let (mut accepted, mut refused, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for pick in picks.iter().filter(|pick| seen.insert(pick.member)) {
        let Some(at) = locked.iter().position(|member| member.id == pick.member) else {
            refused.push(gone(principal, &mut change, *pick).await?);
            continue;
        };
        let member = locked.swap_remove(at);
        let target = target(principal, &change, &member, pick.version);
        match decide(scope.role, &target, act, owners) {
            Ok(()) => {
                owners -= i64::from(takes_an_owner(&target, act));
                accepted.push(member);
            }
            Err(refusal) => refused.push(refusal),
        }
    }
    let done: Vec<String> = accepted.iter().map(|member| member.name.clone()).collect();
    let owner = accepted.iter().rev().find(|member| member.role == OrgRole::Owner).map(|member| member.name.clone());
    if act == (Act::Remove { with_keys: true }) {
        // Before anybody goes: a change by a key holds the key and may then want what a removal holds.
        for member in &accepted {
            change = revoke_keys(change, &scope, member).await?;
        }
    }
    let mut accepted = accepted.into_iter();
    let Some(first) = accepted.next() else { return Err(nobody(refused)) };
    let mut recorded = carry_out(change, &scope, first, act).await?;
    for member in accepted {
        recorded = carry_out(recorded.more(), &scope, member, act).await?;
    }
    // The database counts once more, last of all.
    recorded.commit_unless(KEEP_OWNER, || Refusal::LastOwner(owner.unwrap_or_default())).await?;
    Ok(Outcome { slug: scope.slug, done, refused })
}

/// The same from a page, with what the page says then; `away`: on the list.
pub async fn act_from_page(
    principal: &Principal,
    org: OrgId,
    what: Act,
    picks: &[Pick],
    away: bool,
) -> Result<Done, AppError> {
    let outcome = act(principal, org, what, picks).await?;
    let count = outcome.done.len();
    let (who, are) = match outcome.done.as_slice() {
        [one] => (one.clone(), "is"),
        _ => (format!("{count} people"), "are"),
    };
    let toast = match what {
        Act::Become(role) if count == 1 => format!("{who} is {} now.", phrase(role)),
        Act::Become(role) => format!("{who} are {}s now.", role.label().to_lowercase()),
        Act::Remove { .. } => format!("{who} {are} removed. Within 30 days they can be reinstated."),
        Act::Suspend => format!("{who} {are} suspended."),
        Act::Reactivate => format!("{who} can enter again."),
        Act::EndSessions => format!("{who} {are} signed out everywhere."),
    };
    let mut done = Done::toast(toast);
    if away {
        done.to = Some(format!("/o/{}/settings/members", outcome.slug));
    }
    if outcome.refused.is_empty() {
        return Ok(done);
    }
    let changed = format!("Done: {}.", outcome.done.join(", "));
    Ok(done.and_tell([changed].into_iter().chain(outcome.refused.iter().map(ToString::to_string)).collect()))
}

/// The error where nobody was changed.
fn nobody(mut refused: Vec<Refusal>) -> AppError {
    if refused.len() <= 1 {
        return refused.pop().map_or_else(AppError::not_found, AppError::from);
    }
    let code = refused[0].code();
    let line = |refusal: Refusal| FieldError { field: "who".to_owned(), message: refusal.to_string() };
    let mut error = AppError::new(code, "Nobody was changed.");
    error.fields = refused.into_iter().map(line).collect();
    error
}

/// The refusal for somebody who isn't a member any more.
async fn gone(principal: &Principal, change: &mut Change<ManageMembers>, pick: Pick) -> Result<Refusal, AppError> {
    let now = change.now();
    let removed = store::find_removed(change, pick.member).await?;
    Ok(Refusal::Gone(match removed {
        Some(removed) => format!(
            "{} removed {} {}. Nothing was changed.",
            removed.by.as_deref().unwrap_or("Somebody"),
            removed.name,
            principal.reader.ago(removed.removed_at, now)
        ),
        None => "That person isn't a member any more. Nothing was changed.".to_owned(),
    }))
}

fn target(principal: &Principal, change: &Change<ManageMembers>, member: &Locked, version: i64) -> Target {
    let stale = (version != member.version).then(|| {
        let when = member.changed_at.map_or_else(String::new, |at| principal.reader.ago(at, change.now()));
        (member.changed_by.clone().unwrap_or_else(|| "Somebody".to_owned()), when)
    });
    Target {
        name: member.name.clone(),
        role: member.role,
        suspended: member.suspended,
        is_leaving: member.is_leaving,
        is_own: member.user == change.scope().user,
        stale,
    }
}

/// Revokes the keys that the member made, and records that where there were any.
async fn revoke_keys(
    mut change: Change<ManageMembers>,
    scope: &InOrg,
    target: &Locked,
) -> Result<Change<ManageMembers>, AppError> {
    let (member, user) = (target.id, target.user);
    let keys = store::revoke_keys(&mut change, user, scope.user).await?;
    if keys.is_empty() {
        return Ok(change);
    }
    Ok(change.record(MemberKeysRevoked { member, user, keys }).await?.more())
}

/// Does it and records it; returns what can be committed.
async fn carry_out(
    mut change: Change<ManageMembers>,
    scope: &InOrg,
    target: Locked,
    act: Act,
) -> Result<Recorded<ManageMembers>, AppError> {
    let (member, user) = (target.id, target.user);
    match act {
        Act::Become(to) => {
            store::set_role(&mut change, member, to).await?;
            change.record(MemberRoleChanged { member, user, from: target.role, to }).await
        }
        Act::Remove { .. } => {
            let workspaces = store::remove(&mut change, &target, scope.user).await?;
            change.record(MemberRemoved { member, user, role: target.role, workspaces }).await
        }
        Act::Suspend => {
            store::set_suspended(&mut change, member, true).await?;
            change.record(MemberSuspended { member, user }).await
        }
        Act::Reactivate => {
            store::set_suspended(&mut change, member, false).await?;
            change.record(MemberReactivated { member, user }).await
        }
        Act::EndSessions => {
            let sessions = store::end_sessions(&mut change, member).await?;
            change.record(MemberSessionsEnded { member, user, sessions }).await
        }
    }
}
