//! The mark: rooms under one roof, one of them lit.

use leptos::prelude::*;

/// The mark alone, square, `size` px. Takes the text's colour; the lit room has the accent's.
#[component]
pub fn Logo(#[prop(default = 24)] size: u16) -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 32 32" width=size height=size fill="currentColor" aria-hidden="true" focusable="false">
            <path d="M16 2.5 29 11v3H3v-3z"/>
            <rect x="3" y="16.5" width="7.5" height="13"/>
            <rect class="logo-lit" x="12.25" y="16.5" width="7.5" height="13"/>
            <rect x="21.5" y="16.5" width="7.5" height="13"/>
        </svg>
    }
}

/// The mark with the name beside it.
#[component]
pub fn Wordmark() -> impl IntoView {
    view! {
        <span class="wordmark">
            <Logo size=24/>
            <span class="wordmark-name">"Tenantry"</span>
        </span>
    }
}
