//! The shell, the route table, the navigation: the one place that knows every page.

use crate::{operator, ui::shell::Shell};
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

/// The whole document around [`App`].
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! { <Shell options><App/></Shell> }
}

/// Every page.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=|| "Not found">
                <Route path=path!("/operator/kit") view=operator::kit::Page ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
