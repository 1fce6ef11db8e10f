//! The settings page of a workspace.

use super::{api, model::Settings};
use crate::ui::{formats::FormatFields, load::load_part, prelude::*};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/o/{org}/w/{workspace}/settings`.
#[component]
pub fn Page() -> impl IntoView {
    let (org, workspace) = (path_part("org"), path_part("workspace"));
    view! {
        <PageHeader title="Settings" lead="How what is in this workspace is written and drawn."/>
        {load_part(api::get_settings(org, workspace), |settings| view! { <Formats settings/> })}
    }
}

#[component]
fn Formats(settings: Settings) -> impl IntoView {
    let state = FormState::of::<api::Save>();
    let Settings { org, workspace, name, formats, version } = settings;
    view! {
        <Section
            title="Documents"
            explain=format!("Dates, times and numbers in {name} read like this for everybody, and its documents are drawn so. What was made before isn’t drawn anew.")
        >
            <Form action={api::Save::PATH} state=state.clone()>
                <Hidden name="org" value=org.to_string()/>
                <Hidden name="workspace" value=workspace.to_string()/>
                <Hidden name="version" value=version.to_string()/>
                <FormatFields saved=formats state/>
                <SectionFooter note="Its name, address and state are in the organization’s settings.">
                    <Submit working="Saving…">"Save settings"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}
