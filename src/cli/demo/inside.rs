//! What happens inside the demo's workspaces, as people and the product's service do it.

use super::{
    cast,
    content::{CONTENT, Content, FAILURES, FIRST_FILL, Form, LINKS, OUTSIDERS, Outsider, Session},
    pdf,
    story::{at, browser, service},
};
use crate::{
    account::server::invitation::sign_up,
    kernel::{
        authn::{Principal, Subject, Visitor},
        crypto::{Purpose, sha256},
        fault::internal,
        idempotency::Answered,
        state::Kernel,
        storage::in_workspace,
    },
    model::{
        ApiKeyId, AppError, FillSessionId, FormId, OrgId, ProfileId, WorkspaceId, WorkspacePermission, WorkspaceRole,
        content::{FillState, Title},
    },
    workspace::{
        documents::server::{self as documents, File},
        fills::server::{self as fills, Ending, Kept, Report},
        forms::{
            model::Access,
            server::{self as forms, Wanted},
        },
        keys::{model::Expiry, server as keys},
        members::server as members,
        profiles::{model::Answers, server as profiles},
        sessions::server as sessions,
    },
};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::collections::HashMap;
use time::Duration;
use uuid::Uuid;

/// On which day the key was revoked that the product had first.
const FIRST_KEY_ENDS: i64 = FIRST_FILL - 4;
/// How long before the present a form began to be filled that isn't yet.
const UNDER_WAY: Duration = Duration::minutes(7);

