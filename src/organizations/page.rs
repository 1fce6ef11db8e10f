//! The pages of organizations as such: the frames, creating one, searching one's own, leaving and restoring.

mod own;

pub use own::Own;

use crate::{
    model::{frame::OrgLink, name::Name},
    organizations::{
        api,
        model::{ACCOUNT_PAGES, OrgList},
    },
    ui::{
        address::{asked, path_part},
        avatar::{Avatar, AvatarKind},
        button::{LinkButton, Submit, Tone},
        field::TextField,
        form::{Form, FormState},
        frame::{Frame, SettingsFrame},
        load::{PageStatus, load_page, load_part},
        section::{PageHeader, Section, SectionFooter},
        state::Empty,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::{components::Outlet, hooks::use_location};

/// The organization of the address: what stands behind `/o/`.
pub fn slug() -> String {
    path_part("org")
}

/// The frame around `/o/{org}/…`. Under a former slug the page has moved.
#[component]
pub fn OrgFrame() -> impl IntoView {
    let place = use_location().pathname.get_untracked();
    let in_settings = place.split('/').nth(3) == Some("settings");
    load_page(api::frame(Some(slug())), move |data| {
        let current = data.current.as_ref().map(|org| org.slug.clone()).unwrap_or_default();
        if current != slug() {
            PageStatus::moved(format!("/o/{}", slug()), format!("/o/{current}"));
            return ().into_any();
        }
        if in_settings {
            let base = format!("/o/{}/settings", slug());
            let pages =
                data.settings.iter().map(|page| (format!("{base}/{}", page.slug), page.label.clone())).collect();
            view! { <SettingsFrame data title="Settings" pages><Outlet/></SettingsFrame> }.into_any()
        } else {
            view! { <Frame data><Outlet/></Frame> }.into_any()
        }
    })
}

/// The frame around the person's own pages.
#[component]
pub fn OwnFrame() -> impl IntoView {
    load_page(api::frame(None), |data| view! { <Frame data><Outlet/></Frame> })
}

/// The frame around `/account/…`, which belongs to no organization.
#[component]
pub fn AccountFrame() -> impl IntoView {
    let pages: Vec<(String, String)> =
        ACCOUNT_PAGES.iter().map(|(path, label)| ((*path).to_owned(), (*label).to_owned())).collect();
    load_page(
        api::frame(None),
        |data| view! { <SettingsFrame data title="Your account" pages><Outlet/></SettingsFrame> },
    )
}

/// `/orgs/new`.
#[component]
pub fn New() -> impl IntoView {
    let state = FormState::of::<api::Create>();
    view! {
        <PageHeader title="Create an organization" lead="An organization has its own members, billing and rules, apart from every other."/>
        <Section
            title="Name"
            explain="For a separate business or client. Teams that share members and a bill are better off as workspaces of one organization."
        >
            <Form action=api::Create::PATH state=state>
                <TextField name="name" label="Organization name" autocomplete="organization" maxlength={Name::MAX as u16} autofocus=true/>
                <SectionFooter note="You become its owner. It begins with a workspace called General.">
                    <Submit working="Creating…">"Create organization"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}

/// `/orgs`: the person's organizations, searched by `?q=`.
#[component]
pub fn List() -> impl IntoView {
    let query = asked("q");
    view! {
        <PageHeader title="Your organizations" lead="Every organization that you are a member of."/>
        {load_part(api::list(query), |list| view! { <Found list/> })}
    }
}

#[component]
fn Found(list: OrgList) -> impl IntoView {
    let OrgList { query, organizations, more } = list;
    let searched = !query.is_empty();
    let rows = if organizations.is_empty() {
        let text = if searched {
            "None of your organizations has a name like that."
        } else {
            "Create one, or accept an invitation."
        };
        view! { <Empty title="Nothing here" text=text action=|| view! { <LinkButton href="/orgs/new">"Create organization"</LinkButton> }/> }.into_any()
    } else {
        view! { <ul class="org-list">{organizations.into_iter().map(|org| view! { <OrgLine org/> }).collect_view()}</ul> }.into_any()
    };
    view! {
        <form class="search-row" method="get" action="/orgs" role="search">
            <TextField name="q" label="Search by name" kind="search" value=query optional=true/>
            <Submit tone=Tone::Quiet>"Search"</Submit>
        </form>
        {rows}
        {more.then(|| view! { <p class="help">"There are more. Search to narrow them."</p> })}
    }
}

#[component]
fn OrgLine(org: OrgLink) -> impl IntoView {
    let role = org.role.map(|role| role.label());
    view! {
        <li>
            <a class="org-line" href=format!("/o/{}", org.slug)>
                <Avatar name=org.name.clone() src=org.logo kind=AvatarKind::Organization size=40/>
                <span class="org-line-text"><strong>{org.name}</strong><span>{role}</span></span>
            </a>
        </li>
    }
}
