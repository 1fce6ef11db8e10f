//! Fields that one chooses in.

use super::around::{Around, Help, Message, Wiring};
use crate::ui::{
    form::{FormScope, FormState},
    icon::{Icon, IconName},
    text::OptionalText,
};
use leptos::prelude::*;

/// One of a list, closed until opened. For more than five; below that, [`RadioField`] shows all at once.
#[component]
pub fn SelectField(
    #[prop(optional)] state: Option<FormState>,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] help: OptionalText,
    /// Value and label of each.
    options: Vec<(String, String)>,
    /// More of them below, each group under its label.
    #[prop(optional)]
    groups: Vec<(String, Vec<(String, String)>)>,
    #[prop(optional, into)] value: OptionalText,
    #[prop(optional)] optional: bool,
    #[prop(optional)] short: bool,
) -> impl IntoView {
    let wiring = Wiring::new(state, &name, &label, help.0, false);
    let chosen = wiring.typed.clone().or(value.0);
    let option = move |(value, label)| {
        let selected = chosen.as_ref() == Some(&value);
        view! { <option value=value selected=selected>{label}</option> }
    };
    let options = options.into_iter().map(&option).collect_view();
    let groups = groups.into_iter().map(|(label, options)| {
        view! { <optgroup label=label>{options.into_iter().map(&option).collect_view()}</optgroup> }
    });
    let groups = groups.collect_view();
    view! {
        <Around wiring=wiring.clone() label optional short>
            <div class="select">
            <select
                class="input"
                id=wiring.id.clone()
                name=name
                autofocus=wiring.focus
                aria-required=(!optional).then_some("true")
                aria-invalid=wiring.invalid
                aria-describedby=wiring.described_by
            >
                {options}
                {groups}
            </select>
            <Icon name=IconName::ChevronDown/>
            </div>
        </Around>
    }
}

/// Yes or no. Sends `value` if ticked, and nothing if not.
#[component]
pub fn CheckboxField(
    #[prop(optional)] state: Option<FormState>,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] help: OptionalText,
    #[prop(optional)] checked: bool,
    #[prop(default = "true".to_owned(), into)] value: String,
) -> impl IntoView {
    let wiring = Wiring::new(state, &name, &label, help.0, false);
    let checked = if wiring.is_back { wiring.typed.is_some() } else { checked };
    view! {
        <div class="field choice">
            <input
                class="choice-box"
                type="checkbox"
                id=wiring.id.clone()
                name=name
                value=value
                checked=checked
                autofocus=wiring.focus
                aria-invalid=wiring.invalid
                aria-describedby=wiring.described_by.clone()
            />
            <div class="choice-text">
                <label class="field-label" for=wiring.id.clone()>{label}</label>
                <Help wiring=wiring.clone()/>
                <Message wiring/>
            </div>
        </div>
    }
    .into_any()
}

/// Any of some that are all shown, none of them included. Sends `name[]` once for each that is ticked.
#[component]
pub fn CheckboxesField(
    #[prop(optional)] state: Option<FormState>,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] help: OptionalText,
    choices: Vec<Choice>,
) -> impl IntoView {
    let wiring = Wiring::new(state.clone(), &name, &label, help.0, false);
    let state = state.unwrap_or_else(|| use_context::<FormScope>().unwrap_or_default().state);
    let (group, focus, invalid) = (wiring.id.clone(), wiring.focus, wiring.invalid);
    let described_by = wiring.described_by.clone();
    let name = format!("{name}[]");
    let choices = choices.into_iter().enumerate().map(move |(index, choice)| {
        // The first has the field's own id, so that the summary's link reaches it.
        let id = if index == 0 { group.clone() } else { format!("{group}-{index}") };
        let help_id = choice.help.as_ref().map(|_| format!("{group}-{index}-about"));
        let checked = state.has(&name, &choice.value);
        view! {
            <div class="choice">
                <input
                    class="choice-box"
                    type="checkbox"
                    id=id.clone()
                    name=name.clone()
                    value=choice.value
                    checked=checked
                    autofocus=focus && index == 0
                    aria-invalid=invalid
                    aria-describedby=help_id.clone()
                />
                <div class="choice-text">
                    <label class="choice-label" for=id><bdi>{choice.label}</bdi></label>
                    {choice.help.map(|help| view! { <p class="field-help" id=help_id>{help}</p> })}
                </div>
            </div>
        }
    });
    view! {
        <fieldset class="field" aria-describedby=described_by>
            <legend class="field-label">{label}" "<span class="field-optional">"optional"</span></legend>
            <Help wiring=wiring.clone()/>
            <div class="choices">{choices.collect_view()}</div>
            <Message wiring/>
        </fieldset>
    }
    .into_any()
}

/// One of a few that are all shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// What choosing it means.
    pub help: Option<String>,
}

impl Choice {
    /// A choice and what choosing it means.
    pub fn new(value: impl Into<String>, label: impl Into<String>, help: impl Into<OptionalText>) -> Self {
        Self { value: value.into(), label: label.into(), help: help.into().0 }
    }
}

/// One of a few, each with a line that says what it means.
#[component]
pub fn RadioField(
    #[prop(optional)] state: Option<FormState>,
    #[prop(into)] name: String,
    /// The question.
    #[prop(into)]
    label: String,
    #[prop(optional, into)] help: OptionalText,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: OptionalText,
) -> impl IntoView {
    let wiring = Wiring::new(state, &name, &label, help.0, false);
    let chosen = wiring.typed.clone().or(value.0);
    let group = wiring.id.clone();
    let described_by = wiring.described_by.clone();
    let focus = wiring.focus;
    let choices = choices.into_iter().enumerate().map(move |(index, choice)| {
        // The first has the field's own id, so that the summary's link reaches it.
        let id = if index == 0 { group.clone() } else { format!("{group}-{index}") };
        let help_id = choice.help.as_ref().map(|_| format!("{group}-{index}-about"));
        let checked = chosen.as_ref() == Some(&choice.value);
        view! {
            <div class="choice">
                <input
                    class="choice-box"
                    type="radio"
                    id=id.clone()
                    name=name.clone()
                    value=choice.value
                    checked=checked
                    autofocus=focus && index == 0
                    aria-describedby=help_id.clone()
                />
                <div class="choice-text">
                    <label class="choice-label" for=id>{choice.label}</label>
                    {choice.help.map(|help| view! { <p class="field-help" id=help_id>{help}</p> })}
                </div>
            </div>
        }
    });
    view! {
        <fieldset class="field" aria-describedby=described_by>
            <legend class="field-label">{label}</legend>
            <Help wiring=wiring.clone()/>
            <div class="choices">{choices.collect_view()}</div>
            <Message wiring/>
        </fieldset>
    }
    .into_any()
}
