//! What follows from what: the one place that joins an event to those who hear of it. A feature never calls another's.

use crate::kernel::event::Reaction;

/// Every reaction. Each runs as a job of its own, once its event's change is committed.
pub static REACTIONS: &[Reaction] = &[];
