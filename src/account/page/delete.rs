//! Deleting one's account: the section at the end of the profile.

use crate::{
    account::{
        api,
        model::{AccountEnding, HandOver},
    },
    model::ending::KEPT_DAYS,
    ui::{
        button::{Submit, Tone},
        dialog::{Dialog, DialogFooter, DialogOpener},
        field::{PasswordField, TextField},
        form::{Form, FormState},
        load::load_part,
        section::DangerZone,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

const DIALOG: &str = "delete-account-dialog";

/// Says which organizations go along, which have to be handed over first, and what happens to the rest.
#[component]
pub fn DeleteAccount() -> impl IntoView {
    load_part(api::ending(), |ending| view! { <Ending ending/> })
}

#[component]
fn Ending(ending: AccountEnding) -> impl IntoView {
    let AccountEnding { email, along, hand_over, left } = ending;
    let explain = format!(
        "Sign-in stops and every session ends at once. A link that we mail you restores the account for {KEPT_DAYS} days; then it goes for good."
    );
    let is_ready = hand_over.is_empty();
    let fact = |title: &'static str, names: Vec<String>| {
        (!names.is_empty()).then(|| view! { <div><dt>{title}</dt><dd>{names.join(", ")}</dd></div> })
    };
    view! {
        <DangerZone title="Delete account" explain>
            <dl class="facts">
                {fact("Deleted with it", along.clone())}
                {(!is_ready).then(|| view! { <HandOvers hand_over/> })}
                {fact("You leave, when it goes", left)}
            </dl>
            {is_ready.then(|| view! {
                <DialogOpener target=DIALOG label="Delete account" tone=Tone::Danger/>
                <Confirm email along/>
            })}
        </DangerZone>
    }
}

#[component]
fn HandOvers(hand_over: Vec<HandOver>) -> impl IntoView {
    let lines = hand_over.into_iter().map(|HandOver { name, slug, others }| {
        let others = if others == 1 { "1 other person".to_owned() } else { format!("{others} others") };
        view! { <li><a href=format!("/o/{slug}")>{name}</a>{format!(", with {others}")}</li> }
    });
    view! {
        <div>
            <dt>"To hand over first"</dt>
            <dd>
                <p>"You are the last owner of these. Make somebody else an owner, or delete them; then the account can be deleted."</p>
                <ul>{lines.collect_view()}</ul>
            </dd>
        </div>
    }
}

#[component]
fn Confirm(email: String, along: Vec<String>) -> impl IntoView {
    let state = FormState::of::<api::DeleteAccount>();
    let open = state.error().is_some();
    let with = if along.is_empty() { String::new() } else { format!(" Deleted with it: {}.", along.join(", ")) };
    view! {
        <Dialog id=DIALOG title="Delete your account?" open danger=true>
            <Form action=api::DeleteAccount::PATH state=state>
                <p class="dialog-explain">{format!("{email} can’t sign in any more, from now on.{with}")}</p>
                <PasswordField name="password" label="Your password" autocomplete="current-password"/>
                <TextField name="confirm" label=format!("Type “{email}” to confirm") inputmode="email" autocomplete="off"/>
                <DialogFooter dialog=DIALOG>
                    <Submit tone=Tone::Danger working="Deleting…">"Delete account"</Submit>
                </DialogFooter>
            </Form>
        </Dialog>
    }
}
