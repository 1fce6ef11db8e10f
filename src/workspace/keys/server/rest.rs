//! A workspace's keys as REST operations.

use super::{Created, create, keys, revoke};
use crate::{
    kernel::{authn::Visitor, authz::Place, paging::Which, problem::Problem, request::Sent, schema::words},
    model::{AppError, OrgId, WorkspaceId, WorkspacePermission},
    workspace::keys::model::{Expiry, KeyError, KeyLine, KeyState},
};
use axum::{
    Extension, Json,
    extract::{Path, Query},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

words! {
    KeyState as "ApiKeyState": ["active", "expired", "revoked"];
    Expiry as "ApiKeyExpiry": Expiry::ALL.map(Expiry::as_str);
}

/// A key of a workspace.
#[derive(Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub struct KeyBody {
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// By which it is told from others; no secret.
    pub prefix: String,
    /// Of `see_content`, `edit_content`, `report_fills`.
    #[schema(value_type = Vec<WorkspacePermission>)]
    pub permissions: Vec<&'static str>,
    /// `active`, `expired` or `revoked`.
    #[schema(value_type = KeyState)]
    pub state: &'static str,
    /// RFC 3339.
    pub created_at: String,
    /// Its last request, to a minute, RFC 3339; null if it was never used.
    pub last_used_at: Option<String>,
}

/// A page of the keys, the latest first.
#[derive(Serialize, ToSchema)]
#[schema(as = ApiKeys)]
pub struct KeysBody {
    /// At most 50.
    pub keys: Vec<KeyBody>,
    /// The cursor of the page before.
    pub newer: Option<String>,
    /// The cursor of the page behind.
    pub older: Option<String>,
}

/// The key to make.
#[derive(Deserialize, ToSchema)]
#[schema(as = ApiKeyRequest)]
pub struct KeyRequestBody {
    /// What it is for, 1 to 100 characters.
    pub name: String,
    /// Of `see_content`, `edit_content`, `report_fills`; at least one. `edit_content` includes `see_content`, asked for or
    /// not.
    #[schema(value_type = Vec<WorkspacePermission>)]
    pub permissions: Vec<String>,
    /// `30`, `90` or `365` days, or `never`; `90` where it is left out.
    #[schema(value_type = Option<Expiry>)]
    pub expires: Option<String>,
}

/// A key that was just made.
#[derive(Serialize, ToSchema)]
#[schema(as = CreatedApiKey)]
pub struct CreatedKeyBody {
    pub id: Uuid,
    pub name: String,
    pub prefix: String,
    /// The key itself. It is said this once.
    pub key: String,
    #[schema(value_type = Vec<WorkspacePermission>)]
    pub permissions: Vec<&'static str>,
    /// When it ends; null for never.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
}

impl From<KeyLine> for KeyBody {
    fn from(line: KeyLine) -> Self {
        Self {
            id: line.id.uuid(),
            name: line.name,
            prefix: line.prefix,
            permissions: line.permissions.into_iter().map(WorkspacePermission::as_str).collect(),
            state: match line.state {
                KeyState::Active => "active",
                KeyState::Expired => "expired",
                KeyState::Revoked(..) => "revoked",
            },
            created_at: line.created.iso,
            last_used_at: line.last_used.map(|at| at.iso),
        }
    }
}

impl From<Created> for CreatedKeyBody {
    fn from(created: Created) -> Self {
        Self {
            id: created.id.uuid(),
            name: created.name,
            prefix: created.prefix,
            key: created.text.0,
            permissions: created.permissions.into_iter().map(WorkspacePermission::as_str).collect(),
            expires_at: created.expires_at,
        }
    }
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(list_api_keys, create_api_key)).routes(routes!(revoke_api_key))
}

fn at(organization: Uuid, workspace: Uuid) -> Place {
    (OrgId::from(organization), WorkspaceId::from(workspace)).into()
}

/// The keys of a workspace, the latest first, 50 a page.
#[utoipa::path(
    get,
    path = "/organizations/{organization}/workspaces/{workspace}/api-keys",
    tag = "API keys",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
        Which,
    ),
    responses((status = 200, body = KeysBody), (status = "default", response = Problem))
)]
async fn list_api_keys(
    Extension(visitor): Extension<Visitor>,
    Path((organization, workspace)): Path<(Uuid, Uuid)>,
    Query(which): Query<Which>,
) -> Result<Json<KeysBody>, AppError> {
    let list = keys(visitor.principal()?, at(organization, workspace), which.way()?).await?;
    Ok(Json(KeysBody {
        keys: list.keys.rows.into_iter().map(KeyBody::from).collect(),
        newer: list.keys.newer.map(|cursor| cursor.0),
        older: list.keys.older.map(|cursor| cursor.0),
    }))
}

/// Makes a key of a workspace. The answer says it, and nothing else ever does: sent again with its Idempotency-Key, it is 409.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/workspaces/{workspace}/api-keys",
    tag = "API keys",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key within 24 hours, it is refused: one key is made"),
    ),
    request_body = KeyRequestBody,
    responses((status = 201, body = CreatedKeyBody), (status = "default", response = Problem))
)]
async fn create_api_key(
    Extension(visitor): Extension<Visitor>,
    Path((organization, workspace)): Path<(Uuid, Uuid)>,
    Sent { body: request, once }: Sent<KeyRequestBody>,
) -> Result<(StatusCode, Json<CreatedKeyBody>), AppError> {
    let principal = visitor.principal()?;
    let permissions = request.permissions.iter().map(|text| text.parse().map_err(|_| KeyError::TooMuch));
    let permissions: Vec<WorkspacePermission> = permissions.collect::<Result<_, _>>()?;
    if permissions.is_empty() {
        return Err(AppError::field("permissions", KeyError::Nothing.to_string()));
    }
    let expiry = request.expires.as_deref().map_or(Ok(Expiry::Quarter), str::parse)?;
    let place = at(organization, workspace);
    let created = create(principal, place, &request.name, permissions, expiry, once.as_ref()).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}

/// Revokes a key of a workspace: it works nowhere from the next request on.
#[utoipa::path(
    delete,
    path = "/organizations/{organization}/workspaces/{workspace}/api-keys/{key}",
    tag = "API keys",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
        ("key" = Uuid, Path, description = "The key's id"),
    ),
    responses((status = 204), (status = "default", response = Problem))
)]
async fn revoke_api_key(
    Extension(visitor): Extension<Visitor>,
    Path((organization, workspace, key)): Path<(Uuid, Uuid, Uuid)>,
) -> Result<StatusCode, AppError> {
    revoke(visitor.principal()?, at(organization, workspace), key.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
