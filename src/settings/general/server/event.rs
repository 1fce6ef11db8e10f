//! What happens in the General tab.

use crate::{
    kernel::{
        authz::{ManageGeneral, Within},
        db::{Change, Recorded},
        event::{Event, Target},
    },
    model::{AppError, OrgId, document::DocumentFormats},
    settings::general::model::{CompanySize, Settings},
};
use serde::{Deserialize, Serialize};

/// The organization has another name.
#[derive(Serialize, Deserialize)]
pub struct OrganizationRenamed {
    pub organization: OrgId,
    pub from: String,
    pub to: String,
}

/// It is found under another slug. The former one stays its own, and leads to the new one.
#[derive(Serialize, Deserialize)]
pub struct OrganizationAddressChanged {
    pub organization: OrgId,
    pub from: String,
    pub to: String,
}

/// It says something else of itself.
#[derive(Serialize, Deserialize)]
pub struct OrganizationDescribed {
    pub organization: OrgId,
    pub from: SelfDescription,
    pub to: SelfDescription,
}

/// Somebody said which company it is for.
#[derive(Serialize, Deserialize)]
pub struct OrganizationIntroduced {
    pub organization: OrgId,
    /// Empty where nobody said.
    pub company: String,
    pub size: Option<CompanySize>,
}

/// What an organization says of itself. Empty texts stand for none.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
pub struct SelfDescription {
    pub description: String,
    pub website: String,
}

/// It has another logo, or none any more. The files are named by their content.
#[derive(Serialize, Deserialize)]
pub struct OrganizationLogoChanged {
    pub organization: OrgId,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// New workspaces begin with something else.
#[derive(Serialize, Deserialize)]
pub struct OrganizationDefaultsChanged {
    pub organization: OrgId,
    pub from: DocumentFormats,
    pub to: DocumentFormats,
}

macro_rules! about_the_organization {
    ($($event:ident $name:literal;)+) => {
        $(impl Event for $event {
            const NAME: &'static str = $name;

            fn target(&self) -> Target {
                Target { kind: "organization", id: Some(self.organization.uuid()) }
            }
        })+

        /// One of the events of a save.
        pub enum Edit {
            $($event($event),)+
        }

        impl Edit {
            async fn record<C: Within<ManageGeneral>>(self, change: Change<C>) -> Result<Recorded<C>, AppError> {
                match self {
                    $(Self::$event(event) => change.record(event).await,)+
                }
            }
        }
    };
}

about_the_organization! {
    OrganizationRenamed "organization.renamed";
    OrganizationAddressChanged "organization.address_changed";
    OrganizationDescribed "organization.described";
    OrganizationLogoChanged "organization.logo_changed";
    OrganizationDefaultsChanged "organization.defaults_changed";
    OrganizationIntroduced "organization.introduced";
}

/// The events of a save, none for what stayed as it was.
pub fn edits(organization: OrgId, from: &Settings, to: &Settings) -> Vec<Edit> {
    let said = |settings: &Settings| SelfDescription {
        description: settings.description.clone(),
        website: settings.website.clone(),
    };
    let mut edits = Vec::new();
    if from.name != to.name {
        let (from, to) = (from.name.clone(), to.name.clone());
        edits.push(Edit::OrganizationRenamed(OrganizationRenamed { organization, from, to }));
    }
    if from.slug != to.slug {
        let (from, to) = (from.slug.clone(), to.slug.clone());
        edits.push(Edit::OrganizationAddressChanged(OrganizationAddressChanged { organization, from, to }));
    }
    if said(from) != said(to) {
        let (from, to) = (said(from), said(to));
        edits.push(Edit::OrganizationDescribed(OrganizationDescribed { organization, from, to }));
    }
    if (&from.company, from.company_size) != (&to.company, to.company_size) {
        let (company, size) = (to.company.clone(), to.company_size);
        edits.push(Edit::OrganizationIntroduced(OrganizationIntroduced { organization, company, size }));
    }
    if from.logo != to.logo {
        let (from, to) = (from.logo.clone(), to.logo.clone());
        edits.push(Edit::OrganizationLogoChanged(OrganizationLogoChanged { organization, from, to }));
    }
    if from.defaults != to.defaults {
        let (from, to) = (from.defaults, to.defaults);
        edits.push(Edit::OrganizationDefaultsChanged(OrganizationDefaultsChanged { organization, from, to }));
    }
    edits
}

/// Records every event of a save. None where there is nothing to record, and so nothing to commit.
pub async fn record_all<C: Within<ManageGeneral>>(
    change: Change<C>,
    edits: Vec<Edit>,
) -> Result<Option<Recorded<C>>, AppError> {
    let mut edits = edits.into_iter();
    let Some(first) = edits.next() else { return Ok(None) };
    let mut recorded = first.record(change).await?;
    for edit in edits {
        recorded = edit.record(recorded.more()).await?;
    }
    Ok(Some(recorded))
}
