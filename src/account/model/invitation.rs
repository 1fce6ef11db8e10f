//! An invitation as whoever holds its link sees it, and why it can't be answered.

use crate::model::{AppError, Code, Moment, OrgRole, WorkspaceRole, invited::InvitedTo};
use serde::{Deserialize, Serialize};

/// An open invitation: what its mail said, and nothing more of the organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The organization's name.
    pub organization: String,
    /// Who invites; none once the account is gone.
    pub inviter: Option<String>,
    pub role: OrgRole,
    /// The workspace that it is to, where it is to one alone; `role` then says nothing.
    pub workspace: Option<InvitedTo>,
    /// The workspaces that it leads into besides, where it is to the organization.
    pub workspaces: Vec<InvitedTo>,
    /// Whom it is for; nobody else can accept it.
    pub email: String,
    pub expires: Moment,
    pub holder: Holder,
}

/// What somebody becomes in a workspace who is invited as `invited` and may be there already, from outside: the higher of the
/// two roles. None where that is what they are.
pub fn becomes(own: Option<WorkspaceRole>, invited: WorkspaceRole) -> Option<WorkspaceRole> {
    // The strongest role is the least.
    (own.is_none_or(|own| invited < own)).then_some(invited)
}

/// Who holds the link, as far as the way on depends on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holder {
    /// Signed out, by the mailed link, and the address has no account: it gets one here, since the link proves it.
    New,
    /// Signed out, by the mailed link, and the address has an account.
    Known,
    /// Signed out, by a link that was copied. It proves nothing, so it isn't told whether there is an account.
    Unproved,
    /// Signed in as who was invited.
    Invited,
    /// Signed in as somebody else.
    Other { email: String },
    /// Signed in as who was invited, and in there already: at that address.
    Member { path: String },
}

/// Why an invitation can't be answered. Each sentence says who can help.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    #[error("This invitation is over. Ask whoever invited you for another one.")]
    Over,
    #[error("This invitation has expired. Ask whoever invited you to send it again.")]
    Expired,
    #[error("This invitation was revoked. Ask whoever invited you, if you expected it to work.")]
    Revoked,
    #[error("This invitation was accepted already. It works once: sign in to go on.")]
    Accepted,
    #[error("This invitation was declined. If you changed your mind, ask for another one.")]
    Declined,
    #[error("A newer invitation replaced this one. Open the link in the latest email.")]
    Replaced,
    #[error("This invitation is for {email}. Sign in with that address to answer it.")]
    Other { email: String },
    #[error("You are a member of {organization} already.")]
    Member { organization: String },
    #[error("You are in {workspace} already.")]
    Inside { workspace: String },
    #[error(
        "Every seat of {organization} is taken, so you couldn't join. Ask {helper} to free one; the invitation stays as it is."
    )]
    Full { organization: String, helper: String },
    #[error("{inviter}, who invited you, can't make anybody {role} of {organization} any more. Ask {helper} there to invite you again.", role = role.noun())]
    NotVouched { inviter: String, role: OrgRole, organization: String, helper: String },
    #[error(
        "{inviter}, who invited you, is no manager of {workspace} any more. Ask a manager there to invite you again."
    )]
    NotManager { inviter: String, workspace: String },
    #[error("This link was handed on, so it doesn't prove the address. Create an account first; it leads back here.")]
    Unproved,
    #[error("You are signed in. Accept the invitation, or sign out to create another account.")]
    SignedIn,
}

impl From<InvitationError> for AppError {
    fn from(error: InvitationError) -> Self {
        let code = match error {
            InvitationError::Other { .. } | InvitationError::NotVouched { .. } | InvitationError::NotManager { .. } => {
                Code::Forbidden
            }
            _ => Code::Invalid,
        };
        Self::new(code, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_in_a_workspace_keeps_the_higher_role() {
        use WorkspaceRole::{Editor, Manager, Viewer};
        assert_eq!(becomes(None, Viewer), Some(Viewer));
        assert_eq!(becomes(Some(Viewer), Editor), Some(Editor));
        assert_eq!(becomes(Some(Editor), Manager), Some(Manager));
        for own in [Editor, Manager] {
            assert_eq!(becomes(Some(own), Editor), None);
        }
    }

    #[test]
    fn a_refusal_names_who_can_help() {
        assert_eq!(OrgRole::Owner.granters(), "an owner");
        assert_eq!(OrgRole::Member.granters(), "an owner, admin or user admin");
        let error: AppError = InvitationError::NotVouched {
            inviter: "Ana Lima".into(),
            role: OrgRole::Admin,
            organization: "Acme".into(),
            helper: OrgRole::Admin.granters(),
        }
        .into();
        assert_eq!(error.code, Code::Forbidden);
        assert_eq!(
            error.message,
            "Ana Lima, who invited you, can't make anybody an admin of Acme any more. Ask an owner or admin there to invite you again."
        );
    }
}
