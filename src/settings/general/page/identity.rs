//! What the organization is called and says of itself, and where it is found.

use super::Edited;
use crate::{
    model::{name::Name, paragraph::Description, slug::Slug},
    settings::general::{api, model::General},
    ui::{
        button::Submit,
        field::{TextArea, TextField},
        form::{Form, FormState},
        section::{Section, SectionFooter},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

#[component]
pub(super) fn IdentitySection(general: General) -> impl IntoView {
    let state = FormState::of::<api::SaveIdentity>();
    let General { id, settings, version } = general;
    view! {
        <Section title="Identity" explain="Members see the name in the sidebar, invitees in their mail.">
            <Form action=api::SaveIdentity::PATH state=state>
                <Edited org=id version/>
                <TextField
                    name="name"
                    label="Organization name"
                    value=settings.name
                    autocomplete="organization"
                    maxlength={Name::MAX as u16}
                />
                <TextArea
                    name="description"
                    label="Description"
                    help="What it does, in a sentence or two."
                    value=settings.description
                    optional=true
                    maxlength={Description::MAX as u16}
                    rows=2
                />
                <TextField
                    name="website"
                    label="Website"
                    help="Begins with https:// or http://."
                    value=settings.website
                    kind="url"
                    inputmode="url"
                    autocomplete="url"
                    optional=true
                    maxlength=200
                />
                <SectionFooter>
                    <Submit working="Saving…">"Save identity"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}

#[component]
pub(super) fn AddressSection(general: General, base: String) -> impl IntoView {
    let state = FormState::of::<api::ChangeAddress>();
    let General { id, settings, version } = general;
    view! {
        <Section
            title="Address"
            explain="Where members find the organization. A former address stays reserved for it and leads its members to the new one."
        >
            <Form action=api::ChangeAddress::PATH state=state>
                <Edited org=id version/>
                <TextField
                    name="slug"
                    label="Address"
                    help=format!("{} to {} letters from a to z, digits and hyphens.", Slug::MIN, Slug::MAX)
                    value=settings.slug
                    prefix=base
                    kind="text"
                    inputmode="url"
                    autocomplete="off"
                    maxlength={Slug::MAX as u16}
                />
                <SectionFooter note="Programs find the organization by its id, which stays.">
                    <Submit working="Changing…">"Change address"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}
