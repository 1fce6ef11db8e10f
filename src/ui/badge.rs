//! A word about a thing's state. The tone never speaks alone: each has a shape of its own before the word.

use crate::ui::icon::{Icon, IconName};
use leptos::prelude::*;

/// What a badge says at a glance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadgeTone {
    /// Says a kind, not a state; has no icon.
    #[default]
    Neutral,
    Good,
    Warning,
    Danger,
    /// The thing that is chosen, current or one's own.
    Accent,
}

/// A word, small, in a tone.
#[component]
pub fn Badge(
    #[prop(optional)] tone: BadgeTone,
    /// Instead of the tone's own icon.
    #[prop(optional)]
    icon: Option<IconName>,
    children: Children,
) -> impl IntoView {
    let (class, own) = match tone {
        BadgeTone::Neutral => ("badge", None),
        BadgeTone::Good => ("badge badge-good", Some(IconName::CircleCheck)),
        BadgeTone::Warning => ("badge badge-warning", Some(IconName::TriangleAlert)),
        BadgeTone::Danger => ("badge badge-danger", Some(IconName::CircleX)),
        BadgeTone::Accent => ("badge badge-accent", Some(IconName::CircleDot)),
    };
    view! {
        <span class=class>
            {icon.or(own).map(|name| view! { <Icon name/> })}
            {children()}
        </span>
    }
}
