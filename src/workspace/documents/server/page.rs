//! The use cases as the page calls them, with what it says then.

use super::{File, Stored};
use crate::{
    kernel::{
        authn::{Principal, Subject},
        authz::{EditContent, InWorkspace, authorize_in},
        multipart::show,
        paging::Way,
        upload::{self, Arrived, settle},
    },
    model::{AppError, Code, DocumentId, Done, Page, content::Title},
    workspace::documents::model::{DocumentLine, DocumentList},
};
use leptos::server_fn::codec::MultipartData;
use serde_json::Value;

/// Organization and workspace, by slug.
type At<'a> = (&'a str, &'a str);

/// The texts of the form, each with its bytes: a title's characters have four at most.
const TEXTS: [(&str, usize); 3] = [("org", 200), ("workspace", 200), ("name", 4 * Title::MAX + 200)];

pub async fn list(
    principal: &Principal,
    at: At<'_>,
    deleted: bool,
    newer: &str,
    older: &str,
) -> Result<DocumentList, AppError> {
    let subject = Subject::from(principal);
    let (scope, page) = super::list(&subject, at, deleted, Way::read(newer, older)?).await?;
    let Page { rows, newer, older } = page;
    let rows = rows.into_iter().map(|stored| line(&subject, &scope, stored)).collect();
    Ok(DocumentList { here: scope.here(), dpi: scope.formats.dpi, deleted, page: Page { rows, newer, older } })
}

/// Reads the form, whose file goes into the storage while it comes in.
pub async fn add(principal: &Principal, data: MultipartData) -> Result<Done, AppError> {
    let malformed = || AppError::new(Code::Malformed, "The form couldn't be read. Reload the page and try again.");
    let parts = data.into_inner().ok_or_else(malformed)?;
    let subject = Subject::from(principal);
    let entering = subject.clone();
    let enter = move |arrived: &Arrived| {
        show("name", arrived.text("name"));
        let (org, workspace) = (arrived.text("org").to_owned(), arrived.text("workspace").to_owned());
        async move {
            let view = authorize_in::<EditContent>(&entering, (org.as_str(), workspace.as_str())).view().await?;
            Ok((view.scope().org, view.scope().workspace))
        }
    };
    let arrived = upload::read(&principal.kernel, parts, &TEXTS, "pdf", enter).await?;
    let typed = arrived.text("name").to_owned();
    show("name", &typed);
    let pdf = arrived.pdf.ok_or_else(|| AppError::field("pdf", "Choose a PDF."))?;
    let name = super::name(&typed, &pdf);
    let said = name.as_ref().map(|name| format!("Added {name}.")).unwrap_or_default();
    // The row belongs where the file is, whatever those slugs have come to name meanwhile.
    let (place, file) = (pdf.place, File::from(&pdf));
    let added = async move { super::add(&subject, place, name?, file, None, |_| Value::Null).await };
    settle(Some(pdf), added).await?;
    Ok(Done::toast(said))
}

pub async fn delete(principal: &Principal, at: At<'_>, document: DocumentId) -> Result<Done, AppError> {
    let stored = super::delete(&principal.into(), at, document).await?;
    Ok(Done::toast(format!("{} is deleted. It stands under “Deleted” and can be restored.", stored.name)))
}

pub async fn restore(principal: &Principal, at: At<'_>, document: DocumentId) -> Result<Done, AppError> {
    let stored = super::restore(&principal.into(), at, document).await?;
    Ok(Done::toast(format!("{} is back.", stored.name)))
}

fn line(subject: &Subject, scope: &InWorkspace, stored: Stored) -> DocumentLine {
    DocumentLine {
        id: stored.id,
        size: scope.formats.file(stored.bytes, stored.pages),
        pixels: stored.pages.map(|pages| scope.formats.pixels(pages)),
        at: subject.reader.written(stored.deleted_at.unwrap_or(stored.created_at), &scope.formats),
        name: stored.name,
    }
}
