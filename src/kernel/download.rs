//! A PDF on its way out, for who may see it and nobody else: streamed, kept by no cache, never anything but a PDF.

use crate::{kernel::storage::Opened, model::name::slugify};
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderName, header};
use std::fmt::Write;

/// The policy of the answer: should anybody take it for a page, it runs nothing, fetches nothing and has no origin.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// A stored PDF, to be shown.
pub struct Download {
    /// What it is called, without the ending.
    pub name: String,
    pub opened: Opened,
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        let Opened { bytes, content } = self.opened;
        let headers: [(HeaderName, String); 6] = [
            (header::CONTENT_TYPE, "application/pdf".to_owned()),
            (header::CONTENT_LENGTH, bytes.to_string()),
            (header::CONTENT_DISPOSITION, disposition(&self.name)),
            (header::CACHE_CONTROL, "private, no-store".to_owned()),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        ];
        (headers, Body::from_stream(content)).into_response()
    }
}

/// Shown where it is, saved under its name (RFC 6266): in plain letters, and with all that it has (RFC 8187 §3.2).
fn disposition(name: &str) -> String {
    let name = name.strip_suffix(".pdf").unwrap_or(name);
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(byte.into());
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("inline; filename=\"{}.pdf\"; filename*=UTF-8''{encoded}.pdf", slugify(name, "document"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_breaks_out_of_no_header() {
        assert_eq!(
            disposition("Übergabe \"2\"\r\nX: y.pdf"),
            "inline; filename=\"bergabe-2-x-y.pdf\"; filename*=UTF-8''%C3%9Cbergabe%20%222%22%0D%0AX%3A%20y.pdf"
        );
        assert_eq!(disposition("病院"), "inline; filename=\"document.pdf\"; filename*=UTF-8''%E7%97%85%E9%99%A2.pdf");
    }
}
