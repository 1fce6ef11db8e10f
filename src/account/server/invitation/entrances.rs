//! The workspaces that an invitation to the organization leads into. Whoever accepts comes into those that are still there and
//! that who stands for them manages at that moment: nobody grants what they lack. Who is in one from outside keeps the
//! higher of the two roles.

use super::store::{self, Entrance};
use crate::{
    account::model::invitation::becomes,
    kernel::{authz::JoinOrganization, db::Recorded},
    model::{AppError, InvitationId, UserId, invited::all_of},
    workspace::members::server::event::{WorkspaceMemberAdded, WorkspaceMemberRoleChanged},
};

/// Brings who has just joined into each of them that somebody stands for.
pub async fn enter(
    mut joined: Recorded<JoinOrganization>,
    user: UserId,
    invitation: InvitationId,
    entrances: &[Entrance],
) -> Result<Recorded<JoinOrganization>, AppError> {
    for entrance in entrances.iter().filter(|entrance| entrance.granted_by.is_some()) {
        let Some(role) = becomes(entrance.own, entrance.role) else { continue };
        let workspace = entrance.workspace;
        let mut change = joined.at(workspace);
        store::enter(&mut change, role, entrance.granted_by).await?;
        let recorded = match entrance.own {
            None => {
                let invitation = Some(invitation);
                change.record(WorkspaceMemberAdded { workspace, user, role, invitation }).await?
            }
            Some(from) => change.record(WorkspaceMemberRoleChanged { workspace, user, from, to: role }).await?,
        };
        joined = recorded.back();
    }
    Ok(joined)
}

/// What is said of them to who has just joined, behind what they are in the organization; empty without any.
pub fn in_words(entrances: &[Entrance]) -> String {
    let names = |is_open: bool| {
        let some = entrances.iter().filter(|entrance| entrance.is_open() == is_open);
        some.map(|entrance| entrance.name.as_str()).collect::<Vec<_>>()
    };
    let (open, shut) = (names(true), names(false));
    let inside = if open.is_empty() { String::new() } else { format!(" You are in {} too.", all_of(&open)) };
    let outside = match shut.as_slice() {
        [] => String::new(),
        shut => format!(
            " You aren't in {}: who invited you doesn't manage that any more. Ask a manager there to add you.",
            all_of(shut)
        ),
    };
    format!("{inside}{outside}")
}

impl Entrance {
    /// Whether who has joined is in it: somebody stands for it, or they were there from outside.
    fn is_open(&self) -> bool {
        self.granted_by.is_some() || self.own.is_some()
    }
}
