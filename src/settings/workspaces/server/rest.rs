//! The Workspaces tab's use cases as REST operations.

use super::{Outcome, Typed, Which, act, appoint, create, delete, edit, workspace, workspaces};
use crate::{
    kernel::{
        authn::{Principal, Visitor},
        problem::Problem,
        request::Sent,
        schema::words,
    },
    model::{
        AppError, Cursor, OrgId,
        format::{DateFormat, Language, TimeFormat},
    },
    settings::workspaces::model::{Act, Show, State, Wanted, WorkspaceLine, WorkspaceTab},
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

words! {
    State as "WorkspaceState": State::ALL.map(State::as_str);
}

/// A workspace of an organization, from outside.
#[derive(Serialize, ToSchema)]
#[schema(as = Workspace)]
pub struct WorkspaceBody {
    /// Its id; it never changes.
    pub id: Uuid,
    /// Its name in addresses, unique in the organization.
    pub slug: String,
    /// Its name on pages, 1 to 100 characters.
    pub name: String,
    /// What it says of itself, at most 300 characters; may be empty.
    pub description: String,
    /// `active`, `suspended` or `archived`.
    #[schema(value_type = State)]
    pub state: &'static str,
    /// Why it is suspended; may be empty.
    pub reason: String,
    /// When it was created, RFC 3339.
    pub created_at: String,
    /// People who are in it.
    pub members: i64,
    /// Those of them who manage it and can enter: neither suspended in the organization nor with an account that is being
    /// deleted.
    pub managers: i64,
    /// Its forms.
    pub forms: i64,
    /// Fills that became ready this month, UTC.
    pub fills_this_month: i64,
    /// Grows with every change of the workspace; a change carries the one that it read.
    pub version: i64,
}

/// A workspace with all that is counted of it.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkspaceInFull)]
pub struct WorkspaceInFullBody {
    #[serde(flatten)]
    pub workspace: WorkspaceBody,
    /// Fills that ever became ready.
    pub fills: i64,
    /// Its profiles.
    pub profiles: i64,
    /// Its source documents.
    pub source_documents: i64,
    /// Its fill sessions.
    pub fill_sessions: i64,
}

/// A page of workspaces, by name.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkspacePage)]
pub struct WorkspacePageBody {
    /// At most 100.
    pub workspaces: Vec<WorkspaceBody>,
    /// For `before`, to get the page before; null on the first.
    pub previous: Option<String>,
    /// For `after`, to get the page behind; null on the last.
    pub next: Option<String>,
}

/// Which workspaces.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Listing {
    /// What a name contains.
    #[serde(default)]
    search: String,
    /// `archived`, or `unmanaged` for those that nobody manages; without it those that are active or suspended.
    #[serde(default)]
    show: String,
    /// Behind this place.
    after: Option<String>,
    /// Before this place.
    before: Option<String>,
}

/// A workspace that is to be created. What isn't given of its settings is as the organization's defaults have it.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewWorkspace)]
pub struct NewWorkspaceBody {
    /// 1 to 100 characters.
    pub name: String,
    /// 1 to 48 of a to z, digits and single hyphens; without it one is made from the name.
    pub slug: Option<String>,
    /// At most 300 characters.
    pub description: Option<String>,
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

/// What is to change of a workspace. What isn't given stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = WorkspaceChange)]
pub struct WorkspaceChangeBody {
    /// The version that was read.
    pub version: i64,
    /// The new name, 1 to 100 characters.
    pub name: Option<String>,
    /// The new name in addresses. The former one is free then.
    pub slug: Option<String>,
    /// At most 300 characters; empty for none.
    pub description: Option<String>,
}

/// A workspace as it was read.
#[derive(Deserialize, ToSchema)]
#[schema(as = WorkspaceVersion)]
pub struct VersionBody {
    /// The version that was read.
    pub version: i64,
}

/// How a workspace is suspended.
#[derive(Deserialize, ToSchema)]
#[schema(as = WorkspaceSuspension)]
pub struct SuspensionBody {
    /// The version that was read.
    pub version: i64,
    /// Why, for who is locked out; at most 200 characters.
    #[serde(default)]
    pub reason: String,
}

/// Whom to appoint.
#[derive(Deserialize, ToSchema)]
#[schema(as = ManagerAppointment)]
pub struct AppointmentBody {
    /// The address of a member of the organization.
    pub email: String,
}

/// The version that was read.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Version {
    /// The version that was read.
    version: i64,
}

impl From<WorkspaceLine> for WorkspaceBody {
    fn from(line: WorkspaceLine) -> Self {
        let WorkspaceLine { workspace, members, managers, forms, fills, created } = line;
        Self {
            id: workspace.id.uuid(),
            slug: workspace.identity.slug,
            name: workspace.identity.name,
            description: workspace.identity.description,
            state: workspace.state.as_str(),
            reason: workspace.reason,
            created_at: created.iso,
            members,
            managers,
            forms,
            fills_this_month: fills,
            version: workspace.version,
        }
    }
}

