//! The use cases of the Workspaces tab: what is read stands here, what changes a workspace in `act`.

mod act;
pub mod event;
pub mod mail;
pub mod page;
pub mod purge;
pub mod rest;
mod store;
mod typed;

#[cfg(test)]
mod tests;

pub use act::{Outcome, act, appoint, create, delete, edit};
pub use store::Which;
pub use typed::Typed;

use super::model::{NewTab, Show, Wanted, WorkspaceCursor, WorkspaceLine, WorkspaceList, WorkspaceTab};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageWorkspaces, OrgRef, authorize},
    },
    model::{AppError, Code, Cursor, OrgRole, Page, name::Name},
};
use store::{Listed, ListedRow};
use time::{Date, OffsetDateTime, UtcOffset};

/// How many a page shows.
const PER_PAGE: i64 = 100;

/// A page of the workspaces, with how many there are.
pub async fn workspaces(
    principal: &Principal,
    org: impl Into<OrgRef>,
    wanted: Wanted,
) -> Result<WorkspaceList, AppError> {
    let month = month_of(principal.kernel.clock.now());
    let mut view = authorize::<ManageWorkspaces>(principal, org).view().await?;
    let scope = view.scope().clone();
    let listed = listed(&wanted, month, PER_PAGE)?;
    let rows = store::list(&mut view, &listed).await?;
    let (totals, allowance) = store::count(&mut view, &principal.kernel.plans).await?;
    drop(view);
    Ok(WorkspaceList {
        slug: scope.slug,
        name: scope.name,
        search: listed.search.clone(),
        show: listed.show,
        totals,
        allowance,
        workspaces: paged(rows, &listed, |row| line(principal, row)),
    })
}

/// What a new workspace begins with.
pub async fn new(principal: &Principal, org: impl Into<OrgRef>) -> Result<NewTab, AppError> {
    let mut view = authorize::<ManageWorkspaces>(principal, org).view().await?;
    let scope = view.scope().clone();
    let defaults = store::get_defaults(&mut view).await?;
    let (_, allowance) = store::count(&mut view, &principal.kernel.plans).await?;
    Ok(NewTab { org: scope.org, base: base(principal, &scope.slug), slug: scope.slug, defaults, allowance })
}

/// One workspace, from outside.
pub async fn workspace(principal: &Principal, org: impl Into<OrgRef>, which: &Which) -> Result<WorkspaceTab, AppError> {
    let month = month_of(principal.kernel.clock.now());
    let mut view = authorize::<ManageWorkspaces>(principal, org).view().await?;
    let scope = view.scope().clone();
    let row = store::get(&mut view, which, scope.user).await?;
    let counts = store::get_counts(&mut view, row.workspace.id, month).await?;
    let candidates = match (counts.managers, scope.role) {
        (0, OrgRole::Owner) => store::list_candidates(&mut view).await?,
        _ => Vec::new(),
    };
    drop(view);
    let moment = |at| principal.moment(at);
    Ok(WorkspaceTab {
        org: scope.org,
        base: base(principal, &scope.slug),
        org_slug: scope.slug,
        org_name: scope.name,
        reader: scope.role,
        workspace: row.workspace,
        counts,
        created: moment(row.created_at),
        changed: row.updated_at.map(|at| (moment(at), row.updated_by)),
        since: row.state_at.map(|at| (moment(at), row.state_by)),
        is_in: row.is_in,
        candidates,
    })
}

/// What stands before a workspace's slug in addresses.
fn base(principal: &Principal, slug: &str) -> String {
    principal.kernel.config.link(&format!("/o/{slug}/w/"))
}

/// The first day of the month that it is, UTC: what fills are counted by.
fn month_of(now: OffsetDateTime) -> Date {
    let today = now.to_offset(UtcOffset::UTC).date();
    today.replace_day(1).unwrap_or(today)
}

/// What a list is asked for, read. 400 for a cursor that isn't one.
fn listed(wanted: &Wanted, month: Date, limit: i64) -> Result<Listed, AppError> {
    let words: Vec<&str> = wanted.search.split_whitespace().collect();
    // A null character is text to us and an error to Postgres.
    let search: String = words.join(" ").chars().filter(|c| *c != '\0').take(Name::MAX).collect();
    let (from, backward) = match (&wanted.after, &wanted.before) {
        (_, Some(before)) => (Some(read(before)?), true),
        (after, None) => (after.as_ref().map(read).transpose()?, false),
    };
    Ok(Listed { search, show: Show::read(&wanted.show), from, backward, month, limit })
}

fn read(cursor: &Cursor) -> Result<WorkspaceCursor, AppError> {
    WorkspaceCursor::read(cursor)
        .ok_or_else(|| AppError::new(Code::Malformed, "There is no such page of the list. Go back to its beginning."))
}

/// The rows as a page. One more was fetched than is shown, to know whether there are more.
fn paged<T>(mut rows: Vec<ListedRow>, listed: &Listed, line: impl Fn(ListedRow) -> T) -> Page<T> {
    let more = rows.len() as i64 > listed.limit;
    rows.truncate(usize::try_from(listed.limit).unwrap_or_default());
    if listed.backward {
        rows.reverse();
    }
    let (is_behind_first, is_before_last) =
        if listed.backward { (more, listed.from.is_some()) } else { (listed.from.is_some(), more) };
    let cursor = |row: &ListedRow| WorkspaceCursor { term: row.term.clone(), id: row.workspace.id.uuid() }.into();
    let newer = rows.first().filter(|_| is_behind_first).map(cursor);
    let older = rows.last().filter(|_| is_before_last).map(cursor);
    Page { newer, older, rows: rows.into_iter().map(line).collect() }
}

fn line(principal: &Principal, row: ListedRow) -> WorkspaceLine {
    WorkspaceLine {
        workspace: row.workspace,
        members: row.members,
        managers: row.managers,
        forms: row.forms,
        fills: row.fills,
        created: principal.moment(row.created_at),
    }
}
