//! Entering organizations. A request enters one; what ends or returns with an account does so at once or not at all, so
//! that one transaction goes through several: each is entered by the person's own role there, its log gets its own line,
//! and the way back leads out of it.

use crate::{
    kernel::{
        authn::{Identity, Reach, Subject},
        authz::{
            AsJob, Capability, Entry, GoesInside, InOrg, InWorkspace, OrgCapability, OrgRef, Place, Rights, SUSPENDED,
            WorkspaceCapability, lacks, suspended,
        },
        db::{Change, Recorded},
        fault::internal,
    },
    model::{AppError, Code, OrgId, UserId, WorkspaceId, WorkspacePermission, document::DocumentFormats},
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
        Entry::Own => enter_own(tx, user, org, change).await?,
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
    let (id, slug) = org.parts();
    let entered = sqlx::query!(
        "select org_id, org_slug, org_name, member_id, role, was_last from app.enter($1, $2, $3, $4)",
        user.uuid(),
        slug,
        id,
        lock,
    )
    .fetch_one(tx)
    .await?;
    if entered.role.as_deref() == Some(SUSPENDED) {
        return Err(suspended(&entered.org_name.unwrap_or_default()));
    }
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

/// For a change, with the membership locked as whoever writes it locks it. What was read before the lock is read anew.
async fn enter_own(tx: &mut PgConnection, user: UserId, org: &OrgRef, change: bool) -> Result<Option<InOrg>, AppError> {
    let seen = enter_living(tx, user, org, false).await?;
    let Some(member) = seen.as_ref().filter(|_| change).map(|scope| scope.member) else { return Ok(seen) };
    sqlx::query!("select from memberships where id = $1 for no key update", member.uuid())
        .fetch_optional(&mut *tx)
        .await?;
    enter_living(tx, user, org, true).await
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
    if entered.role.as_deref() == Some(SUSPENDED) {
        return Err(suspended(&entered.org_name.unwrap_or_default()));
    }
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

/// Sets tenant, workspace and person for the transaction and says what the subject may there.
pub(in crate::kernel) async fn enter_workspace<C: WorkspaceCapability>(
    tx: &mut PgConnection,
    subject: &Subject,
    place: &Place,
    change: bool,
) -> Result<InWorkspace, AppError> {
    let (user, key) = match subject.identity {
        Identity::Person(user) => (Some(user.uuid()), None),
        Identity::Key(key) => (None, Some(key.uuid())),
    };
    let (org_slug, org, slug, workspace) = place.parts();
    let entered = sqlx::query!(
        "select org_id, org_slug, org_name, org_role, workspace_id, slug, name, role, permissions, version, language,
            date_format, time_format, decimals, dpi, refusal, reason
         from app.enter_workspace($1, $2, $3, $4, $5, $6, $7, $8)",
        user,
        key,
        org_slug,
        org,
        slug,
        workspace,
        subject.kernel.clock.now(),
        change,
    )
    .fetch_one(tx)
    .await?;
    let (Some(org), Some(workspace)) = (entered.org_id.map(OrgId::from), entered.workspace_id.map(WorkspaceId::from))
    else {
        return Err(AppError::not_found());
    };
    match subject.reach {
        Reach::Everywhere => {}
        Reach::Workspace(own_org, own) if (own_org, own) == (org, workspace) => {}
        Reach::Organization(own) if own == org => {
            let sentence =
                "This token is for the organization. What is inside a workspace wants one for the workspace.";
            return Err(AppError::new(Code::Forbidden, sentence));
        }
        Reach::Organization(_) | Reach::Workspace(..) => return Err(AppError::not_found()),
    }
    let name = entered.name.unwrap_or_default();
    match entered.refusal.as_deref() {
        Some("person") => return Err(suspended(&entered.org_name.unwrap_or_default())),
        Some(_) => return Err(workspace_suspended(&name, &entered.reason.unwrap_or_default())),
        None => {}
    }
    let rights = match (entered.role, entered.permissions) {
        (Some(role), _) => Rights::Role(role.parse().map_err(internal)?),
        (None, Some(permissions)) => {
            let permissions = permissions.iter().map(|permission| permission.parse().map_err(internal));
            Rights::Key(permissions.collect::<Result<_, AppError>>()?)
        }
        (None, None) => return Err(AppError::not_found()),
    };
    if !rights.allows(C::PERMISSION) {
        return Err(lacks_in_workspace(&rights, C::PERMISSION));
    }
    Ok(InWorkspace {
        org,
        org_slug: entered.org_slug.unwrap_or_default(),
        org_name: entered.org_name.unwrap_or_default(),
        org_role: entered.org_role.map(|role| role.parse().map_err(internal)).transpose()?,
        workspace,
        slug: entered.slug.unwrap_or_default(),
        name,
        version: entered.version.unwrap_or_default(),
        identity: subject.identity,
        rights,
        formats: DocumentFormats::stored(
            [&entered.language, &entered.date_format, &entered.time_format]
                .map(|word| word.as_deref().unwrap_or_default()),
            [entered.decimals, entered.dpi].map(Option::unwrap_or_default),
        )
        .map_err(internal)?,
    })
}

/// A refusal where a workspace is suspended.
fn workspace_suspended(name: &str, reason: &str) -> AppError {
    let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    AppError::new(Code::Forbidden, format!("The workspace {name} is suspended{reason}. Ask an owner or admin."))
}

fn lacks_in_workspace(rights: &Rights, permission: WorkspacePermission) -> AppError {
    let phrase = permission.phrase();
    let sentence = match rights {
        Rights::Role(role) => format!("As {} you can't {phrase}. Ask a manager of it.", role.noun()),
        Rights::Key(_) if !WorkspacePermission::OF_KEYS.contains(&permission) => {
            format!("No key can {phrase}. Sign in as a manager of it, or use a manager's token.")
        }
        Rights::Key(_) => format!("This key can't {phrase}. Ask a manager of the workspace for one that can."),
    };
    AppError::new(Code::Forbidden, sentence)
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
