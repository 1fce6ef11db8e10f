//! Every event there is, in one place: how it reads, under which name a filter offers it, and an example. The Audit tab,
//! its filter and `docs/events.md` are made from it.
//!
//! A line for each event, and the compiler asks for it: `Event` wants `Described`, which is implemented here alone. A
//! line says the event's type, its label, the sentence's end (what comes after who did it), and the fields of an example.

use crate::{
    account::server::{ending::event::*, event::*, invitation::event::*},
    kernel::{
        event::Event,
        expiry::ContentPurged,
        words::{Described, Words},
    },
    operator::server::{Limits, event::*},
    organizations::server::{ending::event::*, event::*},
    settings::{
        general::server::event::*, invitations::server::event::*, members::server::event::*,
        notifications::server::event::*, workspaces::server::event::*,
    },
    workspace::{
        documents::server::event::*,
        fills::server::event::*,
        forms::server::event::*,
        keys::server::event::*,
        members::server::{event::*, invite::event::*},
        profiles::server::event::*,
        sessions::server::event::*,
        settings::server::event::*,
    },
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
    /// None's: it concerns an account alone, or outlives its organization.
    Deployment,
    /// None's: it is counted.
    Usage,
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

        $($(const _: () = assert!(matches!(Log::$log, Log::Usage) != <$event as Event>::IS_AUDITED, "usage isn't audited");

        impl Described for $event {
            fn words(&self) -> Words {
                let $it = self;
                $words
            }
        })+)+
    };
}

fn fills(count: usize) -> String {
    if count == 1 { "a fill".to_owned() } else { format!("{count} fills") }
}

/// What the operator changed: the plan, the number of seats, or both.
fn limited(from: &Limits, to: &Limits) -> Words {
    let seats = |limits: &Limits| limits.seats.map(|seats| seats.to_string());
    let planned = (from.plan != to.plan)
        .then(|| turned(Words::say("changed the plan"), from.plan.clone(), to.plan.clone(), "the default"));
    if from.seats == to.seats {
        return planned.unwrap_or_default();
    }
    let words = match planned {
        Some(words) => words.and("and the number of seats"),
        None => Words::say("changed the number of seats"),
    };
    turned(words, seats(from), seats(to), "the plan’s")
}

/// Goes on with what it was and is; where it was or is nothing, with that phrase.
fn turned(words: Words, from: Option<String>, to: Option<String>, otherwise: &'static str) -> Words {
    let say = |words: Words, value: Option<String>| match value {
        Some(value) => words.value(value),
        None => words.and(otherwise),
    };
    say(say(words.and("from"), from).and("to"), to)
}

/// How many workspaces a sentence names.
const NAMED: usize = 3;

/// Goes on with what an invitation leads into.
fn and_into(words: Words, workspaces: &[InvitedWorkspace]) -> Words {
    let named = workspaces.iter().take(NAMED).fold(words, |words, one| words.and("and into").workspace(one.workspace));
    match workspaces.len().saturating_sub(NAMED) {
        0 => named,
        1 => named.and("and one more workspace"),
        more => named.and(format!("and {more} more workspaces")),
    }
}

/// Stand for any id in the examples.
const ID: &str = "0195c1a0-7e10-7000-8000-00000000002a";

