//! The doors of the Members tab. Each is one line: what happens is in `server`.

use super::model::{MemberList, MemberPage, Pick, Wanted};
use crate::model::{AppError, Done, MemberId, OrgId, OrgRole, UserId};
use leptos::prelude::*;

/// A page of the members.
#[server(prefix = "/forms", endpoint = "members/get")]
pub async fn get_members(org: String, #[server(default)] wanted: Wanted) -> Result<MemberList, AppError> {
    super::server::members(&crate::kernel::authn::caller()?, org.as_str(), wanted).await
}

/// One member.
#[server(prefix = "/forms", endpoint = "members/get-person")]
pub async fn get_person(org: String, member: MemberId) -> Result<MemberPage, AppError> {
    super::server::person(&crate::kernel::authn::caller()?, org.as_str(), member).await
}

/// Gives members another role. `who` names each with the version that the page showed.
#[server(prefix = "/forms", endpoint = "members/change-role")]
pub async fn change_role(org: OrgId, #[server(default)] who: Vec<Pick>, role: OrgRole) -> Result<Done, AppError> {
    super::server::act_from_page(&crate::kernel::authn::caller()?, org, super::model::Act::Become(role), &who, false)
        .await
}

/// Removes members. `away`: from their own page, which is then gone, to the list.
#[server(prefix = "/forms", endpoint = "members/remove")]
pub async fn remove(
    org: OrgId,
    #[server(default)] who: Vec<Pick>,
    #[server(default)] away: bool,
    #[server(default)] with_keys: bool,
) -> Result<Done, AppError> {
    super::server::act_from_page(
        &crate::kernel::authn::caller()?,
        org,
        super::model::Act::remove(with_keys),
        &who,
        away,
    )
    .await
}

/// Locks members out; role, seat and workspaces stay.
#[server(prefix = "/forms", endpoint = "members/suspend")]
pub async fn suspend(org: OrgId, #[server(default)] who: Vec<Pick>) -> Result<Done, AppError> {
    super::server::act_from_page(&crate::kernel::authn::caller()?, org, super::model::Act::Suspend, &who, false).await
}

/// Lets suspended members in again.
#[server(prefix = "/forms", endpoint = "members/reactivate")]
pub async fn reactivate(org: OrgId, #[server(default)] who: Vec<Pick>) -> Result<Done, AppError> {
    super::server::act_from_page(&crate::kernel::authn::caller()?, org, super::model::Act::Reactivate, &who, false)
        .await
}

/// Signs members out everywhere.
#[server(prefix = "/forms", endpoint = "members/end-sessions")]
pub async fn end_sessions(org: OrgId, #[server(default)] who: Vec<Pick>) -> Result<Done, AppError> {
    super::server::act_from_page(&crate::kernel::authn::caller()?, org, super::model::Act::EndSessions, &who, false)
        .await
}

/// Brings back somebody who was removed, with the role that they had.
#[server(prefix = "/forms", endpoint = "members/reinstate")]
pub async fn reinstate(org: OrgId, user: UserId) -> Result<Done, AppError> {
    super::server::reinstate_from_page(&crate::kernel::authn::caller()?, org, user).await
}
