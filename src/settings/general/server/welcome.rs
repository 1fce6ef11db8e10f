//! The answers of the welcome. Each is an edit like any other; only the way on differs.

use super::{change, event::OrganizationIntroduced, store, typed::Typed};
use crate::{
    kernel::{
        authn::Principal,
        authz::{ManageGeneral, authorize},
    },
    model::{AppError, Done, OrgId, name::Name},
    settings::general::model::CompanySize,
};

/// Names the organization, and goes on.
pub async fn name(principal: &Principal, org: OrgId, version: i64, name: String, next: &str) -> Result<Done, AppError> {
    let (general, _) = change(principal, org, version, Typed { name: Some(name), ..Typed::default() }).await?;
    Ok(Done::to(on(&general.settings.slug, next)))
}

/// Keeps the company and its size, and goes on. Both may be left empty.
pub async fn company(
    principal: &Principal,
    org: OrgId,
    company: &str,
    size: &str,
    next: &str,
) -> Result<Done, AppError> {
    let company = match company.trim() {
        "" => String::new(),
        typed => Name::parse(typed).map_err(|error| AppError::field("company", error.to_string()))?.to_string(),
    };
    let size: Option<CompanySize> = match size {
        "" => None,
        typed => Some(typed.parse().map_err(|_| AppError::field("size", "Choose one of the list."))?),
    };
    let mut change = authorize::<ManageGeneral>(principal, org).change_in_line().await?;
    let to = on(&change.scope().slug, next);
    store::introduce(&mut change, &company, size).await?;
    let event = OrganizationIntroduced { organization: org, company, size };
    change.record(event).await?.commit().await?;
    Ok(Done::to(to))
}

/// The way on, if it stays with this organization; else its overview.
fn on(slug: &str, next: &str) -> String {
    let home = format!("/o/{slug}");
    if next.strip_prefix(&home).is_some_and(|rest| rest.starts_with("/welcome?step=")) { next.to_owned() } else { home }
}
