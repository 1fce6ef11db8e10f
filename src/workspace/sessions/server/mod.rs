//! The use cases of fill sessions: authorize, decide, store, record, commit.

pub mod event;
pub mod page;
pub mod rest;
mod store;

#[cfg(test)]
mod tests;

use crate::{
    kernel::{
        authn::Subject,
        authz::{EditContent, InWorkspace, Place, SeeContent, authorize_in},
        idempotency::{Answered, Once, claim},
        paging::Way,
    },
    model::{AppError, Code, FillSessionId, Page, content::Title},
};
use event::{FillSessionBegun, FillSessionDeleted, FillSessionEnded};
use serde_json::Value;
pub use store::Stored;

/// A page of the sessions.
pub async fn list(
    subject: &Subject,
    place: impl Into<Place>,
    way: Way,
) -> Result<(InWorkspace, Page<Stored>), AppError> {
    let mut view = authorize_in::<SeeContent>(subject, place).view().await?;
    let page = store::list(&mut view, way).await?;
    Ok((view.scope().clone(), page))
}

/// One session, and whether nothing was filled in it.
pub async fn get(
    subject: &Subject,
    place: impl Into<Place>,
    session: FillSessionId,
) -> Result<(InWorkspace, Stored, bool), AppError> {
    let mut view = authorize_in::<SeeContent>(subject, place).view().await?;
    let (stored, empty) = store::get(&mut view, session).await?;
    Ok((view.scope().clone(), stored, empty))
}

/// Begins a session; returns what it is answered, which `answer` makes of it.
pub async fn begin(
    subject: &Subject,
    place: impl Into<Place>,
    name: Option<Title>,
    once: Option<&Once>,
    answer: fn(&Stored) -> Value,
) -> Result<Answered, AppError> {
    let mut change = authorize_in::<EditContent>(subject, place).change().await?;
    let name = name.map(String::from).unwrap_or_default();
    let session = Stored { id: change.id(), name, created_at: change.now(), ended_at: None };
    let answered = Answered { status: 201, body: answer(&session) };
    if let Some(before) = claim(&mut change, once, answered.status, &answered.body).await? {
        return Ok(before);
    }
    store::insert(&mut change, &session).await?;
    let workspace = change.scope().workspace;
    change.record(FillSessionBegun { workspace, session: session.id }).await?.commit().await?;
    Ok(answered)
}

/// Ends a session. One that has ended stays as it is.
pub async fn end(subject: &Subject, place: impl Into<Place>, session: FillSessionId) -> Result<Stored, AppError> {
    let mut change = authorize_in::<EditContent>(subject, place).change().await?;
    let stored = store::lock(&mut change, session).await?;
    if stored.ended_at.is_some() {
        return Ok(stored);
    }
    let now = change.now();
    store::end(&mut change, session).await?;
    let workspace = change.scope().workspace;
    change.record(FillSessionEnded { workspace, session }).await?.commit().await?;
    Ok(Stored { ended_at: Some(now), ..stored })
}

/// Deletes a session in which nothing was filled. 409 for another one: its fills would belong nowhere.
pub async fn delete(subject: &Subject, place: impl Into<Place>, session: FillSessionId) -> Result<Stored, AppError> {
    let mut change = authorize_in::<EditContent>(subject, place).change().await?;
    let stored = store::lock(&mut change, session).await?;
    store::delete(&mut change, session, || {
        AppError::new(Code::Conflict, "This session has fills, which would belong nowhere. End it instead.")
    })
    .await?;
    let workspace = change.scope().workspace;
    change.record(FillSessionDeleted { workspace, session }).await?.commit().await?;
    Ok(stored)
}
