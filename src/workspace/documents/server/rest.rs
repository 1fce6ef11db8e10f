//! Source documents as REST operations, of the workspace that the key or token is for.

use super::{File, Stored};
use crate::{
    kernel::{
        authn::Visitor,
        authz::{EditContent, authorize_in},
        download::Download,
        idempotency::Answered,
        paging::WhichOrDeleted,
        problem::Problem,
        request,
        upload::{self, Arrived, settle},
    },
    model::{AppError, Code, DocumentId, Page, content::Title, document::points},
};
use axum::{
    Extension, Json,
    extract::{Path, Query, Request},
    http::StatusCode,
};
use serde::Serialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// A PDF that answers are read from.
#[derive(Serialize, ToSchema)]
#[schema(as = SourceDocument)]
pub struct DocumentBody {
    pub id: Uuid,
    /// 1 to 200 characters.
    pub name: String,
    /// Its size.
    pub bytes: i64,
    /// How many pages it has; null where they couldn't be read.
    pub pages: Option<i32>,
    /// The width of its first page as it is shown, in points (1/72 inch).
    pub width_pt: Option<f64>,
    /// The height of its first page as it is shown, in points.
    pub height_pt: Option<f64>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
}

/// A page of documents, the newest first: at most 50.
#[derive(Serialize, ToSchema)]
#[schema(as = SourceDocuments)]
pub struct DocumentsBody {
    pub source_documents: Vec<DocumentBody>,
    /// The cursor of the page before; null on the first.
    pub newer: Option<String>,
    /// The cursor of the page behind; null on the last.
    pub older: Option<String>,
}

/// A document to be added, as a multipart form.
#[derive(ToSchema)]
#[schema(as = SourceDocumentForm)]
#[expect(dead_code, reason = "it describes what is read part by part")]
pub struct DocumentForm {
    /// 1 to 200 characters; without it, it is called as the file.
    name: Option<String>,
    /// A PDF of at most 25 MB.
    #[schema(value_type = String, format = Binary)]
    pdf: String,
}

impl From<&Stored> for DocumentBody {
    fn from(stored: &Stored) -> Self {
        Self {
            id: stored.id.uuid(),
            name: stored.name.clone(),
            bytes: stored.bytes,
            pages: stored.pages.map(|pages| pages.count),
            width_pt: stored.pages.map(|pages| points(pages.width)),
            height_pt: stored.pages.map(|pages| points(pages.height)),
            created_at: stored.created_at,
        }
    }
}

fn answer(stored: &Stored) -> Value {
    json!(DocumentBody::from(stored))
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list_documents, add_document))
        .routes(routes!(get_document, delete_document))
        .routes(routes!(get_document_pdf))
        .routes(routes!(restore_document))
}

/// The source documents of the workspace, the newest first, 50 a page.
#[utoipa::path(
    get,
    path = "/source-documents",
    tag = "Source documents",
    params(WhichOrDeleted),
    responses((status = 200, body = DocumentsBody), (status = "default", response = Problem))
)]
async fn list_documents(
    Extension(visitor): Extension<Visitor>,
    Query(which): Query<WhichOrDeleted>,
) -> Result<Json<DocumentsBody>, AppError> {
    let subject = visitor.subject()?;
    let way = which.way()?;
    let (_, Page { rows, newer, older }) = super::list(&subject, subject.place()?, which.deleted, way).await?;
    Ok(Json(DocumentsBody {
        source_documents: rows.iter().map(DocumentBody::from).collect(),
        newer: newer.map(|cursor| cursor.0),
        older: older.map(|cursor| cursor.0),
    }))
}

/// Adds a source document.
#[utoipa::path(
    post,
    path = "/source-documents",
    tag = "Source documents",
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key within 24 hours, it is added once")),
    request_body(content = DocumentForm, content_type = "multipart/form-data"),
    responses((status = 201, body = DocumentBody), (status = "default", response = Problem))
)]
async fn add_document(Extension(visitor): Extension<Visitor>, request: Request) -> Result<Answered, AppError> {
    let subject = visitor.subject()?;
    let place = subject.place()?;
    let (head, body) = request.into_parts();
    let parts = upload::parts(&head.headers, body).ok_or_else(|| {
        AppError::new(Code::Malformed, "Send a multipart form with the PDF in its part pdf. Nothing was stored.")
    })?;
    let entering = subject.clone();
    let enter = move |_: &Arrived| async move {
        drop(authorize_in::<EditContent>(&entering, place).view().await?);
        Ok(place)
    };
    let texts = [("name", 4 * Title::MAX + 200)];
    let arrived = upload::read(&subject.kernel, parts, &texts, "pdf", enter).await?;
    let typed = arrived.text("name").to_owned();
    let Some(pdf) = arrived.pdf else {
        // Who may not is told that first.
        drop(authorize_in::<EditContent>(&subject, place).view().await?);
        return Err(AppError::field("pdf", "Send a PDF as this part."));
    };
    let name = super::name(&typed, &pdf);
    let once = request::once(&head, &[typed.as_bytes(), &pdf.digest]);
    let file = File::from(&pdf);
    let added = async move { super::add(&subject, place, name?, file, once?.as_ref(), answer).await };
    settle(Some(pdf), added).await
}

/// A source document.
#[utoipa::path(
    get,
    path = "/source-documents/{document}",
    tag = "Source documents",
    params(("document" = Uuid, Path, description = "The document's id")),
    responses((status = 200, body = DocumentBody), (status = "default", response = Problem))
)]
async fn get_document(
    Extension(visitor): Extension<Visitor>,
    Path(document): Path<DocumentId>,
) -> Result<Json<DocumentBody>, AppError> {
    let subject = visitor.subject()?;
    let (_, stored) = super::get(&subject, subject.place()?, document).await?;
    Ok(Json(DocumentBody::from(&stored)))
}

/// The PDF itself.
#[utoipa::path(
    get,
    path = "/source-documents/{document}/pdf",
    tag = "Source documents",
    params(("document" = Uuid, Path, description = "The document's id")),
    responses(
        (status = 200, description = "The PDF.", content_type = "application/pdf"),
        (status = "default", response = Problem),
    )
)]
async fn get_document_pdf(
    Extension(visitor): Extension<Visitor>,
    Path(document): Path<DocumentId>,
) -> Result<Download, AppError> {
    let subject = visitor.subject()?;
    super::open(&subject, subject.place()?, document).await
}

/// Deletes a source document. People of the workspace can restore it for 30 days.
#[utoipa::path(
    delete,
    path = "/source-documents/{document}",
    tag = "Source documents",
    params(("document" = Uuid, Path, description = "The document's id")),
    responses((status = 204), (status = "default", response = Problem))
)]
async fn delete_document(
    Extension(visitor): Extension<Visitor>,
    Path(document): Path<DocumentId>,
) -> Result<StatusCode, AppError> {
    let subject = visitor.subject()?;
    super::delete(&subject, subject.place()?, document).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Restores a source document that was deleted less than 30 days ago. 404 for another.
#[utoipa::path(
    post,
    path = "/source-documents/{document}/restore",
    tag = "Source documents",
    params(("document" = Uuid, Path, description = "The document's id")),
    responses((status = 200, body = DocumentBody), (status = "default", response = Problem))
)]
async fn restore_document(
    Extension(visitor): Extension<Visitor>,
    Path(document): Path<DocumentId>,
) -> Result<Json<DocumentBody>, AppError> {
    let subject = visitor.subject()?;
    let stored = super::restore(&subject, subject.place()?, document).await?;
    Ok(Json(DocumentBody::from(&stored)))
}
