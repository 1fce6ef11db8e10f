//! The use cases of forms: authorize, decide, store, record, commit.

pub mod event;
pub mod page;
pub mod rest;
mod store;

#[cfg(test)]
mod tests;

use super::model::{Access, Chosen, NoAccess, People};
use crate::{
    kernel::{
        authn::Subject,
        authz::{EditContent, InWorkspace, ManageWorkspace, Place, SeeContent, WorkspaceCapability, authorize_in},
        db::Change,
        idempotency::{Answered, Once, claim},
        paging::Way,
    },
    model::{
        AppError, Code, FormId, Page, UserId,
        content::{RESTORABLE_DAYS, Title},
    },
};
use event::{FormAccessChanged, FormAdded, FormDeleted, FormRenamed, FormRestored};
use serde_json::Value;
use store::Locked;
pub use store::Stored;
use time::{Duration, OffsetDateTime};

/// For how long a form that was deleted can be restored.
const RESTORABLE: Duration = Duration::days(RESTORABLE_DAYS);

/// A form to be added.
pub struct Wanted {
    pub name: Title,
    pub access: Access,
    /// Whom it is for, where it isn't for everybody.
    pub people: Vec<UserId>,
}

impl Wanted {
    /// Checks what was typed. 422 with a sentence at each field that is wrong.
    pub fn parse(name: &str, access: &str, people: Vec<UserId>) -> Result<Self, AppError> {
        match (Title::parse(name), access.parse()) {
            (Ok(name), Ok(access)) => Ok(Self { name, access, people }),
            (name, access) => {
                let name = name.err().map(|error| ("name", error.to_string()));
                let access = access.err().map(|error| ("access", error.to_string()));
                Err(AppError::fields(name.into_iter().chain(access)))
            }
        }
    }
}

/// A page of the forms, with the workspace and the people of it. Of those that were deleted, the ones that can be restored.
pub async fn list(
    subject: &Subject,
    place: impl Into<Place>,
    deleted: bool,
    way: Way,
) -> Result<(InWorkspace, Page<Stored>, People), AppError> {
    let mut view = authorize_in::<SeeContent>(subject, place).view().await?;
    let since = deleted.then(|| subject.kernel.clock.now() - RESTORABLE);
    let page = store::list(&mut view, since, way).await?;
    let people =
        if view.scope().here().may_edit { store::list_people(&mut view, None).await? } else { People::default() };
    Ok((view.scope().clone(), page, people))
}

/// One form, with the people of the workspace and who of them it is for.
pub async fn get(
    subject: &Subject,
    place: impl Into<Place>,
    form: FormId,
) -> Result<(InWorkspace, Stored, People), AppError> {
    let mut view = authorize_in::<SeeContent>(subject, place).view().await?;
    let stored = store::get(&mut view, form).await?;
    let people = store::list_people(&mut view, Some(form)).await?;
    Ok((view.scope().clone(), stored, people))
}

/// Whom a form is shared with: who was chosen to see it, managers among them or not. For managers alone.
pub async fn sharing(
    subject: &Subject,
    place: impl Into<Place>,
    form: FormId,
) -> Result<(Stored, Vec<UserId>), AppError> {
    let mut view = authorize_in::<ManageWorkspace>(subject, place).view().await?;
    let stored = store::get(&mut view, form).await?;
    let chosen = store::list_chosen(&mut view, form).await?;
    Ok((stored, chosen))
}

/// Adds a form; returns what it is answered, which `answer` makes of it. A form for chosen people is for whoever adds it too.
pub async fn add(
    subject: &Subject,
    place: impl Into<Place>,
    wanted: Wanted,
    once: Option<&Once>,
    answer: fn(&Stored) -> Value,
) -> Result<Answered, AppError> {
    let mut change = authorize_in::<EditContent>(subject, place).change().await?;
    let form = Stored {
        id: change.id(),
        name: wanted.name.into(),
        access: wanted.access,
        created_at: change.now(),
        deleted_at: None,
        version: 1,
    };
    let answered = Answered { status: 201, body: answer(&form) };
    if let Some(before) = claim(&mut change, once, answered.status, &answered.body).await? {
        return Ok(before);
    }
    store::insert(&mut change, &form).await?;
    if form.access == Access::Chosen {
        let people = wanted.people.into_iter().chain(subject.identity.user()).collect();
        store::choose(&mut change, form.id, &Chosen::All(people).applied_to(Vec::new())).await?;
    }
    let workspace = change.scope().workspace;
    change.record(FormAdded { workspace, form: form.id, access: form.access }).await?.commit().await?;
    Ok(answered)
}

