//! One workspace from outside: what it is and how much there is in it, and what can be done.

use super::{StateBadge, acts::Acts, address, count};
use crate::{
    model::{OrgRole, name::Name, paragraph::Description, slug::Slug},
    settings::workspaces::{
        api,
        model::{Counts, State, WorkspaceTab},
    },
    ui::{load::load_part, prelude::*},
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/o/{org}/settings/workspaces/{workspace}`.
#[component]
pub fn WorkspacePage() -> impl IntoView {
    load_part(api::get_workspace(path_part("org"), path_part("workspace")), |tab| view! { <Outside tab/> })
}

#[component]
fn Outside(tab: WorkspaceTab) -> impl IntoView {
    let WorkspaceTab { workspace, base, org_slug, is_in, counts, .. } = tab.clone();
    let inside = format!("/o/{org_slug}/w/{}", workspace.identity.slug);
    let opens = is_in && workspace.state == State::Active;
    let none = counts.managers == 0;
    view! {
        <PageHeader
            title=workspace.identity.name.clone()
            lead=format!("{base}{}", workspace.identity.slug)
            parent=(address(&org_slug), "Workspaces".to_owned())
            actions=move || opens.then(|| view! { <LinkButton href=inside.clone() tone=Tone::Quiet icon=IconName::ArrowRight>"Open"</LinkButton> })
        />
        {none.then(|| view! { <Unmanaged tab=tab.clone()/> })}
        <Facts tab=tab.clone()/>
        <Identity tab=tab.clone()/>
        <Acts tab/>
    }
    .into_any()
}

/// That nobody manages it, and for an owner the way out of that.
#[component]
fn Unmanaged(tab: WorkspaceTab) -> impl IntoView {
    let WorkspaceTab { org, org_name, reader, workspace, candidates, .. } = tab;
    let state = FormState::of::<api::Appoint>();
    let explain = "Nobody can add people to it, change its settings or make keys.";
    if workspace.state == State::Archived {
        return view! {
            <Section title="No manager" id="manager" explain>
                <p>"Restore it first. Then an owner can appoint a manager."</p>
            </Section>
        }
        .into_any();
    }
    if reader != OrgRole::Owner {
        return view! {
            <Section title="No manager" id="manager" explain>
                <p>"An owner can appoint a member of " <bdi>{org_name}</bdi> ". Ask an owner."</p>
            </Section>
        }
        .into_any();
    }
    let suggestions = candidates.into_iter().map(|(name, email)| (email, name)).collect::<Vec<_>>();
    view! {
        <Section title="No manager" id="manager" explain>
            <Form action=api::Appoint::PATH state>
                <Hidden name="org" value=org.to_string()/>
                <Hidden name="workspace" value=workspace.id.to_string()/>
                <TextField
                    name="email"
                    label="Address of the new manager"
                    help=format!("A member of {org_name}. A manager sees everything in the workspace.")
                    kind="email"
                    inputmode="email"
                    autocomplete="off"
                    suggestions
                />
                <SectionFooter note="Everybody in the workspace is told by mail who appointed whom.">
                    <Submit working="Appointing…">"Appoint manager"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
    .into_any()
}

/// What it is, and how much there is in it.
#[component]
fn Facts(tab: WorkspaceTab) -> impl IntoView {
    let WorkspaceTab { workspace, counts, created, changed, since, .. } = tab;
    let Counts { members, managers, forms, fills, all_fills, profiles, documents, sessions } = counts;
    let by = |by: Option<String>| by.map(|by| format!(" by {by}"));
    let reason = Some(workspace.reason).filter(|reason| !reason.is_empty());
    let (people, all) = (count(managers, "manager", "managers"), count(all_fills, "fill", "fills"));
    view! {
        <Section title="From outside" explain="What it is and how much there is in it. What it holds is for who is in it.">
            <dl class="facts">
                <div><dt>"State"</dt><dd>
                    <StateBadge state=workspace.state/>
                    {since.map(|(at, who)| view! { " " <Time at/>{by(who)} })}
                </dd></div>
                {reason.map(|reason| view! { <div><dt>"Reason"</dt><dd><bdi>{reason}</bdi></dd></div> })}
                <div><dt>"Created"</dt><dd><Time at=created/></dd></div>
                {changed.map(|(at, who)| view! { <div><dt>"Last changed"</dt><dd><Time at/>{by(who)}</dd></div> })}
                <div><dt>"Members"</dt><dd>{format!("{members}, of them {people}")}</dd></div>
                <div><dt>"Forms"</dt><dd>{forms}</dd></div>
                <div><dt>"Fills this month"</dt><dd>{format!("{fills}, of {all} in all")}</dd></div>
                <div><dt>"Profiles"</dt><dd>{profiles}</dd></div>
                <div><dt>"Source documents"</dt><dd>{documents}</dd></div>
                <div><dt>"Fill sessions"</dt><dd>{sessions}</dd></div>
            </dl>
        </Section>
    }
    .into_any()
}

/// What it is called, where it is found, what it says of itself.
#[component]
fn Identity(tab: WorkspaceTab) -> impl IntoView {
    let WorkspaceTab { org, base, workspace, .. } = tab;
    let state = FormState::of::<api::Edit>();
    let identity = workspace.identity;
    view! {
        <Section title="Identity" explain="How its documents are written is for its managers to say, inside.">
            <Form action=api::Edit::PATH state>
                <Hidden name="org" value=org.to_string()/>
                <Hidden name="workspace" value=workspace.id.to_string()/>
                <Hidden name="version" value=workspace.version.to_string()/>
                <TextField name="name" label="Name" value=identity.name autocomplete="off" maxlength={Name::MAX as u16}/>
                <TextField
                    name="slug"
                    label="Address"
                    help="Links to the former address stop working when you change it."
                    value=identity.slug
                    prefix=base
                    inputmode="url"
                    autocomplete="off"
                    maxlength={Slug::MAX as u16}
                />
                <TextArea
                    name="description"
                    label="Description"
                    value=identity.description
                    optional=true
                    maxlength={Description::MAX as u16}
                    rows=2
                />
                <SectionFooter note="Programs find the workspace by its id, which stays.">
                    <Submit working="Saving…">"Save identity"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
    .into_any()
}
