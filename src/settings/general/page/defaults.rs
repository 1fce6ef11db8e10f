//! What new workspaces begin with.

use super::Edited;
use crate::{
    settings::general::{api, model::General},
    ui::{
        button::Submit,
        document::DocumentFields,
        form::{Form, FormState},
        section::{Section, SectionFooter},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

#[component]
pub(super) fn DefaultsSection(general: General) -> impl IntoView {
    let state = FormState::of::<api::SaveDefaults>();
    let General { id, settings, version } = general;
    let saved = settings.defaults;
    view! {
        <Section
            title="Defaults for new workspaces"
            explain="How documents are written and drawn. A workspace begins with these and can change them; those that exist stay as they are."
        >
            <Form action=api::SaveDefaults::PATH state=state.clone()>
                <Edited org=id version/>
                <DocumentFields state saved/>
                <SectionFooter>
                    <Submit working="Saving…">"Save defaults"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}
