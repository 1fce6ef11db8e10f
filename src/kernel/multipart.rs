//! Forms with files: read as they come in, and never more of them kept than their fields may hold.
//!
//! What was typed is remembered for the form to show again, as that of other forms is. A browser refills no file: a form
//! whose file is text can [`show`] it in a field instead.

use crate::model::{AppError, Code};
use leptos::{context::use_context, server_fn::codec::MultipartData};
use std::{
    fmt::Display,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
};

/// How much may be sent, in bytes. What a field doesn't hold is read and dropped, because a browser hears an answer only
/// when it has sent all.
pub const BODY_LIMIT: usize = 40 * 1024 * 1024;
/// The longest of the fields that are given no limit of their own, in bytes.
const TEXT_MAX: usize = 64;
/// How many fields there may be, besides those that are sent once for each choice.
const FIELDS: usize = 20;
/// How many choices there may be.
const CHOICES: usize = 100;

/// What the form shows again if it is refused: names and values of its fields.
#[derive(Clone, Default)]
pub struct Typed(Arc<Mutex<Vec<(String, String)>>>);

/// A form that was sent.
#[derive(Debug)]
pub struct Form(Vec<Field>);

/// One of its fields.
#[derive(Debug)]
pub struct Field {
    name: String,
    /// What the file is called, if it is one. A file field in which none was chosen sends an empty name.
    pub file: Option<String>,
    /// Empty where it was more than the field may hold.
    pub content: Vec<u8>,
    /// Whether it was more than the field may hold.
    pub too_large: bool,
}

impl Typed {
    /// Takes what is remembered.
    pub fn take(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn put(&self, name: &str, value: String) {
        let mut values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        values.retain(|(other, _)| other != name || is_chosen(name));
        values.push((name.to_owned(), value));
    }
}

/// If the form is refused from now on, it shows `value` in that field.
pub fn show(name: &str, value: &str) {
    if let Some(typed) = use_context::<Typed>() {
        typed.put(name, value.to_owned());
    }
}

/// Reads the form. `limits` are the fields that may be longer than a few words, each with its bytes. 400 for what isn't a
/// form of ours.
pub async fn read(data: MultipartData, limits: &[(&str, usize)]) -> Result<Form, AppError> {
    let mut parts = data.into_inner().ok_or_else(|| malformed("no parts"))?;
    let mut form = Form(Vec::new());
    loop {
        let mut part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            // The body's own limit cuts what is far beyond ours.
            Err(_) if form.is_cut() => break,
            Err(error) => return Err(malformed(error)),
        };
        let name = part.name().unwrap_or_default().to_owned();
        let own = limits.iter().find(|(field, _)| *field == name);
        let limit = own.map_or(TEXT_MAX, |(_, limit)| *limit);
        let mut field =
            Field { file: part.file_name().map(str::to_owned), name, content: Vec::new(), too_large: false };
        let alike = form.0.iter().filter(|one| is_chosen(&one.name) == is_chosen(&field.name)).count();
        let is_more = match is_chosen(&field.name) {
            true => alike == CHOICES,
            false => alike == FIELDS || form.find(&field.name).is_some(),
        };
        if is_more {
            return Err(malformed("more fields than the form has"));
        }
        loop {
            match part.chunk().await {
                Ok(Some(chunk)) if !field.too_large && field.content.len() + chunk.len() <= limit => {
                    field.content.extend_from_slice(&chunk);
                }
                Ok(Some(_)) if own.is_none() => return Err(malformed("a long field")),
                Ok(Some(_)) => {
                    field.too_large = true;
                    field.content = Vec::new();
                }
                Ok(None) => break,
                Err(_) if field.too_large || form.is_cut() => break,
                Err(error) => return Err(malformed(error)),
            }
        }
        form.0.push(field);
    }
    form.remember();
    Ok(form)
}

impl Form {
    /// The field of that name, if it was sent.
    pub fn find(&self, name: &str) -> Option<&Field> {
        self.0.iter().find(|field| field.name == name)
    }

    /// What was typed into a field; empty where it is missing. 400 for bytes that are no text.
    pub fn text(&self, name: &str) -> Result<&str, AppError> {
        self.find(name).map_or(Ok(""), |field| std::str::from_utf8(&field.content).map_err(malformed))
    }

    /// The value of a field; none where it is missing or empty. 400 for what can't be read.
    pub fn value<T: FromStr<Err: Display>>(&self, name: &str) -> Result<Option<T>, AppError> {
        let text = self.text(name)?.trim();
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(malformed) }
    }

    /// The value of a field that the form always has. 400 without it.
    pub fn required<T: FromStr<Err: Display>>(&self, name: &str) -> Result<T, AppError> {
        self.value(name)?.ok_or_else(|| malformed(name))
    }

    /// The values of a field that is sent once for each choice. 400 for what can't be read.
    pub fn choices<T: FromStr<Err: Display>>(&self, name: &str) -> Result<Vec<T>, AppError> {
        let chosen = self.0.iter().filter(|field| field.name == name);
        let texts = chosen.map(|field| std::str::from_utf8(&field.content).map_err(malformed));
        texts.map(|text| text?.trim().parse().map_err(malformed)).collect()
    }

    /// What the file of a field holds; empty where none was sent or it was more than the field may hold.
    pub fn into_content(mut self, name: &str) -> Vec<u8> {
        let at = self.0.iter().position(|field| field.name == name);
        at.map_or_else(Vec::new, |at| self.0.swap_remove(at).content)
    }

    fn is_cut(&self) -> bool {
        self.0.iter().any(|field| field.too_large)
    }

    fn remember(&self) {
        for field in self.0.iter().filter(|field| field.file.is_none()) {
            if let Ok(text) = std::str::from_utf8(&field.content) {
                show(&field.name, text);
            }
        }
    }
}

/// Whether a field is sent once for each choice.
fn is_chosen(name: &str) -> bool {
    name.ends_with("[]")
}

fn malformed(error: impl Display) -> AppError {
    tracing::debug!(%error, "a form with files can't be read");
    AppError::new(Code::Malformed, "The form couldn't be read. Reload the page and try again.")
}
