//! The pages of fill sessions: the list, and one session.

use super::{
    api,
    model::{SessionLine, SessionList, SessionPage},
};
use crate::{
    model::{
        AppError,
        content::{Here, Title},
    },
    ui::{load::load_part, prelude::*},
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/o/{org}/w/{workspace}/sessions`.
#[component]
pub fn Page() -> impl IntoView {
    let list = api::list(path_part("org"), path_part("workspace"), asked("newer"), asked("older"));
    view! {
        <PageHeader title="Fill sessions" lead="Fills that belong together: a batch, a case, a sitting."/>
        {load_part(list, |list| view! { <Shown list/> })}
    }
}

#[component]
fn Shown(list: SessionList) -> impl IntoView {
    let SessionList { here, page } = list;
    let base = here.page("sessions");
    let ((newer, older), count) = (page.links(&format!("{base}?")), page.count("session"));
    let table = if page.rows.is_empty() {
        view! { <Empty icon=IconName::Layers title="No session yet" text="Begin one where fills belong together: your product names it with each of them."/> }
            .into_any()
    } else {
        let columns = ["Session", "State", "Begun", "Ended"].map(Column::text).into();
        let rows = page.rows.into_iter().map(|session| view! { <Line here=here.clone() session/> }).collect_view();
        view! { <Table caption="Fill sessions, the newest first" columns>{rows}</Table> }.into_any()
    };
    view! {
        <Section title="All sessions" explain="The newest first.">
            <ListBar count/>
            {table}
            <Pager newer older/>
        </Section>
        {here.may_edit.then(|| view! { <Begin here=here.clone()/> })}
    }
    .into_any()
}

#[component]
fn State(open: bool) -> impl IntoView {
    let (tone, word) = if open { (BadgeTone::Accent, "Open") } else { (BadgeTone::Neutral, "Ended") };
    view! { <Badge tone>{word}</Badge> }
}

#[component]
fn Line(here: Here, session: SessionLine) -> impl IntoView {
    let href = here.page(&format!("sessions/{}", session.id));
    let (name, open) = (session.title().to_owned(), session.ended.is_none());
    let SessionLine { begun, ended, .. } = session;
    view! {
        <Row faded=!open>
            <IdentityCell name href/>
            <Cell label="State"><State open/></Cell>
            <Cell label="Begun"><Time at=begun/></Cell>
            <Cell label="Ended">{ended.map(|at| view! { <Time at/> })}</Cell>
        </Row>
    }
}

/// What every form of these pages carries: which workspace, and which session.
#[component]
fn Place(here: Here, #[prop(optional)] session: Option<String>) -> impl IntoView {
    view! {
        <Hidden name="org" value=here.org/>
        <Hidden name="workspace" value=here.workspace/>
        {session.map(|session| view! { <Hidden name="session" value=session/> })}
    }
}

#[component]
fn Begin(here: Here) -> impl IntoView {
    let state = FormState::of::<api::Begin>();
    view! {
        <Section title="Begin a session" explain="Your product reports its fills under the session’s id, until it is ended.">
            <Form action=api::Begin::PATH state>
                <Place here/>
                <TextField name="name" label="Name" optional=true maxlength={Title::MAX as u16} autocomplete="off"/>
                <SectionFooter>
                    <Submit working="Beginning…">"Begin session"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}

/// `/o/{org}/w/{workspace}/sessions/{session}`, with the session's fills.
#[component]
pub fn One(
    /// The fills.
    children: Children,
) -> impl IntoView {
    let (org, workspace, session) = (path_part("org"), path_part("workspace"), path_part("session").parse());
    let found = async move { api::get(org, workspace, session.map_err(|_| AppError::not_found())?).await };
    load_part(found, move |page| view! { <Parts page>{children()}</Parts> })
}

#[component]
fn Parts(page: SessionPage, children: Children) -> impl IntoView {
    let SessionPage { here, session, empty } = page;
    let open = session.ended.is_none();
    let lead = match &session.ended {
        None => format!("Begun {}.", session.begun.text),
        Some(ended) => format!("Begun {}, ended {}.", session.begun.text, ended.text),
    };
    let id = session.id.to_string();
    let end = (here.may_edit && open).then(|| {
        let (here, session) = (here.clone(), id.clone());
        view! {
            <Form action=api::End::PATH state={FormState::of::<api::End>()}>
                <Place here session/>
                <SectionFooter note="An ended session takes no more fills, and can’t be opened again.">
                    <Submit working="Ending…">"End session"</Submit>
                </SectionFooter>
            </Form>
        }
    });
    let delete = (here.may_edit && empty).then(|| {
        let (here, session) = (here.clone(), id.clone());
        view! {
            <DangerZone title="Delete this session" explain="Nothing was filled in it, so nothing else goes. It can’t be restored.">
                <Form action=api::Delete::PATH state={FormState::of::<api::Delete>()}>
                    <Place here session/>
                    <div><Submit tone=Tone::Danger working="Deleting…">"Delete session"</Submit></div>
                </Form>
            </DangerZone>
        }
    });
    view! {
        <PageHeader title=session.title().to_owned() lead parent=(here.page("sessions"), "Fill sessions".to_owned())/>
        <Section title="Session" explain="Your product names this id with each fill.">
            <p><State open/></p>
            <CopyField scope="session" name="id" label="Id" value=id/>
            {end}
        </Section>
        {children()}
        {delete}
    }
    .into_any()
}
