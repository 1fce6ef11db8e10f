//! Logos, for everybody: mails and sign-in pages show them to who isn't signed in. Named by their content, so they are
//! kept for good.

use super::Web;
use crate::{model::AppError, settings::general::server::logo};
use axum::{
    extract::{Path, State},
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};

/// An SVG that is opened as a page runs nothing and fetches nothing; only what it says of its own looks counts.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/// `/logos/{organization}/{digest}.png` or `.svg`. 404 for every other path.
pub async fn logo(
    State(web): State<Web>,
    Path((organization, file)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let found = logo::find(&web.kernel.storage, &organization, &file).await?;
    let (content, kind) = found.ok_or_else(AppError::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // A mail is shown on another site.
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    Ok((headers, content).into_response())
}
