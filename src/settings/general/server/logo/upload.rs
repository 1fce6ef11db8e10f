//! What the logo's form sends, read as it comes in, and never more of it kept than is allowed.

use super::LogoError;
use crate::{
    model::{AppError, Code, OrgId},
    settings::general::model::{Crop, LOGO_MAX},
};
use leptos::server_fn::codec::MultipartData;
use std::{fmt::Display, str::FromStr};

/// How much may be sent, in bytes. What is beyond the largest logo is read and dropped, because a browser hears an answer
/// only when it has sent all.
pub const BODY_LIMIT: usize = 40 * 1024 * 1024;
/// The longest of the other fields, in bytes.
const TEXT_MAX: usize = 64;

/// How many other fields there may be.
const TEXTS: usize = 16;

/// A logo that was sent.
#[derive(Debug)]
pub struct Upload {
    pub org: OrgId,
    pub version: i64,
    /// Where the form said so; else the middle is taken.
    pub crop: Option<Crop>,
    pub content: Vec<u8>,
}

/// What of the form is there so far.
#[derive(Default)]
struct Fields {
    texts: Vec<(String, String)>,
    content: Vec<u8>,
    too_large: bool,
}

/// Reads the form.
pub async fn read(data: MultipartData) -> Result<Upload, AppError> {
    let mut parts = data.into_inner().ok_or_else(|| malformed("no parts"))?;
    let mut fields = Fields::default();
    loop {
        let mut part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            // The body's own limit cuts a file that is far beyond ours.
            Err(_) if fields.too_large => break,
            Err(error) => return Err(malformed(error)),
        };
        let name = part.name().unwrap_or_default().to_owned();
        let limit = if name == "logo" { LOGO_MAX } else { TEXT_MAX };
        let mut kept = Vec::new();
        loop {
            match part.chunk().await {
                Ok(Some(chunk)) if kept.len() + chunk.len() <= limit && !fields.too_large => {
                    kept.extend_from_slice(&chunk)
                }
                Ok(Some(_)) if name == "logo" => fields.too_large = true,
                Ok(Some(_)) => return Err(malformed("a long field")),
                Ok(None) => break,
                Err(_) if fields.too_large => break,
                Err(error) => return Err(malformed(error)),
            }
        }
        if name == "logo" {
            fields.content = kept;
        } else if fields.texts.len() == TEXTS {
            return Err(malformed("many fields"));
        } else {
            fields.texts.push((name, String::from_utf8(kept).map_err(malformed)?));
        }
    }
    fields.check()
}

impl Fields {
    fn check(self) -> Result<Upload, AppError> {
        if self.too_large {
            return Err(LogoError::TooLarge.into());
        }
        let crop = match (self.number("crop_x")?, self.number("crop_y")?, self.number("crop_size")?) {
            (Some(x), Some(y), Some(size)) => Some(Crop { x, y, size }),
            _ => None,
        };
        let (Some(org), Some(version)) = (self.number("org")?, self.number("version")?) else {
            return Err(malformed("no organization or no version"));
        };
        if self.content.is_empty() {
            return Err(LogoError::Missing.into());
        }
        Ok(Upload { org, version, crop, content: self.content })
    }

    /// The field's value; none where it is missing or empty.
    fn number<T: FromStr<Err: Display>>(&self, name: &str) -> Result<Option<T>, AppError> {
        let text = self.texts.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text.trim());
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(malformed) }
    }
}

fn malformed(error: impl Display) -> AppError {
    tracing::debug!(%error, "a logo's form can't be read");
    AppError::new(Code::Malformed, "The form couldn't be read. Reload the page and try again.")
}
