//! Reporting fills: one, or up to a hundred at once, all of them or none; and what became of one that was under way.

use super::{
    event::{FillFailed, FillReady, FillStarted, Filled},
    store::{self, Fill, Known},
};
use crate::{
    kernel::{
        authn::Subject,
        authz::{Place, ReportFills, authorize_in},
        db::{Change, Recorded},
        idempotency::{Answered, Once, claim, claim_alone},
        upload::Outcome,
    },
    model::{AppError, Code, FillId, FillSessionId, FormId, ProfileId, content::FillState, document::Pages},
};
use serde_json::Value;
use time::OffsetDateTime;
use url::Url;

/// The most that one request reports.
pub const BATCH: usize = 100;
/// The longest address of a PDF, in characters.
const URL_MAX: usize = 2_000;
/// The longest reason of a failure, in characters.
const FAILURE_MAX: usize = 500;

/// Where the PDF of a fill is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In the storage, below the workspace's directory.
    Stored {
        file: String,
        bytes: i64,
        /// SHA-256 of what it holds; none where it was stored before this was kept.
        digest: Option<[u8; 32]>,
        /// None where they couldn't be read.
        pages: Option<Pages>,
    },
    /// Where the product keeps it: an http(s) address.
    Linked(String),
}

impl Kept {
    /// Whether both are the same PDF: the same address, or files that hold the same.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Stored { digest: Some(own), .. }, Self::Stored { digest: Some(other), .. }) => own == other,
            (own, other) => own == other,
        }
    }
}

/// How a fill ended, or that it hasn't yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    pub state: FillState,
    /// Empty but for one that failed.
    pub failure: String,
    /// There where it is ready, and nowhere else.
    pub pdf: Option<Kept>,
    pub processing_ms: Option<i32>,
    pub fields: Option<i32>,
}

/// A fill as it is reported.
#[derive(Clone, Debug)]
pub struct Report {
    pub form: FormId,
    pub session: Option<FillSessionId>,
    pub profile: Option<ProfileId>,
    pub ending: Ending,
}

/// An ending as it was sent.
#[derive(Default)]
pub struct Typed<'a> {
    pub state: &'a str,
    pub failure: &'a str,
    pub pdf_url: Option<&'a str>,
    /// What came as a file.
    pub file: Option<Kept>,
    pub processing_ms: Option<i64>,
    pub fields: Option<i64>,
}

impl Typed<'_> {
    /// Checks it. What is wrong is told at each field, with `prefix` before its name.
    pub fn check(self, prefix: &str) -> Result<Ending, Vec<(String, String)>> {
        let mut wrong = Vec::new();
        let mut at = |field: &str, sentence: String| wrong.push((format!("{prefix}{field}"), sentence));
        let state =
            self.state.parse().map_err(|error: crate::model::content::NoState| at("state", error.to_string())).ok();
        let mut count = |field: &str, number: Option<i64>| match number.map(i32::try_from) {
            Some(Ok(number)) if number >= 0 => Some(number),
            Some(_) => {
                at(field, format!("Send a whole number from 0 to {}.", i32::MAX));
                None
            }
            None => None,
        };
        let (processing_ms, fields) = (count("processing_ms", self.processing_ms), count("fields", self.fields));
        let url = self.pdf_url.and_then(|url| read_url(url).map_err(|sentence| at("pdf_url", sentence)).ok());
        if self.failure.chars().count() > FAILURE_MAX {
            at("failure", format!("Use at most {FAILURE_MAX} characters."));
        }
        let has_pdf = self.pdf_url.is_some() || self.file.is_some();
        match state {
            Some(FillState::Ready) if self.pdf_url.is_some() && self.file.is_some() => {
                at("pdf_url", "Send the PDF or its address, not both.".to_owned());
            }
            Some(FillState::Ready) if !has_pdf => {
                at("pdf_url", "A ready fill has a PDF: send its address here, or the file as the part pdf.".to_owned());
            }
            Some(FillState::Processing | FillState::Failed) if has_pdf => {
                at("pdf_url", "Only a ready fill has a PDF.".to_owned());
            }
            _ => {}
        }
        if !self.failure.is_empty() && state.is_some_and(|state| state != FillState::Failed) {
            at("failure", "Only a fill that failed has a reason.".to_owned());
        }
        match state {
            Some(state) if wrong.is_empty() => Ok(Ending {
                state,
                failure: self.failure.to_owned(),
                pdf: self.file.or(url.map(Kept::Linked)),
                processing_ms,
                fields,
            }),
            _ => Err(wrong),
        }
    }
}

