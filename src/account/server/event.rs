//! What happens to accounts. These events belong to no organization.

use crate::{
    kernel::event::{Event, Target},
    model::{ResetId, SignupId, UserId},
};
use serde::{Deserialize, Serialize};

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

/// A person signed in with a password.
#[derive(Serialize, Deserialize)]
pub struct SignedIn {
    pub user: UserId,
}

/// A person ended a session.
#[derive(Serialize, Deserialize)]
pub struct SignedOut {
    pub user: UserId,
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

impl Event for SignupRequested {
    const NAME: &'static str = "account.signup_requested";

    fn target(&self) -> Target {
        Target { kind: "signup", id: Some(self.signup.uuid()) }
    }
}

impl Event for AccountCreated {
    const NAME: &'static str = "account.created";

    fn target(&self) -> Target {
        Target { kind: "user", id: Some(self.user.uuid()) }
    }
}

impl Event for SignedIn {
    const NAME: &'static str = "account.signed_in";

    fn target(&self) -> Target {
        Target { kind: "user", id: Some(self.user.uuid()) }
    }
}

impl Event for SignedOut {
    const NAME: &'static str = "account.signed_out";

    fn target(&self) -> Target {
        Target { kind: "user", id: Some(self.user.uuid()) }
    }
}

impl Event for ResetRequested {
    const NAME: &'static str = "account.reset_requested";

    fn target(&self) -> Target {
        Target { kind: "password_reset", id: Some(self.reset.uuid()) }
    }
}

impl Event for PasswordReset {
    const NAME: &'static str = "account.password_reset";

    fn target(&self) -> Target {
        Target { kind: "user", id: Some(self.user.uuid()) }
    }
}
