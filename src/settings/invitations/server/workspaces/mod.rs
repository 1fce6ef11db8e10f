//! The workspaces that an invitation leads into. Only who manages one brings people into it: that is asked here, when they are
//! chosen, and once more when the invitation is accepted.

pub(super) mod store;

use super::event::InvitedWorkspace;
use crate::{
    kernel::{
        authn::{Principal, Reach},
        authz::ManageMembers,
        db::Change,
    },
    model::{AppError, Code},
    settings::invitations::model::{InviteError, MAX_WORKSPACES},
};
use std::collections::BTreeSet;

/// Refuses workspaces that the inviter can't bring people into. What there is elsewhere is answered as what there is nowhere.
pub async fn ensure_managed(
    principal: &Principal,
    change: &mut Change<ManageMembers>,
    chosen: &[InvitedWorkspace],
) -> Result<(), AppError> {
    if chosen.is_empty() {
        return Ok(());
    }
    // What is inside of workspaces wants a token for one, which invites nobody to the organization.
    if principal.reach != Reach::Everywhere {
        let sentence = "A token brings nobody into the workspaces of its organization. Sign in to do that.";
        return Err(AppError::new(Code::Forbidden, sentence));
    }
    let different: BTreeSet<_> = chosen.iter().map(|one| one.workspace.uuid()).collect();
    if chosen.len() > MAX_WORKSPACES {
        Err(InviteError::TooManyWorkspaces(chosen.len()).into())
    } else if different.len() < chosen.len() {
        Err(InviteError::Twice.into())
    } else if store::count_managed(change, chosen).await? < chosen.len() as i64 {
        Err(InviteError::NotManaged.into())
    } else {
        Ok(())
    }
}

/// How an invitation's sentence goes on with them: ", and to come into 2 workspaces".
pub fn and_into(chosen: usize) -> String {
    match chosen {
        0 => String::new(),
        1 => ", and to come into one workspace".to_owned(),
        several => format!(", and to come into {several} workspaces"),
    }
}
