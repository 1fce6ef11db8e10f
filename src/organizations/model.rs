//! What pages and server say to each other about organizations.

use crate::model::{
    OrgRole, Permission,
    frame::{OrgLink, SettingsLink},
};
use serde::{Deserialize, Serialize};

/// A page's worth of the organizations that a person is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgList {
    /// What was searched for.
    pub query: String,
    pub organizations: Vec<OrgLink>,
    /// Whether there are more than are shown: search narrows them.
    pub more: bool,
}

/// The pages of a person's account: address and label.
pub const ACCOUNT_PAGES: [(&str, &str); 4] = [
    ("/account", "Profile"),
    ("/account/security", "Sign-in and security"),
    ("/account/sessions", "Sessions"),
    ("/account/organizations", "Organizations"),
];

/// The settings pages that a role may open, in the order of the navigation. Each names the permission it wants.
pub fn settings_of(role: OrgRole) -> Vec<SettingsLink> {
    [("General", "general", Permission::ManageGeneral), ("Audit", "audit", Permission::SeeAudit)]
        .into_iter()
        .filter(|(_, _, permission)| role.allows(Permission::OpenSettings) && role.allows(*permission))
        .map(|(label, slug, _)| SettingsLink { label: label.to_owned(), slug: slug.to_owned() })
        .collect()
}
