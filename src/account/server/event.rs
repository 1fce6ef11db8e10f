//! What happens to accounts. These events belong to no organization, but for the one that tells organizations of a sign-in.
//! None carries an address: the log outlives the account.

use crate::{
    kernel::event::{Event, Target},
    model::{EmailChangeId, LinkId, ResetId, SessionId, SignupId, UserId},
};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Somebody asked for an account. Recorded for taken addresses too; the mail that follows tells them apart.
#[derive(Serialize, Deserialize)]
pub struct SignupRequested {
    pub signup: SignupId,
}

/// The address was confirmed and the account exists.
#[derive(Serialize, Deserialize)]
pub struct AccountCreated {
    pub user: UserId,
}

/// How somebody signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInBy {
    Password,
    /// A mailed link.
    Link,
    /// An invitation, by which the account was made.
    Invitation,
}

impl SignInBy {
    /// The end of a sentence that begins with “signed in”.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Password => "with a password",
            Self::Link => "with a mailed link",
            Self::Invitation => "by accepting an invitation",
        }
    }
}

/// A browser that the account hadn't signed in with before.
#[derive(Serialize, Deserialize)]
pub struct NewBrowser {
    /// In words: "Firefox on Linux".
    pub device: String,
    pub ip: Option<IpAddr>,
}

/// A person signed in. Until version 2 that was always with a password.
#[derive(Serialize, Deserialize)]
pub struct SignedIn {
    pub user: UserId,
    pub session: SessionId,
    pub by: SignInBy,
    /// Only where the account didn't know it.
    pub new_browser: Option<NewBrowser>,
}

/// Somebody signed in who is in the organization, as a member or from outside in a workspace of it: suspended or not.
#[derive(Serialize, Deserialize)]
pub struct MemberSignedIn {
    pub user: UserId,
    pub by: SignInBy,
    /// Whether the account hadn't signed in with that browser before.
    pub new_browser: bool,
}

/// A person ended a session.
#[derive(Serialize, Deserialize)]
pub struct SignedOut {
    pub user: UserId,
}

/// A person ended a session from another browser.
#[derive(Serialize, Deserialize)]
pub struct SessionEnded {
    pub user: UserId,
    pub session: SessionId,
}

/// A person ended every session but the one at hand.
#[derive(Serialize, Deserialize)]
pub struct OtherSessionsEnded {
    pub user: UserId,
    /// How many there were.
    pub ended: i64,
}

/// Somebody asked for a link to sign in with. Recorded for unknown addresses too.
#[derive(Serialize, Deserialize)]
pub struct SignInLinkRequested {
    pub link: LinkId,
}

/// Somebody asked to choose a new password. Recorded for unknown addresses too.
#[derive(Serialize, Deserialize)]
pub struct ResetRequested {
    pub reset: ResetId,
}

/// A new password was chosen with a mailed link, and every session ended.
#[derive(Serialize, Deserialize)]
pub struct PasswordReset {
    pub user: UserId,
}

/// A new password was chosen with the old one, and every other session ended.
#[derive(Serialize, Deserialize)]
pub struct PasswordChanged {
    pub user: UserId,
}

/// A person asked for another address. Nothing of the account has changed.
#[derive(Serialize, Deserialize)]
pub struct AddressChangeRequested {
    pub user: UserId,
    pub change: EmailChangeId,
}

/// A person thought better of it.
#[derive(Serialize, Deserialize)]
pub struct AddressChangeCancelled {
    pub user: UserId,
    pub change: EmailChangeId,
}

/// The new address was proved, and is the account's now.
#[derive(Serialize, Deserialize)]
pub struct AddressChanged {
    pub user: UserId,
    pub change: EmailChangeId,
}

/// A person saved the profile.
#[derive(Serialize, Deserialize)]
pub struct ProfileSaved {
    pub user: UserId,
    /// The names of what is another now.
    pub changed: Vec<String>,
}

macro_rules! events {
    ($($event:ident = $name:literal $(version $version:literal)?, $kind:literal $field:ident;)+) => {$(
        impl Event for $event {
            const NAME: &'static str = $name;
            $(const VERSION: i32 = $version;)?

            fn target(&self) -> Target {
                Target { kind: $kind, id: Some(self.$field.uuid()) }
            }
        }
    )+};
}

events! {
    SignupRequested = "account.signup_requested", "signup" signup;
    AccountCreated = "account.created", "user" user;
    SignedIn = "account.signed_in" version 2, "user" user;
    MemberSignedIn = "member.signed_in", "user" user;
    SignedOut = "account.signed_out", "user" user;
    SessionEnded = "account.session_ended", "session" session;
    OtherSessionsEnded = "account.other_sessions_ended", "user" user;
    SignInLinkRequested = "account.sign_in_link_requested", "sign_in_link" link;
    ResetRequested = "account.reset_requested", "password_reset" reset;
    PasswordReset = "account.password_reset", "user" user;
    PasswordChanged = "account.password_changed", "user" user;
    AddressChangeRequested = "account.address_change_requested", "user" user;
    AddressChangeCancelled = "account.address_change_cancelled", "user" user;
    AddressChanged = "account.address_changed", "user" user;
    ProfileSaved = "account.profile_saved", "user" user;
}
