//! The mark: under one roof a room, and beside it the lines of a register, one of them lit.

use leptos::prelude::*;

/// The mark alone, square, `size` px. Takes the text's colour; the lit line has the accent's.
#[component]
pub fn Logo(#[prop(default = 24)] size: u16) -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 16 16" width=size height=size fill="currentColor" aria-hidden="true">
            <path d="M8.55.7 15 4.75V7H1V4.75L7.45.7a1.05 1.05 0 0 1 1.1 0z"/>
            <path d="M1 8.5h5.5V15H2a1 1 0 0 1-1-1zM8 8.5h7V11H8z"/>
            <path class="logo-lit" d="M8 12.5h7V14a1 1 0 0 1-1 1H8z"/>
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
