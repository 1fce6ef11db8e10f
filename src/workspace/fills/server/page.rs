//! The use cases as the pages call them.

use super::{Kept, Shown, Wanted};
use crate::{
    kernel::{
        authn::{Principal, Subject},
        authz::InWorkspace,
        paging::Way,
    },
    model::{AppError, FillId, Page},
    workspace::fills::model::{FillLine, FillList, FillPage, Filter, Pdf, SessionLink},
};
use url::Url;

/// Organization and workspace, by slug.
type At<'a> = (&'a str, &'a str);

pub async fn list(
    principal: &Principal,
    at: At<'_>,
    filter: Filter,
    newer: &str,
    older: &str,
) -> Result<FillList, AppError> {
    let subject = Subject::from(principal);
    let (scope, page) = super::list(&subject, at, Wanted::read(&filter)?, Way::read(newer, older)?).await?;
    let Page { rows, newer, older } = page;
    let rows = rows.iter().map(|shown| line(&subject, &scope, shown)).collect();
    Ok(FillList { here: scope.here(), filter, page: Page { rows, newer, older } })
}

pub async fn get(principal: &Principal, at: At<'_>, fill: FillId) -> Result<FillPage, AppError> {
    let subject = Subject::from(principal);
    let (scope, shown) = super::get(&subject, at, fill).await?;
    let pdf = shown.fill.pdf.as_ref().map(|pdf| match pdf {
        Kept::Stored { bytes, pages, .. } => {
            let pixels = |pages| format!(" of {} at {} dpi", scope.formats.pixels(pages), scope.formats.dpi);
            Pdf::Stored(scope.formats.file(*bytes, *pages) + &pages.map(pixels).unwrap_or_default())
        }
        Kept::Linked(url) => Pdf::Linked { url: url.clone(), host: host(url) },
    });
    Ok(FillPage {
        here: scope.here(),
        line: line(&subject, &scope, &shown),
        failure: shown.fill.failure.clone(),
        reported: subject.reader.written(shown.fill.created_at, &scope.formats),
        pdf,
    })
}

/// The host of an address, as a browser asks for it: another alphabet's letters in Punycode (RFC 3492), which no other name
/// looks like.
fn host(url: &str) -> String {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| url.to_owned())
}

fn line(subject: &Subject, scope: &InWorkspace, shown: &Shown) -> FillLine {
    let Shown { fill, form_name, session_name } = shown;
    let session = fill.session.map(|id| SessionLink {
        id,
        name: session_name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| "Without a name".to_owned()),
    });
    FillLine {
        id: fill.id,
        form: fill.form,
        name: form_name.clone(),
        state: fill.state,
        time: fill.processing_ms.map(|time| scope.formats.seconds(time.into())),
        fields: fill.fields.map(|fields| scope.formats.count(fields.into())),
        session,
        at: subject.reader.written(fill.ready_at.unwrap_or(fill.created_at), &scope.formats),
    }
}
