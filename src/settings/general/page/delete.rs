//! Deleting the organization: last on the page.

use crate::{
    model::{Code, ending::KEPT_DAYS},
    settings::general::{api, model::Deletion},
    ui::{
        button::Tone,
        dialog::{ConfirmByTyping, DialogOpener},
        field::Hidden,
        form::FormState,
        section::DangerZone,
        state::ErrorState,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

const DIALOG: &str = "delete-organization";

/// Says in numbers what goes, and wants the name typed.
#[component]
pub(super) fn DeleteSection(org: String) -> impl IntoView {
    Suspend::new(async move {
        match api::get_deletion(org).await {
            Ok(deletion) => view! { <Confirm deletion/> }.into_any(),
            // Who may not delete it has no such section; the page above says what is missing.
            Err(error) if matches!(error.code, Code::Forbidden | Code::NotFound | Code::SignedOut) => ().into_any(),
            Err(error) => view! { <ErrorState error/> }.into_any(),
        }
    })
}

#[component]
fn Confirm(deletion: Deletion) -> impl IntoView {
    let Deletion { id, name, members, workspaces } = deletion;
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
