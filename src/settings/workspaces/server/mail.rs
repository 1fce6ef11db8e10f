//! The letter that tells everybody in a workspace that it was given a manager from outside.

use super::{
    event::{WorkspaceManagerAppointed, WorkspaceMembersTold},
    store,
};
use crate::{
    kernel::{event::Heard, mail::Letter},
    model::{AppError, OrgId, UserId},
};

/// Tells everybody in the workspace: first queues a job for each, so that an address that fails holds up no other.
pub async fn manager_appointed(heard: Heard, event: WorkspaceManagerAppointed) -> Result<(), AppError> {
    match (heard.org, heard.person) {
        (Some(org), Some(person)) => tell(&heard, &event, org, person).await,
        (Some(org), None) => tell_each(&heard, event, org).await,
        (None, _) => Ok(()),
    }
}

async fn tell_each(heard: &Heard, event: WorkspaceManagerAppointed, org: OrgId) -> Result<(), AppError> {
    let WorkspaceManagerAppointed { workspace, name, .. } = event;
    let mut change = heard.system().change().await?;
    let people = store::list_people(&mut change, org, workspace).await?;
    change.each(heard, heard.reaction, None, &people).await?;
    change.record(WorkspaceMembersTold { workspace, name, people: people.len() as u64 }).await?.commit().await
}

async fn tell(heard: &Heard, event: &WorkspaceManagerAppointed, org: OrgId, person: UserId) -> Result<(), AppError> {
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
