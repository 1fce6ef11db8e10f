//! The use cases of a workspace's members: what is read stands here, what changes somebody in `act`.

mod act;
pub mod event;
pub mod invite;
pub mod mail;
pub mod rest;
mod store;

#[cfg(test)]
mod tests;

pub use act::{add_from_page, change_role_from_page, leave_from_page, remove_from_page};
pub use invite::{invite_from_page, resend_from_page, revoke_from_page};

use super::model::{Managed, MemberCursor, MemberLine, MemberList, Place, Wanted};
use crate::{
    kernel::{
        authn::{Principal, Subject},
        authz::{InWorkspace, ManageWorkspace, Place as Where, Rights, SeeContent, authorize_in},
    },
    model::{AppError, Code, Cursor, Page, UserId, WorkspaceRole, document::DocumentFormats, name::Name},
};
use store::{Listed, MemberRow};

/// How many a page shows.
const PER_PAGE: i64 = 50;
/// How many of the organization's members the browser offers while one types.
const OFFERED: i64 = 200;

/// A page of who is in the workspace.
pub async fn members(principal: &Principal, at: impl Into<Where>, wanted: Wanted) -> Result<MemberList, AppError> {
    let mut view = authorize_in::<SeeContent>(&Subject::from(principal), at).view().await?;
    let scope = view.scope().clone();
    let listed = listed(&wanted)?;
    let rows = store::list(&mut view, &listed).await?;
    drop(view);
    Ok(MemberList {
        place: place(&scope),
        reader: role_of(&scope)?,
        count: rows.first().map_or(0, |row| row.total),
        members: paged(rows, &listed, |row| line(principal, &scope.formats, row)),
        search: listed.search,
    })
}

/// What only managers see of the page.
pub async fn managed(principal: &Principal, at: impl Into<Where>) -> Result<Managed, AppError> {
    let mut view = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).view().await?;
    let scope = view.scope().clone();
    // Whom the organization has is for its own members to know.
    let candidates =
        if scope.org_role.is_some() { store::list_candidates(&mut view, OFFERED).await? } else { Vec::new() };
    let invitations = invite::store::list(&mut view, invite::SHOWN).await?;
    drop(view);
    let invitations = invitations.into_iter().map(|stored| invite::line(principal, &scope.formats, stored)).collect();
    Ok(Managed { place: place(&scope), is_outside: scope.org_role.is_none(), candidates, invitations })
}

/// What somebody is there. A key is nobody.
fn role_of(scope: &InWorkspace) -> Result<WorkspaceRole, AppError> {
    match scope.rights {
        Rights::Role(role) => Ok(role),
        Rights::Key(_) => Err(AppError::not_found()),
    }
}

fn place(scope: &InWorkspace) -> Place {
    Place {
        org: scope.org,
        org_slug: scope.org_slug.clone(),
        org_name: scope.org_name.clone(),
        workspace: scope.workspace,
        slug: scope.slug.clone(),
        name: scope.name.clone(),
    }
}

/// What a list is asked for, read. 400 for a cursor that isn't one.
fn listed(wanted: &Wanted) -> Result<Listed, AppError> {
    let words: Vec<&str> = wanted.search.split_whitespace().collect();
    // A null character is text to us and an error to Postgres.
    let search: String = words.join(" ").replace('\0', "").chars().take(Name::MAX).collect();
    let (from, backward) = match (&wanted.after, &wanted.before) {
        (_, Some(before)) => (Some(read(before)?), true),
        (after, None) => (after.as_ref().map(read).transpose()?, false),
    };
    Ok(Listed { search, from, backward, limit: PER_PAGE })
}

fn read(cursor: &Cursor) -> Result<MemberCursor, AppError> {
    MemberCursor::read(cursor)
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
    let cursor = |row: &MemberRow| MemberCursor { term: row.term.clone(), user: row.user.uuid() }.into();
    let newer = rows.first().filter(|_| is_behind_first).map(cursor);
    let older = rows.last().filter(|_| is_before_last).map(cursor);
    Page { newer, older, rows: rows.into_iter().map(line).collect() }
}

fn line(principal: &Principal, formats: &DocumentFormats, row: MemberRow) -> MemberLine {
    MemberLine {
        is_own: row.user == principal.user,
        user: row.user,
        version: row.version,
        name: row.name,
        email: row.email,
        role: row.role,
        is_outside: row.is_outside,
        joined: principal.reader.written(row.created_at, formats),
    }
}

/// One of them, for whoever just changed them.
async fn member(principal: &Principal, at: Where, user: UserId) -> Result<MemberLine, AppError> {
    let mut view = authorize_in::<SeeContent>(&Subject::from(principal), at).view().await?;
    let formats = view.scope().formats;
    Ok(line(principal, &formats, store::get(&mut view, user).await?))
}
