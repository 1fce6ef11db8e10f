//! The door of the overview.

use super::model::Overview;
use crate::model::AppError;
use leptos::prelude::*;

/// The organization at a glance.
#[server(prefix = "/forms", endpoint = "overview/get")]
pub async fn get_overview(org: String) -> Result<Overview, AppError> {
    super::server::overview(&crate::kernel::authn::caller()?, org.as_str()).await
}
