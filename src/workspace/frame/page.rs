//! The frame's component.

use super::{api, model::PAGES};
use crate::ui::{
    address::path_part,
    frame::SettingsFrame,
    load::{PageStatus, load_page},
};
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// The frame around `/o/{org}/w/{workspace}/…`. Under a former slug of the organization the page has moved.
#[component]
pub fn WorkspaceFrame() -> impl IntoView {
    let (org, workspace) = (path_part("org"), path_part("workspace"));
    load_page(api::frame(org.clone(), workspace), move |inside| {
        if inside.org != org {
            PageStatus::moved(format!("/o/{org}"), format!("/o/{}", inside.org));
            return ().into_any();
        }
        let base = format!("/o/{}/w/{}", inside.org, inside.slug);
        let pages = PAGES
            .iter()
            .filter(|(_, _, permission)| inside.role.allows(*permission))
            .map(|(path, label, _)| (format!("{base}/{path}"), (*label).to_owned()))
            .collect();
        view! { <SettingsFrame data=inside.frame title=inside.name pages><Outlet/></SettingsFrame> }.into_any()
    })
}

/// `/o/{org}/w/{workspace}`: leads to the forms.
#[component]
pub fn Home() -> impl IntoView {
    let base = format!("/o/{}/w/{}", path_part("org"), path_part("workspace"));
    PageStatus::moved(base.clone(), format!("{base}/forms"));
}
