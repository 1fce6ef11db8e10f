//! Island: what the chosen formats look like, while one chooses.

use crate::model::document::DocumentFormats;
use leptos::{ev, prelude::*};

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
