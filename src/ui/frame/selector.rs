//! The organization selector at the top of the sidebar.

use super::home;
use crate::{
    model::frame::{FrameData, OrgLink, SharedLink},
    ui::{
        avatar::{Avatar, AvatarKind},
        filter::Filter,
        icon::{Icon, IconName},
        logo::Wordmark,
    },
};
use leptos::prelude::*;

/// Where one is; opens the list of where else one can be.
#[component]
pub(super) fn Selector(data: FrameData) -> impl IntoView {
    let plural = data.word.plural.clone();
    let current = data.current.as_ref().map(|org| org.id);
    let items = data.organizations.into_iter().map(|org| {
        let here = (Some(org.id) == current).then_some("true");
        let (name, href) = (org.name.clone(), home(&org));
        view! {
            <li data-name=name>
                <a class="org-item" href=href aria-current=here>
                    <Face org/>
                    {here.map(|_| view! { <Icon name=IconName::Check class="org-check"/> })}
                </a>
            </li>
        }
    });
    let shared = data.shared.into_iter().map(|workspace| {
        let SharedLink { name, organization, path } = workspace;
        let (avatar, searched) = (name.clone(), format!("{name} {organization}"));
        view! {
            <li data-name=searched>
                <a class="org-item" href=path>
                    <Avatar name=avatar kind=AvatarKind::Organization size=32/>
                    <span class="org-face">
                        <span class="org-name"><bdi>{name}</bdi></span>
                        <span class="org-role"><bdi>{organization}</bdi></span>
                    </span>
                </a>
            </li>
        }
    });
    let shared = shared.collect_view();
    view! {
        <button type="button" class="org-button" popovertarget="org-picker">
            {match data.current {
                Some(org) => view! { <Face org/> }.into_any(),
                None => view! { <Wordmark/> }.into_any(),
            }}
            <Icon name=IconName::ChevronsUpDown/>
            <span class="visually-hidden">{format!("Your {plural}")}</span>
        </button>
        <div class="float org-picker" id="org-picker" popover="auto">
            <form method="get" action="/orgs" role="search">
                <Filter list="org-items".to_owned() label=format!("Find {plural}") name="q".to_owned()/>
            </form>
            <ul class="org-items" id="org-items">{items.collect_view()} {shared}</ul>
            {data.more_organizations.then(|| view! { <a class="menu-item" href="/orgs"><Icon name=IconName::Ellipsis/>{format!("All {plural}")}</a> })}
            {data.may_create.then(|| view! {
                <a class="menu-item org-create" href="/orgs/new"><Icon name=IconName::Plus/>{format!("Create {}", data.word.singular)}</a>
            })}
        </div>
    }
    .into_any()
}

/// Logo, name and one's role.
#[component]
fn Face(org: OrgLink) -> impl IntoView {
    let role = match org.role {
        _ if org.personal => Some("Personal"),
        Some(role) => Some(role.label()),
        None => Some("From outside"),
    };
    view! {
        <Avatar name=org.name.clone() src=org.logo kind=AvatarKind::Organization size=32/>
        <span class="org-face">
            <span class="org-name"><bdi>{org.name}</bdi></span>
            {role.map(|role| view! { <span class="org-role">{role}</span> })}
        </span>
    }
}
