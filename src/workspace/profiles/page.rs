//! The pages of profiles: the list, and one profile.

use super::{
    api,
    model::{ProfileLine, ProfileList, ProfilePage},
};
use crate::{
    model::{
        AppError,
        content::{Here, RESTORABLE_DAYS, Title},
    },
    ui::{form::FormsAnswer, load::load_part, prelude::*, section::SubTabs},
};
use leptos::{prelude::*, server_fn::ServerFn};

const HELP: &str = "One a line: a field, a colon, its value. Numbers, true and false are read as such; put a value in quotation marks to keep it a text.";

/// `/o/{org}/w/{workspace}/profiles`; with `?deleted=true` those that can be restored.
#[component]
pub fn Page() -> impl IntoView {
    let list =
        api::list(path_part("org"), path_part("workspace"), asked("deleted") == "true", asked("newer"), asked("older"));
    view! {
        <PageHeader title="Profiles" lead="Sets of answers that forms are filled from."/>
        <FormsAnswer forms=vec![api::Restore::PATH]/>
        {load_part(list, |list| view! { <Shown list/> })}
    }
}

#[component]
fn Shown(list: ProfileList) -> impl IntoView {
    let ProfileList { here, deleted, page } = list;
    let base = here.page("profiles");
    let root = if deleted { format!("{base}?deleted=true&") } else { format!("{base}?") };
    let ((newer, older), count) = (page.links(&root), page.count("profile"));
    let tabs = vec![(base.clone(), "Profiles".to_owned()), (format!("{base}?deleted=true"), "Deleted".to_owned())];
    let when = if deleted { "Deleted" } else { "Added" };
    let table = match (page.rows.is_empty(), deleted) {
        (true, false) => view! {
            <Empty icon=IconName::User title="No profile yet" text="A profile keeps the answers that come up again and again: a company’s address, a person’s data."/>
        }
        .into_any(),
        (true, true) => {
            let text = format!("What is deleted stands here for {RESTORABLE_DAYS} days and can be restored.");
            view! { <Empty icon=IconName::Trash title="Nothing was deleted" text/> }.into_any()
        }
        (false, _) => {
            let columns =
                vec![Column::text("Profile"), Column::number("Fields"), Column::text(when), Column::actions()];
            let rows = page.rows.into_iter();
            let rows = rows.map(|profile| view! { <Line here=here.clone() profile deleted/> }).collect_view();
            view! { <Table caption="Profiles, the newest first" columns>{rows}</Table> }.into_any()
        }
    };
    let (title, explain) = if deleted {
        ("Deleted profiles", format!("Each can be restored for {RESTORABLE_DAYS} days; then it goes for good."))
    } else {
        ("All profiles", "The newest first.".to_owned())
    };
    view! {
        <SubTabs links=tabs/>
        <Section title explain>
            <ListBar count/>
            {table}
            <Pager newer older/>
        </Section>
        {(here.may_edit && !deleted).then(|| view! { <Add here=here.clone()/> })}
    }
    .into_any()
}

#[component]
fn Line(here: Here, profile: ProfileLine, deleted: bool) -> impl IntoView {
    let ProfileLine { id, name, fields, at } = profile;
    let href = (!deleted).then(|| here.page(&format!("profiles/{id}")));
    let action = (here.may_edit && deleted).then(|| {
        view! {
            <form method="post" action=api::Restore::PATH>
                <Place here=here.clone() profile=id.to_string()/>
                <Submit tone=Tone::Quiet small=true working="Restoring…">"Restore profile"</Submit>
            </form>
        }
    });
    view! {
        <Row faded=deleted>
            <IdentityCell name href/>
            <Cell label="Fields" number=true>{fields}</Cell>
            <Cell label=if deleted { "Deleted" } else { "Added" }><Time at/></Cell>
            <Actions>{action}</Actions>
        </Row>
    }
}

/// What every form of these pages carries: which workspace, and which profile.
#[component]
fn Place(here: Here, #[prop(optional)] profile: Option<String>) -> impl IntoView {
    view! {
        <Hidden name="org" value=here.org/>
        <Hidden name="workspace" value=here.workspace/>
        {profile.map(|profile| view! { <Hidden name="profile" value=profile/> })}
    }
}

#[component]
fn Fields(#[prop(optional)] name: String, #[prop(optional)] lines: String) -> impl IntoView {
    view! {
        <TextField name="name" label="Name" value=name maxlength={Title::MAX as u16} autocomplete="off"/>
        <TextArea name="answers" label="Answers" help=HELP value=lines optional=true rows=8/>
    }
}

#[component]
fn Add(here: Here) -> impl IntoView {
    view! {
        <Section title="Add a profile" explain="Everybody in the workspace sees it.">
            <Form action=api::Add::PATH state={FormState::of::<api::Add>()}>
                <Place here/>
                <Fields/>
                <SectionFooter>
                    <Submit working="Adding…">"Add profile"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}

/// `/o/{org}/w/{workspace}/profiles/{profile}`.
#[component]
pub fn One() -> impl IntoView {
    let (org, workspace, profile) = (path_part("org"), path_part("workspace"), path_part("profile").parse());
    let found = async move { api::get(org, workspace, profile.map_err(|_| AppError::not_found())?).await };
    load_part(found, |page| view! { <Parts page/> })
}

#[component]
fn Parts(page: ProfilePage) -> impl IntoView {
    let ProfilePage { here, line, answers, version } = page;
    let (name, lead) = (line.name.clone(), format!("Added {}.", line.at.text));
    let profiles = (here.page("profiles"), "Profiles".to_owned());
    let id = line.id.to_string();
    let inside = if here.may_edit {
        let (here, id, name) = (here.clone(), id.clone(), name.clone());
        view! {
            <Form action=api::Save::PATH state={FormState::of::<api::Save>()}>
                <Place here profile=id/>
                <Hidden name="version" value=version.to_string()/>
                <Fields name lines=answers.lines()/>
                <SectionFooter>
                    <Submit working="Saving…">"Save profile"</Submit>
                </SectionFooter>
            </Form>
        }
        .into_any()
    } else {
        let answers = answers.object().iter().map(|(field, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            view! { <div><dt><bdi>{field.clone()}</bdi></dt><dd><bdi>{value}</bdi></dd></div> }
        });
        view! { <dl class="facts">{answers.collect_view()}</dl> }.into_any()
    };
    let delete = here.may_edit.then(|| {
        let explain = format!(
            "It can be restored for {RESTORABLE_DAYS} days; then it goes for good. Fills that were made from it stay."
        );
        view! {
            <DangerZone title="Delete this profile" explain>
                <Form action=api::Delete::PATH state={FormState::of::<api::Delete>()}>
                    <Place here profile=id/>
                    <div><Submit tone=Tone::Danger working="Deleting…">"Delete profile"</Submit></div>
                </Form>
            </DangerZone>
        }
    });
    view! {
        <PageHeader title=name lead parent=profiles/>
        <Section title="Answers" explain="Your product fills forms from them.">{inside}</Section>
        {delete}
    }
    .into_any()
}
