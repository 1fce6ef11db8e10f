//! Entering organizations. A request enters one; what ends or returns with an account does so at once or not at all, so
//! that one transaction goes through several: each is entered by the person's own role there, its log gets its own line,
//! and the way back leads out of it.

use crate::{
    kernel::{
        authz::{AsJob, Capability, Entry, GoesInside, InOrg, OrgCapability, OrgRef, lacks},
        db::{Change, Recorded},
        fault::internal,
    },
    model::{AppError, OrgId, UserId},
};
use sqlx::PgConnection;

/// Sets tenant and person for the transaction and says what the person is there.
pub(in crate::kernel) async fn enter<C: OrgCapability>(
    tx: &mut PgConnection,
    user: UserId,
    org: &OrgRef,
    change: bool,
) -> Result<InOrg, AppError> {
    let scope = match C::ENTRY {
        Entry::Member => enter_living(tx, user, org, change).await?,
        Entry::Leaver => enter_living(tx, user, org, false).await?,
        Entry::Deleted => enter_deleted(tx, user, org).await?,
    };
    let scope = scope.ok_or_else(AppError::not_found)?;
    if scope.role.allows(C::PERMISSION) { Ok(scope) } else { Err(lacks(C::PERMISSION)) }
}

async fn enter_living(
    tx: &mut PgConnection,
    user: UserId,
    org: &OrgRef,
    lock: bool,
) -> Result<Option<InOrg>, AppError> {
    let (id, slug) = match org {
        OrgRef::Id(id) => (Some(id.uuid()), None),
        OrgRef::Slug(slug) => (None, Some(slug.as_str())),
    };
    let entered = sqlx::query!(
        "select org_id, org_slug, org_name, member_id, role, was_last from app.enter($1, $2, $3, $4)",
        user.uuid(),
        slug,
        id,
        lock,
    )
    .fetch_one(tx)
    .await?;
    let (Some(org), Some(member), Some(role)) = (entered.org_id, entered.member_id, entered.role) else {
        return Ok(None);
    };
    Ok(Some(InOrg {
        org: org.into(),
        slug: entered.org_slug.unwrap_or_default(),
        name: entered.org_name.unwrap_or_default(),
        member: member.into(),
        user,
        role: role.parse().map_err(internal)?,
        was_last: entered.was_last.unwrap_or(false),
    }))
}

/// What is deleted has an id and no address.
async fn enter_deleted(tx: &mut PgConnection, user: UserId, org: &OrgRef) -> Result<Option<InOrg>, AppError> {
    let OrgRef::Id(id) = org else { return Ok(None) };
    let entered = sqlx::query!(
        "select org_id, org_slug, org_name, member_id, role from app.enter_deleted($1, $2)",
        user.uuid(),
        id.uuid(),
    )
    .fetch_one(tx)
    .await?;
    let (Some(org), Some(member), Some(role)) = (entered.org_id, entered.member_id, entered.role) else {
        return Ok(None);
    };
    Ok(Some(InOrg {
        org: org.into(),
        slug: entered.org_slug.unwrap_or_default(),
        name: entered.org_name.unwrap_or_default(),
        member: member.into(),
        user,
        role: role.parse().map_err(internal)?,
        was_last: false,
    }))
}

/// The way back out of an organization: what the change was before.
#[must_use = "what comes after wants to be outside again"]
pub struct WayBack<C: Capability>(C::Scope);

impl<C: GoesInside> Change<C> {
    /// Goes on inside an organization of `user`, with what `D` allows there. Errors like entering it with `authorize`.
    pub async fn inside<D: OrgCapability>(self, user: UserId, org: OrgId) -> Result<(Change<D>, WayBack<C>), AppError> {
        let (mut tx, outside, kernel, actor, origin) = self.apart();
        let scope = enter::<D>(&mut tx, user, &OrgRef::Id(org), true).await?;
        Ok((Change::prove(tx, scope, kernel, actor, origin), WayBack(outside)))
    }
}

impl<D: Capability<Scope = InOrg>> Recorded<D> {
    /// Goes on outside of the organization, in the same transaction.
    pub async fn out<C: Capability>(self, WayBack(scope): WayBack<C>) -> Result<Change<C>, AppError> {
        let (mut tx, _, kernel, actor, origin) = self.more().apart();
        set_tenant(&mut tx, None).await?;
        Ok(Change::prove(tx, scope, kernel, actor, origin))
    }
}

impl Change<AsJob> {
    /// Goes on for another organization, or for none, in the same transaction.
    pub async fn job_for(self, org: Option<OrgId>) -> Result<Self, AppError> {
        let (mut tx, job, kernel, actor, origin) = self.apart();
        set_tenant(&mut tx, org).await?;
        Ok(Change::prove(tx, AsJob { org, ..job }, kernel, actor, origin))
    }
}

async fn set_tenant(tx: &mut PgConnection, org: Option<OrgId>) -> Result<(), AppError> {
    let org = org.map(|org| org.to_string()).unwrap_or_default();
    sqlx::query!("select set_config('app.org', $1, true)", org).fetch_one(tx).await?;
    Ok(())
}
