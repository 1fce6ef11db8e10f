//! The doors of the Audit tab. Each is one line: what happens is in `server`.

use super::model::{Filter, Log};
use crate::model::{AppError, Cursor};
use leptos::prelude::*;

/// A page of the organization's audit log.
#[server(prefix = "/forms", endpoint = "audit/list")]
pub async fn list(
    org: String,
    #[server(default)] filter: Filter,
    #[server(default)] cursor: Option<Cursor>,
) -> Result<Log, AppError> {
    super::server::log(&crate::kernel::authn::caller()?, org.as_str(), filter, cursor).await
}
