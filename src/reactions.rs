//! What follows from what: the one place that joins an event to those who hear of it. A feature never calls another's.

use crate::{
    account::server::{
        event::{PasswordReset, ResetRequested, SignupRequested},
        invitation::{
            event::{InvitationAccepted, InvitationDeclined},
            mail as answers,
        },
        mail,
    },
    kernel::{
        event::{Event, Reaction},
        fault::internal,
    },
    settings::invitations::server::{
        event::{InvitationResent, InvitationSent},
        mail as invitations,
    },
};

macro_rules! reactions {
    ($($event:ty => $name:literal $handler:path;)+) => {
        /// Every reaction. Each runs as a job of its own, once its event's change is committed, until it succeeds.
        pub static REACTIONS: &[Reaction] = &[$(Reaction {
            event: <$event as Event>::NAME,
            name: $name,
            run: |heard| Box::pin(async move {
                let event: $event = serde_json::from_value(heard.payload.clone()).map_err(internal)?;
                $handler(heard, event).await
            }),
        }),+];
    };
}

reactions! {
    SignupRequested => "mail-confirmation" mail::signup_requested;
    ResetRequested => "mail-reset-link" mail::reset_requested;
    PasswordReset => "mail-password-changed" mail::password_reset;
    InvitationSent => "mail-invitation" invitations::sent;
    InvitationResent => "mail-invitation-again" invitations::resent;
    InvitationAccepted => "mail-invitation-accepted" answers::accepted;
    InvitationDeclined => "mail-invitation-declined" answers::declined;
}
