//! Light or dark is this browser's business, so it is a cookie and nothing else.

use crate::{
    kernel::authn::Visitor,
    model::{AppError, Done},
};
use tower_cookies::{
    Cookie,
    cookie::{SameSite, time::Duration},
};

/// The cookie's name; the shell reads it.
pub const COOKIE: &str = "theme";

/// Keeps the choice for a year; anything but `light` or `dark` follows the system again.
pub fn choose(visitor: &Visitor, theme: &str) -> Result<Done, AppError> {
    let chosen = matches!(theme, "light" | "dark");
    let age = if chosen { Duration::days(365) } else { Duration::ZERO };
    let cookie = Cookie::build((COOKIE, if chosen { theme.to_owned() } else { String::new() }))
        .path("/")
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(visitor.kernel.config.secure())
        .max_age(age);
    visitor.cookies.add(cookie.into());
    Ok(Done::default())
}
