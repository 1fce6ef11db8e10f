//! The SQL of the overview: it reads what other features own, and writes nothing.

use crate::{
    kernel::{authz::SeeOrganization, db::Tenant, fault::internal},
    model::{AppError, OrgRole, UserId},
    settings::overview::model::{Concerns, Figures, Usage},
};
use time::{Date, OffsetDateTime};

/// What is counted.
pub struct Counted {
    pub created_at: OffsetDateTime,
    pub figures: Figures,
    pub concerns: Concerns,
    pub own_workspaces: Vec<String>,
}

/// Somebody who joined.
pub struct Member {
    pub name: String,
    pub role: OrgRole,
    pub joined_at: OffsetDateTime,
}

/// What the counts are of.
pub struct Span {
    pub now: OffsetDateTime,
    /// Since when members count as having joined lately.
    pub lately: OffsetDateTime,
    /// Until when an invitation that ends counts as running out.
    pub soon: OffsetDateTime,
    /// The first days of this week and month.
    pub week: Date,
    pub month: Date,
}

/// Every count in one statement; none walks through all members, all workspaces, or anything that is inside of one.
pub async fn get(db: &mut impl Tenant<SeeOrganization>, user: UserId, span: Span) -> Result<Counted, AppError> {
    let org = db.org();
    let Span { now, lately, soon, week, month } = span;
    let row = sqlx::query!(
        r#"select o.created_at, o.personal, o.logo is not null as "has_logo!",
            (c.owners + c.admins + c.billing_admins + c.user_admins + c.members)::bigint as "members!", c.owners::bigint as "owners!",
            c.suspended::bigint as "suspended!",
            t.workspaces as "workspaces!", t.forms as "forms!", t.storage as "storage!",
            coalesce((select sum(d.count) from daily_counts d where d.org_id = o.id and d.kind = 'forms' and d.day >= $7), 0)::bigint as "forms_this_month!",
            coalesce((select sum(d.count) from daily_counts d where d.org_id = o.id and d.kind = 'fills' and d.day >= $6), 0)::bigint as "fills_this_week!",
            app.working_keys($3) as "connections!",
            app.joined_lately($4) as "joined_lately!",
            (select count(*) from invitations i where i.org_id = o.id and i.workspace_id is null and i.ended_at is null and i.expires_at > $3) as "invited!",
            (select count(*) from invitations i where i.org_id = o.id and i.workspace_id is null and i.ended_at is null and i.expires_at > $3 and i.expires_at < $5) as "running_out!",
            (select count(*) from (select distinct c.workspace_id from workspace_counts c where c.org_id = o.id and c.kind = 'managers' and c.count <= 0 limit 99) c
                join workspaces w on w.org_id = o.id and w.id = c.workspace_id and w.state in ('active', 'suspended')
                where (select sum(s.count) from workspace_counts s where s.org_id = o.id and s.workspace_id = w.id and s.kind = 'managers') <= 0) as "unmanaged!",
            array(select w.name from workspace_memberships wm join workspaces w on w.org_id = wm.org_id and w.id = wm.workspace_id
                where wm.org_id = o.id and wm.user_id = $2 and w.state in ('active', 'suspended') order by lower(w.name), w.id limit 50) as "own_workspaces!"
        from organizations o join member_counts c on c.org_id = o.id
            cross join lateral (select coalesce(sum(t.count) filter (where t.kind = 'workspaces'), 0)::bigint as workspaces,
                coalesce(sum(t.count) filter (where t.kind = 'forms'), 0)::bigint as forms,
                coalesce(sum(t.count) filter (where t.kind = 'storage'), 0)::bigint as storage
                from tallies t where t.org_id = o.id) t
        where o.id = $1"#,
        org.uuid(),
        user.uuid(),
        now,
        lately,
        soon,
        week,
        month,
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    Ok(Counted {
        created_at: row.created_at,
        figures: Figures {
            members: row.members,
            joined_lately: row.joined_lately,
            invited: row.invited,
            workspaces: row.workspaces,
            usage: Some(Usage {
                forms: row.forms,
                forms_this_month: row.forms_this_month,
                fills_this_week: row.fills_this_week,
                connections: row.connections,
                storage: row.storage,
            }),
        },
        concerns: Concerns {
            owners: row.owners,
            members: row.members,
            running_out: row.running_out,
            suspended: row.suspended,
            unmanaged: row.unmanaged,
            has_logo: row.has_logo,
            personal: row.personal,
        },
        own_workspaces: row.own_workspaces,
    })
}

/// The five who joined last.
pub async fn list_newest(db: &mut impl Tenant<SeeOrganization>) -> Result<Vec<Member>, AppError> {
    let org = db.org();
    let rows = sqlx::query!(
        "select u.name, m.role, m.created_at from memberships m join users u on u.id = m.user_id
         where m.org_id = $1 order by m.created_at desc, m.id desc limit 5",
        org.uuid(),
    )
    .fetch_all(db.conn())
    .await?;
    rows.into_iter()
        .map(|row| Ok(Member { name: row.name, role: row.role.parse().map_err(internal)?, joined_at: row.created_at }))
        .collect()
}
