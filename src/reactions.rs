//! What follows from what: the one place that joins an event to those who hear of it. A feature never calls another's.

use crate::{
    account::server::{
        event::{PasswordReset, ResetRequested, SignupRequested},
        mail,
    },
    kernel::{
        event::{Event, Reaction},
        fault::internal,
    },
    settings::members::server::{
        event::{
            MemberReactivated, MemberReinstated, MemberRemoved, MemberRoleChanged, MemberSessionsEnded, MemberSuspended,
        },
        mail as members,
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
    MemberRoleChanged => "mail-member-role" members::role_changed;
    MemberRemoved => "mail-member-removed" members::removed;
    MemberSuspended => "mail-member-suspended" members::suspended;
    MemberReactivated => "mail-member-reactivated" members::reactivated;
    MemberReinstated => "mail-member-reinstated" members::reinstated;
    MemberSessionsEnded => "mail-member-signed-out" members::sessions_ended;
}
