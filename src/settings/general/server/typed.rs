//! What was typed into the General tab, or sent by a program, and what of it is right.

use crate::{
    model::{
        AppError,
        document::{Decimals, DocumentFormats, Dpi},
        format::{DateFormat, Language, NotAChoice, TimeFormat},
        name::{Name, NameError},
        paragraph::Description,
        slug::Slug,
    },
    settings::general::model::{CompanySize, Settings},
};
use url::Url;

/// The longest website, in characters.
const WEBSITE_MAX: usize = 200;

/// What was typed. What isn't there stays as it is.
#[derive(Default)]
pub struct Typed {
    pub name: Option<String>,
    pub slug: Option<String>,
    pub description: Option<String>,
    pub website: Option<String>,
    pub company: Option<String>,
    pub size: Option<String>,
    pub language: Option<String>,
    pub date_format: Option<String>,
    pub time_format: Option<String>,
    pub decimals: Option<String>,
    pub dpi: Option<String>,
}

/// The same, checked.
pub struct Wanted {
    name: Option<Name>,
    slug: Option<Slug>,
    description: Option<Description>,
    website: Option<String>,
    company: Option<String>,
    size: Option<Option<CompanySize>>,
    language: Option<Language>,
    date_format: Option<DateFormat>,
    time_format: Option<TimeFormat>,
    decimals: Option<Decimals>,
    dpi: Option<Dpi>,
}

/// Why a text is no website.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum WebsiteError {
    #[error("Enter an address that begins with https:// or http://, like https://example.com.")]
    Malformed,
    #[error("Leave out the user name and password.")]
    Credentials,
    #[error("Use at most {WEBSITE_MAX} characters.")]
    TooLong,
}

impl Typed {
    /// Checks everything that was typed. 422 with a sentence at each field that is wrong.
    pub fn check(self) -> Result<Wanted, AppError> {
        let mut wrong = Vec::new();
        let wanted = Wanted {
            name: field(&mut wrong, "name", self.name, Name::parse),
            slug: field(&mut wrong, "slug", self.slug, Slug::parse),
            description: field(&mut wrong, "description", self.description, Description::parse),
            website: field(&mut wrong, "website", self.website, parse_website),
            company: field(&mut wrong, "company", self.company, parse_company),
            size: field(&mut wrong, "size", self.size, parse_size),
            language: field(&mut wrong, "language", self.language, str::parse),
            date_format: field(&mut wrong, "date_format", self.date_format, str::parse),
            time_format: field(&mut wrong, "time_format", self.time_format, str::parse),
            decimals: field(&mut wrong, "decimals", self.decimals, str::parse),
            dpi: field(&mut wrong, "dpi", self.dpi, str::parse),
        };
        if wrong.is_empty() { Ok(wanted) } else { Err(AppError::fields(wrong)) }
    }
}

impl Wanted {
    /// The settings with what is wanted in place.
    pub fn apply(self, settings: &Settings) -> Settings {
        let (old, defaults) = (settings.clone(), settings.defaults);
        Settings {
            name: self.name.map_or(old.name, String::from),
            slug: self.slug.map_or(old.slug, String::from),
            description: self.description.map_or(old.description, |text| text.to_string()),
            website: self.website.unwrap_or(old.website),
            company: self.company.unwrap_or(old.company),
            company_size: self.size.unwrap_or(old.company_size),
            logo: old.logo,
            defaults: DocumentFormats {
                language: self.language.unwrap_or(defaults.language),
                date_format: self.date_format.unwrap_or(defaults.date_format),
                time_format: self.time_format.unwrap_or(defaults.time_format),
                decimals: self.decimals.unwrap_or(defaults.decimals),
                dpi: self.dpi.unwrap_or(defaults.dpi),
            },
        }
    }
}

fn field<T, E: ToString>(
    wrong: &mut Vec<(&'static str, String)>,
    name: &'static str,
    typed: Option<String>,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Option<T> {
    match parse(&typed?) {
        Ok(value) => Some(value),
        Err(error) => {
            wrong.push((name, error.to_string()));
            None
        }
    }
}

/// A company is called like anything else, or not at all.
fn parse_company(typed: &str) -> Result<String, NameError> {
    if typed.trim().is_empty() { Ok(String::new()) } else { Name::parse(typed).map(String::from) }
}

fn parse_size(typed: &str) -> Result<Option<CompanySize>, NotAChoice> {
    if typed.is_empty() { Ok(None) } else { typed.parse().map(Some) }
}

/// Reads an http(s) address as the WHATWG's URL standard does; empty stays empty.
fn parse_website(typed: &str) -> Result<String, WebsiteError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(String::new());
    }
    let url = Url::parse(typed).map_err(|_| WebsiteError::Malformed)?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(WebsiteError::Malformed);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(WebsiteError::Credentials);
    }
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let website = if bare { url.as_str().trim_end_matches('/') } else { url.as_str() };
    if website.chars().count() > WEBSITE_MAX { Err(WebsiteError::TooLong) } else { Ok(website.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn websites_are_http_addresses() {
        for (typed, website) in [
            (" https://Example.com ", "https://example.com"),
            ("http://example.com/über?a=1#b", "http://example.com/%C3%BCber?a=1#b"),
            ("https://münchen.de/", "https://xn--mnchen-3ya.de"),
            ("  ", ""),
        ] {
            assert_eq!(parse_website(typed), Ok(website.to_owned()));
        }
        for bad in ["example.com", "javascript:alert(1)", "ftp://example.com", "https://", "x", "data:text/html,x"] {
            assert_eq!(parse_website(bad), Err(WebsiteError::Malformed), "{bad}");
        }
        assert_eq!(parse_website("https://ana:secret@example.com"), Err(WebsiteError::Credentials));
        assert_eq!(parse_website(&format!("https://example.com/{}", "a".repeat(200))), Err(WebsiteError::TooLong));
    }

    #[test]
    fn every_wrong_field_is_told_at_once() {
        let some = |text: &str| Some(text.to_owned());
        let typed =
            Typed { name: some(""), slug: some("New"), dpi: some("301"), decimals: some("2"), ..Typed::default() };
        let error = typed.check().err().unwrap();
        let fields: Vec<&str> = error.fields.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "slug", "dpi"]);
    }
}
