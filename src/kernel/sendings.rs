//! What a young organization sends: so many invitations a day, to itself and to its workspaces, those that are sent once more
//! among them. Whoever sends one stands in line, so that no two count the same day at once.

use crate::{
    kernel::{
        authz::{Capability, ManageMembers, ManageWorkspace, Scope},
        db::Change,
        fault::internal,
    },
    model::{
        AppError,
        sending::{YOUNG_DAYS, YOUNG_LIMIT},
    },
};
use time::Duration;

/// What counts as a day: for so long a sending is kept.
pub const DAY: Duration = Duration::days(1);

/// A capability that sends invitations.
pub trait SendsInvitations: Capability {}

impl SendsInvitations for ManageMembers {}
impl SendsInvitations for ManageWorkspace {}

/// How many more invitations a young organization may send today; `None` once it is older. Asked in line.
pub async fn left_today<C: SendsInvitations>(change: &mut Change<C>) -> Result<Option<i64>, AppError> {
    let now = change.now();
    let org = change.scope().org().ok_or_else(|| internal("invitations are an organization's"))?;
    let sent = sqlx::query_scalar!(
        r#"select (select count(*) filter (where i.created_at > $3)
                    + coalesce(sum((select count(*) from unnest(i.resent_at) r(at) where r.at > $3)), 0)::bigint
                from invitations i where i.org_id = o.id) as "sent!"
        from organizations o where o.id = $1 and o.created_at > $2"#,
        org.uuid(),
        now - Duration::days(YOUNG_DAYS),
        now - DAY,
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(sent.map(|sent| (YOUNG_LIMIT - sent).max(0)))
}
