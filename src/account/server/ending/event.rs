//! How accounts end and return. These events belong to no organization.

use crate::{
    kernel::event::{Event, Target},
    model::{DeletionId, UserId},
};
use serde::{Deserialize, Serialize};

/// A person deleted their account: it signs nobody in, and can be restored.
#[derive(Serialize, Deserialize)]
pub struct AccountDeleted {
    pub user: UserId,
    pub deletion: DeletionId,
}

/// Somebody signed in to an account that is being deleted, and gets the link to restore it once more.
#[derive(Serialize, Deserialize)]
pub struct RestoreRequested {
    pub user: UserId,
    pub deletion: DeletionId,
}

/// The account is back, with the organizations that went along.
#[derive(Serialize, Deserialize)]
pub struct AccountRestored {
    pub user: UserId,
    pub deletion: DeletionId,
}

/// The account is gone for good, and its address is free.
#[derive(Serialize, Deserialize)]
pub struct AccountPurged {
    pub user: UserId,
    pub deletion: DeletionId,
}

macro_rules! about_a_user {
    ($($event:ident = $name:literal),+ $(,)?) => {$(
        impl Event for $event {
            const NAME: &'static str = $name;

            fn target(&self) -> Target {
                Target { kind: "user", id: Some(self.user.uuid()) }
            }
        }
    )+};
}

about_a_user! {
    AccountDeleted = "account.deleted",
    RestoreRequested = "account.restore_requested",
    AccountRestored = "account.restored",
    AccountPurged = "account.purged",
}
