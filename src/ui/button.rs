//! Buttons. A button says a verb and its object; a section has one primary.

use crate::ui::{
    icon::{Icon, IconName},
    text::OptionalText,
};
use leptos::prelude::*;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// The one thing that the section is for.
    #[default]
    Primary,
    /// Everything beside it.
    Quiet,
    /// What takes something away.
    Danger,
    /// Looks like a link among text.
    Plain,
}

impl Tone {
    /// The classes of a button of this tone.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
            Self::Plain => "button button-plain",
        }
    }
}

/// Sends the form that it stands in.
///
/// While the form is under way, `public/forms.js` disables it and shows `working` instead of its text. Both texts are
/// laid over each other, so the width never changes. A file of a kilobyte does that rather than an island: it is there
/// before the browser has even fetched the islands, which is when somebody on a slow line presses twice.
#[component]
pub fn Submit(
    #[prop(optional)] tone: Tone,
    /// "Saving…", "Inviting…". Without it the text stays beside a turning ring.
    #[prop(optional, into)]
    working: OptionalText,
    #[prop(optional)] icon: Option<IconName>,
    /// For a form with several buttons: what this one sends.
    #[prop(optional, into)]
    name: OptionalText,
    #[prop(optional, into)] value: OptionalText,
    #[prop(optional)] disabled: bool,
    /// The id of the form, for a button that stands outside of it.
    #[prop(optional, into)]
    form: OptionalText,
    /// Where this one posts to, for a form whose buttons do different things.
    #[prop(optional, into)]
    action: OptionalText,
    /// 28 px instead of 36 px high, for rows of tables.
    #[prop(optional)]
    small: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <button type="submit" class=tone.class() class:button-small=small name=name.0 value=value.0 disabled=disabled form=form.0 formaction=action.0>
            <Face working=working.0 icon>{children()}</Face>
        </button>
    }
}

/// First in a form of boxes with buttons: Enter in a box presses a form's first button, and this one does nothing
/// (`formmethod="dialog"` outside of a dialog). A disabled one wouldn't do: Chromium goes on to the next.
#[component]
pub fn NoDefault() -> impl IntoView {
    view! { <button type="submit" formmethod="dialog" formnovalidate class="visually-hidden" tabindex="-1" aria-hidden="true"></button> }
}

/// A link that looks like a button, because it leads to where something is done.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] tone: Tone,
    #[prop(optional)] icon: Option<IconName>,
    #[prop(optional)] small: bool,
    /// Fetches a file instead of a page.
    #[prop(optional)]
    download: bool,
    /// Leads to another host, which isn't told from where.
    #[prop(optional)]
    elsewhere: bool,
    children: Children,
) -> impl IntoView {
    let (download, rel) = (download.then_some(""), elsewhere.then_some("noreferrer"));
    view! {
        <a href=href class=tone.class() class:button-small=small class:button-elsewhere=elsewhere download=download rel=rel>
            {icon.map(|name| view! { <Icon name/> })}
            {children()}
        </a>
    }
}

/// What a button shows: its text, and over it what it shows while it works.
#[component]
fn Face(working: Option<String>, icon: Option<IconName>, children: Children) -> impl IntoView {
    view! {
        <span class="face">
            <span class="face-idle">{icon.map(|name| view! { <Icon name/> })} {children()}</span>
            <span class="face-working" aria-hidden="true"><span class="spinner"></span>{working}</span>
        </span>
    }
}
