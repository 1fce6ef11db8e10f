//! The frames around pages: [`Frame`] for who is signed in, [`SettingsFrame`] with the list of settings beside the page,
//! [`PlainFrame`] for everybody else.
//!
//! The sidebar is one element: a column from 1024 px, and below that a drawer, which is the platform's popover, so that it
//! opens, closes on Escape and gives the focus back without a script.

mod person;
mod plain;
mod selector;
mod settings;

pub use plain::PlainFrame;
pub use settings::{SettingsFrame, SettingsTabs};

use crate::{
    model::frame::{FrameData, OrgLink},
    ui::{
        avatar::{Avatar, AvatarKind},
        icon::{Icon, IconName},
        logo::Wordmark,
        toast::Toast,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use person::PersonMenu;
use selector::Selector;

/// How many organizations the sidebar itself offers to somebody who is in none of them right now.
const NEAREST: usize = 6;

/// The signed-in frame: sidebar, the page, what just succeeded.
#[component]
pub fn Frame(data: FrameData, children: Children) -> impl IntoView {
    view! {
        <div class="frame">
            <a class="skip-link" href="#content">"Skip to content"</a>
            <TopBar data=data.clone()/>
            <nav class="sidebar" id="sidebar" popover="auto" aria-label="Main">
                <Selector data=data.clone()/>
                <div class="sidebar-places"><Places data=data.clone()/></div>
                <PersonMenu person=data.person/>
            </nav>
            <main class="content" id="content" tabindex="-1">
                <Toast/>
                {children()}
            </main>
        </div>
    }
    .into_any()
}

/// The bar of a phone: the way to the drawer, and where one is.
#[component]
fn TopBar(data: FrameData) -> impl IntoView {
    view! {
        <header class="topbar">
            <button type="button" class="topbar-button" popovertarget="sidebar">
                <Icon name=IconName::Menu class="icon-20"/>
                <span class="visually-hidden">"Navigation"</span>
            </button>
            {match data.current {
                Some(org) => {
                    let (href, name) = (home(&org), org.name.clone());
                    view! {
                        <a class="topbar-org" href=href>
                            <Avatar name=org.name src=org.logo kind=AvatarKind::Organization size=24/>
                            <span>{name}</span>
                        </a>
                    }
                    .into_any()
                }
                None => view! { <a class="topbar-org" href="/"><Wordmark/></a> }.into_any(),
            }}
        </header>
    }
    .into_any()
}

/// Overview, workspaces, settings; without an organization the organizations themselves.
#[component]
fn Places(data: FrameData) -> impl IntoView {
    match data.current {
        Some(org) => {
            let base = format!("/o/{}", org.slug);
            let is_member = org.role.is_some();
            let workspaces = data.workspaces.into_iter().map(|workspace| {
                let href = format!("{base}/w/{}", workspace.slug);
                let icon = if workspace.suspended { IconName::Ban } else { IconName::Layers };
                let hint = if workspace.suspended { " (suspended)" } else { "" };
                view! { <Place href icon label=format!("{}{hint}", workspace.name) within=true/> }
            });
            let workspaces = workspaces.collect_view();
            let settings = data.settings.first().map(|first| {
                let href = format!("{base}/settings/{}", first.slug);
                view! { <Place href icon=IconName::Settings label="Settings" root=format!("{base}/settings") within=true/> }
            });
            view! {
                {is_member.then(|| view! { <ul class="places"><Place href=base icon=IconName::House label="Overview"/> {settings}</ul> })}
                {(!workspaces.is_empty()).then(|| view! {
                    <p class="places-title" id="places-workspaces">"Workspaces"</p>
                    <ul class="places" aria-labelledby="places-workspaces">{workspaces}</ul>
                })}
            }
            .into_any()
        }
        None => {
            let organizations = data.organizations.into_iter().take(NEAREST).map(|org| {
                let (href, name) = (home(&org), org.name.clone());
                view! {
                    <li>
                        <a class="place" href=href>
                            <Avatar name=org.name src=org.logo kind=AvatarKind::Organization size=20/>
                            <span>{name}</span>
                        </a>
                    </li>
                }
            });
            let organizations = organizations.collect_view();
            let shared = data.shared.into_iter().take(NEAREST).map(|workspace| {
                view! { <Place href=workspace.path icon=IconName::Layers label=workspace.name within=true/> }
            });
            let shared = shared.collect_view();
            view! {
                {(!organizations.is_empty()).then(|| view! {
                    <p class="places-title" id="places-organizations">{format!("Your {}", data.word.plural)}</p>
                    <ul class="places" aria-labelledby="places-organizations">{organizations}</ul>
                })}
                {(!shared.is_empty()).then(|| view! {
                    <p class="places-title" id="places-shared">"Shared with you"</p>
                    <ul class="places" aria-labelledby="places-shared">{shared}</ul>
                })}
            }
            .into_any()
        }
    }
}

/// A line of the sidebar, marked when it is where one is.
#[component]
fn Place(
    #[prop(into)] href: String,
    icon: IconName,
    #[prop(into)] label: String,
    /// Also current on the pages below it.
    #[prop(optional)]
    within: bool,
    /// The address that counts, if another than `href`.
    #[prop(optional)]
    root: Option<String>,
) -> impl IntoView {
    let current = current(root.as_deref().unwrap_or(&href), within);
    view! {
        <li><a class="place" href=href aria-current=current><Icon name=icon/><span>{label}</span></a></li>
    }
}

/// `aria-current` for a link to `href`: "page" on it, "true" below it.
fn current(href: &str, within: bool) -> Option<&'static str> {
    let here = use_location().pathname.get_untracked();
    let below = here.strip_prefix(href)?;
    match below {
        "" | "/" => Some("page"),
        _ => (within && below.starts_with('/')).then_some("true"),
    }
}

/// The overview of an organization. Who is in it from outside begins elsewhere.
fn home(org: &OrgLink) -> String {
    if org.role.is_some() { format!("/o/{}", org.slug) } else { "/".to_owned() }
}
