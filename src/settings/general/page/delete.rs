//! Deleting the organization: last on the page.

use crate::{
    model::ending::KEPT_DAYS,
    settings::general::{
        api,
        model::{General, GeneralTab},
    },
    ui::{
        button::Tone,
        dialog::{ConfirmByTyping, DialogOpener},
        field::Hidden,
        form::FormState,
        section::DangerZone,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

const DIALOG: &str = "delete-organization";

/// Says in numbers what goes, and wants the name typed.
#[component]
pub(super) fn DeleteSection(tab: GeneralTab) -> impl IntoView {
    let GeneralTab { general: General { id, settings, .. }, members, workspaces, .. } = tab;
    let name = settings.name;
    let members = if members == 1 { "You lose".to_owned() } else { format!("All {members} members lose") };
    let workspaces = if workspaces == 1 { "its workspace".to_owned() } else { format!("its {workspaces} workspaces") };
    let explain = format!(
        "{members} access at once, to {name} and {workspaces}. An owner can restore it for {KEPT_DAYS} days; then everything of it goes for good."
    );
    let state = FormState::of::<api::Delete>();
    view! {
        <DangerZone title="Delete this organization" explain=explain.clone()>
            <DialogOpener target=DIALOG label="Delete organization" tone=Tone::Danger/>
            <ConfirmByTyping
                id=DIALOG
                title=format!("Delete {name}?")
                explain
                expected=name
                action=api::Delete::PATH
                state
                button="Delete organization"
                working="Deleting…"
            >
                <Hidden name="org" value=id.to_string()/>
            </ConfirmByTyping>
        </DangerZone>
    }
}
