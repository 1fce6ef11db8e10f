//! The use cases as the pages call them, with what a page says then.

use super::{Stored, Wanted};
use crate::{
    kernel::{
        authn::{Principal, Subject},
        authz::InWorkspace,
        paging::Way,
    },
    model::{AppError, Done, FormId, Page, UserId, content::Title},
    workspace::forms::model::{Chosen, FormLine, FormList, FormPage},
};
use serde_json::Value;

/// Organization and workspace, by slug.
type At<'a> = (&'a str, &'a str);

pub async fn list(
    principal: &Principal,
    at: At<'_>,
    deleted: bool,
    newer: &str,
    older: &str,
) -> Result<FormList, AppError> {
    let subject = Subject::from(principal);
    let (scope, page, people) = super::list(&subject, at, deleted, Way::read(newer, older)?).await?;
    let Page { rows, newer, older } = page;
    let rows = rows.into_iter().map(|stored| line(&subject, &scope, stored)).collect();
    Ok(FormList { here: scope.here(), deleted, people, page: Page { rows, newer, older } })
}

pub async fn get(principal: &Principal, at: At<'_>, form: FormId) -> Result<FormPage, AppError> {
    let subject = Subject::from(principal);
    let (scope, stored, people) = super::get(&subject, at, form).await?;
    Ok(FormPage { here: scope.here(), form: line(&subject, &scope, stored), people })
}

pub async fn add(
    principal: &Principal,
    at: At<'_>,
    name: &str,
    access: &str,
    people: Vec<UserId>,
) -> Result<Done, AppError> {
    let wanted = Wanted::parse(name, access, people)?;
    let said = format!("Added {}.", wanted.name);
    super::add(&principal.into(), at, wanted, None, |_| Value::Null).await?;
    Ok(Done::toast(said))
}

pub async fn rename(
    principal: &Principal,
    at: At<'_>,
    form: FormId,
    version: i64,
    name: &str,
) -> Result<Done, AppError> {
    let name = Title::parse(name).map_err(|error| AppError::field("name", error.to_string()))?;
    let stored = super::rename(&principal.into(), at, form, version, name).await?;
    Ok(Done::toast(format!("The form is called {}.", stored.name)))
}

/// `people` and `before` as [`Chosen::OfShown`] has them.
pub async fn share(
    principal: &Principal,
    at: At<'_>,
    form: FormId,
    version: i64,
    access: &str,
    (people, before): (Vec<UserId>, Vec<UserId>),
) -> Result<Done, AppError> {
    let access = super::read_access(access)?;
    let chosen = Chosen::OfShown { people, before };
    super::share(&principal.into(), at, form, version, access, chosen).await?;
    Ok(Done::toast("Saved who sees it."))
}

pub async fn delete(principal: &Principal, at: At<'_>, form: FormId) -> Result<Done, AppError> {
    let stored = super::delete(&principal.into(), at, form).await?;
    let said = format!("{} is deleted. It stands under “Deleted” and can be restored.", stored.name);
    Ok(Done::to(format!("/o/{}/w/{}/forms", at.0, at.1)).and_say(said))
}

pub async fn restore(principal: &Principal, at: At<'_>, form: FormId) -> Result<Done, AppError> {
    let stored = super::restore(&principal.into(), at, form).await?;
    Ok(Done::toast(format!("{} is back, with its fills.", stored.name)))
}

fn line(subject: &Subject, scope: &InWorkspace, stored: Stored) -> FormLine {
    FormLine {
        id: stored.id,
        at: subject.reader.written(stored.deleted_at.unwrap_or(stored.created_at), &scope.formats),
        name: stored.name,
        access: stored.access,
        version: stored.version,
    }
}
