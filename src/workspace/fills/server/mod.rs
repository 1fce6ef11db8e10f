//! The use cases of fills: authorize, decide, store, record, commit. Counting is the database's: see migration 0022.

pub mod event;
pub mod page;
mod report;
pub mod rest;
mod store;

#[cfg(test)]
mod tests;

use super::model::Filter;
use crate::{
    kernel::{
        authn::Subject,
        authz::{InWorkspace, Place, SeeContent, authorize_in},
        download::Download,
        fault::internal,
        paging::Way,
        storage::in_workspace,
    },
    model::{AppError, FillId, FillSessionId, FormId, Page, content::FillState},
};
pub use report::{Ending, Kept, Report, finish, report};
pub use store::{Fill, Shown};

/// Which fills.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    pub form: Option<FormId>,
    pub session: Option<FillSessionId>,
    pub state: Option<FillState>,
}

impl Wanted {
    /// Reads a filter. 404 for an id that is none, 422 for a state that there isn't.
    pub fn read(filter: &Filter) -> Result<Self, AppError> {
        fn id<T: std::str::FromStr>(text: &str) -> Result<Option<T>, AppError> {
            if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| AppError::not_found()) }
        }
        let state = match filter.state.as_str() {
            "" => None,
            state => Some(state.parse().map_err(|_| AppError::field("state", "There is no such state."))?),
        };
        Ok(Self { form: id(&filter.form)?, session: id(&filter.session)?, state })
    }
}

/// Where a fill's PDF is.
pub enum Pdf {
    Stored(Download),
    /// An http(s) address.
    Linked(String),
}

/// A page of the fills of forms that the subject sees.
pub async fn list(
    subject: &Subject,
    place: impl Into<Place>,
    wanted: Wanted,
    way: Way,
) -> Result<(InWorkspace, Page<Shown>), AppError> {
    let mut view = authorize_in::<SeeContent>(subject, place).view().await?;
    let page = store::list(&mut view, wanted, way).await?;
    Ok((view.scope().clone(), page))
}

/// One fill.
pub async fn get(subject: &Subject, place: impl Into<Place>, fill: FillId) -> Result<(InWorkspace, Shown), AppError> {
    let mut view = authorize_in::<SeeContent>(subject, place).view().await?;
    let shown = store::get(&mut view, fill).await?;
    Ok((view.scope().clone(), shown))
}

/// The PDF of a fill. 404 for who doesn't see the fill, and where there is none.
pub async fn open_pdf(subject: &Subject, place: impl Into<Place>, fill: FillId) -> Result<Pdf, AppError> {
    let (scope, Shown { fill, form_name, .. }) = get(subject, place, fill).await?;
    match fill.pdf {
        None => Err(AppError::not_found()),
        Some(Kept::Linked(url)) => Ok(Pdf::Linked(url)),
        Some(Kept::Stored { file, .. }) => {
            let path = in_workspace((scope.org, scope.workspace), &file);
            let opened = subject.kernel.storage.open(&path).await?;
            let opened =
                opened.ok_or_else(|| internal(format!("the PDF of the fill {} isn't in the storage", fill.id)))?;
            Ok(Pdf::Stored(Download { name: form_name, opened }))
        }
    }
}
