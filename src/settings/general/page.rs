//! The General tab.

mod delete;

use delete::DeleteSection;

use super::{api, model::General};
use crate::{
    model::name::Name,
    ui::{
        button::Submit,
        field::{Hidden, TextField},
        form::{Form, FormState},
        load::load_part,
        section::{PageHeader, Section, SectionFooter},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;

/// `/o/{org}/settings/general`.
#[component]
pub fn Page() -> impl IntoView {
    let org = use_params_map().with_untracked(|params| params.get("org")).unwrap_or_default();
    view! {
        <PageHeader title="General" lead="What the organization is called, everywhere it appears."/>
        {load_part(api::get_general(org.clone()), |general| view! { <RenameSection general/> })}
        <DeleteSection org/>
    }
}

#[component]
fn RenameSection(general: General) -> impl IntoView {
    let state = FormState::of::<api::Rename>();
    view! {
        <Section title="Name" explain="Members see it in the sidebar, invitees in their mail. The address stays as it is.">
            <Form action=api::Rename::PATH state=state>
                <Hidden name="org" value=general.id.to_string()/>
                <Hidden name="version" value=general.version.to_string()/>
                <TextField
                    name="name"
                    label="Organization name"
                    value=general.name
                    autocomplete="organization"
                    maxlength={Name::MAX as u16}
                />
                <SectionFooter>
                    <Submit working="Saving…">"Save name"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}
