//! What follows from what: the one place that joins an event to those who hear of it. A feature never calls another's.

use crate::{
    account::server::{
        event::{
            AddressChangeRequested, AddressChanged, PasswordChanged, PasswordReset, ResetRequested,
            SignInLinkRequested, SignedIn, SignupRequested,
        },
        mail,
    },
    kernel::{
        event::{Event, Reaction},
        fault::internal,
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
    PasswordChanged => "mail-password-chosen" mail::security::password_changed;
    SignInLinkRequested => "mail-sign-in-link" mail::security::sign_in_link_requested;
    SignedIn => "mail-new-browser" mail::security::signed_in;
    AddressChangeRequested => "mail-address-link" mail::address::link;
    AddressChangeRequested => "mail-address-notice" mail::address::notice;
    AddressChanged => "mail-address-to-new" mail::address::changed_to;
    AddressChanged => "mail-address-to-old" mail::address::changed_from;
}