/// Reads an http(s) address as the WHATWG's URL standard does.
fn read_url(sent: &str) -> Result<String, String> {
    let url = Url::parse(sent).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.ok_or("Send an address that begins with https:// or http://.")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("Leave out the user name and password.".to_owned());
    }
    if url.as_str().len() > URL_MAX { Err(format!("Use at most {URL_MAX} characters.")) } else { Ok(url.into()) }
}

/// Reports fills, all of them or none; returns what they are answered, which `answer` makes of them, and whether it was
/// done now. 422 at `form_id`, `session_id` or `profile_id`, behind what `prefix` makes of the fill's place among them, for
/// what the subject doesn't see, what was deleted and what has ended.
pub async fn report(
    subject: &Subject,
    place: impl Into<Place>,
    reports: Vec<Report>,
    once: Option<&Once>,
    prefix: fn(usize) -> String,
    answer: fn(&[Fill]) -> Value,
) -> Result<Outcome<Answered>, AppError> {
    let mut change = authorize_in::<ReportFills>(subject, place).change().await?;
    let now = change.now();
    let fills: Vec<Fill> = reports.into_iter().map(|report| begin(&change, report, now)).collect();
    let answered = Answered { status: 201, body: answer(&fills) };
    if let Some(before) = claim(&mut change, once, answered.status, &answered.body).await? {
        return Ok(Outcome::Unnamed(before));
    }
    if store::insert(&mut change, &fills).await? < fills.len() as u64 {
        let known = store::list_known(&mut change, &fills).await?;
        return Err(unknown(&known, prefix));
    }
    record(change, &fills).await?.commit().await?;
    Ok(Outcome::Named(answered))
}

fn begin(change: &Change<ReportFills>, report: Report, now: OffsetDateTime) -> Fill {
    let Report { form, session, profile, ending } = report;
    let id = change.id();
    let ready_at = (ending.state == FillState::Ready).then_some(now);
    let Ending { state, failure, pdf, processing_ms, fields } = ending;
    Fill { id, form, session, profile, state, failure, processing_ms, fields, pdf, created_at: now, ready_at }
}

fn unknown(known: &[Known], prefix: fn(usize) -> String) -> AppError {
    let mut wrong = Vec::new();
    for (at, known) in known.iter().enumerate() {
        let mut say = |is_known: bool, field: &str, sentence: &str| {
            if !is_known {
                wrong.push((format!("{}{field}", prefix(at)), sentence.to_owned()));
            }
        };
        say(known.form, "form_id", "There is no such form here.");
        say(known.session, "session_id", "There is no such session here, or it has ended.");
        say(known.profile, "profile_id", "There is no such profile here.");
    }
    if wrong.is_empty() {
        // It came or went between the two questions.
        return AppError::new(Code::Conflict, "Something here changed just now. Nothing was stored; send it again.");
    }
    refuse(&wrong)
}

/// 422 with each of the sentences at its field.
pub fn refuse(wrong: &[(String, String)]) -> AppError {
    let fields = AppError::fields(wrong.iter().map(|(field, sentence)| (field.as_str(), sentence.clone())));
    AppError { message: "Nothing was stored. Correct what is wrong and send it again.".to_owned(), ..fields }
}

/// Says how a fill ended that was under way or failed before; returns what it is answered, which `answer` makes of it. The
/// same once more changes nothing; 409 for anything else of one that is ready, since that is the end, and was counted.
pub async fn finish(
    subject: &Subject,
    place: impl Into<Place>,
    fill: FillId,
    ending: Ending,
    once: Option<&Once>,
    answer: fn(&Fill) -> Value,
) -> Result<Outcome<Answered>, AppError> {
    let place = place.into();
    let mut change = authorize_in::<ReportFills>(subject, place.clone()).change().await?;
    let fill = store::lock(&mut change, fill).await?;
    let (is_same, is_ready) = (says_the_same(&fill, &ending), fill.state == FillState::Ready);
    let fill = if is_same { fill } else { ended(fill, ending, &change) };
    let answered = Answered { status: 200, body: answer(&fill) };
    if is_same {
        drop(change);
        return claim_alone(authorize_in::<ReportFills>(subject, place), once, answered).await.map(Outcome::Unnamed);
    }
    if let Some(before) = claim(&mut change, once, answered.status, &answered.body).await? {
        return Ok(Outcome::Unnamed(before));
    }
    if is_ready {
        let sentence = "This fill is ready, and ready is the end. Nothing was changed.";
        return Err(AppError::new(Code::Conflict, sentence));
    }
    store::finish(&mut change, &fill).await?;
    record(change, std::slice::from_ref(&fill)).await?.commit().await?;
    Ok(Outcome::Named(answered))
}

