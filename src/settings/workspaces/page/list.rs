//! The workspaces of the organization, by name.

use super::{StateBadge, address, address_of, count};
use crate::{
    model::Cursor,
    settings::workspaces::{
        api,
        model::{Show, State, Wanted, WorkspaceLine, WorkspaceList, full},
    },
    ui::{load::load_part, prelude::*},
};
use leptos::prelude::*;

/// `/o/{org}/settings/workspaces`.
#[component]
pub fn Page() -> impl IntoView {
    let org = path_part("org");
    let wanted = Wanted {
        search: asked("search"),
        show: asked("show"),
        after: query("after").map(Cursor),
        before: query("before").map(Cursor),
    };
    let new = format!("{}/new", address(&org));
    view! {
        <PageHeader
            title="Workspaces"
            lead="Where the work is, each with its own people. You govern them from outside; what is inside is for who is in there."
            actions=move || view! { <LinkButton href=new.clone() icon=IconName::Plus>"New workspace"</LinkButton> }
        />
        {load_part(api::list_workspaces(org, wanted), |list| view! { <Workspaces list/> })}
    }
}

#[component]
fn Workspaces(list: WorkspaceList) -> impl IntoView {
    let WorkspaceList { slug, name, search, show, totals, allowance, workspaces } = list;
    let room = if allowance.has_room() { allowance.in_words("workspaces") } else { Some(full(&allowance)) };
    let way =
        |cursor: &Option<Cursor>, way| cursor.as_ref().map(|at| address_of(&slug, &search, show, Some((way, at))));
    let (newer, older) = (way(&workspaces.newer, "before"), way(&workspaces.older, "after"));
    let shown = workspaces.rows.len();
    let total = match (show, search.is_empty()) {
        (Show::Current, true) => Some(totals.current),
        (Show::Archived, true) => Some(totals.archived),
        _ => None,
    };
    let found = match total {
        Some(total) => count(total, "workspace", "workspaces"),
        None if newer.is_some() || older.is_some() => format!("More than {shown} found"),
        None => format!("{shown} found"),
    };
    let (title, explain) = match show {
        Show::Current => ("Active and suspended", "A suspended workspace is closed to everybody in it, and counts."),
        Show::Unmanaged => (
            "Without a manager",
            "Only managers add people. An owner appoints one on the page of a workspace that has none.",
        ),
        Show::Archived => ("Archived", "Out of lists and limits, and gone for who was in them. Each can be restored."),
    };
    let columns = vec![
        Column::text("Name"),
        Column::text("State"),
        Column::number("Members"),
        Column::number("Forms"),
        Column::number("Fills this month"),
        Column::text("Created"),
    ];
    let base = address(&slug);
    let rows = workspaces.rows.into_iter().map(|line| view! { <WorkspaceRow line base=base.clone()/> }).collect_view();
    let caption = format!("Workspaces of {name}");
    let (of, searched) = (slug.clone(), !search.is_empty());
    view! {
        {room.map(|room| view! { <p class="help" role="note">{room}</p> })}
        <Section title explain>
            <ListBar count=found><Filters slug search show/></ListBar>
            {if shown == 0 {
                view! { <Nothing slug=of searched show/> }.into_any()
            } else {
                view! {
                    <Table caption columns>{rows}</Table>
                    <Pager newer older timeless=true/>
                }
                .into_any()
            }}
        </Section>
    }
    .into_any()
}

/// Search and filter; they stand in the URL.
#[component]
fn Filters(slug: String, search: String, show: Show) -> impl IntoView {
    let options = Show::ALL.iter().map(|show| (show.as_str().to_owned(), show.label().to_owned())).collect();
    let state = || FormState::default().keyed("filter");
    view! {
        <form method="get" action=address(&slug) role="search">
            <TextField state=state() name="search" label="Name contains" kind="search" value=search optional=true/>
            <SelectField state=state() name="show" label="Show" options value=show.as_str() optional=true/>
            <Submit tone=Tone::Quiet>"Show"</Submit>
        </form>
    }
    .into_any()
}

#[component]
fn WorkspaceRow(line: WorkspaceLine, base: String) -> impl IntoView {
    let WorkspaceLine { workspace, members, managers, forms, fills, created } = line;
    let href = format!("{base}/{}", workspace.identity.slug);
    let faded = workspace.state != State::Active;
    view! {
        <Row faded>
            <IdentityCell name=workspace.identity.name sub=workspace.identity.slug href>
                {(managers == 0).then(|| view! { <Badge tone=BadgeTone::Warning>"No manager"</Badge> })}
            </IdentityCell>
            <Cell label="State"><StateBadge state=workspace.state/></Cell>
            <Cell label="Members" number=true>{members}</Cell>
            <Cell label="Forms" number=true>{forms}</Cell>
            <Cell label="Fills this month" number=true>{fills}</Cell>
            <Cell label="Created"><Time at=created/></Cell>
        </Row>
    }
    .into_any()
}

/// Why there are no rows.
#[component]
fn Nothing(slug: String, searched: bool, show: Show) -> impl IntoView {
    let (title, text) = match (searched, show) {
        (true, _) => ("Nothing found", "No workspace here has a name like that."),
        (false, Show::Current) => {
            ("No workspace", "Forms and what comes of them live in workspaces, each with its own people.")
        }
        (false, Show::Unmanaged) => {
            ("Every workspace has a manager", "One whose last manager has gone is listed here.")
        }
        (false, Show::Archived) => {
            ("Nothing is archived", "A workspace that isn’t used any more can be put away here, and restored.")
        }
    };
    let new = format!("{}/new", address(&slug));
    if show == Show::Current && !searched {
        view! {
            <Empty title text icon=IconName::Layers action=move || view! { <LinkButton href=new.clone()>"New workspace"</LinkButton> }/>
        }
        .into_any()
    } else {
        view! { <Empty title text icon=IconName::Layers/> }.into_any()
    }
}
