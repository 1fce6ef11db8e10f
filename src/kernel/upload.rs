//! PDFs on their way in: read piece by piece from a form into the storage, known by their first bytes, and taken away
//! again where the row that names them doesn't come to be.

use crate::{
    kernel::{
        fault::{REFERENCE, internal, reference},
        multipart::BODY_LIMIT,
        state::Kernel,
        storage::{Incoming, Storage, in_workspace},
    },
    model::{AppError, Code, OrgId, WorkspaceId, document::Pages},
};
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, header};
use multer::{Constraints, Field, Multipart, SizeLimit};
use sha2::{Digest, Sha256};
use std::fmt::Display;

/// The largest PDF, in bytes.
pub const PDF_MAX: u64 = 25 * 1024 * 1024;
/// The parts that a form may have.
const PARTS: usize = 20;
/// Texts of at most so many bytes are read before it is asked whether their sender may send a file.
const SMALL: usize = 1024;
/// What a PDF begins with (ISO 32000-1 §7.5.2), and what ends it (§7.5.5): readers look for that in so many last bytes.
const HEAD: &[u8] = b"%PDF-";
const TAIL: &[u8] = b"%%EOF";
const TAIL_WITHIN: usize = 1024;

/// A PDF that is stored, and that nothing names yet.
#[must_use = "a file that nothing names is to be deleted"]
pub struct Stored {
    kernel: Kernel,
    /// Where it is stored: the place that `enter` named.
    pub place: (OrgId, WorkspaceId),
    /// Its name in the storage, below the workspace's directory.
    pub file: String,
    /// What it was called where it came from.
    pub called: String,
    pub bytes: i64,
    /// SHA-256 of what it holds.
    pub digest: [u8; 32],
    /// None where they couldn't be read.
    pub pages: Option<Pages>,
    is_kept: bool,
}

/// A form that was sent: its texts, and its PDF if it had one.
pub struct Arrived {
    texts: Vec<(String, String)>,
    pub pdf: Option<Stored>,
}

impl Arrived {
    /// The text of that name; empty where it is missing.
    pub fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(own, _)| own == name).map_or("", |(_, text)| text)
    }
}

/// What came of a change that names a file.
pub enum Outcome<T> {
    /// The row is there.
    Named(T),
    /// Nothing names it: it was all done before.
    Unnamed(T),
}

/// The parts of a multipart body. None for a body of another kind.
pub fn parts(headers: &HeaderMap, body: Body) -> Option<Multipart<'static>> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let boundary = multer::parse_boundary(kind).ok()?;
    let limit = SizeLimit::new().whole_stream(BODY_LIMIT as u64);
    Some(Multipart::with_constraints(body.into_data_stream(), boundary, Constraints::new().size_limit(limit)))
}

/// Reads a form of `texts`, each with its bytes, and the file `pdf`, which goes into the storage of the workspace that
/// `enter` names. `enter` is asked when the file begins, or a text before it that may be long, with the texts that came
/// before: it says whether their sender may.
///
/// 422 at `pdf` for what is no PDF, 413 for one of more than [`PDF_MAX`], 400 for what isn't a form of ours, has a part
/// twice or more than [`PARTS`] of them. Read to its end whatever is wrong with it, as a browser hears an answer only when
/// it has sent all.
pub async fn read<F>(
    kernel: &Kernel,
    mut parts: Multipart<'static>,
    texts: &[(&str, usize)],
    pdf: &str,
    enter: impl FnOnce(&Arrived) -> F,
) -> Result<Arrived, AppError>
where
    F: Future<Output = Result<(OrgId, WorkspaceId), AppError>>,
{
    let mut arrived = Arrived { texts: Vec::new(), pdf: None };
    let (mut enter, mut place) = (Some(enter), None);
    let (mut seen, mut refused) = (Vec::new(), None);
    loop {
        let mut part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            Err(error) => return Err(refused.unwrap_or_else(|| cut(&error))),
        };
        if refused.is_none() {
            let taken = async {
                let name = part.name().unwrap_or_default().to_owned();
                if seen.len() == PARTS || seen.contains(&name) {
                    return Err(malformed("more parts than the form has"));
                }
                let limit = texts.iter().find(|(text, _)| *text == name).map(|(_, limit)| *limit);
                if (name == pdf || limit.is_some_and(|limit| limit > SMALL))
                    && let Some(enter) = enter.take()
                {
                    place = Some(enter(&arrived).await?);
                }
                if let Some(limit) = limit {
                    let text = read_text(&mut part, limit).await?;
                    arrived.texts.push((name.clone(), text));
                } else if name == pdf
                    && let Some(place) = place
                {
                    arrived.pdf = store(kernel, place, pdf, &mut part).await?;
                }
                seen.push(name);
                Ok(())
            };
            refused = taken.await.err();
        }
        // What is left of the part is read and dropped.
        while let Ok(Some(_)) = part.chunk().await {}
    }
    refused.map_or(Ok(arrived), Err)
}

async fn read_text(part: &mut Field<'static>, limit: usize) -> Result<String, AppError> {
    let mut content = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|error| cut(&error))? {
        if content.len() + piece.len() > limit {
            return Err(malformed("a long field"));
        }
        content.extend_from_slice(&piece);
    }
    String::from_utf8(content).map_err(malformed)
}

