//! Invitations as REST operations.

use super::{
    Invited, event::InvitedWorkspace, invite, link::link, people, read_status, resend::resend, revoke, store,
    workspaces::store::StoredWorkspace,
};
use crate::{
    kernel::{
        authn::Visitor,
        authz::{ManageMembers, authorize},
        paging::Way,
        problem::Problem,
        request::{Sent, WithoutKey},
        schema::words,
    },
    model::{AppError, OrgId, OrgRole, WorkspaceRole},
    settings::invitations::model::Status,
};
use axum::{
    Extension, Json,
    extract::{Path, Query},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

words! {
    Status as "InvitationStatus": Status::ALL.map(Status::as_str);
}

/// An invitation.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitation)]
pub struct InvitationBody {
    pub id: Uuid,
    /// Whom it is for.
    pub email: String,
    /// `owner`, `admin`, `billing_admin`, `user_admin` or `member`.
    #[schema(value_type = OrgRole)]
    pub role: String,
    /// `pending`, `accepted`, `rejected`, `canceled`, `expired` or `replaced`.
    #[schema(value_type = Status)]
    pub status: String,
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// When it was answered, revoked or replaced.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended_at: Option<OffsetDateTime>,
    /// The workspaces that it leads into, as far as they are there.
    pub workspaces: Vec<InvitationWorkspaceBody>,
}

/// A workspace that an invitation leads into.
#[derive(Serialize, ToSchema)]
#[schema(as = InvitationWorkspace)]
pub struct InvitationWorkspaceBody {
    pub id: Uuid,
    pub name: String,
    /// `manager`, `editor` or `viewer`.
    #[schema(value_type = WorkspaceRole)]
    pub role: String,
}

/// A page of the invitations, the latest sent first.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitations)]
pub struct InvitationsBody {
    pub invitations: Vec<InvitationBody>,
    /// The cursor of the page before.
    pub newer: Option<String>,
    /// The cursor of the page behind.
    pub older: Option<String>,
}

/// Which invitations.
#[derive(Deserialize, IntoParams)]
#[serde(default)]
#[derive(Default)]
#[into_params(parameter_in = Query)]
pub struct InvitationsQuery {
    /// Only those of this status.
    #[param(value_type = Option<Status>)]
    status: String,
    /// The page before this cursor.
    newer: String,
    /// The page behind this cursor.
    older: String,
}

/// Who is to be invited: all of them, or nobody.
#[derive(Deserialize, ToSchema)]
#[schema(as = InvitationRequest)]
pub struct InvitationRequestBody {
    /// 1 to 500 people.
    pub people: Vec<InviteeBody>,
    /// At most 50 active workspaces, each of which you manage, that all of them come into on accepting. Each is given only if
    /// you manage it then. Wants a session: a token brings nobody into a workspace.
    #[serde(default)]
    pub workspaces: Vec<InviteeWorkspaceBody>,
}

/// A workspace to come into.
#[derive(Deserialize, ToSchema)]
#[schema(as = InviteeWorkspace)]
pub struct InviteeWorkspaceBody {
    pub id: Uuid,
    /// `manager`, `editor` or `viewer`.
    #[schema(value_type = WorkspaceRole)]
    pub role: String,
}

/// Somebody to invite.
#[derive(Deserialize, ToSchema)]
#[schema(as = Invitee)]
pub struct InviteeBody {
    pub email: String,
    /// `member` where it is left out.
    #[schema(value_type = Option<OrgRole>)]
    pub role: Option<String>,
}

/// What came of each.
#[derive(Serialize, ToSchema)]
#[schema(as = InvitationResults)]
pub struct InvitationResultsBody {
    pub results: Vec<InvitationResultBody>,
}

/// Somebody who is invited now.
#[derive(Serialize, ToSchema)]
#[schema(as = InvitationResult)]
pub struct InvitationResultBody {
    /// The invitation.
    pub id: Uuid,
    pub email: String,
    #[schema(value_type = OrgRole)]
    pub role: String,
    /// Whether it took the place of an open one.
    pub replaced: bool,
}

/// A link to hand on.
#[derive(Serialize, ToSchema)]
#[schema(as = InvitationLink)]
pub struct InvitationLinkBody {
    /// Whom it is for: nobody else can use it. It proves no address, as the mailed one does.
    pub email: String,
    pub url: String,
    /// RFC 3339.
    pub expires_at: String,
}

impl std::convert::From<Invited> for InvitationResultBody {
    fn from(invited: Invited) -> Self {
        let Invited { id, email, role, replaced } = invited;
        Self { id: id.uuid(), email, role: role.as_str().to_owned(), replaced }
    }
}

impl std::convert::From<StoredWorkspace> for InvitationWorkspaceBody {
    fn from(StoredWorkspace { id, name, role }: StoredWorkspace) -> Self {
        Self { id, name, role: role.as_str().to_owned() }
    }
}

impl std::convert::From<store::Stored> for InvitationBody {
    fn from(stored: store::Stored) -> Self {
        Self {
            id: stored.id.uuid(),
            email: stored.email,
            role: stored.role.as_str().to_owned(),
            status: stored.status.as_str().to_owned(),
            sent_at: stored.sent_at,
            expires_at: stored.expires_at,
            ended_at: stored.ended_at,
            workspaces: stored.workspaces.into_iter().map(InvitationWorkspaceBody::from).collect(),
        }
    }
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list_invitations, create_invitations))
        .routes(routes!(revoke_invitation))
        .routes(routes!(resend_invitation))
        .routes(routes!(get_invitation_link))
}

