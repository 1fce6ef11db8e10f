//! What pages and server say to each other about accounts, and the rules that need no database.

pub mod invitation;

use crate::model::{
    AppError, Code, Moment, SessionId,
    email::Email,
    format::{DateFormat, NotAChoice, TimeFormat},
    name::Name,
};
use serde::{Deserialize, Serialize};

/// A sign-up that a link names, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingSignup {
    pub email: String,
    /// Whether this is the browser that signed up; another one asks for the password too.
    pub same_browser: bool,
}

/// What a link of `/verify-email/{token}` is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confirmation {
    SignUp(PendingSignup),
    Address(NewAddress),
}

/// A new address of an account, as the page of its link shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAddress {
    pub email: String,
}

/// How a person signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Security {
    pub email: String,
    pub has_password: bool,
    pub pending: Option<PendingAddress>,
}

/// An address that waits to be proved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingAddress {
    pub email: String,
    pub asked: Moment,
    /// Date, time and zone at which its link ends.
    pub until: String,
}

/// The browsers that a person is signed in with, last used first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sessions {
    pub browsers: Vec<SignedInBrowser>,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// A browser that a person is signed in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedInBrowser {
    pub session: SessionId,
    /// "Firefox on Linux"
    pub device: String,
    /// Where it signed in from.
    pub address: Option<String>,
    pub signed_in: Moment,
    pub last_use: Moment,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// What a person may change of the profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileValues {
    pub name: String,
    /// An IANA name.
    pub time_zone: String,
    pub date_format: DateFormat,
    pub time_format: TimeFormat,
}

/// The profile as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub values: ProfileValues,
    /// What a save must carry.
    pub version: i64,
    /// The time zones to choose from, the chosen one among them.
    pub zones: Vec<String>,
}

impl ProfileValues {
    /// Reads what was typed, every field at once. Whether a zone is one is for the caller to know.
    pub fn read(
        name: &str,
        time_zone: &str,
        date_format: &str,
        time_format: &str,
        is_zone: impl Fn(&str) -> bool,
    ) -> Result<Self, AppError> {
        let name = Name::parse(name).map_err(|error| error.to_string());
        let zone = if is_zone(time_zone) { Ok(time_zone.to_owned()) } else { Err(NotAChoice.to_string()) };
        let date = date_format.parse().map_err(|error: NotAChoice| error.to_string());
        let time = time_format.parse().map_err(|error: NotAChoice| error.to_string());
        match (name, zone, date, time) {
            (Ok(name), Ok(time_zone), Ok(date_format), Ok(time_format)) => {
                Ok(Self { name: name.to_string(), time_zone, date_format, time_format })
            }
            (name, zone, date, time) => {
                let wrong = [
                    ("name", name.err()),
                    ("time_zone", zone.err()),
                    ("date_format", date.err()),
                    ("time_format", time.err()),
                ];
                Err(AppError::fields(wrong.into_iter().filter_map(|(field, message)| Some((field, message?)))))
            }
        }
    }

    /// The names of the fields in which it differs.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let fields = [
            ("name", self.name != other.name),
            ("time_zone", self.time_zone != other.time_zone),
            ("date_format", self.date_format != other.date_format),
            ("time_format", self.time_format != other.time_format),
        ];
        fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }
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
    #[error("This link no longer counts: the change was cancelled, or asked for once more.")]
    Withdrawn,
}

/// Why a profile can't be saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    #[error("You saved the profile in another tab or browser {when}.")]
    Stale { when: String },
}

/// What is wrong with a current password, and at which field it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("That isn't your current password.")]
    Wrong(&'static str),
    #[error("Your account has no password yet. Choose one first.")]
    None(&'static str),
    #[error("The password was changed a moment ago, so this isn't the current one any more.")]
    Changed(&'static str),
}

/// Why an address can't become that of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("That is your address already.")]
    Own,
    #[error("This address has an account by now, so yours keeps the one that it has.")]
    Taken,
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

impl From<ProfileError> for AppError {
    fn from(error: ProfileError) -> Self {
        Self::new(Code::Conflict, error.to_string())
    }
}

impl From<PasswordError> for AppError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Wrong(field) | PasswordError::None(field) | PasswordError::Changed(field) => {
                Self::field(field, error.to_string())
            }
        }
    }
}

impl From<AddressError> for AppError {
    fn from(error: AddressError) -> Self {
        match error {
            AddressError::Own => Self::field("email", error.to_string()),
            AddressError::Taken => Self::new(Code::Invalid, error.to_string()),
        }
    }
}

/// Both or the faults of both, so that every field that is wrong is marked at once.
pub fn both<A, B>(first: Result<A, AppError>, second: Result<B, AppError>) -> Result<(A, B), AppError> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err(mut first), Err(second)) => {
            first.fields.extend(second.fields);
            Err(first)
        }
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
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

/// Refuses to delete an account for who didn't type its address.
pub fn ensure_meant(email: &Email, typed: &str) -> Result<(), AppError> {
    if typed.trim().to_lowercase() == email.key() {
        return Ok(());
    }
    Err(AppError::field("confirm", format!("Type {email}, the address of this account.")))
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
    fn a_profile_is_read_whole() {
        let is_zone = |zone: &str| zone == "Europe/Berlin";
        let read = ProfileValues::read(" Ana  Lima ", "Europe/Berlin", "dots", "24h", is_zone).unwrap();
        assert_eq!((read.name.as_str(), read.date_format), ("Ana Lima", DateFormat::Dots));
        let error = ProfileValues::read("", "Mars/Olympus", "x", "", is_zone).unwrap_err();
        let marked: Vec<&str> = error.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(marked, ["name", "time_zone", "date_format", "time_format"]);
        let other = ProfileValues { name: "Ben".to_owned(), ..read.clone() };
        assert_eq!(read.differences(&other), ["name"]);
    }

    #[test]
    fn both_fields_are_marked_at_once() {
        let error = read_person(" ", "nobody").unwrap_err();
        assert!(error.at("name").is_some() && error.at("email").is_some());
    }
}
