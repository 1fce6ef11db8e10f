//! Every piece of `ui/` in every state, for those who build pages. Served in development only.

use leptos::prelude::*;

#[component]
pub fn Page() -> impl IntoView {
    view! { <h1>"Kit"</h1> }
}