impl From<WorkspaceTab> for WorkspaceInFullBody {
    fn from(WorkspaceTab { workspace, counts, created, .. }: WorkspaceTab) -> Self {
        let line = WorkspaceLine {
            workspace,
            members: counts.members,
            managers: counts.managers,
            forms: counts.forms,
            fills: counts.fills,
            created,
        };
        Self {
            workspace: line.into(),
            fills: counts.all_fills,
            profiles: counts.profiles,
            source_documents: counts.documents,
            fill_sessions: counts.sessions,
        }
    }
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list_workspaces, create_workspace))
        .routes(routes!(get_workspace, change_workspace, delete_workspace))
        .routes(routes!(suspend_workspace))
        .routes(routes!(reactivate_workspace))
        .routes(routes!(archive_workspace))
        .routes(routes!(restore_workspace))
        .routes(routes!(appoint_manager))
}

async fn read(principal: &Principal, org: OrgId, done: Outcome) -> Result<Json<WorkspaceInFullBody>, AppError> {
    let tab = workspace(principal, org, &done.workspace.id.into()).await?;
    Ok(Json(tab.into()))
}

/// The workspaces of an organization, by name, 100 a page.
#[utoipa::path(
    get,
    path = "/organizations/{organization}/workspaces",
    tag = "Workspaces",
    params(("organization" = Uuid, Path, description = "The organization's id"), Listing),
    responses((status = 200, body = WorkspacePageBody), (status = "default", response = Problem))
)]
async fn list_workspaces(
    Extension(visitor): Extension<Visitor>,
    Path(organization): Path<Uuid>,
    Query(listing): Query<Listing>,
) -> Result<Json<WorkspacePageBody>, AppError> {
    let Listing { search, show, after, before } = listing;
    if !Show::knows(&show) {
        return Err(AppError::field("show", "Send unmanaged or archived, or leave it out."));
    }
    let wanted = Wanted { search, show, after: after.map(Cursor), before: before.map(Cursor) };
    let page = workspaces(visitor.principal()?, OrgId::from(organization), wanted).await?.workspaces;
    Ok(Json(WorkspacePageBody {
        workspaces: page.rows.into_iter().map(WorkspaceBody::from).collect(),
        previous: page.newer.map(|Cursor(cursor)| cursor),
        next: page.older.map(|Cursor(cursor)| cursor),
    }))
}

/// Creates a workspace, whose first manager is the caller. 422 where the plan has no room for another one.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/workspaces",
    tag = "Workspaces",
    params(("organization" = Uuid, Path, description = "The organization's id")),
    request_body = NewWorkspaceBody,
    responses((status = 201, body = WorkspaceInFullBody), (status = "default", response = Problem))
)]
async fn create_workspace(
    Extension(visitor): Extension<Visitor>,
    Path(organization): Path<Uuid>,
    sent: Sent<NewWorkspaceBody>,
) -> Result<(StatusCode, Json<WorkspaceInFullBody>), AppError> {
    let (principal, body) = (visitor.principal()?, sent.without_key()?);
    let NewWorkspaceBody { name, slug, description, language, date_format, time_format, decimals, dpi } = body;
    let (decimals, dpi) = (decimals.map(|number| number.to_string()), dpi.map(|number| number.to_string()));
    let name = Some(name);
    let typed = Typed { name, slug, description, language, date_format, time_format, decimals, dpi };
    let made = create(principal, organization.into(), typed).await?;
    Ok((StatusCode::CREATED, read(principal, organization.into(), made).await?))
}

/// A workspace of an organization.
#[utoipa::path(
    get,
    path = "/organizations/{organization}/workspaces/{workspace}",
    tag = "Workspaces",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
    ),
    responses((status = 200, body = WorkspaceInFullBody), (status = "default", response = Problem))
)]
async fn get_workspace(
    Extension(visitor): Extension<Visitor>,
    Path((organization, id)): Path<(Uuid, Uuid)>,
) -> Result<Json<WorkspaceInFullBody>, AppError> {
    let tab = workspace(visitor.principal()?, OrgId::from(organization), &Which::Id(id.into())).await?;
    Ok(Json(tab.into()))
}

/// Changes what a workspace is called, where it is found or what it says of itself. 409 if it was changed since `version`
/// was read.
#[utoipa::path(
    patch,
    path = "/organizations/{organization}/workspaces/{workspace}",
    tag = "Workspaces",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
    ),
    request_body = WorkspaceChangeBody,
    responses((status = 200, body = WorkspaceInFullBody), (status = "default", response = Problem))
)]
async fn change_workspace(
    Extension(visitor): Extension<Visitor>,
    Path((organization, id)): Path<(Uuid, Uuid)>,
    Sent { body, .. }: Sent<WorkspaceChangeBody>,
) -> Result<Json<WorkspaceInFullBody>, AppError> {
    let principal = visitor.principal()?;
    let WorkspaceChangeBody { version, name, slug, description } = body;
    let typed = Typed { name, slug, description, ..Typed::default() };
    let done = edit(principal, (organization.into(), id.into()), version, typed).await?;
    read(principal, organization.into(), done).await
}

