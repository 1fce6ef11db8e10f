//! Who invited hears what came of it, as long as they are in the organization.

use super::{
    event::{InvitationAccepted, InvitationDeclined, WorkspaceInvitationAccepted, WorkspaceInvitationDeclined},
    store::{self, Inviter},
};
use crate::{
    kernel::{
        event::Heard,
        mail::{Letter, Letterhead},
    },
    model::{AppError, InvitationId},
};

/// Tells who invited that there is a new member.
pub async fn accepted(heard: Heard, event: InvitationAccepted) -> Result<(), AppError> {
    let Some((inviter, head)) = inviter(&heard, event.invitation).await? else { return Ok(()) };
    let who = inviter.answered_by.clone().unwrap_or_else(|| event.email.clone());
    let letter = Letter {
        subject: format!("{who} joined {}", inviter.organization),
        head,
        paragraphs: vec![
            format!("Hello {},", inviter.name),
            format!(
                "{who} ({}) accepted your invitation and is {} of {} now.",
                event.email,
                event.role.noun(),
                inviter.organization
            ),
        ],
        button: Some(("See the members".to_owned(), members(&heard, &inviter))),
        closing: Vec::new(),
        why: "You got this because you sent the invitation.".to_owned(),
    };
    heard.kernel.mailer.send(&inviter.email, heard.message_id(), &letter).await
}

/// Tells who invited that nobody comes.
pub async fn declined(heard: Heard, event: InvitationDeclined) -> Result<(), AppError> {
    let Some((inviter, head)) = inviter(&heard, event.invitation).await? else { return Ok(()) };
    let letter = Letter {
        subject: format!("{} declined your invitation", event.email),
        head,
        paragraphs: vec![
            format!("Hello {},", inviter.name),
            format!(
                "{} declined to become {} of {}. The seat is free again.",
                event.email,
                event.role.noun(),
                inviter.organization
            ),
        ],
        button: Some(("See the invitations".to_owned(), format!("{}/invitations", members(&heard, &inviter)))),
        closing: Vec::new(),
        why: "You got this because you sent the invitation.".to_owned(),
    };
    heard.kernel.mailer.send(&inviter.email, heard.message_id(), &letter).await
}

/// Tells who invited that somebody from outside is in the workspace.
pub async fn accepted_workspace(heard: Heard, event: WorkspaceInvitationAccepted) -> Result<(), AppError> {
    let Some((inviter, head)) = inviter(&heard, event.invitation).await? else { return Ok(()) };
    let Some((name, members)) = workspace_members(&heard, &inviter) else { return Ok(()) };
    let who = inviter.answered_by.clone().unwrap_or_else(|| event.email.clone());
    let letter = Letter {
        subject: format!("{who} joined {name}"),
        head,
        paragraphs: vec![
            format!("Hello {},", inviter.name),
            format!(
                "{who} ({}) accepted your invitation and is {} of {name} now, from outside of {}.",
                event.email,
                event.role.noun(),
                inviter.organization
            ),
        ],
        button: Some(("See the members".to_owned(), members)),
        closing: Vec::new(),
        why: "You got this because you sent the invitation.".to_owned(),
    };
    heard.kernel.mailer.send(&inviter.email, heard.message_id(), &letter).await
}

/// Tells who invited to a workspace that nobody comes.
pub async fn declined_workspace(heard: Heard, event: WorkspaceInvitationDeclined) -> Result<(), AppError> {
    let Some((inviter, head)) = inviter(&heard, event.invitation).await? else { return Ok(()) };
    let Some((name, members)) = workspace_members(&heard, &inviter) else { return Ok(()) };
    let letter = Letter {
        subject: format!("{} declined your invitation", event.email),
        head,
        paragraphs: vec![
            format!("Hello {},", inviter.name),
            format!("{} declined to become {} of {name}.", event.email, event.role.noun()),
        ],
        button: Some(("See the members".to_owned(), members)),
        closing: Vec::new(),
        why: "You got this because you sent the invitation.".to_owned(),
    };
    heard.kernel.mailer.send(&inviter.email, heard.message_id(), &letter).await
}

/// The workspace's name, and where its members are.
fn workspace_members(heard: &Heard, inviter: &Inviter) -> Option<(String, String)> {
    let (name, slug) = inviter.workspace.clone()?;
    Some((name, heard.kernel.config.link(&format!("/o/{}/w/{slug}/members", inviter.slug))))
}

async fn inviter(heard: &Heard, invitation: InvitationId) -> Result<Option<(Inviter, Option<Letterhead>)>, AppError> {
    let mut view = heard.system().view().await?;
    let Some(inviter) = store::find_inviter(&mut view, invitation).await? else { return Ok(None) };
    Ok(Some((inviter, heard.letterhead(&mut view).await?)))
}

fn members(heard: &Heard, inviter: &Inviter) -> String {
    heard.kernel.config.link(&format!("/o/{}/settings/members", inviter.slug))
}
