//! A new workspace.

use super::address;
use crate::{
    model::{name::Name, paragraph::Description, slug::Slug},
    settings::workspaces::{
        api,
        model::{NewTab, full},
    },
    ui::{formats::FormatFields, load::load_part, prelude::*},
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/o/{org}/settings/workspaces/new`.
#[component]
pub fn NewPage() -> impl IntoView {
    let org = path_part("org");
    view! {
        <PageHeader
            title="New workspace"
            lead="A workspace is for a team or a client that shares your members and your bill. A separate business, with members, rules and a bill of its own, is better off as an organization."
            parent=(address(&org), "Workspaces".to_owned())
        />
        {load_part(api::get_new(org), |tab| view! { <NewForm tab/> })}
    }
}

#[component]
fn NewForm(tab: NewTab) -> impl IntoView {
    let NewTab { org, base, defaults, allowance, .. } = tab;
    let state = FormState::of::<api::Create>();
    let full = (!allowance.has_room()).then(|| full(&allowance));
    view! {
        {full.map(|full| view! { <p class="help" role="note">{full}</p> })}
        <Section title="Workspace" explain="You become its first manager. Nobody else is in it until you add them there.">
            <Form action=api::Create::PATH state=state.clone()>
                <Hidden name="org" value=org.to_string()/>
                <TextField name="name" label="Name" autocomplete="off" maxlength={Name::MAX as u16} autofocus=true/>
                <TextField
                    name="slug"
                    label="Address"
                    help=format!("Made from the name if you leave it empty. Up to {} letters from a to z, digits and hyphens.", Slug::MAX)
                    prefix=base
                    inputmode="url"
                    autocomplete="off"
                    optional=true
                    maxlength={Slug::MAX as u16}
                />
                <TextArea
                    name="description"
                    label="Description"
                    help="What it is for, in a sentence or two."
                    optional=true
                    maxlength={Description::MAX as u16}
                    rows=2
                />
                <FormatFields saved=defaults state/>
                <SectionFooter note="Its managers can change how documents are written later.">
                    <Submit working="Creating…">"Create workspace"</Submit>
                </SectionFooter>
            </Form>
        </Section>
        <p class="help">"For a business of its own, " <a href="/orgs/new">"create an organization"</a> "."</p>
    }
    .into_any()
}
