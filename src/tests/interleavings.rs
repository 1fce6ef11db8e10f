//! People join, leave, are promoted, demoted, suspended, removed and brought back, delete their accounts and restore them,
//! save the organization and look at it, at random and several at once. Whatever comes of it, an organization has an owner
//! who can enter, and no more people than seats; what was done stands in the log, and nothing else; and nobody waits for
//! somebody who waits for them.

use super::support::{Org, PASSWORD, Person, TestApp};
use crate::{
    kernel::{clock::Clock, crypto::Purpose},
    model::{AppError, InvitationId},
};
use futures::future::join_all;
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use std::collections::BTreeMap;
use time::format_description::well_known::Rfc3339;

/// How many are at it at the same moment.
const AT_ONCE: usize = 6;
const PEOPLE: usize = 9;
const SEATS: i64 = 7;
/// Where so many accounts are being deleted, others are kept.
const MOST_DELETED: usize = 3;
const ROLES: [&str; 5] = ["owner", "admin", "billing_admin", "user_admin", "member"];

const CHANGE: &str = "/forms/members/change-role";
const REMOVE: &str = "/forms/members/remove";
const SUSPEND: &str = "/forms/members/suspend";
const REACTIVATE: &str = "/forms/members/reactivate";

/// What somebody tries. Most of it is refused, as it should be.
#[derive(Debug)]
enum Try {
    Act { door: &'static str, member: String, version: i64, role: &'static str },
    Reinstate { user: String },
    Leave,
    Invite { email: String, role: &'static str },
    Accept { invitation: InvitationId },
    DeleteAccount,
    RestoreAccount { deletion: String },
    Rename { version: i64, name: String },
    Look,
}

impl Try {
    /// The action of the line that a success leaves in the log; none for what changes nothing.
    fn action(&self) -> Option<&'static str> {
        Some(match self {
            Self::Act { door, .. } => match *door {
                CHANGE => "member.role_changed",
                REMOVE => "member.removed",
                SUSPEND => "member.suspended",
                _ => "member.reactivated",
            },
            Self::Reinstate { .. } => "member.reinstated",
            Self::Leave => "member.left",
            Self::Invite { .. } => "invitation.sent",
            Self::Accept { .. } => "invitation.accepted",
            Self::DeleteAccount => "account.deleted",
            Self::RestoreAccount { .. } => "account.restored",
            Self::Rename { .. } => "organization.renamed",
            Self::Look => return None,
        })
    }
}

/// Every action that a try can leave.
const ACTIONS: [&str; 11] = [
    "account.deleted",
    "account.restored",
    "invitation.accepted",
    "invitation.sent",
    "member.left",
    "member.reactivated",
    "member.reinstated",
    "member.removed",
    "member.role_changed",
    "member.suspended",
    "organization.renamed",
];

/// Who is what by now: what the tries of the next moment are made from.
struct State {
    members: Vec<(String, i64)>,
    former: Vec<String>,
    invitations: Vec<(InvitationId, String)>,
    /// The addresses of those who may do something.
    managers: Vec<String>,
    /// The deletions of accounts that can be restored.
    deletions: Vec<String>,
    version: i64,
}

#[tokio::test]
async fn whatever_people_do_at_once_there_is_an_owner_and_no_more_people_than_seats() {
    let tries = if std::env::var_os("TENANTRY_TEST_LONG").is_some() { 10_000 } else { 500 };
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    app.run(&format!("update organizations set seat_limit = {SEATS} where id = '{}'", org.id)).await.unwrap();
    let mut people = vec![owner];
    for _ in 1..PEOPLE {
        people.push(app.person("Pat").await);
    }
    let mut chance = ChaCha8Rng::seed_from_u64(41);
    let mut answered: BTreeMap<&str, i64> = BTreeMap::new();
    let (turns, mut turn) = (tries / AT_ONCE, 0);
    // Who is faster decides what becomes possible. What is rare has some more turns to come to pass; what can't never does.
    let is_all = |answered: &BTreeMap<&str, i64>| ACTIONS.into_iter().all(|action| answered.contains_key(action));
    while turn < turns || turn < 4 * turns && !is_all(&answered) {
        // Days go by, so that no allowance runs out.
        app.clock.forward(time::Duration::hours(20));
        let state = look(&app, &org).await;
        let tries: Vec<(usize, Try)> = (0..AT_ONCE)
            .map(|_| {
                let anybody = chance.random_range(0..people.len());
                let manager = state.managers.choose(&mut chance).filter(|_| anybody % 3 > 0);
                let who = people.iter().position(|person| Some(&person.email) == manager).unwrap_or(anybody);
                (who, choose(&mut chance, &state, &people, who))
            })
            .collect();
        let answers = join_all(tries.iter().map(|(who, attempt)| carry_out(&app, &org, &people[*who], attempt))).await;
        for ((who, attempt), (status, message)) in tries.iter().zip(&answers) {
            // 503 is a refusal too: more passwords were waiting than could be looked at in time.
            assert!(*status < 500 || *status == 503, "turn {turn}: {who} {attempt:?}: {status} {message}");
            if let Some(action) = attempt.action().filter(|_| *status < 300) {
                *answered.entry(action).or_default() += 1;
            }
        }
        assert_eq!(lines(&app).await, answered, "turn {turn}: what was answered isn't what the log says: {tries:?}");
        let returned = tries
            .iter()
            .zip(&answers)
            .any(|((_, attempt), (status, _))| *status < 300 && matches!(attempt, Try::RestoreAccount { .. }));
        if !hold(&app, &org, turn, returned).await {
            bring_back(&app, &org, turn).await;
            *answered.entry("account.restored").or_default() += 1;
        }
        // Sessions run out; who is still there signs in again.
        if turn % 5 == 4 {
            for person in &mut people {
                let fields = [("email", person.email.as_str()), ("password", PASSWORD)];
                person.browser = app.browser();
                person.browser.call("/forms/account/sign-in", &fields).await;
            }
        }
        turn += 1;
    }
    let (done, tries) = (answered.values().sum::<i64>(), turn * AT_ONCE);
    assert!(done * 10 > tries as i64, "too little of {tries} tries comes to something: {done}");
    assert!(is_all(&answered), "not all of it came to pass: {answered:?}");
    app.done().await;
    assert_eq!(app.deadlocks().await, 0, "some waited for each other");
}

