//! The organization's notifications as REST operations.

use super::{get, save};
use crate::{
    kernel::{authn::Visitor, problem::Problem, request::Sent},
    model::{AppError, OrgId},
};
use axum::{Extension, Json, extract::Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// What members are mailed about.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Notifications)]
pub struct NotificationsBody {
    /// Whether every member who can open a form gets a mail when it was filled.
    mail_fills: bool,
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(get_notifications, put_notifications))
}

/// What members are mailed about.
#[utoipa::path(
    get,
    path = "/organizations/{organization}/notifications",
    tag = "Organizations",
    params(("organization" = Uuid, Path, description = "The organization's id")),
    responses((status = 200, body = NotificationsBody), (status = "default", response = Problem))
)]
async fn get_notifications(
    Extension(visitor): Extension<Visitor>,
    Path(organization): Path<Uuid>,
) -> Result<Json<NotificationsBody>, AppError> {
    let notifications = get(visitor.principal()?, OrgId::from(organization)).await?;
    Ok(Json(NotificationsBody { mail_fills: notifications.mail_fills }))
}

/// Changes what members are mailed about.
#[utoipa::path(
    put,
    path = "/organizations/{organization}/notifications",
    tag = "Organizations",
    params(("organization" = Uuid, Path, description = "The organization's id")),
    request_body = NotificationsBody,
    responses((status = 200, body = NotificationsBody), (status = "default", response = Problem))
)]
async fn put_notifications(
    Extension(visitor): Extension<Visitor>,
    Path(organization): Path<Uuid>,
    Sent { body, .. }: Sent<NotificationsBody>,
) -> Result<Json<NotificationsBody>, AppError> {
    save(visitor.principal()?, organization.into(), body.mail_fills).await?;
    Ok(Json(body))
}
