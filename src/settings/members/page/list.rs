//! Everybody who is in the organization, and who was removed lately.

use super::{address, address_of, grantable, row::MemberRow, sub_tabs};
use crate::{
    model::{Cursor, OrgRole, Permission},
    settings::members::{
        api,
        model::{MemberList, RemovedLine, Show, Wanted, may_act_on},
    },
    ui::{can::Can, form::FormsAnswer, load::load_part, prelude::*, section::SubTabs},
};
use leptos::{prelude::*, server_fn::ServerFn};

/// The form that the rows' boxes and the buttons above them belong to.
pub(super) const SELECTION: &str = "selection";
/// The dialog that removes who is selected.
const REMOVE_SELECTED: &str = "remove-selected";

/// `/o/{org}/settings/members`.
#[component]
pub fn Page() -> impl IntoView {
    let org = path_part("org");
    let wanted = Wanted {
        search: asked("search"),
        show: asked("show"),
        after: query("after").map(Cursor),
        before: query("before").map(Cursor),
        removed: query("removed").map(Cursor),
    };
    view! {
        <PageHeader title="Members" lead="Who can enter, as what, and who no longer can."/>
        <SubTabs links=sub_tabs(&org)/>
        {load_part(api::get_members(org, wanted), |list| view! { <Everybody list/> })}
    }
}

#[component]
fn Everybody(list: MemberList) -> impl IntoView {
    let forms =
        vec![api::ChangeRole::PATH, api::Remove::PATH, api::Suspend::PATH, api::Reactivate::PATH, api::Reinstate::PATH];
    let MemberList { org, slug, name, reader, search, show, counts, seats, members, removed } = list;
    let way =
        |cursor: &Option<Cursor>, way| cursor.as_ref().map(|at| address_of(&slug, &search, show, Some((way, at))));
    let (newer, older) = (way(&members.newer, "before"), way(&members.older, "after"));
    let shown = members.rows.len();
    let found = match (search.is_empty(), newer.is_some() || older.is_some()) {
        (true, _) => super::count(counts.of(show), "member", "members"),
        (false, true) => format!("More than {shown} found"),
        (false, false) => format!("{shown} found"),
    };
    let full = (!seats.has_room_for(1)).then(|| {
        let more = seats.way_to_more();
        format!("Every seat is taken. To add somebody, remove a member, revoke an invitation, or {more}.")
    });
    let seats = seats.limited.map(|taken| {
        format!("{} of {} seats are taken, invitations included; {} free.", taken.used(), taken.limit, taken.free())
    });
    let explain = seats.unwrap_or_else(|| "Each has one role here, whatever they are in a workspace.".to_owned());
    let rows = members.rows.into_iter().map(|line| {
        let slug = slug.clone();
        view! { <MemberRow line org slug reader/> }
    });
    let rows = rows.collect_view();
    let (caption, organization) = (format!("Members of {name}"), name);
    let columns = vec![
        Column::text("Name"),
        Column::text("Role"),
        Column::text("Last active"),
        Column::text("Joined"),
        Column::actions(),
    ];
    let removed_older = removed.older.as_ref().map(|at| address_of(&slug, &search, show, Some(("removed", at))));
    let removed_newer = removed.newer.as_ref().map(|_| address_of(&slug, &search, show, None));
    view! {
        <FormsAnswer forms/>
        {full.map(|full| view! { <p class="help" role="note">{full}</p> })}
        <Section title="Everybody" explain=explain>
            <ListBar count=found><Filters slug=slug.clone() search=search.clone() show/></ListBar>
            {if shown == 0 {
                view! { <Empty title="Nobody here" text="Nobody’s name or address begins like that, or nobody has that role." icon=IconName::Users/> }.into_any()
            } else {
                view! {
                    <Can permission=Permission::ManageMembers role=reader><Selection org=org.to_string() reader/></Can>
                    <Table caption=caption columns=columns>{rows}</Table>
                    <Pager newer=newer older=older timeless=true/>
                }.into_any()
            }}
        </Section>
        {(!removed.rows.is_empty() || removed_newer.is_some()).then(|| view! {
            <Section title="Removed in the last 30 days" explain="They can be brought back with the role that they had. Then they are forgotten here.">
                <RemovedTable rows=removed.rows org=org.to_string() reader organization=organization/>
                <Pager newer=removed_newer older=removed_older/>
            </Section>
        })}
    }
    .into_any()
}

