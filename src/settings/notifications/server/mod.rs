//! The use cases of notifications. Imports `kernel` and `model`.

pub mod event;
pub mod rest;
mod store;

#[cfg(test)]
mod tests;

use super::model::{FillMails, Notifications, OwnChoice};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageGeneral, ManageOwnMembership, OrgRef, SeeAccount, authorize},
    },
    model::{AppError, Done, OrgId},
};
use event::{FillMailsChosen, FillMailsSwitched};

/// The organization's switch.
pub async fn get(principal: &Principal, org: impl Into<OrgRef>) -> Result<Notifications, AppError> {
    let mut view = authorize::<ManageGeneral>(principal, org).view().await?;
    let (id, mail_fills) = (view.scope().org, store::get(&mut view).await?);
    Ok(Notifications { id, mail_fills })
}

/// Turns the mails about filled forms on or off, for what becomes ready from then on.
pub async fn save(principal: &Principal, org: OrgId, mail_fills: bool) -> Result<Done, AppError> {
    let mut change = authorize::<ManageGeneral>(principal, org).change_in_line().await?;
    if store::switch(&mut change, mail_fills).await? {
        change.record(FillMailsSwitched { organization: org, to: mail_fills }).await?.commit().await?;
    }
    Ok(Done::toast(if mail_fills {
        "Members are mailed when a form was filled."
    } else {
        "Nobody is mailed when a form was filled."
    }))
}

/// What the person wants, in each of their organizations.
pub async fn own(principal: &Principal) -> Result<Vec<OwnChoice>, AppError> {
    let mut view = principal.view::<SeeAccount>().await?;
    store::list_own(&mut view, principal.user).await
}

/// Chooses for oneself in one organization.
pub async fn choose(principal: &Principal, org: OrgId, fill_mails: &str) -> Result<Done, AppError> {
    let to: FillMails = fill_mails.parse().map_err(|sentence| AppError::field("fill_mails", sentence))?;
    let mut change = authorize::<ManageOwnMembership>(principal, org).change().await?;
    let name = change.scope().name.clone();
    if store::choose(&mut change, principal.user, to).await? {
        change.record(FillMailsChosen { user: principal.user, to }).await?.commit().await?;
    }
    Ok(Done::toast(format!("{}: {}.", name, to.label().to_lowercase())))
}