/// Deletes a workspace with everything in it, for good and at once. What was counted stays. 409 if it was changed since
/// `version` was read.
#[utoipa::path(
    delete,
    path = "/organizations/{organization}/workspaces/{workspace}",
    tag = "Workspaces",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
        Version,
    ),
    responses((status = 204), (status = "default", response = Problem))
)]
async fn delete_workspace(
    Extension(visitor): Extension<Visitor>,
    Path((organization, id)): Path<(Uuid, Uuid)>,
    Query(Version { version }): Query<Version>,
) -> Result<StatusCode, AppError> {
    delete(visitor.principal()?, (organization.into(), id.into()), version, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Locks everybody out of an active workspace, programs too, with the reason. 409 if it was changed since `version` was
/// read, here and below.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/workspaces/{workspace}/suspend",
    tag = "Workspaces",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
    ),
    request_body = SuspensionBody,
    responses((status = 200, body = WorkspaceInFullBody), (status = "default", response = Problem))
)]
async fn suspend_workspace(
    Extension(visitor): Extension<Visitor>,
    Path((organization, id)): Path<(Uuid, Uuid)>,
    Sent { body: SuspensionBody { version, reason }, .. }: Sent<SuspensionBody>,
) -> Result<Json<WorkspaceInFullBody>, AppError> {
    turn(visitor.principal()?, (organization, id), version, Act::Suspend, &reason).await
}

/// Lets everybody into a suspended workspace again.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/workspaces/{workspace}/reactivate",
    tag = "Workspaces",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
    ),
    request_body = VersionBody,
    responses((status = 200, body = WorkspaceInFullBody), (status = "default", response = Problem))
)]
async fn reactivate_workspace(
    Extension(visitor): Extension<Visitor>,
    Path((organization, id)): Path<(Uuid, Uuid)>,
    Sent { body: VersionBody { version }, .. }: Sent<VersionBody>,
) -> Result<Json<WorkspaceInFullBody>, AppError> {
    turn(visitor.principal()?, (organization, id), version, Act::Reactivate, "").await
}

/// Takes a workspace out of lists and limits; for who is in it, it is gone.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/workspaces/{workspace}/archive",
    tag = "Workspaces",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
    ),
    request_body = VersionBody,
    responses((status = 200, body = WorkspaceInFullBody), (status = "default", response = Problem))
)]
async fn archive_workspace(
    Extension(visitor): Extension<Visitor>,
    Path((organization, id)): Path<(Uuid, Uuid)>,
    Sent { body: VersionBody { version }, .. }: Sent<VersionBody>,
) -> Result<Json<WorkspaceInFullBody>, AppError> {
    turn(visitor.principal()?, (organization, id), version, Act::Archive, "").await
}

/// Brings an archived workspace back. 422 where the plan has no room for it.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/workspaces/{workspace}/restore",
    tag = "Workspaces",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
    ),
    request_body = VersionBody,
    responses((status = 200, body = WorkspaceInFullBody), (status = "default", response = Problem))
)]
async fn restore_workspace(
    Extension(visitor): Extension<Visitor>,
    Path((organization, id)): Path<(Uuid, Uuid)>,
    Sent { body: VersionBody { version }, .. }: Sent<VersionBody>,
) -> Result<Json<WorkspaceInFullBody>, AppError> {
    turn(visitor.principal()?, (organization, id), version, Act::Restore, "").await
}

/// Makes a member manager of a workspace that has none. For owners; everybody in the workspace is told by mail.
#[utoipa::path(
    post,
    path = "/organizations/{organization}/workspaces/{workspace}/appoint",
    tag = "Workspaces",
    params(
        ("organization" = Uuid, Path, description = "The organization's id"),
        ("workspace" = Uuid, Path, description = "The workspace's id"),
    ),
    request_body = AppointmentBody,
    responses((status = 200, body = WorkspaceInFullBody), (status = "default", response = Problem))
)]
async fn appoint_manager(
    Extension(visitor): Extension<Visitor>,
    Path((organization, id)): Path<(Uuid, Uuid)>,
    Sent { body: AppointmentBody { email }, .. }: Sent<AppointmentBody>,
) -> Result<Json<WorkspaceInFullBody>, AppError> {
    let principal = visitor.principal()?;
    appoint(principal, (organization.into(), id.into()), &email).await?;
    let tab = workspace(principal, OrgId::from(organization), &Which::Id(id.into())).await?;
    Ok(Json(tab.into()))
}

async fn turn(
    principal: &Principal,
    (organization, id): (Uuid, Uuid),
    version: i64,
    to: Act,
    reason: &str,
) -> Result<Json<WorkspaceInFullBody>, AppError> {
    let done = act(principal, (organization.into(), id.into()), version, to, reason).await?;
    read(principal, organization.into(), done).await
}
