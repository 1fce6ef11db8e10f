//! Tokens: JWTs (RFC 7519) signed with Ed25519 (RFC 8037), good for ten minutes and one place. Whoever has the public keys
//! checks one alone; our own API also asks whether what it stands on still holds.

use crate::{
    kernel::{
        authn::{Identity, Reach},
        crypto::Keys,
        fault::internal,
        rate_limit::interval,
        state::Kernel,
    },
    model::{AppError, OrgRole, SessionId, WorkspacePermission, WorkspaceRole},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// How long a token lasts.
pub const LIFETIME: Duration = Duration::minutes(10);
/// How old a key becomes before another signs.
const ROTATED_AFTER: Duration = Duration::days(90);
/// For how long a key is published before it signs: longer than a copy of the key set is kept ([`KEPT`]) and fetched.
pub const AHEAD: Duration = Duration::minutes(10);
/// For how long whoever checks tokens, or a cache on the way, may keep the key set.
pub const KEPT: Duration = Duration::minutes(5);
/// How far the clocks of two machines are apart.
const LEEWAY: Duration = Duration::minutes(1);

/// What a token says. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Claims {
    /// This deployment's address.
    pub iss: String,
    /// For whom it is: this deployment and the products that trust it, by the same address.
    pub aud: String,
    /// The person's id, or the key's.
    pub sub: Uuid,
    pub jti: Uuid,
    pub iat: i64,
    pub exp: i64,
    /// `org` or `workspace`.
    pub scope: TokenScope,
    pub org_id: Uuid,
    /// With the scope `org`: `owner`, `admin`, `billing_admin`, `user_admin` or `member`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<OrgRole>)]
    pub org_role: Option<String>,
    /// With the scope `workspace`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<Uuid>,
    /// With the scope `workspace`, for a person: `manager`, `editor` or `viewer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<WorkspaceRole>)]
    pub workspace_role: Option<String>,
    /// With the scope `workspace`, for a key: `see_content`, `edit_content`, `report_fills`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<WorkspacePermission>>)]
    pub permissions: Option<Vec<String>>,
    /// The session that a person got it in. With that session it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<Uuid>,
    /// The membership that it stands on, in the organization or the workspace; none for a key. With it, it ends: whoever is
    /// added again has another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership: Option<Uuid>,
    /// The version of that membership. With that version it ends.
    #[serde(default)]
    pub version: i64,
}

impl Claims {
    /// How far whoever has it may go.
    pub fn reach(&self) -> Reach {
        match self.workspace_id {
            Some(workspace) => Reach::Workspace(self.org_id.into(), workspace.into()),
            None => Reach::Organization(self.org_id.into()),
        }
    }
}

/// Where a token is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenScope {
    /// For an organization's own operations.
    Org,
    /// For what is inside a workspace.
    Workspace,
}

/// What a token is to say besides when and by whom.
pub struct Grant {
    pub identity: Identity,
    pub session: Option<SessionId>,
    pub reach: Reach,
    pub org_role: Option<String>,
    pub workspace_role: Option<String>,
    pub permissions: Option<Vec<String>>,
    /// None for a key.
    pub standing: Option<Standing>,
}

/// The membership that a person's token stands on.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub membership: Uuid,
    pub version: i64,
}

/// Signs a token.
pub async fn issue(kernel: &Kernel, grant: Grant) -> Result<String, AppError> {
    let now = kernel.clock.now();
    let (scope, org, workspace) = match grant.reach {
        Reach::Workspace(org, workspace) => (TokenScope::Workspace, org, Some(workspace)),
        Reach::Organization(org) => (TokenScope::Org, org, None),
        Reach::Everywhere => return Err(internal("a token is for one place")),
    };
    let claims = Claims {
        iss: address(kernel),
        aud: address(kernel),
        sub: grant.identity.uuid(),
        jti: kernel.id(),
        iat: now.unix_timestamp(),
        exp: (now + LIFETIME).unix_timestamp(),
        scope,
        org_id: org.uuid(),
        org_role: grant.org_role,
        workspace_id: workspace.map(|workspace| workspace.uuid()),
        workspace_role: grant.workspace_role,
        permissions: grant.permissions,
        sid: grant.session.map(|session| session.uuid()),
        membership: grant.standing.map(|standing| standing.membership),
        version: grant.standing.map(|standing| standing.version).unwrap_or_default(),
    };
    let (name, _) = current_key(kernel, ROTATED_AFTER).await?;
    let header = Header { kid: Some(name.to_string()), ..Header::new(Algorithm::EdDSA) };
    let secret = pair(&kernel.keys, name).to_pkcs8_der().map_err(internal)?;
    encode(&header, &claims, &EncodingKey::from_ed_der(secret.as_bytes())).map_err(internal)
}

