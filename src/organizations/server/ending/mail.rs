//! The letters that tell owners of their organization's end and return: a job for each, so that an address that fails holds
//! up no other.

use super::{
    event::{OrganizationDeleted, OrganizationRestored},
    store,
};
use crate::{
    kernel::{db::Turn, event::Heard, fault::internal, mail::Letter},
    model::{AppError, OrgId},
};

/// The reaction that tells one owner of the end.
pub const TELL_DELETED: &str = "mail-owner-organization-deleted";
/// The reaction that tells one owner of the return.
pub const TELL_RESTORED: &str = "mail-owner-organization-restored";

/// Finds the owners who are told that it is deleted.
pub async fn deleted(heard: Heard, event: OrganizationDeleted) -> Result<(), AppError> {
    if event.with_account { Ok(()) } else { each_owner(heard, event.organization, TELL_DELETED).await }
}

/// Finds the owners who are told that it is back.
pub async fn restored(heard: Heard, event: OrganizationRestored) -> Result<(), AppError> {
    if event.with_account { Ok(()) } else { each_owner(heard, event.organization, TELL_RESTORED).await }
}

async fn each_owner(heard: Heard, org: OrgId, reaction: &'static str) -> Result<(), AppError> {
    let mut change = heard.system().change().await?;
    let owners = store::list_owners(&mut change, org).await?;
    let turn = |owner| Turn { reaction, person: Some(owner), ..Turn::default() };
    let turns: Vec<Turn> = owners.into_iter().map(turn).collect();
    change.follow(&heard, &turns).await?.commit().await
}

/// Tells an owner who deleted it, when, and until when and where it can be restored.
pub async fn tell_deleted(heard: Heard, event: OrganizationDeleted) -> Result<(), AppError> {
    let Some(person) = heard.person else { return Err(internal("whose turn?")) };
    let mut view = heard.system().view().await?;
    // Restored before the letter went: the letter about that is on its way.
    let Some(told) = store::find_deletion(&mut view, event.organization, event.deletion).await? else { return Ok(()) };
    let Some(owner) = store::find_owner(&mut view, event.organization, person).await? else { return Ok(()) };
    let head = heard.letterhead(&mut view).await?;
    drop(view);
    let who = told.by.as_deref().unwrap_or("Somebody whose account is gone");
    let lost = match told.people {
        1 => "You lost access at once.".to_owned(),
        people => format!("All {people} members lost access at once."),
    };
    let letter = Letter {
        subject: format!("{} was deleted", told.name),
        head,
        paragraphs: vec![
            format!("Hello {},", owner.name),
            format!("{who} deleted {} on {}. {lost}", told.name, owner.reader.exact(told.at)),
            format!(
                "Until {} an owner can restore it as it was. After that everything of it goes for good.",
                owner.reader.exact(told.purge_at)
            ),
        ],
        button: Some(("Restore it".to_owned(), heard.kernel.config.link("/account/organizations"))),
        closing: Vec::new(),
        why: format!("You got this because you are an owner of {}.", told.name),
    };
    heard.kernel.mailer.send(&owner.email, heard.message_id_for(person), &letter).await
}

/// Tells an owner that it is back.
pub async fn tell_restored(heard: Heard, event: OrganizationRestored) -> Result<(), AppError> {
    let Some(person) = heard.person else { return Err(internal("whose turn?")) };
    let mut view = heard.system().view().await?;
    let Some(owner) = store::find_owner(&mut view, event.organization, person).await? else { return Ok(()) };
    let head = heard.letterhead(&mut view).await?;
    drop(view);
    let letter = Letter {
        subject: format!("{} was restored", event.name),
        head,
        paragraphs: vec![
            format!("Hello {},", owner.name),
            format!("{} had been deleted and was restored. Everybody who was in it is in it again.", event.name),
        ],
        button: Some(("Open Tenantry".to_owned(), heard.kernel.config.link("/"))),
        closing: Vec::new(),
        why: format!("You got this because you are an owner of {}.", event.name),
    };
    heard.kernel.mailer.send(&owner.email, heard.message_id_for(person), &letter).await
}
