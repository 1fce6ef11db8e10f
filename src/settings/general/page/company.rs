//! Which company it is for.

use super::Edited;
use crate::{
    model::name::Name,
    settings::general::{
        api,
        model::{CompanySize, General, Settings},
    },
    ui::{
        button::Submit,
        field::{SelectField, TextField},
        form::{Form, FormState},
        section::{Section, SectionFooter},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// Who sees it: the same words here and in the welcome.
pub(super) const EXPLAIN: &str = "Whoever runs this service sees it. Nothing depends on it.";

#[component]
pub(super) fn CompanySection(general: General) -> impl IntoView {
    let state = FormState::of::<api::SaveCompany>();
    let General { id, settings, version } = general;
    view! {
        <Section title="Company" explain=EXPLAIN>
            <Form action=api::SaveCompany::PATH state=state>
                <Edited org=id version/>
                <CompanyFields saved=settings/>
                <SectionFooter>
                    <Submit working="Saving…">"Save company"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}

/// The fields, with what is saved in them.
#[component]
pub(super) fn CompanyFields(saved: Settings, #[prop(optional)] autofocus: bool) -> impl IntoView {
    let sizes = CompanySize::ALL.iter().map(|size| (size.as_str().to_owned(), size.label().to_owned()));
    let sizes = [(String::new(), "Choose one".to_owned())].into_iter().chain(sizes).collect();
    let size = saved.company_size.map_or("", CompanySize::as_str);
    view! {
        <TextField
            name="company"
            label="Company"
            value=saved.company
            autocomplete="organization"
            optional=true
            maxlength={Name::MAX as u16}
            autofocus
        />
        <SelectField name="size" label="People who work there" options=sizes value=size optional=true short=true/>
    }
}
