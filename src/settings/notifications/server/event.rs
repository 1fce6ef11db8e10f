//! What happens to notifications.

use crate::{
    kernel::event::{Event, Target},
    model::{OrgId, UserId},
    settings::notifications::model::FillMails,
};
use serde::{Deserialize, Serialize};

/// The organization mails its members when a form was filled, or not any more.
#[derive(Serialize, Deserialize)]
pub struct FillMailsSwitched {
    pub organization: OrgId,
    pub to: bool,
}

impl Event for FillMailsSwitched {
    const NAME: &'static str = "organization.fill_mails_switched";

    fn target(&self) -> Target {
        Target { kind: "organization", id: Some(self.organization.uuid()) }
    }
}

/// A person wants something else of these mails.
#[derive(Serialize, Deserialize)]
pub struct FillMailsChosen {
    pub user: UserId,
    pub to: FillMails,
}

impl Event for FillMailsChosen {
    const NAME: &'static str = "member.fill_mails_chosen";

    fn target(&self) -> Target {
        Target { kind: "user", id: Some(self.user.uuid()) }
    }
}
