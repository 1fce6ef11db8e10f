//! Deleting the organization. How it ends is the business of organizations as such; here its name is asked for.

use crate::{
    kernel::{
        authn::Principal,
        authz::{DeleteOrganization, authorize},
    },
    model::{AppError, Done, OrgId, ending::KEPT_DAYS, name::ensure_named},
    organizations::server::ending::{end, lock_living},
};

/// Deletes the organization for who typed its name: it opens for nobody from the next request on.
pub async fn delete(principal: &Principal, org: OrgId, typed: &str) -> Result<Done, AppError> {
    let mut change = authorize::<DeleteOrganization>(principal, org).change_in_line().await?;
    let name = lock_living(&mut change).await?;
    ensure_named(typed, &name)?;
    let deletion = change.id();
    end(change, name.clone(), deletion, false).await?.commit().await?;
    let toast = format!("{name} is deleted. An owner can restore it for {KEPT_DAYS} days, here.");
    Ok(Done::to("/account/organizations").and_say(toast))
}
