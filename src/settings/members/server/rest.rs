//! The Members tab's use cases as REST operations.

mod bodies;

use super::{act, members, person, reinstate};
use crate::{
    kernel::{authn::Visitor, problem::Problem, request::Sent},
    model::{AppError, Cursor, OrgId, OrgRole},
    settings::members::model::{Act, Pick, Show, Wanted},
};
use axum::{
    Extension, Json,
    extract::{Path, Query},
    http::StatusCode,
};
use bodies::{
    Former, FormerMemberBody, FormerMemberPageBody, MemberBody, MemberChangeBody, MemberInFullBody, MemberPageBody,
    MemberVersionBody, Removal, Which,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list_members))
        .routes(routes!(get_member, change_member, remove_member))
        .routes(routes!(suspend_member))
        .routes(routes!(reactivate_member))
        .routes(routes!(end_member_sessions))
        .routes(routes!(list_former_members))
        .routes(routes!(reinstate_member))
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
    if !Show::all().any(|show| show.as_str() == which.show) {
        return Err(AppError::field("show", "There is no such part of the list. Use a role, or suspended."));
    }
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

/// A member of an organization.
#[utoipa::path(
    get,
    path = "/organizations/{organization}/members/{member}",
    tag = "Members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("member" = Uuid, Path, description = "The membership's id"),
    ),
    responses((status = 200, body = MemberInFullBody), (status = "default", response = Problem))
)]
async fn get_member(
    Extension(visitor): Extension<Visitor>,
    Path((organization, member)): Path<(Uuid, Uuid)>,
) -> Result<Json<MemberInFullBody>, AppError> {
    Ok(Json(person(visitor.principal()?, OrgId::from(organization), member.into()).await?.into()))
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

/// Locks a member out: role, seat and workspaces stay. 409 if role or state were changed since `version` was read, here and
/// below.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/members/{member}/suspend",
    tag = "Members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("member" = Uuid, Path, description = "The membership's id"),
    ),
    request_body = MemberVersionBody,
    responses((status = 200, body = MemberBody), (status = "default", response = Problem))
)]
async fn suspend_member(
    Extension(visitor): Extension<Visitor>,
    Path(place): Path<(Uuid, Uuid)>,
    Sent { body: MemberVersionBody { version }, .. }: Sent<MemberVersionBody>,
) -> Result<Json<MemberBody>, AppError> {
    turn(&visitor, place, version, Act::Suspend).await
}

/// Lets a suspended member in again.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/members/{member}/reactivate",
    tag = "Members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("member" = Uuid, Path, description = "The membership's id"),
    ),
    request_body = MemberVersionBody,
    responses((status = 200, body = MemberBody), (status = "default", response = Problem))
)]
async fn reactivate_member(
    Extension(visitor): Extension<Visitor>,
    Path(place): Path<(Uuid, Uuid)>,
    Sent { body: MemberVersionBody { version }, .. }: Sent<MemberVersionBody>,
) -> Result<Json<MemberBody>, AppError> {
    turn(&visitor, place, version, Act::Reactivate).await
}

/// Signs a member out everywhere.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/members/{member}/end-sessions",
    tag = "Members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("member" = Uuid, Path, description = "The membership's id"),
    ),
    request_body = MemberVersionBody,
    responses((status = 200, body = MemberBody), (status = "default", response = Problem))
)]
async fn end_member_sessions(
    Extension(visitor): Extension<Visitor>,
    Path(place): Path<(Uuid, Uuid)>,
    Sent { body: MemberVersionBody { version }, .. }: Sent<MemberVersionBody>,
) -> Result<Json<MemberBody>, AppError> {
    turn(&visitor, place, version, Act::EndSessions).await
}

/// Who was removed in the last 30 days, and can be reinstated.
#[utoipa::path(
    get,
    path = "/organizations/{organization}/former-members",
    tag = "Members",
    params(("organization" = Uuid, Path, description = "The organization's id"), Former),
    responses((status = 200, body = FormerMemberPageBody), (status = "default", response = Problem))
)]
async fn list_former_members(
    Extension(visitor): Extension<Visitor>,
    Path(organization): Path<Uuid>,
    Query(Former { after }): Query<Former>,
) -> Result<Json<FormerMemberPageBody>, AppError> {
    let wanted = Wanted { removed: after.map(Cursor), ..Wanted::default() };
    let removed = members(visitor.principal()?, OrgId::from(organization), wanted).await?.removed;
    Ok(Json(FormerMemberPageBody {
        former_members: removed.rows.into_iter().map(FormerMemberBody::from).collect(),
        next: removed.older.map(|Cursor(cursor)| cursor),
    }))
}

/// Makes somebody who was removed a member again, with the role that they had. It takes a seat; workspaces have to be given
/// anew.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/former-members/{user}/reinstate",
    tag = "Members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("user" = Uuid, Path, description = "The person's id"),
    ),
    responses((status = 200, body = MemberBody), (status = "default", response = Problem))
)]
async fn reinstate_member(
    Extension(visitor): Extension<Visitor>,
    Path((organization, user)): Path<(Uuid, Uuid)>,
) -> Result<Json<MemberBody>, AppError> {
    let principal = visitor.principal()?;
    let (member, ..) = reinstate(principal, organization.into(), user.into()).await?;
    Ok(Json(person(principal, OrgId::from(organization), member).await?.line.into()))
}

async fn turn(
    visitor: &Visitor,
    (organization, member): (Uuid, Uuid),
    version: i64,
    what: Act,
) -> Result<Json<MemberBody>, AppError> {
    let principal = visitor.principal()?;
    let pick = Pick { member: member.into(), version };
    act(principal, organization.into(), what, &[pick]).await?;
    Ok(Json(person(principal, OrgId::from(organization), pick.member).await?.line.into()))
}
