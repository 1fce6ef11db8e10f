//! The Members tab's use cases as REST operations.

use super::{act, members, person};
use crate::{
    kernel::{authn::Visitor, problem::Problem, request::Sent},
    model::{AppError, Cursor, OrgId, OrgRole},
    settings::members::model::{Act, MemberLine, Pick, Wanted},
};
use axum::{
    Extension, Json,
    extract::{Path, Query},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// A member of an organization.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
pub struct MemberBody {
    /// The membership's id.
    pub id: Uuid,
    /// The person's id.
    pub user: Uuid,
    /// Their name.
    pub name: String,
    /// Their confirmed address.
    pub email: String,
    /// `owner`, `admin`, `billing_admin`, `user_admin` or `member`.
    pub role: String,
    /// Whether they are locked out.
    pub suspended: bool,
    /// When they joined, RFC 3339.
    pub joined_at: String,
    /// Their last request in this organization, to an hour, RFC 3339; null if they never came.
    pub last_active_at: Option<String>,
    /// Grows with every change of role or state; a change carries the one that it read.
    pub version: i64,
}

/// A page of members, by name.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberPage)]
pub struct MemberPageBody {
    /// At most 100.
    pub members: Vec<MemberBody>,
    /// For `before`, to get the page before; null on the first.
    pub previous: Option<String>,
    /// For `after`, to get the page behind; null on the last.
    pub next: Option<String>,
}

/// Which members.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// What a name, a surname or an address begins with.
    #[serde(default)]
    search: String,
    /// A role, or `suspended`; without it everybody.
    #[serde(default)]
    show: String,
    /// Behind this place.
    after: Option<String>,
    /// Before this place.
    before: Option<String>,
}

/// What is to change of a member.
#[derive(Deserialize, ToSchema)]
#[schema(as = MemberChange)]
pub struct MemberChangeBody {
    /// The version that was read.
    pub version: i64,
    /// `owner`, `admin`, `billing_admin`, `user_admin` or `member`.
    pub role: String,
}

/// Which removal.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Removal {
    /// The version that was read.
    version: i64,
    /// Whether the keys that they made in the organization's workspaces are revoked with it.
    #[serde(default)]
    with_keys: bool,
}

impl From<MemberLine> for MemberBody {
    fn from(line: MemberLine) -> Self {
        Self {
            id: line.pick.member.uuid(),
            user: line.user.uuid(),
            name: line.name,
            email: line.email,
            role: line.role.as_str().to_owned(),
            suspended: line.suspended,
            joined_at: line.joined.iso,
            last_active_at: line.last_active.map(|at| at.iso),
            version: line.pick.version,
        }
    }
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(list_members)).routes(routes!(change_member, remove_member))
}

/// The members of an organization, by name, 100 a page.
#[utoipa::path(
    get,
    path = "/organizations/{organization}/members",
    tag = "Members",
    params(("organization" = Uuid, Path, description = "The organization's id"), Which),
    responses((status = 200, body = MemberPageBody), (status = "default", response = Problem))
)]
async fn list_members(
    Extension(visitor): Extension<Visitor>,
    Path(organization): Path<Uuid>,
    Query(which): Query<Which>,
) -> Result<Json<MemberPageBody>, AppError> {
    let wanted = Wanted {
        search: which.search,
        show: which.show,
        after: which.after.map(Cursor),
        before: which.before.map(Cursor),
        removed: None,
    };
    let list = members(visitor.principal()?, OrgId::from(organization), wanted).await?;
    Ok(Json(MemberPageBody {
        members: list.members.rows.into_iter().map(MemberBody::from).collect(),
        previous: list.members.newer.map(|Cursor(cursor)| cursor),
        next: list.members.older.map(|Cursor(cursor)| cursor),
    }))
}

/// Gives a member another role. 409 if role or state were changed since `version` was read.
#[utoipa::path(
    patch,
    path = "/organizations/{organization}/members/{member}",
    tag = "Members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("member" = Uuid, Path, description = "The membership's id"),
    ),
    request_body = MemberChangeBody,
    responses((status = 200, body = MemberBody), (status = "default", response = Problem))
)]
async fn change_member(
    Extension(visitor): Extension<Visitor>,
    Path((organization, member)): Path<(Uuid, Uuid)>,
    Sent { body: change, .. }: Sent<MemberChangeBody>,
) -> Result<Json<MemberBody>, AppError> {
    let principal = visitor.principal()?;
    let role: OrgRole = change.role.parse().map_err(|_| AppError::field("role", "There is no such role."))?;
    let pick = Pick { member: member.into(), version: change.version };
    act(principal, organization.into(), Act::Become(role), &[pick]).await?;
    Ok(Json(person(principal, OrgId::from(organization), pick.member).await?.line.into()))
}

/// Removes a member. 409 if role or state were changed since `version` was read.
#[utoipa::path(
    delete,
    path = "/organizations/{organization}/members/{member}",
    tag = "Members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("member" = Uuid, Path, description = "The membership's id"),
        Removal,
    ),
    responses((status = 204), (status = "default", response = Problem))
)]
async fn remove_member(
    Extension(visitor): Extension<Visitor>,
    Path((organization, member)): Path<(Uuid, Uuid)>,
    Query(Removal { version, with_keys }): Query<Removal>,
) -> Result<StatusCode, AppError> {
    let pick = Pick { member: member.into(), version };
    act(visitor.principal()?, organization.into(), Act::remove(with_keys), &[pick]).await?;
    Ok(StatusCode::NO_CONTENT)
}
