//! One sentence about what just succeeded elsewhere on the page.

use crate::{
    model::Flash,
    ui::icon::{Icon, IconName},
};
use leptos::prelude::*;
use std::sync::Arc;

/// The sentence that the last form left, if it left one. The frames draw it; a page needn't.
#[component]
pub fn Toast() -> impl IntoView {
    let text = use_context::<Arc<Flash>>().and_then(|flash| flash.toast.clone());
    text.map(|text| view! { <ToastText text/> })
}

/// The same with a text given, for the kit.
///
/// It stays until it is dismissed or another page comes: nobody has to read against a clock. It is a `details` that is
/// gone when closed, so that dismissing needs no script.
#[component]
pub fn ToastText(#[prop(into)] text: String) -> impl IntoView {
    view! {
        <details class="toast" open>
            <summary class="toast-dismiss"><Icon name=IconName::X/><span class="visually-hidden">"Dismiss"</span></summary>
            <div class="toast-body" role="status">
                <Icon name=IconName::CircleCheck class="toast-icon"/>
                <p>{text}</p>
            </div>
        </details>
    }
    .into_any()
}
