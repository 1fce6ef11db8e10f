//! What pages and server say to each other about accounts, and the rules that need no database.

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

/// What deleting one's account means for the organizations that one is in, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountEnding {
    /// The account's address, which has to be typed.
    pub email: String,
    /// Deleted with it: nobody else is there.
    pub along: Vec<String>,
    /// To hand over first: the person is the last owner of others.
    pub hand_over: Vec<HandOver>,
    /// The rest, which lose a member.
    pub left: Vec<String>,
}

/// An organization that wants another owner first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    pub name: String,
    pub slug: String,
    /// How many others can sign in there.
    pub others: i64,
}

impl AccountEnding {
    /// Refuses where others would be left without an owner.
    pub fn ensure_handed_over(&self) -> Result<(), AppError> {
        if self.hand_over.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = self.hand_over.iter().map(|org| org.name.as_str()).collect();
        let sentence = format!(
            "Nothing was deleted. You are the last owner of {}: make somebody else an owner first, or delete it.",
            names.join(", ")
        );
        Err(AppError::new(Code::Invalid, sentence))
    }
}

/// An account that a link restores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restorable {
    pub email: String,
    /// Until when: date, time and zone.
    pub until: String,
    /// The organizations that come back with it, by name.
    pub along: Vec<String>,
}

/// Refuses to delete an account for who didn't type its address and password. Both fields are marked where both are wrong.
pub fn ensure_meant(email: &Email, typed: &str, password_is_right: bool) -> Result<(), AppError> {
    let password = (!password_is_right).then(|| ("password", "That isn’t your password.".to_owned()));
    let is_same = typed.trim().to_lowercase() == email.key();
    let address = (!is_same).then(|| ("confirm", format!("Type {email}, the address of this account.")));
    if password.is_none() && address.is_none() {
        return Ok(());
    }
    Err(AppError::fields(password.into_iter().chain(address)))
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