catalogue! {
    Organization "Organization" {
        OrganizationCreated "Created": |it| Words::say("created the organization").value(&it.name),
            { "organization": ID, "name": "Acme", "slug": "acme", "personal": false };
        OrganizationRenamed "Renamed": |it| Words::say("changed the name").from_to(&it.from, &it.to),
            { "organization": ID, "from": "Acme", "to": "Acme North" };
        OrganizationAddressChanged "Address changed": |it| Words::say("changed the address").from_to(&it.from, &it.to),
            { "organization": ID, "from": "acme", "to": "acme-north" };
        OrganizationDescribed "Description changed": |_| Words::say("changed what the organization says of itself"),
            { "organization": ID, "from": { "description": "", "website": "" },
                "to": { "description": "Clinics in the north.", "website": "https://acme.example" } };
        OrganizationLogoChanged "Logo changed": |it| Words::say(if it.to.is_some() { "changed the logo" } else { "removed the logo" }),
            { "organization": ID, "from": null, "to": "5f2c.png" };
        OrganizationDefaultsChanged "Defaults changed": |_| Words::say("changed what new workspaces begin with"),
            { "organization": ID,
                "from": { "language": "en", "date_format": "long", "time_format": "24h", "decimals": 2, "dpi": 300 },
                "to": { "language": "de", "date_format": "dots", "time_format": "24h", "decimals": 2, "dpi": 300 } };
        FillMailsSwitched "Mails about filled forms": |it| Words::say(if it.to { "turned on the mails about filled forms" }
            else { "turned off the mails about filled forms" }),
            { "organization": ID, "to": true };
        OrganizationIntroduced "Introduced": |it| match (it.company.is_empty(), it.size) {
                (false, _) => Words::say("said that the organization is for").value(&it.company),
                (true, Some(_)) => Words::say("said how large the company is"),
                (true, None) => Words::say("took back which company the organization is for"),
            },
            { "organization": ID, "company": "Acme Ltd", "size": null };
        OrganizationLimited "Limits changed": |it| limited(&it.from, &it.to),
            { "organization": ID, "from": { "plan": "pro", "seats": null }, "to": { "plan": "business", "seats": 25 } };
        OrganizationDeleted "Deleted": |it| Words::say("deleted the organization").value(&it.name),
            { "organization": ID, "name": "Acme", "deletion": ID, "with_account": false };
        OrganizationRestored "Restored": |it| Words::say("restored the organization").value(&it.name),
            { "organization": ID, "name": "Acme", "deletion": ID, "with_account": false };
    }
    Organization "Members" {
        MemberJoined "Joined": |it| Words::say("joined, as").value(it.role), { "member": ID, "user": ID, "role": "member", "invitation": ID };
        MemberRoleChanged "Role changed": |it| Words::say("changed the role of").person(it.user).from_to(it.from, it.to),
            { "member": ID, "user": ID, "from": "member", "to": "admin" };
        MemberRemoved "Removed": |it| Words::say("removed").person(it.user),
            { "member": ID, "user": ID, "role": "member", "workspaces": 2 };
        MemberKeysRevoked "Keys revoked": |it| {
                let said = Words::say(if it.keys.len() == 1 { "revoked the key" } else { "revoked the keys" });
                it.keys.iter().fold(said, |said, key| said.value(&key.name)).and("made by").person(it.user)
            },
            { "member": ID, "user": ID, "keys": [{ "key": ID, "workspace": ID, "name": "Reports" }] };
        MemberSuspended "Suspended": |it| Words::say("suspended").person(it.user), { "member": ID, "user": ID };
        MemberReactivated "Reactivated": |it| Words::say("let").person(it.user).and("in again"), { "member": ID, "user": ID };
        MemberReinstated "Reinstated": |it| Words::say("reinstated").person(it.user).and("as").value(it.role),
            { "member": ID, "user": ID, "role": "member" };
        MemberSessionsEnded "Sessions ended": |it| Words::say("signed").person(it.user).and("out everywhere"),
            { "member": ID, "user": ID, "sessions": 3 };
        FillMailsChosen "Mails chosen": |it| Words::say("wants, when a form was filled:").value(it.to.label()),
            { "user": ID, "to": "daily" };
        MemberSignedIn "Signed in": |it| {
                let words = Words::say("signed in").and(it.by.phrase());
                if it.new_browser { words.and("in a new browser") } else { words }
            },
            { "user": ID, "by": "password", "new_browser": false };
        MemberLeft "Left": |it| Words::say("left the organization, as").value(it.role),
            { "member": ID, "user": ID, "role": "member", "workspaces": 2, "with_account": false };
    }
    Organization "Invitations" {
        InvitationSent "Sent": |it| and_into(Words::say("invited").value(&it.email).and("as").value(it.role), &it.workspaces),
            { "invitation": ID, "email": "bo@example.com", "role": "member", "workspaces": [{ "workspace": ID, "role": "editor" }] };
        InvitationResent "Sent again": |it| Words::say("sent the invitation of").value(&it.email).and("again"),
            { "invitation": ID, "email": "bo@example.com", "role": "member" };
        InvitationRevoked "Revoked": |it| Words::say("revoked the invitation of").value(&it.email),
            { "invitation": ID, "email": "bo@example.com", "role": "member" };
        InvitationReplaced "Replaced": |it| Words::say("replaced the invitation of").value(&it.email),
            { "invitation": ID, "email": "bo@example.com", "by": ID };
        InvitationAccepted "Accepted": |it| Words::say("accepted the invitation of").value(&it.email),
            { "invitation": ID, "email": "bo@example.com", "role": "member", "user": ID };
        InvitationDeclined "Declined": |it| Words::say("declined the invitation of").value(&it.email),
            { "invitation": ID, "email": "bo@example.com", "role": "member" };
    }
    Organization "Workspaces" {
        WorkspaceCreated "Created": |it| Words::say("created the workspace").value(&it.name),
            { "workspace": ID, "name": "General" };
        WorkspaceEdited "Edited": |it| if it.from.name != it.to.name { Words::say("renamed a workspace").from_to(&it.from.name, &it.to.name) }
            else if it.from.slug != it.to.slug { Words::say("changed the address of the workspace").value(&it.to.name).from_to(&it.from.slug, &it.to.slug) }
            else { Words::say("changed the description of the workspace").value(&it.to.name) },
            { "workspace": ID, "from": { "name": "North", "slug": "north", "description": "" },
                "to": { "name": "North and east", "slug": "north", "description": "Clinics beyond the river." } };
        WorkspaceSuspended "Suspended": |it| if it.reason.is_empty() { Words::say("suspended the workspace").value(&it.name) }
            else { Words::say("suspended the workspace").value(&it.name).and("because of").value(&it.reason) },
            { "workspace": ID, "name": "North", "reason": "The contract has ended." };
        WorkspaceReactivated "Reactivated": |it| Words::say("reactivated the workspace").value(&it.name),
            { "workspace": ID, "name": "North" };
        WorkspaceArchived "Archived": |it| Words::say("archived the workspace").value(&it.name),
            { "workspace": ID, "name": "North" };
        WorkspaceRestored "Restored": |it| Words::say("restored the workspace").value(&it.name),
            { "workspace": ID, "name": "North" };
        WorkspaceDeletionStarted "Deletion begun": |it| Words::say("deleted the workspace").value(&it.name).and("with all that was in it"),
            { "workspace": ID, "name": "North", "deletion": ID, "counts": { "members": 4, "managers": 1, "forms": 12, "fills": 80,
                "all_fills": 2150, "profiles": 9, "documents": 3, "sessions": 40 } };
        WorkspaceDeleted "Deleted": |it| Words::say("removed what was left of the workspace").value(&it.name),
            { "workspace": ID, "name": "North", "deletion": ID };
        WorkspaceManagerAppointed "Manager appointed": |it| Words::say("made").person(it.user).and("manager of the workspace").value(&it.name).and("which had none"),
            { "workspace": ID, "name": "North", "user": ID, "was": "editor", "by": ID };
        WorkspaceSettingsChanged "Settings changed": |it| Words::say("changed how documents are written in").workspace(it.workspace),
            { "workspace": ID,
                "from": { "language": "en", "date_format": "long", "time_format": "24h", "decimals": 2, "dpi": 300 },
                "to": { "language": "de", "date_format": "dots", "time_format": "24h", "decimals": 2, "dpi": 300 } };
    }
    Organization "Members of workspaces" {
        WorkspaceMemberAdded "Added": |it| if it.invitation.is_some() {
                Words::say("came into the workspace").workspace(it.workspace).and("as").value(it.role).and("with the invitation to the organization")
            } else { Words::say("added").person(it.user).and("to the workspace").workspace(it.workspace).and("as").value(it.role) },
            { "workspace": ID, "user": ID, "role": "editor", "invitation": null };
        WorkspaceMemberRoleChanged "Role changed": |it| Words::say("changed the role of").person(it.user).and("in").workspace(it.workspace).from_to(it.from, it.to),
            { "workspace": ID, "user": ID, "from": "viewer", "to": "editor" };
        WorkspaceMemberRemoved "Removed": |it| Words::say("removed").person(it.user).and("from the workspace").workspace(it.workspace),
            { "workspace": ID, "user": ID, "role": "editor" };
        WorkspaceMemberLeft "Left": |it| Words::say("left the workspace").workspace(it.workspace),
            { "workspace": ID, "user": ID, "role": "editor" };
    }
    Organization "Invitations to workspaces" {
        WorkspaceInvitationSent "Sent": |it| Words::say("invited").value(&it.email).and("to the workspace").workspace(it.workspace).and("as").value(it.role),
            { "workspace": ID, "invitation": ID, "email": "bo@example.com", "role": "viewer" };
        WorkspaceInvitationResent "Sent again": |it| Words::say("sent the invitation of").value(&it.email).and("to").workspace(it.workspace).and("again"),
            { "workspace": ID, "invitation": ID, "email": "bo@example.com", "role": "viewer" };
        WorkspaceInvitationRevoked "Revoked": |it| Words::say("revoked the invitation of").value(&it.email).and("to").workspace(it.workspace),
            { "workspace": ID, "invitation": ID, "email": "bo@example.com", "role": "viewer" };
        WorkspaceInvitationReplaced "Replaced": |it| Words::say("replaced the invitation of").value(&it.email).and("to").workspace(it.workspace),
            { "workspace": ID, "invitation": ID, "email": "bo@example.com", "by": ID };
        WorkspaceInvitationAccepted "Accepted": |it| Words::say("accepted the invitation of").value(&it.email).and("to").workspace(it.workspace),
            { "workspace": ID, "invitation": ID, "email": "bo@example.com", "role": "viewer", "user": ID };
        WorkspaceInvitationDeclined "Declined": |it| Words::say("declined the invitation of").value(&it.email).and("to").workspace(it.workspace),
            { "workspace": ID, "invitation": ID, "email": "bo@example.com", "role": "viewer" };
    }
    Organization "API keys" {
        ApiKeyCreated "Created": |it| Words::say("created the key").value(&it.name).and("of").workspace(it.workspace),
            { "workspace": ID, "key": ID, "name": "Website", "permissions": ["report_fills"], "expires_at": null };
        ApiKeyRevoked "Revoked": |it| Words::say("revoked the key").value(&it.name).and("of").workspace(it.workspace),
            { "workspace": ID, "key": ID, "name": "Website" };
    }
    Usage "Fills" {
        FillStarted "Fill started": |it| Words::say(format!("began {} in", fills(it.fills.len()))).workspace(it.workspace),
            { "workspace": ID, "fills": [{ "fill": ID, "form": ID }] };
        FillReady "Fill ready": |it| Words::say(format!("reported {} as ready in", fills(it.fills.len()))).workspace(it.workspace),
            { "workspace": ID, "fills": [{ "fill": ID, "form": ID }] };
        FillFailed "Fill failed": |it| Words::say(format!("reported {} as failed in", fills(it.fills.len()))).workspace(it.workspace),
            { "workspace": ID, "fills": [{ "fill": ID, "form": ID }] };
    }
    Organization "Forms and fill sessions" {
        FormAdded "Form added": |it| Words::say("added a form in").workspace(it.workspace),
            { "workspace": ID, "form": ID, "access": "workspace" };
        FormRenamed "Form renamed": |it| Words::say("gave a form another name in").workspace(it.workspace),
            { "workspace": ID, "form": ID };
        FormAccessChanged "Form shared": |it| Words::say("changed who sees a form in").workspace(it.workspace),
            { "workspace": ID, "form": ID, "from": "workspace", "to": "chosen", "people": [ID] };
        FormDeleted "Form deleted": |it| Words::say("deleted a form in").workspace(it.workspace),
            { "workspace": ID, "form": ID };
        FormRestored "Form restored": |it| Words::say("restored a form in").workspace(it.workspace),
            { "workspace": ID, "form": ID };
        FillSessionBegun "Fill session begun": |it| Words::say("began a fill session in").workspace(it.workspace),
            { "workspace": ID, "session": ID };
        FillSessionEnded "Fill session ended": |it| Words::say("ended a fill session in").workspace(it.workspace),
            { "workspace": ID, "session": ID };
        FillSessionDeleted "Fill session deleted": |it| Words::say("deleted an empty fill session in").workspace(it.workspace),
            { "workspace": ID, "session": ID };
    }
    Organization "Profiles and documents" {
        ProfileAdded "Profile added": |it| Words::say("added a profile in").workspace(it.workspace),
            { "workspace": ID, "profile": ID };
        ProfileChanged "Profile changed": |it| Words::say("changed a profile in").workspace(it.workspace),
            { "workspace": ID, "profile": ID };
        ProfileDeleted "Profile deleted": |it| Words::say("deleted a profile in").workspace(it.workspace),
            { "workspace": ID, "profile": ID };
        ProfileRestored "Profile restored": |it| Words::say("restored a profile in").workspace(it.workspace),
            { "workspace": ID, "profile": ID };
        DocumentAdded "Document added": |it| Words::say("added a source document in").workspace(it.workspace),
            { "workspace": ID, "document": ID };
        DocumentDeleted "Document deleted": |it| Words::say("deleted a source document in").workspace(it.workspace),
            { "workspace": ID, "document": ID };
        DocumentRestored "Document restored": |it| Words::say("restored a source document in").workspace(it.workspace),
            { "workspace": ID, "document": ID };
        ContentPurged "Deleted content purged": |it| Words::say("removed for good what was deleted 30 days before from").workspace(it.workspace),
            { "workspace": ID, "forms": 1, "fills": 12, "profiles": 0, "documents": 2 };
    }
    Deployment "Accounts" {
        SignupRequested "Account asked for": |_| Words::say("asked for an account"), { "signup": ID };
        AccountCreated "Account created": |_| Words::say("confirmed the address and has an account"), { "user": ID };
        SignedIn "Signed in": |_| Words::say("signed in"), { "user": ID, "session": ID, "by": "password", "new_browser": null };
        SessionEnded "Session ended": |_| Words::say("ended a session"), { "user": ID, "session": ID };
        OtherSessionsEnded "Other sessions ended": |it| Words::say(format!("ended {} other sessions", it.ended)), { "user": ID, "ended": 2 };
        SignInLinkRequested "Sign-in link asked for": |_| Words::say("asked for a link to sign in with"), { "link": ID };
        PasswordChanged "Password changed": |_| Words::say("chose a new password, which ended every other session"), { "user": ID };
        AddressChangeRequested "New address asked for": |_| Words::say("asked for another address"), { "user": ID, "change": ID };
        AddressChangeCancelled "New address given up": |_| Words::say("gave up the new address"), { "user": ID, "change": ID };
        AddressChanged "Address changed": |_| Words::say("changed the address"), { "user": ID, "change": ID };
        ProfileSaved "Profile saved": |it| Words::say("changed the profile:").value(it.changed.join(", ")),
            { "user": ID, "changed": ["name"] };
        SignedOut "Signed out": |_| Words::say("signed out"), { "user": ID };
        ResetRequested "New password asked for": |_| Words::say("asked for a link to choose a new password"), { "reset": ID };
        AccountDeleted "Account deleted": |_| Words::say("deleted the account"), { "user": ID, "deletion": ID };
        RestoreRequested "Restoring asked for": |_| Words::say("asked for the link to restore the account once more"),
            { "user": ID, "deletion": ID };
        AccountRestored "Account restored": |_| Words::say("restored the account"), { "user": ID, "deletion": ID };
        AccountPurged "Account purged": |_| Words::say("removed an account for good"), { "user": ID, "deletion": ID };
        PasswordReset "New password chosen": |_| Words::say("chose a new password with a mailed link, which ended every session"),
            { "user": ID };
    }
    Deployment "Purges" {
        OrganizationPurged "Organization purged": |_| Words::say("removed an organization for good"),
            { "organization": ID, "deletion": ID, "counts": { "memberships": 3, "files": 1 } };
    }
}
