//! The overview.

use super::{
    api,
    model::{Attention, CONNECTIONS_MOST, Figures, Newcomer, Overview},
};
use crate::{
    model::document::DocumentFormats,
    ui::{
        address::path_part,
        avatar::Avatar,
        icon::{Icon, IconName},
        load::load_part,
        section::{PageHeader, Section},
        state::Empty,
        time::Time,
    },
};
use leptos::prelude::*;

/// `/o/{org}`.
#[component]
pub fn Page() -> impl IntoView {
    let org = path_part("org");
    load_part(api::get_overview(org), |overview| view! { <Glance overview/> })
}

#[component]
fn Glance(overview: Overview) -> impl IntoView {
    let Overview { name, slug, personal, created, role, figures, attention, newest, own_workspaces } = overview;
    let lead = if personal && figures.members == 1 {
        "Yours alone, until you invite somebody."
    } else {
        "The organization at a glance."
    };
    view! {
        <PageHeader title=name lead=lead/>
        <InFigures figures/>
        <AttentionList attention slug/>
        <div class="columns">
            <Section title="New here" explain="Who joined last.">
                <ul class="people">{newest.into_iter().map(|person| view! { <NewPerson person/> }).collect_view()}</ul>
            </Section>
            <Section title="You here" explain="What you are in this organization, and where you work.">
                <dl class="facts">
                    <div><dt>"Role"</dt><dd>{role.label()}</dd></div>
                    <div><dt>"Created"</dt><dd><Time at=created/></dd></div>
                    <div><dt>"Your workspaces"</dt><dd><OwnWorkspaces names=own_workspaces/></dd></div>
                </dl>
            </Section>
        </div>
    }
}

#[component]
fn InFigures(figures: Figures) -> impl IntoView {
    let formats = DocumentFormats::default();
    let said = |count: i64, what: &str| (count > 0).then(|| format!("{} {what}", formats.count(count)));
    let figure = |one, many, count: i64, note: Option<String>| {
        let label = if count == 1 { one } else { many };
        view! { <Figure label value=formats.count(count) note/> }
    };
    let joined = said(figures.joined_lately, "joined in the last 30 days").filter(|_| figures.members > 1);
    let usage = figures.usage.map(|usage| {
        let made = said(usage.forms_this_month, "made this month");
        let keys = match usage.connections {
            1 => view! { <Figure label="API key in use" value="1".to_owned()/> },
            most if most >= CONNECTIONS_MOST => {
                view! { <Figure label="API keys in use" value=format!("{}+", formats.count(most - 1))/> }
            }
            some => view! { <Figure label="API keys in use" value=formats.count(some)/> },
        };
        view! {
            {figure("Form", "Forms", usage.forms, made)}
            {figure("Fill this week", "Fills this week", usage.fills_this_week, None)}
            {keys}
            <Figure label="Storage" value=formats.size(usage.storage)/>
        }
    });
    view! {
        <dl class="figures">
            {figure("Member", "Members", figures.members, joined)}
            {figure("Invitation open", "Invitations open", figures.invited, None)}
            {figure("Workspace", "Workspaces", figures.workspaces, None)}
            {usage}
        </dl>
    }
}

#[component]
fn Figure(label: &'static str, value: String, #[prop(default = None)] note: Option<String>) -> impl IntoView {
    view! {
        <div class="figure">
            <dt>{label}{note.map(|note| view! { <span class="figure-note">{note}</span> })}</dt>
            <dd>{value}</dd>
        </div>
    }
}

/// What the reader can see to. Nothing at all where there is nothing, rather than a card that says so.
#[component]
fn AttentionList(attention: Vec<Attention>, slug: String) -> impl IntoView {
    (!attention.is_empty()).then(|| {
        let lines = attention.into_iter().map(move |attention| {
            let mild = attention.is_mild();
            let icon = if mild { IconName::Info } else { IconName::TriangleAlert };
            let href = format!("/o/{slug}/settings/{}", attention.place());
            view! {
                <li class="attention" class:attention-mild=mild>
                    <Icon name=icon class="icon-20"/>
                    <p>{attention.sentence()}</p>
                    <a href=href>{attention.action()}</a>
                </li>
            }
        });
        view! {
            <Section title="Needs attention" id="attention">
                <ul class="attentions">{lines.collect_view()}</ul>
            </Section>
        }
    })
}

#[component]
fn NewPerson(person: Newcomer) -> impl IntoView {
    view! {
        <li class="person-line">
            <Avatar name=person.name.clone() size=32/>
            <span class="person-text"><bdi>{person.name}</bdi><span>{person.role.label()}</span></span>
            <Time at=person.joined/>
        </li>
    }
}

#[component]
fn OwnWorkspaces(names: Vec<String>) -> impl IntoView {
    if names.is_empty() {
        view! { <Empty title="You are in no workspace" text="The manager of a workspace adds you to it."/> }.into_any()
    } else {
        names.join(", ").into_any()
    }
}
