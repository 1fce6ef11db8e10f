//! Profiles as REST operations, of the workspace that the key or token is for.

use super::Stored;
use crate::{
    kernel::{authn::Visitor, idempotency::Answered, paging::WhichOrDeleted, problem::Problem, request::Sent},
    model::{AppError, Page, ProfileId, content::Title},
    workspace::profiles::model::Answers,
};
use axum::{
    Extension, Json,
    extract::{Path, Query},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// A set of answers.
#[derive(Serialize, ToSchema)]
#[schema(as = Profile)]
pub struct ProfileBody {
    pub id: Uuid,
    /// 1 to 200 characters.
    pub name: String,
    /// Fields and what they are filled with: texts, numbers and truths.
    #[schema(value_type = Object)]
    pub answers: Map<String, Value>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Grows with every edit; a change carries the one that it read.
    pub version: i64,
}

/// A page of profiles, the newest first: at most 50.
#[derive(Serialize, ToSchema)]
#[schema(as = Profiles)]
pub struct ProfilesBody {
    pub profiles: Vec<ProfileBody>,
    /// The cursor of the page before; null on the first.
    pub newer: Option<String>,
    /// The cursor of the page behind; null on the last.
    pub older: Option<String>,
}

/// A profile to be added.
#[derive(Deserialize, ToSchema)]
#[schema(as = ProfileRequest)]
pub struct ProfileRequestBody {
    /// 1 to 200 characters.
    pub name: String,
    /// At most 200 fields with texts of at most 2,000 characters, numbers and truths; 32 kB in all.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub answers: Map<String, Value>,
}

/// What is to change of a profile. What isn't given stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = ProfileChange)]
pub struct ProfileChangeBody {
    /// The version that was read.
    pub version: i64,
    /// 1 to 200 characters.
    pub name: Option<String>,
    /// In place of all that there are.
    #[schema(value_type = Option<Object>)]
    pub answers: Option<Map<String, Value>>,
}

impl From<&Stored> for ProfileBody {
    fn from(stored: &Stored) -> Self {
        Self {
            id: stored.id.uuid(),
            name: stored.name.clone(),
            answers: stored.answers.object().clone(),
            created_at: stored.created_at,
            version: stored.version,
        }
    }
}

fn answer(stored: &Stored) -> Value {
    json!(ProfileBody::from(stored))
}

fn read(name: Option<&str>, answers: Option<Map<String, Value>>) -> Result<(Option<Title>, Option<Answers>), AppError> {
    match (name.map(Title::parse).transpose(), answers.map(Answers::check).transpose()) {
        (Ok(name), Ok(answers)) => Ok((name, answers)),
        (name, answers) => {
            let name = name.err().map(|error| ("name", error.to_string()));
            let answers = answers.err().map(|error| ("answers", error.to_string()));
            Err(AppError::fields(name.into_iter().chain(answers)))
        }
    }
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list_profiles, add_profile))
        .routes(routes!(get_profile, change_profile, delete_profile))
        .routes(routes!(restore_profile))
}

/// The profiles of the workspace, the newest first, 50 a page.
#[utoipa::path(
    get,
    path = "/profiles",
    tag = "Profiles",
    params(WhichOrDeleted),
    responses((status = 200, body = ProfilesBody), (status = "default", response = Problem))
)]
async fn list_profiles(
    Extension(visitor): Extension<Visitor>,
    Query(which): Query<WhichOrDeleted>,
) -> Result<Json<ProfilesBody>, AppError> {
    let subject = visitor.subject()?;
    let way = which.way()?;
    let (_, Page { rows, newer, older }) = super::list(&subject, subject.place()?, which.deleted, way).await?;
    Ok(Json(ProfilesBody {
        profiles: rows.iter().map(ProfileBody::from).collect(),
        newer: newer.map(|cursor| cursor.0),
        older: older.map(|cursor| cursor.0),
    }))
}

/// Adds a profile.
#[utoipa::path(
    post,
    path = "/profiles",
    tag = "Profiles",
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key within 24 hours, it is added once")),
    request_body = ProfileRequestBody,
    responses((status = 201, body = ProfileBody), (status = "default", response = Problem))
)]
async fn add_profile(
    Extension(visitor): Extension<Visitor>,
    Sent { body, once }: Sent<ProfileRequestBody>,
) -> Result<Answered, AppError> {
    let subject = visitor.subject()?;
    let place = subject.place()?;
    let (Some(name), Some(answers)) = read(Some(&body.name), Some(body.answers))? else {
        return Err(AppError::not_found());
    };
    super::add(&subject, place, name, answers, once.as_ref(), answer).await
}

/// A profile.
#[utoipa::path(
    get,
    path = "/profiles/{profile}",
    tag = "Profiles",
    params(("profile" = Uuid, Path, description = "The profile's id")),
    responses((status = 200, body = ProfileBody), (status = "default", response = Problem))
)]
async fn get_profile(
    Extension(visitor): Extension<Visitor>,
    Path(profile): Path<ProfileId>,
) -> Result<Json<ProfileBody>, AppError> {
    let subject = visitor.subject()?;
    let (_, stored) = super::get(&subject, subject.place()?, profile).await?;
    Ok(Json(ProfileBody::from(&stored)))
}

/// Changes a profile. 409 if it was changed since `version` was read.
#[utoipa::path(
    patch,
    path = "/profiles/{profile}",
    tag = "Profiles",
    params(("profile" = Uuid, Path, description = "The profile's id")),
    request_body = ProfileChangeBody,
    responses((status = 200, body = ProfileBody), (status = "default", response = Problem))
)]
async fn change_profile(
    Extension(visitor): Extension<Visitor>,
    Path(profile): Path<ProfileId>,
    Sent { body, .. }: Sent<ProfileChangeBody>,
) -> Result<Json<ProfileBody>, AppError> {
    let subject = visitor.subject()?;
    let place = subject.place()?;
    let (name, answers) = read(body.name.as_deref(), body.answers)?;
    let stored = super::save(&subject, place, profile, body.version, name, answers).await?;
    Ok(Json(ProfileBody::from(&stored)))
}

/// Deletes a profile. People of the workspace can restore it for 30 days.
#[utoipa::path(
    delete,
    path = "/profiles/{profile}",
    tag = "Profiles",
    params(("profile" = Uuid, Path, description = "The profile's id")),
    responses((status = 204), (status = "default", response = Problem))
)]
async fn delete_profile(
    Extension(visitor): Extension<Visitor>,
    Path(profile): Path<ProfileId>,
) -> Result<StatusCode, AppError> {
    let subject = visitor.subject()?;
    super::delete(&subject, subject.place()?, profile).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Restores a profile that was deleted less than 30 days ago. 404 for another.
#[utoipa::path(
    post,
    path = "/profiles/{profile}/restore",
    tag = "Profiles",
    params(("profile" = Uuid, Path, description = "The profile's id")),
    responses((status = 200, body = ProfileBody), (status = "default", response = Problem))
)]
async fn restore_profile(
    Extension(visitor): Extension<Visitor>,
    Path(profile): Path<ProfileId>,
) -> Result<Json<ProfileBody>, AppError> {
    let subject = visitor.subject()?;
    let stored = super::restore(&subject, subject.place()?, profile).await?;
    Ok(Json(ProfileBody::from(&stored)))
}
