//! Forms as REST operations, of the workspace that the key or token is for.

use super::{Stored, Wanted};
use crate::{
    kernel::{
        authn::Visitor, idempotency::Answered, paging::WhichOrDeleted, problem::Problem, request::Sent, schema::words,
    },
    model::{AppError, FormId, UserId, content::Title},
    workspace::forms::model::{Access, Chosen},
};
use axum::{
    Extension, Json,
    extract::{Path, Query},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

words! {
    Access as "FormAudience": [Access::Workspace, Access::Chosen].map(Access::as_str);
}

/// A form.
#[derive(Serialize, ToSchema)]
#[schema(as = Form)]
pub struct FormBody {
    pub id: Uuid,
    /// 1 to 200 characters.
    pub name: String,
    /// `workspace`: for everybody in it; `chosen`: for managers and chosen people.
    #[schema(value_type = Access)]
    pub access: String,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Grows with every edit; a change carries the one that it read.
    pub version: i64,
}

/// A page of forms, the newest first: at most 50.
#[derive(Serialize, ToSchema)]
#[schema(as = Forms)]
pub struct FormsBody {
    pub forms: Vec<FormBody>,
    /// The cursor of the page before; null on the first.
    pub newer: Option<String>,
    /// The cursor of the page behind; null on the last.
    pub older: Option<String>,
}

/// A form to be added.
#[derive(Deserialize, ToSchema)]
#[schema(as = FormRequest)]
pub struct FormRequestBody {
    /// 1 to 200 characters.
    pub name: String,
    /// `workspace`, where it is left out, or `chosen`.
    #[schema(value_type = Option<Access>)]
    pub access: Option<String>,
    /// With `chosen`: ids of people of the workspace.
    #[serde(default)]
    pub people: Vec<Uuid>,
}

/// What is to change of a form.
#[derive(Deserialize, ToSchema)]
#[schema(as = FormChange)]
pub struct FormChangeBody {
    /// The version that was read.
    pub version: i64,
    /// 1 to 200 characters.
    pub name: String,
}

/// Who sees a form.
#[derive(Serialize, ToSchema)]
#[schema(as = FormAccess)]
pub struct FormAccessBody {
    /// `workspace` or `chosen`.
    #[schema(value_type = Access)]
    pub access: String,
    /// With `chosen`: ids of people of the workspace. Managers see every form, chosen or not.
    pub people: Vec<Uuid>,
    /// The form's version, which a change carries.
    pub version: i64,
}

/// Who is to see a form.
#[derive(Deserialize, ToSchema)]
#[schema(as = FormAccessChange)]
pub struct FormAccessChangeBody {
    /// The version that was read.
    pub version: i64,
    /// `workspace` or `chosen`.
    #[schema(value_type = Access)]
    pub access: String,
    /// With `chosen`: ids of people of the workspace, in place of those who were.
    #[serde(default)]
    pub people: Vec<Uuid>,
}

impl From<&Stored> for FormBody {
    fn from(stored: &Stored) -> Self {
        Self {
            id: stored.id.uuid(),
            name: stored.name.clone(),
            access: stored.access.as_str().to_owned(),
            created_at: stored.created_at,
            version: stored.version,
        }
    }
}

fn answer(stored: &Stored) -> Value {
    json!(FormBody::from(stored))
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list_forms, add_form))
        .routes(routes!(get_form, change_form, delete_form))
        .routes(routes!(get_form_access, share_form))
        .routes(routes!(restore_form))
}

/// The forms of the workspace, the newest first, 50 a page.
#[utoipa::path(
    get,
    path = "/forms",
    tag = "Forms",
    params(WhichOrDeleted),
    responses((status = 200, body = FormsBody), (status = "default", response = Problem))
)]
async fn list_forms(
    Extension(visitor): Extension<Visitor>,
    Query(which): Query<WhichOrDeleted>,
) -> Result<Json<FormsBody>, AppError> {
    let subject = visitor.subject()?;
    let way = which.way()?;
    let (_, page, _) = super::list(&subject, subject.place()?, which.deleted, way).await?;
    Ok(Json(FormsBody {
        forms: page.rows.iter().map(FormBody::from).collect(),
        newer: page.newer.map(|cursor| cursor.0),
        older: page.older.map(|cursor| cursor.0),
    }))
}

/// Adds a form.
#[utoipa::path(
    post,
    path = "/forms",
    tag = "Forms",
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, it is added once")),
    request_body = FormRequestBody,
    responses((status = 201, body = FormBody), (status = "default", response = Problem))
)]
async fn add_form(
    Extension(visitor): Extension<Visitor>,
    Sent { body, once }: Sent<FormRequestBody>,
) -> Result<Answered, AppError> {
    let subject = visitor.subject()?;
    let people = body.people.into_iter().map(UserId::from).collect();
    let wanted = Wanted::parse(&body.name, body.access.as_deref().unwrap_or("workspace"), people)?;
    super::add(&subject, subject.place()?, wanted, once.as_ref(), answer).await
}

