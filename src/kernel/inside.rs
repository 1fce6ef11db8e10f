//! One transaction through several organizations: what ends or returns with an account does so at once or not at all.
//! Each is entered by the person's own role there, its log gets its own line, and the way back leads out of it.

use crate::{
    kernel::{
        authz::{AsJob, Capability, GoesInside, InOrg, OrgCapability, OrgRef, enter},
        db::{Change, Recorded},
    },
    model::{AppError, OrgId, UserId},
};

/// The way back out of an organization: what the change was before.
#[must_use = "what comes after wants to be outside again"]
pub struct WayBack<C: Capability>(C::Scope);

impl<C: GoesInside> Change<C> {
    /// Goes on inside an organization of `user`, with what `D` allows there. Errors like entering it with `authorize`.
    pub async fn inside<D: OrgCapability>(
        self,
        user: UserId,
        org: OrgId,
    ) -> Result<(Change<D>, WayBack<C>), AppError> {
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

async fn set_tenant(tx: &mut sqlx::PgConnection, org: Option<OrgId>) -> Result<(), AppError> {
    let org = org.map(|org| org.to_string()).unwrap_or_default();
    sqlx::query!("select set_config('app.org', $1, true)", org).fetch_one(tx).await?;
    Ok(())
}
