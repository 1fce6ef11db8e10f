//! The General tab's use cases as REST operations.

use super::{read, rename};
use crate::{
    kernel::{authn::Visitor, problem::Problem},
    model::{AppError, OrgId},
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
    /// Grows with every edit; a change carries the one that it read.
    pub version: i64,
}

/// What is to change of an organization.
#[derive(Deserialize, ToSchema)]
#[schema(as = OrganizationChange)]
pub struct OrganizationChangeBody {
    /// The version that was read.
    pub version: i64,
    /// The new name, 1 to 100 characters.
    pub name: String,
}

impl From<General> for OrganizationBody {
    fn from(general: General) -> Self {
        Self { id: general.id.uuid(), slug: general.slug, name: general.name, version: general.version }
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

/// Renames an organization. 409 if it was changed since `version` was read.
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
    Json(change): Json<OrganizationChangeBody>,
) -> Result<Json<OrganizationBody>, AppError> {
    let general = rename(visitor.principal()?, OrgId::from(organization), change.version, &change.name).await?;
    Ok(Json(general.into()))
}
