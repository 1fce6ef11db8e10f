//! The browsers that one is signed in with: a list of them, and ending what isn't wanted.

pub mod browser;
pub mod store;

#[cfg(test)]
mod tests;

use super::event::{OtherSessionsEnded, SessionEnded};
use crate::{
    account::model::{Sessions, SignedInBrowser},
    kernel::{
        authn::Principal,
        authz::{ManageAccount, SeeAccount},
    },
    model::{AppError, Done, SessionId},
};

/// How many sessions the page shows.
const SHOWN: i64 = 100;

/// The person's sessions, last used first.
pub async fn list(principal: &Principal) -> Result<Sessions, AppError> {
    let now = principal.kernel.clock.now();
    let mut view = principal.view::<SeeAccount>().await?;
    let mut rows = store::list(&mut view, principal.user, now, SHOWN + 1).await?;
    let more = rows.len() as i64 > SHOWN;
    rows.truncate(SHOWN as usize);
    let browsers = rows.into_iter().map(|row| SignedInBrowser {
        session: row.session,
        device: browser::in_words(&row.user_agent),
        address: row.ip,
        signed_in: principal.moment(row.created_at),
        last_use: principal.moment(row.last_seen_at),
        is_this: row.session == principal.session,
    });
    Ok(Sessions { browsers: browsers.collect(), more })
}

/// Ends one of the person's own sessions; that browser is signed out with its next request. 404 for another's.
pub async fn end(principal: &Principal, session: SessionId) -> Result<Done, AppError> {
    let mut change = principal.change::<ManageAccount>().await?;
    let user_agent = store::end(&mut change, principal.user, session).await?.ok_or_else(AppError::not_found)?;
    change.record(SessionEnded { user: principal.user, session }).await?.commit().await?;
    Ok(Done::toast(format!("{} is signed out.", browser::in_words(&user_agent))))
}

/// Ends every session but this one.
pub async fn end_others(principal: &Principal) -> Result<Done, AppError> {
    let mut change = principal.change::<ManageAccount>().await?;
    let ended = store::end_others(&mut change, principal.user, principal.session).await?;
    change.record(OtherSessionsEnded { user: principal.user, ended }).await?.commit().await?;
    Ok(Done::toast(match ended {
        0 => "No other browser was signed in.".to_owned(),
        1 => "The other browser is signed out.".to_owned(),
        ended => format!("{ended} other browsers are signed out."),
    }))
}