/// Stores what the part holds; none where it is empty, as where no file was chosen.
async fn store(
    kernel: &Kernel,
    place: (OrgId, WorkspaceId),
    field: &str,
    part: &mut Field<'static>,
) -> Result<Option<Stored>, AppError> {
    let called = part.file_name().unwrap_or_default().to_owned();
    // Pieces come as the network cuts them: the head may be in two.
    let mut head = Vec::new();
    while head.len() < HEAD.len()
        && let Some(piece) = next(part).await?
    {
        head.extend_from_slice(&piece);
    }
    if head.is_empty() {
        return Ok(None);
    }
    if !head.starts_with(HEAD) {
        return Err(AppError::field(field, "This is no PDF. Nothing was stored."));
    }
    let file = format!("{}.pdf", kernel.id::<uuid::Uuid>());
    let mut incoming = kernel.storage.receive(&in_workspace(place, &file)).await?;
    match fill(&mut incoming, field, head.into(), part).await {
        Ok((bytes, digest)) => {
            incoming.finish().await?;
            let mut stored =
                Stored { kernel: kernel.clone(), place, file, called, bytes, digest, pages: None, is_kept: false };
            stored.pages = kernel.pdfs.pages(&kernel.storage, place, &stored.file).await;
            Ok(Some(stored))
        }
        Err(error) => {
            incoming.abort().await?;
            Err(error)
        }
    }
}

/// Its size and digest.
async fn fill(
    incoming: &mut Incoming,
    field: &str,
    head: Bytes,
    part: &mut Field<'static>,
) -> Result<(i64, [u8; 32]), AppError> {
    let (mut hash, mut bytes, mut tail) = (Sha256::new(), 0_u64, Vec::new());
    let mut piece = Some(head);
    while let Some(content) = piece {
        bytes += content.len() as u64;
        if bytes > PDF_MAX {
            let sentence = format!("A PDF may have at most {} MB. Nothing was stored.", PDF_MAX / (1024 * 1024));
            return Err(AppError::new(Code::TooLarge, sentence));
        }
        hash.update(&content);
        tail.extend_from_slice(&content[content.len().saturating_sub(TAIL_WITHIN)..]);
        tail.drain(..tail.len().saturating_sub(TAIL_WITHIN));
        incoming.push(content).await?;
        piece = next(part).await?;
    }
    if !tail.windows(TAIL.len()).any(|bytes| bytes == TAIL) {
        return Err(AppError::field(field, "This is no PDF, or its end is missing. Nothing was stored."));
    }
    Ok((i64::try_from(bytes).map_err(internal)?, hash.finalize().into()))
}

async fn next(part: &mut Field<'static>) -> Result<Option<Bytes>, AppError> {
    part.chunk().await.map_err(|error| cut(&error))
}

fn cut(error: &multer::Error) -> AppError {
    match error {
        multer::Error::StreamSizeExceeded { .. } => {
            AppError::new(Code::TooLarge, "The body is larger than this takes. Nothing was stored.")
        }
        error => malformed(error),
    }
}

fn malformed(error: impl Display) -> AppError {
    tracing::debug!(%error, "a form with a PDF can't be read");
    AppError::new(Code::Malformed, "The form couldn't be read. Nothing was stored; send it again.")
}

/// Runs the change that names `stored`, to its end even where nobody waits for it any more: a file that is named stays, one
/// that surely isn't goes. Where a commit may have been sent and its answer never came, it stays too: if no row names it,
/// the nightly sweep finds it (see `orphans`).
pub async fn settle<T: Send + 'static>(
    stored: Option<Stored>,
    change: impl Future<Output = Result<Outcome<T>, AppError>> + Send + 'static,
) -> Result<T, AppError> {
    let done = |outcome| match outcome {
        Outcome::Named(done) | Outcome::Unnamed(done) => done,
    };
    let Some(stored) = stored else { return change.await.map(done) };
    let (storage, path) = stored.keep();
    let settled = async move {
        let changed = change.await;
        let is_unnamed = match &changed {
            Ok(Outcome::Named(_)) => false,
            Ok(Outcome::Unnamed(_)) => true,
            Err(error) => !matches!(error.code, Code::Internal | Code::Busy),
        };
        if is_unnamed {
            // What can't be deleted now is logged, and left to the sweep.
            storage.delete(&path).await.ok();
        }
        changed.map(done)
    };
    tokio::spawn(REFERENCE.scope(reference(), settled)).await.map_err(internal)?
}

impl Stored {
    /// It stays, whoever forgets it: the storage and the file's path there.
    fn keep(mut self) -> (Storage, String) {
        self.is_kept = true;
        (self.kernel.storage.clone(), in_workspace(self.place, &self.file))
    }
}

impl Drop for Stored {
    /// The request ended before anything could name the file: its sender went away, or the rest of the form is wrong.
    fn drop(&mut self) {
        if !self.is_kept {
            let (storage, path) = (self.kernel.storage.clone(), in_workspace(self.place, &self.file));
            tokio::spawn(async move { storage.delete(&path).await });
        }
    }
}
