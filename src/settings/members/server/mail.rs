//! The letters to whom something happened: nobody finds out by being locked out.

use super::{
    event::{
        MemberReactivated, MemberReinstated, MemberRemoved, MemberRoleChanged, MemberSessionsEnded, MemberSuspended,
    },
    store,
};
use crate::{
    kernel::{event::Heard, mail::Letter},
    model::{AppError, UserId},
    settings::members::model::phrase,
};

/// What a letter says, without what all of them say.
struct News {
    subject: String,
    text: String,
    /// Whether there is something to open.
    open: bool,
}

/// Tells the person; nobody, if account or organization are gone by now. `news` gets the organization's name.
async fn tell(heard: &Heard, user: UserId, news: impl FnOnce(&str) -> News) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let Some(org) = heard.org else { return Ok(()) };
    let mut view = heard.system().view().await?;
    let Some(addressee) = store::find_addressee(&mut view, org, user).await? else { return Ok(()) };
    let head = heard.letterhead(&mut view).await?;
    drop(view);
    let News { subject, text, open } = news(&addressee.organization);
    let letter = Letter {
        subject,
        head,
        paragraphs: vec![format!("Hello {},", addressee.name), text],
        button: open.then(|| {
            (format!("Open {}", addressee.organization), kernel.config.link(&format!("/o/{}", addressee.slug)))
        }),
        closing: Vec::new(),
        why: format!("You got this because it concerns your membership of {}.", addressee.organization),
    };
    kernel.mailer.send(&addressee.email, heard.message_id(), &letter).await
}

/// Another role.
pub async fn role_changed(heard: Heard, event: MemberRoleChanged) -> Result<(), AppError> {
    tell(&heard, event.user, |org| News {
        subject: format!("You are {} of {org} now", phrase(event.to)),
        text: format!(
            "Your role in {org} was changed from {} to {}. It holds at once, in every browser where you are signed in.",
            event.from.label().to_lowercase(),
            event.to.label().to_lowercase()
        ),
        open: true,
    })
    .await
}

/// Removed.
pub async fn removed(heard: Heard, event: MemberRemoved) -> Result<(), AppError> {
    tell(&heard, event.user, |org| News {
        subject: format!("You were removed from {org}"),
        text: format!(
            "You aren't a member of {org} any more and can't open it or its workspaces. What you made there stays. Your account and your other organizations are as they were."
        ),
        open: false,
    })
    .await
}

/// Suspended.
pub async fn suspended(heard: Heard, event: MemberSuspended) -> Result<(), AppError> {
    tell(&heard, event.user, |org| News {
        subject: format!("Your access to {org} is suspended"),
        text: format!(
            "You can't open {org} until an owner or admin lets you in again. Role and workspaces stay yours."
        ),
        open: false,
    })
    .await
}

/// Let in again.
pub async fn reactivated(heard: Heard, event: MemberReactivated) -> Result<(), AppError> {
    tell(&heard, event.user, |org| News {
        subject: format!("You can open {org} again"),
        text: format!("Your access to {org} isn't suspended any more. Role and workspaces are as they were."),
        open: true,
    })
    .await
}

/// Brought back.
pub async fn reinstated(heard: Heard, event: MemberReinstated) -> Result<(), AppError> {
    tell(&heard, event.user, |org| News {
        subject: format!("You are back in {org}"),
        text: format!(
            "You are {} of {org} again. Workspaces aren't given back with it: their managers add you.",
            phrase(event.role)
        ),
        open: true,
    })
    .await
}

/// Signed out.
pub async fn sessions_ended(heard: Heard, event: MemberSessionsEnded) -> Result<(), AppError> {
    tell(&heard, event.user, |org| News {
        subject: "You were signed out everywhere".to_owned(),
        text: format!("Somebody who manages the members of {org} ended all of your sessions. Sign in again to go on."),
        open: true,
    })
    .await
}
