//! Signing in.

use super::with_next;
use crate::{
    account::api,
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

/// `/login`.
#[component]
pub fn SignIn() -> impl IntoView {
    let state = FormState::of::<api::SignIn>();
    let next = query("next").or_else(|| state.value("next")).unwrap_or_default();
    let by_link = with_next("/login/link", &next);
    view! {
        <PlainFrame>
            <PageHeader title="Sign in"/>
            <Form action=api::SignIn::PATH state=state>
                <Hidden name="next" value=next/>
                <TextField name="email" label="Email address" kind="email" inputmode="email" autocomplete="username" autofocus=true/>
                <PasswordField name="password" label="Password" autocomplete="current-password"/>
                <Submit working="Signing in…">"Sign in"</Submit>
            </Form>
            <p class="plain-aside">
                <a href=by_link>"Sign in with a link by mail"</a> " · " <a href="/forgot">"Forgot the password?"</a>
            </p>
            <p class="plain-aside">"No account yet? " <a href="/signup">"Create one"</a></p>
        </PlainFrame>
    }
}