async fn look(app: &TestApp, org: &Org) -> State {
    let state: sqlx::types::Json<Value> = app
        .ask(
            "select jsonb_build_object(
                'members', (select coalesce(jsonb_agg(jsonb_build_array(id, version)), '[]') from memberships where org_id = o.id),
                'managers', (select coalesce(jsonb_agg(u.email), '[]') from memberships m join users u on u.id = m.user_id
                    where m.org_id = o.id and m.role in ('owner', 'admin') and m.suspended_at is null and u.deleted_at is null),
                'deletions', (select coalesce(jsonb_agg(deletion), '[]') from users where deletion is not null),
                'version', o.version,
                'former', (select coalesce(jsonb_agg(user_id), '[]') from former_members where org_id = o.id),
                'invitations', (select coalesce(jsonb_agg(jsonb_build_array(id, email)), '[]') from invitations where org_id = o.id and ended_at is null))
            from organizations o where slug = $1",
            &org.slug,
        )
        .await;
    let list = |name: &str| state.0[name].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    State {
        members: list("members").iter().map(|one| (text(&one[0]), one[1].as_i64().unwrap())).collect(),
        former: list("former").iter().map(text).collect(),
        deletions: list("deletions").iter().map(text).collect(),
        version: state.0["version"].as_i64().unwrap(),
        managers: list("managers").iter().map(text).collect(),
        invitations: list("invitations").iter().map(|one| (text(&one[0]).parse().unwrap(), text(&one[1]))).collect(),
    }
}

/// How often each action stands in the log.
async fn lines(app: &TestApp) -> BTreeMap<&'static str, i64> {
    let lines: sqlx::types::Json<BTreeMap<String, i64>> = app
        .ask(
            "select coalesce(jsonb_object_agg(action, count), '{}') from
                (select action, count(*) from audit_log where action = any (string_to_array($1, ' ')) group by action) a",
            &ACTIONS.join(" "),
        )
        .await;
    let count = |action: &'static str| Some((action, *lines.0.get(action)?));
    ACTIONS.into_iter().filter_map(count).collect()
}

fn choose(chance: &mut ChaCha8Rng, state: &State, people: &[Person], who: usize) -> Try {
    let role = *ROLES.choose(chance).unwrap();
    let own = state.invitations.iter().find(|(_, email)| *email == people[who].email);
    let (member, version) = state.members.choose(chance).cloned().unwrap();
    let act = |door| Try::Act { door, member: member.clone(), version, role };
    match chance.random_range(0..100) {
        // Whoever was invited mostly accepts.
        0..45 if own.is_some() => Try::Accept { invitation: own.unwrap().0 },
        0..22 => act(CHANGE),
        22..30 => act(REMOVE),
        30..38 => act(SUSPEND),
        38..48 => act(REACTIVATE),
        48..55 if !state.former.is_empty() => Try::Reinstate { user: state.former.choose(chance).unwrap().clone() },
        55..61 => Try::Leave,
        61..68 if state.deletions.len() < MOST_DELETED => Try::DeleteAccount,
        61..74 if !state.deletions.is_empty() => {
            Try::RestoreAccount { deletion: state.deletions.choose(chance).unwrap().clone() }
        }
        74..80 => Try::Rename { version: state.version, name: format!("Acme {}", chance.random::<u32>()) },
        80..85 => Try::Look,
        _ => Try::Invite { email: people.choose(chance).unwrap().email.clone(), role },
    }
}

