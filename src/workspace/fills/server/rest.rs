//! Fills as REST operations, of the workspace that the key or token is for. Reporting one takes JSON, or a multipart form
//! of that JSON and the PDF.

use super::{
    Ending, Fill, Kept, Pdf, Report, Wanted, finish, open_pdf,
    report::{BATCH, Typed, refuse, report},
};
use crate::{
    kernel::{
        authn::{Subject, Visitor},
        authz::{ReportFills, authorize_in},
        idempotency::{Answered, Once},
        paging::Way,
        problem::Problem,
        request::{self, JSON_MAX, Sent, read_fields},
        schema::words,
        upload::{self, Arrived, Outcome, Stored, settle},
    },
    model::{AppError, Code, FillId, Page, content::FillState, document::points},
    workspace::fills::model::Filter,
};
use axum::{
    Extension, Json,
    extract::{Path, Query, Request},
    response::{IntoResponse, Redirect, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

words! {
    Ending as "FillEnd": [FillState::Ready, FillState::Failed].map(FillState::as_str);
}

/// The part of a multipart form that is the JSON.
const JSON_PART: &str = "fill";
/// The part that is the PDF.
const PDF_PART: &str = "pdf";

/// A form that was filled.
#[derive(Serialize, ToSchema)]
#[schema(as = Fill)]
pub struct FillBody {
    pub id: Uuid,
    pub form_id: Uuid,
    pub session_id: Option<Uuid>,
    pub profile_id: Option<Uuid>,
    /// `processing`, `ready` or `failed`. Ready is the end: it is counted then.
    #[schema(value_type = FillState)]
    pub state: String,
    /// Why it failed; else empty.
    pub failure: String,
    /// How long filling took, in milliseconds.
    pub processing_ms: Option<i32>,
    /// How many fields were processed.
    pub fields: Option<i32>,
    /// The address under which the product keeps the PDF; null where it is stored here.
    pub pdf_url: Option<String>,
    /// The size of the PDF that is stored here; null where there is none.
    pub pdf_bytes: Option<i64>,
    /// How many pages the PDF has that is stored here; null where there is none, or they couldn't be read.
    pub pdf_pages: Option<i32>,
    /// The width of its first page as it is shown, in points (1/72 inch).
    pub pdf_width_pt: Option<f64>,
    /// The height of its first page as it is shown, in points.
    pub pdf_height_pt: Option<f64>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub ready_at: Option<OffsetDateTime>,
}

/// A page of fills, the newest first: at most 50.
#[derive(Serialize, ToSchema)]
#[schema(as = Fills)]
pub struct FillsBody {
    pub fills: Vec<FillBody>,
    /// The cursor of the page before; null on the first.
    pub newer: Option<String>,
    /// The cursor of the page behind; null on the last.
    pub older: Option<String>,
}

/// Which fills. Without any of it, all of them.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Those of this form.
    form_id: String,
    /// Those of this session.
    session_id: String,
    /// `processing`, `ready` or `failed`.
    #[param(value_type = Option<FillState>)]
    state: String,
    /// The page before this cursor.
    newer: String,
    /// The page behind this cursor.
    older: String,
}

/// A fill to be reported.
#[derive(Deserialize, ToSchema)]
#[schema(as = FillRequest)]
pub struct FillRequestBody {
    pub form_id: Uuid,
    /// A session that hasn't ended.
    pub session_id: Option<Uuid>,
    /// The profile that it was filled from.
    pub profile_id: Option<Uuid>,
    /// `ready`, where it is left out, `processing` or `failed`.
    #[schema(value_type = Option<FillState>)]
    pub state: Option<String>,
    /// How long filling took, in milliseconds.
    pub processing_ms: Option<i64>,
    /// How many fields were processed.
    pub fields: Option<i64>,
    /// An http(s) address of at most 2,000 characters. A ready fill has it, or the PDF as the part `pdf`.
    pub pdf_url: Option<String>,
    /// Why it failed, in at most 500 characters.
    pub failure: Option<String>,
}

/// Fills to be reported, all of them or none.
#[derive(Deserialize, ToSchema)]
#[schema(as = FillBatchRequest)]
pub struct BatchRequestBody {
    /// 1 to 100.
    #[schema(value_type = Vec<FillRequestBody>)]
    pub fills: Vec<Map<String, Value>>,
}

/// The fills of a batch, in the order in which they were reported.
#[derive(Serialize, ToSchema)]
#[schema(as = FillBatch)]
pub struct BatchBody {
    pub fills: Vec<FillBody>,
}

/// How a fill ended.
#[derive(Deserialize, ToSchema)]
#[schema(as = FillChange)]
pub struct FillChangeBody {
    /// `ready` or `failed`.
    #[schema(value_type = Ending)]
    pub state: String,
    /// How long filling took, in milliseconds; stays as it is where it is left out.
    pub processing_ms: Option<i64>,
    /// How many fields were processed; stays as it is where it is left out.
    pub fields: Option<i64>,
    /// An http(s) address of at most 2,000 characters. A ready fill has it, or the PDF as the part `pdf`.
    pub pdf_url: Option<String>,
    /// Why it failed, in at most 500 characters.
    pub failure: Option<String>,
}

/// A fill with its PDF, as a multipart form.
#[derive(ToSchema)]
#[schema(as = FillForm)]
#[expect(dead_code, reason = "it describes what is read part by part")]
pub struct FillForm {
    /// The fill, as JSON.
    fill: FillRequestBody,
    /// A PDF of at most 25 MB, where the fill says no address of one.
    #[schema(value_type = Option<String>, format = Binary, nullable = false)]
    pdf: Option<String>,
}

/// How a fill ended, with its PDF, as a multipart form.
#[derive(ToSchema)]
#[schema(as = FillChangeForm)]
#[expect(dead_code, reason = "it describes what is read part by part")]
pub struct FillChangeForm {
    /// How it ended, as JSON.
    fill: FillChangeBody,
    /// A PDF of at most 25 MB, where the fill says no address of one.
    #[schema(value_type = Option<String>, format = Binary, nullable = false)]
    pdf: Option<String>,
}

impl From<&Fill> for FillBody {
    fn from(fill: &Fill) -> Self {
        let (pdf_url, pdf_bytes, pages) = match &fill.pdf {
            Some(Kept::Linked(url)) => (Some(url.clone()), None, None),
            Some(Kept::Stored { bytes, pages, .. }) => (None, Some(*bytes), *pages),
            None => (None, None, None),
        };
        Self {
            id: fill.id.uuid(),
            form_id: fill.form.uuid(),
            session_id: fill.session.map(|session| session.uuid()),
            profile_id: fill.profile.map(|profile| profile.uuid()),
            state: fill.state.as_str().to_owned(),
            failure: fill.failure.clone(),
            processing_ms: fill.processing_ms,
            fields: fill.fields,
            pdf_url,
            pdf_bytes,
            pdf_pages: pages.map(|pages| pages.count),
            pdf_width_pt: pages.map(|pages| points(pages.width)),
            pdf_height_pt: pages.map(|pages| points(pages.height)),
            created_at: fill.created_at,
            ready_at: fill.ready_at,
        }
    }
}

impl FillRequestBody {
    fn check(&self, prefix: &str, file: Option<Kept>) -> Result<Report, Vec<(String, String)>> {
        let typed = Typed {
            state: self.state.as_deref().unwrap_or("ready"),
            failure: self.failure.as_deref().unwrap_or_default(),
            pdf_url: self.pdf_url.as_deref(),
            file,
            processing_ms: self.processing_ms,
            fields: self.fields,
        };
        Ok(Report {
            form: self.form_id.into(),
            session: self.session_id.map(Into::into),
            profile: self.profile_id.map(Into::into),
            ending: typed.check(prefix)?,
        })
    }
}

impl FillChangeBody {
    fn check(&self, file: Option<Kept>) -> Result<Ending, AppError> {
        let typed = Typed {
            state: &self.state,
            failure: self.failure.as_deref().unwrap_or_default(),
            pdf_url: self.pdf_url.as_deref(),
            file,
            processing_ms: self.processing_ms,
            fields: self.fields,
        };
        if self.state == "processing" {
            return Err(AppError::field("state", "Send ready or failed."));
        }
        typed.check("").map_err(|wrong| refuse(&wrong))
    }
}

/// What came: the JSON, and the PDF if there was one.
struct Incoming {
    head: http::request::Parts,
    json: Vec<u8>,
    pdf: Option<Stored>,
}

impl Incoming {
    fn file(&self) -> Option<Kept> {
        let kept = |pdf: &Stored| Kept::Stored {
            file: pdf.file.clone(),
            bytes: pdf.bytes,
            digest: Some(pdf.digest),
            pages: pdf.pages,
        };
        self.pdf.as_ref().map(kept)
    }

    fn once(&self) -> Result<Option<Once>, AppError> {
        let digest = self.pdf.as_ref().map(|pdf| &pdf.digest[..]).unwrap_or_default();
        request::once(&self.head, &[&self.json, digest])
    }
}

/// Reads JSON, or a multipart form of JSON and a PDF, which is stored meanwhile if the subject may report.
async fn read(subject: &Subject, request: Request) -> Result<Incoming, AppError> {
    // Before anything is read: who is for no workspace can't report.
    let place = subject.place()?;
    let (head, body) = request.into_parts();
    let is_form =
        head.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    if !is_form {
        request::ensure_json(&head, "JSON, or a multipart form of JSON and a PDF")?;
        let json = request::read(body).await?.to_vec();
        return Ok(Incoming { head, json, pdf: None });
    }
    let parts = upload::parts(&head.headers, body)
        .ok_or_else(|| AppError::new(Code::Malformed, "The multipart form has no boundary."))?;
    let entering = subject.clone();
    let enter = move |_: &Arrived| async move {
        drop(authorize_in::<ReportFills>(&entering, place).view().await?);
        Ok(place)
    };
    let arrived = upload::read(&subject.kernel, parts, &[(JSON_PART, JSON_MAX)], PDF_PART, enter).await?;
    let json = arrived.text(JSON_PART).as_bytes().to_vec();
    Ok(Incoming { head, json, pdf: arrived.pdf })
}

fn body(fill: &Fill) -> Value {
    json!(FillBody::from(fill))
}

fn one(fills: &[Fill]) -> Value {
    fills.first().map_or(Value::Null, body)
}

fn several(fills: &[Fill]) -> Value {
    json!(BatchBody { fills: fills.iter().map(FillBody::from).collect() })
}

fn in_batch(at: usize) -> String {
    format!("fills[{at}].")
}

/// The operations, for the API's router.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list_fills, report_fill))
        .routes(routes!(report_fills))
        .routes(routes!(get_fill, change_fill))
        .routes(routes!(get_fill_pdf))
}

