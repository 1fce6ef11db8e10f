//! The use cases of the General tab: authorize, decide, store, record, commit.

pub mod delete;
pub mod event;
pub mod rest;
mod store;

#[cfg(test)]
mod tests;

use super::model::{General, RenameError, ensure_current};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageGeneral, OrgRef, SeeOrganization, authorize},
    },
    model::{AppError, Done, OrgId, name::Name},
};
use event::OrganizationRenamed;

/// The organization as its General tab shows it.
pub async fn general(principal: &Principal, org: impl Into<OrgRef>) -> Result<General, AppError> {
    let mut view = authorize::<ManageGeneral>(principal, org).view().await?;
    store::get(&mut view).await
}

/// The same facts for a program, which any member's may read.
pub async fn read(principal: &Principal, org: OrgId) -> Result<General, AppError> {
    let mut view = authorize::<SeeOrganization>(principal, org).view().await?;
    store::get(&mut view).await
}

/// Gives the organization another name; returns it as it is then. 409 where somebody saved since `version` was read.
pub async fn rename(principal: &Principal, org: OrgId, version: i64, name: &str) -> Result<General, AppError> {
    let name = Name::parse(name).map_err(|error| AppError::field("name", error.to_string()))?;
    let mut change = authorize::<ManageGeneral>(principal, org).change().await?;
    let now = change.now();
    let current = store::lock(&mut change).await?;
    ensure_current(version, current.version, || RenameError::Stale {
        who: current.updated_by.clone().unwrap_or_else(|| "Somebody".to_owned()),
        name: current.name.clone(),
        when: principal.reader.ago(current.updated_at, now),
    })?;
    let renamed = store::rename(&mut change, &name).await?;
    let event = OrganizationRenamed { organization: org, from: current.name, to: name.to_string() };
    change.record(event).await?.commit().await?;
    Ok(renamed)
}

/// The same from the page, with what the page says then.
pub async fn rename_from_page(principal: &Principal, org: OrgId, version: i64, name: &str) -> Result<Done, AppError> {
    let renamed = rename(principal, org, version, name).await?;
    Ok(Done::toast(format!("The name is now {}.", renamed.name)))
}
