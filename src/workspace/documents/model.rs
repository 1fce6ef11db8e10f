//! What the page of source documents shows.

use crate::model::{DocumentId, Moment, Page, content::Here, document::Dpi};
use serde::{Deserialize, Serialize};

/// A document in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentLine {
    pub id: DocumentId,
    pub name: String,
    /// Its size and number of pages, as the workspace writes them.
    pub size: String,
    /// How large its pages are at the workspace's resolution; none where they couldn't be read.
    pub pixels: Option<String>,
    /// When it was added; of a deleted one, when it was deleted.
    pub at: Moment,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentList {
    pub here: Here,
    /// The workspace's.
    pub dpi: Dpi,
    /// Whether these are the ones that were deleted and can be restored.
    pub deleted: bool,
    pub page: Page<DocumentLine>,
}
