//! Everybody who is in the workspace.

use super::{add::Manage, row::MemberRow};
use crate::{
    model::{Cursor, WorkspacePermission},
    ui::{form::FormsAnswer, load::load_part, prelude::*},
    workspace::members::{
        api,
        model::{MemberList, Wanted},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::params::ParamsMap;

/// `/o/{org}/w/{workspace}/members`: searched by `?search=`, paged by `?after=` and `?before=`.
#[component]
pub fn Page() -> impl IntoView {
    let (org, workspace) = (path_part("org"), path_part("workspace"));
    let wanted =
        Wanted { search: asked("search"), after: query("after").map(Cursor), before: query("before").map(Cursor) };
    let (of, within) = (org.clone(), workspace.clone());
    view! {
        <PageHeader title="Members" lead="Who is in this workspace, and as what. A role in the organization opens nothing here."/>
        {load_part(api::get_members(org, workspace, wanted), move |list| {
            let manages = list.reader.allows(WorkspacePermission::ManageWorkspace);
            view! {
                <Everybody list/>
                {manages.then(|| load_part(api::get_managed(of, within), |managed| view! { <Manage managed/> }))}
            }
        })}
    }
}

#[component]
fn Everybody(list: MemberList) -> impl IntoView {
    let MemberList { place, reader, search, count, members } = list;
    let base = place.address();
    let way = |cursor: &Option<Cursor>, way: &'static str| {
        let Cursor(cursor) = cursor.clone()?;
        let mut query = ParamsMap::new();
        if !search.is_empty() {
            query.insert("search", search.clone());
        }
        query.insert(way, cursor);
        Some(format!("{base}{}", query.to_query_string()))
    };
    let (newer, older) = (way(&members.newer, "before"), way(&members.older, "after"));
    let shown = members.rows.len();
    let found = match (search.is_empty(), newer.is_some() || older.is_some(), count) {
        (true, _, 1) => "1 person".to_owned(),
        (true, _, count) => format!("{count} people"),
        (false, true, _) => format!("More than {shown} found"),
        (false, false, _) => format!("{shown} found"),
    };
    let columns = vec![Column::text("Name"), Column::text("Role"), Column::text("Joined"), Column::actions()];
    let caption = format!("Members of {}", place.name);
    let rows = members.rows.into_iter().map({
        let place = place.clone();
        move |line| view! { <MemberRow line place=place.clone() reader/> }
    });
    let rows = rows.collect_view();
    let state = FormState::default().keyed("search");
    view! {
        <FormsAnswer forms=vec![api::Remove::PATH, api::Leave::PATH, api::Resend::PATH, api::Revoke::PATH]/>
        <Section title="Everybody" explain="Roles here are independent of those in the organization.">
            <ListBar count=found>
                <form method="get" action=base.clone() role="search">
                    <TextField state name="search" label="Name or address" kind="search" value=search optional=true/>
                    <Submit tone=Tone::Quiet>"Search"</Submit>
                </form>
            </ListBar>
            {if shown == 0 {
                view! { <Empty title="Nobody found" text="Nobody here has a name or an address like that." icon=IconName::Users/> }.into_any()
            } else {
                view! {
                    <Table caption columns>{rows}</Table>
                    <Pager newer older timeless=true/>
                }.into_any()
            }}
        </Section>
    }
    .into_any()
}
