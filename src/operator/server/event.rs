//! What the operator does.

use super::Limits;
use crate::{
    kernel::event::{Event, Target},
    model::OrgId,
};
use serde::{Deserialize, Serialize};

/// The organization has another plan, or another number of seats.
#[derive(Serialize, Deserialize)]
pub struct OrganizationLimited {
    pub organization: OrgId,
    pub from: Limits,
    pub to: Limits,
}

impl Event for OrganizationLimited {
    const NAME: &'static str = "organization.limits_changed";

    fn target(&self) -> Target {
        Target { kind: "organization", id: Some(self.organization.uuid()) }
    }
}