/// Search and filter; they stand in the URL.
#[component]
fn Filters(slug: String, search: String, show: Show) -> impl IntoView {
    let options = Show::all().map(|show| (show.as_str().to_owned(), show.label())).collect();
    let state = || FormState::default().keyed("filter");
    view! {
        <form method="get" action=address(&slug) role="search">
            <TextField state=state() name="search" label="Name or address begins with" kind="search" value=search optional=true/>
            <SelectField state=state() name="show" label="Show" options=options value=show.as_str() optional=true/>
            <Submit tone=Tone::Quiet>"Show"</Submit>
        </form>
    }
    .into_any()
}

/// What can be done to everybody whose box is ticked: one form, whose buttons post to different doors.
#[component]
fn Selection(org: String, reader: OrgRole) -> impl IntoView {
    let state = FormState::default().keyed("selection");
    view! {
        <form id=SELECTION class="selection" method="post" action={api::ChangeRole::PATH} aria-label="What to do with who is selected">
            <NoDefault/>
            <Hidden name="org" value=org/>
            <span class="selection-label">"With who is selected"</span>
            <SelectField state=state.clone() name="role" label="New role" options=grantable(reader) value={OrgRole::Member.as_str()} optional=true/>
            <Submit tone=Tone::Quiet small=true working="Changing…">"Change role"</Submit>
            <Submit tone=Tone::Quiet small=true action={api::Suspend::PATH} working="Suspending…">"Suspend"</Submit>
            <Submit tone=Tone::Quiet small=true action={api::Reactivate::PATH} working="Reactivating…">"Reactivate"</Submit>
            <DialogOpener target=REMOVE_SELECTED label="Remove" tone=Tone::Danger small=true/>
            <Dialog id=REMOVE_SELECTED title="Remove who is selected?" danger=true>
                <p class="dialog-explain">
                    "Everybody whose box is ticked loses access to the organization and its workspaces at once. What they made stays. For 30 days you can reinstate each with the same role."
                </p>
                <CheckboxField state=state.clone() name="with_keys" label="Revoke the API keys that they made" help="Which those are is on each person’s page. Programs that use one are refused at once; otherwise the keys go on working."/>
                <DialogFooter dialog=REMOVE_SELECTED>
                    <Submit tone=Tone::Danger form=SELECTION action={api::Remove::PATH} working="Removing…">"Remove from organization"</Submit>
                </DialogFooter>
            </Dialog>
        </form>
    }
    .into_any()
}

/// Who was removed, each with the way back.
#[component]
fn RemovedTable(rows: Vec<RemovedLine>, org: String, reader: OrgRole, organization: String) -> impl IntoView {
    let rows = rows.into_iter().map(move |line| {
        let avatar = line.name.clone();
        let org = org.clone();
        let by = line.by.map(|by| format!(" by {by}"));
        let may = may_act_on(reader, line.role);
        view! {
            <Row faded=true>
                <IdentityCell name=line.name sub=line.email avatar=move || view! { <Avatar name=avatar.clone()/> }/>
                <Cell label="Was">{line.role.label()}</Cell>
                <Cell label="Removed"><Time at=line.removed/>{by}</Cell>
                <Actions>
                    {may.then(|| view! {
                        <form method="post" action={api::Reinstate::PATH}>
                            <Hidden name="org" value=org/>
                            <Hidden name="user" value=line.user.to_string()/>
                            <Submit tone=Tone::Quiet small=true working="Reinstating…">"Reinstate"</Submit>
                        </form>
                    })}
                </Actions>
            </Row>
        }
    });
    let columns = vec![Column::text("Name"), Column::text("Was"), Column::text("Removed"), Column::actions()];
    view! { <Table caption=format!("Removed from {organization}") columns=columns>{rows.collect_view()}</Table> }
        .into_any()
}
