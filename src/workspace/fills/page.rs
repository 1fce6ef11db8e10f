//! The pages of fills: the list, alone and below a form or a session, and one fill.

use super::{
    api,
    model::{FillLine, FillList, FillPage, Filter, Pdf},
};
use crate::{
    model::{
        AppError,
        content::{FillState, Here},
    },
    ui::{
        load::{load, load_part},
        prelude::*,
    },
};
use leptos::prelude::*;

/// `/o/{org}/w/{workspace}/fills`, filtered by `?form=`, `?session=` and `?state=`.
#[component]
pub fn Page() -> impl IntoView {
    let filter = Filter { form: asked("form"), session: asked("session"), state: asked("state") };
    let list = api::list(path_part("org"), path_part("workspace"), filter, asked("newer"), asked("older"));
    view! {
        <PageHeader title="Fills" lead="Forms that were filled, and the PDF that came of each. Your product reports them through the API."/>
        {load_part(list, |list| view! { <Shown list title="All fills" filters=true/> })}
    }
}

/// The fills of the form that the address names, within its page.
#[component]
pub fn OfForm() -> impl IntoView {
    of(Filter { form: path_part("form"), ..Filter::default() }, "Fills of this form")
}

/// The fills of the session that the address names, within its page.
#[component]
pub fn OfSession() -> impl IntoView {
    of(Filter { session: path_part("session"), ..Filter::default() }, "Fills of this session")
}

/// The newest of them; the list of all has the others.
fn of(filter: Filter, title: &'static str) -> impl IntoView {
    let list = api::list(path_part("org"), path_part("workspace"), filter, String::new(), String::new());
    load(list, move |list| view! { <Shown list title/> }, |error| view! { <ErrorState error/> }.into_any())
}

#[component]
fn Shown(list: FillList, title: &'static str, #[prop(optional)] filters: bool) -> impl IntoView {
    let FillList { here, filter, page } = list;
    let base = here.page("fills");
    let query = filter.query();
    let root = if query.is_empty() { format!("{base}?") } else { format!("{base}?{query}&") };
    let ((newer, older), count) = (page.links(&root), page.count("fill"));
    let table = if page.rows.is_empty() {
        let (title, text) = if filters && !query.is_empty() {
            ("No fill fits", "Choose another state, or show all.")
        } else {
            ("No fill yet", "When your product fills a form it reports it here, with its PDF.")
        };
        view! { <Empty icon=IconName::FileText title=title text=text/> }.into_any()
    } else {
        let columns = vec![
            Column::text("Form"),
            Column::text("State"),
            Column::number("Processing time"),
            Column::number("Fields"),
            Column::text("Session"),
            Column::text("Ready"),
        ];
        let rows = page.rows.into_iter().map(|fill| view! { <Line here=here.clone() fill/> }).collect_view();
        view! { <Table caption="Fills, the newest first" columns dense=true>{rows}</Table> }.into_any()
    };
    view! {
        <Section title explain="The newest first.">
            <ListBar count>{filters.then(|| view! { <Filters base=base.clone() filter/> })}</ListBar>
            {table}
            <Pager newer older/>
        </Section>
    }
    .into_any()
}

/// By state; which form or session stays as the address has it.
#[component]
fn Filters(base: String, filter: Filter) -> impl IntoView {
    let options = std::iter::once((String::new(), "Every state".to_owned()))
        .chain(FillState::ALL.map(|state| (state.as_str().to_owned(), state.label().to_owned())))
        .collect::<Vec<_>>();
    let kept = [("form", filter.form.clone()), ("session", filter.session.clone())];
    let kept = kept.into_iter().filter(|(_, value)| !value.is_empty());
    let all = (filter != Filter::default())
        .then(|| view! { <LinkButton href=base.clone() tone=Tone::Quiet>"Show all"</LinkButton> });
    view! {
        <form method="get" action=base>
            {kept.map(|(name, value)| view! { <Hidden name value/> }).collect_view()}
            <SelectField state=FormState::default().keyed("filter") name="state" label="State" options value=filter.state optional=true/>
            <Submit tone=Tone::Quiet>"Filter"</Submit>
            {all}
        </form>
    }
}