/// Gives a form another name. 409 where somebody edited it since `version` was read.
pub async fn rename(
    subject: &Subject,
    place: impl Into<Place>,
    form: FormId,
    version: i64,
    name: Title,
) -> Result<Stored, AppError> {
    let (mut change, stored) = open::<EditContent>(subject, place, form, Some(version)).await?;
    if stored.name == name.as_str() {
        return Ok(stored);
    }
    let version = store::rename(&mut change, form, &name).await?;
    let workspace = change.scope().workspace;
    change.record(FormRenamed { workspace, form }).await?.commit().await?;
    Ok(Stored { name: name.into(), version, ..stored })
}

/// Says who sees a form. 409 where somebody edited it since `version` was read.
pub async fn share(
    subject: &Subject,
    place: impl Into<Place>,
    form: FormId,
    version: i64,
    access: Access,
    chosen: Chosen,
) -> Result<Stored, AppError> {
    let (mut change, stored) = open::<ManageWorkspace>(subject, place, form, Some(version)).await?;
    let people = match access {
        Access::Chosen => chosen.applied_to(store::list_chosen(&mut change, form).await?),
        Access::Workspace => Vec::new(),
    };
    store::set_access(&mut change, form, access).await?;
    let event = FormAccessChanged {
        workspace: change.scope().workspace,
        form,
        from: stored.access,
        to: access,
        people: people.clone(),
    };
    store::choose(&mut change, form, &people).await?;
    change.record(event).await?.commit().await?;
    Ok(Stored { access, version: stored.version + 1, ..stored })
}

/// Reads who is to see a form. 422 for what is no choice.
fn read_access(word: &str) -> Result<Access, AppError> {
    word.parse().map_err(|error: NoAccess| AppError::field("access", error.to_string()))
}

/// Deletes a form; its fills go out of sight with it.
pub async fn delete(subject: &Subject, place: impl Into<Place>, form: FormId) -> Result<Stored, AppError> {
    let (mut change, stored) = open::<EditContent>(subject, place, form, None).await?;
    let now = change.now();
    store::set_deleted(&mut change, form, Some(now)).await?;
    let workspace = change.scope().workspace;
    change.record(FormDeleted { workspace, form }).await?.commit().await?;
    Ok(stored)
}

/// Restores a form that was deleted. 404 where there is none that can be.
pub async fn restore(subject: &Subject, place: impl Into<Place>, form: FormId) -> Result<Stored, AppError> {
    let mut change = authorize_in::<EditContent>(subject, place).change().await?;
    let since: OffsetDateTime = change.now() - RESTORABLE;
    let Locked { stored, .. } = store::lock(&mut change, form).await?;
    if stored.deleted_at.is_none_or(|at| at <= since) {
        return Err(AppError::not_found());
    }
    store::set_deleted(&mut change, form, None).await?;
    let workspace = change.scope().workspace;
    change.record(FormRestored { workspace, form }).await?.commit().await?;
    Ok(stored)
}

/// Opens a form that isn't deleted for a change, with its row locked.
async fn open<C: WorkspaceCapability + crate::kernel::authz::Allows<SeeContent>>(
    subject: &Subject,
    place: impl Into<Place>,
    form: FormId,
    version: Option<i64>,
) -> Result<(Change<C>, Stored), AppError> {
    let mut change = authorize_in::<C>(subject, place).change().await?;
    let Locked { stored, updated_at, updated_by } = store::lock(&mut change, form).await?;
    if stored.deleted_at.is_some() {
        return Err(AppError::not_found());
    }
    if version.is_some_and(|version| version != stored.version) {
        let who = updated_by.unwrap_or_else(|| "Somebody".to_owned());
        let when = updated_at.map(|at| format!(" {}", subject.reader.ago(at, change.now()))).unwrap_or_default();
        return Err(AppError::new(Code::Conflict, format!("{who} changed this form{when}. Nothing was saved.")));
    }
    Ok((change, stored))
}
