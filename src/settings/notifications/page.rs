//! The organization's page of notifications, and a person's own.

use super::{
    api,
    model::{FillMails, Notifications, OwnChoice},
};
use crate::ui::{
    address::path_part,
    button::Submit,
    field::{CheckboxField, Hidden, SelectField},
    form::{Form, FormState},
    load::load_part,
    section::{PageHeader, Section, SectionFooter},
    state::Empty,
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/o/{org}/settings/notifications`.
#[component]
pub fn Page() -> impl IntoView {
    let org = path_part("org");
    view! {
        <PageHeader title="Notifications" lead="What members are mailed about."/>
        {load_part(api::get(org), |notifications| view! { <Switch notifications/> })}
    }
}

#[component]
fn Switch(notifications: Notifications) -> impl IntoView {
    let state = FormState::of::<api::Save>();
    let Notifications { id, mail_fills } = notifications;
    view! {
        <Section
            title="Filled forms"
            explain="Every member who can open a form gets a mail when it was filled: its name, how long it took, how many fields, and a link to the PDF, which asks for sign-in. Collaborators from outside get none."
        >
            <Form action=api::Save::PATH state=state>
                <Hidden name="org" value=id.to_string()/>
                <CheckboxField name="mail_fills" label="Mail members when a form was filled" checked=mail_fills/>
                <SectionFooter note="Each person can choose one mail a day, or none, under their account's notifications.">
                    <Submit working="Saving…">"Save notifications"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}

/// `/account/notifications`.
#[component]
pub fn Own() -> impl IntoView {
    view! {
        <PageHeader title="Notifications" lead="What you are mailed about, in each organization that you are in."/>
        {load_part(api::own(), |choices| view! { <Choices choices/> })}
    }
}

#[component]
fn Choices(choices: Vec<OwnChoice>) -> impl IntoView {
    if choices.is_empty() {
        return view! { <Empty title="You are in no organization" text="Where you are in none, none mails you."/> }
            .into_any();
    }
    choices.into_iter().map(|choice| view! { <Choose choice/> }).collect_view().into_any()
}

#[component]
fn Choose(choice: OwnChoice) -> impl IntoView {
    let OwnChoice { id, name, fill_mails, is_on } = choice;
    let state = FormState::of_instance::<api::Choose>(&id.to_string());
    let options = FillMails::ALL.map(|one| (one.as_str().to_owned(), one.label().to_owned())).to_vec();
    let explain = if is_on {
        "A mail says that a form which you can open was filled, with a link to the PDF."
    } else {
        "This organization sends no such mails at present. Your choice counts once it does."
    };
    view! {
        <Section title=name explain>
            <Form action=api::Choose::PATH state=state>
                <Hidden name="org" value=id.to_string()/>
                <SelectField
                    name="fill_mails"
                    label="When a form was filled"
                    help="The daily mail comes in the morning, in your time zone."
                    options
                    value=fill_mails.as_str()
                />
                <SectionFooter>
                    <Submit working="Saving…">"Save"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
    .into_any()
}
