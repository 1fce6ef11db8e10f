//! The use cases as the pages call them, with what a page says then.

use super::Stored;
use crate::{
    kernel::{
        authn::{Principal, Subject},
        authz::InWorkspace,
        paging::Way,
    },
    model::{AppError, Done, FillSessionId, Page, content::Title},
    workspace::sessions::model::{SessionLine, SessionList, SessionPage},
};
use serde_json::Value;

/// Organization and workspace, by slug.
type At<'a> = (&'a str, &'a str);

pub async fn list(principal: &Principal, at: At<'_>, newer: &str, older: &str) -> Result<SessionList, AppError> {
    let subject = Subject::from(principal);
    let (scope, Page { rows, newer, older }) = super::list(&subject, at, Way::read(newer, older)?).await?;
    let rows = rows.into_iter().map(|stored| line(&subject, &scope, stored)).collect();
    Ok(SessionList { here: scope.here(), page: Page { rows, newer, older } })
}

pub async fn get(principal: &Principal, at: At<'_>, session: FillSessionId) -> Result<SessionPage, AppError> {
    let subject = Subject::from(principal);
    let (scope, stored, empty) = super::get(&subject, at, session).await?;
    Ok(SessionPage { here: scope.here(), session: line(&subject, &scope, stored), empty })
}

pub async fn begin(principal: &Principal, at: At<'_>, name: &str) -> Result<Done, AppError> {
    let name = Title::parse_or_none(name).map_err(|error| AppError::field("name", error.to_string()))?;
    super::begin(&principal.into(), at, name, None, |_| Value::Null).await?;
    Ok(Done::toast("The session has begun."))
}

pub async fn end(principal: &Principal, at: At<'_>, session: FillSessionId) -> Result<Done, AppError> {
    super::end(&principal.into(), at, session).await?;
    Ok(Done::toast("The session has ended. It takes no more fills."))
}

pub async fn delete(principal: &Principal, at: At<'_>, session: FillSessionId) -> Result<Done, AppError> {
    super::delete(&principal.into(), at, session).await?;
    Ok(Done::to(format!("/o/{}/w/{}/sessions", at.0, at.1)).and_say("The session is deleted."))
}

fn line(subject: &Subject, scope: &InWorkspace, stored: Stored) -> SessionLine {
    let at = |at| subject.reader.written(at, &scope.formats);
    SessionLine { id: stored.id, name: stored.name, begun: at(stored.created_at), ended: stored.ended_at.map(at) }
}
