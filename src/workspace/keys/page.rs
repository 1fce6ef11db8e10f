//! The page of a workspace's keys.

use super::{
    api,
    model::{Expiry, KeyLine, KeyList, KeyState, full, told},
};
use crate::{
    model::{OrgId, WorkspaceId, WorkspacePermission, name::Name},
    ui::{form::FormsAnswer, load::load_part, prelude::*},
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/o/{org}/w/{workspace}/api-keys`: paged by `?newer=` and `?older=`.
#[component]
pub fn Page() -> impl IntoView {
    let (org, workspace) = (path_part("org"), path_part("workspace"));
    view! {
        <PageHeader title="API keys" lead="With a key a program acts inside this workspace, and nowhere else."/>
        <FormsAnswer forms=vec![api::Revoke::PATH]/>
        {load_part(api::get_keys(org, workspace, asked("newer"), asked("older")), |list| view! { <Shown list/> })}
    }
}

#[component]
fn Shown(list: KeyList) -> impl IntoView {
    let KeyList { org, workspace, address, allowance, keys } = list;
    let room = if allowance.has_room() { allowance.in_words("connections") } else { Some(full(&allowance)) };
    let made = FormState::of::<api::Create>().secret();
    view! {
        {made.map(|key| view! { <Made key/> })}
        {room.map(|room| view! { <p class="help" role="note">{room}</p> })}
        <Create org workspace/>
        <List org workspace address keys/>
    }
}

/// The key that was just made. The next page doesn't have it any more.
#[component]
fn Made(key: String) -> impl IntoView {
    view! {
        <Section id="made" title="Your new key" explain="Copy it now. It is shown this once: what is kept of it can check it, and can’t say it.">
            <CopyField scope="made" name="key" label="Key" value=key autofocus=true/>
            <p class="help">"Keep it where secrets are kept, and give it to one program alone. Whoever has it may what it may."</p>
        </Section>
    }
    .into_any()
}

#[component]
fn Create(org: OrgId, workspace: WorkspaceId) -> impl IntoView {
    let state = FormState::of::<api::Create>();
    let boxes = WorkspacePermission::OF_KEYS.into_iter().map(|permission| {
        let (label, help) = told(permission);
        view! { <CheckboxField name=permission.as_str() label help/> }
    });
    let boxes = boxes.collect_view();
    let expiries = Expiry::ALL.into_iter().map(|expiry| (expiry.as_str().to_owned(), expiry.label().to_owned()));
    let expiries = expiries.collect::<Vec<_>>();
    view! {
        <Section title="Create a key" id="create" explain="One for each program, so that each can be revoked alone. It belongs to the workspace, whoever makes it.">
            <Form action={api::Create::PATH} state=state>
                <Hidden name="org" value=org.to_string()/>
                <Hidden name="workspace" value=workspace.to_string()/>
                <TextField name="name" label="Name" help="What the key is for." autocomplete="off" maxlength={Name::MAX as u16}/>
                <fieldset class="field">
                    <legend class="field-label">"What it may"</legend>
                    <div class="choices">{boxes}</div>
                </fieldset>
                <SelectField name="expires" label="Ends" options=expiries value={Expiry::Quarter.as_str()} short=true/>
                <SectionFooter note="Members, settings and keys are people’s business: no key opens them.">
                    <Submit working="Creating…">"Create key"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
    .into_any()
}

#[component]
fn List(org: OrgId, workspace: WorkspaceId, address: String, keys: crate::model::Page<KeyLine>) -> impl IntoView {
    let ((newer, older), count) = (keys.links(&format!("{address}?")), keys.count("key"));
    let columns = vec![
        Column::text("Key"),
        Column::text("Created"),
        Column::text("Last used"),
        Column::text("Ends"),
        Column::actions(),
    ];
    let table = if keys.rows.is_empty() {
        view! { <Empty icon=IconName::Key title="No key yet" text="Create one above for the program that is to work here."/> }.into_any()
    } else {
        let rows = keys.rows.into_iter().map(|line| view! { <Line line org workspace/> }).collect_view();
        view! { <Table caption="API keys" columns dense=true>{rows}</Table> }.into_any()
    };
    view! {
        <Section title="Keys" explain="The latest first. Revoked and expired ones stay, so that what they did can be told.">
            <ListBar count/>
            {table}
            <Pager newer older/>
        </Section>
    }
    .into_any()
}

#[component]
fn Line(line: KeyLine, org: OrgId, workspace: WorkspaceId) -> impl IntoView {
    let KeyLine { id, name, prefix, permissions, created, created_by, expires, last_used, state } = line;
    let may: Vec<&str> = permissions.into_iter().map(|permission| told(permission).0).collect();
    let by = created_by.map(|by| format!(" by {by}"));
    let works = state == KeyState::Active;
    let (badge, ends) = match state {
        KeyState::Active => (
            view! { <Badge tone=BadgeTone::Good>"Active"</Badge> }.into_any(),
            expires.unwrap_or_else(|| "Never".to_owned()).into_any(),
        ),
        KeyState::Expired => {
            (view! { <Badge tone=BadgeTone::Warning>"Expired"</Badge> }.into_any(), expires.into_any())
        }
        KeyState::Revoked(at, by) => (
            view! { <Badge tone=BadgeTone::Danger>"Revoked"</Badge> }.into_any(),
            view! { <span>"Revoked " <Time at/>{by.map(|by| format!(" by {by}"))}</span> }.into_any(),
        ),
    };
    let used = match last_used {
        Some(at) => view! { <Time at/> }.into_any(),
        None => "Never".into_any(),
    };
    let actions = if works {
        let named = name.clone();
        view! { <Revoke name=named key=id.to_string() org workspace/> }.into_any()
    } else {
        view! { <Actions>""</Actions> }.into_any()
    };
    view! {
        <Row faded=!works>
            <IdentityCell name sub=format!("{prefix}… · {}", may.join(", "))>{badge}</IdentityCell>
            <Cell label="Created"><span><Time at=created/>{by}</span></Cell>
            <Cell label="Last used">{used}</Cell>
            <Cell label="Ends">{ends}</Cell>
            {actions}
        </Row>
    }
    .into_any()
}

#[component]
fn Revoke(name: String, key: String, org: OrgId, workspace: WorkspaceId) -> impl IntoView {
    let dialog = format!("revoke-{key}");
    let (opens, footer) = (dialog.clone(), dialog.clone());
    view! {
        <Actions>
            <DialogOpener target=opens label="Revoke" small=true tone=Tone::Danger/>
            <Dialog id=dialog title=format!("Revoke {name}?") danger=true>
                <form method="post" action={api::Revoke::PATH} class="form">
                    <Hidden name="org" value=org.to_string()/>
                    <Hidden name="workspace" value=workspace.to_string()/>
                    <Hidden name="key" value=key/>
                    <p class="dialog-explain">"Whatever uses it stops working on its next request. This can’t be undone; you can create another key."</p>
                    <DialogFooter dialog=footer>
                        <Submit tone=Tone::Danger working="Revoking…">"Revoke key"</Submit>
                    </DialogFooter>
                </form>
            </Dialog>
        </Actions>
    }
    .into_any()
}
