//! A forgotten password: asking for a link, and choosing another with it.

use crate::{
    account::{api, strength::StrengthMeter},
    model::AppError,
    ui::{
        address::{path_part, query},
        button::{LinkButton, Submit},
        field::{Hidden, PasswordField, TextField},
        form::{Form, FormState},
        frame::PlainFrame,
        load::load,
        section::PageHeader,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/forgot`: the form, or what to do once it was sent.
#[component]
pub fn Forgot() -> impl IntoView {
    let state = FormState::of::<api::RequestReset>();
    let page = if query("sent").is_some() {
        view! {
            <PageHeader
                title="Check your email"
                lead="If the address has an account, a link to choose a new password is on its way. It works once, for one hour."
            />
        }
        .into_any()
    } else {
        view! {
            <PageHeader title="Choose a new password" lead="Enter the address of your account. We send a link there."/>
            <Form action=api::RequestReset::PATH state=state>
                <TextField name="email" label="Email address" kind="email" inputmode="email" autocomplete="username" autofocus=true/>
                <Submit working="Sending the link…">"Send the link"</Submit>
            </Form>
        }
        .into_any()
    };
    view! {
        <PlainFrame>
            {page}
            <p class="plain-aside"><a href="/login">"Back to signing in"</a></p>
        </PlainFrame>
    }
}

/// `/reset/{token}`.
#[component]
pub fn Reset() -> impl IntoView {
    let token = path_part("token");
    view! {
        <PlainFrame>
            {load(api::reset_link(token.clone()), |()| view! { <Choose token/> }, dead_link)}
        </PlainFrame>
    }
}

fn dead_link(error: AppError) -> AnyView {
    view! {
        <PageHeader title="This link doesn’t work" lead=error.message/>
        <div class="button-row"><LinkButton href="/forgot">"Ask for another link"</LinkButton></div>
    }
    .into_any()
}

#[component]
fn Choose(token: String) -> impl IntoView {
    let state = FormState::of::<api::ResetPassword>();
    let meter = view! { <StrengthMeter password=state.id("password") name=String::new() email=String::new()/> };
    view! {
        <PageHeader title="Choose a new password" lead="Every session of your account ends with it, on every device."/>
        <Form action=api::ResetPassword::PATH state=state>
            <Hidden name="token" value=token/>
            <PasswordField
                name="password"
                label="New password"
                help="At least 8 characters. A few uncommon words are easier to remember than signs."
                autocomplete="new-password"
                autofocus=true
            >
                {meter}
            </PasswordField>
            <Submit working="Changing the password…">"Change password"</Submit>
        </Form>
    }
}
