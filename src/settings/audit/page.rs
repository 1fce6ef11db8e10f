//! The Audit tab.

use super::{
    api,
    model::{ActionGroup, Changed, Choice, Filter, Line, Log, Searched, Span},
};
use crate::{
    model::{AppError, Code, Cursor, FieldError, Page},
    ui::{load::load_part, prelude::*},
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// `/o/{org}/settings/audit`, filtered by its query.
#[component]
pub fn Page() -> impl IntoView {
    let org = path_part("org");
    let filter = Filter {
        from: asked("from"),
        to: asked("to"),
        person: asked("person"),
        workspace: asked("workspace"),
        action: asked("action"),
        text: asked("text"),
    };
    view! {
        <PageHeader title="Audit log" lead="Who did what, when and from where. Nobody can change or delete a line, you included."/>
        {load_part(api::list(org, filter, query("cursor").map(Cursor)), |log| view! { <Lines log/> })}
    }
}

/// Addresses of this page.
#[derive(Clone)]
struct Here {
    page: String,
    filter: Filter,
}

impl Here {
    /// The page with that filter, from the cursor on.
    fn href(&self, filter: &Filter, cursor: Option<&Cursor>) -> String {
        let mut query = ParamsMap::new();
        for (name, value) in filter.fields().into_iter().filter(|(_, value)| !value.is_empty()) {
            query.insert(name, value.to_owned());
        }
        if let Some(Cursor(cursor)) = cursor {
            query.insert("cursor", cursor.clone());
        }
        format!("{}{}", self.page, query.to_query_string())
    }

    fn at(&self, cursor: Option<&Cursor>) -> String {
        self.href(&self.filter, cursor)
    }
}

#[component]
fn Lines(log: Log) -> impl IntoView {
    let Log { slug, filter, problems, people, workspaces, actions, page, searched, zone } = log;
    let here = Here { page: format!("/o/{slug}/settings/audit"), filter };
    // Lines aren't counted beyond the page: that would take longer the longer the log is.
    let count = page.count("line");
    let Page { rows, newer, older } = page;
    let is_first = newer.is_none();
    let lines = if rows.is_empty() {
        view! { <NoLines here=here.clone() searched=searched.is_some() is_first/> }.into_any()
    } else {
        let columns = ["Who", "What", "When and where from"].map(Column::text).into();
        let rows = rows.into_iter().map(|line| view! { <LogRow line here=here.clone()/> }).collect_view();
        view! { <Table caption="Audit log, newest first" columns>{rows}</Table> }.into_any()
    };
    let (newer, older) = (newer.map(|cursor| here.at(Some(&cursor))), older.map(|cursor| here.at(Some(&cursor))));
    let explain = format!("Newest first. Times are in your time zone, {zone}.");
    view! {
        <div class="audit-log">
            <Section title="Lines" explain>
                <ListBar count>
                    <FilterForm here=here.clone() problems people workspaces actions/>
                </ListBar>
                {lines}
                {searched.map(|searched| view! { <SearchEnd searched/> })}
                <Pager newer older/>
            </Section>
        </div>
    }
    .into_any()
}

/// The filters. A form that asks for a page, so that what is filtered by stands in its address.
#[component]
fn FilterForm(
    here: Here,
    problems: Vec<FieldError>,
    people: Vec<Choice>,
    workspaces: Vec<Choice>,
    actions: Vec<ActionGroup>,
) -> impl IntoView {
    let state = if problems.is_empty() {
        FormState::default()
    } else {
        FormState::refused(&here.filter.fields(), AppError { fields: problems, ..AppError::new(Code::Invalid, "") })
    };
    let state = state.keyed("audit");
    let Filter { from, to, person, workspace, action, text } = here.filter.clone();
    let anything = (!here.filter.is_empty())
        .then(|| view! { <LinkButton href=here.page.clone() tone=Tone::Quiet>"Show all"</LinkButton> });
    let offer = |choices: Vec<Choice>| choices.into_iter().map(|choice| (choice.value, choice.name)).collect();
    let (people, workspaces) = (offer(people), offer(workspaces));
    let groups = actions
        .into_iter()
        .map(|group| {
            let all = (group.value, format!("{}: everything", group.label));
            (group.label, std::iter::once(all).chain(group.actions).collect())
        })
        .collect();
    view! {
        <form method="get" action=here.page role="search" aria-label="Filter the log">
            <TextField state=state.clone() name="from" label="From" kind="date" value=from optional=true short=true/>
            <TextField state=state.clone() name="to" label="To" kind="date" value=to optional=true short=true/>
            <TextField
                state=state.clone()
                name="person"
                label="Person"
                value=person
                suggestions=people
                autocomplete="off"
                optional=true
            />
            <TextField
                state=state.clone()
                name="workspace"
                label="Workspace"
                value=workspace
                suggestions=workspaces
                autocomplete="off"
                optional=true
            />
            <SelectField
                state=state.clone()
                name="action"
                label="Action"
                options={vec![(String::new(), "Any".to_owned())]}
                groups
                value=action
                optional=true
            />
            <TextField state=state name="text" label="Text" kind="search" value=text optional=true/>
            <Submit tone=Tone::Quiet icon=IconName::Filter>"Filter"</Submit>
            {anything}
        </form>
    }
    .into_any()
}

#[component]
fn LogRow(line: Line, here: Here) -> impl IntoView {
    let Line { id, at, who, what, workspace, ip, changes, facts } = line;
    let person = who.email.clone().or_else(|| who.user.map(|user| user.to_string()));
    let href = person.map(|person| here.href(&Filter { person, ..here.filter.clone() }, None));
    let name = who.name.clone();
    let about = workspace.map(|Choice { name, value }| {
        let href = here.href(&Filter { workspace: value, ..here.filter.clone() }, None);
        view! { <LogWorkspace name href/> }
    });
    let details = view! {
        <dl class="log-details">
            {changes.into_iter().map(|changed| view! { <Change changed/> }).collect_view()}
            {facts.into_iter().map(|(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> }).collect_view()}
        </dl>
    };
    view! {
        <Row>
            <IdentityCell name=who.name sub=who.email href=href avatar=move || view! { <Avatar name=name.clone() size=24/> }/>
            <Cell label="What">
                <details class="log-line" id=format!("line-{id}")>
                    <summary><span>{sentence(what)}</span></summary>
                    {details}
                </details>
                {about}
            </Cell>
            <Cell label="When and where from">
                <div class="log-place"><Time at/><bdi>{ip.unwrap_or_else(|| "Here".to_owned())}</bdi></div>
            </Cell>
        </Row>
    }
}

/// Which workspace a line is about: a link to everything else about it.
#[component]
fn LogWorkspace(name: String, href: String) -> impl IntoView {
    view! {
        <div class="log-workspace">
            <Icon name=IconName::Layers/>
            <a href=href><span class="visually-hidden">"About the workspace "</span><bdi>{name}</bdi></a>
        </div>
    }
}

#[component]
fn Change(changed: Changed) -> impl IntoView {
    let Changed { label, from, to } = changed;
    let label = if label.is_empty() { "Changed".to_owned() } else { label };
    view! {
        <div>
            <dt>{label}</dt>
            <dd>
                <span class="visually-hidden">"from "</span>
                <del>{from}</del>
                <Icon name=IconName::ArrowRight class="icon-turns"/>
                <span class="visually-hidden">"to "</span>
                <ins>{to}</ins>
            </dd>
        </div>
    }
}

/// The words, with a capital, since who did it stands in a cell of its own.
fn sentence(spans: Vec<Span>) -> impl IntoView {
    let words = spans.into_iter().enumerate().map(|(at, span)| {
        let space = (at > 0).then_some(" ");
        match span {
            Span::Text(text) => view! { {space}{if at == 0 { capitalized(&text) } else { text }} }.into_any(),
            Span::Value(value) => view! { {space}"“"<bdi>{value}</bdi>"”" }.into_any(),
        }
    });
    words.collect_view()
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Where a search stopped.
#[component]
fn SearchEnd(searched: Searched) -> impl IntoView {
    let Searched { lines, up_to, towards } = searched;
    view! {
        <p class="help log-end">
            {format!("Looked through {lines} lines, as far as ")}
            <Time at=up_to/>
            {format!(". There are more: “{towards}” looks on. A range of days, a person, a workspace or an action searches faster.")}
        </p>
    }
}

#[component]
fn NoLines(here: Here, searched: bool, is_first: bool) -> impl IntoView {
    let (title, text) = if searched {
        ("Nothing found so far", "The search goes on where it stopped.")
    } else if is_first && here.filter.is_empty() {
        ("Nothing has happened yet", "Every change of the organization, its members and its settings will stand here.")
    } else if is_first {
        ("Nothing found", "No line is like that. Take a filter away, or make the range of days longer.")
    } else {
        ("The log ends here", "There is no line beyond this place.")
    };
    let newest = (!is_first).then(|| here.at(None));
    match newest {
        Some(href) => view! {
            <Empty title text icon=IconName::Scroll action=move || view! { <LinkButton href=href.clone() tone=Tone::Quiet>"Go to the newest lines"</LinkButton> }/>
        }
        .into_any(),
        None => view! { <Empty title text icon=IconName::Scroll/> }.into_any(),
    }
}