async fn carry_out(app: &TestApp, org: &Org, person: &Person, attempt: &Try) -> (u16, String) {
    let (mut browser, id) = (person.browser.clone(), org.id.to_string());
    let (slug, org) = (org.slug.as_str(), ("org", id.as_str()));
    let answer = match attempt {
        Try::Act { door, member, version, role } => {
            let who = format!("{member}:{version}");
            browser.call(door, &[org, ("who[]", &who), ("role", role)]).await
        }
        Try::Reinstate { user } => browser.call("/forms/members/reinstate", &[org, ("user", user)]).await,
        Try::Leave => browser.call("/forms/organizations/leave", &[org]).await,
        Try::Invite { email, role } => {
            let fields = [org, ("role", role), ("people", email)];
            browser.call_with_file("/forms/invitations/invite", &fields, ("list", "", b"")).await
        }
        Try::Accept { invitation } => {
            let token = app.kernel.keys.seal(Purpose::InvitationMailed, invitation.uuid());
            browser.call("/forms/account/accept-invitation", &[("token", &token)]).await
        }
        Try::DeleteAccount => {
            let fields = [("password", PASSWORD), ("confirm", person.email.as_str())];
            browser.call("/forms/account/delete", &fields).await
        }
        Try::RestoreAccount { deletion } => {
            let token = app.kernel.keys.seal(Purpose::RestoreAccount, deletion.parse().unwrap());
            app.browser().call("/forms/account/restore", &[("token", &token)]).await
        }
        Try::Rename { version, name } => {
            let version = version.to_string();
            let fields = [org, ("version", &version), ("name", name), ("description", ""), ("website", "")];
            browser.call("/forms/general/identity", &fields).await
        }
        Try::Look => browser.open(&format!("/o/{slug}")).await,
    };
    let message = serde_json::from_str::<AppError>(&answer.body).map(|error| error.message).unwrap_or_default();
    (answer.status, message)
}

/// What holds at every moment. Whether the organization lives: it goes along with the account of somebody alone in it, as
/// is whoever has nobody there but people whose accounts end too, one of whom may have `returned` since.
async fn hold(app: &TestApp, org: &Org, turn: usize, returned: bool) -> bool {
    let now = app.clock.now().format(&Rfc3339).unwrap();
    let facts: sqlx::types::Json<Value> = app
        .ask(
            "select jsonb_build_object(
                'lives', o.deleted_at is null,
                'owners', (select count(*) from memberships m join users u on u.id = m.user_id where m.org_id = o.id
                    and m.role = 'owner' and m.suspended_at is null and u.deleted_at is null),
                'members', (select count(*) from memberships m where m.org_id = o.id),
                'people', (select count(*) from memberships m join users u on u.id = m.user_id where m.org_id = o.id and u.deleted_at is null),
                'counted', (select owners + admins + billing_admins + user_admins + members from member_counts c where c.org_id = o.id),
                'pending', (select count(*) from invitations i where i.org_id = o.id and i.ended_at is null and i.expires_at > split_part($1, ' ', 2)::timestamptz),
                'both', (select count(*) from former_members f join memberships m on m.org_id = f.org_id and m.user_id = f.user_id where f.org_id = o.id),
                'joined', (select count(*) from audit_log a where a.org_id = o.id and a.action in ('member.joined', 'member.reinstated')),
                'went', (select count(*) from audit_log a where a.org_id = o.id and a.action in ('member.removed', 'member.left')))
            from organizations o where slug = split_part($1, ' ', 1)",
            &format!("{} {now}", org.slug),
        )
        .await;
    let fact = |name: &str| facts.0[name].as_i64().unwrap();
    let lives = facts.0["lives"].as_bool().unwrap();
    assert!(fact("owners") >= 1 || !lives, "turn {turn}: nobody owns it: {}", facts.0);
    assert!(fact("members") + fact("pending") <= SEATS, "turn {turn}: too many: {}", facts.0);
    assert_eq!(fact("members"), fact("counted"), "turn {turn}: {}", facts.0);
    assert_eq!(fact("both"), 0, "turn {turn}: in and gone at once");
    // The founder, and everybody whom the log says to have come and not gone.
    assert_eq!(
        fact("members"),
        1 + fact("joined") - fact("went"),
        "turn {turn}: a change without its line: {}",
        facts.0
    );
    assert!(lives || returned || fact("people") == 0, "turn {turn}: others were in it: {}", facts.0);
    lives
}

/// Whoever was alone changes their mind: the account comes back, and the organization with it.
async fn bring_back(app: &TestApp, org: &Org, turn: usize) {
    let deletion: String = app.ask("select deletion::text from organizations where slug = $1", &org.slug).await;
    let token = app.kernel.keys.seal(Purpose::RestoreAccount, deletion.parse().unwrap());
    let answer = app.browser().call("/forms/account/restore", &[("token", &token)]).await;
    assert_eq!(answer.status, 200, "turn {turn}: {}", answer.body);
    assert!(hold(app, org, turn, true).await, "turn {turn}: the organization did not come back");
}
