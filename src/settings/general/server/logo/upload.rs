//! What the logo's form sends.

use super::LogoError;
use crate::{
    kernel::multipart,
    model::{AppError, OrgId},
    settings::general::model::{Crop, LOGO_MAX},
};
use leptos::server_fn::codec::MultipartData;

/// A logo that was sent.
#[derive(Debug)]
pub struct Upload {
    pub org: OrgId,
    pub version: i64,
    /// Where the form said so; else the middle is taken.
    pub crop: Option<Crop>,
    pub content: Vec<u8>,
}

/// Reads the form.
pub async fn read(data: MultipartData) -> Result<Upload, AppError> {
    let form = multipart::read(data, &[("logo", LOGO_MAX)]).await?;
    if form.find("logo").is_some_and(|logo| logo.too_large) {
        return Err(LogoError::TooLarge.into());
    }
    let crop = match (form.value("crop_x")?, form.value("crop_y")?, form.value("crop_size")?) {
        (Some(x), Some(y), Some(size)) => Some(Crop { x, y, size }),
        _ => None,
    };
    let (org, version) = (form.required("org")?, form.required("version")?);
    let content = form.into_content("logo");
    if content.is_empty() {
        return Err(LogoError::Missing.into());
    }
    Ok(Upload { org, version, crop, content })
}
