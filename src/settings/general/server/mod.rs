//! The use cases of the General tab: authorize, decide, store, record, commit.

pub mod delete;
pub mod event;
pub mod logo;
pub mod page;
pub mod rest;
mod store;
mod typed;
pub mod welcome;

#[cfg(test)]
mod tests;

use super::model::{General, GeneralError, GeneralTab, Part, Settings, ensure_current};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageGeneral, OrgRef, SeeOrganization, authorize},
        db::Change,
        rate_limit::Limit,
    },
    model::{AppError, OrgId},
};
use store::Locked;
use time::Duration;
use typed::Typed;

/// How often one person may give organizations another address: each is taken for good.
const READDRESS: Limit = Limit { name: "change-address", burst: 20, every: Duration::minutes(10) };

/// The organization as its General tab shows it.
pub async fn general(principal: &Principal, org: impl Into<OrgRef>) -> Result<GeneralTab, AppError> {
    let mut view = authorize::<ManageGeneral>(principal, org).view().await?;
    let general = store::get(&mut view).await?;
    let (members, workspaces) = store::count(&mut view).await?;
    Ok(GeneralTab { general, base: principal.kernel.config.link("/o/"), members, workspaces })
}

/// The same facts for a program, which any member's may read.
pub async fn read(principal: &Principal, org: OrgId) -> Result<General, AppError> {
    let mut view = authorize::<SeeOrganization>(principal, org).view().await?;
    store::get(&mut view).await
}

/// Changes what was typed; returns the organization as it is then, and what of it is new. 409 where somebody saved since
/// `version` was read.
pub async fn change(
    principal: &Principal,
    org: OrgId,
    version: i64,
    typed: Typed,
) -> Result<(General, Vec<Part>), AppError> {
    let readdresses = typed.slug.is_some();
    let wanted = typed.check()?;
    if readdresses {
        principal.kernel.throttle(READDRESS, &principal.user.to_string()).await?;
    }
    let (change, current) = open(principal, org, version).await?;
    let settings = wanted.apply(&current.settings);
    save(change, current, settings).await
}

/// Opens the settings for an edit that was made from `version`, with their row locked: in line, or whoever changes the person's
/// membership meanwhile would hold the row and wait for the membership.
async fn open(principal: &Principal, org: OrgId, version: i64) -> Result<(Change<ManageGeneral>, General), AppError> {
    let mut change = authorize::<ManageGeneral>(principal, org).change_in_line().await?;
    let now = change.now();
    let Locked { general, updated_at, updated_by, updated_parts } = store::lock(&mut change).await?;
    ensure_current(version, general.version, || GeneralError::Stale {
        who: updated_by.unwrap_or_else(|| "Somebody".to_owned()),
        parts: updated_parts,
        when: principal.reader.ago(updated_at, now),
    })?;
    Ok((change, general))
}

/// Saves settings in place of the current ones, with an event for each kind of thing that is new. What is the same leaves
/// no trace.
async fn save(
    mut change: Change<ManageGeneral>,
    current: General,
    settings: Settings,
) -> Result<(General, Vec<Part>), AppError> {
    let parts = Part::differing(&current.settings, &settings);
    if parts.is_empty() {
        return Ok((current, parts));
    }
    if parts.contains(&Part::Address) && !store::claim_slug(&mut change, &settings.slug).await? {
        return Err(GeneralError::Taken.into());
    }
    let version = store::save(&mut change, &settings, &parts).await?;
    let edits = event::edits(current.id, &current.settings, &settings);
    if let Some(recorded) = event::record_all(change, edits).await? {
        recorded.commit().await?;
    }
    Ok((General { id: current.id, settings, version }, parts))
}
