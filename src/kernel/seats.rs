//! Seats are given out one at a time: whoever takes one locks the organization's row first, in every use case, and counts
//! behind the lock. So members and pending invitations never exceed the plan, whatever runs at once.

use crate::{
    kernel::{
        authz::{AsJob, Capability, HoldInvitation, ManageMembers, Scope, SeeOrganization},
        db::{Change, Tenant},
        fault::internal,
        state::Kernel,
    },
    model::{
        AppError, OrgId,
        seats::{Seats, Taken},
    },
};
use sqlx::PgConnection;

/// A capability that may give a seat to somebody, or say how many there are.
pub trait TakesSeats: Capability {}

impl TakesSeats for ManageMembers {}
impl TakesSeats for HoldInvitation {}
impl TakesSeats for AsJob {}

/// Counts the seats, with the organization's row locked: nobody else gives one out before this change ends.
///
/// A lock that leaves the key alone: rows that only name the organization are written meanwhile.
pub async fn lock<C: TakesSeats>(change: &mut Change<C>) -> Result<Seats, AppError> {
    let kernel = change.kernel().clone();
    let org = change.scope().org().ok_or_else(|| internal("seats are an organization's"))?;
    sqlx::query!("select from organizations where id = $1 for no key update", org.uuid())
        .fetch_one(change.conn())
        .await?;
    read(&kernel, org, change.conn()).await
}

/// Counts the seats, for a page.
pub async fn count(kernel: &Kernel, db: &mut impl Tenant<SeeOrganization>) -> Result<Seats, AppError> {
    let org = db.org();
    read(kernel, org, db.conn()).await
}

/// One statement. Who is invited to a workspace alone takes no seat. Members have their number in `member_counts`, which a trigger keeps in the transaction that adds or
/// removes them: behind the lock it is as true as counting. Where there is no limit pending invitations aren't counted.
async fn read(kernel: &Kernel, org: OrgId, conn: &mut PgConnection) -> Result<Seats, AppError> {
    let limits: Vec<(String, Option<i64>)> =
        kernel.plans.all().iter().map(|plan| (plan.id.clone(), plan.seats.0)).collect();
    let (plans, limits): (Vec<String>, Vec<Option<i64>>) = limits.into_iter().unzip();
    let row = sqlx::query!(
        r#"select o.plan, o.seat_limit is not null as "is_own_limit!", l.seats,
            (select (c.owners + c.admins + c.billing_admins + c.user_admins + c.members)::bigint
                from member_counts c where c.org_id = o.id) as members,
            case when l.seats is not null then (
                select count(*) from invitations i where i.org_id = o.id and i.workspace_id is null
                    and i.outcome is null and i.expires_at > $5) end as pending
        from organizations o, lateral (select coalesce(o.seat_limit,
            case when o.plan = any ($2::text[]) then ($3::bigint[])[array_position($2::text[], o.plan)] else $4::bigint end) as seats) l
        where o.id = $1"#,
        org.uuid(),
        &plans,
        &limits as &[Option<i64>],
        kernel.plans.of(None).seats.0,
        kernel.clock.now(),
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(AppError::not_found)?;
    let limited = row.seats.map(|limit| Taken {
        limit,
        members: row.members.unwrap_or_default(),
        pending: row.pending.unwrap_or_default(),
    });
    let plan = kernel.plans.of(row.plan.as_deref()).name.clone();
    Ok(Seats { plan, is_own_limit: row.is_own_limit, limited })
}
