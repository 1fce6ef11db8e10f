//! The letter that invites. Its link is made when the letter is: nothing stored opens it.

use super::{
    event::{InvitationResent, InvitationSent},
    store, workspaces,
};
use crate::{
    kernel::{crypto::Purpose, event::Heard, mail::Letter, moment::Reader},
    model::{AppError, InvitationId, invited::in_words},
};

/// The first letter.
pub async fn sent(heard: Heard, event: InvitationSent) -> Result<(), AppError> {
    invite(heard, event.invitation, false).await
}

/// The same once more, under a Message-ID of its own.
pub async fn resent(heard: Heard, event: InvitationResent) -> Result<(), AppError> {
    invite(heard, event.invitation, true).await
}

async fn invite(heard: Heard, id: InvitationId, again: bool) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let mut view = heard.system().view().await?;
    // Answered or revoked before the letter went: it would lead nowhere.
    let Some(invitation) = store::find_letter(&mut view, id, kernel.clock.now()).await? else { return Ok(()) };
    let places = workspaces::store::list_invited_to(&mut view, id).await?;
    let head = heard.letterhead(&mut view).await?;
    drop(view);
    let inviter =
        invitation.inviter.map_or("Somebody".to_owned(), |inviter| format!("{} ({})", inviter.name, inviter.email));
    let (organization, role) = (&invitation.organization, invitation.role.noun());
    let token = kernel.keys.seal(Purpose::InvitationMailed, id.uuid());
    let also = match places.as_slice() {
        [] => String::new(),
        places => format!(" You come into workspaces too: {}.", in_words(places, places.len())),
    };
    let subject = if again { "Reminder: your invitation to" } else { "You are invited to" };
    let letter = Letter {
        subject: format!("{subject} {organization}"),
        head,
        paragraphs: vec![
            "Hello,".to_owned(),
            format!("{inviter} invites you to become {role} of {organization}.{also}"),
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
