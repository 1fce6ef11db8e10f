//! An email address: how it is read, and how two are compared.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An address as it was typed. Two that differ only in case are the same account: compare [`Email::key`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Why a text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("Enter an email address.")]
    Empty,
    #[error("Enter an address like name@example.com.")]
    Malformed,
}

impl Email {
    /// Reads what was typed, by RFC 5321's mailbox without quoted names and address literals: no provider gives those out.
    pub fn parse(typed: &str) -> Result<Self, EmailError> {
        use email_address::{EmailAddress, Options};
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(EmailError::Empty);
        }
        let options = Options::default().without_display_text().without_domain_literal().with_required_tld();
        let address = EmailAddress::parse_with_options(typed, options).map_err(|_| EmailError::Malformed)?;
        if address.local_part().starts_with('"') || typed.len() > 254 || typed.chars().any(char::is_control) {
            return Err(EmailError::Malformed);
        }
        Ok(Self(typed.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What accounts are unique by.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Email {
    type Error = EmailError;

    fn try_from(text: String) -> Result<Self, EmailError> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_compared() {
        let email = Email::parse(" Ana.Lima@Example.COM ").unwrap();
        assert_eq!(email.as_str(), "Ana.Lima@Example.COM");
        assert_eq!(email.key(), "ana.lima@example.com");
        assert_eq!(Email::parse("  "), Err(EmailError::Empty));
        for bad in [
            "ana",
            "ana@",
            "@example.com",
            "ana@example",
            "a b@example.com",
            "\"a b\"@example.com",
            "ana@[127.0.0.1]",
            "Ana <ana@example.com>",
            "ana@example.com\nBcc: x@y.zz",
        ] {
            assert_eq!(Email::parse(bad), Err(EmailError::Malformed), "{bad:?}");
        }
    }
}
