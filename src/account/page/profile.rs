//! One's profile.

use super::delete::DeleteAccount;
use crate::{
    account::{
        api,
        model::{Profile as Data, ProfileValues},
    },
    model::{
        format::{DateFormat, EXAMPLE, Language, TimeFormat},
        name::Name,
    },
    ui::{
        button::Submit,
        field::{Choice, Hidden, RadioField, SelectField, TextField},
        form::{Form, FormState},
        load::load_part,
        section::{PageHeader, Section, SectionFooter},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/account`.
#[component]
pub fn Profile() -> impl IntoView {
    view! {
        <PageHeader title="Profile" lead="Who you are to others, and how your own pages write times."/>
        {load_part(api::get_profile(), |profile| view! { <Edit profile/> })}
        <DeleteAccount/>
    }
}

#[component]
fn Edit(profile: Data) -> impl IntoView {
    let state = FormState::of::<api::SaveProfile>();
    let Data { values, version, zones } = profile;
    let ProfileValues { name, time_zone, date_format, time_format } = values;
    let zones = zones.into_iter().map(|zone| (zone.clone(), zone.replace('_', " "))).collect::<Vec<_>>();
    let dates = DateFormat::ALL
        .iter()
        .map(|format| Choice::new(format.as_str(), format.format(EXAMPLE, Language::English), None::<&str>))
        .collect::<Vec<_>>();
    let times = TimeFormat::ALL
        .iter()
        .map(|format| Choice::new(format.as_str(), format.format(EXAMPLE), None::<&str>))
        .collect::<Vec<_>>();
    view! {
        <Section title="You" explain="Your name stands beside what you do, in every organization that you are in.">
            <Form action=api::SaveProfile::PATH state=state>
                <Hidden name="version" value=version.to_string()/>
                <TextField name="name" label="Your name" value=name autocomplete="name" maxlength={Name::MAX as u16}/>
                <SelectField
                    name="time_zone"
                    label="Time zone"
                    help="Every time on your pages and in your mail is in this zone. Others see theirs."
                    options=zones
                    value=time_zone
                />
                <RadioField name="date_format" label="Dates" choices=dates value=date_format.as_str()/>
                <RadioField name="time_format" label="Times of day" choices=times value=time_format.as_str()/>
                <SectionFooter>
                    <Submit working="Saving…">"Save profile"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}
