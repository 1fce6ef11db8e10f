//! What happens to fills: ids, and nothing of what stands in them.
//!
//! Fills are usage: they are counted, and no line of the audit log tells of them.
//!
//! One event for each request, whether it reported one fill or a hundred. An event is an outbox row and a job for each
//! reaction, which is more than the fill itself. At 3,000 fills a second in batches of 100 that would be thousands of rows
//! a second for the sake of 3,000; so it is less than a hundred. A reaction that wants to act on
//! each fill by itself queues a job for each with [`crate::kernel::db::Change::each`], in its own time.

use crate::{
    kernel::event::{Event, Target},
    model::{FillId, FormId, WorkspaceId},
};
use serde::{Deserialize, Serialize};

/// A fill, and the form that it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    pub fill: FillId,
    pub form: FormId,
}

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Serialize, Deserialize)]
        pub struct $name {
            pub workspace: WorkspaceId,
            /// 1 to 100, in the order in which they were reported.
            pub fills: Vec<Filled>,
        }

        impl Event for $name {
            const NAME: &'static str = $text;
            const IS_AUDITED: bool = false;

            fn target(&self) -> Target {
                let one = if let [one] = self.fills.as_slice() { Some(one.fill.uuid()) } else { None };
                Target { kind: "fill", id: one }
            }
        }
    )+};
}

events! {
    /// Forms are being filled.
    FillStarted = "fill.started";
    /// Forms were filled, and the PDFs are there.
    FillReady = "fill.ready";
    /// Filling failed.
    FillFailed = "fill.failed";
}
