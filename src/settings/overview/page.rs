//! The overview.

use super::{api, model::Overview};
use crate::ui::{
    load::load_part,
    section::{PageHeader, Section},
    state::Empty,
    time::Time,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/o/{org}`.
#[component]
pub fn Page() -> impl IntoView {
    let org = use_params_map().with_untracked(|params| params.get("org")).unwrap_or_default();
    load_part(api::get_overview(org), |overview| view! { <Glance overview/> })
}

#[component]
fn Glance(overview: Overview) -> impl IntoView {
    let lead =
        if overview.personal { "Yours alone, until you invite somebody." } else { "The organization at a glance." };
    let figure =
        |label: &'static str, number: i64| view! { <div class="figure"><dt>{label}</dt><dd>{number}</dd></div> };
    view! {
        <PageHeader title=overview.name.clone() lead=lead/>
        <dl class="figures">
            {figure(if overview.members == 1 { "Member" } else { "Members" }, overview.members)}
            {figure(if overview.workspaces == 1 { "Workspace" } else { "Workspaces" }, overview.workspaces)}
        </dl>
        <Section title="You here" explain="What you are in this organization, and where you work.">
            <dl class="facts">
                <div><dt>"Role"</dt><dd>{overview.role.label()}</dd></div>
                <div><dt>"Created"</dt><dd><Time at=overview.created/></dd></div>
                <div><dt>"Your workspaces"</dt><dd><OwnWorkspaces names=overview.own_workspaces/></dd></div>
            </dl>
        </Section>
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
