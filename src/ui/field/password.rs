//! A password.

use super::{
    around::{Around, Wiring},
    input::given,
};
use crate::ui::{form::FormState, reveal::Reveal, text::OptionalText};
use leptos::prelude::*;

/// A password, with a button that shows it where scripts run. Never filled from the server.
#[component]
pub fn PasswordField(
    #[prop(optional)] state: Option<FormState>,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] help: OptionalText,
    /// `current-password` or `new-password`.
    #[prop(optional)]
    autocomplete: &'static str,
    #[prop(optional)] autofocus: bool,
    /// What stands below input and message: a meter of its strength. It finds the input by [`FormState::id`].
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let wiring = Wiring::new(state, &name, &label, help.0, autofocus);
    let control = view! {
        <div class="input-group">
            <input
                class="input"
                type="password"
                id=wiring.id.clone()
                name=name
                autocomplete=given(autocomplete)
                autocapitalize="off"
                spellcheck="false"
                autofocus=wiring.focus
                aria-required="true"
                aria-invalid=wiring.invalid
                aria-describedby=wiring.described_by.clone()
            />
            <Reveal input=wiring.id.clone()/>
        </div>
    };
    match children {
        Some(below) => view! { <Around wiring label below>{control}</Around> }.into_any(),
        None => view! { <Around wiring label>{control}</Around> }.into_any(),
    }
}
