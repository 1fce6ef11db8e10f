//! The General tab, a file a section.

mod company;
mod defaults;
mod delete;
mod identity;
mod logo;
mod welcome;

use super::{api, model::GeneralTab};
use crate::{
    model::OrgId,
    ui::{address::path_part, field::Hidden, load::load_part, section::PageHeader},
};
use company::CompanySection;
use defaults::DefaultsSection;
use delete::DeleteSection;
use identity::{AddressSection, IdentitySection};
use leptos::prelude::*;
use logo::LogoSection;
pub use welcome::Welcome;

/// `/o/{org}/settings/general`.
#[component]
pub fn Page() -> impl IntoView {
    let org = path_part("org");
    view! {
        <PageHeader title="General" lead="What the organization is called, where it is found, how it looks, and what its workspaces begin with."/>
        {load_part(api::get_general(org), |tab| view! { <Sections tab/> })}
    }
}

#[component]
fn Sections(tab: GeneralTab) -> impl IntoView {
    let GeneralTab { general, base, .. } = tab.clone();
    view! {
        <IdentitySection general=general.clone()/>
        <AddressSection general=general.clone() base/>
        <LogoSection general=general.clone()/>
        <CompanySection general=general.clone()/>
        <DefaultsSection general/>
        <DeleteSection tab/>
    }
}

/// What every form of the tab carries: which organization, and the version that the page was read with.
#[component]
fn Edited(org: OrgId, version: i64) -> impl IntoView {
    view! {
        <Hidden name="org" value=org.to_string()/>
        <Hidden name="version" value=version.to_string()/>
    }
}
