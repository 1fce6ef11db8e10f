//! What happens in the General tab.

use crate::{
    kernel::event::{Event, Target},
    model::OrgId,
};
use serde::{Deserialize, Serialize};

/// The organization has another name.
#[derive(Serialize, Deserialize)]
pub struct OrganizationRenamed {
    pub organization: OrgId,
    pub from: String,
    pub to: String,
}

impl Event for OrganizationRenamed {
    const NAME: &'static str = "organization.renamed";

    fn target(&self) -> Target {
        Target { kind: "organization", id: Some(self.organization.uuid()) }
    }
}
