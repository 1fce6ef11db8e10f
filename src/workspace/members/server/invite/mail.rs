//! The letter that invites to a workspace. Its link is made when the letter is: nothing stored opens it.

use super::{
    event::{WorkspaceInvitationResent, WorkspaceInvitationSent},
    store,
};
use crate::{
    kernel::{crypto::Purpose, event::Heard, mail::Letter, moment::Reader},
    model::{AppError, InvitationId},
};

/// The first letter.
pub async fn sent(heard: Heard, event: WorkspaceInvitationSent) -> Result<(), AppError> {
    invite(heard, event.invitation, false).await
}

/// The same once more, under a Message-ID of its own.
pub async fn resent(heard: Heard, event: WorkspaceInvitationResent) -> Result<(), AppError> {
    invite(heard, event.invitation, true).await
}

async fn invite(heard: Heard, id: InvitationId, again: bool) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let mut view = heard.system().view().await?;
    // Answered or revoked before the letter went: it would lead nowhere.
    let Some(invitation) = store::find_letter(&mut view, id, kernel.clock.now()).await? else { return Ok(()) };
    let head = heard.letterhead(&mut view).await?;
    drop(view);
    let inviter = invitation.inviter.map_or("Somebody".to_owned(), |(name, email)| format!("{name} ({email})"));
    let (workspace, organization, role) = (&invitation.workspace, &invitation.organization, invitation.role.noun());
    let token = kernel.keys.seal(Purpose::InvitationMailed, id.uuid());
    let subject = if again { "Reminder: your invitation to" } else { "You are invited to" };
    let letter = Letter {
        subject: format!("{subject} {workspace}"),
        head,
        paragraphs: vec![
            "Hello,".to_owned(),
            format!("{inviter} invites you to become {role} of {workspace}, a workspace of {organization}. It alone opens to you; you become no member of the organization."),
            format!(
                "The invitation is for {} alone. It works once, until {}.",
                invitation.email,
                Reader::default().exact(invitation.expires_at)
            ),
        ],
        button: Some(("See the invitation".to_owned(), kernel.config.link(&format!("/invitations/{token}")))),
        closing: vec!["There you accept or decline it. Opening the page does neither.".to_owned()],
        why: "You got this because somebody entered your address to invite you. If you expected nothing of the kind, ignore it: without you nothing happens.".to_owned(),
    };
    kernel.mailer.send(&invitation.email, heard.message_id(), &letter).await
}
