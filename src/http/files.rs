//! PDFs of a workspace, for the people in it who see what they belong to: asked on every request, streamed, cached by
//! nobody.

use crate::{
    kernel::authn::{Principal, Visitor},
    model::AppError,
    workspace::{
        documents::server as documents,
        fills::server::{Pdf, open_pdf},
    },
};
use axum::{
    Extension,
    extract::{OriginalUri, Path},
    response::{IntoResponse, Redirect, Response},
};

/// `/o/{org}/w/{workspace}/fills/{fill}/pdf`: the PDF. Where the product keeps it, the fill's page, which says on what host:
/// an address that a program chose is followed by who has read it, and not because a link of ours was.
pub async fn fill(
    Extension(visitor): Extension<Visitor>,
    OriginalUri(here): OriginalUri,
    Path((org, workspace, fill)): Path<(String, String, String)>,
) -> Result<Response, AppError> {
    let principal = match principal(&visitor, here.path()) {
        Ok(principal) => principal,
        Err(to) => return Ok(to.into_response()),
    };
    let fill = fill.parse().map_err(|_| AppError::not_found())?;
    Ok(match open_pdf(&principal.into(), (org.as_str(), workspace.as_str()), fill).await? {
        Pdf::Stored(download) => download.into_response(),
        Pdf::Linked(_) => Redirect::to(here.path().trim_end_matches("/pdf")).into_response(),
    })
}

/// `/o/{org}/w/{workspace}/documents/{document}/pdf`.
pub async fn document(
    Extension(visitor): Extension<Visitor>,
    OriginalUri(here): OriginalUri,
    Path((org, workspace, document)): Path<(String, String, String)>,
) -> Result<Response, AppError> {
    let principal = match principal(&visitor, here.path()) {
        Ok(principal) => principal,
        Err(to) => return Ok(to.into_response()),
    };
    let document = document.parse().map_err(|_| AppError::not_found())?;
    Ok(documents::open(&principal.into(), (org.as_str(), workspace.as_str()), document).await?.into_response())
}

/// Who is signed in, or the way to sign in and come back.
fn principal<'a>(visitor: &'a Visitor, here: &str) -> Result<&'a Principal, Redirect> {
    visitor.principal().map_err(|_| {
        let next: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
        Redirect::to(&format!("/login?next={next}"))
    })
}
