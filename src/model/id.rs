//! Typed identifiers. Every id is a version 7 UUID, so that rows made later sort later.
//! No bare `Uuid` crosses a function: a workspace's id can't be handed in for an organization's.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The UUID itself, for a query's parameter.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// An account.
    UserId,
    /// An organization, the tenant of every row below it.
    OrgId,
    /// One person's place in one organization.
    MemberId,
    /// A workspace of an organization.
    WorkspaceId,
    /// A form of a workspace.
    FormId,
    /// A form that was filled.
    FillId,
    /// A set of answers of a workspace.
    ProfileId,
    /// A document that a workspace reads answers from.
    DocumentId,
    /// Fills of a workspace that belong together.
    FillSessionId,
    /// A key with which a program acts inside a workspace.
    ApiKeyId,
    /// A key that tokens are signed with.
    SigningKeyId,
    /// A sign-up that waits for its address to be confirmed.
    SignupId,
    /// A request to choose a new password.
    ResetId,
    /// A request to sign in by a mailed link.
    LinkId,
    /// A change of an account's address that waits for the new one to be proved.
    EmailChangeId,
    /// The deletion of an organization or of an account, from which it can be restored.
    DeletionId,
    /// Somebody asked to join an organization.
    InvitationId,
    /// One signed-in browser.
    SessionId,
    /// A browser that an account has signed in with, now or before.
    BrowserId,
    /// A line of the audit log.
    AuditId,
    /// A committed event that others still have to hear of.
    OutboxId,
}