#[component]
fn State(state: FillState) -> impl IntoView {
    let tone = match state {
        FillState::Processing => BadgeTone::Accent,
        FillState::Ready => BadgeTone::Good,
        FillState::Failed => BadgeTone::Danger,
    };
    view! { <Badge tone>{state.label()}</Badge> }
}

#[component]
fn Line(here: Here, fill: FillLine) -> impl IntoView {
    let FillLine { id, name, state, time, fields, session, at, .. } = fill;
    let href = here.page(&format!("fills/{id}"));
    let session = session.map(|session| {
        let href = here.page(&format!("sessions/{}", session.id));
        view! { <a href=href><bdi>{session.name}</bdi></a> }.into_any()
    });
    let none = || "–".to_owned();
    view! {
        <Row>
            <IdentityCell name href/>
            <Cell label="State"><State state/></Cell>
            <Cell label="Processing time" number=true>{time.unwrap_or_else(none)}</Cell>
            <Cell label="Fields" number=true>{fields.unwrap_or_else(none)}</Cell>
            <Cell label="Session">{session.unwrap_or_else(|| none().into_any())}</Cell>
            <Cell label="Ready"><Time at/></Cell>
        </Row>
    }
}

/// `/o/{org}/w/{workspace}/fills/{fill}`.
#[component]
pub fn One() -> impl IntoView {
    let (org, workspace, fill) = (path_part("org"), path_part("workspace"), path_part("fill").parse());
    let found = async move { api::get(org, workspace, fill.map_err(|_| AppError::not_found())?).await };
    load_part(found, |page| view! { <Parts page/> })
}

#[component]
fn Parts(page: FillPage) -> impl IntoView {
    let FillPage { here, line, failure, reported, pdf } = page;
    let FillLine { id, form, name, state, time, fields, session, at } = line;
    let pdf_page = here.page(&format!("fills/{id}/pdf"));
    let actions = pdf.as_ref().map(|pdf| match pdf {
        Pdf::Stored(_) => {
            let href = pdf_page.clone();
            view! { <LinkButton href icon=IconName::FileText>"Open PDF"</LinkButton> }.into_any()
        }
        Pdf::Linked { url, host } => {
            let (href, text) = (url.clone(), format!("Open the PDF at {host}"));
            view! { <LinkButton href icon=IconName::ExternalLink elsewhere=true>{text}</LinkButton> }.into_any()
        }
    });
    let pdf = pdf.map(|pdf| match pdf {
        Pdf::Stored(size) => view! { <a href=pdf_page>"Kept here"</a>{format!(", {size}")} }.into_any(),
        Pdf::Linked { url, .. } => {
            let text = url.clone();
            view! { "Kept by your product: "<a href=url rel="noreferrer"><bdi>{text}</bdi></a> }.into_any()
        }
    });
    let form = here.page(&format!("forms/{form}"));
    let session = session.map(|session| {
        let href = here.page(&format!("sessions/{}", session.id));
        fact("Session", view! { <a href=href><bdi>{session.name}</bdi></a> })
    });
    let title = name.clone();
    view! {
        <PageHeader title parent=(here.page("fills"), "Fills".to_owned()) actions=move || view! { {actions} }/>
        <Section title="This fill">
            <dl class="facts">
                {fact("Form", view! { <a href=form><bdi>{name}</bdi></a> })}
                {fact("State", view! { <State state/> })}
                {(!failure.is_empty()).then(|| fact("Why it failed", view! { <bdi>{failure}</bdi> }))}
                {pdf.map(|pdf| fact("PDF", pdf))}
                {time.map(|time| fact("Processing time", time))}
                {fields.map(|fields| fact("Fields", fields))}
                {session}
                {fact("Reported", view! { <Time at=reported/> })}
                {(state == FillState::Ready).then(|| fact("Ready", view! { <Time at/> }))}
                {fact("Id", id.to_string())}
            </dl>
        </Section>
    }
    .into_any()
}

fn fact(label: &'static str, value: impl IntoView) -> impl IntoView {
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }
}
