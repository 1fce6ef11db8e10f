//! The settings' own navigation: a list beside the page from 1024 px, a row of tabs under its title below that.

use super::{Frame, current, home};
use crate::model::frame::FrameData;
use leptos::{context::Provider, prelude::*};

/// The settings pages that the person may open, with their addresses.
#[derive(Clone, Default)]
struct Tabs(Vec<(String, String)>);

/// [`Frame`] with the list of settings pages. The page inside begins with a `PageHeader`, which draws the tabs.
#[component]
pub fn SettingsFrame(data: FrameData, children: Children) -> impl IntoView {
    let base = data.current.as_ref().map(home).unwrap_or_default();
    let tabs = data.settings.iter().map(|page| (format!("{base}/settings/{}", page.slug), page.label.clone()));
    let tabs = Tabs(tabs.collect());
    let list = links(&tabs, "settings-link");
    view! {
        <Frame data>
            <div class="settings">
                <nav class="settings-list" aria-label="Settings">
                    <p class="places-title">"Settings"</p>
                    <ul>{list}</ul>
                </nav>
                <div class="settings-page"><Provider value=tabs>{children()}</Provider></div>
            </div>
        </Frame>
    }
    .into_any()
}

/// The same links as a row that scrolls; nothing outside of [`SettingsFrame`].
#[component]
pub fn SettingsTabs() -> impl IntoView {
    let tabs = use_context::<Tabs>()?;
    Some(view! { <nav class="tabs" aria-label="Settings"><ul>{links(&tabs, "tab")}</ul></nav> })
}

fn links(tabs: &Tabs, class: &'static str) -> impl IntoView + use<> {
    let link = |(href, label): (String, String)| {
        let current = current(&href, true);
        view! { <li><a class=class href=href aria-current=current>{label}</a></li> }
    };
    tabs.0.iter().cloned().map(link).collect_view()
}
