//! The letters that tell owners of their organization's end and return.

use super::{
    event::{OrganizationDeleted, OrganizationRestored},
    store::{self, Owner},
};
use crate::{
    kernel::{event::Heard, mail::Letter},
    model::AppError,
};

/// Tells every owner who deleted it, when, and until when and where it can be restored.
pub async fn deleted(heard: Heard, event: OrganizationDeleted) -> Result<(), AppError> {
    if event.with_account {
        return Ok(());
    }
    let mut view = heard.system().view().await?;
    // Restored before the letter went: the letter about that is on its way.
    let Some(told) = store::find_deletion(&mut view, event.organization, event.deletion).await? else { return Ok(()) };
    let owners = store::list_owners(&mut view, event.organization).await?;
    let head = heard.letterhead(&mut view).await?;
    drop(view);
    let who = told.by.as_deref().unwrap_or("Somebody whose account is gone");
    let lost = match told.people {
        1 => "You lost access at once.".to_owned(),
        people => format!("All {people} members lost access at once."),
    };
    send(&heard, &owners, |owner| Letter {
        subject: format!("{} was deleted", told.name),
        head: head.clone(),
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
    })
    .await
}

/// Tells every owner that it is back.
pub async fn restored(heard: Heard, event: OrganizationRestored) -> Result<(), AppError> {
    if event.with_account {
        return Ok(());
    }
    let mut view = heard.system().view().await?;
    let owners = store::list_owners(&mut view, event.organization).await?;
    let head = heard.letterhead(&mut view).await?;
    drop(view);
    send(&heard, &owners, |owner| Letter {
        subject: format!("{} was restored", event.name),
        head: head.clone(),
        paragraphs: vec![
            format!("Hello {},", owner.name),
            format!("{} had been deleted and was restored. Everybody who was in it is in it again.", event.name),
        ],
        button: Some(("Open Tenantry".to_owned(), heard.kernel.config.link("/"))),
        closing: Vec::new(),
        why: format!("You got this because you are an owner of {}.", event.name),
    })
    .await
}

async fn send(heard: &Heard, owners: &[Owner], letter: impl Fn(&Owner) -> Letter) -> Result<(), AppError> {
    for owner in owners {
        heard.kernel.mailer.send(&owner.email, heard.message_id_for(owner.user), &letter(owner)).await?;
    }
    Ok(())
}
