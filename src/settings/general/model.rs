//! What the General tab shows, and its rules.

use crate::model::{AppError, Code, OrgId, document::DocumentFormats};
use serde::{Deserialize, Serialize};

/// The organization as its General tab shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct General {
    pub id: OrgId,
    pub settings: Settings,
    /// What a save must carry.
    pub version: i64,
}

/// The General tab, with what stands before a slug in addresses: `https://example.com/o/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GeneralTab {
    pub general: General,
    pub base: String,
    /// Who would lose access if it were deleted.
    pub members: i64,
    /// What would go with it.
    pub workspaces: i64,
}

/// Everything that the tab edits. Empty texts stand for none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub name: String,
    pub slug: String,
    pub description: String,
    pub website: String,
    /// The company behind it, for the operator's information.
    pub company: String,
    pub company_size: Option<CompanySize>,
    /// The file of the logo, named by its content.
    pub logo: Option<String>,
    /// What new workspaces begin with.
    pub defaults: DocumentFormats,
}

/// How many people work for the company behind an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompanySize {
    #[serde(rename = "1")]
    One,
    #[serde(rename = "2-10")]
    UpTo10,
    #[serde(rename = "11-50")]
    UpTo50,
    #[serde(rename = "51-200")]
    UpTo200,
    #[serde(rename = "201-1000")]
    UpTo1000,
    #[serde(rename = "over-1000")]
    Over1000,
}

impl CompanySize {
    /// Every size, smallest first.
    pub const ALL: [Self; 6] = [Self::One, Self::UpTo10, Self::UpTo50, Self::UpTo200, Self::UpTo1000, Self::Over1000];

    /// The word in the database and in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::UpTo10 => "2-10",
            Self::UpTo50 => "11-50",
            Self::UpTo200 => "51-200",
            Self::UpTo1000 => "201-1000",
            Self::Over1000 => "over-1000",
        }
    }

    /// The words on a page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::One => "Just me",
            Self::UpTo10 => "2 to 10",
            Self::UpTo50 => "11 to 50",
            Self::UpTo200 => "51 to 200",
            Self::UpTo1000 => "201 to 1,000",
            Self::Over1000 => "More than 1,000",
        }
    }
}

impl std::str::FromStr for CompanySize {
    type Err = crate::model::format::NotAChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|size| size.as_str() == text).ok_or(crate::model::format::NotAChoice)
    }
}

/// One of the things that the tab edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Name,
    Address,
    Description,
    Website,
    Company,
    Logo,
    Defaults,
}

impl Part {
    const ALL: [Self; 7] =
        [Self::Name, Self::Address, Self::Description, Self::Website, Self::Company, Self::Logo, Self::Defaults];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::Description => "description",
            Self::Website => "website",
            Self::Company => "company",
            Self::Logo => "logo",
            Self::Defaults => "defaults",
        }
    }

    /// The part of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == word)
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Defaults => "the defaults for new workspaces",
            Self::Name => "the name",
            Self::Address => "the address",
            Self::Description => "the description",
            Self::Website => "the website",
            Self::Company => "the company",
            Self::Logo => "the logo",
        }
    }

    /// In which parts two settings differ, in the order of the page.
    pub fn differing(one: &Settings, other: &Settings) -> Vec<Self> {
        let differs = |part: &Self| match part {
            Self::Name => one.name != other.name,
            Self::Address => one.slug != other.slug,
            Self::Description => one.description != other.description,
            Self::Website => one.website != other.website,
            Self::Company => (&one.company, one.company_size) != (&other.company, other.company_size),
            Self::Logo => one.logo != other.logo,
            Self::Defaults => one.defaults != other.defaults,
        };
        Self::ALL.into_iter().filter(differs).collect()
    }

    /// "the name, the address and the logo"; "the settings" where nobody knows.
    pub fn list(parts: &[Self]) -> String {
        let labels: Vec<&str> = parts.iter().map(|part| part.label()).collect();
        match labels.as_slice() {
            [] => "the settings".to_owned(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }
}

/// Why the settings can't be saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GeneralError {
    /// Somebody else saved meanwhile.
    #[error("{who} changed {what} {when}.", what = Part::list(parts))]
    Stale { who: String, parts: Vec<Part>, when: String },
    /// The address is, or was, another organization's.
    #[error("This address is taken. Choose another one.")]
    Taken,
}

