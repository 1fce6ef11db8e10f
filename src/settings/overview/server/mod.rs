//! The use case of the overview.

mod store;

#[cfg(test)]
mod tests;

use super::model::{Newcomer, Overview};
use crate::{
    kernel::{
        authn::Principal,
        authz::{SeeOrganization, authorize},
        fault::internal,
    },
    model::{AppError, Permission},
};
use time::{Duration, UtcOffset};

/// "Lately", of members who joined.
const LATELY: Duration = Duration::days(30);
/// How long before its end an invitation counts as running out.
const RUNNING_OUT: Duration = Duration::days(2);

/// The organization at a glance, for any member.
pub async fn overview(principal: &Principal, org: &str) -> Result<Overview, AppError> {
    let mut view = authorize::<SeeOrganization>(principal, org).view().await?;
    let scope = view.scope().clone();
    let now = principal.kernel.clock.now();
    let today = now.to_offset(UtcOffset::UTC).date();
    let span = store::Span {
        now,
        lately: now - LATELY,
        soon: now + RUNNING_OUT,
        week: today - Duration::days(today.weekday().number_days_from_monday().into()),
        month: today.replace_day(1).map_err(internal)?,
    };
    let mut row = store::get(&mut view, scope.user, span).await?;
    row.figures.usage = row.figures.usage.filter(|_| scope.role.allows(Permission::SeeUsage));
    let newest = store::list_newest(&mut view).await?;
    Ok(Overview {
        name: scope.name,
        slug: scope.slug,
        personal: row.concerns.personal,
        created: principal.moment(row.created_at),
        role: scope.role,
        attention: row.concerns.attention(scope.role),
        figures: row.figures,
        newest: newest
            .into_iter()
            .map(|member| Newcomer { name: member.name, role: member.role, joined: principal.moment(member.joined_at) })
            .collect(),
        own_workspaces: row.own_workspaces,
    })
}
