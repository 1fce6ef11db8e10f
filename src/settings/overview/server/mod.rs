//! The use case of the overview.

mod store;

use super::model::Overview;
use crate::{
    kernel::{
        authn::Principal,
        authz::{SeeOrganization, authorize},
    },
    model::AppError,
};

/// The organization at a glance, for any member.
pub async fn overview(principal: &Principal, org: &str) -> Result<Overview, AppError> {
    let mut view = authorize::<SeeOrganization>(principal, org).view().await?;
    let scope = view.scope().clone();
    let row = store::get(&mut view, scope.user).await?;
    Ok(Overview {
        name: scope.name,
        slug: scope.slug,
        personal: row.personal,
        created: principal.moment(row.created_at),
        role: scope.role,
        members: row.members,
        workspaces: row.workspaces,
        own_workspaces: row.own_workspaces,
    })
}