/// Publishes another key, which signs in place of the others [`AHEAD`] from now, or at once where there was none; returns
/// when. Tokens that the others signed live on until they end.
pub async fn rotate(kernel: &Kernel) -> Result<OffsetDateTime, AppError> {
    let (_, from) = current_key(kernel, Duration::ZERO).await?;
    Ok(from)
}

/// What a token says, if we signed it and what it stands on still holds, and whether the place it is for is open too.
pub async fn check(kernel: &Kernel, token: &str) -> Result<Option<(Claims, bool)>, AppError> {
    let Some((name, claims)) = read(kernel, token) else { return Ok(None) };
    let now = kernel.clock.now();
    let (person, key) = match claims.sid {
        Some(_) => (Some(claims.sub), None),
        None => (None, Some(claims.sub)),
    };
    let checked = sqlx::query!(
        "select lives, opens from app.check_token($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        name,
        now - LIFETIME - LEEWAY,
        now,
        person,
        claims.sid,
        key,
        claims.org_id,
        claims.workspace_id,
        claims.membership,
        claims.version,
    )
    .fetch_one(kernel.db.pool())
    .await?;
    Ok((checked.lives == Some(true)).then_some((claims, checked.opens == Some(true))))
}

/// The name of its key and what it says, if the signature is ours and the time isn't over.
fn read(kernel: &Kernel, token: &str) -> Option<(Uuid, Claims)> {
    let name: Uuid = decode_header(token).ok()?.kid?.parse().ok()?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[address(kernel)]);
    validation.set_issuer(&[address(kernel)]);
    validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
    // By our clock, not by the library's.
    validation.validate_exp = false;
    let public = DecodingKey::from_ed_der(pair(&kernel.keys, name).verifying_key().as_bytes());
    let claims: Claims = decode(token, &public, &validation).ok()?.claims;
    let now = kernel.clock.now().unix_timestamp();
    (now < claims.exp && claims.iat <= now + LEEWAY.whole_seconds()).then_some((name, claims))
}

/// The keys that check tokens, as a JWK set (RFC 7517, RFC 8037): the one that signs, those that will, and those before it
/// whose last token may still live.
pub async fn key_set(kernel: &Kernel) -> Result<serde_json::Value, AppError> {
    current_key(kernel, ROTATED_AFTER).await?;
    let names = sqlx::query_scalar!(
        "select id from signing_keys where retired_at is null or retired_at > $1 order by created_at desc",
        kernel.clock.now() - LIFETIME - LEEWAY,
    )
    .fetch_all(kernel.db.pool())
    .await?;
    let keys: Vec<_> = names
        .into_iter()
        .map(|name| {
            let public = BASE64_URL_SAFE_NO_PAD.encode(pair(&kernel.keys, name).verifying_key().as_bytes());
            json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": name, "x": public })
        })
        .collect();
    Ok(json!({ "keys": keys }))
}

/// The key that signs now, and from when the latest one does. There is a new one where the latest is older than `age`.
async fn current_key(kernel: &Kernel, age: Duration) -> Result<(Uuid, OffsetDateTime), AppError> {
    let (fresh, now): (Uuid, OffsetDateTime) = (kernel.id(), kernel.clock.now());
    let current = sqlx::query!(
        "select id, latest_from from app.signing_key($1, $2, $3, $4)",
        fresh,
        now,
        interval(age),
        interval(AHEAD),
    )
    .fetch_one(kernel.db.pool())
    .await?;
    current.id.zip(current.latest_from).ok_or_else(|| internal("there is always a key that signs"))
}

fn pair(keys: &Keys, name: Uuid) -> SigningKey {
    SigningKey::from_bytes(&keys.signing_key(name))
}

fn address(kernel: &Kernel) -> String {
    kernel.config.base_url.as_str().trim_end_matches('/').to_owned()
}
