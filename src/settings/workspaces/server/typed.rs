//! What was typed about a workspace, or sent by a program, and what of it is right.

use crate::{
    model::{
        AppError,
        document::{Decimals, DocumentFormats, Dpi},
        format::{DateFormat, Language, TimeFormat},
        name::Name,
        paragraph::Description,
        slug::Slug,
    },
    settings::workspaces::model::Identity,
};

/// What was typed. What isn't there stays as it is, or is made.
#[derive(Default)]
pub struct Typed {
    pub name: Option<String>,
    pub slug: Option<String>,
    pub description: Option<String>,
    pub language: Option<String>,
    pub date_format: Option<String>,
    pub time_format: Option<String>,
    pub decimals: Option<String>,
    pub dpi: Option<String>,
}

/// The same, checked.
pub struct Checked {
    pub name: Option<Name>,
    pub slug: Option<Slug>,
    pub description: Option<Description>,
    language: Option<Language>,
    date_format: Option<DateFormat>,
    time_format: Option<TimeFormat>,
    decimals: Option<Decimals>,
    dpi: Option<Dpi>,
}

impl Typed {
    /// Checks everything that was typed. 422 with a sentence at each field that is wrong.
    pub fn check(self) -> Result<Checked, AppError> {
        let mut wrong = Vec::new();
        let checked = Checked {
            name: field(&mut wrong, "name", self.name, Name::parse),
            slug: field(&mut wrong, "slug", self.slug, Slug::parse_for_workspace),
            description: field(&mut wrong, "description", self.description, Description::parse),
            language: field(&mut wrong, "language", self.language, str::parse),
            date_format: field(&mut wrong, "date_format", self.date_format, str::parse),
            time_format: field(&mut wrong, "time_format", self.time_format, str::parse),
            decimals: field(&mut wrong, "decimals", self.decimals, str::parse),
            dpi: field(&mut wrong, "dpi", self.dpi, str::parse),
        };
        if wrong.is_empty() { Ok(checked) } else { Err(AppError::fields(wrong)) }
    }
}

impl Checked {
    /// The identity with what is wanted in place.
    pub fn apply(self, old: &Identity) -> Identity {
        let old = old.clone();
        Identity {
            name: self.name.map_or(old.name, String::from),
            slug: self.slug.map_or(old.slug, String::from),
            description: self.description.map_or(old.description, |text| text.to_string()),
        }
    }

    /// The document settings, from the defaults where nothing else is wanted.
    pub fn formats(&self, defaults: DocumentFormats) -> DocumentFormats {
        DocumentFormats {
            language: self.language.unwrap_or(defaults.language),
            date_format: self.date_format.unwrap_or(defaults.date_format),
            time_format: self.time_format.unwrap_or(defaults.time_format),
            decimals: self.decimals.unwrap_or(defaults.decimals),
            dpi: self.dpi.unwrap_or(defaults.dpi),
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
