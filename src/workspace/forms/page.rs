//! The pages of forms: the list, and one form.

use super::{
    api,
    model::{Access, FormLine, FormList, FormPage, People, Person},
};
use crate::{
    model::{
        AppError,
        content::{Here, RESTORABLE_DAYS, Title},
    },
    ui::{field::Choice, form::FormsAnswer, load::load_part, prelude::*, section::SubTabs},
};
use leptos::{prelude::*, server_fn::ServerFn};

const DELETE: &str = "delete-form";

/// `/o/{org}/w/{workspace}/forms`; with `?deleted=true` those that can be restored.
#[component]
pub fn Page() -> impl IntoView {
    let list =
        api::list(path_part("org"), path_part("workspace"), asked("deleted") == "true", asked("newer"), asked("older"));
    view! {
        <PageHeader title="Forms" lead="What is filled here, and who sees it."/>
        <FormsAnswer forms=vec![api::Delete::PATH, api::Restore::PATH]/>
        {load_part(list, |list| view! { <Shown list/> })}
    }
}

#[component]
fn Shown(list: FormList) -> impl IntoView {
    let FormList { here, deleted, people, page } = list;
    let base = here.page("forms");
    let root = if deleted { format!("{base}?deleted=true&") } else { format!("{base}?") };
    let ((newer, older), count) = (page.links(&root), page.count("form"));
    let tabs = vec![(base.clone(), "Forms".to_owned()), (format!("{base}?deleted=true"), "Deleted".to_owned())];
    let table = match (page.rows.is_empty(), deleted) {
        (true, false) => view! {
            <Empty icon=IconName::FileText title="No form yet" text="A form is what is filled: your product reports each fill of it here, with its PDF."/>
        }
        .into_any(),
        (true, true) => {
            let text = format!("What is deleted stands here for {RESTORABLE_DAYS} days and can be restored.");
            view! { <Empty icon=IconName::Trash title="Nothing was deleted" text/> }.into_any()
        }
        (false, _) => {
            let columns = vec![
                Column::text("Form"),
                Column::text("Who sees it"),
                Column::text(if deleted { "Deleted" } else { "Added" }),
                Column::actions(),
            ];
            let rows = page.rows.into_iter().map(|form| view! { <Line here=here.clone() form deleted/> }).collect_view();
            view! { <Table caption="Forms, the newest first" columns>{rows}</Table> }.into_any()
        }
    };
    let (title, explain) = if deleted {
        (
            "Deleted forms",
            format!("Each can be restored with its fills for {RESTORABLE_DAYS} days; then it goes for good."),
        )
    } else {
        ("All forms", "The newest first.".to_owned())
    };
    view! {
        <SubTabs links=tabs/>
        <Section title explain>
            <ListBar count/>
            {table}
            <Pager newer older/>
        </Section>
        {(here.may_edit && !deleted).then(|| view! { <Add here=here.clone() people/> })}
    }
    .into_any()
}

#[component]
fn Line(here: Here, form: FormLine, deleted: bool) -> impl IntoView {
    let FormLine { id, name, access, at, .. } = form;
    let href = (!deleted).then(|| here.page(&format!("forms/{id}")));
    let action = (here.may_edit && deleted).then(|| {
        view! {
            <form method="post" action=api::Restore::PATH>
                <Place here=here.clone() form=id.to_string()/>
                <Submit tone=Tone::Quiet small=true working="Restoring…">"Restore form"</Submit>
            </form>
        }
    });
    view! {
        <Row faded=deleted>
            <IdentityCell name href/>
            <Cell label="Who sees it">{access.label()}</Cell>
            <Cell label=if deleted { "Deleted" } else { "Added" }><Time at/></Cell>
            <Actions>{action}</Actions>
        </Row>
    }
}

/// What every form of these pages carries: which workspace, and which form.
#[component]
fn Place(here: Here, #[prop(optional)] form: Option<String>) -> impl IntoView {
    view! {
        <Hidden name="org" value=here.org/>
        <Hidden name="workspace" value=here.workspace/>
        {form.map(|form| view! { <Hidden name="form" value=form/> })}
    }
}

