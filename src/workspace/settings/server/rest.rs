//! A workspace's settings as REST operations.

use super::{Typed, change, settings};
use crate::{
    kernel::{authn::Visitor, authz::Place, problem::Problem, request::Sent},
    model::{
        AppError, OrgId, WorkspaceId,
        format::{DateFormat, Language, TimeFormat},
    },
    workspace::settings::model::Settings,
};
use axum::{Extension, Json, extract::Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// How a workspace's documents are written and drawn.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkspaceSettings)]
pub struct SettingsBody {
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
    /// Grows with every edit of the workspace; a change carries the one that it read.
    pub version: i64,
}

/// What is to change of a workspace's settings. What isn't given stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = WorkspaceSettingsChange)]
pub struct SettingsChangeBody {
    /// The version that was read.
    pub version: i64,
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

impl From<Settings> for SettingsBody {
    fn from(Settings { formats, version, .. }: Settings) -> Self {
        Self {
            language: formats.language.as_str(),
            date_format: formats.date_format.as_str(),
            time_format: formats.time_format.as_str(),
            decimals: formats.decimals.into(),
            dpi: formats.dpi.into(),
            version,
        }
    }
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(get_workspace_settings, change_workspace_settings))
}

fn at(organization: Uuid, workspace: Uuid) -> Place {
    (OrgId::from(organization), WorkspaceId::from(workspace)).into()
}

/// A workspace's settings, for its managers.
#[utoipa::path(
    get,
    path = "/organizations/{organization}/workspaces/{workspace}/settings",
    tag = "Workspace settings",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
    ),
    responses((status = 200, body = SettingsBody), (status = "default", response = Problem))
)]
async fn get_workspace_settings(
    Extension(visitor): Extension<Visitor>,
    Path((organization, workspace)): Path<(Uuid, Uuid)>,
) -> Result<Json<SettingsBody>, AppError> {
    Ok(Json(settings(visitor.principal()?, at(organization, workspace)).await?.into()))
}

/// Changes a workspace's settings. 409 if the workspace was edited since `version` was read.
#[utoipa::path(
    patch,
    path = "/organizations/{organization}/workspaces/{workspace}/settings",
    tag = "Workspace settings",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
    ),
    request_body = SettingsChangeBody,
    responses((status = 200, body = SettingsBody), (status = "default", response = Problem))
)]
async fn change_workspace_settings(
    Extension(visitor): Extension<Visitor>,
    Path((organization, workspace)): Path<(Uuid, Uuid)>,
    Sent { body, .. }: Sent<SettingsChangeBody>,
) -> Result<Json<SettingsBody>, AppError> {
    let SettingsChangeBody { version, language, date_format, time_format, decimals, dpi } = body;
    let (decimals, dpi) = (decimals.map(|number| number.to_string()), dpi.map(|number| number.to_string()));
    let typed = Typed { language, date_format, time_format, decimals, dpi };
    let (settings, _) = change(visitor.principal()?, at(organization, workspace), version, typed).await?;
    Ok(Json(settings.into()))
}