/// The fills of the workspace, the newest first, 50 a page.
#[utoipa::path(
    get,
    path = "/fills",
    tag = "Fills",
    params(Which),
    responses((status = 200, body = FillsBody), (status = "default", response = Problem))
)]
async fn list_fills(
    Extension(visitor): Extension<Visitor>,
    Query(which): Query<Which>,
) -> Result<Json<FillsBody>, AppError> {
    let subject = visitor.subject()?;
    let filter = Filter { form: which.form_id, session: which.session_id, state: which.state };
    let (wanted, way) = (Wanted::read(&filter)?, Way::read(&which.newer, &which.older)?);
    let (_, Page { rows, newer, older }) = super::list(&subject, subject.place()?, wanted, way).await?;
    Ok(Json(FillsBody {
        fills: rows.iter().map(|shown| FillBody::from(&shown.fill)).collect(),
        newer: newer.map(|cursor| cursor.0),
        older: older.map(|cursor| cursor.0),
    }))
}

/// Reports a fill: as JSON with the address of its PDF, or as a multipart form with the JSON in the part `fill` and the
/// PDF, of at most 25 MB, in the part `pdf`. It is stored and counted when this answers.
#[utoipa::path(
    post,
    path = "/fills",
    tag = "Fills",
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key within 24 hours, it is reported once")),
    request_body(content((FillRequestBody = "application/json"), (FillForm = "multipart/form-data"))),
    responses((status = 201, body = FillBody), (status = "default", response = Problem))
)]
async fn report_fill(Extension(visitor): Extension<Visitor>, request: Request) -> Result<Answered, AppError> {
    let subject = visitor.subject()?;
    let incoming = read(&subject, request).await?;
    let (place, file, once) = (subject.place()?, incoming.file(), incoming.once());
    let Incoming { json, pdf, .. } = incoming;
    let reported = async move {
        let body: FillRequestBody = request::parse(&json)?;
        let wanted = body.check("", file).map_err(|wrong| refuse(&wrong))?;
        report(&subject, place, vec![wanted], once?.as_ref(), |_| String::new(), one).await
    };
    settle(pdf, reported).await
}

