//! The shell, the route table, the navigation: the one place that knows every page.

use crate::{operator, ui::shell::Shell};
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

/// The whole document around [`App`].
#[cfg(feature = "ssr")]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    // Scaffolding: the kit is looked at under the policy that pages are served with.
    let nonce = leptos::nonce::use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    let policy = format!("default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; base-uri 'none'; object-src 'none'");
    expect_context::<leptos_axum::ResponseOptions>().insert_header(http::header::CONTENT_SECURITY_POLICY, http::HeaderValue::from_str(&policy).unwrap());
    view! { <Shell options><App/></Shell> }
}

/// Every page.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=|| "Not found">
                <Route path=path!("/operator/kit") view=operator::kit::Page ssr=SsrMode::Async/>
                // Scaffolding: the frames' current place.
                <Route path=path!("/o/*any") view=operator::kit::Page ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
