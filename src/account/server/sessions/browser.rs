//! Browsers: how one is known again, and what it is called.
//!
//! A browser has one cookie for all accounts that sign in with it. An account keeps a digest of it and of its own id.

use crate::{
    kernel::{authn::Visitor, crypto::sha256},
    model::UserId,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use tower_cookies::{
    Cookie,
    cookie::{SameSite, time::Duration},
};
use woothee::{parser::Parser, woothee::VALUE_UNKNOWN};

/// Names the browser, not who is signed in, so it outlives every session.
const COOKIE: &str = "tenantry_browser";
/// What browsers cut longer ages to (draft-ietf-httpbis-rfc6265bis §5.5).
const AGE: Duration = Duration::days(400);

/// What a browser is known by: 128 random bits.
pub struct BrowserToken([u8; 16]);

impl BrowserToken {
    /// The one that the browser brought, else a fresh one.
    pub fn of(visitor: &Visitor) -> Self {
        let brought = visitor.cookies.get(COOKIE);
        let brought = brought.and_then(|cookie| BASE64_URL_SAFE_NO_PAD.decode(cookie.value()).ok());
        Self(brought.and_then(|bytes| bytes.try_into().ok()).unwrap_or_else(|| {
            let mut fresh = [0; 16];
            visitor.kernel.rng.fill(&mut fresh);
            fresh
        }))
    }

    /// What an account stores of it.
    pub fn hash(&self, user: UserId) -> [u8; 32] {
        sha256(&[user.uuid().as_bytes(), &self.0[..]].concat())
    }

    /// Has the browser keep it.
    pub fn keep(&self, visitor: &Visitor) {
        let cookie = Cookie::build((COOKIE, BASE64_URL_SAFE_NO_PAD.encode(self.0)))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(visitor.kernel.config.secure())
            .max_age(AGE);
        visitor.cookies.add(cookie.into());
    }
}

/// What a browser or program says of itself, in a person's words: "Firefox on Linux".
pub fn in_words(user_agent: &str) -> String {
    let known = |name: &str| Some(name.to_owned()).filter(|name| !name.is_empty() && name != VALUE_UNKNOWN);
    let parsed = Parser::new().parse(user_agent);
    let browser = parsed.as_ref().and_then(|parsed| known(parsed.name));
    let system = parsed.as_ref().and_then(|parsed| match parsed.os {
        "Mac OSX" => Some("macOS".to_owned()),
        "UNKNOWN" => None,
        // Newer ones call themselves 10 for good.
        windows if windows.starts_with("Windows ") && !windows.contains("Phone") => Some("Windows".to_owned()),
        other => known(other),
    });
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser,
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "An unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named_as_people_know_them() {
        for (user_agent, words) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
                "Chrome on Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
                "Safari on macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            ("", "An unknown browser"),
            ("Tests", "An unknown browser"),
        ] {
            assert_eq!(in_words(user_agent), words, "{user_agent}");
        }
    }
}
