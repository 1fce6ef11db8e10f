//! The General tab's use cases as REST operations.

use super::{change, read, typed::Typed};
use crate::{
    kernel::{authn::Visitor, problem::Problem, request::Sent},
    model::{
        AppError, OrgId,
        document::DocumentFormats,
        format::{DateFormat, Language, TimeFormat},
        frame::OrgLink,
    },
    settings::general::model::General,
};
use axum::{Extension, Json, extract::Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// An organization.
#[derive(Serialize, ToSchema)]
#[schema(as = Organization)]
pub struct OrganizationBody {
    /// Its id; it never changes.
    pub id: Uuid,
    /// Its name in addresses.
    pub slug: String,
    /// Its name on pages, 1 to 100 characters.
    pub name: String,
    /// What it says of itself, at most 300 characters; may be empty.
    pub description: String,
    /// An http(s) address of at most 200 characters; empty without one.
    pub website: String,
    /// The path of its logo, PNG or SVG; null without one.
    pub logo: Option<String>,
    /// What new workspaces begin with.
    pub defaults: DefaultsBody,
    /// Grows with every edit; a change carries the one that it read.
    pub version: i64,
}

/// How documents are written and drawn.
#[derive(Serialize, ToSchema)]
#[schema(as = DocumentDefaults)]
pub struct DefaultsBody {
    /// An ISO 639-1 code: `en`, `de`, `fr`, `es`, `it`, `pt` or `nl`.
    #[schema(value_type = Language)]
    pub language: &'static str,
    /// `long`, `iso`, `dots`, `slashes` or `month-first`.
    #[schema(value_type = DateFormat)]
    pub date_format: &'static str,
    /// `24h` or `12h`.
    #[schema(value_type = TimeFormat)]
    pub time_format: &'static str,
    /// Decimal digits, 0 to 6.
    pub decimals: u16,
    /// Dots per inch: 72, 100, 150, 200, 300 or 600.
    pub dpi: u16,
}

/// What is to change of an organization. What isn't given stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = OrganizationChange)]
pub struct OrganizationChangeBody {
    /// The version that was read.
    pub version: i64,
    /// The new name, 1 to 100 characters.
    pub name: Option<String>,
    /// The new name in addresses: 3 to 48 of a to z, digits and single hyphens. The former one leads to it.
    pub slug: Option<String>,
    /// At most 300 characters; empty for none.
    pub description: Option<String>,
    /// An http(s) address of at most 200 characters; empty for none.
    pub website: Option<String>,
    /// What new workspaces are to begin with.
    #[serde(default)]
    pub defaults: DefaultsChangeBody,
}

/// What is to change of the defaults. What isn't given stays.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = DocumentDefaultsChange)]
pub struct DefaultsChangeBody {
    /// An ISO 639-1 code: `en`, `de`, `fr`, `es`, `it`, `pt` or `nl`.
    #[schema(value_type = Option<Language>)]
    pub language: Option<String>,
    /// `long`, `iso`, `dots`, `slashes` or `month-first`.
    #[schema(value_type = Option<DateFormat>)]
    pub date_format: Option<String>,
    /// `24h` or `12h`.
    #[schema(value_type = Option<TimeFormat>)]
    pub time_format: Option<String>,
    /// Decimal digits, 0 to 6.
    pub decimals: Option<u16>,
    /// Dots per inch: 72, 100, 150, 200, 300 or 600.
    pub dpi: Option<u16>,
}

impl From<General> for OrganizationBody {
    fn from(General { id, settings, version }: General) -> Self {
        Self {
            id: id.uuid(),
            logo: settings.logo.map(|file| OrgLink::logo_address(id, &file)),
            slug: settings.slug,
            name: settings.name,
            description: settings.description,
            website: settings.website,
            defaults: settings.defaults.into(),
            version,
        }
    }
}

impl From<DocumentFormats> for DefaultsBody {
    fn from(formats: DocumentFormats) -> Self {
        Self {
            language: formats.language.as_str(),
            date_format: formats.date_format.as_str(),
            time_format: formats.time_format.as_str(),
            decimals: formats.decimals.into(),
            dpi: formats.dpi.into(),
        }
    }
}

impl From<OrganizationChangeBody> for Typed {
    fn from(body: OrganizationChangeBody) -> Self {
        let OrganizationChangeBody { version: _, name, slug, description, website, defaults } = body;
        let DefaultsChangeBody { language, date_format, time_format, decimals, dpi } = defaults;
        Self {
            name,
            slug,
            description,
            website,
            language,
            date_format,
            time_format,
            decimals: decimals.map(|number| number.to_string()),
            dpi: dpi.map(|number| number.to_string()),
            ..Self::default()
        }
    }
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(get_organization, change_organization))
}

/// An organization, for any of its members.
#[utoipa::path(
    get,
    path = "/organizations/{organization}",
    tag = "Organizations",
    params(("organization" = Uuid, Path, description = "The organization's id")),
    responses((status = 200, body = OrganizationBody), (status = "default", response = Problem))
)]
async fn get_organization(
    Extension(visitor): Extension<Visitor>,
    Path(organization): Path<Uuid>,
) -> Result<Json<OrganizationBody>, AppError> {
    let general = read(visitor.principal()?, organization.into()).await?;
    Ok(Json(general.into()))
}

/// Changes an organization. 409 if it was changed since `version` was read.
#[utoipa::path(
    patch,
    path = "/organizations/{organization}",
    tag = "Organizations",
    params(("organization" = Uuid, Path, description = "The organization's id")),
    request_body = OrganizationChangeBody,
    responses((status = 200, body = OrganizationBody), (status = "default", response = Problem))
)]
async fn change_organization(
    Extension(visitor): Extension<Visitor>,
    Path(organization): Path<Uuid>,
    Sent { body, .. }: Sent<OrganizationChangeBody>,
) -> Result<Json<OrganizationBody>, AppError> {
    let (general, _) = change(visitor.principal()?, OrgId::from(organization), body.version, body.into()).await?;
    Ok(Json(general.into()))
}
