//! Who is told that a form was filled: every member of the organization who can open the form, by a mail for each fill or
//! one a day, where the organization wants it and they do. Settled once for each fill; then a job for each mail.

pub mod mail;
mod store;

#[cfg(test)]
mod tests;

use super::event::FillReady;
use crate::{
    kernel::{db::Turn, event::Heard, moment::Reader},
    model::{
        AppError,
        format::{DateFormat, TimeFormat},
    },
};
use store::{Addressee, Rhythm};
use time::OffsetDateTime;

/// The reaction that mails one person about one fill.
pub const MAIL: &str = "mail-fill";
/// The reaction that mails one person about all fills of a day.
pub const MAIL_DAILY: &str = "mail-fills-of-the-day";
/// The hour at which the daily mail comes, in its reader's zone.
const MORNING: i8 = 7;

/// Settles who is mailed about which of the fills. A fill that was settled before is left out, so that a job that runs
/// twice mails nobody twice.
pub async fn announce(heard: Heard, event: FillReady) -> Result<(), AppError> {
    let mut change = heard.system().change().await?;
    if !store::is_on(&mut change).await? {
        return Ok(());
    }
    let now = heard.kernel.clock.now();
    let fills: Vec<_> = event.fills.iter().map(|filled| filled.fill).collect();
    let mut turns = Vec::new();
    let mut waiting = Vec::new();
    for addressee in store::settle(&mut change, &fills, now).await? {
        let Addressee { fill, user, rhythm } = addressee;
        match rhythm {
            Rhythm::Each => turns.push(Turn { reaction: MAIL, item: Some(fill.uuid()), person: user, run_at: None }),
            Rhythm::Daily { zone } => {
                let is_first = !waiting.iter().any(|(_, other)| *other == user);
                if is_first {
                    let run_at = Some(morning(&zone, now));
                    turns.push(Turn { reaction: MAIL_DAILY, item: None, person: user, run_at });
                }
                waiting.push((fill, user));
            }
        }
    }
    store::insert_waiting(&mut change, &waiting, now).await?;
    change.follow(&heard, &turns).await?.commit().await
}

fn morning(zone: &str, now: OffsetDateTime) -> OffsetDateTime {
    Reader::new(zone, DateFormat::default(), TimeFormat::default()).next(MORNING, now)
}
