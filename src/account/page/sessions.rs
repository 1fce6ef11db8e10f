//! The browsers that one is signed in with.

use crate::{
    account::{
        api,
        model::{Sessions as Data, SignedInBrowser},
    },
    ui::{
        badge::{Badge, BadgeTone},
        button::{Submit, Tone},
        dialog::{Dialog, DialogFooter, DialogOpener},
        field::Hidden,
        form::{Form, FormState},
        load::load_part,
        section::{PageHeader, Section},
        state::ErrorState,
        table::{Actions, Cell, Column, IdentityCell, ListBar, Row, Table},
        time::Time,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// The dialog before every other browser is signed out.
const OTHERS: &str = "end-others";

/// `/account/sessions`.
#[component]
pub fn Sessions() -> impl IntoView {
    view! {
        <PageHeader title="Sessions" lead="The browsers that are signed in as you. One that you sign out is out with its next step."/>
        {load_part(api::get_sessions(), |sessions| view! { <List sessions/> })}
    }
}

#[component]
fn List(sessions: Data) -> impl IntoView {
    let Data { browsers, more } = sessions;
    let others = browsers.iter().filter(|browser| !browser.is_this).count();
    let count = match browsers.len() {
        1 => "1 browser".to_owned(),
        count if more => format!("The {count} browsers used last"),
        count => format!("{count} browsers"),
    };
    // A row that was ended from elsewhere meanwhile is gone, and its form with it: what went wrong stands above.
    let failed = FormState::of::<api::EndSession>().error().cloned();
    let columns = vec![Column::text("Browser"), Column::text("Signed in"), Column::text("Last use"), Column::actions()];
    view! {
        {failed.map(|error| view! { <ErrorState error/> })}
        <Section
            title="Browsers"
            explain="The address is where the browser was when it signed in."
            actions=move || (others > 0).then(|| view! { <DialogOpener target=OTHERS label="Sign out all others" tone=Tone::Danger/> })
        >
            <ListBar count/>
            <Table caption="Browsers that are signed in" columns>
                {browsers.into_iter().map(|browser| view! { <Line browser/> }).collect_view()}
            </Table>
        </Section>
        <EndOthers others more/>
    }
    .into_any()
}

#[component]
fn Line(browser: SignedInBrowser) -> impl IntoView {
    let SignedInBrowser { session, device, address, signed_in, last_use, is_this } = browser;
    let label = format!("Sign out {device}");
    view! {
        <Row>
            <IdentityCell name=device sub=address>
                {is_this.then(|| view! { <Badge tone=BadgeTone::Accent>"This browser"</Badge> })}
            </IdentityCell>
            <Cell label="Signed in"><Time at=signed_in/></Cell>
            <Cell label="Last use"><Time at=last_use/></Cell>
            <Actions>
                {(!is_this).then(|| view! {
                    <form method="post" action=api::EndSession::PATH aria-label=label>
                        <Hidden name="session" value=session.to_string()/>
                        <Submit tone=Tone::Quiet small=true working="Signing out…">"Sign out"</Submit>
                    </form>
                })}
            </Actions>
        </Row>
    }
}

#[component]
fn EndOthers(others: usize, more: bool) -> impl IntoView {
    let state = FormState::of::<api::EndOtherSessions>();
    let open = state.error().is_some();
    let whom = match others {
        _ if more => "Every other browser, also those that aren’t shown, is signed out at once.".to_owned(),
        1 => "One other browser is signed out at once.".to_owned(),
        others => format!("{others} other browsers are signed out at once."),
    };
    view! {
        <Dialog id=OTHERS title="Sign out all other browsers?" open danger=true>
            <Form action=api::EndOtherSessions::PATH state=state>
                <p class="dialog-explain">{whom}" This one stays signed in."</p>
                <DialogFooter dialog=OTHERS>
                    <Submit tone=Tone::Danger working="Signing out…">"Sign out all others"</Submit>
                </DialogFooter>
            </Form>
        </Dialog>
    }
}
