//! The use cases as the pages call them, with what a page says then.

use super::Stored;
use crate::{
    kernel::{
        authn::{Principal, Subject},
        authz::InWorkspace,
        paging::Way,
    },
    model::{AppError, Done, Page, ProfileId, content::Title},
    workspace::profiles::model::{Answers, ProfileLine, ProfileList, ProfilePage},
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
) -> Result<ProfileList, AppError> {
    let subject = Subject::from(principal);
    let (scope, page) = super::list(&subject, at, deleted, Way::read(newer, older)?).await?;
    let Page { rows, newer, older } = page;
    let rows = rows.iter().map(|stored| line(&subject, &scope, stored)).collect();
    Ok(ProfileList { here: scope.here(), deleted, page: Page { rows, newer, older } })
}

pub async fn get(principal: &Principal, at: At<'_>, profile: ProfileId) -> Result<ProfilePage, AppError> {
    let subject = Subject::from(principal);
    let (scope, stored) = super::get(&subject, at, profile).await?;
    let line = line(&subject, &scope, &stored);
    Ok(ProfilePage { here: scope.here(), line, answers: stored.answers, version: stored.version })
}

pub async fn add(principal: &Principal, at: At<'_>, name: &str, answers: &str) -> Result<Done, AppError> {
    let (name, answers) = read(name, answers)?;
    let said = format!("Added {name}.");
    super::add(&principal.into(), at, name, answers, None, |_| Value::Null).await?;
    Ok(Done::toast(said))
}

pub async fn save(
    principal: &Principal,
    at: At<'_>,
    profile: ProfileId,
    version: i64,
    name: &str,
    answers: &str,
) -> Result<Done, AppError> {
    let (name, answers) = read(name, answers)?;
    let stored = super::save(&principal.into(), at, profile, version, Some(name), Some(answers)).await?;
    Ok(Done::toast(format!("Saved {}.", stored.name)))
}

pub async fn delete(principal: &Principal, at: At<'_>, profile: ProfileId) -> Result<Done, AppError> {
    let stored = super::delete(&principal.into(), at, profile).await?;
    let said = format!("{} is deleted. It stands under “Deleted” and can be restored.", stored.name);
    Ok(Done::to(format!("/o/{}/w/{}/profiles", at.0, at.1)).and_say(said))
}

pub async fn restore(principal: &Principal, at: At<'_>, profile: ProfileId) -> Result<Done, AppError> {
    let stored = super::restore(&principal.into(), at, profile).await?;
    Ok(Done::toast(format!("{} is back.", stored.name)))
}

/// What was typed. 422 with a sentence at each field that is wrong.
fn read(name: &str, answers: &str) -> Result<(Title, Answers), AppError> {
    match (Title::parse(name), Answers::parse(answers)) {
        (Ok(name), Ok(answers)) => Ok((name, answers)),
        (name, answers) => {
            let name = name.err().map(|error| ("name", error.to_string()));
            let answers = answers.err().map(|error| ("answers", error.to_string()));
            Err(AppError::fields(name.into_iter().chain(answers)))
        }
    }
}

fn line(subject: &Subject, scope: &InWorkspace, stored: &Stored) -> ProfileLine {
    ProfileLine {
        id: stored.id,
        name: stored.name.clone(),
        fields: scope.formats.count(i64::try_from(stored.answers.len()).unwrap_or(i64::MAX)),
        at: subject.reader.written(stored.deleted_at.unwrap_or(stored.created_at), &scope.formats),
    }
}
