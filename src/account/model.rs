//! What pages and server say to each other about accounts, and the rules that need no database.

pub mod invitation;

use crate::model::{AppError, Code, email::Email, name::Name};
use serde::{Deserialize, Serialize};

/// A sign-up that a link names, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingSignup {
    pub email: String,
    /// Whether this is the browser that signed up; another one asks for the password too.
    pub same_browser: bool,
}

/// Why a mailed link can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    #[error("This link isn't complete. Open it from the email once more, or copy the whole address.")]
    Altered,
    #[error("This link has been used. Each works once.")]
    Used,
    #[error("This link has expired. Ask for another one.")]
    Expired,
}

/// Why a sign-up can't be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfirmError {
    #[error("This address has an account by now. Sign in with it.")]
    Taken,
    #[error("That isn't the password that was chosen at sign-up.")]
    WrongPassword,
}

impl From<LinkError> for AppError {
    fn from(error: LinkError) -> Self {
        Self::new(Code::Invalid, error.to_string())
    }
}

impl From<ConfirmError> for AppError {
    fn from(error: ConfirmError) -> Self {
        match error {
            ConfirmError::Taken => Self::new(Code::Invalid, error.to_string()),
            ConfirmError::WrongPassword => Self::field("password", error.to_string()),
        }
    }
}

/// Reads name and address at once, so that both are marked where both are wrong.
pub fn read_person(name: &str, email: &str) -> Result<(Name, Email), AppError> {
    match (Name::parse(name), Email::parse(email)) {
        (Ok(name), Ok(email)) => Ok((name, email)),
        (name, email) => {
            let name = name.err().map(|error| ("name", error.to_string()));
            let email = email.err().map(|error| ("email", error.to_string()));
            Err(AppError::fields(name.into_iter().chain(email)))
        }
    }
}

/// Where to go after signing in: a path of ours, or home. A foreign address would make us a door to anywhere.
pub fn safe_next(next: &str) -> &str {
    let local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t'])
        && !next.starts_with("/forms/");
    if local { next } else { "/" }
}

/// The name of the organization that comes with an account.
pub fn personal_organization(person: &Name) -> String {
    let suffix = "’s organization";
    let room = Name::MAX - suffix.chars().count();
    let name: String = person.as_str().chars().take(room).collect();
    format!("{}{suffix}", name.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_gone_to() {
        assert_eq!(safe_next("/o/acme?x=1"), "/o/acme?x=1");
        for foreign in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "evil",
            "/a\r\nb",
            "/forms/account/sign-out",
        ] {
            assert_eq!(safe_next(foreign), "/", "{foreign:?}");
        }
    }

    #[test]
    fn a_personal_organization_keeps_within_a_name() {
        let long = Name::parse(&"x".repeat(100)).unwrap();
        assert!(Name::parse(&personal_organization(&long)).is_ok());
        assert_eq!(personal_organization(&Name::parse("Ana").unwrap()), "Ana’s organization");
    }

    #[test]
    fn both_fields_are_marked_at_once() {
        let error = read_person(" ", "nobody").unwrap_err();
        assert!(error.at("name").is_some() && error.at("email").is_some());
    }
}
