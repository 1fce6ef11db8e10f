//! The page of source documents.

use super::{
    api,
    model::{DocumentLine, DocumentList},
};
use crate::{
    model::{
        content::{Here, RESTORABLE_DAYS, Title},
        document::Dpi,
    },
    ui::{form::FormsAnswer, load::load_part, prelude::*, section::SubTabs},
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/o/{org}/w/{workspace}/documents`; with `?deleted=true` those that can be restored.
#[component]
pub fn Page() -> impl IntoView {
    let list =
        api::list(path_part("org"), path_part("workspace"), asked("deleted") == "true", asked("newer"), asked("older"));
    view! {
        <PageHeader title="Documents" lead="PDFs that answers are read from."/>
        <FormsAnswer forms=vec![api::Delete::PATH, api::Restore::PATH]/>
        {load_part(list, |list| view! { <Shown list/> })}
    }
}

#[component]
fn Shown(list: DocumentList) -> impl IntoView {
    let DocumentList { here, dpi, deleted, page } = list;
    let base = here.page("documents");
    let root = if deleted { format!("{base}?deleted=true&") } else { format!("{base}?") };
    let ((newer, older), count) = (page.links(&root), page.count("document"));
    let tabs = vec![(base.clone(), "Documents".to_owned()), (format!("{base}?deleted=true"), "Deleted".to_owned())];
    let when = if deleted { "Deleted" } else { "Added" };
    let table = match (page.rows.is_empty(), deleted) {
        (true, false) => view! {
            <Empty icon=IconName::FileText title="No document yet" text="Add PDFs that your product is to read answers from."/>
        }
        .into_any(),
        (true, true) => {
            let text = format!("What is deleted stands here for {RESTORABLE_DAYS} days and can be restored.");
            view! { <Empty icon=IconName::Trash title="Nothing was deleted" text/> }.into_any()
        }
        (false, _) => {
            let columns = vec![
                Column::text("Document"),
                Column::number(format!("At {dpi} dpi")),
                Column::text(when),
                Column::actions(),
            ];
            let rows = page.rows.into_iter();
            let rows = rows.map(|document| view! { <Line here=here.clone() dpi document deleted/> }).collect_view();
            view! { <Table caption="Documents, the newest first" columns>{rows}</Table> }.into_any()
        }
    };
    let (title, explain) = if deleted {
        ("Deleted documents", format!("Each can be restored for {RESTORABLE_DAYS} days; then it goes for good."))
    } else {
        ("All documents", "The newest first.".to_owned())
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
fn Line(here: Here, dpi: Dpi, document: DocumentLine, deleted: bool) -> impl IntoView {
    let DocumentLine { id, name, size, pixels, at } = document;
    let href = (!deleted).then(|| here.page(&format!("documents/{id}/pdf")));
    let actions = here.may_edit.then(|| match deleted {
        true => view! { <One action=api::Restore::PATH here=here.clone() document=id.to_string() working="Restoring…">"Restore document"</One> }
            .into_any(),
        false => view! { <One action=api::Delete::PATH here=here.clone() document=id.to_string() working="Deleting…">"Delete document"</One> }
            .into_any(),
    });
    view! {
        <Row faded=deleted>
            <IdentityCell name sub=size href/>
            <Cell label={format!("At {dpi} dpi")} number=true>{pixels.unwrap_or_else(|| "–".to_owned())}</Cell>
            <Cell label=if deleted { "Deleted" } else { "Added" }><Time at/></Cell>
            <Actions>{actions}</Actions>
        </Row>
    }
}

/// A row's button: a form of its own.
#[component]
fn One(action: &'static str, here: Here, document: String, working: &'static str, children: Children) -> impl IntoView {
    view! {
        <form method="post" action=action>
            <Place here/>
            <Hidden name="document" value=document/>
            <Submit tone=Tone::Quiet small=true working>{children()}</Submit>
        </form>
    }
}

/// What every form of the page carries: which workspace.
#[component]
fn Place(here: Here) -> impl IntoView {
    view! {
        <Hidden name="org" value=here.org/>
        <Hidden name="workspace" value=here.workspace/>
    }
}

#[component]
fn Add(here: Here) -> impl IntoView {
    view! {
        <Section title="Add a document" explain="Everybody in the workspace sees it.">
            <Form action=api::Add::PATH state={FormState::of::<api::Add>()} multipart=true>
                <Place here/>
                <TextField
                    name="name"
                    label="Name"
                    help="Without one it is called as the file."
                    optional=true
                    maxlength={Title::MAX as u16}
                    autocomplete="off"
                />
                <FileField name="pdf" label="PDF" help="At most 25 MB." accept="application/pdf,.pdf"/>
                <SectionFooter>
                    <Submit working="Uploading…">"Add document"</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}
