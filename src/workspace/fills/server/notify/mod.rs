//! Who is told that a form was filled: every member of the organization who can open the form, by a mail for each fill or
//! one a day, where the organization wants it and they do. Settled once for each fill; then people are walked, some at a time,
//! and each mail is a job. While their workspace is suspended, mails are set aside: a job that failed until then would be given
//! up in the end.

pub mod mail;
mod store;

#[cfg(test)]
mod tests;

use super::event::FillReady;
use crate::{
    kernel::{
        authz::AsJob,
        db::{Change, Turn},
        event::{Event, Heard},
        moment::Reader,
    },
    model::{
        AppError, FillId, UserId, WorkspaceId,
        format::{DateFormat, TimeFormat},
    },
};
use store::{Addressee, Rhythm};
use time::OffsetDateTime;

/// The reaction that goes on with the people behind its item.
const ANNOUNCE_ON: &str = "announce-fills-on";
/// The reaction that mails one person about one fill.
pub const MAIL: &str = "mail-fill";
/// The reaction that mails one person about all fills of a day.
pub const MAIL_DAILY: &str = "mail-fills-of-the-day";
/// The hour at which the daily mail comes, in its reader's zone.
const MORNING: i8 = 7;
/// Mails that one transaction queues: people times fills.
const QUEUED: usize = 500;

/// Settles that people are told of the fills, and tells the first of them. A fill that was settled before is left out, so
/// that a job that runs twice mails nobody twice.
pub async fn announce(heard: Heard, event: FillReady) -> Result<(), AppError> {
    let mut change = heard.system().change().await?;
    let now = change.now();
    let fills = fills_of(&event);
    if !store::is_on(&mut change).await? || !store::settle(&mut change, &fills, now).await? {
        return Ok(());
    }
    let people = store::list_addressees(&mut change, &fills, None, at_once(&fills)).await?;
    let next = people.last().filter(|_| people.len() == at_once(&fills)).map(|last| last.user);
    tell(heard, change, people, next).await
}

/// Tells the next people, those behind the item of the turn. The job that goes on after it has the same name: so it takes
/// this one's place in the transaction that queues the mails, and what was queued once isn't queued again, whatever stops
/// this one. For that there is a next one even behind the last person; it finds nobody.
pub async fn announce_on(heard: Heard, event: FillReady) -> Result<(), AppError> {
    let mut change = heard.system().change().await?;
    if !store::is_on(&mut change).await? {
        return Ok(());
    }
    let fills = fills_of(&event);
    let behind = heard.item.map(UserId::from);
    let people = store::list_addressees(&mut change, &fills, behind, at_once(&fills)).await?;
    let Some(next) = people.last().map(|last| last.user) else { return Ok(()) };
    tell(heard, change, people, Some(next)).await
}

/// Sends what was set aside while the workspace that the event is about was suspended: jobs under the names that they had.
/// What is taken is queued in the same transaction; so whatever stops this one, the next run goes on with what is left.
pub async fn resume(heard: Heard, event: impl Event) -> Result<(), AppError> {
    let heard = Heard { workspace: event.target().id.map(WorkspaceId::from), ..heard };
    loop {
        let mut change = heard.system().change().await?;
        let turns = store::take_paused(&mut change, QUEUED).await?;
        if turns.is_empty() {
            return Ok(());
        }
        change.follow(&heard, &turns).await?.commit().await?;
    }
}

/// Queues the mails to these people, and the job that goes on behind `next`.
async fn tell(
    heard: Heard,
    mut change: Change<AsJob>,
    people: Vec<Addressee>,
    next: Option<UserId>,
) -> Result<(), AppError> {
    let now = change.now();
    let mut turns = Vec::new();
    let mut waiting = Vec::new();
    for Addressee { user, rhythm, fills } in people.into_iter().filter(|person| !person.fills.is_empty()) {
        let each = Turn { reaction: MAIL, person: Some(user), ..Turn::default() };
        match rhythm {
            Rhythm::Each => {
                turns.extend(fills.into_iter().map(|fill| Turn { item: Some(fill.uuid()), ..each.clone() }))
            }
            Rhythm::Daily { zone } => {
                let morning = morning(&zone, now);
                // Whatever is reported until then, one mail tells of it.
                let place = heard.workspace.map(|workspace| workspace.to_string()).unwrap_or_default();
                let key = format!("{MAIL_DAILY}:{place}:{user}:{}", morning.unix_timestamp());
                turns.push(Turn { reaction: MAIL_DAILY, run_at: Some(morning), key: Some(key), ..each });
                waiting.extend(fills.into_iter().map(|fill| (fill, user)));
            }
        }
    }
    if let Some(next) = next {
        let key = Some(format!("{}:{ANNOUNCE_ON}", heard.outbox));
        turns.push(Turn { reaction: ANNOUNCE_ON, item: Some(next.uuid()), key, ..Turn::default() });
    }
    store::insert_waiting(&mut change, &waiting, now).await?;
    change.follow(&heard, &turns).await?.commit().await
}

fn fills_of(event: &FillReady) -> Vec<FillId> {
    event.fills.iter().map(|filled| filled.fill).collect()
}

/// How many people are told at once of so many fills.
fn at_once(fills: &[FillId]) -> usize {
    (QUEUED / fills.len().max(1)).max(1)
}

fn morning(zone: &str, now: OffsetDateTime) -> OffsetDateTime {
    Reader::new(zone, DateFormat::default(), TimeFormat::default()).next(MORNING, now)
}
