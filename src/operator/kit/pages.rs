//! What fills a page of its own: frames and error pages, each under `?show=`.

use super::{Group, LONG_NAME, lists::OpenDialog, moment, person};
use crate::{
    model::{
        AppError, Code, OrgRole,
        frame::{FrameData, OrgLink, Person, SettingsLink, WorkspaceLink},
    },
    ui::{
        frame::{Frame, PlainFrame, SettingsFrame},
        prelude::*,
        state::ErrorPage,
        toast::ToastText,
    },
};
use leptos::prelude::*;

/// The pages that `?show=` knows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WholePage {
    Frame,
    Account,
    Settings,
    Dialog,
    SignIn,
    Error(Code),
}

const PAGES: [(&str, &str, WholePage); 12] = [
    ("frame", "Frame, with an overview", WholePage::Frame),
    ("account", "Frame without an organization", WholePage::Account),
    ("settings", "Settings frame, with a table", WholePage::Settings),
    ("dialog", "A dialog whose form came back", WholePage::Dialog),
    ("sign-in", "Plain frame, with a form that came back", WholePage::SignIn),
    ("401", "Signed out", WholePage::Error(Code::SignedOut)),
    ("403", "Forbidden", WholePage::Error(Code::Forbidden)),
    ("404", "Not found", WholePage::Error(Code::NotFound)),
    ("409", "Conflict", WholePage::Error(Code::Conflict)),
    ("429", "Too many", WholePage::Error(Code::TooMany)),
    ("500", "Internal", WholePage::Error(Code::Internal)),
    ("503", "Busy", WholePage::Error(Code::Busy)),
];

impl WholePage {
    pub(super) fn find(name: &str) -> Option<Self> {
        PAGES.iter().find(|(known, ..)| *known == name).map(|(.., page)| *page)
    }
}

#[component]
pub(super) fn Index() -> impl IntoView {
    let pages = PAGES.map(|(name, title, _)| view! { <li><a href=format!("?show={name}")>{title}</a></li> });
    view! {
        <Group id="whole-pages" about="Frames and error pages. The frame takes what it shows from model::frame::FrameData, and the current place from the address.">
            <ul class="kit-pages">{pages.collect_view()}</ul>
        </Group>
    }
}

fn org(number: u128, name: &str, slug: &str, role: OrgRole) -> OrgLink {
    OrgLink {
        id: uuid::Uuid::from_u128(number).into(),
        name: name.to_owned(),
        slug: slug.to_owned(),
        role: Some(role),
        logo: None,
        personal: false,
    }
}

/// The settings' pages of [`frame`], with their addresses.
fn settings_pages() -> Vec<(String, String)> {
    let FrameData { current, settings, .. } = frame();
    let base = current.map(|org| format!("/o/{}/settings", org.slug)).unwrap_or_default();
    settings.into_iter().map(|page| (format!("{base}/{}", page.slug), page.label)).collect()
}

fn frame() -> FrameData {
    let workspace = |name: &str, slug: &str| WorkspaceLink {
        name: name.to_owned(),
        slug: slug.to_owned(),
        suspended: slug == "claims",
    };
    let acme = org(1, "Acme", "acme", OrgRole::Owner);
    let personal = OrgLink { personal: true, ..org(4, "Ana Lima", "ana-lima", OrgRole::Owner) };
    let settings = [
        "General",
        "Members",
        "Workspaces",
        "Security",
        "Billing",
        "Usage",
        "Audit",
        "Notifications",
        "Integrations",
        "Data",
    ];
    FrameData {
        person: Person { name: "Ana Lima".to_owned(), email: "ana.lima@acme.example".to_owned() },
        organizations: vec![
            acme.clone(),
            org(2, "Borealis Freight", "borealis", OrgRole::Member),
            org(3, LONG_NAME, "long", OrgRole::BillingAdmin),
            personal,
        ],
        current: Some(acme),
        more_organizations: true,
        workspaces: vec![
            workspace("Claims", "claims"),
            workspace("Patient intake, north-western region and islands", "intake"),
        ],
        settings: settings.map(|label| SettingsLink { label: label.to_owned(), slug: label.to_lowercase() }).to_vec(),
        may_create: true,
        ..FrameData::default()
    }
}