/// Reports up to 100 fills, all of them or none. What is wrong is told at each: `fills[3].form_id`.
#[utoipa::path(
    post,
    path = "/fills:batch",
    tag = "Fills",
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key within 24 hours, they are reported once")),
    request_body = BatchRequestBody,
    responses((status = 201, body = BatchBody), (status = "default", response = Problem))
)]
async fn report_fills(
    Extension(visitor): Extension<Visitor>,
    Sent { body, once }: Sent<BatchRequestBody>,
) -> Result<Answered, AppError> {
    let subject = visitor.subject()?;
    if !(1..=BATCH).contains(&body.fills.len()) {
        return Err(AppError::field("fills", format!("Send 1 to {BATCH} fills.")));
    }
    let (mut wanted, mut wrong) = (Vec::new(), Vec::new());
    for (at, fields) in body.fills.into_iter().enumerate() {
        let prefix = in_batch(at);
        match read_fields::<FillRequestBody>(fields, &prefix) {
            Ok(body) => match body.check(&prefix, None) {
                Ok(report) => wanted.push(report),
                Err(more) => wrong.extend(more),
            },
            Err(error) => wrong.extend(error.fields.into_iter().map(|error| (error.field, error.message))),
        }
    }
    if !wrong.is_empty() {
        return Err(refuse(&wrong));
    }
    let (Outcome::Named(answered) | Outcome::Unnamed(answered)) =
        report(&subject, subject.place()?, wanted, once.as_ref(), in_batch, several).await?;
    Ok(answered)
}

