//! Signing up.

use crate::{
    account::{api, strength::StrengthMeter},
    model::name::Name,
    ui::{
        address::query,
        button::Submit,
        field::{Hidden, PasswordField, TextField},
        form::{Form, FormState},
        frame::PlainFrame,
        section::PageHeader,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/signup`: the form, or what to do once it was sent.
#[component]
pub fn SignUp() -> impl IntoView {
    view! {
        <PlainFrame>
            {if query("sent").is_some() { view! { <Sent/> }.into_any() } else { view! { <Ask/> }.into_any() }}
        </PlainFrame>
    }
}

#[component]
fn Ask() -> impl IntoView {
    let state = FormState::of::<api::SignUp>();
    let id = |field| state.id(field);
    let meter = view! { <StrengthMeter password=id("password") name=id("name") email=id("email")/> };
    view! {
        <PageHeader title="Create your account" lead="One account opens every organization that you are in."/>
        <Form action=api::SignUp::PATH state=state>
            // `public/forms.js` fills it; without scripts times are in UTC until the profile says otherwise.
            <Hidden name="time_zone" value=""/>
            <TextField name="name" label="Your name" autocomplete="name" maxlength={Name::MAX as u16}/>
            <TextField
                name="email"
                label="Email address"
                help="We send a link there to confirm it."
                kind="email"
                inputmode="email"
                autocomplete="username"
            />
            <PasswordField
                name="password"
                label="Password"
                help="At least 8 characters. A few uncommon words are easier to remember than signs."
                autocomplete="new-password"
            >
                {meter}
            </PasswordField>
            <Submit working="Creating your account…">"Create account"</Submit>
        </Form>
        <p class="plain-aside">"You have an account? " <a href="/login">"Sign in"</a></p>
    }
}

#[component]
fn Sent() -> impl IntoView {
    view! {
        <PageHeader
            title="Check your email"
            lead="Open the link that we sent you to confirm the address. It works once, for 24 hours."
        />
        <p class="plain-aside">
            "Nothing there after a few minutes? Look among the unwanted mail, or " <a href="/signup">"sign up again"</a>
            " with another address."
        </p>
    }
}
