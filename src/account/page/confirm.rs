//! Confirming an address, of a sign-up or of an account that changes its own. Opening the page confirms nothing: mail
//! scanners open links too.

use crate::{
    account::{
        api,
        model::{Confirmation, NewAddress, PendingSignup},
    },
    model::AppError,
    ui::{
        address::path_part,
        button::{LinkButton, Submit, Tone},
        field::{Hidden, PasswordField},
        form::{Form, FormState},
        frame::PlainFrame,
        load::load,
        section::PageHeader,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/verify-email/{token}`.
#[component]
pub fn ConfirmAddress() -> impl IntoView {
    let token = path_part("token");
    view! {
        <PlainFrame>
            {load(
                api::find_confirmation(token.clone()),
                |confirmation| match confirmation {
                    Confirmation::SignUp(signup) => view! { <Confirm signup token/> }.into_any(),
                    Confirmation::Address(address) => view! { <Change address token/> }.into_any(),
                },
                dead_link,
            )}
        </PlainFrame>
    }
}

#[component]
fn Confirm(signup: PendingSignup, token: String) -> impl IntoView {
    let state = FormState::of::<api::ConfirmAddress>();
    let lead = if signup.same_browser {
        format!("{} becomes the address of your account.", signup.email)
    } else {
        format!(
            "{} becomes the address of your account. You signed up in another browser, so enter the password that you chose there.",
            signup.email
        )
    };
    view! {
        <PageHeader title="Confirm your address" lead/>
        <Form action=api::ConfirmAddress::PATH state=state>
            <Hidden name="token" value=token/>
            {(!signup.same_browser).then(|| view! {
                // Password managers learn from it which account the password belongs to.
                <input type="hidden" name="username" autocomplete="username" value=signup.email/>
                <PasswordField name="password" label="Password" autocomplete="current-password" autofocus=true/>
            })}
            <Submit working="Confirming…">"Confirm and sign in"</Submit>
        </Form>
    }
}

#[component]
fn Change(address: NewAddress, token: String) -> impl IntoView {
    let state = FormState::of::<api::ChangeAddress>();
    let lead = format!("{} becomes the address of your account. You sign in with it from then on.", address.email);
    view! {
        <PageHeader title="Confirm your new address" lead/>
        <Form action=api::ChangeAddress::PATH state=state>
            <Hidden name="token" value=token/>
            <Submit working="Confirming…">"Confirm address"</Submit>
        </Form>
    }
}

fn dead_link(error: AppError) -> AnyView {
    view! {
        <PageHeader title="This link doesn’t work" lead=error.message/>
        <div class="button-row">
            <LinkButton href="/login">"Sign in"</LinkButton>
            <LinkButton href="/signup" tone=Tone::Quiet>"Sign up again"</LinkButton>
        </div>
    }
    .into_any()
}
