//! The logo: a picture comes in, is made into what can be served to anybody, and is kept under its digest.
//!
//! The file is written before the row that names it, so that a process that dies between the two leaves at worst a file
//! that nobody names, which the nightly sweep finds (`kernel/orphans.rs`). A reaction deletes the former file, under the row's
//! lock: whoever brings the same picture back holds that lock too, and looks whether the file is still there.

mod raster;
mod svg;
mod upload;

#[cfg(test)]
mod tests;

pub use crate::kernel::multipart::BODY_LIMIT;
pub use upload::Upload;

use super::{event::OrganizationLogoChanged, open, page::said, save, store};
use crate::{
    kernel::{
        authn::Principal,
        crypto::{hex, sha256},
        event::Heard,
        fault::{busy, internal},
        rate_limit::Limit,
        storage::{Storage, in_logos},
    },
    model::{AppError, Done, OrgId},
    settings::general::model::{Crop, Settings},
};
use bytes::Bytes;
use leptos::server_fn::codec::MultipartData;
use std::time::Duration;
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

/// How often one person may bring a logo: making one is work.
const UPLOAD: Limit = Limit { name: "upload-logo", burst: 30, every: time::Duration::minutes(1) };
/// Pictures are made two at a time: a large one takes 200 MB while it is worked on.
static TURNS: Semaphore = Semaphore::const_new(2);
/// How long somebody waits for a turn.
const PATIENCE: Duration = Duration::from_secs(8);

/// Why a file can't be the logo.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    #[error("Choose a picture.")]
    Missing,
    #[error("This file is larger than 2 MB. Choose a smaller one.")]
    TooLarge,
    #[error("This is no PNG, JPG or SVG. Choose a picture of one of these kinds.")]
    Unknown,
    #[error("This picture is damaged. Export it again, or choose another one.")]
    Damaged,
    #[error("This picture has too many pixels. Choose one of at most {side} × {side}.", side = raster::SIDE)]
    TooManyPixels,
    #[error("The square lies outside of the picture. Choose the picture again.")]
    Outside,
    #[error("An SVG may have at most 256 kB. Export it simplified, or as PNG.")]
    SvgTooLarge,
    #[error("This SVG can't be read. Export it again, or as PNG.")]
    SvgDamaged,
    #[error("This SVG has a script. Export it without, or as PNG.")]
    SvgScript,
    #[error("This SVG fetches something from elsewhere. Export it with everything embedded, or as PNG.")]
    SvgReference,
    #[error("This SVG has a DOCTYPE, which could define entities. Export it without, or as PNG.")]
    SvgDoctype,
    #[error("This SVG has other documents inside (foreignObject). Export it without, or as PNG.")]
    SvgForeign,
}

impl From<LogoError> for AppError {
    fn from(error: LogoError) -> Self {
        Self::field("logo", error.to_string())
    }
}

/// A picture that can be served to anybody.
#[derive(Debug, PartialEq, Eq)]
struct Picture {
    content: Vec<u8>,
    extension: &'static str,
}

/// Gives the organization the logo of the form.
pub async fn change(principal: &Principal, data: MultipartData) -> Result<Done, AppError> {
    replace(principal, upload::read(data).await?).await
}

/// Gives the organization another logo.
pub async fn replace(principal: &Principal, upload: Upload) -> Result<Done, AppError> {
    let Upload { org, version, crop, content } = upload;
    // Asked before the work, which is done for those alone who may, and not for a page that is older than what there is.
    drop(open(principal, org, version).await?);
    principal.kernel.throttle(UPLOAD, &principal.user.to_string()).await?;
    let picture = make(content, crop).await?;
    let file = format!("{}.{}", hex(&sha256(&picture.content)), picture.extension);
    let (storage, place, content) = (&principal.kernel.storage, in_logos(org, &file), Bytes::from(picture.content));
    storage.put(&place, content.clone()).await?;
    let (change, current) = open(principal, org, version).await?;
    // The same picture was the logo before, and its file was deleted since it was written.
    if !storage.has(&place).await? {
        storage.put(&place, content).await?;
    }
    let settings = Settings { logo: Some(file), ..current.settings.clone() };
    let (general, parts) = save(change, current, settings).await?;
    Ok(said(&general, &parts))
}

/// Takes the logo away.
pub async fn remove(principal: &Principal, org: OrgId, version: i64) -> Result<Done, AppError> {
    let (change, current) = open(principal, org, version).await?;
    let settings = Settings { logo: None, ..current.settings.clone() };
    let (general, parts) = save(change, current, settings).await?;
    Ok(if parts.is_empty() { said(&general, &parts) } else { Done::toast("The logo is removed.") })
}

/// What is served under the name of a logo; none for any other name.
pub async fn find(storage: &Storage, org: &str, file: &str) -> Result<Option<(Bytes, &'static str)>, AppError> {
    let Some((org, kind)) = parse_org(org).zip(kind(file)) else { return Ok(None) };
    Ok(storage.find(&in_logos(org, file)).await?.map(|content| (content, kind)))
}

/// Deletes the file of a former logo, unless it is the logo again.
pub async fn forget_former(heard: Heard, event: OrganizationLogoChanged) -> Result<(), AppError> {
    let Some(former) = event.from else { return Ok(()) };
    let mut change = heard.system().change().await?;
    let current = store::lock_logo(&mut change, event.organization).await?;
    if current.as_ref() != Some(&former) {
        heard.kernel.storage.delete(&in_logos(event.organization, &former)).await?;
    }
    Ok(())
}

/// Makes the picture, off the async threads.
async fn make(content: Vec<u8>, crop: Option<Crop>) -> Result<Picture, AppError> {
    let Ok(turn) = timeout(PATIENCE, TURNS.acquire()).await else { return Err(busy(10)) };
    let _turn = turn.map_err(internal)?;
    Ok(spawn_blocking(move || picture(&content, crop)).await.map_err(internal)??)
}

/// Makes what is served of what came. What it is, its first bytes tell: a name and a declared type can say anything.
fn picture(content: &[u8], crop: Option<Crop>) -> Result<Picture, LogoError> {
    use image::ImageFormat::{Jpeg, Png};
    match content {
        [] => Err(LogoError::Missing),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => raster::square(content, Png, crop),
        [0xFF, 0xD8, 0xFF, ..] => raster::square(content, Jpeg, crop),
        _ => svg::sanitised(content),
    }
}

/// An organization's id as our addresses write it, and in no other way.
fn parse_org(text: &str) -> Option<OrgId> {
    text.parse().ok().filter(|org: &OrgId| org.to_string() == text)
}

/// The media type of a logo's file, if its name is one.
fn kind(file: &str) -> Option<&'static str> {
    let (digest, extension) = file.split_once('.')?;
    let is_digest = digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    match extension {
        "png" if is_digest => Some("image/png"),
        "svg" if is_digest => Some("image/svg+xml"),
        _ => None,
    }
}