/// Something that happens in a workspace.
pub enum Act {
    /// Somebody of the organization is added.
    Member(&'static str, WorkspaceRole),
    /// Somebody from outside is invited.
    Invitation(&'static Outsider),
    Acceptance(&'static Outsider),
    Form(&'static Form),
    Profile(&'static str, &'static str),
    Document(&'static str, &'static [&'static str]),
    /// A key for the product's service is made.
    Key(&'static str),
    /// The key is revoked.
    KeyEnds,
    SessionBegins(&'static Session),
    SessionEnds,
    /// So many forms are filled, and reported at once.
    Fills(i64),
    /// A form begins to be filled.
    Filling,
}

/// Everything that happens in workspaces, in order within each.
pub fn events() -> Vec<(Duration, &'static str, Act)> {
    let mut events = Vec::new();
    for (turn, content) in CONTENT.iter().enumerate() {
        events.extend(acts(turn, content).into_iter().map(|(when, act)| (when, content.network, act)));
    }
    for (turn, outsider) in OUTSIDERS.iter().enumerate() {
        let invited = at(outsider.day, turn);
        events.push((invited, outsider.network, Act::Invitation(outsider)));
        let accepted = outsider.accepted.map(|hours| invited + Duration::hours(hours));
        events.extend(accepted.map(|when| (when, outsider.network, Act::Acceptance(outsider))));
    }
    let network = CONTENT[0].network;
    events.push((Duration::days(cast::DAYS) - UNDER_WAY, network, Act::Filling));
    events
}

fn acts(turn: usize, content: &'static Content) -> Vec<(Duration, Act)> {
    let mut acts = Vec::new();
    let opened = cast::NETWORKS.iter().find(|(name, _)| *name == content.network).map_or(0, |(_, day)| day + 1);
    let mut managed = opened;
    for (at_turn, (name, role)) in content.people.iter().enumerate() {
        let day = cast::joined_by(name).max(managed);
        acts.push((at(day, at_turn), Act::Member(name, *role)));
        if at_turn == 0 {
            managed = day + 1;
        }
    }
    let forms = content.forms.iter().enumerate();
    acts.extend(forms.map(|(turn, form)| (at(form.day, turn), Act::Form(form))));
    let profiles = content.profiles.iter().enumerate();
    acts.extend(profiles.map(|(turn, (name, answers))| (at(managed + 20, turn), Act::Profile(name, answers))));
    let documents = content.documents.iter().enumerate();
    acts.extend(documents.map(|(turn, (name, lines))| (at(managed + 26, turn), Act::Document(name, lines))));
    if turn == 0 {
        acts.push((at(managed + 30, 2), Act::Key("Trial of the reporting service")));
        acts.push((at(FIRST_KEY_ENDS, 1), Act::KeyEnds));
    }
    acts.push((at(FIRST_KEY_ENDS, 3), Act::Key("Reporting service")));
    for session in content.sessions {
        acts.push((Duration::days(session.from), Act::SessionBegins(session)));
        acts.extend(session.to.map(|day| (Duration::days(day), Act::SessionEnds)));
    }
    let turn = turn as i64;
    for day in (FIRST_FILL..content.until).filter(|day| (day + turn) % content.every == 0) {
        // At any hour: emergencies don't wait.
        let when = Duration::days(day) + Duration::minutes((day * 97 + turn * 211) % 1_380);
        acts.push((when, Act::Fills(2 + (day / 2 + turn) % 3)));
    }
    acts
}

/// Who is there while the story is told.
pub struct People<'a> {
    pub kernel: &'a Kernel,
    pub founder: &'a Principal,
    pub members: &'a HashMap<&'static str, Visitor>,
}

impl<'a> People<'a> {
    /// A member; none if they aren't there any more.
    fn find(&self, name: &str) -> Option<&'a Principal> {
        self.members.get(name).and_then(|visitor| visitor.principal().ok())
    }
}

/// A workspace while it is being told of.
pub struct Room {
    /// Its organization and itself.
    pub place: (OrgId, WorkspaceId),
    content: Option<&'static Content>,
    /// Who may edit, with the manager first. Empty as long as only the founder is there.
    editors: Vec<&'static str>,
    forms: Vec<(FormId, &'static Form)>,
    profiles: Vec<ProfileId>,
    /// The one that is open.
    session: Option<FillSessionId>,
    /// The service's key, with its text.
    key: Option<(ApiKeyId, String)>,
    /// How many fills there were.
    filled: i64,
}

impl Room {
    /// A workspace that was just made.
    pub fn new(place: (OrgId, WorkspaceId), content: Option<&'static Content>) -> Self {
        let (editors, forms, profiles) = (Vec::new(), Vec::new(), Vec::new());
        Self { place, content, editors, forms, profiles, session: None, key: None, filled: 0 }
    }

    pub async fn happens(&mut self, people: &People<'_>, act: Act) -> Result<(), AppError> {
        match act {
            Act::Member(name, role) => self.add(people, name, role).await,
            Act::Invitation(Outsider { email, role, .. }) => {
                members::invite_from_page(self.manager(people), self.place, email, *role).await.map(drop)
            }
            Act::Acceptance(outsider) => self.accept(people, outsider).await,
            Act::Form(form) => self.add_form(people, form).await,
            Act::Profile(name, answers) => {
                let answers = Answers::parse(answers).map_err(internal)?;
                let (by, name) = (self.manager(people).into(), title(name)?);
                let added = profiles::add(&by, self.place, name, answers, None, |profile| json!(profile.id)).await?;
                self.profiles.push(id(added)?);
                Ok(())
            }
            Act::Document(name, lines) => {
                let file = self.store(people.kernel, pdf::page(name, lines.iter().copied())).await?;
                let (by, name) = (self.manager(people).into(), title(name)?);
                documents::add(&by, self.place, name, file, None, |document| json!(document.id)).await.map(drop)
            }
            Act::Key(name) => {
                use WorkspacePermission::{ReportFills, SeeContent};
                let permissions = vec![SeeContent, ReportFills];
                let made =
                    keys::create(self.manager(people), self.place, name, permissions, Expiry::Year, None).await?;
                self.key = Some((made.id, made.text.0));
                Ok(())
            }
            Act::KeyEnds => match self.key.take() {
                Some((key, _)) => keys::revoke(self.manager(people), self.place, key).await.map(drop),
                None => Ok(()),
            },
            Act::SessionBegins(session) => {
                let (by, name) = (self.manager(people).into(), title(session.name)?);
                let begun = sessions::begin(&by, self.place, Some(name), None, |session| json!(session.id)).await?;
                self.session = Some(id(begun)?);
                Ok(())
            }
            Act::SessionEnds => match self.session.take() {
                Some(session) => sessions::end(&self.manager(people).into(), self.place, session).await.map(drop),
                None => Ok(()),
            },
            Act::Fills(count) => {
                let mut reports = Vec::new();
                for _ in 0..count {
                    reports.push(self.fill(people.kernel).await?);
                }
                self.report(people.kernel, reports).await
            }
            Act::Filling => {
                let report = self.fill(people.kernel).await?;
                let ending = Ending {
                    state: FillState::Processing,
                    failure: String::new(),
                    pdf: None,
                    processing_ms: None,
                    fields: None,
                };
                self.report(people.kernel, vec![Report { ending, ..report }]).await
            }
        }
    }

    /// Who manages it: the founder, until somebody else does.
    fn manager<'a>(&self, people: &People<'a>) -> &'a Principal {
        self.editors.first().and_then(|name| people.find(name)).unwrap_or(people.founder)
    }

    async fn add(&mut self, people: &People<'_>, name: &'static str, role: WorkspaceRole) -> Result<(), AppError> {
        members::add_from_page(self.manager(people), self.place, &cast::email(name), role).await?;
        if role != WorkspaceRole::Viewer {
            self.editors.push(name);
        }
        Ok(())
    }

    /// Signs up with the link that was mailed, as somebody from outside.
    async fn accept(&self, people: &People<'_>, outsider: &'static Outsider) -> Result<(), AppError> {
        let managed = members::managed(self.manager(people), self.place).await?;
        let found = managed.invitations.iter().find(|invitation| invitation.email == outsider.email);
        let invitation = found.ok_or_else(|| internal(format!("nobody invited {}", outsider.email)))?.id;
        let token = people.kernel.keys.seal(Purpose::InvitationMailed, invitation.uuid());
        let visitor = browser(people.kernel, 200).await?;
        sign_up(&visitor, &token, outsider.name, cast::PASSWORD.to_owned(), "Europe/Dublin", false).await.map(drop)
    }

    /// Adds a form; those who may edit take turns.
    async fn add_form(&mut self, people: &People<'_>, form: &'static Form) -> Result<(), AppError> {
        let editor = self.editors.get(self.forms.len() % self.editors.len().max(1));
        let by = editor.and_then(|name| people.find(name)).unwrap_or(people.founder);
        let chosen = form.chosen.iter().filter_map(|name| people.find(name)).map(|principal| principal.user);
        let access = if form.chosen.is_empty() { Access::Workspace } else { Access::Chosen };
        let wanted = Wanted { name: title(form.name)?, access, people: chosen.collect() };
        let added = forms::add(&by.into(), self.place, wanted, None, |form| json!(form.id)).await?;
        self.forms.push((id(added)?, form));
        Ok(())
    }

    /// The next fill: mostly ready, with its PDF here, sometimes with the PDF at the product's, sometimes failed.
    async fn fill(&mut self, kernel: &Kernel) -> Result<Report, AppError> {
        let number = self.filled;
        self.filled += 1;
        let at = |turn: i64, of: usize| usize::try_from(turn).map_err(internal).map(|turn| turn % of.max(1));
        let forms = self.forms.len();
        let (id, form) = *self.forms.get(at(number * 3 + number / 4, forms)?).ok_or_else(|| internal("no form"))?;
        let session = self.session.filter(|_| number % 4 != 1);
        let profile = if number % 3 == 0 { None } else { self.profiles.get(at(number, self.profiles.len())?).copied() };
        let processing_ms = form.millis + i32::try_from(number * 7_919 % 1_870).map_err(internal)?;
        let fields = form.fields - i32::try_from(number % 4).map_err(internal)?;
        let mut ending = Ending {
            state: FillState::Ready,
            failure: String::new(),
            pdf: None,
            processing_ms: Some(processing_ms),
            fields: Some(fields),
        };
        if number % 13 == 5 {
            ending.state = FillState::Failed;
            ending.failure = FAILURES[at(number / 13, FAILURES.len())?].to_owned();
            ending.fields = None;
        } else if number % 11 == 7 {
            ending.pdf = Some(Kept::Linked(format!("{LINKS}/reports/{}.pdf", kernel.id::<Uuid>())));
        } else {
            let network = self.content.map_or("", |content| content.network);
            let lines = [
                format!("For {network}, by {}.", cast::NAME),
                format!("{fields} of {} fields were filled.", form.fields),
                "This document belongs to the demo. It tells of nobody.".to_owned(),
            ];
            let pdf = pdf::page(form.name, lines.iter().map(String::as_str));
            let digest = Some(sha256(&pdf));
            let File { name: file, bytes, pages } = self.store(kernel, pdf).await?;
            ending.pdf = Some(Kept::Stored { file, bytes, digest, pages });
        }
        Ok(Report { form: id, session, profile, ending })
    }

    /// Reports fills as the service does, with its key.
    async fn report(&self, kernel: &Kernel, reports: Vec<Report>) -> Result<(), AppError> {
        let (_, key) = self.key.as_ref().ok_or_else(|| internal("the service has no key"))?;
        let subject: Subject = service(kernel, key).await?.subject()?;
        let answer = |_: &[fills::Fill]| json!(null);
        fills::report(&subject, self.place, reports, None, |_| String::new(), answer).await.map(drop)
    }

    /// Puts a PDF into the storage.
    async fn store(&self, kernel: &Kernel, pdf: Vec<u8>) -> Result<File, AppError> {
        let (name, bytes) = (format!("{}.pdf", kernel.id::<Uuid>()), i64::try_from(pdf.len()).map_err(internal)?);
        kernel.storage.put(&in_workspace(self.place, &name), pdf).await?;
        let pages = kernel.pdfs.pages(&kernel.storage, self.place, &name).await;
        Ok(File { name, bytes, pages })
    }
}

fn title(text: &str) -> Result<Title, AppError> {
    Title::parse(text).map_err(internal)
}

/// The id that an answer is.
fn id<T: DeserializeOwned>(answered: Answered) -> Result<T, AppError> {
    serde_json::from_value(answered.body).map_err(internal)
}
