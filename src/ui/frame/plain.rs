//! The frame of pages that need nobody signed in.

use crate::ui::{logo::Wordmark, toast::Toast};
use leptos::prelude::*;

/// A column in the middle with the mark above it: sign-up, sign-in, an invitation, an error.
#[component]
pub fn PlainFrame(
    /// Room for more than a form: 640 px instead of 416.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="plain" class:plain-wide=wide>
            <header class="plain-header"><a href="/" aria-label="Tenantry, to the start"><Wordmark/></a></header>
            <main class="plain-main" id="content">
                <Toast/>
                {children()}
            </main>
            <footer class="plain-footer"><p>"Tenantry keeps the register: who may enter, what they may do, and who did what."</p></footer>
        </div>
    }
    .into_any()
}
