//! What the pages of fills show.

use crate::model::{
    FillId, FillSessionId, FormId, Moment, Page,
    content::{FillState, Here},
};
use serde::{Deserialize, Serialize};

/// Which fills, as it stands in an address. Empty texts filter nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// A form's id.
    pub form: String,
    /// A session's id.
    pub session: String,
    /// A state's name.
    pub state: String,
}

impl Filter {
    /// As a query without its question mark.
    pub fn query(&self) -> String {
        let fields = [("form", &self.form), ("session", &self.session), ("state", &self.state)];
        let set = fields.into_iter().filter(|(_, value)| !value.is_empty());
        set.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }
}

/// A fill in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillLine {
    pub id: FillId,
    pub form: FormId,
    /// The form's name.
    pub name: String,
    pub state: FillState,
    /// How long it took, as the workspace writes it.
    pub time: Option<String>,
    /// How many fields, as the workspace writes it.
    pub fields: Option<String>,
    pub session: Option<SessionLink>,
    /// When it became ready; before that, when it was reported.
    pub at: Moment,
}

/// The session that a fill is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLink {
    pub id: FillSessionId,
    pub name: String,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillList {
    pub here: Here,
    pub filter: Filter,
    pub page: Page<FillLine>,
}

/// One fill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillPage {
    pub here: Here,
    pub line: FillLine,
    pub failure: String,
    /// When it was reported.
    pub reported: Moment,
    pub pdf: Option<Pdf>,
}

/// Where the PDF of a fill is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pdf {
    /// Here, with its size and pages as the workspace writes them.
    Stored(String),
    /// Where the product keeps it: an address, and its host.
    Linked { url: String, host: String },
}
