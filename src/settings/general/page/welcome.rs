//! The welcome after signing up: a few questions about the organization that came with the account, each on a page of its
//! own, each of which can be left for later.

use super::{
    Edited,
    company::{CompanyFields, EXPLAIN},
    logo::LogoSection,
};
use crate::{
    model::name::Name,
    settings::general::{
        api,
        model::{General, GeneralTab},
    },
    ui::{
        address::{path_part, query},
        button::{LinkButton, Submit, Tone},
        field::{Hidden, TextField},
        form::{Form, FormState},
        frame::PlainFrame,
        load::load_page,
        section::{PageHeader, Section, SectionFooter},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// The questions, in their order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Name,
    Company,
    Logo,
    People,
}

impl Step {
    const ALL: [Self; 4] = [Self::Name, Self::Company, Self::Logo, Self::People];

    /// The one that the query names; the first where it names none.
    fn read(query: Option<String>) -> Self {
        Self::ALL.into_iter().find(|step| Some(step.as_str()) == query.as_deref()).unwrap_or(Self::Name)
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Company => "company",
            Self::Logo => "logo",
            Self::People => "people",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Company => "Company",
            Self::Logo => "Logo",
            Self::People => "People",
        }
    }

    /// Where the next question is; behind the last one, the organization itself.
    fn next(self, slug: &str) -> String {
        match Self::ALL.into_iter().skip_while(|step| *step != self).nth(1) {
            Some(step) => format!("/o/{slug}/welcome?step={}", step.as_str()),
            None => format!("/o/{slug}"),
        }
    }
}

/// `/o/{org}/welcome`, with `?step=`.
#[component]
pub fn Welcome() -> impl IntoView {
    let org = path_part("org");
    let step = Step::read(query("step"));
    load_page(api::get_general(org), move |GeneralTab { general, .. }| {
        let next = step.next(&general.settings.slug);
        let question = match step {
            Step::Name => view! { <NameQuestion general next/> }.into_any(),
            Step::Company => view! { <CompanyQuestion general next/> }.into_any(),
            Step::Logo => view! { <LogoQuestion general next/> }.into_any(),
            Step::People => view! { <PeopleQuestion slug=general.settings.slug next/> }.into_any(),
        };
        view! {
            <PlainFrame wide=true>
                <PageHeader title="Welcome" lead="A few questions about your organization. Each can wait: everything is in the settings too."/>
                <Steps current=step/>
                {question}
            </PlainFrame>
        }
    })
}

/// Where one is among the questions.
#[component]
fn Steps(current: Step) -> impl IntoView {
    let steps = Step::ALL.into_iter().map(|step| {
        let here = (step == current).then_some("step");
        view! { <li aria-current=here>{step.label()}</li> }
    });
    view! { <ol class="steps">{steps.collect_view()}</ol> }
}

#[component]
fn NameQuestion(general: General, next: String) -> impl IntoView {
    let state = FormState::of::<api::WelcomeName>();
    let General { id, settings, version } = general;
    view! {
        <Section title="What is it called?" explain="Members see the name in the sidebar, invitees in their mail.">
            <Form action=api::WelcomeName::PATH state=state>
                <Edited org=id version/>
                <Hidden name="next" value=next.clone()/>
                <TextField
                    name="name"
                    label="Organization name"
                    value=settings.name
                    autocomplete="organization"
                    maxlength={Name::MAX as u16}
                    autofocus=true
                />
                <SectionFooter>
                    <LinkButton href=next tone=Tone::Quiet>"Skip"</LinkButton>
                    <Submit working="Saving…">"Save and go on"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}

#[component]
fn CompanyQuestion(general: General, next: String) -> impl IntoView {
    let state = FormState::of::<api::WelcomeCompany>();
    let General { id, settings, version } = general;
    view! {
        <Section title="Which company is it for?" explain=EXPLAIN>
            <Form action=api::WelcomeCompany::PATH state=state>
                <Edited org=id version/>
                <Hidden name="next" value=next.clone()/>
                <CompanyFields saved=settings autofocus=true/>
                <SectionFooter>
                    <LinkButton href=next tone=Tone::Quiet>"Skip"</LinkButton>
                    <Submit working="Saving…">"Save and go on"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}

#[component]
fn LogoQuestion(general: General, next: String) -> impl IntoView {
    let word = if general.settings.logo.is_some() { "Go on" } else { "Skip" };
    let tone = if general.settings.logo.is_some() { Tone::Primary } else { Tone::Quiet };
    view! {
        <LogoSection general/>
        <div class="button-row"><LinkButton href=next tone>{word}</LinkButton></div>
    }
}

#[component]
fn PeopleQuestion(slug: String, next: String) -> impl IntoView {
    let invite = format!("/o/{slug}/settings/members/invitations");
    view! {
        <Section
            title="Who works with you?"
            explain="Invite people by their addresses; each gets a mail and decides. You choose what they may do."
        >
            <div class="button-row">
                <LinkButton href=invite>"Invite people"</LinkButton>
                <LinkButton href=next tone=Tone::Quiet>"Later: go to the overview"</LinkButton>
            </div>
        </Section>
    }
}
