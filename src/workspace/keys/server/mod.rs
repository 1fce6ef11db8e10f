//! The use cases of a workspace's keys: authorize, decide, store, record, commit.

pub mod event;
pub mod rest;
mod store;

#[cfg(test)]
mod tests;

use super::model::{Expiry, KeyError, KeyLine, KeyList, KeyState, included};
use crate::{
    kernel::{
        authn::{Principal, Subject},
        authz::{ManageWorkspace, Place, authorize_in},
        idempotency::{Once, begin},
        key::new_key,
        paging::Way,
    },
    model::{ApiKeyId, AppError, Done, Page, Secret, WorkspacePermission, document::DocumentFormats, name::Name},
};
use event::{ApiKeyCreated, ApiKeyRevoked};
use store::{NewStored, Stored};
use time::{Duration, OffsetDateTime};

/// A key that was just made: the one time that it can be said.
pub struct Created {
    pub id: ApiKeyId,
    pub name: String,
    pub prefix: String,
    pub text: Secret,
    pub permissions: Vec<WorkspacePermission>,
    pub expires_at: Option<OffsetDateTime>,
}

/// The list as its page shows it. Empty texts are none.
pub async fn page(principal: &Principal, at: (&str, &str), newer: &str, older: &str) -> Result<KeyList, AppError> {
    keys(principal, at, Way::read(newer, older)?).await
}

/// A page of the keys.
pub async fn keys(principal: &Principal, at: impl Into<Place>, way: Way) -> Result<KeyList, AppError> {
    let mut view = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).view().await?;
    let scope = view.scope().clone();
    let Page { rows, newer, older } = store::list(&mut view, way).await?;
    let kernel = &principal.kernel;
    let allowance = store::count(&mut view, &kernel.plans, kernel.clock.now()).await?;
    drop(view);
    let rows = rows.into_iter().map(|stored| line(principal, &scope.formats, stored)).collect();
    Ok(KeyList {
        org: scope.org,
        workspace: scope.workspace,
        address: format!("/o/{}/w/{}/api-keys", scope.org_slug, scope.slug),
        allowance,
        keys: Page { rows, newer, older },
    })
}

fn line(principal: &Principal, formats: &DocumentFormats, stored: Stored) -> KeyLine {
    let now = principal.kernel.clock.now();
    let written = |at| principal.reader.written(at, formats);
    let state = match stored.revoked_at {
        Some(at) => KeyState::Revoked(written(at), stored.revoked_by),
        None if stored.expires_at.is_some_and(|at| at <= now) => KeyState::Expired,
        None => KeyState::Active,
    };
    KeyLine {
        id: stored.id,
        name: stored.name,
        prefix: stored.prefix,
        permissions: stored.permissions,
        created: written(stored.created_at),
        created_by: stored.created_by,
        expires: stored.expires_at.map(|at| principal.reader.written_day(at, formats)),
        last_used: stored.last_used_at.map(written),
        state,
    }
}

/// Makes a key, with what `permissions` include. What is stored of it can check it and can't say it: sent `once`, it is
/// refused when it comes again.
pub async fn create(
    principal: &Principal,
    at: impl Into<Place>,
    name: &str,
    permissions: Vec<WorkspacePermission>,
    expiry: Expiry,
    once: Option<&Once>,
) -> Result<Created, AppError> {
    let mut change = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).change().await?;
    begin(&mut change, once).await?;
    let name = Name::parse(name).map_err(|error| AppError::field("name", error.to_string()))?;
    if permissions.is_empty() {
        return Err(KeyError::Nothing.into());
    }
    if permissions.iter().any(|permission| !WorkspacePermission::OF_KEYS.contains(permission)) {
        return Err(KeyError::TooMuch.into());
    }
    let allowance = store::lock_count(&mut change, &principal.kernel.plans).await?;
    if !allowance.has_room() {
        return Err(KeyError::Full(allowance).into());
    }
    let permissions = included(&permissions);
    let expires_at = expiry.days().map(|days| change.now() + Duration::days(days));
    let (id, key): (ApiKeyId, _) = (change.id(), new_key(&principal.kernel));
    let (prefix, digest) = (key.prefix.as_str(), key.digest.as_slice());
    let stored = NewStored { id, name: name.as_str(), prefix, digest, permissions: &permissions, expires_at };
    store::insert(&mut change, stored).await?;
    let workspace = change.scope().workspace;
    let event =
        ApiKeyCreated { workspace, key: id, name: name.to_string(), permissions: permissions.clone(), expires_at };
    change.record(event).await?.commit().await?;
    let (text, prefix) = (Secret(key.text), key.prefix);
    Ok(Created { id, name: name.to_string(), prefix, text, permissions, expires_at })
}

/// Revokes a key; returns its name.
pub async fn revoke(principal: &Principal, at: impl Into<Place>, key: ApiKeyId) -> Result<String, AppError> {
    let mut change = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).change().await?;
    let (name, is_revoked) = store::lock(&mut change, key).await?;
    if is_revoked {
        return Err(KeyError::Revoked.into());
    }
    store::revoke(&mut change, key).await?;
    let workspace = change.scope().workspace;
    change.record(ApiKeyRevoked { workspace, key, name: name.clone() }).await?.commit().await?;
    Ok(name)
}

/// Makes a key, with what the page says then: the key itself, this once. `may` are the boxes in the order of
/// [`WorkspacePermission::OF_KEYS`].
pub async fn create_from_page(
    principal: &Principal,
    at: impl Into<Place>,
    name: &str,
    may: [bool; 3],
    expires: &str,
) -> Result<Done, AppError> {
    let permissions = WorkspacePermission::OF_KEYS.into_iter().zip(may).filter_map(|(one, may)| may.then_some(one));
    let created = create(principal, at, name, permissions.collect(), expires.parse()?, None).await?;
    Ok(Done::toast(format!("{} is created. Copy the key now.", created.name)).and_show(created.text))
}

/// Revokes a key, with what the page says then.
pub async fn revoke_from_page(principal: &Principal, at: impl Into<Place>, key: ApiKeyId) -> Result<Done, AppError> {
    let name = revoke(principal, at, key).await?;
    Ok(Done::toast(format!("{name} is revoked. It works nowhere any more.")))
}
