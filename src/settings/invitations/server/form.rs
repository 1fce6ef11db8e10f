//! What the invite form sends: a list that was typed or pasted, or one in a file.

use super::{
    event::InvitedWorkspace,
    people::{self, Invitee},
};
use crate::{
    kernel::multipart::{self, Field, Form},
    model::{AppError, Code, OrgId, OrgRole, WorkspaceRole},
};
use leptos::server_fn::codec::MultipartData;

/// The longest list, in bytes: whatever fits a file fits the field that its lines come back in.
const MAX_LIST: usize = 1024 * 1024;
/// The field to type into.
const PEOPLE: &str = "people";
/// The file.
const LIST: &str = "list";
/// How much of a file's name the page shows.
const MAX_NAME: usize = 80;

/// Why a list isn't read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum ListError {
    #[error("This list is larger than 1 MB. Invite these people in several parts.")]
    TypedTooLarge,
    #[error("This file is larger than 1 MB. Leave out every column but email and role, or divide it.")]
    FileTooLarge,
    #[error("There is nothing in this file. Choose another one.")]
    Empty,
    #[error("This file isn’t text. Save the table as “CSV UTF-8” and choose that file.")]
    NotText,
    #[error(
        "There are people in the field above too. Empty it and choose the file again, or invite them without the file."
    )]
    Both,
}

impl From<ListError> for AppError {
    fn from(error: ListError) -> Self {
        let field = if error == ListError::TypedTooLarge { PEOPLE } else { LIST };
        let refused = Self::field(field, error.to_string());
        match error {
            ListError::TypedTooLarge | ListError::FileTooLarge => Self { code: Code::TooLarge, ..refused },
            _ => refused,
        }
    }
}

/// The form. Its list is read only once whoever sent it may invite.
pub struct Sent {
    pub org: OrgId,
    /// For everybody without a role of their own in the list.
    pub role: OrgRole,
    form: Form,
}

/// Takes the form in.
pub async fn take(data: MultipartData) -> Result<Sent, AppError> {
    let form = multipart::read(data, &[(PEOPLE, MAX_LIST), (LIST, MAX_LIST)]).await?;
    Ok(Sent { org: form.required("org")?, role: form.required("role")?, form })
}

impl Sent {
    /// The workspaces that were ticked, with the one role for all of them.
    pub fn workspaces(&self) -> Result<Vec<InvitedWorkspace>, AppError> {
        let role = self.form.value("workspace_role")?.unwrap_or(WorkspaceRole::Editor);
        let ticked = self.form.choices("workspaces[]")?;
        Ok(ticked.into_iter().map(|workspace| InvitedWorkspace { workspace, role }).collect())
    }

    /// Reads who is to be invited. From then on a refusal shows the lines of the file in the field, to be corrected there.
    pub fn people(&self, banned: &[String]) -> Result<Vec<Invitee>, AppError> {
        let typed = self.form.text(PEOPLE)?;
        if self.form.find(PEOPLE).is_some_and(|field| field.too_large) {
            return Err(ListError::TypedTooLarge.into());
        }
        let file = self.form.find(LIST).and_then(|field| Some((field.file.as_deref()?, field)));
        let Some((name, file)) = file.filter(|(name, _)| !name.is_empty()) else {
            return people::read(typed, banned);
        };
        let lines = lines_of(file)?;
        if !typed.trim().is_empty() {
            return Err(ListError::Both.into());
        }
        multipart::show(PEOPLE, lines);
        multipart::show(LIST, &shown(name));
        people::read(lines, banned)
    }
}

/// The text of a file from its first line on, so that its lines have the same numbers in the field.
fn lines_of(file: &Field) -> Result<&str, ListError> {
    if file.too_large {
        return Err(ListError::FileTooLarge);
    }
    let text = std::str::from_utf8(&file.content).map_err(|_| ListError::NotText)?;
    let text = text.trim_start_matches(['\u{FEFF}', '\r', '\n']);
    match text.trim() {
        "" => Err(ListError::Empty),
        // Text in UTF-16, or no text at all.
        _ if text.contains('\0') => Err(ListError::NotText),
        _ => Ok(text),
    }
}

/// A file's name, as it is shown.
fn shown(name: &str) -> String {
    name.chars().filter(|sign| !sign.is_control()).take(MAX_NAME).collect()
}
