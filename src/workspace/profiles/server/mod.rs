//! The use cases of profiles: authorize, decide, store, record, commit.

pub mod event;
pub mod page;
pub mod rest;
mod store;

#[cfg(test)]
mod tests;

use super::model::Answers;
use crate::{
    kernel::{
        authn::Subject,
        authz::{EditContent, InWorkspace, Place, SeeContent, authorize_in},
        db::Change,
        idempotency::{Answered, Once, claim},
        paging::Way,
    },
    model::{
        AppError, Code, Page, ProfileId,
        content::{RESTORABLE_DAYS, Title},
    },
};
use event::{ProfileAdded, ProfileChanged, ProfileDeleted, ProfileRestored};
use serde_json::Value;
use store::Locked;
pub use store::Stored;
use time::Duration;

/// For how long a profile that was deleted can be restored.
const RESTORABLE: Duration = Duration::days(RESTORABLE_DAYS);

/// A page of the profiles. Of those that were deleted, the ones that can be restored.
pub async fn list(
    subject: &Subject,
    place: impl Into<Place>,
    deleted: bool,
    way: Way,
) -> Result<(InWorkspace, Page<Stored>), AppError> {
    let mut view = authorize_in::<SeeContent>(subject, place).view().await?;
    let since = deleted.then(|| subject.kernel.clock.now() - RESTORABLE);
    let page = store::list(&mut view, since, way).await?;
    Ok((view.scope().clone(), page))
}

/// One profile.
pub async fn get(
    subject: &Subject,
    place: impl Into<Place>,
    profile: ProfileId,
) -> Result<(InWorkspace, Stored), AppError> {
    let mut view = authorize_in::<SeeContent>(subject, place).view().await?;
    let stored = store::get(&mut view, profile).await?;
    Ok((view.scope().clone(), stored))
}

/// Adds a profile; returns what it is answered, which `answer` makes of it.
pub async fn add(
    subject: &Subject,
    place: impl Into<Place>,
    name: Title,
    answers: Answers,
    once: Option<&Once>,
    answer: fn(&Stored) -> Value,
) -> Result<Answered, AppError> {
    let mut change = authorize_in::<EditContent>(subject, place).change().await?;
    let profile =
        Stored { id: change.id(), name: name.into(), answers, created_at: change.now(), deleted_at: None, version: 1 };
    let answered = Answered { status: 201, body: answer(&profile) };
    if let Some(before) = claim(&mut change, once, answered.status, &answered.body).await? {
        return Ok(before);
    }
    store::insert(&mut change, &profile).await?;
    let workspace = change.scope().workspace;
    change.record(ProfileAdded { workspace, profile: profile.id }).await?.commit().await?;
    Ok(answered)
}

/// Changes a profile: what isn't given stays. 409 where somebody edited it since `version` was read.
pub async fn save(
    subject: &Subject,
    place: impl Into<Place>,
    profile: ProfileId,
    version: i64,
    name: Option<Title>,
    answers: Option<Answers>,
) -> Result<Stored, AppError> {
    let (mut change, stored) = open(subject, place, profile, Some(version)).await?;
    let name = name.map_or_else(|| stored.name.clone(), String::from);
    let answers = answers.unwrap_or_else(|| stored.answers.clone());
    if name == stored.name && answers == stored.answers {
        return Ok(stored);
    }
    let saved = Stored { name, answers, version: stored.version + 1, ..stored };
    store::save(&mut change, &saved).await?;
    let workspace = change.scope().workspace;
    change.record(ProfileChanged { workspace, profile }).await?.commit().await?;
    Ok(saved)
}

/// Deletes a profile.
pub async fn delete(subject: &Subject, place: impl Into<Place>, profile: ProfileId) -> Result<Stored, AppError> {
    let (mut change, stored) = open(subject, place, profile, None).await?;
    let now = change.now();
    store::set_deleted(&mut change, profile, Some(now)).await?;
    let workspace = change.scope().workspace;
    change.record(ProfileDeleted { workspace, profile }).await?.commit().await?;
    Ok(stored)
}

/// Restores a profile that was deleted. 404 where there is none that can be.
pub async fn restore(subject: &Subject, place: impl Into<Place>, profile: ProfileId) -> Result<Stored, AppError> {
    let mut change = authorize_in::<EditContent>(subject, place).change().await?;
    let since = change.now() - RESTORABLE;
    let Locked { stored, .. } = store::lock(&mut change, profile).await?;
    if stored.deleted_at.is_none_or(|at| at <= since) {
        return Err(AppError::not_found());
    }
    store::set_deleted(&mut change, profile, None).await?;
    let workspace = change.scope().workspace;
    change.record(ProfileRestored { workspace, profile }).await?.commit().await?;
    Ok(stored)
}

/// Opens a profile that isn't deleted for a change, with its row locked.
async fn open(
    subject: &Subject,
    place: impl Into<Place>,
    profile: ProfileId,
    version: Option<i64>,
) -> Result<(Change<EditContent>, Stored), AppError> {
    let mut change = authorize_in::<EditContent>(subject, place).change().await?;
    let Locked { stored, updated_at, updated_by } = store::lock(&mut change, profile).await?;
    if stored.deleted_at.is_some() {
        return Err(AppError::not_found());
    }
    if version.is_some_and(|version| version != stored.version) {
        let who = updated_by.unwrap_or_else(|| "Somebody".to_owned());
        let when = updated_at.map(|at| format!(" {}", subject.reader.ago(at, change.now()))).unwrap_or_default();
        return Err(AppError::new(Code::Conflict, format!("{who} changed this profile{when}. Nothing was saved.")));
    }
    Ok((change, stored))
}
