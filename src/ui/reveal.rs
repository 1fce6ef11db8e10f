//! Island: shows the characters of a password while its button is pressed in.

use crate::ui::icon::{Icon, IconName};
use leptos::prelude::*;

/// Toggles the input whose id is `input` between dots and characters. Not there without scripts.
#[island]
pub fn Reveal(input: String) -> impl IntoView {
    let ready = RwSignal::new(false);
    let shown = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    let toggle = move |_| {
        shown.update(|shown| *shown = !*shown);
        if let Some(element) = document().get_element_by_id(&input) {
            // The only failure is a name with a space in it.
            let _ = element.set_attribute("type", if shown.get_untracked() { "text" } else { "password" });
        }
    };
    view! {
        <button
            type="button"
            class="field-button"
            hidden=move || !ready.get()
            aria-pressed=move || if shown.get() { "true" } else { "false" }
            on:click=toggle
        >
            <Icon name=IconName::Eye class="when-unpressed"/>
            <Icon name=IconName::EyeOff class="when-pressed"/>
            <span class="visually-hidden">"Show password"</span>
        </button>
    }
}
