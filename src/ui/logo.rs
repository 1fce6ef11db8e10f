//! The mark: under one roof a room, and beside it the lines of a register, one of them lit.

use leptos::prelude::*;

/// The mark alone, square, `size` px. Takes the text's colour; the lit line has the accent's.
#[component]
pub fn Logo(#[prop(default = 24)] size: u16) -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 16 16" width=size height=size fill="currentColor" aria-hidden="true">
            <path d="M8 .9 15.2 6.2V7.6H.8V6.2z"/>
            <path d="M.8 8.8H7.4V15.2H.8zM8.6 8.8H15.2V11.4H8.6z"/>
            <path class="logo-lit" d="M8.6 12.6H15.2V15.2H8.6z"/>
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
