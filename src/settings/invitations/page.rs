//! The invitations: inviting people, and who was invited.

use super::{
    api,
    model::{Invitation, Invitations, Link, Managed, ManagedWorkspace, Status, seats_in_words},
};
use crate::{
    model::{OrgId, OrgRole, WorkspaceRole, invited::in_words},
    ui::{
        address::{asked, path_part},
        badge::{Badge, BadgeTone},
        button::{NoDefault, Submit, Tone},
        field::{CheckboxesField, Choice, CopyField, FileField, Hidden, SelectField, TextArea},
        form::{Form, FormState, FormsAnswer},
        icon::{Icon, IconName},
        load::load_part,
        menu::MenuItem,
        section::{PageHeader, Section, SectionFooter, SubTabs},
        state::Empty,
        table::{Actions, Cell, Column, IdentityCell, ListBar, Pager, Row, Table},
        time::Time,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// The form that the rows' boxes and the button above them belong to.
const SELECTION: &str = "selection";
/// How many workspaces a row of the list names.
const NAMED: usize = 3;

/// `/o/{org}/settings/members/invitations`: filtered by `?status=`, paged by `?newer=` and `?older=`; `?link=` shows the
/// link of one, to hand on.
#[component]
pub fn Page() -> impl IntoView {
    let org = path_part("org");
    let members = format!("/o/{org}/settings/members");
    let tabs =
        vec![(members.clone(), "Members".to_owned()), (format!("{members}/invitations"), "Invitations".to_owned())];
    let list = api::list_invitations(org, asked("status"), asked("newer"), asked("older"), asked("link"));
    view! {
        <PageHeader title="Invitations" lead="Who is asked to join, as what, and what came of it."/>
        <SubTabs links=tabs/>
        <FormsAnswer forms=vec![api::Resend::PATH, api::Revoke::PATH]/>
        {load_part(list, |list| view! { <Shown list/> })}
    }
}

#[component]
fn Shown(list: Invitations) -> impl IntoView {
    let Invitations { org, slug, status, page, seats, grants, managed, link } = list;
    let base = format!("/o/{slug}/settings/members/invitations");
    // Whoever has an open invitation can be sent another, which takes its seat. And what was typed stays in its field.
    let is_of_use = seats.has_room_for(1) || seats.limited.is_some_and(|taken| taken.pending > 0);
    let invite = if is_of_use || FormState::of::<api::Invite>().is_back() {
        view! { <Invite org grants managed note=seats_in_words(&seats)/> }.into_any()
    } else {
        view! {
            <Section title="Invite people" explain="Everybody who is invited keeps a seat free until they answer.">
                <Empty icon=IconName::Users title="Every seat is taken" text=seats_in_words(&seats)/>
            </Section>
        }
        .into_any()
    };
    view! {
        {link.map(|link| view! { <HandOn link/> })}
        {invite}
        <List org base status page/>
    }
}

#[component]
fn Invite(org: OrgId, grants: Vec<OrgRole>, managed: Managed, note: String) -> impl IntoView {
    let state = FormState::of::<api::Invite>();
    let roles = grants.into_iter().map(|role| (role.as_str().to_owned(), role.label().to_owned())).collect::<Vec<_>>();
    let help = match state.value("list") {
        Some(file) => format!("These are the lines of “{file}”. Correct them here: the file isn’t needed any more."),
        None => "One a line, or with commas between them; or paste a table with the columns email and role. At most 500 at once.".to_owned(),
    };
    view! {
        <Section title="Invite people" explain="Each gets a mail with a link that works once, for 7 days. Inviting somebody again replaces the link that they have.">
            {state.error().is_none().then(|| view! { <FormsAnswer forms=vec![api::Invite::PATH]/> })}
            <Form action=api::Invite::PATH state=state.clone() multipart=true>
                <Hidden name="org" value=org.to_string()/>
                <TextArea
                    name="people"
                    label="Email addresses"
                    help
                    rows=5
                />
                <FileField
                    name="list"
                    label="Or a CSV file"
                    help="With the columns email and role, or the addresses alone. At most 1 MB."
                    accept=".csv,.txt,text/csv,text/plain"
                    optional=true
                />
                <SelectField name="role" label="Role" help="For everybody without a role of their own in the list." options=roles value="member" short=true/>
                {(!managed.shown.is_empty()).then(|| view! { <Workspaces managed/> })}
                <SectionFooter note>
                    <Submit working="Inviting…">"Invite people"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}

/// The workspaces that everybody who is invited comes into besides. They are offered to who manages some.
#[component]
fn Workspaces(managed: Managed) -> impl IntoView {
    let rest = managed.rest_in_words();
    let help = format!(
        "Everybody in the list comes into those that are ticked, once they accept and as long as you still manage them then.{rest}"
    );
    let choice = |one: ManagedWorkspace| Choice { value: one.id.to_string(), label: one.name, help: None };
    let choices: Vec<Choice> = managed.shown.into_iter().map(choice).collect();
    let means = |role| match role {
        WorkspaceRole::Viewer => "sees, opens, downloads",
        WorkspaceRole::Editor => "adds and deletes too",
        WorkspaceRole::Manager => "has members, settings and keys too",
    };
    let option = |role: WorkspaceRole| (role.as_str().to_owned(), format!("{} – {}", role.label(), means(role)));
    let roles: Vec<(String, String)> = WorkspaceRole::ALL.into_iter().rev().map(option).collect();
    view! {
        <CheckboxesField name="workspaces" label="Workspaces" help choices/>
        <SelectField
            name="workspace_role"
            label="Role in these workspaces"
            help="The same in each that is ticked."
            options=roles
            value={WorkspaceRole::Editor.as_str()}
        />
    }
    .into_any()
}

/// A link to hand on.
#[component]
fn HandOn(link: Link) -> impl IntoView {
    let explain = format!(
        "For {} alone. Unlike the mailed link it doesn’t prove the address: who opens it signs in, or confirms the address first.",
        link.email
    );
    view! {
        <Section id="link" title="Link to hand on" explain>
            <CopyField scope="hand-on" name="url" label="Link" value=link.url autofocus=true/>
            <p class="help">"It works once and ends " <Time at=link.expires/> "."</p>
        </Section>
    }
}

#[component]
fn List(org: OrgId, base: String, status: Option<Status>, page: crate::model::Page<Invitation>) -> impl IntoView {
    let status_asked = status.map(|status| format!("status={}&", status.as_str())).unwrap_or_default();
    let root = format!("{base}?{status_asked}");
    let ((newer, older), count) = (page.links(&root), page.count("invitation"));
    let statuses = std::iter::once((String::new(), "Every status".to_owned()))
        .chain(Status::ALL.map(|status| (status.as_str().to_owned(), status.label().to_owned())));
    let statuses: Vec<(String, String)> = statuses.collect();
    let columns = vec![
        Column::text("Address"),
        Column::text("Status"),
        Column::text("Sent"),
        Column::text("Ends or ended"),
        Column::actions(),
    ];
    let table = if page.rows.is_empty() {
        let (title, text) = match status {
            None => {
                ("Nobody is invited yet", "Enter an address above. Until they answer, people stand here as pending.")
            }
            Some(_) => ("No invitation has this status", "Choose another one to see the rest."),
        };
        view! { <Empty icon=IconName::Mail title=title text=text/> }.into_any()
    } else {
        let selectable = page.rows.iter().any(|row| row.may_manage);
        let rows = page.rows.into_iter().map(move |row| {
            let link = format!("{root}link={}", row.id);
            view! { <Line org row link selectable/> }
        });
        view! {
            {selectable.then(|| view! { <Selection org/> })}
            <Table caption="Invitations" columns>{rows.collect_view()}</Table>
        }
        .into_any()
    };
    view! {
        <Section title="Who was invited" explain="The latest first.">
            <ListBar count>
                <form method="get" action=base.clone()>
                    <SelectField
                        state=FormState::default().keyed("filter")
                        name="status"
                        label="Status"
                        options=statuses
                        value=status.map(Status::as_str)
                        optional=true
                    />
                    <Submit tone=Tone::Quiet>"Filter"</Submit>
                </form>
            </ListBar>
            {table}
            <Pager newer older/>
        </Section>
    }
}

/// What can be done with everything whose box is ticked.
#[component]
fn Selection(org: OrgId) -> impl IntoView {
    view! {
        <form id=SELECTION class="selection" method="post" action=api::Resend::PATH aria-label="What to do with those selected">
            <NoDefault/>
            <Hidden name="org" value=org.to_string()/>
            <span class="selection-label">"With those selected"</span>
            <Submit tone=Tone::Quiet small=true working="Sending…">"Send again"</Submit>
        </form>
    }
}

/// `selectable`: whether any row of the page can be selected.
#[component]
fn Line(org: OrgId, row: Invitation, link: String, selectable: bool) -> impl IntoView {
    let Invitation { id, email, role, status, workspaces, inviter, sent, ends, may_manage } = row;
    let tone = match status {
        Status::Pending => BadgeTone::Accent,
        Status::Accepted => BadgeTone::Good,
        Status::Rejected | Status::Canceled => BadgeTone::Danger,
        Status::Expired => BadgeTone::Warning,
        Status::Replaced => BadgeTone::Neutral,
    };
    let role = role.label();
    let sub = inviter.map_or(role.to_owned(), |inviter| format!("{role} · Invited by {inviter}"));
    let sub = if workspaces.is_empty() { sub } else { format!("{sub} · Into {}", in_words(&workspaces, NAMED)) };
    let actions = may_manage.then(|| {
        let is_pending = status == Status::Pending;
        view! {
            <Actions menu=format!("Actions for {email}")>
                <RowButton action=api::Resend::PATH org name="who[]" invitation=id.to_string() icon=IconName::Mail>"Send again"</RowButton>
                {is_pending.then(|| view! { <MenuItem href=format!("{link}#link") icon=IconName::Link>"Show link to hand on"</MenuItem> })}
                {is_pending.then(|| view! {
                    <hr/>
                    <RowButton action=api::Revoke::PATH org name="invitation" invitation=id.to_string() icon=IconName::Ban danger=true>"Revoke invitation"</RowButton>
                })}
            </Actions>
        }
        .into_any()
    });
    let (select, pick) = (format!("Select the invitation of {email}"), id.to_string());
    let select = move || {
        // The box of what can't be sent is there and off, so that the addresses stand in one line.
        let (pick, select) = (pick.clone(), select.clone());
        selectable.then(|| view! { <input class="choice-box" type="checkbox" form=SELECTION name="who[]" value=pick aria-label=select disabled=!may_manage/> })
    };
    let actions = actions.unwrap_or_else(|| view! { <Actions>""</Actions> }.into_any());
    view! {
        <Row faded=!status.is_open()>
            <IdentityCell name=email sub avatar=select/>
            <Cell label="Status"><Badge tone>{status.label()}</Badge></Cell>
            <Cell label="Sent"><Time at=sent/></Cell>
            <Cell label="Ends or ended"><Time at=ends/></Cell>
            {actions}
        </Row>
    }
}

/// A row's button: a form of its own.
#[component]
fn RowButton(
    action: &'static str,
    org: OrgId,
    name: &'static str,
    invitation: String,
    icon: IconName,
    #[prop(optional)] danger: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <form method="post" action=action class="contents">
            <Hidden name="org" value=org.to_string()/>
            <Hidden name value=invitation/>
            <button type="submit" class="menu-item" class:menu-item-danger=danger><Icon name=icon/>{children()}</button>
        </form>
    }
}