#[component]
pub(super) fn Show(page: WholePage) -> impl IntoView {
    match page {
        WholePage::Frame => view! { <Frame data=frame()><ToastText text="Welcome to Acme. You are its owner."/><Overview/></Frame> }.into_any(),
        WholePage::Account => {
            let data = FrameData { current: None, workspaces: Vec::new(), settings: Vec::new(), ..frame() };
            view! { <Frame data><PageHeader title="Your account" lead="Your name, your address and how you sign in."/></Frame> }.into_any()
        }
        WholePage::Settings => view! { <SettingsFrame data=frame() title="Settings" pages=settings_pages()><Members/></SettingsFrame> }.into_any(),
        WholePage::Dialog => view! { <SettingsFrame data=frame() title="Settings" pages=settings_pages()><PageHeader title="General" lead="Name, logo and defaults."/><OpenDialog/></SettingsFrame> }.into_any(),
        WholePage::SignIn => view! { <PlainFrame><SignIn/></PlainFrame> }.into_any(),
        WholePage::Error(code) => view! { <ErrorPage error=sample(code)/> }.into_any(),
    }
}

#[component]
fn Overview() -> impl IntoView {
    let figures = [("1,284", "fills this month, of 2,000"), ("18", "members, of 20 seats"), ("3", "workspaces")];
    let figures = figures.map(|(number, of)| view! { <div class="figure"><dt>{of}</dt><dd>{number}</dd></div> });
    view! {
        <PageHeader title="Acme" lead="What happened lately, and what waits for you."/>
        <dl class="figures">{figures.collect_view()}</dl>
        <Section title="Workspaces" explain="Those that you are in.">
            <Empty title="Nothing here yet" text="Forms that you fill or edit show up here, the latest first." icon=IconName::FileText/>
        </Section>
    }
}

#[component]
fn Members() -> impl IntoView {
    let rows = [
        ("Ana Lima", "ana@acme.example", "Owner"),
        ("Bo Okafor", "bo@acme.example", "Admin"),
        ("Chidi Eze", "chidi@acme.example", "Member"),
    ];
    let rows = rows.map(|(name, email, role)| {
        view! {
            <Row>
                <IdentityCell name sub=email href="#" avatar=move || person(name)/>
                <Cell label="Role">{role}</Cell>
                <Cell label="Last seen"><Time at=moment("3 hours ago", "4 March 2026, 15:05 CET")/></Cell>
                <Actions menu=format!("Actions for {name}")><MenuItem href="#">"Open profile"</MenuItem></Actions>
            </Row>
        }
    });
    view! {
        <PageHeader title="Members" lead="Who can enter Acme, and what they may do there." actions=|| view! { <LinkButton href="#" icon=IconName::UserPlus>"Invite people"</LinkButton> }/>
        <Section title="People" explain="18 of 20 seats are taken.">
            <Table caption="Members" columns={vec![Column::text("Name"), Column::text("Role"), Column::text("Last seen"), Column::actions()]}>{rows.collect_view()}</Table>
            <Pager newer="#" older="#"/>
        </Section>
        <DangerZone title="Danger zone" explain="What is done here affects everybody.">
            <div class="act">
                <div class="act-text"><p class="act-title">"Sign everybody out"</p><p class="act-explain">"All 18 people have to sign in again."</p></div>
                <Submit tone=Tone::Danger>"Sign everybody out"</Submit>
            </div>
        </DangerZone>
    }
}

#[component]
fn SignIn() -> impl IntoView {
    let state = FormState::refused(
        &[("email", "ana@acme.example")],
        AppError::field("password", "The address and the password don't belong together."),
    );
    view! {
        <PageHeader title="Sign in" lead="Good to see you again."/>
        <Form action="#" state>
            <TextField name="email" label="Email" kind="email" autocomplete="email" inputmode="email"/>
            <PasswordField name="password" label="Password" autocomplete="current-password"/>
            <Submit working="Signing in…">"Sign in"</Submit>
            <p class="text-quiet">"New here? "<a href="/signup">"Sign up"</a></p>
        </Form>
    }
}

fn sample(code: Code) -> AppError {
    let error = |message: &str| AppError::new(code, message);
    match code {
        Code::SignedOut => AppError::signed_out(),
        Code::NotFound => AppError::not_found(),
        Code::Forbidden => {
            error("You can't manage billing here. An owner, admin or billing admin can: Bo Okafor is one.")
        }
        Code::Conflict => {
            error("Bo Okafor changed the security policy a minute ago. Look at it, then make your change again.")
        }
        Code::TooMany => {
            AppError { retry_after: Some(240), ..error("There were too many wrong codes for this account.") }
        }
        Code::Busy => AppError { retry_after: Some(5), ..error("The server has more to do than it can right now.") },
        _ => AppError {
            reference: Some("0195f2c4-7d1e-7a3b".to_owned()),
            ..error("The log knows more under the reference below. Tell it to support if it stays so.")
        },
    }
}
