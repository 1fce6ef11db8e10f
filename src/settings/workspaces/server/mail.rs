//! The letter that tells everybody in a workspace that it was given a manager from outside.

use super::{event::WorkspaceManagerAppointed, store};
use crate::{
    kernel::{db::Turn, event::Heard, mail::Letter},
    model::AppError,
};

/// Tells everybody in the workspace, in a job apiece, so that an address that fails holds up no other.
pub async fn manager_appointed(heard: Heard, event: WorkspaceManagerAppointed) -> Result<(), AppError> {
    let Some(org) = heard.org else { return Ok(()) };
    let mut change = heard.system().change().await?;
    let people = store::list_people(&mut change, org, event.workspace).await?;
    let turn = |person| Turn { reaction: "mail-workspace-manager", person: Some(person), ..Turn::default() };
    let turns: Vec<Turn> = people.into_iter().map(turn).collect();
    change.follow(&heard, &turns).await?.commit().await
}

/// The letter for one of them.
pub async fn tell(heard: Heard, event: WorkspaceManagerAppointed) -> Result<(), AppError> {
    let (Some(org), Some(person)) = (heard.org, heard.person) else { return Ok(()) };
    let mut view = heard.system().view().await?;
    let place = (org, event.workspace);
    let Some(told) = store::find_addressee(&mut view, place, person, event.user, event.by).await? else {
        return Ok(());
    };
    let head = heard.letterhead(&mut view).await?;
    drop(view);
    let store::Addressee { name, email, path, workspace, organization, manager, by } = told;
    let by = by.as_deref().unwrap_or("An owner").to_owned();
    let (subject, news) = if person == event.user {
        (
            format!("You are a manager of {workspace} now"),
            format!("{by}, an owner of {organization}, made you a manager of {workspace}, which had none."),
        )
    } else {
        let manager = manager.as_deref().unwrap_or("Somebody");
        (
            format!("{workspace} has a new manager"),
            format!("{by}, an owner of {organization}, made {manager} a manager of {workspace}, which had none."),
        )
    };
    let letter = Letter {
        subject,
        head,
        paragraphs: vec![
            format!("Hello {name},"),
            news,
            "A manager sees everything in the workspace, adds and removes people, and has its settings and keys."
                .to_owned(),
        ],
        button: Some((format!("Open {workspace}"), heard.kernel.config.link(&path))),
        closing: Vec::new(),
        why: format!("You got this because you are in the workspace {workspace} of {organization}."),
    };
    heard.kernel.mailer.send(&email, heard.message_id_for(person), &letter).await
}
