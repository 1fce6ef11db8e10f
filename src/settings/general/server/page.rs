//! The use cases as the page's forms call them, with what the page says then.

use super::{change, typed::Typed};
use crate::{
    kernel::authn::Principal,
    model::{AppError, Done, OrgId},
    settings::general::model::{General, Part},
};

/// Changes what the organization is called and says of itself.
pub async fn save_identity(
    principal: &Principal,
    org: OrgId,
    version: i64,
    name: String,
    description: String,
    website: String,
) -> Result<Done, AppError> {
    let typed = Typed { name: Some(name), description: Some(description), website: Some(website), ..Typed::default() };
    let (general, parts) = change(principal, org, version, typed).await?;
    Ok(said(&general, &parts))
}

/// Changes which company it is for, and how large that is.
pub async fn save_company(
    principal: &Principal,
    org: OrgId,
    version: i64,
    company: String,
    size: String,
) -> Result<Done, AppError> {
    let typed = Typed { company: Some(company), size: Some(size), ..Typed::default() };
    let (general, parts) = change(principal, org, version, typed).await?;
    Ok(said(&general, &parts))
}

/// Gives the organization another address, and goes on there.
pub async fn change_address(principal: &Principal, org: OrgId, version: i64, slug: String) -> Result<Done, AppError> {
    let (general, parts) = change(principal, org, version, Typed { slug: Some(slug), ..Typed::default() }).await?;
    let slug = &general.settings.slug;
    Ok(match parts.as_slice() {
        [] => said(&general, &parts),
        _ => Done::to(format!("/o/{slug}/settings/general"))
            .and_say(format!("The address now ends in /o/{slug}. The former one leads there.")),
    })
}

/// Changes what new workspaces begin with: language, date format, time format, decimals, dpi.
pub async fn save_defaults(
    principal: &Principal,
    org: OrgId,
    version: i64,
    typed: [String; 5],
) -> Result<Done, AppError> {
    let [language, date_format, time_format, decimals, dpi] = typed.map(Some);
    let typed = Typed { language, date_format, time_format, decimals, dpi, ..Typed::default() };
    let (general, parts) = change(principal, org, version, typed).await?;
    Ok(said(&general, &parts))
}

/// What the page says of a save.
pub fn said(general: &General, parts: &[Part]) -> Done {
    Done::toast(match parts {
        [] => "Everything is as it was.".to_owned(),
        [Part::Name] => format!("The name is now {}.", general.settings.name),
        parts => format!("Saved {}.", Part::list(parts)),
    })
}
