//! The head of a letter that speaks of an organization: its name, and its logo where a mail program can show it.

use crate::{
    kernel::{authz::AsJob, db::View, event::Heard},
    model::{AppError, frame::OrgLink},
};

/// An organization, as the head of a letter shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letterhead {
    pub name: String,
    /// The logo's address, which anybody can open. None for an SVG: mail programs don't show any.
    pub logo: Option<String>,
}

impl Heard {
    /// The head for letters about the event's organization; none without one, or where it is gone by now.
    pub async fn letterhead(&self, view: &mut View<AsJob>) -> Result<Option<Letterhead>, AppError> {
        let Some(org) = self.org else { return Ok(None) };
        let row = sqlx::query!("select name, logo from organizations where id = $1", org.uuid())
            .fetch_optional(view.tx())
            .await?;
        Ok(row.map(|row| {
            let shown = row.logo.filter(|file| !file.ends_with(".svg"));
            let logo = shown.map(|file| self.kernel.config.link(&OrgLink::logo_address(org, &file)));
            Letterhead { name: row.name, logo }
        }))
    }
}
