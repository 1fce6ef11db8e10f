//! The use cases of a workspace's settings: authorize, decide, store, record, commit.

pub mod event;
pub mod rest;
mod store;

#[cfg(test)]
mod tests;

use super::model::{Settings, Stale};
use crate::{
    kernel::{
        authn::{Principal, Subject},
        authz::{InWorkspace, ManageWorkspace, Place, authorize_in},
    },
    model::{AppError, Done, document::DocumentFormats},
};
use event::WorkspaceSettingsChanged;
use store::Locked;

/// What was typed. What isn't there stays as it is.
#[derive(Default)]
pub struct Typed {
    pub language: Option<String>,
    pub date_format: Option<String>,
    pub time_format: Option<String>,
    pub decimals: Option<String>,
    pub dpi: Option<String>,
}

impl Typed {
    /// The settings with what was typed in place. 422 with a sentence at each field that is wrong.
    fn apply(self, settings: DocumentFormats) -> Result<DocumentFormats, AppError> {
        let mut wrong = Vec::new();
        let applied = DocumentFormats {
            language: field(&mut wrong, "language", self.language, settings.language),
            date_format: field(&mut wrong, "date_format", self.date_format, settings.date_format),
            time_format: field(&mut wrong, "time_format", self.time_format, settings.time_format),
            decimals: field(&mut wrong, "decimals", self.decimals, settings.decimals),
            dpi: field(&mut wrong, "dpi", self.dpi, settings.dpi),
        };
        if wrong.is_empty() { Ok(applied) } else { Err(AppError::fields(wrong)) }
    }
}

fn field<T: std::str::FromStr<Err: ToString>>(
    wrong: &mut Vec<(&'static str, String)>,
    name: &'static str,
    typed: Option<String>,
    saved: T,
) -> T {
    match typed.map(|typed| typed.parse()) {
        None => saved,
        Some(Ok(value)) => value,
        Some(Err(error)) => {
            wrong.push((name, error.to_string()));
            saved
        }
    }
}

/// How the workspace's documents are written and drawn.
pub async fn settings(principal: &Principal, at: impl Into<Place>) -> Result<Settings, AppError> {
    let view = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).view().await?;
    let scope = view.scope();
    Ok(shown(scope, scope.formats, scope.version))
}

fn shown(scope: &InWorkspace, formats: DocumentFormats, version: i64) -> Settings {
    Settings { org: scope.org, workspace: scope.workspace, name: scope.name.clone(), formats, version }
}

/// Changes what was typed; returns the settings as they are then, and whether anything is new. 409 where the workspace was
/// edited since `version` was read.
pub async fn change(
    principal: &Principal,
    at: impl Into<Place>,
    version: i64,
    typed: Typed,
) -> Result<(Settings, bool), AppError> {
    let mut change = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).change().await?;
    let (scope, now) = (change.scope().clone(), change.now());
    let Locked { formats: from, version: current, updated_at, updated_by, parts } = store::lock(&mut change).await?;
    let to = typed.apply(from)?;
    if version != current {
        let who = updated_by.unwrap_or_else(|| "Somebody".to_owned());
        let when = updated_at.map_or_else(String::new, |at| principal.reader.ago(at, now));
        return Err(Stale { who, parts, when }.into());
    }
    if from == to {
        return Ok((shown(&scope, to, current), false));
    }
    let version = store::save(&mut change, to).await?;
    change.record(WorkspaceSettingsChanged { workspace: scope.workspace, from, to }).await?.commit().await?;
    Ok((shown(&scope, to, version), true))
}

/// The same from the page, with what the page says then: language, date format, time format, decimals, dpi.
pub async fn save_from_page(
    principal: &Principal,
    at: impl Into<Place>,
    version: i64,
    typed: [String; 5],
) -> Result<Done, AppError> {
    let [language, date_format, time_format, decimals, dpi] = typed.map(Some);
    let typed = Typed { language, date_format, time_format, decimals, dpi };
    let (_, is_new) = change(principal, at, version, typed).await?;
    Ok(Done::toast(if is_new { "Saved the settings." } else { "Everything is as it was." }))
}
