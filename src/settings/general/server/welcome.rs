//! The answers of the welcome. Each is an edit like any other; only the way on differs.

use super::{change, typed::Typed};
use crate::{
    kernel::authn::Principal,
    model::{AppError, Done, OrgId},
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
    version: i64,
    company: String,
    size: String,
    next: &str,
) -> Result<Done, AppError> {
    let typed = Typed { company: Some(company), size: Some(size), ..Typed::default() };
    let (general, _) = change(principal, org, version, typed).await?;
    Ok(Done::to(on(&general.settings.slug, next)))
}

/// The way on, if it stays with this organization; else its overview.
fn on(slug: &str, next: &str) -> String {
    let home = format!("/o/{slug}");
    if next.strip_prefix(&home).is_some_and(|rest| rest.starts_with("/welcome?step=")) { next.to_owned() } else { home }
}
