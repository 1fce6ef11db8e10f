//! The SQL of a workspace's keys: `api_keys`, from inside.

use crate::{
    kernel::{
        authz::{Inside, ManageWorkspace},
        db::{Change, Room},
        fault::internal,
        paging::{Spot, Way},
        plans::Plans,
    },
    model::{ApiKeyId, AppError, Page, UserId, WorkspacePermission, allowance::Allowance},
};
use sqlx::{FromRow, Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

/// A key as it is stored, without what checks it.
pub struct Stored {
    pub id: ApiKeyId,
    pub name: String,
    pub prefix: String,
    pub permissions: Vec<WorkspacePermission>,
    pub created_at: OffsetDateTime,
    pub created_by: Option<String>,
    pub expires_at: Option<OffsetDateTime>,
    pub last_used_at: Option<OffsetDateTime>,
    pub revoked_at: Option<OffsetDateTime>,
    pub revoked_by: Option<String>,
}

/// A key that is about to be stored.
pub struct NewStored<'a> {
    pub id: ApiKeyId,
    pub name: &'a str,
    pub prefix: &'a str,
    /// SHA-256 of the whole key.
    pub digest: &'a [u8],
    pub permissions: &'a [WorkspacePermission],
    pub expires_at: Option<OffsetDateTime>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    prefix: String,
    permissions: Vec<String>,
    created_at: OffsetDateTime,
    created_by: Option<String>,
    expires_at: Option<OffsetDateTime>,
    last_used_at: Option<OffsetDateTime>,
    revoked_at: Option<OffsetDateTime>,
    revoked_by: Option<String>,
}

impl TryFrom<Row> for Stored {
    type Error = AppError;

    fn try_from(row: Row) -> Result<Self, AppError> {
        let permissions = row.permissions.iter().map(|permission| permission.parse().map_err(internal));
        Ok(Self {
            id: row.id.into(),
            permissions: permissions.collect::<Result<_, AppError>>()?,
            name: row.name,
            prefix: row.prefix,
            created_at: row.created_at,
            created_by: row.created_by,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
            revoked_by: row.revoked_by,
        })
    }
}

/// A page of the list: one walk along one index, however many there are.
pub async fn list(db: &mut impl Room<ManageWorkspace>, way: Way) -> Result<Page<Stored>, AppError> {
    let (org, workspace) = db.place();
    let mut query = QueryBuilder::<Postgres>::new(
        "select k.id, k.name, k.prefix, k.permissions, k.created_at, c.name as created_by, k.expires_at, k.last_used_at,
            k.revoked_at, r.name as revoked_by
         from (select * from api_keys where org_id = ",
    );
    query.push_bind(org.uuid()).push(" and workspace_id = ").push_bind(workspace.uuid());
    way.push(&mut query, "created_at", "id");
    query.push(") k left join users c on c.id = k.created_by left join users r on r.id = k.revoked_by");
    way.push_order(&mut query, "k.created_at", "k.id");
    let rows: Vec<Row> = query.build_query_as().fetch_all(db.conn()).await?;
    let rows = rows.into_iter().map(Stored::try_from).collect::<Result<_, _>>()?;
    Ok(way.page(rows, |key: &Stored| Spot { at: key.created_at, id: key.id.uuid() }))
}

/// How many keys work, and how many the plan has room for in one workspace. More than any plan has room for aren't counted.
pub async fn count(
    db: &mut impl Room<ManageWorkspace>,
    plans: &Plans,
    now: OffsetDateTime,
) -> Result<Allowance, AppError> {
    let (org, workspace) = db.place();
    let most = plans.all().iter().filter_map(|plan| plan.connections.0).max().unwrap_or_default();
    let row = sqlx::query!(
        r#"select o.plan, (select count(*) from (select from api_keys k where k.org_id = o.id and k.workspace_id = $2
                and k.revoked_at is null and (k.expires_at is null or k.expires_at > $3) limit $4) k) as "used!"
         from organizations o where o.id = $1"#,
        org.uuid(),
        workspace.uuid(),
        now,
        most.saturating_add(1),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    let plan = plans.of(row.plan.as_deref());
    Ok(Allowance { plan: plan.name.clone(), used: row.used, limit: plan.connections.0 })
}

/// The same, for whoever makes a key: until the change ends nobody else makes one here. A lock of this purpose alone, for the
/// workspace's row is locked by much that a key needn't wait for.
pub async fn lock_count(
    change: &mut Change<impl Inside<ManageWorkspace>>,
    plans: &Plans,
) -> Result<Allowance, AppError> {
    let (_, workspace) = change.place();
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", format!("connections of {workspace}"))
        .execute(change.conn())
        .await?;
    let now = change.now();
    count(change, plans, now).await
}

/// Inserts a key that the person makes now.
pub async fn insert(change: &mut Change<impl Inside<ManageWorkspace>>, key: NewStored<'_>) -> Result<(), AppError> {
    let ((org, workspace), now) = (change.place(), change.now());
    let by = change.scope().identity.user().map(UserId::uuid);
    let permissions: Vec<String> = key.permissions.iter().map(|one| one.as_str().to_owned()).collect();
    sqlx::query!(
        "insert into api_keys (id, org_id, workspace_id, name, prefix, digest, permissions, created_at, created_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        key.id.uuid(),
        org.uuid(),
        workspace.uuid(),
        key.name,
        key.prefix,
        key.digest,
        &permissions,
        now,
        by,
        key.expires_at,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Whether a key is revoked, and its name; locked until the change ends.
pub async fn lock(change: &mut Change<impl Inside<ManageWorkspace>>, id: ApiKeyId) -> Result<(String, bool), AppError> {
    let (org, workspace) = change.place();
    let row = sqlx::query!(
        r#"select name, revoked_at is not null as "is_revoked!" from api_keys
        where org_id = $1 and workspace_id = $2 and id = $3 for update"#,
        org.uuid(),
        workspace.uuid(),
        id.uuid(),
    )
    .fetch_optional(change.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    Ok((row.name, row.is_revoked))
}

/// Revokes a key.
pub async fn revoke(change: &mut Change<impl Inside<ManageWorkspace>>, id: ApiKeyId) -> Result<(), AppError> {
    let ((org, workspace), now) = (change.place(), change.now());
    let by = change.scope().identity.user().map(UserId::uuid);
    sqlx::query!(
        "update api_keys set revoked_at = $4, revoked_by = $5 where org_id = $1 and workspace_id = $2 and id = $3",
        org.uuid(),
        workspace.uuid(),
        id.uuid(),
        now,
        by,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
