//! Tokens as REST operations.

use super::{for_organization, for_workspace, introspect};
use crate::{
    kernel::{
        authn::Visitor,
        problem::Problem,
        request::Sent,
        token::{Claims, LIFETIME, TokenScope},
    },
    model::AppError,
};
use axum::{Extension, Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// The place that a token is to be for.
#[derive(Deserialize, ToSchema)]
#[schema(as = TokenRequest)]
pub struct TokenRequestBody {
    scope: TokenScope,
    /// The organization. A key may leave it out: it knows its own.
    organization_id: Option<Uuid>,
    /// The workspace, with the scope `workspace`. A key may leave it out.
    workspace_id: Option<Uuid>,
}

/// A token.
#[derive(Serialize, ToSchema)]
#[schema(as = Token)]
pub struct TokenBody {
    /// A JWT: goes into `Authorization: Bearer …`.
    token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// Seconds.
    expires_in: i64,
}

/// A token to be looked at.
#[derive(Deserialize, ToSchema)]
#[schema(as = IntrospectionRequest)]
pub struct IntrospectionRequestBody {
    token: String,
}

/// What a token says, if it is good (RFC 7662). Of one that isn't, nothing but that.
#[derive(Serialize, ToSchema)]
#[schema(as = Introspection)]
pub struct IntrospectionBody {
    active: bool,
    /// What the token says.
    #[serde(flatten)]
    #[schema(value_type = TokenClaims)]
    claims: Option<Claims>,
}

/// The schema of claims that are there with a good token only.
struct TokenClaims;

impl PartialSchema for TokenClaims {
    fn schema() -> RefOr<Schema> {
        let mut claims = Claims::schema();
        if let RefOr::T(Schema::Object(object)) = &mut claims {
            object.required.clear();
        }
        claims
    }
}

impl ToSchema for TokenClaims {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Claims::schemas(schemas);
    }
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(create_token)).routes(routes!(introspect_token))
}

/// A token for ten minutes and one place: an organization's own operations, or what is inside a workspace. Asked for with a
/// session or with a key; a token doesn't get another one.
#[utoipa::path(
    post,
    path = "/tokens",
    tag = "Tokens",
    request_body = TokenRequestBody,
    responses((status = 201, body = TokenBody), (status = "default", response = Problem))
)]
async fn create_token(
    Extension(visitor): Extension<Visitor>,
    sent: Sent<TokenRequestBody>,
) -> Result<(StatusCode, Json<TokenBody>), AppError> {
    let request = sent.without_key()?;
    let own = visitor.subject()?.place().ok();
    let wants = |field: &str| AppError::field(field, "Say which.");
    let org = request.organization_id.map(Into::into).or(own.map(|(org, _)| org));
    let org = org.ok_or_else(|| wants("organization_id"))?;
    let token = match request.scope {
        TokenScope::Org => for_organization(&visitor, org).await?,
        TokenScope::Workspace => {
            let workspace = request.workspace_id.map(Into::into).or(own.map(|(_, workspace)| workspace));
            for_workspace(&visitor, org, workspace.ok_or_else(|| wants("workspace_id"))?).await?
        }
    };
    let body = TokenBody { token, token_type: "Bearer", expires_in: LIFETIME.whole_seconds() };
    Ok((StatusCode::CREATED, Json(body)))
}

/// Whether a token is good right now, and what it says. Asked with a key or a token of the same organization; the tokens of
/// others are as good as none. Where the workspace of who asks is suspended, nothing is answered here either.
#[utoipa::path(
    post,
    path = "/tokens/introspect",
    tag = "Tokens",
    request_body = IntrospectionRequestBody,
    responses((status = 200, body = IntrospectionBody), (status = "default", response = Problem))
)]
async fn introspect_token(
    Extension(visitor): Extension<Visitor>,
    Sent { body: request, .. }: Sent<IntrospectionRequestBody>,
) -> Result<Json<IntrospectionBody>, AppError> {
    let claims = introspect(&visitor, &request.token).await?;
    Ok(Json(IntrospectionBody { active: claims.is_some(), claims }))
}
