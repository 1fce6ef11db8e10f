//! Menus: a button and a popover of links and buttons. The platform opens it, closes it on Escape or a press elsewhere,
//! and gives the focus back, all without scripts. The items are plain links and buttons, reached by Tab.

use crate::ui::{
    icon::{Icon, IconName},
    text::{Ids, OptionalText},
};
use leptos::prelude::*;

/// A menu behind a button.
#[component]
pub fn Menu(
    /// The button's name. For a row's menu say whose it is: "Actions for Ana Lima".
    #[prop(into)]
    label: String,
    /// Shows an icon instead of the label; the label stays for assistive technology.
    #[prop(optional)]
    icon: Option<IconName>,
    /// [`MenuItem`]s, [`MenuButton`]s, and `<hr/>` between groups.
    children: Children,
) -> impl IntoView {
    let id = Ids::next("menu");
    let face = match icon {
        Some(name) => view! { <Icon name/><span class="visually-hidden">{label}</span> }.into_any(),
        None => view! { {label}<Icon name=IconName::ChevronDown/> }.into_any(),
    };
    view! {
        <div class="menu">
            <button type="button" class="button button-quiet" class:button-icon=icon.is_some() popovertarget=id.clone()>{face}</button>
            <div id=id popover="auto" class="float menu-list">{children()}</div>
        </div>
    }
    .into_any()
}

/// Leads to a page.
#[component]
pub fn MenuItem(
    #[prop(into)] href: String,
    #[prop(optional)] icon: Option<IconName>,
    /// What is done there loses something.
    #[prop(optional)]
    danger: bool,
    children: Children,
) -> impl IntoView {
    view! { <a class="menu-item" class:menu-item-danger=danger href=href>{icon.map(|name| view! { <Icon name/> })}{children()}</a> }
}

/// Changes something: a form of one button.
#[component]
pub fn MenuButton(
    #[prop(into)] action: String,
    #[prop(optional)] icon: Option<IconName>,
    #[prop(optional)] danger: bool,
    /// A hidden field to send along.
    #[prop(optional, into)]
    name: OptionalText,
    #[prop(optional, into)] value: OptionalText,
    children: Children,
) -> impl IntoView {
    view! {
        <form method="post" action=action class="contents">
            <button type="submit" class="menu-item" class:menu-item-danger=danger name=name.0 value=value.0>
                {icon.map(|name| view! { <Icon name/> })}
                {children()}
            </button>
        </form>
    }
}
