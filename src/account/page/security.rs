//! How one signs in: the password and the address.

use crate::{
    account::{
        api,
        model::{PendingAddress, Security as Data},
        strength::StrengthMeter,
    },
    ui::{
        button::{LinkButton, Submit, Tone},
        field::{PasswordField, TextField},
        form::{Form, FormState},
        icon::{Icon, IconName},
        load::load_part,
        section::{PageHeader, Section, SectionFooter},
        time::Time,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/account/security`.
#[component]
pub fn Security() -> impl IntoView {
    view! {
        <PageHeader title="Sign-in and security" lead="What proves that it is you."/>
        {load_part(api::get_security(), |security| view! { <Sections security/> })}
    }
}

#[component]
fn Sections(security: Data) -> impl IntoView {
    let Data { email, has_password, pending } = security;
    let password = if has_password {
        view! { <ChangePassword email=email.clone()/> }.into_any()
    } else {
        view! { <NoPassword/> }.into_any()
    };
    view! {
        <Section title="Password" explain="Changing it signs every other browser out.">
            {password}
        </Section>
        <Section title="Email address" explain="You sign in with it, and our mail goes there.">
            <div class="grid gap-4">
                <p>"Your address is " <strong><bdi>{email}</bdi></strong> "."</p>
                {pending.map(|pending| view! { <Pending pending/> })}
                {if has_password {
                    view! { <ChangeEmail/> }.into_any()
                } else {
                    view! { <p class="help">"Changing it asks for your password, so choose one first."</p> }.into_any()
                }}
            </div>
        </Section>
    }
    .into_any()
}

#[component]
fn ChangePassword(email: String) -> impl IntoView {
    let state = FormState::of::<api::ChangePassword>();
    let (password, username) = (state.id("password"), state.id("username"));
    let meter = view! { <StrengthMeter password name=String::new() email=username.clone()/> };
    view! {
        <Form action=api::ChangePassword::PATH state=state>
            // Password managers learn from it which account the password belongs to.
            <input type="hidden" id=username name="username" autocomplete="username" value=email/>
            <PasswordField name="current_password" label="Current password" autocomplete="current-password"/>
            <PasswordField
                name="password"
                label="New password"
                help="At least 8 characters. A few uncommon words are easier to remember than signs."
                autocomplete="new-password"
            >
                {meter}
            </PasswordField>
            <SectionFooter>
                <Submit working="Changing the password…">"Change password"</Submit>
            </SectionFooter>
        </Form>
    }
}

/// For who signs in otherwise.
#[component]
fn NoPassword() -> impl IntoView {
    view! {
        <div class="grid gap-4">
            <p>"Your account has no password yet. We mail you a link to choose one."</p>
            <div class="button-row"><LinkButton href="/forgot" tone=Tone::Quiet>"Choose a password"</LinkButton></div>
        </div>
    }
}

#[component]
fn ChangeEmail() -> impl IntoView {
    let state = FormState::of::<api::RequestAddress>();
    view! {
        <Form action=api::RequestAddress::PATH state=state>
            <TextField
                name="email"
                label="New email address"
                help="We send a link there. Until you open it, nothing changes."
                kind="email"
                inputmode="email"
                autocomplete="email"
            />
            <PasswordField name="password" label="Current password" autocomplete="current-password"/>
            <SectionFooter>
                <Submit working="Sending the link…">"Change address"</Submit>
            </SectionFooter>
        </Form>
    }
}

/// The address that waits. Asking for another takes its place.
#[component]
fn Pending(pending: PendingAddress) -> impl IntoView {
    let state = FormState::of::<api::CancelAddress>();
    view! {
        <div class="alert alert-accent">
            <Icon name=IconName::Mail/>
            <div class="alert-body">
                <p>
                    <strong><bdi>{pending.email}</bdi></strong> " takes its place when you open the link that we sent there "
                    <Time at=pending.asked/> {format!(". It ends on {}.", pending.until)}
                </p>
                <Form action=api::CancelAddress::PATH state=state>
                    <div class="button-row"><Submit tone=Tone::Quiet small=true working="Cancelling…">"Cancel the change"</Submit></div>
                </Form>
            </div>
        </div>
    }
}
