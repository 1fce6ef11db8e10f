//! Page headers, sections, and what stands where content would.

use super::{Group, LONG_NAME, Sample};
use crate::{
    model::{AppError, Code},
    ui::prelude::*,
};
use leptos::prelude::*;

#[component]
pub(super) fn Parts() -> impl IntoView {
    let state = || FormState::default().keyed("kit-section");
    view! {
        <Group id="page-parts" about="PageHeader sets the document's title too, so it is shown on the whole pages below. A section is a card with its own save; what is dangerous comes last.">
            <Sample code="<Section title=… explain=…> <Form …> … <SectionFooter> <Submit>">
                <Section title="Name and address" explain="How this organization is called in lists, mails and links.">
                    <Form action="#page-parts" state=state()>
                        <TextField name="name" label="Name" value="Acme" autocomplete="organization"/>
                        <TextField name="slug" label="Address" help="Old links stop working at once." prefix="tenantry.example/o/" value="acme"/>
                        <SectionFooter note="Everybody sees the new name at once.">
                            <Submit working="Saving…">"Save changes"</Submit>
                        </SectionFooter>
                    </Form>
                </Section>
            </Sample>
            <Sample code="<Section actions=…>, class=\"facts\"">
                <Section title="Plan" explain="What you pay for, and until when." actions=|| view! { <LinkButton href="#page-parts" tone=Tone::Quiet>"Change plan"</LinkButton> }>
                    <dl class="facts">
                        <dt>"Plan"</dt><dd>"Team, 20 seats"</dd>
                        <dt>"Renews"</dt><dd>"1 April 2026"</dd>
                        <dt>"Billed to"</dt><dd>{LONG_NAME}</dd>
                    </dl>
                </Section>
            </Sample>
            <Sample code="<DangerZone title=…>, class=\"act\"">
                <DangerZone title="Danger zone" explain="What is done here affects everybody in the organization.">
                    <div class="act">
                        <div class="act-text">
                            <p class="act-title">"Leave Acme"</p>
                            <p class="act-explain">"You lose access to 3 workspaces at once. Your content stays."</p>
                        </div>
                        <Submit tone=Tone::Quiet>"Leave organization"</Submit>
                    </div>
                    <div class="act">
                        <div class="act-text">
                            <p class="act-title">"Delete Acme"</p>
                            <p class="act-explain">"All 3 workspaces, 214 forms and 12,904 fills go after 30 days. Until then an owner can bring them back."</p>
                        </div>
                        <DialogOpener target="kit-confirm" label="Delete organization" tone=Tone::Danger/>
                    </div>
                </DangerZone>
            </Sample>
        </Group>
    }
}

#[component]
pub(super) fn States() -> impl IntoView {
    let failed = AppError {
        reference: Some("0195f2c4-7d1e".to_owned()),
        ..AppError::new(Code::Internal, "The list of invoices couldn't be fetched from Stripe.")
    };
    let busy =
        AppError { retry_after: Some(30), ..AppError::new(Code::Busy, "Too many people ask for reports right now.") };
    view! {
        <Group id="states" about="Every list has its empty state. An error says what happened, what wasn't changed, what to do, and where the log knows more.">
            <Sample code="<Empty title=… text=… icon=… action=…/>">
                <Section title="Workspaces" explain="Rooms that hold forms and fills.">
                    <Empty
                        title="No workspaces yet"
                        text="A workspace keeps the forms and fills of one team apart from the others. People see only those that they are in."
                        icon=IconName::Layers
                        action=|| view! { <LinkButton href="#states">"Create workspace"</LinkButton> }
                    />
                </Section>
            </Sample>
            <Sample code="<ErrorState error/>">
                <div class="form">
                    <ErrorState error=failed/>
                    <ErrorState error=busy/>
                </div>
            </Sample>
            <Sample code="<Loading text=…/>"><Loading text="Counting the members…"/></Sample>
        </Group>
    }
}