/// A fill.
#[utoipa::path(
    get,
    path = "/fills/{fill}",
    tag = "Fills",
    params(("fill" = Uuid, Path, description = "The fill's id")),
    responses((status = 200, body = FillBody), (status = "default", response = Problem))
)]
async fn get_fill(
    Extension(visitor): Extension<Visitor>,
    Path(fill): Path<FillId>,
) -> Result<Json<FillBody>, AppError> {
    let subject = visitor.subject()?;
    let (_, shown) = super::get(&subject, subject.place()?, fill).await?;
    Ok(Json(FillBody::from(&shown.fill)))
}

/// Says how a fill ended that was under way: as JSON, or as a multipart form with the PDF. A fill that failed can become
/// ready later. Ready is the end: the same sent again is answered as before, anything else 409.
#[utoipa::path(
    patch,
    path = "/fills/{fill}",
    tag = "Fills",
    params(
        ("fill" = Uuid, Path, description = "The fill's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key within 24 hours, it is done once and answered as before"),
    ),
    request_body(content((FillChangeBody = "application/json"), (FillChangeForm = "multipart/form-data"))),
    responses((status = 200, body = FillBody), (status = "default", response = Problem))
)]
async fn change_fill(
    Extension(visitor): Extension<Visitor>,
    Path(fill): Path<FillId>,
    request: Request,
) -> Result<Answered, AppError> {
    let subject = visitor.subject()?;
    let incoming = read(&subject, request).await?;
    let (place, file, once) = (subject.place()?, incoming.file(), incoming.once());
    let Incoming { json, pdf, .. } = incoming;
    let finished = async move {
        let change: FillChangeBody = request::parse(&json)?;
        finish(&subject, place, fill, change.check(file)?, once?.as_ref(), body).await
    };
    settle(pdf, finished).await
}

/// The PDF of a fill. Where the product keeps it, the answer leads there.
#[utoipa::path(
    get,
    path = "/fills/{fill}/pdf",
    tag = "Fills",
    params(("fill" = Uuid, Path, description = "The fill's id")),
    responses(
        (status = 200, description = "The PDF.", content_type = "application/pdf"),
        (status = 303, description = "The address of the PDF."),
        (status = "default", response = Problem),
    )
)]
async fn get_fill_pdf(Extension(visitor): Extension<Visitor>, Path(fill): Path<FillId>) -> Result<Response, AppError> {
    let subject = visitor.subject()?;
    Ok(match open_pdf(&subject, subject.place()?, fill).await? {
        Pdf::Stored(download) => download.into_response(),
        Pdf::Linked(url) => Redirect::to(&url).into_response(),
    })
}
