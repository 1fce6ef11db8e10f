//! The name of an organization in addresses, `/o/{slug}`, and that of a workspace below it, `/w/{slug}`.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A slug that may be chosen: 3 to 48 characters, `a` to `z`, digits and single hyphens between them, no reserved word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// Why a text can't be a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    #[error("Enter an address.")]
    Empty,
    #[error("Use at least {min} characters.", min = Slug::MIN)]
    TooShort,
    #[error("Use at most {max} characters; this has {0}.", max = Slug::MAX)]
    TooLong(usize),
    #[error("Use lower-case letters from a to z, digits and hyphens only.")]
    Characters,
    #[error("Put a hyphen only between letters and digits, one at a time.")]
    Hyphens,
    #[error("This word is reserved. Choose another address.")]
    Reserved,
}

/// Words that mean something in our addresses, or that would make one look like the product's own.
const RESERVED: &[&str] = &[
    "about",
    "abuse",
    "account",
    "accounts",
    "admin",
    "administrator",
    "api",
    "app",
    "assets",
    "auth",
    "billing",
    "blog",
    "contact",
    "docs",
    "download",
    "edit",
    "email",
    "fonts",
    "forgot",
    "forms",
    "help",
    "home",
    "host",
    "info",
    "invitations",
    "legal",
    "login",
    "logos",
    "logout",
    "mail",
    "me",
    "metrics",
    "new",
    "none",
    "null",
    "official",
    "operator",
    "organization",
    "organizations",
    "orgs",
    "password",
    "pkg",
    "postmaster",
    "pricing",
    "privacy",
    "public",
    "reset",
    "root",
    "scim",
    "security",
    "settings",
    "signin",
    "signout",
    "signup",
    "sso",
    "staff",
    "static",
    "status",
    "support",
    "system",
    "team",
    "tenantry",
    "terms",
    "undefined",
    "verify",
    "verify-email",
    "webhooks",
    "welcome",
    "well-known",
    "www",
];

/// Words that mean something where a workspace's name stands in our addresses.
const RESERVED_FOR_WORKSPACES: &[&str] = &["edit", "export", "import", "new"];

impl Slug {
    /// The shortest, in characters.
    pub const MIN: usize = 3;
    /// The longest, in characters.
    pub const MAX: usize = 48;

    /// Reads what was typed. White space around it and capitals are forgiven.
    pub fn parse(typed: &str) -> Result<Self, SlugError> {
        Self::check(typed, Self::MIN, RESERVED)
    }

    /// The same for a workspace, which may be called by one letter and by most of the words that an organization may not.
    pub fn parse_for_workspace(typed: &str) -> Result<Self, SlugError> {
        Self::check(typed, 1, RESERVED_FOR_WORKSPACES)
    }

    fn check(typed: &str, min: usize, reserved: &[&str]) -> Result<Self, SlugError> {
        let slug = typed.trim().to_ascii_lowercase();
        let length = slug.chars().count();
        if length == 0 {
            Err(SlugError::Empty)
        } else if !slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
            Err(SlugError::Characters)
        } else if slug.starts_with('-') || slug.ends_with('-') || slug.contains("--") {
            Err(SlugError::Hyphens)
        } else if length < min {
            Err(SlugError::TooShort)
        } else if length > Self::MAX {
            Err(SlugError::TooLong(length))
        } else if reserved.contains(&slug.as_str()) {
            Err(SlugError::Reserved)
        } else {
            Ok(Self(slug))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = SlugError;

    fn try_from(text: String) -> Result<Self, SlugError> {
        Self::parse(&text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_checked() {
        for good in ["acme", "acme-north-2", "007", "a-b", &"a".repeat(48)] {
            assert_eq!(Slug::parse(good).map(String::from), Ok(good.to_owned()));
        }
        assert_eq!(Slug::parse(" ACME ").map(String::from), Ok("acme".to_owned()));
        for (bad, error) in [
            ("  ", SlugError::Empty),
            ("ab", SlugError::TooShort),
            (&"a".repeat(49), SlugError::TooLong(49)),
            ("acme_north", SlugError::Characters),
            ("acme/../x", SlugError::Characters),
            ("münchen", SlugError::Characters),
            ("-acme", SlugError::Hyphens),
            ("acme-", SlugError::Hyphens),
            ("acme--north", SlugError::Hyphens),
            ("Settings", SlugError::Reserved),
            ("tenantry", SlugError::Reserved),
        ] {
            assert_eq!(Slug::parse(bad), Err(error), "{bad:?}");
        }
    }

    #[test]
    fn a_workspace_may_be_called_by_more_words() {
        for good in ["hr", "a", "support", "security"] {
            assert_eq!(Slug::parse_for_workspace(good).map(String::from), Ok(good.to_owned()));
        }
        assert_eq!(Slug::parse_for_workspace("New"), Err(SlugError::Reserved));
        assert_eq!(Slug::parse_for_workspace("a--b"), Err(SlugError::Hyphens));
    }

    #[test]
    fn reserved_words_are_sorted_and_could_be_typed() {
        assert!(RESERVED.is_sorted());
        assert!(RESERVED.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')));
    }
}
