//! A workspace's members as REST operations.

use super::{act, invite, managed, member, members};
use crate::{
    kernel::{
        authn::Visitor,
        authz::Place,
        idempotency::Answered,
        problem::Problem,
        request::{Sent, WithoutKey},
        schema::words,
    },
    model::{AppError, Cursor, InvitationId, OrgId, UserId, WorkspaceId, WorkspaceRole, email::Email},
    workspace::members::model::{InvitationLine, MemberLine, Open, Wanted},
};
use axum::{
    Extension, Json,
    extract::{Path, Query},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

words! {
    Open as "WorkspaceInvitationStatus": ["pending", "expired"];
}

/// Somebody who is in a workspace.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkspaceMember)]
pub struct MemberBody {
    /// The person's id.
    pub user: Uuid,
    /// Their name.
    pub name: String,
    /// Their confirmed address.
    pub email: String,
    /// `manager`, `editor` or `viewer`.
    #[schema(value_type = WorkspaceRole)]
    pub role: String,
    /// Whether they are no member of the organization.
    pub outside: bool,
    /// When they came into the workspace, RFC 3339.
    pub joined_at: String,
    /// Grows with every change of the role; a change carries the one that it read.
    pub version: i64,
}

/// A page of who is in a workspace, by name.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkspaceMemberPage)]
pub struct MemberPageBody {
    /// At most 50.
    pub members: Vec<MemberBody>,
    /// For `before`, to get the page before; null on the first.
    pub previous: Option<String>,
    /// For `after`, to get the page behind; null on the last.
    pub next: Option<String>,
}

/// Which of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// What a name or an address contains.
    #[serde(default)]
    search: String,
    /// Behind this place.
    after: Option<String>,
    /// Before this place.
    before: Option<String>,
}

/// Whom to add.
#[derive(Deserialize, ToSchema)]
#[schema(as = WorkspaceMemberRequest)]
pub struct MemberRequestBody {
    /// The address of a member of the organization.
    pub email: String,
    /// `manager`, `editor` or `viewer`.
    #[schema(value_type = WorkspaceRole)]
    pub role: String,
}

/// What is to change.
#[derive(Deserialize, ToSchema)]
#[schema(as = WorkspaceMemberChange)]
pub struct MemberChangeBody {
    /// The version that was read.
    pub version: i64,
    /// `manager`, `editor` or `viewer`.
    #[schema(value_type = WorkspaceRole)]
    pub role: String,
}

/// The version that was read.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Version {
    /// The version that was read. Of oneself it may be left out: one leaves.
    version: Option<i64>,
}

/// An open invitation to a workspace, for somebody from outside.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkspaceInvitation)]
pub struct InvitationBody {
    pub id: Uuid,
    /// Whom it is for.
    pub email: String,
    /// `manager`, `editor` or `viewer`.
    #[schema(value_type = WorkspaceRole)]
    pub role: String,
    /// `pending` or `expired`.
    #[schema(value_type = Open)]
    pub status: &'static str,
    /// When it was sent last, RFC 3339.
    pub sent_at: String,
    /// RFC 3339.
    pub expires_at: String,
}

/// The open invitations to a workspace.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkspaceInvitations)]
pub struct InvitationsBody {
    /// The last sent first; at most 100.
    pub invitations: Vec<InvitationBody>,
}

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
#[schema(as = WorkspaceInvitationRequest)]
pub struct InvitationRequestBody {
    /// The address of somebody who is no member of the organization.
    pub email: String,
    /// `manager`, `editor` or `viewer`.
    #[schema(value_type = WorkspaceRole)]
    pub role: String,
}

/// An invitation that is on its way.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkspaceInvitationResult)]
pub struct InvitationResultBody {
    pub id: Uuid,
    pub email: String,
    #[schema(value_type = WorkspaceRole)]
    pub role: String,
}

impl From<InvitationLine> for InvitationBody {
    fn from(line: InvitationLine) -> Self {
        Self {
            id: line.id.uuid(),
            email: line.email,
            role: line.role.as_str().to_owned(),
            status: match line.open {
                Open::Pending => "pending",
                Open::Expired => "expired",
            },
            sent_at: line.sent.iso,
            expires_at: line.ends.iso,
        }
    }
}

