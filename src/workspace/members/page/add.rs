//! What managers do with the list: adding somebody of the organization, inviting somebody from outside.

use super::{Where, invite::Outside, roles};
use crate::{
    model::WorkspaceRole,
    ui::prelude::*,
    workspace::members::{
        api,
        model::{Candidate, Managed, Place},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// Everything that only managers see.
#[component]
pub(super) fn Manage(managed: Managed) -> impl IntoView {
    let Managed { place, is_outside, candidates, invitations } = managed;
    view! {
        <Add place=place.clone() is_outside candidates/>
        <Outside place invitations/>
    }
}

/// Adds a member of the organization.
#[component]
fn Add(place: Place, is_outside: bool, candidates: Vec<Candidate>) -> impl IntoView {
    let state = FormState::of::<api::Add>();
    let (label, help) = if is_outside {
        ("Address", "The whole address of a member of the organization.")
    } else {
        ("Name or address", "A member of the organization. The list offers who isn’t here yet.")
    };
    let suggestions = candidates.into_iter().map(|one| (one.email, one.name)).collect();
    let title = format!("Add somebody of {}", place.org_name);
    view! {
        <Section title id="add" explain="They need no invitation: they are in at once, and are told by mail.">
            <Form action={api::Add::PATH} state=state>
                <Where place/>
                <TextField name="who" label help autocomplete="off" suggestions/>
                <SelectField name="role" label="Role" options=roles() value={WorkspaceRole::Viewer.as_str()}/>
                <SectionFooter>
                    <Submit working="Adding…">"Add to workspace"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
    .into_any()
}
