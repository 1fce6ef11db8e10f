//! A value to take along.

use super::around::{Around, Wiring};
use crate::ui::{
    form::FormState,
    icon::{Icon, IconName},
    text::OptionalText,
};
use leptos::prelude::*;

/// One line that can be read and copied, and not typed into: an id, a key, a link. With a button that copies it where
/// scripts run (`forms.js`). `scope` tells its id from those of the page's forms.
#[component]
pub fn CopyField(
    scope: &'static str,
    name: &'static str,
    label: &'static str,
    #[prop(into)] value: String,
    #[prop(optional, into)] help: OptionalText,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let wiring = Wiring::new(Some(FormState::default().keyed(scope)), name, label, help.0, autofocus);
    let id = wiring.id.clone();
    view! {
        <Around wiring=wiring.clone() label=label.to_owned()>
            <div class="input-group">
                <input
                    class="input"
                    type="text"
                    id=id.clone()
                    name=name
                    value=value
                    autocomplete="off"
                    spellcheck="false"
                    readonly
                    autofocus=wiring.focus
                    aria-describedby=wiring.described_by
                />
                <button type="button" class="field-button" data-copies=id hidden>
                    <Icon name=IconName::Copy class="when-unpressed"/>
                    <Icon name=IconName::Check class="when-pressed"/>
                    <span class="visually-hidden">{format!("Copy {}", label.to_lowercase())}</span>
                </button>
                <span class="visually-hidden" role="status"></span>
            </div>
        </Around>
    }
}