impl From<MemberLine> for MemberBody {
    fn from(line: MemberLine) -> Self {
        Self {
            user: line.user.uuid(),
            name: line.name,
            email: line.email,
            role: line.role.as_str().to_owned(),
            outside: line.is_outside,
            joined_at: line.joined.iso,
            version: line.version,
        }
    }
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list_workspace_members, add_workspace_member))
        .routes(routes!(change_workspace_member, remove_workspace_member))
        .routes(routes!(list_workspace_invitations, create_workspace_invitation))
        .routes(routes!(revoke_workspace_invitation))
        .routes(routes!(resend_workspace_invitation))
}

fn at(organization: Uuid, workspace: Uuid) -> Place {
    (OrgId::from(organization), WorkspaceId::from(workspace)).into()
}

fn role(text: &str) -> Result<WorkspaceRole, AppError> {
    text.parse().map_err(|_| AppError::field("role", "There is no such role. Use manager, editor or viewer."))
}

/// What the page's form calls `who` is the body's `email`.
fn at_email(mut error: AppError) -> AppError {
    for wrong in error.fields.iter_mut().filter(|wrong| wrong.field == "who") {
        wrong.field = "email".to_owned();
    }
    error
}

/// Who is in a workspace, by name, 50 a page.
#[utoipa::path(
    get,
    path = "/organizations/{organization}/workspaces/{workspace}/members",
    tag = "Workspace members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
        Which,
    ),
    responses((status = 200, body = MemberPageBody), (status = "default", response = Problem))
)]
async fn list_workspace_members(
    Extension(visitor): Extension<Visitor>,
    Path((organization, workspace)): Path<(Uuid, Uuid)>,
    Query(which): Query<Which>,
) -> Result<Json<MemberPageBody>, AppError> {
    let wanted = Wanted { search: which.search, after: which.after.map(Cursor), before: which.before.map(Cursor) };
    let list = members(visitor.principal()?, at(organization, workspace), wanted).await?;
    Ok(Json(MemberPageBody {
        members: list.members.rows.into_iter().map(MemberBody::from).collect(),
        previous: list.members.newer.map(|Cursor(cursor)| cursor),
        next: list.members.older.map(|Cursor(cursor)| cursor),
    }))
}

/// Adds a member of the organization to a workspace.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/workspaces/{workspace}/members",
    tag = "Workspace members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key within 24 hours, it is done once"),
    ),
    request_body = MemberRequestBody,
    responses((status = 201, body = MemberBody), (status = "default", response = Problem))
)]
async fn add_workspace_member(
    Extension(visitor): Extension<Visitor>,
    Path((organization, workspace)): Path<(Uuid, Uuid)>,
    Sent { body: request, once }: Sent<MemberRequestBody>,
) -> Result<Answered, AppError> {
    let (principal, at) = (visitor.principal()?, at(organization, workspace));
    let role = role(&request.role)?;
    let answer = |line| json!(MemberBody::from(line));
    act::add_once(principal, at, &request.email, role, once.as_ref(), answer).await.map_err(at_email)
}

/// Gives somebody another role. 409 if it was changed since `version` was read.
#[utoipa::path(
    patch,
    path = "/organizations/{organization}/workspaces/{workspace}/members/{user}",
    tag = "Workspace members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
        ("user" = Uuid, Path, description = "The person's id"),
    ),
    request_body = MemberChangeBody,
    responses((status = 200, body = MemberBody), (status = "default", response = Problem))
)]
async fn change_workspace_member(
    Extension(visitor): Extension<Visitor>,
    Path((organization, workspace, user)): Path<(Uuid, Uuid, Uuid)>,
    Sent { body: change, .. }: Sent<MemberChangeBody>,
) -> Result<Json<MemberBody>, AppError> {
    let (principal, at, user) = (visitor.principal()?, at(organization, workspace), UserId::from(user));
    let role = role(&change.role)?;
    act::change_role(principal, at.clone(), user, change.version, role).await?;
    Ok(Json(member(principal, at, user).await?.into()))
}

