//! What happened in the demo's company, day by day, as people do it: through the use cases, each by somebody who may.

use super::{
    StoryClock,
    cast::{self, Answer, Invited, Turn},
    content::{CHOICES, FIRST_FILL, MAILS_DAY, content_of},
    inside::{self, Act as InsideAct, People, Room},
};
use crate::{
    account::server::{
        invitation::{decline, sign_up as sign_up_invited},
        signup::{confirm, confirmation_token, sign_up},
    },
    kernel::{
        authn::{Principal, Visitor},
        crypto::Purpose,
        event::Origin,
        fault::internal,
        session::{LIFETIME, Sessions},
        state::Kernel,
    },
    model::{AppError, InvitationId, OrgId, WorkspaceRole},
    organizations::server::{create, frame},
    settings::{
        general::server::{
            general,
            logo::{self, Upload},
            page::{save_defaults, save_identity},
            welcome,
        },
        invitations::server::{self as invitations, event::InvitedWorkspace},
        members::{
            model::{Act, Wanted},
            server as members,
        },
        notifications::server as notifications,
        workspaces::{
            model::{Act as WorkspaceAct, Wanted as WantedWorkspaces},
            server as workspaces,
        },
    },
};
use graphile_worker::Worker;
use std::{collections::HashMap, net::Ipv4Addr, sync::Arc};
use time::Duration;
use tower_cookies::Cookies;
use tower_sessions::{Expiry, Session};

const LOGO: &[u8] = include_bytes!("meridian.svg");
const SECOND_LOGO: &[u8] = include_bytes!("harbor.svg");
/// On which day the founder makes the second organization.
const SECOND_DAY: i64 = 40;
const BROWSERS: [&str; 4] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
];

