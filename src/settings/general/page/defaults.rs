//! What new workspaces begin with.

use super::Edited;
use crate::{
    model::{
        document::{Decimals, DocumentFormats, Dpi},
        format::{DateFormat, EXAMPLE, Language, TimeFormat},
    },
    settings::general::{api, example::LiveExample, model::General},
    ui::{
        button::Submit,
        field::SelectField,
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
    let fields = ["language", "date_format", "time_format", "decimals", "dpi"].map(|field| state.id(field));
    view! {
        <Section
            title="Defaults for new workspaces"
            explain="How documents are written and drawn. A workspace begins with these and can change them; those that exist stay as they are."
        >
            <Form action=api::SaveDefaults::PATH state=state>
                <Edited org=id version/>
                <SelectField name="language" label="Language" options=languages() value=saved.language.as_str()/>
                <div class="field-pair">
                    <SelectField name="date_format" label="Date format" options=dates(saved) value=saved.date_format.as_str()/>
                    <SelectField name="time_format" label="Time format" options=times() value=saved.time_format.as_str()/>
                </div>
                <div class="field-pair">
                    <SelectField name="decimals" label="Decimal digits" options=decimals(saved) value=saved.decimals.to_string()/>
                    <SelectField name="dpi" label="Resolution" options=resolutions() value=saved.dpi.to_string()/>
                </div>
                <LiveExample saved fields/>
                <SectionFooter>
                    <Submit working="Saving…">"Save defaults"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}

fn languages() -> Vec<(String, String)> {
    let option = |language: &Language| {
        let example = DateFormat::Long.format(EXAMPLE, *language);
        (language.as_str().to_owned(), format!("{} – {example}", language.label()))
    };
    Language::ALL.iter().map(option).collect()
}

fn dates(saved: DocumentFormats) -> Vec<(String, String)> {
    let option = |format: &DateFormat| (format.as_str().to_owned(), format.format(EXAMPLE, saved.language));
    DateFormat::ALL.iter().map(option).collect()
}

fn times() -> Vec<(String, String)> {
    TimeFormat::ALL.iter().map(|format| (format.as_str().to_owned(), format.format(EXAMPLE))).collect()
}

fn decimals(saved: DocumentFormats) -> Vec<(String, String)> {
    let option = |decimals: Decimals| {
        let example = saved.language.number(1_234.5, decimals.get());
        (decimals.to_string(), format!("{decimals} – {example}"))
    };
    Decimals::all().map(option).collect()
}

fn resolutions() -> Vec<(String, String)> {
    let option = |dpi: Dpi| {
        let (width, height) = dpi.a4();
        (dpi.to_string(), format!("{dpi} dpi – A4 is {width} × {height} pixels"))
    };
    Dpi::ALL.into_iter().map(option).collect()
}