/// Removes somebody; oneself leaves. 409 if the role was changed since `version` was read.
#[utoipa::path(
    delete,
    path = "/organizations/{organization}/workspaces/{workspace}/members/{user}",
    tag = "Workspace members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
        ("user" = Uuid, Path, description = "The person's id"),
        Version,
    ),
    responses((status = 204), (status = "default", response = Problem))
)]
async fn remove_workspace_member(
    Extension(visitor): Extension<Visitor>,
    Path((organization, workspace, user)): Path<(Uuid, Uuid, Uuid)>,
    Query(Version { version }): Query<Version>,
) -> Result<StatusCode, AppError> {
    let (principal, at, user) = (visitor.principal()?, at(organization, workspace), UserId::from(user));
    if user == principal.user {
        act::leave(principal, at).await?;
        return Ok(StatusCode::NO_CONTENT);
    }
    let version = version.ok_or_else(|| AppError::field("version", "Say which version was read."))?;
    act::remove(principal, at, user, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The open invitations to a workspace.
#[utoipa::path(
    get,
    path = "/organizations/{organization}/workspaces/{workspace}/invitations",
    tag = "Workspace members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
    ),
    responses((status = 200, body = InvitationsBody), (status = "default", response = Problem))
)]
async fn list_workspace_invitations(
    Extension(visitor): Extension<Visitor>,
    Path((organization, workspace)): Path<(Uuid, Uuid)>,
) -> Result<Json<InvitationsBody>, AppError> {
    let managed = managed(visitor.principal()?, at(organization, workspace)).await?;
    Ok(Json(InvitationsBody { invitations: managed.invitations.into_iter().map(InvitationBody::from).collect() }))
}

/// Invites somebody from outside to a workspace alone. Inviting an address again replaces its open invitation.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/workspaces/{workspace}/invitations",
    tag = "Workspace members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key within 24 hours, it is done once"),
    ),
    request_body = InvitationRequestBody,
    responses((status = 201, body = InvitationResultBody), (status = "default", response = Problem))
)]
async fn create_workspace_invitation(
    Extension(visitor): Extension<Visitor>,
    Path((organization, workspace)): Path<(Uuid, Uuid)>,
    Sent { body: request, once }: Sent<InvitationRequestBody>,
) -> Result<Answered, AppError> {
    let (principal, at, role) = (visitor.principal()?, at(organization, workspace), role(&request.role)?);
    let answer = |id: InvitationId, email: &Email, role: WorkspaceRole| {
        let (email, role) = (email.to_string(), role.as_str().to_owned());
        json!(InvitationResultBody { id: id.uuid(), email, role })
    };
    invite::invite_once(principal, at, &request.email, role, once.as_ref(), answer).await
}

/// Revokes an invitation to a workspace that nobody has answered.
#[utoipa::path(
    delete,
    path = "/organizations/{organization}/workspaces/{workspace}/invitations/{invitation}",
    tag = "Workspace members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
        ("invitation" = Uuid, Path, description = "The invitation's id"),
    ),
    responses((status = 204), (status = "default", response = Problem))
)]
async fn revoke_workspace_invitation(
    Extension(visitor): Extension<Visitor>,
    Path((organization, workspace, invitation)): Path<(Uuid, Uuid, Uuid)>,
) -> Result<StatusCode, AppError> {
    invite::revoke(visitor.principal()?, at(organization, workspace), invitation.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends an invitation to a workspace once more: the same link, for another seven days, on behalf of the caller.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/workspaces/{workspace}/invitations/{invitation}/resend",
    tag = "Workspace members",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
        ("invitation" = Uuid, Path, description = "The invitation's id"),
    ),
    responses((status = 200, body = InvitationBody), (status = "default", response = Problem))
)]
async fn resend_workspace_invitation(
    Extension(visitor): Extension<Visitor>,
    Path((organization, workspace, invitation)): Path<(Uuid, Uuid, Uuid)>,
    WithoutKey: WithoutKey,
) -> Result<Json<InvitationBody>, AppError> {
    let (principal, at) = (visitor.principal()?, at(organization, workspace));
    invite::resend(principal, at.clone(), invitation.into()).await?;
    // The last that was sent is the first of the list.
    let sent = managed(principal, at).await?.invitations.into_iter().find(|one| one.id.uuid() == invitation);
    Ok(Json(sent.ok_or_else(AppError::not_found)?.into()))
}
