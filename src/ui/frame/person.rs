//! The person at the bottom of the sidebar.

use crate::{
    model::frame::Person,
    ui::{
        avatar::Avatar,
        icon::{Icon, IconName},
        menu::{MenuButton, MenuItem},
        shell::Theme,
    },
};
use leptos::prelude::*;

/// Name and address; opens account, theme, sign out.
#[component]
pub(super) fn PersonMenu(person: Person) -> impl IntoView {
    let chosen = use_context::<Theme>().unwrap_or_default();
    let themes = Theme::ALL.into_iter().map(|theme| {
        let (icon, label) = match theme {
            Theme::Light => (IconName::Sun, "Light"),
            Theme::Dark => (IconName::Moon, "Dark"),
            Theme::System => (IconName::Monitor, "System"),
        };
        let pressed = if theme == chosen { "true" } else { "false" };
        view! {
            <button type="submit" class="theme-button" name="theme" value=theme.as_str() aria-pressed=pressed>
                <Icon name=icon/>{label}
            </button>
        }
    });
    view! {
        <button type="button" class="person-button" popovertarget="person-menu">
            <Avatar name=person.name.clone() size=32/>
            <span class="org-face">
                <span class="org-name"><bdi>{person.name}</bdi></span>
                <span class="org-role"><bdi>{person.email}</bdi></span>
            </span>
            <Icon name=IconName::ChevronsUpDown/>
        </button>
        <div class="float person-menu" id="person-menu" popover="auto">
            <form method="post" action="/forms/account/theme">
                <div class="theme-choice" role="group" aria-label="Theme">{themes.collect_view()}</div>
            </form>
            <hr/>
            <MenuItem href="/account" icon=IconName::User>"Your account"</MenuItem>
            <MenuButton action="/forms/account/sign-out" icon=IconName::LogOut>"Sign out"</MenuButton>
        </div>
    }
    .into_any()
}
