//! The letters to whom something happened in a workspace: nobody finds out by being locked out.

use super::{
    event::{WorkspaceMemberAdded, WorkspaceMemberRemoved, WorkspaceMemberRoleChanged},
    store::{self, Addressee},
};
use crate::{
    kernel::{event::Heard, mail::Letter},
    model::{AppError, UserId, WorkspaceId},
};

/// What a letter says, without what all of them say.
struct News {
    subject: String,
    text: String,
    /// Whether there is something to open.
    open: bool,
}

/// Tells the person; nobody, if account, organization or workspace are gone by now.
async fn tell(
    heard: &Heard,
    workspace: WorkspaceId,
    user: UserId,
    news: impl FnOnce(&Addressee) -> News,
) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let Some(org) = heard.org else { return Ok(()) };
    let mut view = heard.system().view().await?;
    let Some(addressee) = store::find_addressee(&mut view, org, workspace, user).await? else { return Ok(()) };
    let head = heard.letterhead(&mut view).await?;
    drop(view);
    let News { subject, text, open } = news(&addressee);
    let address = format!("/o/{}/w/{}", addressee.org_slug, addressee.slug);
    let letter = Letter {
        subject,
        head,
        paragraphs: vec![format!("Hello {},", addressee.name), text],
        button: open.then(|| (format!("Open {}", addressee.workspace), kernel.config.link(&address))),
        closing: Vec::new(),
        why: format!(
            "You got this because it concerns your place in {}, a workspace of {}.",
            addressee.workspace, addressee.organization
        ),
    };
    kernel.mailer.send(&addressee.email, heard.message_id(), &letter).await
}

/// Added by a manager. Who accepted an invitation knows: its mail and its page named the workspace.
pub async fn added(heard: Heard, event: WorkspaceMemberAdded) -> Result<(), AppError> {
    if event.invitation.is_some() {
        return Ok(());
    }
    tell(&heard, event.workspace, event.user, |to| News {
        subject: format!("You are in {} now", to.workspace),
        text: format!(
            "A manager added you to {}, a workspace of {}. You are {} there.",
            to.workspace,
            to.organization,
            event.role.noun()
        ),
        open: true,
    })
    .await
}

/// Another role.
pub async fn role_changed(heard: Heard, event: WorkspaceMemberRoleChanged) -> Result<(), AppError> {
    tell(&heard, event.workspace, event.user, |to| News {
        subject: format!("You are {} of {} now", event.to.noun(), to.workspace),
        text: format!(
            "Your role in {}, a workspace of {}, was changed from {} to {}. It holds at once, in every browser where you are signed in.",
            to.workspace,
            to.organization,
            event.from.label().to_lowercase(),
            event.to.label().to_lowercase()
        ),
        open: true,
    })
    .await
}

/// Removed.
pub async fn removed(heard: Heard, event: WorkspaceMemberRemoved) -> Result<(), AppError> {
    tell(&heard, event.workspace, event.user, |to| News {
        subject: format!("You were removed from {}", to.workspace),
        text: format!(
            "You aren't in {}, a workspace of {}, any more and can't open what is in it. What you made there stays. Your account and everything else that you are in are as they were.",
            to.workspace, to.organization
        ),
        open: false,
    })
    .await
}
