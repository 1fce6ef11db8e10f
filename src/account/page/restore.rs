//! Restoring an account with the mailed link. Opening the page restores nothing: mail scanners open links too.

use crate::{
    account::{api, model::Restorable},
    model::AppError,
    ui::{
        address::path_part,
        button::{LinkButton, Submit},
        field::Hidden,
        form::{Form, FormState},
        frame::PlainFrame,
        load::load,
        section::PageHeader,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/account/restore/{token}`.
#[component]
pub fn RestoreAccount() -> impl IntoView {
    let token = path_part("token");
    view! {
        <PlainFrame>
            {load(api::find_restorable(token.clone()), |account| view! { <Confirm account token/> }, dead_link)}
        </PlainFrame>
    }
}

fn dead_link(error: AppError) -> AnyView {
    view! {
        <PageHeader title="This link doesn’t work" lead=error.message/>
        <div class="button-row"><LinkButton href="/login">"Sign in"</LinkButton></div>
    }
    .into_any()
}

#[component]
fn Confirm(account: Restorable, token: String) -> impl IntoView {
    let Restorable { email, until, along } = account;
    let state = FormState::of::<api::RestoreAccount>();
    let with = if along.is_empty() { String::new() } else { format!(" It brings back {}.", along.join(", ")) };
    view! {
        <PageHeader title="Restore your account" lead=format!("{email} is being deleted and can be restored until {until}.{with}")/>
        <Form action=api::RestoreAccount::PATH state=state>
            <Hidden name="token" value=token/>
            <Submit working="Restoring…">"Restore account"</Submit>
        </Form>
    }
}
