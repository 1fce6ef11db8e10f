//! Signing in with a mailed link: asking for it, and using it. Opening the page signs nobody in: mail scanners open links too.

use super::with_next;
use crate::{
    account::api,
    model::AppError,
    ui::{
        address::{path_part, query},
        button::{LinkButton, Submit, Tone},
        field::{Hidden, TextField},
        form::{Form, FormState},
        frame::PlainFrame,
        load::load,
        section::PageHeader,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/login/link`: the form, or what to do once it was sent.
#[component]
pub fn SignInLink() -> impl IntoView {
    let state = FormState::of::<api::RequestSignInLink>();
    let next = query("next").or_else(|| state.value("next")).unwrap_or_default();
    let by_password = with_next("/login", &next);
    let page = if query("sent").is_some() {
        view! {
            <PageHeader
                title="Check your email"
                lead="If the address has an account, a link to sign in is on its way. It works once, for 15 minutes."
            />
        }
        .into_any()
    } else {
        view! {
            <PageHeader title="Sign in with a link" lead="Enter the address of your account. We send a link there that signs you in."/>
            <Form action=api::RequestSignInLink::PATH state=state>
                <Hidden name="next" value=next/>
                <TextField name="email" label="Email address" kind="email" inputmode="email" autocomplete="username" autofocus=true/>
                <Submit working="Sending the link…">"Send the link"</Submit>
            </Form>
        }
        .into_any()
    };
    view! {
        <PlainFrame>
            {page}
            <p class="plain-aside"><a href=by_password>"Sign in with the password"</a></p>
        </PlainFrame>
    }
}

/// `/login/link/{token}`.
#[component]
pub fn UseLink() -> impl IntoView {
    let token = path_part("token");
    view! {
        <PlainFrame>
            {load(api::sign_in_link(token.clone()), |()| view! { <Use token/> }, dead_link)}
        </PlainFrame>
    }
}

fn dead_link(error: AppError) -> AnyView {
    view! {
        <PageHeader title="This link doesn’t work" lead=error.message/>
        <div class="button-row">
            <LinkButton href="/login/link">"Ask for another link"</LinkButton>
            <LinkButton href="/login" tone=Tone::Quiet>"Sign in with the password"</LinkButton>
        </div>
    }
    .into_any()
}

#[component]
fn Use(token: String) -> impl IntoView {
    let state = FormState::of::<api::SignInByLink>();
    view! {
        <PageHeader title="Sign in" lead="The link works once, in the browser where you press the button."/>
        <Form action=api::SignInByLink::PATH state=state>
            <Hidden name="token" value=token/>
            <Submit working="Signing in…">"Sign in"</Submit>
        </Form>
    }
}
