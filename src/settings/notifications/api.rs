//! The doors of notifications.

use super::model::{Notifications, OwnChoice};
use crate::model::{AppError, Done, OrgId};
use leptos::prelude::*;

/// The organization's switch.
#[server(prefix = "/forms", endpoint = "notifications/get")]
pub async fn get(org: String) -> Result<Notifications, AppError> {
    super::server::get(&crate::kernel::authn::caller()?, org.as_str()).await
}

/// Turns the mails about filled forms on, with `mail_fills` as "true", or off.
#[server(prefix = "/forms", endpoint = "notifications/save")]
pub async fn save(org: OrgId, #[server(default)] mail_fills: String) -> Result<Done, AppError> {
    super::server::save(&crate::kernel::authn::caller()?, org, mail_fills == "true").await
}

/// What the person wants, in each of their organizations.
#[server(prefix = "/forms", endpoint = "notifications/own")]
pub async fn own() -> Result<Vec<OwnChoice>, AppError> {
    super::server::own(&crate::kernel::authn::caller()?).await
}

/// Chooses for oneself in one organization.
#[server(prefix = "/forms", endpoint = "notifications/choose")]
pub async fn choose(org: OrgId, fill_mails: String) -> Result<Done, AppError> {
    super::server::choose(&crate::kernel::authn::caller()?, org, &fill_mails).await
}
