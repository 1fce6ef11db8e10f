//! Bringing back who was removed, within 30 days, with the role that they had.

use super::{KEPT, event::MemberReinstated, store};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageMembers, authorize},
        seats,
    },
    model::{AppError, Done, MemberId, OrgId, OrgRole, UserId},
    settings::members::model::{Refusal, may_act_on, phrase},
};

/// Makes somebody who was removed a member again; returns the membership, their name and role. Under the organization's
/// lock, which everybody who adds a member takes, so that of many who want the last seat one gets it.
pub async fn reinstate(
    principal: &Principal,
    org: OrgId,
    user: UserId,
) -> Result<(MemberId, String, OrgRole), AppError> {
    let mut change = authorize::<ManageMembers>(principal, org).change_in_line().await?;
    let (reader, now) = (change.scope().role, change.now());
    let Some(former) = store::find_former(&mut change, user, now - KEPT).await? else {
        let sentence = "Nobody to reinstate: it was more than 30 days ago, or somebody else was faster.";
        return Err(Refusal::Gone(sentence.to_owned()).into());
    };
    let (name, role) = (former.name.clone(), former.role);
    if role == OrgRole::Owner && reader != OrgRole::Owner {
        return Err(Refusal::OwnerOnly(name).into());
    }
    if !may_act_on(reader, role) {
        return Err(Refusal::Grant(role).into());
    }
    if former.is_leaving {
        return Err(Refusal::Leaving(name).into());
    }
    let seats = seats::lock(&mut change).await?;
    if !seats.has_room_for(1) {
        return Err(Refusal::Full { name, role, way: seats.way_to_more() }.into());
    }
    let member = former.member.unwrap_or_else(|| change.id::<MemberId>());
    store::insert_reinstated(&mut change, member, user, &former).await?;
    change.record(MemberReinstated { member, user, role }).await?.commit().await?;
    Ok((member, name, role))
}

/// The same from the page, with what the page says then.
pub async fn reinstate_from_page(principal: &Principal, org: OrgId, user: UserId) -> Result<Done, AppError> {
    let (_, name, role) = reinstate(principal, org, user).await?;
    Ok(Done::toast(format!("{name} is {} again. Workspaces have to be given anew.", phrase(role))))
}
