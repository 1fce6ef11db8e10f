//! The link of an invitation, to be handed on.

use super::{ensure_may_grant, link_to, store};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageMembers, authorize},
    },
    model::{AppError, Code, InvitationId, OrgId},
    settings::invitations::model::{Link, Status},
};

/// The link of a pending invitation. For who could have sent it.
pub async fn link(principal: &Principal, org: OrgId, id: InvitationId) -> Result<Link, AppError> {
    let mut view = authorize::<ManageMembers>(principal, org).view().await?;
    let stored = store::get(&mut view, id, principal.kernel.clock.now()).await?;
    ensure_may_grant(view.scope().role, stored.role)?;
    if stored.status != Status::Pending {
        let sentence =
            format!("The invitation of {} {}, so its link opens nothing.", stored.email, stored.status.over());
        return Err(AppError::new(Code::Invalid, sentence));
    }
    Ok(link_to(principal, &stored))
}
