//! What the frame around every signed-in page shows: who is here, where, and where else they can go.

use crate::model::{OrgId, OrgRole};
use serde::{Deserialize, Serialize};

/// The deployment's word for an organization, in lower case, as the operator chose it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    pub singular: String,
    pub plural: String,
}

impl Default for Word {
    fn default() -> Self {
        Self { singular: "organization".to_owned(), plural: "organizations".to_owned() }
    }
}

/// The signed-in person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    pub email: String,
}

/// An organization in the selector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgLink {
    pub id: OrgId,
    pub name: String,
    pub slug: String,
    /// None for somebody who is there by other means than a membership.
    pub role: Option<OrgRole>,
    /// The address of the logo, if one was uploaded.
    pub logo: Option<String>,
    /// Made for the person alone when they signed up.
    pub personal: bool,
}

impl OrgLink {
    /// The address of an organization's logo, whose file is named by its content.
    pub fn logo_address(org: OrgId, file: &str) -> String {
        format!("/logos/{org}/{file}")
    }
}

/// A workspace that the person is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceLink {
    pub name: String,
    pub slug: String,
    /// Opening it says why.
    pub suspended: bool,
}

/// A workspace that the person is in from outside of its organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedLink {
    pub name: String,
    /// The organization's name.
    pub organization: String,
    /// Its address.
    pub path: String,
}

/// A page of the settings that the person may open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsLink {
    pub label: String,
    /// The last part of its address: `/o/{org}/settings/{slug}`.
    pub slug: String,
}

/// Everything that the frame draws. The place that one is at comes from the address, not from here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameData {
    pub word: Word,
    pub person: Person,
    /// The organization of the address; none on the account's own pages.
    pub current: Option<OrgLink>,
    /// The person's organizations, in the order of the selector.
    pub organizations: Vec<OrgLink>,
    /// Whether there are more than `organizations` holds.
    pub more_organizations: bool,
    /// The workspaces of `current` that the person is in.
    pub workspaces: Vec<WorkspaceLink>,
    /// Workspaces of organizations that the person is no member of.
    pub shared: Vec<SharedLink>,
    /// Without any, the person sees no link to the settings.
    pub settings: Vec<SettingsLink>,
    /// Whether the person may create an organization.
    pub may_create: bool,
}