/// Something that happens.
enum Event {
    Second,
    Network(&'static str),
    /// A network that left: suspended with a reason, or archived.
    Closing(&'static str, Option<&'static str>),
    Invitation(&'static Invited),
    Answer(&'static Invited),
    Turn(&'static str, Turn),
    /// Something in the workspace of that network.
    Inside(&'static str, InsideAct),
    /// Members begin to be mailed about fills.
    FillMails,
    /// Somebody wants less of these mails.
    Choice(&'static str, &'static str),
    /// What the day queued is done: its letters go.
    Evening,
    /// Somebody looks in, the last time before the present.
    Visit(&'static str),
}

/// The company while it is being told of.
struct Story<'a> {
    kernel: &'a Kernel,
    worker: &'a Worker,
    founder: Principal,
    org: OrgId,
    slug: String,
    /// Everybody who joined, with their browser.
    people: HashMap<&'static str, Visitor>,
    /// The workspace of each network.
    rooms: HashMap<&'static str, Room>,
    browsers: u8,
}

/// Tells all of it.
pub async fn tell(kernel: &Kernel, clock: &StoryClock, worker: &Worker) -> Result<(), AppError> {
    let mut story = begin(kernel, worker).await?;
    for (when, event) in events() {
        clock.go_to(when);
        story.happens(event).await?;
    }
    // Whoever signs in as the founder lands in the company.
    frame(&story.founder, Some(story.slug)).await?;
    Ok(())
}

/// When something happens on a day: not all at midnight, but each at an hour that follows from where it stands in its list.
pub fn at(day: i64, turn: usize) -> Duration {
    Duration::days(day) + Duration::minutes(8 * 60 + (turn as i64 * 47) % 560)
}

/// Everything that happens, in order.
fn events() -> Vec<(Duration, Event)> {
    let mut events = vec![(at(SECOND_DAY, 3), Event::Second)];
    let networks = cast::NETWORKS.iter().enumerate();
    events.extend(networks.map(|(turn, (name, day))| (at(*day, turn), Event::Network(name))));
    let closed = cast::CLOSED.iter().enumerate();
    events.extend(closed.map(|(turn, (name, day, reason))| (at(*day, turn), Event::Closing(name, *reason))));
    for (turn, invited) in cast::INVITED.iter().enumerate() {
        let sent = at(invited.day, turn);
        events.push((sent, Event::Invitation(invited)));
        if let Answer::Joined(hours) | Answer::Declined(hours) | Answer::Revoked(hours) = invited.answer {
            events.push((sent + Duration::hours(hours), Event::Answer(invited)));
        }
        if let Answer::Joined(_) = invited.answer {
            // Most were there this week, some not for a while.
            let ago = Duration::hours((turn as i64 * 31) % 96 + if turn % 9 == 4 { 24 * 17 } else { 1 });
            events.push((Duration::days(cast::DAYS) - ago, Event::Visit(invited.name)));
        }
    }
    let turns = cast::TURNS.iter().enumerate();
    events.extend(turns.map(|(turn, (name, day, what))| (at(*day, turn * 5), Event::Turn(name, *what))));
    events.extend(inside::events().into_iter().map(|(when, network, act)| (when, Event::Inside(network, act))));
    events.push((at(MAILS_DAY, 1), Event::FillMails));
    let choices = CHOICES.iter().enumerate();
    events.extend(choices.map(|(turn, (name, choice))| (at(MAILS_DAY, 3 + turn), Event::Choice(name, choice))));
    // A job looks at what is when it runs: those of a day run before the next.
    let evening = |day| (Duration::days(day) - Duration::minutes(1), Event::Evening);
    events.extend((FIRST_FILL..cast::DAYS).map(evening));
    events.sort_by_key(|(when, _)| *when);
    events
}

async fn begin<'a>(kernel: &'a Kernel, worker: &'a Worker) -> Result<Story<'a>, AppError> {
    let (name, email) = cast::FOUNDER;
    let visitor = browser(kernel, 1).await?;
    sign_up(&visitor, name.to_owned(), email.to_owned(), cast::PASSWORD.to_owned(), "Europe/Lisbon", "").await?;
    let token = confirmation_token(&visitor).ok_or_else(|| internal("the sign-up left no cookie"))?;
    confirm(&visitor, &token, String::new()).await?;
    let founder = visitor.next_request().await?.principal()?.clone();
    let (org, slug) = found(&founder, cast::NAME, LOGO).await?;
    let text = |text: &str| text.to_owned();
    let (company, size) = (text("Meridian Teleradiology SA"), text("51-200"));
    welcome::company(&founder, org, version(&founder, org).await?, company, size, "").await?;
    save_identity(
        &founder,
        org,
        version(&founder, org).await?,
        text(cast::NAME),
        text(cast::DESCRIPTION),
        text(cast::WEBSITE),
    )
    .await?;
    let defaults = ["en", "iso", "24h", "1", "300"].map(text);
    save_defaults(&founder, org, version(&founder, org).await?, defaults).await?;
    let (people, rooms) = (HashMap::new(), HashMap::new());
    Ok(Story { kernel, worker, founder, org, slug, people, rooms, browsers: 1 })
}

/// An organization of the founder's, with its logo.
async fn found(founder: &Principal, name: &str, logo: &[u8]) -> Result<(OrgId, String), AppError> {
    let to = create(founder, name).await?.to.unwrap_or_default();
    let slug = to.trim_start_matches("/o/").to_owned();
    let tab = general(founder, slug.as_str()).await?.general;
    let upload = Upload { org: tab.id, version: tab.version, crop: None, content: logo.to_vec() };
    logo::replace(founder, upload).await?;
    Ok((tab.id, slug))
}

/// What an edit of the organization has to carry by now.
async fn version(principal: &Principal, org: OrgId) -> Result<i64, AppError> {
    Ok(general(principal, org).await?.general.version)
}

/// A browser that nobody is signed in with, at an address of documentation's (RFC 5737).
pub async fn browser(kernel: &Kernel, number: u8) -> Result<Visitor, AppError> {
    let origin = origin(number, BROWSERS[usize::from(number) % BROWSERS.len()]);
    Visitor::read(kernel.clone(), origin, Cookies::default(), session(kernel)).await
}

/// A request of the product's own service, with a key of a workspace.
pub async fn service(kernel: &Kernel, key: &str) -> Result<Visitor, AppError> {
    let origin = origin(250, "meridian-reporting/3.2");
    Visitor::read_bearer(kernel.clone(), origin, Cookies::default(), session(kernel), key).await
}

fn session(kernel: &Kernel) -> Session {
    Session::new(None, Arc::new(Sessions(kernel.clone())), Some(Expiry::OnInactivity(LIFETIME)))
}

fn origin(number: u8, user_agent: &str) -> Origin {
    Origin {
        ip: Some(Ipv4Addr::new(203, 0, 113, number).into()),
        user_agent: user_agent.to_owned(),
        reference: "demo".to_owned(),
        ahead: false,
    }
}

impl Story<'_> {
    async fn happens(&mut self, event: Event) -> Result<(), AppError> {
        match event {
            Event::Second => found(&self.founder, cast::SECOND, SECOND_LOGO).await.map(drop),
            Event::Network(name) => self.open(name).await,
            Event::Closing(name, reason) => self.close(name, reason).await,
            Event::Invitation(invited) => {
                let people = invitations::people::read(&invited.email(), &[])?;
                let into = |name| {
                    let room = self.rooms.get(name).ok_or_else(|| internal(format!("{name} isn't in the demo")))?;
                    Ok(InvitedWorkspace { workspace: room.place.1, role: WorkspaceRole::Editor })
                };
                let places = invited.into.iter().map(into).collect::<Result<Vec<_>, AppError>>()?;
                invitations::invite(&self.founder, self.org, invited.role, people, &places).await.map(drop)
            }
            Event::Answer(invited) => self.answer(invited).await,
            Event::Turn(name, turn) => self.turn(name, turn).await,
            Event::Inside(network, act) => {
                let people = People { kernel: self.kernel, founder: &self.founder, members: &self.people };
                let room = self.rooms.get_mut(network);
                room.ok_or_else(|| internal(format!("{network} isn't in the demo")))?.happens(&people, act).await
            }
            Event::FillMails => notifications::save(&self.founder, self.org, true).await.map(drop),
            Event::Choice(name, choice) => match self.people.get(name) {
                Some(visitor) => notifications::choose(visitor.principal()?, self.org, choice).await.map(drop),
                None => Ok(()),
            },
            Event::Evening => self.worker.run_once().await.map_err(internal),
            Event::Visit(name) => match self.people.get(name) {
                Some(visitor) => visit(visitor, &self.slug).await,
                None => Ok(()),
            },
        }
    }

    async fn open(&mut self, name: &'static str) -> Result<(), AppError> {
        let content = content_of(name);
        let (language, date_format) = content.and_then(|content| content.formats).unzip();
        let typed = workspaces::Typed {
            name: Some(name.to_owned()),
            description: content.map(|content| content.about.to_owned()),
            language: language.map(str::to_owned),
            date_format: date_format.map(str::to_owned),
            ..workspaces::Typed::default()
        };
        let made = workspaces::create(&self.founder, self.org, typed).await?;
        self.rooms.insert(name, Room::new((self.org, made.workspace.id), content));
        Ok(())
    }

    async fn close(&self, name: &str, reason: Option<&str>) -> Result<(), AppError> {
        let wanted = WantedWorkspaces { search: name.to_owned(), ..WantedWorkspaces::default() };
        let found = workspaces::workspaces(&self.founder, self.org, wanted).await?;
        let Some(line) = found.workspaces.rows.first() else {
            return Err(internal(format!("{name} isn't in the demo")));
        };
        let (place, version) = ((self.org, line.workspace.id), line.workspace.version);
        let act = if reason.is_some() { WorkspaceAct::Suspend } else { WorkspaceAct::Archive };
        workspaces::act(&self.founder, place, version, act, reason.unwrap_or_default()).await.map(drop)
    }

    async fn answer(&mut self, invited: &'static Invited) -> Result<(), AppError> {
        let id = self.invitation(&invited.email()).await?;
        if let Answer::Revoked(_) = invited.answer {
            return invitations::revoke(&self.founder, self.org, id).await.map(drop);
        }
        // What they found in their mail.
        let token = self.kernel.keys.seal(Purpose::InvitationMailed, id.uuid());
        self.browsers += 1;
        let visitor = browser(self.kernel, self.browsers).await?;
        if let Answer::Declined(_) = invited.answer {
            return decline(&visitor, &token).await.map(drop);
        }
        sign_up_invited(&visitor, &token, invited.name, cast::PASSWORD.to_owned(), "Europe/Lisbon", false).await?;
        let visitor = visitor.next_request().await?;
        visit(&visitor, &self.slug).await?;
        self.people.insert(invited.name, visitor);
        Ok(())
    }

    async fn turn(&mut self, name: &'static str, turn: Turn) -> Result<(), AppError> {
        let wanted = Wanted { search: name.to_owned(), ..Wanted::default() };
        let found = members::members(&self.founder, self.org, wanted).await?;
        let Some(member) = found.members.rows.first() else {
            return Err(internal(format!("{name} isn't in the demo")));
        };
        let act = match turn {
            Turn::Becomes(role) => Act::Become(role),
            Turn::Removed => Act::remove(false),
            Turn::Suspended => Act::Suspend,
        };
        if !matches!(turn, Turn::Becomes(_)) {
            self.people.remove(name);
        }
        members::act(&self.founder, self.org, act, &[member.pick]).await.map(drop)
    }

    /// The pending invitation to that address.
    async fn invitation(&self, email: &str) -> Result<InvitationId, AppError> {
        let pending = invitations::page(&self.founder, &self.slug, "pending", "", "", "").await?;
        let found = pending.page.rows.iter().find(|invitation| invitation.email == email);
        found.map(|invitation| invitation.id).ok_or_else(|| internal(format!("nobody invited {email}")))
    }
}

/// Opens the organization, which is remembered as a person's last activity there.
async fn visit(visitor: &Visitor, slug: &str) -> Result<(), AppError> {
    frame(visitor.principal()?, Some(slug.to_owned())).await.map(drop)
}
