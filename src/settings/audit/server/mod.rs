//! The use cases of the Audit tab: which lines, and what they read like.

mod filter;
mod line;
pub mod rest;
mod store;

#[cfg(test)]
mod tests;

use super::model::{ActionGroup, Filter, LINES, Log, Place, Searched};
use crate::{
    catalogue::{self, CATALOGUE},
    kernel::{
        authn::Principal,
        authz::{OrgRef, SeeAudit, authorize},
        clock::time_of,
        db::View,
        words::Words,
    },
    model::{AppError, AuditId, Cursor, Page, name::slugify},
};
use store::{Names, Row, Wanted};
use uuid::Uuid;

/// How many lines a search for a text looks through before it asks whether to go on.
const SEARCHED: i64 = 5_000;
/// How many lines of all people, workspaces and actions together: where they are many, each is walked less deep.
const WALKED: i64 = 20_000;

/// A page of the log, for its tab.
pub async fn log(
    principal: &Principal,
    org: impl Into<OrgRef>,
    filter: Filter,
    cursor: Option<Cursor>,
) -> Result<Log, AppError> {
    let mut view = authorize::<SeeAudit>(principal, org).view().await?;
    let filter = filter::cleaned(filter);
    let (mut wanted, mut problems) = filter::read(&filter, &principal.reader);
    let choices = store::list_choices(&mut view, &filter.person, &filter.workspace).await?;
    wanted.actors = filter::actors(&filter, &choices.people, &mut problems);
    wanted.workspaces = filter::workspaces(&filter, &choices.workspaces, &mut problems);
    let place = cursor.as_ref().and_then(Place::read).unwrap_or_default();
    store::name(&mut view, &mut wanted).await?;
    let found = find(&mut view, wanted, place).await?;
    let (lines, names) = found.read;
    let page = Page {
        rows: lines.into_iter().map(|(row, words)| line::drawn(row, words, &names, principal)).collect(),
        newer: found.newer.and_then(Place::cursor),
        older: found.older.and_then(Place::cursor),
    };
    let towards = if matches!(place, Place::NewerThan(_)) { "Newer" } else { "Older" };
    let searched = found.searched.map(|(lines, last)| Searched {
        lines,
        up_to: line::exact(principal, time_of(last)),
        towards: towards.to_owned(),
    });
    let slug = view.scope().slug.clone();
    let zone = principal.reader.zone().to_owned();
    let (people, workspaces) = (choices.people.offered, choices.workspaces.offered);
    Ok(Log { slug, filter, problems, people, workspaces, actions: actions(), page, searched, zone })
}

/// Lines with their sentences and the names in them, and the ways on.
struct Found {
    read: (Vec<(Row, Words)>, Names),
    newer: Option<Place>,
    older: Option<Place>,
    /// How many lines were looked through for a text, and the last of them, where there are more.
    searched: Option<(u32, Uuid)>,
}

/// A page of what is wanted, from that place on.
async fn find(view: &mut View<SeeAudit>, mut wanted: Wanted, place: Place) -> Result<Found, AppError> {
    let (least, beyond) = wanted.ids;
    match place {
        Place::Newest => {}
        Place::OlderThan(id) => wanted.ids.1 = beyond.min(id.uuid()),
        Place::NewerThan(id) => (wanted.ids.0, wanted.oldest_first) = (least.max(next(id.uuid())), true),
    }
    let walks = [wanted.actors.len(), wanted.workspaces.len(), wanted.actions.len()];
    let walks: usize = walks.into_iter().map(|several| several.max(1)).product();
    let depth = (WALKED / walks as i64).clamp(i64::from(LINES), SEARCHED);
    let limit = usize::from(LINES);
    let mut rows = store::list(view, &wanted, depth, i64::from(LINES) + 1).await?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let end = match wanted.text {
        Some(_) if !has_more => store::find_end(view, &wanted, depth).await?,
        _ => None,
    };
    // Where it goes on in the direction that was asked for, and where it came from.
    let on = if has_more { rows.last().map(|row| row.id) } else { end }.map(AuditId::from);
    let first = rows.first().map(|row| row.id);
    let (newer, older) = match place {
        Place::Newest => (None, on.map(Place::OlderThan)),
        Place::OlderThan(from) => {
            let back = first.unwrap_or_else(|| previous(from.uuid()));
            (Some(Place::NewerThan(back.into())), on.map(Place::OlderThan))
        }
        Place::NewerThan(from) => {
            rows.reverse();
            let back = first.unwrap_or_else(|| next(from.uuid()));
            (on.map(Place::NewerThan), Some(Place::OlderThan(back.into())))
        }
    };
    let lines: Vec<(Row, Words)> = rows.into_iter().map(told).collect();
    let names = store::list_names(view, &lines).await?;
    let searched = end.map(|end| (u32::try_from(depth).unwrap_or(u32::MAX), end));
    Ok(Found { read: (lines, names), newer, older, searched })
}

/// A line with its sentence. One of a shape that isn't the present one says what it is called; its details say the rest.
fn told(row: Row) -> (Row, Words) {
    let words = catalogue::find(&row.action).and_then(|entry| entry.words(row.version, row.details.clone()));
    let words = words.unwrap_or_else(|| Words::say("did").value(&row.action));
    (row, words)
}

/// The filter's choices: what an organization's log can tell of.
fn actions() -> Vec<ActionGroup> {
    let told = CATALOGUE.iter().filter(|group| group.log == catalogue::Log::Organization);
    told.map(|group| ActionGroup {
        label: group.label.to_owned(),
        value: slugify(group.label, "group"),
        actions: group.entries.iter().map(|entry| (entry.action.to_owned(), entry.label.to_owned())).collect(),
    })
    .collect()
}

fn next(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128().saturating_add(1))
}

fn previous(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128().saturating_sub(1))
}
