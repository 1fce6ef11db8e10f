//! The use cases as the pages' forms call them, with what the page says then.

use super::{
    act::{self, Outcome, Place},
    typed::Typed,
};
use crate::{
    kernel::authn::Principal,
    model::{AppError, Done, OrgId},
    settings::workspaces::model::Act,
};

/// Creates a workspace, and goes to its page.
pub async fn create(
    principal: &Principal,
    org: OrgId,
    name: String,
    slug: String,
    description: String,
    formats: [String; 5],
) -> Result<Done, AppError> {
    let [language, date_format, time_format, decimals, dpi] = formats.map(Some);
    let slug = Some(slug).filter(|slug| !slug.trim().is_empty());
    let (name, description) = (Some(name), Some(description));
    let typed = Typed { name, slug, description, language, date_format, time_format, decimals, dpi };
    let made = act::create(principal, org, typed).await?;
    let name = &made.workspace.identity.name;
    Ok(Done::to(address(&made)).and_say(format!("{name} is ready. You are its manager.")))
}

/// Changes what a workspace is called, where it is found and what it says of itself; goes where it is found then.
pub async fn edit(
    principal: &Principal,
    place: Place,
    version: i64,
    name: String,
    slug: String,
    description: String,
) -> Result<Done, AppError> {
    let typed = Typed { name: Some(name), slug: Some(slug), description: Some(description), ..Typed::default() };
    let edited = act::edit(principal, place, version, typed).await?;
    let saved = edited.workspace.version != version;
    let toast = if saved { "Saved." } else { "Everything is as it was." };
    Ok(Done::to(address(&edited)).and_say(toast))
}

/// Locks everybody in it out.
pub async fn suspend(principal: &Principal, place: Place, version: i64, reason: &str) -> Result<Done, AppError> {
    let done = act::act(principal, place, version, Act::Suspend, reason).await?;
    Ok(Done::toast(format!("{} is suspended. Nobody can open it.", done.workspace.identity.name)))
}

/// Lets everybody in again.
pub async fn reactivate(principal: &Principal, place: Place, version: i64) -> Result<Done, AppError> {
    let done = act::act(principal, place, version, Act::Reactivate, "").await?;
    Ok(Done::toast(format!("{} is active again.", done.workspace.identity.name)))
}

/// Takes it out of lists and limits.
pub async fn archive(principal: &Principal, place: Place, version: i64) -> Result<Done, AppError> {
    let done = act::act(principal, place, version, Act::Archive, "").await?;
    Ok(Done::toast(format!("{} is archived. You can restore it here.", done.workspace.identity.name)))
}

/// Brings an archived one back.
pub async fn restore(principal: &Principal, place: Place, version: i64) -> Result<Done, AppError> {
    let done = act::act(principal, place, version, Act::Restore, "").await?;
    Ok(Done::toast(format!("{} is back, with everybody who was in it.", done.workspace.identity.name)))
}

/// Deletes it for who typed its name, and goes to the list.
pub async fn delete(principal: &Principal, place: Place, version: i64, typed: &str) -> Result<Done, AppError> {
    let done = act::delete(principal, place, version, Some(typed)).await?;
    let list = format!("/o/{}/settings/workspaces", done.org);
    Ok(Done::to(list).and_say(format!("{} is deleted.", done.workspace.identity.name)))
}

/// Gives it a manager.
pub async fn appoint(principal: &Principal, place: Place, email: &str) -> Result<Done, AppError> {
    let (person, workspace) = act::appoint(principal, place, email).await?;
    Ok(Done::toast(format!("{person} is manager of {workspace} now. Everybody in it is told by mail.")))
}

/// The workspace's own page.
fn address(Outcome { org, workspace }: &Outcome) -> String {
    format!("/o/{org}/settings/workspaces/{}", workspace.identity.slug)
}
