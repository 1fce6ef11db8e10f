//! The use cases of the Members tab: what is read stands here, what changes somebody in `act`.

mod act;
pub mod event;
pub mod mail;
mod reinstate;
pub mod rest;
mod store;

#[cfg(test)]
mod tests;

pub use act::{act, act_from_page};
pub use reinstate::{reinstate, reinstate_from_page};

use super::model::{
    KeyLine, MemberCursor, MemberLine, MemberList, MemberPage, Pick, RemovedLine, SessionLine, Show, Wanted,
};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageMembers, OrgRef, authorize},
        seats,
        session::IDLE,
    },
    model::{AppError, Code, Cursor, MemberId, Page, UserId, name::Name},
};
use store::{Listed, MemberRow, RemovedRow};
use time::Duration;

/// How many a page shows.
const PER_PAGE: i64 = 100;
/// How many of those who were removed.
const REMOVED_PER_PAGE: i64 = 20;
/// How long somebody who was removed can be reinstated.
const KEPT: Duration = Duration::days(30);

/// A page of the members, with the counts, the seats and who was removed.
pub async fn members(principal: &Principal, org: impl Into<OrgRef>, wanted: Wanted) -> Result<MemberList, AppError> {
    let now = principal.kernel.clock.now();
    let mut view = authorize::<ManageMembers>(principal, org).view().await?;
    let scope = view.scope().clone();
    let listed = listed(&wanted, PER_PAGE)?;
    let removed_after = wanted.removed.as_ref().map(read).transpose()?;
    let rows = store::list(&mut view, &listed).await?;
    let counts = store::get_counts(&mut view).await?;
    let seats = seats::count(&principal.kernel, &mut view).await?;
    let removed = store::list_removed(&mut view, removed_after, now - KEPT, REMOVED_PER_PAGE + 1).await?;
    drop(view);
    Ok(MemberList {
        org: scope.org,
        slug: scope.slug,
        name: scope.name,
        reader: scope.role,
        search: listed.search.clone(),
        show: listed.show,
        counts,
        seats,
        members: paged(rows, &listed, |row| line(principal, row, scope.user)),
        removed: removed_page(principal, removed, wanted.removed),
    })
}

/// One member, with what they reach and why.
pub async fn person(principal: &Principal, org: impl Into<OrgRef>, member: MemberId) -> Result<MemberPage, AppError> {
    let now = principal.kernel.clock.now();
    let mut view = authorize::<ManageMembers>(principal, org).view().await?;
    let scope = view.scope().clone();
    let row = store::get(&mut view, member).await?;
    let user = row.user;
    let about = store::get_about(&mut view, user, now).await?;
    let workspaces = store::list_workspaces(&mut view, user).await?;
    let sessions = store::list_sessions(&mut view, user, now, now - IDLE).await?;
    drop(view);
    let moment = |at| principal.moment(at);
    Ok(MemberPage {
        org: scope.org,
        slug: scope.slug,
        org_name: scope.name,
        reader: scope.role,
        invited_by: about.invited_by,
        suspended: about.suspended_at.map(|at| (moment(at), about.suspended_by)),
        changed: about.changed_at.map(|at| (moment(at), about.changed_by)),
        in_workspaces: about.workspaces,
        workspaces,
        sessions: sessions
            .into_iter()
            .map(|(signed_in, last_used)| SessionLine { signed_in: moment(signed_in), last_used: moment(last_used) })
            .collect(),
        keys: about
            .keys
            .0
            .into_iter()
            .map(|key| KeyLine {
                name: key.name,
                prefix: key.prefix,
                workspace: key.workspace,
                last_used: key.last_used_at.map(moment),
            })
            .collect(),
        line: line(principal, row, scope.user),
    })
}

/// What a list is asked for, read. 400 for a cursor that isn't one.
fn listed(wanted: &Wanted, limit: i64) -> Result<Listed, AppError> {
    let words: Vec<&str> = wanted.search.split_whitespace().collect();
    let search: String = words.join(" ").trim_start_matches('@').chars().take(Name::MAX).collect();
    let (from, backward) = match (&wanted.after, &wanted.before) {
        (_, Some(before)) => (Some(read(before)?), true),
        (after, None) => (after.as_ref().map(read).transpose()?, false),
    };
    // A null character is text to us and an error to Postgres.
    let search = search.replace('\0', "");
    Ok(Listed { search, show: Show::read(&wanted.show), from, backward, limit })
}

fn read(cursor: &Cursor) -> Result<MemberCursor, AppError> {
    MemberCursor::read(cursor)
        .filter(|cursor| !cursor.term.contains('\0'))
        .ok_or_else(|| AppError::new(Code::Malformed, "There is no such page of the list. Go back to its beginning."))
}

/// The rows as a page. One more was fetched than is shown, to know whether there are more.
fn paged<T>(mut rows: Vec<MemberRow>, listed: &Listed, line: impl Fn(MemberRow) -> T) -> Page<T> {
    let more = rows.len() as i64 > listed.limit;
    rows.truncate(usize::try_from(listed.limit).unwrap_or_default());
    if listed.backward {
        rows.reverse();
    }
    let (is_behind_first, is_before_last) =
        if listed.backward { (more, listed.from.is_some()) } else { (listed.from.is_some(), more) };
    let cursor = |row: &MemberRow| MemberCursor { term: row.term.clone(), id: row.id.uuid() }.into();
    let newer = rows.first().filter(|_| is_behind_first).map(cursor);
    let older = rows.last().filter(|_| is_before_last).map(cursor);
    Page { newer, older, rows: rows.into_iter().map(line).collect() }
}

fn line(principal: &Principal, row: MemberRow, reader: UserId) -> MemberLine {
    MemberLine {
        pick: Pick { member: row.id, version: row.version },
        is_own: row.user == reader,
        user: row.user,
        name: row.name,
        email: row.email,
        role: row.role,
        suspended: row.suspended,
        leaving: row.leaving,
        joined: principal.moment(row.created_at),
        last_active: row.last_active_at.map(|at| principal.moment(at)),
    }
}

/// Who was removed, newest first. Its cursor is a place in time, so the list only goes on.
fn removed_page(principal: &Principal, mut rows: Vec<RemovedRow>, from: Option<Cursor>) -> Page<RemovedLine> {
    let more = rows.len() as i64 > REMOVED_PER_PAGE;
    rows.truncate(usize::try_from(REMOVED_PER_PAGE).unwrap_or_default());
    let older = rows.last().filter(|_| more).map(|row| {
        let nanos = row.removed_at.unix_timestamp_nanos();
        MemberCursor { term: nanos.to_string(), id: row.user.uuid() }.into()
    });
    let line = |row: RemovedRow| RemovedLine {
        user: row.user,
        name: row.name,
        email: row.email,
        role: row.role,
        removed: principal.moment(row.removed_at),
        by: row.by,
    };
    // Back is to the beginning.
    Page { rows: rows.into_iter().map(line).collect(), newer: from.map(|_| Cursor(String::new())), older }
}
