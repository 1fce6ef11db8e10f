//! One member: what they are here and how it came, what they reach, where they are signed in; and what can be done.

use super::{address, grantable, loss, offers};
use crate::{
    model::{Flash, MemberId, WorkspaceRole},
    settings::members::{
        api,
        model::{KEYS_SHOWN, KeyLine, MemberLine, MemberPage, SessionLine},
    },
    ui::{load::load_part, prelude::*},
};
use leptos::{prelude::*, server_fn::ServerFn};
use std::sync::Arc;

/// The dialog that removes the person.
const REMOVE: &str = "remove";

/// `/o/{org}/settings/members/{member}`.
#[component]
pub fn PersonPage() -> impl IntoView {
    let org = path_part("org");
    // What is no id is nobody's.
    let member: MemberId = path_part("member").parse().unwrap_or_else(|_| MemberId::from(uuid::Uuid::nil()));
    load_part(api::get_person(org, member), |page| view! { <Person page/> })
}

#[component]
fn Person(page: MemberPage) -> impl IntoView {
    let MemberPage {
        org,
        slug,
        org_name,
        reader,
        line,
        invited_by,
        suspended,
        changed,
        in_workspaces,
        workspaces,
        sessions,
        keys,
    } = page;
    let may = offers(reader, line.is_own, line.role);
    let came = match (&invited_by, line.is_own) {
        (Some(by), _) => format!("Invited by {by}"),
        (None, _) => "Without an invitation that is on record".to_owned(),
    };
    let by = |by: Option<String>| by.map(|by| format!(" by {by}"));
    let pick = line.pick.to_string();
    let who = move || (org.to_string(), pick.clone());
    let made = keys.len();
    let (is_own, person, last_active) = (line.is_own, line.clone(), line.last_active.clone());
    view! {
        <PageHeader title=line.name.clone() lead=line.email.clone() parent=(address(&slug), "Members".to_owned())/>
        <Section title="In this organization" explain=format!("What {} is here, and how that came.", line.name)>
            <dl class="facts">
                <div><dt>"Role"</dt><dd>{line.role.label()}</dd></div>
                <div><dt>"Joined"</dt><dd><Time at=line.joined.clone()/></dd></div>
                <div><dt>"How"</dt><dd>{came}</dd></div>
                {changed.map(|(at, who)| view! {
                    <div><dt>"Last changed"</dt><dd><Time at/>{by(who)}</dd></div>
                })}
                <div><dt>"Last active"</dt><dd>
                    {match last_active {
                        Some(at) => view! { <Time at/> }.into_any(),
                        None => "Never".into_any(),
                    }}
                </dd></div>
                {suspended.map(|(at, who)| view! {
                    <div><dt>"Suspended"</dt><dd><Time at/>{by(who)}</dd></div>
                })}
            </dl>
        </Section>
        {is_own.then(|| view! {
            <Section title="You" explain="Nobody changes their own role or removes themselves here.">
                <p>"To leave, go to " <a href="/account/organizations">"Organizations"</a> " in your account. Another owner or admin changes your role."</p>
            </Section>
        })}
        {may.then(|| view! { <RoleSection line=person.clone() who=who() roles=grantable(reader)/> })}
        <Workspaces name=person.name.clone() workspaces/>
        <Sessions sessions may line=person.clone() who=who()/>
        <Keys name=person.name.clone() keys/>
        {may.then(|| view! { <AccessSection line=person who=who() organization=org_name in_workspaces keys=made/> })}
    }
    .into_any()
}