/// A form.
#[utoipa::path(
    get,
    path = "/forms/{form}",
    tag = "Forms",
    params(("form" = Uuid, Path, description = "The form's id")),
    responses((status = 200, body = FormBody), (status = "default", response = Problem))
)]
async fn get_form(
    Extension(visitor): Extension<Visitor>,
    Path(form): Path<FormId>,
) -> Result<Json<FormBody>, AppError> {
    let subject = visitor.subject()?;
    let (_, stored, _) = super::get(&subject, subject.place()?, form).await?;
    Ok(Json(FormBody::from(&stored)))
}

/// Gives a form another name. 409 if it was changed since `version` was read.
#[utoipa::path(
    patch,
    path = "/forms/{form}",
    tag = "Forms",
    params(("form" = Uuid, Path, description = "The form's id")),
    request_body = FormChangeBody,
    responses((status = 200, body = FormBody), (status = "default", response = Problem))
)]
async fn change_form(
    Extension(visitor): Extension<Visitor>,
    Path(form): Path<FormId>,
    Sent { body, .. }: Sent<FormChangeBody>,
) -> Result<Json<FormBody>, AppError> {
    let subject = visitor.subject()?;
    let name = Title::parse(&body.name).map_err(|error| AppError::field("name", error.to_string()))?;
    let stored = super::rename(&subject, subject.place()?, form, body.version, name).await?;
    Ok(Json(FormBody::from(&stored)))
}

/// Who sees a form. With a manager's token; no key may.
#[utoipa::path(
    get,
    path = "/forms/{form}/access",
    tag = "Forms",
    params(("form" = Uuid, Path, description = "The form's id")),
    responses((status = 200, body = FormAccessBody), (status = "default", response = Problem))
)]
async fn get_form_access(
    Extension(visitor): Extension<Visitor>,
    Path(form): Path<FormId>,
) -> Result<Json<FormAccessBody>, AppError> {
    let subject = visitor.subject()?;
    let (stored, chosen) = super::sharing(&subject, subject.place()?, form).await?;
    let people = chosen.into_iter().map(UserId::uuid).collect();
    Ok(Json(FormAccessBody { access: stored.access.as_str().to_owned(), people, version: stored.version }))
}

/// Says who sees a form: managers do, and everybody in the workspace or chosen people. With a manager's token; no key may.
/// 409 if it was changed since `version` was read.
#[utoipa::path(
    put,
    path = "/forms/{form}/access",
    tag = "Forms",
    params(("form" = Uuid, Path, description = "The form's id")),
    request_body = FormAccessChangeBody,
    responses((status = 200, body = FormBody), (status = "default", response = Problem))
)]
async fn share_form(
    Extension(visitor): Extension<Visitor>,
    Path(form): Path<FormId>,
    Sent { body, .. }: Sent<FormAccessChangeBody>,
) -> Result<Json<FormBody>, AppError> {
    let subject = visitor.subject()?;
    let access = super::read_access(&body.access)?;
    let chosen = Chosen::All(body.people.into_iter().map(UserId::from).collect());
    let stored = super::share(&subject, subject.place()?, form, body.version, access, chosen).await?;
    Ok(Json(FormBody::from(&stored)))
}

/// Deletes a form, with its fills. People of the workspace can restore it for 30 days.
#[utoipa::path(
    delete,
    path = "/forms/{form}",
    tag = "Forms",
    params(("form" = Uuid, Path, description = "The form's id")),
    responses((status = 204), (status = "default", response = Problem))
)]
async fn delete_form(Extension(visitor): Extension<Visitor>, Path(form): Path<FormId>) -> Result<StatusCode, AppError> {
    let subject = visitor.subject()?;
    super::delete(&subject, subject.place()?, form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Restores a form that was deleted less than 30 days ago, with its fills. 404 for another.
#[utoipa::path(
    post,
    path = "/forms/{form}/restore",
    tag = "Forms",
    params(("form" = Uuid, Path, description = "The form's id")),
    responses((status = 200, body = FormBody), (status = "default", response = Problem))
)]
async fn restore_form(
    Extension(visitor): Extension<Visitor>,
    Path(form): Path<FormId>,
) -> Result<Json<FormBody>, AppError> {
    let subject = visitor.subject()?;
    let stored = super::restore(&subject, subject.place()?, form).await?;
    Ok(Json(FormBody::from(&stored)))
}