fn says_the_same(fill: &Fill, ending: &Ending) -> bool {
    let is_same_pdf = match (&fill.pdf, &ending.pdf) {
        (Some(own), Some(sent)) => own.is_same(sent),
        (own, sent) => own == sent,
    };
    let is_kept = |own: Option<i32>, sent: Option<i32>| sent.is_none() || sent == own;
    fill.state == ending.state
        && fill.failure == ending.failure
        && is_same_pdf
        && is_kept(fill.processing_ms, ending.processing_ms)
        && is_kept(fill.fields, ending.fields)
}

fn ended(fill: Fill, ending: Ending, change: &Change<ReportFills>) -> Fill {
    let Ending { state, failure, pdf, processing_ms, fields } = ending;
    Fill {
        state,
        failure,
        pdf,
        processing_ms: processing_ms.or(fill.processing_ms),
        fields: fields.or(fill.fields),
        ready_at: (state == FillState::Ready).then(|| change.now()),
        ..fill
    }
}

/// One event for those of each state, of which there is one at least.
async fn record(change: Change<ReportFills>, fills: &[Fill]) -> Result<Recorded<ReportFills>, AppError> {
    let workspace = change.scope().workspace;
    let of = |state| -> Vec<Filled> {
        let fills = fills.iter().filter(|fill| fill.state == state);
        fills.map(|fill| Filled { fill: fill.id, form: fill.form }).collect()
    };
    let (started, failed, ready) = (of(FillState::Processing), of(FillState::Failed), of(FillState::Ready));
    let mut change = change;
    if !started.is_empty() {
        let recorded = change.record(FillStarted { workspace, fills: started }).await?;
        if failed.is_empty() && ready.is_empty() {
            return Ok(recorded);
        }
        change = recorded.more();
    }
    if !failed.is_empty() {
        let recorded = change.record(FillFailed { workspace, fills: failed }).await?;
        if ready.is_empty() {
            return Ok(recorded);
        }
        change = recorded.more();
    }
    change.record(FillReady { workspace, fills: ready }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(typed: Typed<'_>) -> Vec<String> {
        typed.check("").err().unwrap_or_default().into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn a_ready_fill_has_one_pdf_and_no_other_has_any() {
        let url = Some("https://example.com/a.pdf");
        let file = || Some(Kept::Stored { file: "x.pdf".to_owned(), bytes: 1, digest: None, pages: None });
        let typed = |state, pdf_url, file| Typed { state, pdf_url, file, ..Typed::default() };
        assert!(wrong(typed("ready", url, None)).is_empty());
        assert!(wrong(typed("ready", None, file())).is_empty());
        assert!(wrong(typed("processing", None, None)).is_empty());
        for (state, pdf_url, file) in
            [("ready", None, None), ("ready", url, file()), ("processing", url, None), ("failed", None, file())]
        {
            assert_eq!(wrong(typed(state, pdf_url, file)), ["pdf_url"], "{state}");
        }
        assert_eq!(wrong(typed("done", None, None)), ["state"]);
        for bad in ["ftp://example.com/a", "example.com", "javascript:alert(1)", "https://a:b@example.com/"] {
            assert_eq!(wrong(typed("ready", Some(bad), None)), ["pdf_url"], "{bad}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let typed = Typed {
            state: "processing",
            failure: "x",
            processing_ms: Some(-1),
            fields: Some(i64::MAX),
            ..Typed::default()
        };
        let wrong: Vec<String> = typed.check("fills[3].").unwrap_err().into_iter().map(|(field, _)| field).collect();
        assert_eq!(wrong, ["fills[3].processing_ms", "fills[3].fields", "fills[3].failure"]);
    }
}