/// Another role.
#[component]
fn RoleSection(line: MemberLine, who: (String, String), roles: Vec<(String, String)>) -> impl IntoView {
    let state = FormState::of::<api::ChangeRole>();
    let (org, pick) = who;
    view! {
        <Section title="Role" id="role" explain="Holds on the next request of every open session. You can give the roles that hold nothing which yours lacks.">
            <Form action={api::ChangeRole::PATH} state=state>
                <Hidden name="org" value=org/>
                <Hidden name="who[]" value=pick/>
                <SelectField name="role" label="Role" options=roles value={line.role.as_str()} short=true/>
                <SectionFooter note=format!("{} is told by mail.", line.name)>
                    <Submit working="Saving…">"Save role"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
    .into_any()
}

/// What they reach, and as what.
#[component]
fn Workspaces(name: String, workspaces: Vec<(String, WorkspaceRole)>) -> impl IntoView {
    let reach = if workspaces.is_empty() {
        let text = "The manager of a workspace adds people to it; a role in the organization opens none.";
        view! { <Empty title="In no workspace" text=text icon=IconName::Layers/> }.into_any()
    } else {
        let rows = workspaces.into_iter().map(|(workspace, role)| {
            view! { <div><dt><bdi>{workspace}</bdi></dt><dd>{role.label()}</dd></div> }
        });
        view! { <dl class="facts">{rows.collect_view()}</dl> }.into_any()
    };
    view! {
        <Section title="Workspaces" explain=format!("What {name} can open, because a manager of it added them.")>{reach}</Section>
    }
}

/// That and when they are signed in. From where and with what is theirs alone to know.
#[component]
fn Sessions(sessions: Vec<SessionLine>, may: bool, line: MemberLine, who: (String, String)) -> impl IntoView {
    let state = FormState::of::<api::EndSessions>();
    let (org, pick) = who;
    let some = !sessions.is_empty();
    let note = format!("Signs {} out everywhere, of other organizations too. They can sign in again.", line.name);
    let table = if some {
        let rows = sessions.into_iter().enumerate().map(|(at, session)| {
            view! {
                <Row>
                    <IdentityCell name=format!("Browser {}", at + 1)/>
                    <Cell label="Signed in"><Time at=session.signed_in/></Cell>
                    <Cell label="Last used"><Time at=session.last_used/></Cell>
                </Row>
            }
        });
        let columns = vec![Column::text("Session"), Column::text("Signed in"), Column::text("Last used")];
        view! { <Table caption=format!("Sessions of {}", line.name) columns=columns>{rows.collect_view()}</Table> }
            .into_any()
    } else {
        view! { <Empty title="Not signed in" text="No browser is signed in with this account." icon=IconName::Monitor/> }
            .into_any()
    };
    view! {
        <Section title="Sessions" explain="An account has its sessions for every organization at once. With which device and from where is shown to the person alone.">
            {table}
            {(may && some).then(|| view! {
                <Form action={api::EndSessions::PATH} state=state>
                    <Hidden name="org" value=org/>
                    <Hidden name="who[]" value=pick/>
                    <SectionFooter note=note>
                        <Submit tone=Tone::Quiet working="Ending…">"End all sessions"</Submit>
                    </SectionFooter>
                </Form>
            })}
        </Section>
    }
    .into_any()
}

/// The keys that they made. They belong to their workspaces, and go on working without who made them.
#[component]
fn Keys(name: String, keys: Vec<KeyLine>) -> impl IntoView {
    (!keys.is_empty()).then(|| {
        let more = (keys.len() > KEYS_SHOWN).then(|| view! { <p>{format!("The newest {KEYS_SHOWN} are shown.")}</p> });
        let caption = format!("API keys that {name} made");
        let rows = keys.into_iter().take(KEYS_SHOWN).map(|key| {
            view! {
                <Row>
                    <IdentityCell name=key.name sub=key.prefix/>
                    <Cell label="Workspace"><bdi>{key.workspace}</bdi></Cell>
                    <Cell label="Last used">
                        {match key.last_used {
                            Some(at) => view! { <Time at/> }.into_any(),
                            None => "Never".into_any(),
                        }}
                    </Cell>
                </Row>
            }
        });
        let columns = vec![Column::text("Key"), Column::text("Workspace"), Column::text("Last used")];
        view! {
            <Section title="API keys" explain=format!("What {name} made. Keys belong to their workspace, whose managers can revoke them; without who made them they go on working.")>
                <Table caption columns=columns>{rows.collect_view()}</Table>
                {more}
            </Section>
        }
    })
}

/// The offer to end the keys too.
#[component]
fn KeysToo(keys: usize) -> impl IntoView {
    let label = match keys {
        1 => "Revoke the API key that they made".to_owned(),
        some if some <= KEYS_SHOWN => format!("Revoke the {some} API keys that they made"),
        _ => "Revoke all API keys that they made".to_owned(),
    };
    view! { <CheckboxField name="with_keys" label help="Programs that use one are refused at once. Otherwise the keys go on working."/> }
}

/// Locking out and removing.
#[component]
fn AccessSection(
    line: MemberLine,
    who: (String, String),
    organization: String,
    in_workspaces: i64,
    keys: usize,
) -> impl IntoView {
    let (org, pick) = who;
    let (path, button, working, text) = if line.suspended {
        let text = format!("{} can open {organization} again, with role and workspaces as they were.", line.name);
        (api::Reactivate::PATH, "Reactivate", "Reactivating…", text)
    } else {
        let text = format!(
            "{} can’t open {organization} until somebody reactivates them. Role, workspaces and seat stay.",
            line.name
        );
        (api::Suspend::PATH, "Suspend", "Suspending…", text)
    };
    let state = if line.suspended { FormState::of::<api::Reactivate>() } else { FormState::of::<api::Suspend>() };
    let (org_again, pick_again) = (org.clone(), pick.clone());
    let removal = FormState::of::<api::Remove>();
    // Asked for in the address, which is still there after something else was done here.
    let answered = use_context::<Arc<Flash>>().is_some();
    let asked = !answered && query("remove").is_some();
    let open = asked || removal.error().is_some();
    let text_of_removal = loss(&line.name, in_workspaces, &organization);
    let title = format!("Remove {} from {organization}?", line.name);
    view! {
        <DangerZone title="Access" explain="Suspending can be undone at any time, removing for 30 days.">
            <Form action=path state=state>
                <Hidden name="org" value=org/>
                <Hidden name="who[]" value=pick/>
                <p>{text}</p>
                <div><Submit tone=Tone::Quiet working=working>{button}</Submit></div>
            </Form>
            <p>{text_of_removal.clone()}</p>
            <div><DialogOpener target=REMOVE label="Remove from organization" tone=Tone::Danger/></div>
            <Dialog id=REMOVE title=title danger=true open>
                <Form action={api::Remove::PATH} state=removal>
                    <Hidden name="org" value=org_again/>
                    <Hidden name="who[]" value=pick_again/>
                    <Hidden name="away" value="true"/>
                    <p class="dialog-explain">{text_of_removal}</p>
                    {(keys > 0).then(|| view! { <KeysToo keys/> })}
                    <DialogFooter dialog=REMOVE>
                        <Submit tone=Tone::Danger working="Removing…">"Remove from organization"</Submit>
                    </DialogFooter>
                </Form>
            </Dialog>
        </DangerZone>
    }
    .into_any()
}
