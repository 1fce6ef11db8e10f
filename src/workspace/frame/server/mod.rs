//! The frame's use case. Imports `kernel`, `model` and, for the sidebar, `organizations::server`.

use crate::{
    kernel::{
        authn::{Principal, Subject},
        authz::{Rights, SeeContent, authorize_in},
    },
    model::AppError,
    organizations::server::frame_inside,
    workspace::frame::model::Inside,
};

/// The frame around the pages of a workspace that the person is in.
pub async fn frame(principal: &Principal, org: &str, workspace: &str) -> Result<Inside, AppError> {
    let mut view = authorize_in::<SeeContent>(&Subject::from(principal), (org, workspace)).view().await?;
    let scope = view.scope().clone();
    let frame = frame_inside(principal, &mut view, &scope).await?;
    let Rights::Role(role) = scope.rights else { return Err(AppError::not_found()) };
    Ok(Inside { frame, org: scope.org_slug, name: scope.name, slug: scope.slug, role })
}
