//! What can be done to a workspace as a whole: closing and opening it, putting it away and back, deleting it.

use super::count;
use crate::{
    model::paragraph::Reason,
    settings::workspaces::{
        api,
        model::{Counts, State, WorkspaceTab},
    },
    ui::prelude::*,
};
use leptos::{prelude::*, server_fn::ServerFn};

const SUSPEND: &str = "suspend-workspace";
const ARCHIVE: &str = "archive-workspace";
const DELETE: &str = "delete-workspace";

/// The sections of what can be done, by the state that the workspace is in.
#[component]
pub(super) fn Acts(tab: WorkspaceTab) -> impl IntoView {
    let state = tab.workspace.state;
    view! {
        {(state == State::Archived).then(|| view! { <Restoring tab=tab.clone()/> })}
        {(state == State::Suspended).then(|| view! { <Reactivating tab=tab.clone()/> })}
        <DangerZone title="Access" explain=explained(state)>
            {(state == State::Active).then(|| view! { <Suspending tab=tab.clone()/> })}
            {(state != State::Archived).then(|| view! { <Archiving tab=tab.clone()/> })}
            <Deleting tab/>
        </DangerZone>
    }
    .into_any()
}

const fn explained(state: State) -> &'static str {
    match state {
        State::Archived => "What is deleted can’t be restored.",
        _ => "Suspending and archiving can be undone at any time, deleting can’t.",
    }
}

/// Which workspace a form is about, and the version that the page was read with.
#[component]
fn About(tab: WorkspaceTab) -> impl IntoView {
    view! {
        <Hidden name="org" value=tab.org.to_string()/>
        <Hidden name="workspace" value=tab.workspace.id.to_string()/>
        <Hidden name="version" value=tab.workspace.version.to_string()/>
    }
}

/// "4 members lose access at once"
fn loss(tab: &WorkspaceTab) -> String {
    match tab.counts.members {
        0 => "Nobody is in it".to_owned(),
        1 => "One member loses access at once, by page and by program".to_owned(),
        members => format!("All {members} members lose access at once, by page and by program"),
    }
}

#[component]
fn Suspending(tab: WorkspaceTab) -> impl IntoView {
    let name = tab.workspace.identity.name.clone();
    let explain = format!("{}. What is in it stays, and counts.", loss(&tab));
    let state = FormState::of::<api::Suspend>();
    let open = state.error().is_some();
    view! {
        <div class="act">
            <p>{explain.clone()}</p>
            <DialogOpener target=SUSPEND label="Suspend workspace" tone=Tone::Danger/>
            <Dialog id=SUSPEND title=format!("Suspend {name}?") danger=true open>
                <Form action=api::Suspend::PATH state>
                    <About tab/>
                    <p class="dialog-explain">{explain}</p>
                    <TextField
                        name="reason"
                        label="Reason"
                        help="Read by everybody who tries to open it."
                        autocomplete="off"
                        optional=true
                        maxlength={Reason::MAX as u16}
                    />
                    <DialogFooter dialog=SUSPEND>
                        <Submit tone=Tone::Danger working="Suspending…">"Suspend workspace"</Submit>
                    </DialogFooter>
                </Form>
            </Dialog>
        </div>
    }
    .into_any()
}

#[component]
fn Archiving(tab: WorkspaceTab) -> impl IntoView {
    let name = tab.workspace.identity.name.clone();
    let explain =
        format!("{}: for them it is gone. It is out of lists and limits until somebody restores it here.", loss(&tab));
    let state = FormState::of::<api::Archive>();
    let open = state.error().is_some();
    view! {
        <div class="act">
            <p>{explain.clone()}</p>
            <DialogOpener target=ARCHIVE label="Archive workspace" tone=Tone::Danger/>
            <Dialog id=ARCHIVE title=format!("Archive {name}?") danger=true open>
                <Form action=api::Archive::PATH state>
                    <About tab/>
                    <p class="dialog-explain">{explain}</p>
                    <DialogFooter dialog=ARCHIVE>
                        <Submit tone=Tone::Danger working="Archiving…">"Archive workspace"</Submit>
                    </DialogFooter>
                </Form>
            </Dialog>
        </div>
    }
    .into_any()
}

#[component]
fn Reactivating(tab: WorkspaceTab) -> impl IntoView {
    let state = FormState::of::<api::Reactivate>();
    let explain = "Everybody who is in it can open it again, with the role that they have there.";
    view! {
        <Section title="Suspended" id="reactivate" explain>
            <Form action=api::Reactivate::PATH state>
                <About tab/>
                <SectionFooter><Submit working="Reactivating…">"Reactivate workspace"</Submit></SectionFooter>
            </Form>
        </Section>
    }
    .into_any()
}

#[component]
fn Restoring(tab: WorkspaceTab) -> impl IntoView {
    let state = FormState::of::<api::Restore>();
    let explain = "It comes back active, with everything and everybody that was in it.";
    view! {
        <Section title="Archived" id="restore" explain>
            <Form action=api::Restore::PATH state>
                <About tab/>
                <SectionFooter><Submit working="Restoring…">"Restore workspace"</Submit></SectionFooter>
            </Form>
        </Section>
    }
    .into_any()
}

#[component]
fn Deleting(tab: WorkspaceTab) -> impl IntoView {
    let Counts { forms, sessions, profiles, documents, all_fills, .. } = tab.counts;
    let parts = [
        count(forms, "form", "forms"),
        count(sessions, "fill session", "fill sessions"),
        count(profiles, "profile", "profiles"),
        count(documents, "source document", "source documents"),
    ];
    let explain = format!(
        "{} go for good and at once, with {} and every file. Nobody can restore them. How much was filled stays in the usage.",
        parts.join(", "),
        count(all_fills, "fill", "fills"),
    );
    let name = tab.workspace.identity.name.clone();
    let state = FormState::of::<api::Delete>();
    view! {
        <div class="act">
            <p>{explain.clone()}</p>
            <DialogOpener target=DELETE label="Delete workspace" tone=Tone::Danger/>
            <ConfirmByTyping
                id=DELETE
                title=format!("Delete {name}?")
                explain
                expected=name
                action=api::Delete::PATH
                state
                button="Delete workspace"
                working="Deleting…"
            >
                <About tab/>
            </ConfirmByTyping>
        </div>
    }
    .into_any()
}
