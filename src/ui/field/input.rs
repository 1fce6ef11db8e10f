//! Fields that one types into.

use super::around::{Around, Wiring};
use crate::ui::{form::FormState, text::OptionalText};
use leptos::prelude::*;

/// A value that goes along unseen.
#[component]
pub fn Hidden(#[prop(into)] name: String, #[prop(into)] value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

/// One line of text.
#[component]
pub fn TextField(
    #[prop(optional)] state: Option<FormState>,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] help: OptionalText,
    /// The current value. What was typed wins over it.
    #[prop(optional, into)]
    value: OptionalText,
    /// `text`, `email`, `url`, `search`, `number`, `date`…
    #[prop(default = "text")]
    kind: &'static str,
    /// `email`, `name`, `organization`, `one-time-code`…; "off" where the browser shouldn't remember.
    #[prop(optional)]
    autocomplete: &'static str,
    /// `numeric`, `decimal`, `email`, `url`…
    #[prop(optional)]
    inputmode: &'static str,
    #[prop(optional)] optional: bool,
    #[prop(optional)] maxlength: u16,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] readonly: bool,
    /// Stands in front of the value inside the box, for the fixed part of an address.
    #[prop(optional, into)]
    prefix: OptionalText,
    /// Stands behind the value: a unit.
    #[prop(optional, into)]
    suffix: OptionalText,
    /// Narrow, for codes and numbers.
    #[prop(optional)]
    short: bool,
    /// What the browser offers while one types, which needn't be all: value and label of each.
    #[prop(optional)]
    suggestions: Vec<(String, String)>,
) -> impl IntoView {
    let wiring = Wiring::new(state, &name, &label, help.0, autofocus);
    let list = (!suggestions.is_empty()).then(|| format!("{}-list", wiring.id));
    // An address is no prose: no capitals, no spelling.
    let literal = matches!(kind, "email" | "url") || autocomplete == "one-time-code";
    let input = view! {
        <input
            class="input"
            type=kind
            id=wiring.id.clone()
            name=name
            value=wiring.typed.clone().or(value.0)
            autocomplete=given(autocomplete)
            inputmode=given(inputmode)
            list=list.clone()
            autocapitalize=literal.then_some("off")
            spellcheck=literal.then_some("false")
            maxlength=(maxlength > 0).then(|| maxlength.to_string())
            readonly=readonly
            autofocus=wiring.focus
            aria-required=(!optional && !readonly).then_some("true")
            aria-invalid=wiring.invalid
            aria-describedby=wiring.described_by.clone()
        />
    };
    let input = if prefix.0.is_none() && suffix.0.is_none() {
        input.into_any()
    } else {
        view! {
            <div class="input-group">
                {prefix.0.map(|prefix| view! { <span class="input-affix" aria-hidden="true">{prefix}</span> })}
                {input}
                {suffix.0.map(|suffix| view! { <span class="input-affix" aria-hidden="true">{suffix}</span> })}
            </div>
        }
        .into_any()
    };
    let suggestions = suggestions.into_iter().map(|(value, label)| view! { <option value=value>{label}</option> });
    let list = list.map(|id| view! { <datalist id=id>{suggestions.collect_view()}</datalist> });
    view! { <Around wiring label optional short>{input}{list}</Around> }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    #[prop(optional)] state: Option<FormState>,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] help: OptionalText,
    #[prop(optional, into)] value: OptionalText,
    #[prop(optional)] optional: bool,
    #[prop(optional)] maxlength: u16,
    #[prop(optional)] autofocus: bool,
    #[prop(default = 4)] rows: u8,
) -> impl IntoView {
    let wiring = Wiring::new(state, &name, &label, help.0, autofocus);
    view! {
        <Around wiring=wiring.clone() label optional>
            <textarea
                class="input"
                id=wiring.id.clone()
                name=name
                rows=rows.to_string()
                maxlength=(maxlength > 0).then(|| maxlength.to_string())
                autofocus=wiring.focus
                aria-required=(!optional).then_some("true")
                aria-invalid=wiring.invalid
                aria-describedby=wiring.described_by
            >
                {wiring.typed.or(value.0)}
            </textarea>
        </Around>
    }
}

/// A file, in a form that is `multipart`. Never refilled: a browser forbids it.
#[component]
pub fn FileField(
    #[prop(optional)] state: Option<FormState>,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// Which kinds and how large.
    #[prop(optional, into)]
    help: OptionalText,
    /// `image/png,image/svg+xml`
    #[prop(optional)]
    accept: &'static str,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let wiring = Wiring::new(state, &name, &label, help.0, false);
    view! {
        <Around wiring=wiring.clone() label optional>
            <input
                class="input input-file"
                type="file"
                id=wiring.id.clone()
                name=name
                accept=given(accept)
                required=!optional
                autofocus=wiring.focus
                aria-invalid=wiring.invalid
                aria-describedby=wiring.described_by
            />
        </Around>
    }
}

/// An attribute's value, or no attribute.
pub(super) fn given(value: &'static str) -> Option<&'static str> {
    (!value.is_empty()).then_some(value)
}
