//! Every event there is, in one place: how it reads, under which name a filter offers it, and an example. The Audit tab,
//! its filter and `docs/events.md` are made from it.
//!
//! A line for each event, and the compiler asks for it: `Event` wants `Described`, which is implemented here alone. A
//! line says the event's type, its label, the sentence's end (what comes after who did it), and the fields of an example.

use crate::{
    account::server::event::*,
    kernel::{
        event::Event,
        words::{Described, Words},
    },
    organizations::server::event::*,
    settings::general::server::event::*,
};
use serde_json::{Value, json};

/// What kind of event it is: a heading of the filter and of the documentation.
#[derive(Debug)]
pub struct Group {
    pub label: &'static str,
    /// Whose log tells of it.
    pub log: Log,
    pub entries: &'static [Entry],
}

/// Whose log tells of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// The organization's own.
    Organization,
    /// The deployment's: it concerns an account alone.
    Account,
}

/// An event.
#[derive(Debug)]
pub struct Entry {
    /// The type's name, where its documentation is.
    pub event: &'static str,
    /// Like `organization.renamed`.
    pub action: &'static str,
    /// The version of its details' shape.
    pub version: i32,
    /// What a filter calls it.
    pub label: &'static str,
    /// Details as they could be.
    pub example: fn() -> Value,
    read: fn(Value) -> Option<Words>,
}

impl Entry {
    /// The sentence for details of that version. None for a shape that isn't the present one: the details themselves
    /// then have to say it.
    pub fn words(&self, version: i32, details: Value) -> Option<Words> {
        (version == self.version).then(|| (self.read)(details)).flatten()
    }
}

/// The event of that name.
pub fn find(action: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().flat_map(|group| group.entries).find(|entry| entry.action == action)
}

macro_rules! catalogue {
    ($($log:ident $group:literal {
        $($event:ident $label:literal: |$it:pat_param| $words:expr, $example:tt;)+
    })+) => {
        /// Every event, by what it is about.
        pub static CATALOGUE: &[Group] = &[$(Group {
            label: $group,
            log: Log::$log,
            entries: &[$(Entry {
                event: stringify!($event),
                action: <$event as Event>::NAME,
                version: <$event as Event>::VERSION,
                label: $label,
                example: || json!($example),
                read: |details| serde_json::from_value::<$event>(details).ok().map(|event| event.words()),
            }),+],
        }),+];

        $($(impl Described for $event {
            fn words(&self) -> Words {
                let $it = self;
                $words
            }
        })+)+
    };
}

/// Stand for any id in the examples.
const ID: &str = "0195c1a0-7e10-7000-8000-00000000002a";

catalogue! {
    Organization "Organization" {
        OrganizationCreated "Created": |it| Words::say("created the organization").value(&it.name),
            { "organization": ID, "name": "Acme", "slug": "acme", "personal": false };
        OrganizationRenamed "Renamed": |it| Words::say("changed the name").from_to(&it.from, &it.to),
            { "organization": ID, "from": "Acme", "to": "Acme North" };
    }
    Organization "Workspaces" {
        WorkspaceCreated "Created": |it| Words::say("created the workspace").value(&it.name),
            { "workspace": ID, "name": "General" };
    }
    Account "Accounts" {
        SignupRequested "Account asked for": |_| Words::say("asked for an account"), { "signup": ID };
        AccountCreated "Account created": |_| Words::say("confirmed the address and has an account"), { "user": ID };
        SignedIn "Signed in": |_| Words::say("signed in"), { "user": ID };
        SignedOut "Signed out": |_| Words::say("signed out"), { "user": ID };
        ResetRequested "New password asked for": |_| Words::say("asked for a link to choose a new password"), { "reset": ID };
        PasswordReset "New password chosen": |_| Words::say("chose a new password with a mailed link, which ended every session"),
            { "user": ID };
    }
}