#[component]
fn Add(here: Here, people: People) -> impl IntoView {
    let state = FormState::of::<api::Add>();
    view! {
        <Section title="Add a form" explain="Your product reports its fills under the form’s id, which stands on its page.">
            <Form action=api::Add::PATH state=state.clone()>
                <Place here/>
                <TextField name="name" label="Name" maxlength={Title::MAX as u16} autocomplete="off"/>
                <AccessFields state=state.clone() access=Access::Workspace people/>
                <SectionFooter>
                    <Submit working="Adding…">"Add form"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}

/// Who sees it, and the people to choose from.
#[component]
fn AccessFields(state: FormState, access: Access, people: People) -> impl IntoView {
    let People { shown, are_more } = people;
    let choices = vec![
        Choice::new("workspace", Access::Workspace.label(), "Those who come later too."),
        Choice::new("chosen", Access::Chosen.label(), "For everybody else it doesn’t exist, and neither do its fills."),
    ];
    let many = are_more.then(|| {
        format!(
            "Only {} people of this workspace fit here. Saving leaves everybody else as they are; the API sets access for them.",
            shown.len()
        )
    });
    let boxes = shown.into_iter().map(|person| {
        let Person { id, name, email, chosen } = person;
        let before = chosen.then(|| view! { <Hidden name="before[]" value=id.to_string()/> });
        let chosen = if state.is_back() { state.has("people[]", &id.to_string()) } else { chosen };
        view! {
            {before}
            <label class="choice">
                <input class="choice-box" type="checkbox" name="people[]" value=id.to_string() checked=chosen/>
                <span class="choice-text"><bdi>{name}</bdi>" "<span class="help"><bdi>{email}</bdi></span></span>
            </label>
        }
    });
    let boxes = boxes.collect_view();
    view! {
        <RadioField name="access" label="Who sees it" choices value=access.as_str()/>
        {(!boxes.is_empty()).then(|| view! {
            <fieldset class="field when-chosen">
                <legend class="field-label">"Chosen people"</legend>
                {many.map(|many| view! { <p class="help">{many}</p> })}
                <div class="choices">{boxes}</div>
            </fieldset>
        })}
    }
}

/// `/o/{org}/w/{workspace}/forms/{form}`, with the form's fills between what it is and its end.
#[component]
pub fn One(
    /// The fills.
    children: Children,
) -> impl IntoView {
    let (org, workspace, form) = (path_part("org"), path_part("workspace"), path_part("form").parse());
    let found = async move { api::get(org, workspace, form.map_err(|_| AppError::not_found())?).await };
    load_part(found, move |page| view! { <Parts page>{children()}</Parts> })
}

#[component]
fn Parts(page: FormPage, children: Children) -> impl IntoView {
    let FormPage { here, form, people } = page;
    let lead = format!("{}. Added {}.", form.access.label(), form.at.text);
    let (title, id) = (form.name.clone(), form.id.to_string());
    let forms = (here.page("forms"), "Forms".to_owned());
    let rename = here.may_edit.then(|| view! { <Rename here=here.clone() form=form.clone()/> });
    let share = here.may_manage.then(|| view! { <Share here=here.clone() form=form.clone() people/> });
    let delete = here.may_edit.then(|| view! { <Delete here=here.clone() form=form.clone()/> });
    view! {
        <PageHeader title lead parent=forms/>
        <Section title="Form" explain="Your product reports fills under this id.">
            <CopyField scope="form" name="id" label="Id" value=id/>
            {rename}
        </Section>
        {share}
        {children()}
        {delete}
    }
    .into_any()
}

#[component]
fn Rename(here: Here, form: FormLine) -> impl IntoView {
    let state = FormState::of::<api::Rename>();
    view! {
        <Form action=api::Rename::PATH state>
            <Place here form=form.id.to_string()/>
            <Hidden name="version" value=form.version.to_string()/>
            <TextField name="name" label="Name" value=form.name maxlength={Title::MAX as u16} autocomplete="off"/>
            <SectionFooter>
                <Submit working="Saving…">"Save name"</Submit>
            </SectionFooter>
        </Form>
    }
}

#[component]
fn Share(here: Here, form: FormLine, people: People) -> impl IntoView {
    let state = FormState::of::<api::Share>();
    view! {
        <Section title="Who sees it" explain="Managers of the workspace see every form.">
            <Form action=api::Share::PATH state=state.clone()>
                <Place here form=form.id.to_string()/>
                <Hidden name="version" value=form.version.to_string()/>
                <AccessFields state=state.clone() access=form.access people/>
                <SectionFooter>
                    <Submit working="Saving…">"Save who sees it"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}

#[component]
fn Delete(here: Here, form: FormLine) -> impl IntoView {
    let explain = format!(
        "The form and its fills go from every page and from the API at once. They can be restored for {RESTORABLE_DAYS} days; then they go for good, with their PDFs. What was counted as usage stays counted."
    );
    let state = FormState::of::<api::Delete>();
    view! {
        <DangerZone title="Delete this form" explain=explain.clone()>
            <DialogOpener target=DELETE label="Delete form" tone=Tone::Danger/>
            <Dialog id=DELETE title=format!("Delete {}?", form.name) danger=true open=state.error().is_some()>
                <Form action=api::Delete::PATH state>
                    <Place here form=form.id.to_string()/>
                    <p class="dialog-explain">{explain}</p>
                    <DialogFooter dialog=DELETE>
                        <Submit tone=Tone::Danger working="Deleting…">"Delete form"</Submit>
                    </DialogFooter>
                </Form>
            </Dialog>
        </DangerZone>
    }
}