/// The invitations of an organization, the latest sent first, 50 a page.
#[utoipa::path(
    get,
    path = "/organizations/{organization}/invitations",
    tag = "Invitations",
    params(("organization" = Uuid, Path, description = "The organization's id"), InvitationsQuery),
    responses((status = 200, body = InvitationsBody), (status = "default", response = Problem))
)]
async fn list_invitations(
    Extension(visitor): Extension<Visitor>,
    Path(organization): Path<Uuid>,
    Query(query): Query<InvitationsQuery>,
) -> Result<Json<InvitationsBody>, AppError> {
    let principal = visitor.principal()?;
    let (status, way) = (read_status(&query.status)?, Way::read(&query.newer, &query.older)?);
    let mut view = authorize::<ManageMembers>(principal, OrgId::from(organization)).view().await?;
    let page = store::list(&mut view, status, way, principal.kernel.clock.now()).await?;
    Ok(Json(InvitationsBody {
        invitations: page.rows.into_iter().map(InvitationBody::from).collect(),
        newer: page.newer.map(|cursor| cursor.0),
        older: page.older.map(|cursor| cursor.0),
    }))
}

/// Invites people by mail. 422 with what is wrong with whom, and then nobody is invited. Inviting again replaces an open
/// invitation.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/invitations",
    tag = "Invitations",
    params(("organization" = Uuid, Path, description = "The organization's id")),
    request_body = InvitationRequestBody,
    responses((status = 201, body = InvitationResultsBody), (status = "default", response = Problem))
)]
async fn create_invitations(
    Extension(visitor): Extension<Visitor>,
    Path(organization): Path<Uuid>,
    sent: Sent<InvitationRequestBody>,
) -> Result<(StatusCode, Json<InvitationResultsBody>), AppError> {
    let request = sent.without_key()?;
    let principal = visitor.principal()?;
    let org = OrgId::from(organization);
    drop(authorize::<ManageMembers>(principal, org).view().await?);
    let places = request.workspaces.iter().enumerate().map(|(at, one)| {
        let role = one.role.parse::<WorkspaceRole>();
        let role = role.map_err(|error| AppError::field(&format!("workspaces[{at}].role"), format!("{error}.")))?;
        Ok(InvitedWorkspace { workspace: one.id.into(), role })
    });
    let places: Vec<InvitedWorkspace> = places.collect::<Result<_, AppError>>()?;
    let people = request.people.iter().map(|one| (one.email.as_str(), one.role.as_deref()));
    let people = people::read_each(people, &principal.kernel.config.banned_mail_domains)?;
    let invited = invite(principal, org, OrgRole::Member, people, &places).await?;
    let results = invited.into_iter().map(InvitationResultBody::from).collect();
    Ok((StatusCode::CREATED, Json(InvitationResultsBody { results })))
}

/// Revokes an invitation that nobody has answered: its links open nothing any more.
#[utoipa::path(
    delete,
    path = "/organizations/{organization}/invitations/{invitation}",
    tag = "Invitations",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("invitation" = Uuid, Path, description = "The invitation's id")
    ),
    responses((status = 204), (status = "default", response = Problem))
)]
async fn revoke_invitation(
    Extension(visitor): Extension<Visitor>,
    Path((organization, invitation)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, AppError> {
    revoke(visitor.principal()?, organization.into(), invitation.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends an invitation once more: the same link, for another seven days, on behalf of the caller.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/invitations/{invitation}/resend",
    tag = "Invitations",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("invitation" = Uuid, Path, description = "The invitation's id")
    ),
    responses((status = 200, body = InvitationBody), (status = "default", response = Problem))
)]
async fn resend_invitation(
    Extension(visitor): Extension<Visitor>,
    WithoutKey: WithoutKey,
    Path((organization, invitation)): Path<(Uuid, Uuid)>,
) -> Result<Json<InvitationBody>, AppError> {
    let (principal, org) = (visitor.principal()?, OrgId::from(organization));
    resend(principal, org, &[invitation.into()]).await?;
    let mut view = authorize::<ManageMembers>(principal, org).view().await?;
    Ok(Json(store::get(&mut view, invitation.into(), principal.kernel.clock.now()).await?.into()))
}

/// The link of a pending invitation, to be handed on by other means than the mail.
#[utoipa::path(
    get,
    path = "/organizations/{organization}/invitations/{invitation}/link",
    tag = "Invitations",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("invitation" = Uuid, Path, description = "The invitation's id")
    ),
    responses((status = 200, body = InvitationLinkBody), (status = "default", response = Problem))
)]
async fn get_invitation_link(
    Extension(visitor): Extension<Visitor>,
    Path((organization, invitation)): Path<(Uuid, Uuid)>,
) -> Result<Json<InvitationLinkBody>, AppError> {
    let link = link(visitor.principal()?, organization.into(), invitation.into()).await?;
    Ok(Json(InvitationLinkBody { email: link.email, url: link.url, expires_at: link.expires.iso }))
}
