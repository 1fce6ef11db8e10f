//! What all fields have around their control, and how the parts point at each other.

use crate::ui::{
    form::{FormScope, FormState},
    icon::{Icon, IconName},
};
use leptos::prelude::*;

/// What a control needs to know, worked out once.
#[derive(Clone, Debug)]
pub(super) struct Wiring {
    pub(super) id: String,
    /// The ids of help and message, for `aria-describedby`.
    pub(super) described_by: Option<String>,
    /// `aria-invalid`.
    pub(super) invalid: Option<&'static str>,
    /// What was typed, if the form comes back.
    pub(super) typed: Option<String>,
    /// Whether the form comes back.
    pub(super) is_back: bool,
    /// `autofocus`.
    pub(super) focus: bool,
    pub(super) help: Option<String>,
    pub(super) message: Option<String>,
}

impl Wiring {
    /// `autofocus` is what the page wishes; the first field with a message takes it instead.
    pub(super) fn new(
        state: Option<FormState>,
        name: &str,
        label: &str,
        help: Option<String>,
        autofocus: bool,
    ) -> Self {
        let scope = use_context::<FormScope>().unwrap_or_default();
        scope.draw(name, label);
        let state = state.unwrap_or(scope.state);
        let id = state.id(name);
        let message = state.message(name);
        let parts = [help.as_ref().map(|_| format!("{id}-help")), message.as_ref().map(|_| format!("{id}-message"))];
        let parts = parts.into_iter().flatten().collect::<Vec<_>>();
        let focus = match state.error() {
            Some(error) => error.fields.first().is_some_and(|field| field.field == name),
            None => autofocus,
        };
        Self {
            described_by: (!parts.is_empty()).then(|| parts.join(" ")),
            invalid: message.as_ref().map(|_| "true"),
            typed: state.value(name),
            is_back: state.is_back(),
            focus,
            help,
            message,
            id,
        }
    }
}

/// Label, help, the control, message.
#[component]
pub(super) fn Around(
    wiring: Wiring,
    label: String,
    #[prop(optional)] optional: bool,
    /// Holds the width down, for short values.
    #[prop(optional)]
    short: bool,
    /// What stands below the message.
    #[prop(optional)]
    below: Option<Children>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field" class:field-short=short>
            <label class="field-label" for=wiring.id.clone()>
                {label}
                {optional.then(|| view! { " " <span class="field-optional">"optional"</span> })}
            </label>
            <Help wiring=wiring.clone()/>
            {children()}
            <Message wiring/>
            {below.map(|below| below())}
        </div>
    }
    .into_any()
}

/// The sentence below the label.
#[component]
pub(super) fn Help(wiring: Wiring) -> impl IntoView {
    wiring.help.map(|help| view! { <p class="field-help" id=format!("{}-help", wiring.id)>{help}</p> })
}

/// The sentence that says what to correct.
#[component]
pub(super) fn Message(wiring: Wiring) -> impl IntoView {
    wiring.message.map(|message| {
        view! {
            <p class="field-message" id=format!("{}-message", wiring.id)>
                <Icon name=IconName::CircleAlert/>
                <span>{message}</span>
            </p>
        }
    })
}
