//! The settings' own navigation: a list beside the page from 1024 px, a row of tabs under its title below that.

use super::{Frame, current};
use crate::model::frame::FrameData;
use leptos::{context::Provider, prelude::*};

/// The pages of the settings: addresses and labels.
#[derive(Clone, Default)]
struct Tabs {
    title: String,
    pages: Vec<(String, String)>,
}

/// [`Frame`] with a list of pages: an organization's settings, or a person's account. The page inside begins with a
/// `PageHeader`, which draws the tabs.
#[component]
pub fn SettingsFrame(
    data: FrameData,
    #[prop(into)] title: String,
    /// Address and label of each.
    pages: Vec<(String, String)>,
    children: Children,
) -> impl IntoView {
    let tabs = Tabs { title: title.clone(), pages };
    let (list, label) = (links(&tabs, "settings-link"), title.clone());
    view! {
        <Frame data>
            <div class="settings">
                <nav class="settings-list" aria-label=label>
                    <p class="places-title">{title}</p>
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
    Some(view! { <nav class="tabs" aria-label=tabs.title.clone()><ul>{links(&tabs, "tab")}</ul></nav> })
}

fn links(tabs: &Tabs, class: &'static str) -> impl IntoView + use<> {
    // The first is the root of the others where it is above them.
    let root = tabs.pages.first().map(|(href, _)| href.clone()).unwrap_or_default();
    let is_root = tabs.pages.iter().skip(1).all(|(href, _)| href.starts_with(&root));
    let link = |(href, label): (String, String)| {
        let current = current(&href, !(is_root && href == root));
        view! { <li><a class=class href=href aria-current=current>{label}</a></li> }
    };
    tabs.pages.iter().cloned().map(link).collect_view()
}