impl From<GeneralError> for AppError {
    fn from(error: GeneralError) -> Self {
        match error {
            GeneralError::Stale { .. } => Self::new(Code::Conflict, error.to_string()),
            GeneralError::Taken => Self::field("slug", error.to_string()),
        }
    }
}

/// Refuses a save that was made from an older version than the current one.
pub fn ensure_current(read: i64, current: i64, stale: impl FnOnce() -> GeneralError) -> Result<(), GeneralError> {
    if read == current { Ok(()) } else { Err(stale()) }
}

/// The square of a picture that becomes the logo, in pixels of the picture as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crop {
    pub x: u32,
    pub y: u32,
    pub size: u32,
}

/// A picture's width and height below which a logo looks soft, in pixels.
pub const SHARP: u32 = 200;
/// The largest file of a logo, in bytes.
pub const LOGO_MAX: usize = 2 * 1024 * 1024;

impl Crop {
    /// The largest square in the middle.
    pub fn centred(width: u32, height: u32) -> Self {
        let size = width.min(height);
        Self { x: (width - size) / 2, y: (height - size) / 2, size }
    }

    /// The square moved by so many pixels, as far as the picture goes.
    pub fn moved(self, right: i32, down: i32, width: u32, height: u32) -> Self {
        let along = |from: u32, by: i32, side: u32| from.saturating_add_signed(by).min(side.saturating_sub(self.size));
        Self { x: along(self.x, right, width), y: along(self.y, down, height), ..self }
    }

    /// The square of another size around the same middle. At 100 percent it is as large as the picture allows.
    pub fn zoomed(self, percent: u32, width: u32, height: u32) -> Self {
        let size = (u64::from(width.min(height)) * 100 / u64::from(percent.max(100))).max(1) as u32;
        let grows = (i64::from(self.size) - i64::from(size)) as i32 / 2;
        Self { size, ..self }.moved(grows, grows, width, height)
    }

    /// Whether the square lies inside a picture of that size.
    pub fn fits(self, width: u32, height: u32) -> bool {
        let inside = |from: u32, side: u32| from.checked_add(self.size).is_some_and(|to| to <= side);
        self.size > 0 && inside(self.x, width) && inside(self.y, height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_save_is_refused_with_who_what_and_when() {
        let parts = vec![Part::Address, Part::Website];
        let stale = || GeneralError::Stale { who: "Ana Lima".into(), parts, when: "2 minutes ago".into() };
        assert_eq!(ensure_current(3, 3, stale.clone()), Ok(()));
        let error: AppError = ensure_current(2, 3, stale).unwrap_err().into();
        assert_eq!(error.code, Code::Conflict);
        assert_eq!(error.message, "Ana Lima changed the address and the website 2 minutes ago.");
        assert_eq!(Part::list(&[Part::Name, Part::Logo, Part::Defaults]).matches(" and ").count(), 1);
        assert_eq!(Part::list(&[]), "the settings");
    }

    #[test]
    fn a_crop_is_a_square_inside() {
        assert_eq!(Crop::centred(400, 300), Crop { x: 50, y: 0, size: 300 });
        assert_eq!(Crop::centred(3, 10), Crop { x: 0, y: 3, size: 3 });
        assert!(Crop { x: 100, y: 0, size: 300 }.fits(400, 300));
        for outside in [(101, 0, 300), (0, 1, 300), (0, 0, 0), (u32::MAX, 0, 2)] {
            let (x, y, size) = outside;
            assert!(!Crop { x, y, size }.fits(400, 300), "{outside:?}");
        }
    }

    #[test]
    fn a_crop_moves_and_zooms_within_the_picture() {
        let crop = Crop::centred(400, 300);
        assert_eq!(crop.moved(-80, 20, 400, 300), Crop { x: 0, y: 0, size: 300 });
        assert_eq!(crop.moved(80, 0, 400, 300), Crop { x: 100, y: 0, size: 300 });
        let near = crop.zoomed(200, 400, 300);
        assert_eq!(near, Crop { x: 125, y: 75, size: 150 });
        assert_eq!(near.moved(500, 500, 400, 300).zoomed(100, 400, 300), Crop { x: 100, y: 0, size: 300 });
        assert_eq!(Crop::centred(1, 1).zoomed(400, 1, 1), Crop { x: 0, y: 0, size: 1 });
    }

    #[test]
    fn every_part_is_read_as_it_is_written() {
        assert!(Part::ALL.into_iter().all(|part| Part::from_word(part.as_str()) == Some(part)));
    }
}
