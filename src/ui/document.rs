//! The fields that choose how documents are written and drawn, with an island: what the choice looks like, while one
//! chooses.

use crate::{
    model::{
        document::{Decimals, DocumentFormats, Dpi},
        format::{DateFormat, EXAMPLE, Language, TimeFormat},
    },
    ui::{field::SelectField, form::FormState},
};
use leptos::{ev, prelude::*};

/// Language, date format, time format, decimal digits and resolution, with the example below them. Stands inside of the
/// form whose state it is given; its fields are `language`, `date_format`, `time_format`, `decimals` and `dpi`.
#[component]
pub fn DocumentFields(state: FormState, saved: DocumentFormats) -> impl IntoView {
    let fields = ["language", "date_format", "time_format", "decimals", "dpi"].map(|field| state.id(field));
    view! {
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
    }
    .into_any()
}

/// The example of all formats in one line. `saved` is what the page was drawn with, and without scripts it stays;
/// `fields` are the ids of the selects for language, date format, time format, decimals and dpi.
#[island]
pub fn LiveExample(saved: DocumentFormats, fields: [String; 5]) -> impl IntoView {
    let shown = RwSignal::new(saved);
    Effect::new(move || {
        let fields = fields.clone();
        let look = move || {
            if let Some(chosen) = chosen(&fields) {
                shown.set(chosen);
            }
        };
        // A browser may have put back what was chosen before the page was left.
        look();
        let listener = window_event_listener(ev::change, move |_| look());
        on_cleanup(move || listener.remove());
    });
    view! {
        <div class="example">
            <p class="example-title">"Example"</p>
            <p class="example-text" aria-live="polite">{move || shown.get().example()}</p>
        </div>
    }
}

fn chosen([language, date, time, decimals, dpi]: &[String; 5]) -> Option<DocumentFormats> {
    Some(DocumentFormats {
        language: value_of(language)?.parse().ok()?,
        date_format: value_of(date)?.parse().ok()?,
        time_format: value_of(time)?.parse().ok()?,
        decimals: value_of(decimals)?.parse().ok()?,
        dpi: value_of(dpi)?.parse().ok()?,
    })
}

fn value_of(id: &str) -> Option<String> {
    use leptos::wasm_bindgen::JsCast;
    let select = document().get_element_by_id(id)?.dyn_into::<leptos::web_sys::HtmlSelectElement>().ok()?;
    Some(select.value())
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
