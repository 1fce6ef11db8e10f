//! Every address of the product, asked by everybody: each role, those who are in a workspace, its keys, somebody of another
//! organization, nobody at all. What they get is `golden/authz.txt`; what must hold whatever it says is asserted beside it.
//!
//! The addresses are found, not listed: pages in the route tables, server functions in the sources, REST operations in
//! the OpenAPI document. Each needs a row in [`rows`] that says what to send and who may; an address without one fails.

mod content;
mod elsewhere;
mod place;
mod rows;

use self::{
    place::{Place, insiders, made},
    rows::{
        Row,
        Who::{self, Anybody, In, InAsk, Keyed, May, MayAsk, SignedIn, SignedInGets},
    },
};
use super::support::{Answer, Browser, Org, PASSWORD, Person, Source, TestApp, assert_golden, pdf, png};
use crate::{
    kernel::{authz::lacks, clock::Clock},
    model::{OrgRole, WorkspacePermission, WorkspaceRole},
};
use axum::http::{Method, header};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::atomic::{AtomicU32, Ordering},
};

use WorkspacePermission::EnterWorkspace;

static FRESH: AtomicU32 = AtomicU32::new(0);

/// One of those who ask. Nobody at all has no role and no session, but an address that has an account.
struct Caller {
    name: &'static str,
    role: Option<OrgRole>,
    is_signed_in: bool,
    /// What they are in the workspace.
    inside: Option<WorkspaceRole>,
    /// What a program's key carries. A program asks operations; a page takes it for nobody.
    key: Option<&'static [WorkspacePermission]>,
    /// Whether what was asked last may have ended the session.
    is_in_doubt: bool,
    person: Person,
}

impl Caller {
    /// Somebody who is signed in and in no workspace.
    fn of(name: &'static str, role: Option<OrgRole>, person: Person) -> Self {
        Self { name, role, is_signed_in: true, inside: None, key: None, is_in_doubt: false, person }
    }

    /// Whether the address is in a place that doesn't exist for them.
    fn is_outside(&self, who: Who) -> bool {
        self.is_signed_in
            && match who {
                May(_) | MayAsk(_) => self.role.is_none(),
                In(_) | InAsk(_) => self.inside.is_none(),
                _ => false,
            }
    }
}

#[tokio::test]
async fn every_address_answers_everybody_as_it_should() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    // Not so young that it may invite fewer than ask here.
    app.run("update organizations set created_at = created_at - interval '8 days'").await.unwrap();
    let place = Place::new(&app, &org).await;
    let addresses = addresses(&app).await;
    let rows: BTreeMap<&str, &Row> = rows::rows().map(|row| (row.0, row)).collect();
    assert_covered(&addresses, &rows);

    let mut callers = callers(&app, owner, &org, &place).await;
    for caller in callers.iter_mut().filter(|caller| caller.is_signed_in) {
        // Takes what their last form said, which the first page that they are asked for would show.
        caller.person.browser.open("/orgs").await;
    }
    let mut golden = format!(
        "{:<46}{}\n",
        "",
        callers.iter().map(|caller| format!("{:<15}", caller.name)).collect::<String>().trim_end()
    );
    let mut wrong = Vec::new();
    for Row(address, url, body, who) in rows::rows() {
        write!(golden, "{address:<46}").unwrap();
        for caller in &mut callers {
            let answer = ask(&app, caller, address, url, body, &place).await;
            write!(golden, "{:<15}", answer.status).unwrap();
            let mut complaints = complaints(caller, *who, address, &answer);
            if caller.is_outside(*who) {
                let elsewhere = if caller.role.is_some() { place.without_workspace() } else { Place::nowhere() };
                let nowhere = ask(&app, caller, address, url, body, &elsewhere).await;
                let (here, there) = (bare(&answer, &place), bare(&nowhere, &elsewhere));
                if here != there {
                    complaints.push(format!("tells this place from none: {}", difference(&here, &there)));
                }
            }
            wrong.extend(complaints.into_iter().map(|complaint| format!("{address} for {}: {complaint}", caller.name)));
        }
        golden.truncate(golden.trim_end().len());
        golden.push('\n');
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert_golden("authz.txt", &golden);
    app.done().await;
}

/// What is wrong with an answer, whatever the golden file says.
fn complaints(caller: &Caller, who: Who, address: &str, answer: &Answer) -> Vec<String> {
    let sends_to_sign_in = if address.starts_with("page ") {
        answer.status == 303 && answer.location().starts_with("/login?next=")
    } else {
        answer.status == 401
    };
    let done = (200..300).contains(&answer.status);
    let mut complaints = Vec::new();
    let mut must = |holds: bool, sentence: String| {
        if !holds {
            complaints.push(format!("{sentence}, and got {}", brief(answer)));
        }
    };
    must(answer.status < 500, "nothing may fail".to_owned());
    if let Some(permissions) = caller.key.filter(|_| address.contains(" /api/")) {
        match who {
            In(EnterWorkspace) | Keyed(EnterWorkspace) => must(done, "every key may".to_owned()),
            Keyed(permission) if permissions.contains(&permission) => {
                must(done || answer.status == 303, format!("{permission:?} must suffice"));
            }
            Anybody => must(done, "anybody may".to_owned()),
            _ => must(answer.status == 403, "a key must open nothing else".to_owned()),
        }
        return complaints;
    }
    if is_guarded(address) && !caller.is_signed_in {
        must(sends_to_sign_in, "who isn't signed in must be asked to".to_owned());
    }
    match (who, caller.role) {
        (Anybody, _) => must(!matches!(answer.status, 401 | 403 | 404), "anybody may".to_owned()),
        (_, _) if !caller.is_signed_in => must(sends_to_sign_in, "who isn't signed in must be asked to".to_owned()),
        (SignedIn, _) => must(done, "everybody who is signed in may".to_owned()),
        (SignedInGets(status), _) => must(answer.status == status, format!("{status} must be the answer")),
        (In(permission) | InAsk(permission), _) => match caller.inside {
            None => must(answer.status == 404, "it must not exist for who isn't in the workspace".to_owned()),
            Some(role) if role.allows(permission) => {
                let refused = matches!(who, InAsk(_)) && answer.status == 422;
                must(
                    done || refused || answer.status == 303 || answer.status == 308,
                    format!("{permission:?} must suffice"),
                );
            }
            Some(_) => must(answer.status == 403, format!("{permission:?} must be needed")),
        },
        (Keyed(_), _) => must(answer.status == 403, "a key must be asked for".to_owned()),
        (May(_) | MayAsk(_), None) => {
            must(answer.status == 404, "it must not exist for who isn't in the organization".to_owned())
        }
        (MayAsk(permission), Some(role)) if role.allows(permission) => {
            must(done || answer.status == 422, format!("{permission:?} must suffice"))
        }
        (May(permission), Some(role)) if role.allows(permission) => must(done, format!("{permission:?} must suffice")),
        (May(permission) | MayAsk(permission), Some(_)) => {
            must(answer.status == 403, format!("{permission:?} must be needed"));
            let refusal = lacks(permission).message;
            let help = refusal.split_once(". ").map_or("", |(_, help)| help);
            must(
                help.starts_with("Ask ") && answer.body.contains(help),
                format!("a refusal must say who can help ({help:?})"),
            );
        }
    }
    complaints
}

/// What an organization's pages, the doors of features other than accounts, and the API have in common: no stranger.
fn is_guarded(address: &str) -> bool {
    let is_document = address.ends_with("/openapi.json") || address == "page /api/docs";
    address.starts_with("page /o") && !address.starts_with("page /operator") && !is_document
        || address.starts_with("page /account") && !address.starts_with("page /account/restore/")
        || address.starts_with("form ") && !address.starts_with("form account/")
        || address.contains(" /api/") && !is_document
}

async fn callers(app: &TestApp, owner: Person, org: &Org, place: &Place) -> Vec<Caller> {
    let mut callers = vec![Caller::of(OrgRole::Owner.as_str(), Some(OrgRole::Owner), owner)];
    for role in OrgRole::ALL.into_iter().filter(|role| *role != OrgRole::Owner) {
        let person = app.signed_in_as(role, org).await;
        callers.push(Caller::of(role.as_str(), Some(role), person));
    }
    // Owns an organization, the one that came with the account; has nothing to do with this one.
    let outsider = app.person("Otto Outsider").await;
    callers.push(Caller::of("outsider", None, outsider));
    callers.extend(insiders(app, org, place).await);
    let mut nobody = app.person("Nora Nobody").await;
    nobody.browser = app.browser();
    callers.push(Caller { is_signed_in: false, ..Caller::of("signed_out", None, nobody) });
    callers
}

/// Asks once, about what is made for it.
async fn ask(app: &TestApp, caller: &mut Caller, address: &str, url: &str, body: &str, place: &Place) -> Answer {
    let things = things(app, &format!("{url} {body}"), &place.id).await;
    ask_about(app, caller, (address, url, body), place, &things).await
}

/// The words of a row that stand for something that it acts on, each with the id of what was made for it.
async fn things(app: &TestApp, text: &str, org: &str) -> Vec<(&'static str, String)> {
    let mut things = made(app, text).await;
    let of_somebody = ["$member", "$suspended", "$removed"].into_iter().filter(|word| text.contains(word));
    let id = somebody(app, text).await;
    things.extend(of_somebody.map(|word| (word, id.clone())));
    if text.contains("$invitation") {
        things.push(("$invitation", pending_invitation(app, org).await));
    }
    things
}

/// Asks once about those things, with a copy of the caller's cookies: what the answer does to them is forgotten.
async fn ask_about(
    app: &TestApp,
    caller: &mut Caller,
    (address, url, body): (&str, &str, &str),
    place: &Place,
    things: &[(&'static str, String)],
) -> Answer {
    let Place { org: slug, id, workspace, workspace_id } = place;
    if caller.is_signed_in && caller.is_in_doubt {
        stay_signed_in(&mut caller.person).await;
    }
    caller.is_in_doubt = address.starts_with("form account/");
    let version: i64 = if body.contains("$version") {
        app.ask("select coalesce((select version from organizations where id = $1::uuid), 1)", id).await
    } else {
        0
    };
    let logo: String = if url.contains("$logo") {
        app.ask("select coalesce((select logo from organizations where id = $1::uuid), 'none')", id).await
    } else {
        String::new()
    };
    let email = caller.person.email.as_str();
    let profile: i64 = match body.contains("$profile") {
        true => app.ask("select profile_version from users where email_key = lower($1)", email).await,
        false => 0,
    };
    let session: String = if body.contains("$session") {
        app.ask(
            "select s.id::text from sessions s join users u on u.id = s.user_id where u.email_key = lower($1) limit 1",
            email,
        )
        .await
    } else {
        String::new()
    };
    let workspace_version: i64 = match body.contains("$wversion") {
        true => app.ask("select coalesce((select version from workspaces where id = $1::uuid), 1)", workspace_id).await,
        false => 0,
    };
    let fill = |text: &str| {
        things
            .iter()
            .fold(text.to_owned(), |text, (word, id)| text.replace(word, id))
            .replace("$wversion", &workspace_version.to_string())
            .replace("$wid", workspace_id)
            .replace("$ws", workspace)
            .replace("$org", slug)
            .replace("$profile", &profile.to_string())
            .replace("$session", &session)
            .replace("$id", id)
            .replace("$version", &version.to_string())
            .replace("$fresh", &format!("fresh-{}", FRESH.fetch_add(1, Ordering::Relaxed)))
            .replace("$logo", &logo)
            .replace("$email", &caller.person.email)
            .replace("$password", PASSWORD)
    };
    let url = fill(url);
    let mut browser: Browser = caller.person.browser.clone();
    match address.split_once(' ') {
        Some(("page", _)) => browser.open(&url).await,
        Some(("form", _)) => {
            let fields = body.split('&').filter_map(|field| field.split_once('='));
            let fields: Vec<(&str, String)> = fields.map(|(name, value)| (name, fill(value))).collect();
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let is_file = |value: &str| matches!(value, "@picture" | "@pdf" | "@none");
            let (files, fields): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(_, value)| is_file(value));
            match files.first() {
                Some((name, "@pdf")) => browser.call_with_file(&url, &fields, (name, "a.pdf", &pdf("A", 0))).await,
                Some((name, "@none")) => browser.call_with_file(&url, &fields, (name, "", b"")).await,
                Some((name, _)) => browser.call_with_file(&url, &fields, (name, "a.png", &png(8, 8))).await,
                None => browser.call(&url, &fields).await,
            }
        }
        Some((method, _)) => {
            let method: Method = method.parse().expect("an address begins with a method");
            if body == "@pdf" {
                return browser.rest_form(method, &url, &[("pdf", "a.pdf", &pdf("A", 0))]).await;
            }
            let body = (!body.is_empty()).then(|| serde_json::from_str(&fill(body)).expect("a row's body is JSON"));
            browser.rest(method, &url, body).await
        }
        None => panic!("{address} has no method"),
    }
}

/// The id of an invitation that can be sent again or revoked; of an organization that nobody has, one that isn't there.
async fn pending_invitation(app: &TestApp, org: &str) -> String {
    let email = format!("invited-{}@example.com", FRESH.fetch_add(1, Ordering::Relaxed));
    let mut owner = app.owner_connection().await;
    let made: Option<uuid::Uuid> = sqlx::query_scalar(
        "insert into invitations (id, org_id, email, email_key, role, created_at, sent_at, expires_at)
         select gen_random_uuid(), o.id, $2, $2, 'member', $3, $3, $3 + interval '7 days' from organizations o where o.id = $1::uuid
         returning id",
    )
    .bind(org)
    .bind(email)
    .bind(app.clock.now())
    .fetch_optional(&mut owner)
    .await
    .expect("an invitation is made");
    made.unwrap_or_default().to_string()
}

/// Makes whom the row wants to act on, always in the one organization: somebody new for each who asks, since the one
/// before was removed or promoted. Returns the id that the row's word stands for.
async fn somebody(app: &TestApp, wanted: &str) -> String {
    let sql = match ["$member", "$suspended", "$removed"].into_iter().find(|word| wanted.contains(word)) {
        None => return String::new(),
        Some("$member") => {
            "with u as (insert into users (id, email, email_key, name, created_at) values (gen_random_uuid(), $1, $1, 'Some Body', now()) returning id)
            insert into memberships (id, org_id, user_id, role, created_at)
            select gen_random_uuid(), o.id, u.id, 'member', now() from u, organizations o where o.slug = 'acme' returning id::text"
        }
        Some("$suspended") => {
            "with u as (insert into users (id, email, email_key, name, created_at) values (gen_random_uuid(), $1, $1, 'Some Body', now()) returning id)
            insert into memberships (id, org_id, user_id, role, created_at, suspended_at)
            select gen_random_uuid(), o.id, u.id, 'member', now(), now() from u, organizations o where o.slug = 'acme' returning id::text"
        }
        Some(_) => {
            "with u as (insert into users (id, email, email_key, name, created_at) values (gen_random_uuid(), $1, $1, 'Some Body', now()) returning id)
            insert into former_members (org_id, user_id, role, joined_at, removed_at)
            select o.id, u.id, 'member', now(), '2030-03-01 11:00Z' from u, organizations o where o.slug = 'acme' returning user_id::text"
        }
    };
    let address = format!("somebody-{}@example.com", FRESH.fetch_add(1, Ordering::Relaxed));
    app.ask(sql, &address).await
}

/// Signs in again whom an address signed out.
async fn stay_signed_in(person: &mut Person) {
    if person.browser.clone().call("/forms/organizations/list", &[("query", "")]).await.status == 401 {
        let answer =
            person.browser.call("/forms/account/sign-in", &[("email", &person.email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

/// Status and body without what differs from answer to answer: the nonce, and how the place was named.
fn bare(answer: &Answer, place: &Place) -> (u16, String) {
    let policy =
        answer.headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok()).unwrap_or_default();
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or("no nonce");
    (answer.status, place.blank(&answer.body.replace(nonce, "$nonce")))
}

/// Where two answers part, in a line.
fn difference(here: &(u16, String), there: &(u16, String)) -> String {
    let at = here.1.bytes().zip(there.1.bytes()).take_while(|(here, there)| here == there).count();
    let around = |text: &str| {
        let part: Vec<u8> = text.bytes().skip(at.saturating_sub(60)).take(160).collect();
        String::from_utf8_lossy(&part).into_owned()
    };
    format!("{} {:?}, and {} {:?}", here.0, around(&here.1), there.0, around(&there.1))
}

/// An answer in a line. A page is too long for that.
fn brief(answer: &Answer) -> String {
    let body = if answer.body.starts_with('<') { "(a page)" } else { answer.body.as_str() };
    format!("{} {}", answer.status, body.chars().take(300).collect::<String>())
}

fn assert_covered(addresses: &BTreeSet<String>, rows: &BTreeMap<&str, &Row>) {
    let without: Vec<&String> = addresses.iter().filter(|address| !rows.contains_key(address.as_str())).collect();
    assert!(
        without.is_empty(),
        "an address without an authorization test: {without:?}. Give it a row in authz_coverage/rows.rs."
    );
    let gone: Vec<&&str> = rows.keys().filter(|address| !addresses.contains(**address)).collect();
    assert!(gone.is_empty(), "a row without an address: {gone:?}");
    assert_eq!(rows.len(), rows::rows().count(), "an address has one row");
}

/// Every address that there is.
async fn addresses(app: &TestApp) -> BTreeSet<String> {
    let sources = Source::all();
    let text = |path: &str| sources.iter().find(|source| source.path == path).map_or("", |source| source.text.as_str());
    let document = document(app).await;
    let mut addresses = BTreeSet::new();
    addresses.extend(pages(text("src/app.rs")));
    addresses.extend(routes(text("src/http/mod.rs")));
    addresses.extend(server_functions(&sources));
    addresses.extend(operations(&document));
    addresses
}

/// The OpenAPI document.
async fn document(app: &TestApp) -> serde_json::Value {
    app.browser().rest(Method::GET, "/api/v1/openapi.json", None).await.json()
}

/// The pages of the route table, with the paths of their parents.
pub(super) fn pages(table: &str) -> Vec<String> {
    let mut parents: Vec<&str> = Vec::new();
    let mut pages = Vec::new();
    for tag in table
        .split('<')
        .filter(|tag| tag.starts_with("Route ") || tag.starts_with("ParentRoute ") || tag.starts_with("/ParentRoute"))
    {
        if tag.starts_with('/') {
            parents.pop();
            continue;
        }
        let path =
            tag.split("path!(\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a route names its path");
        if tag.starts_with("ParentRoute") {
            parents.push(path);
        } else {
            let parts = parents.iter().chain([&path]).flat_map(|path| path.split('/')).filter(|part| !part.is_empty());
            pages.push(format!("page /{}", parts.collect::<Vec<_>>().join("/")));
        }
    }
    assert_eq!(pages.len(), table.matches("<Route ").count(), "every route is read");
    pages
}

/// What the router itself answers. A path with a wildcard stands for addresses that are found elsewhere.
fn routes(table: &str) -> Vec<String> {
    let entries = table.split(".route(\"").skip(1).filter_map(|rest| rest.split_once("\", "));
    let entries = entries.filter(|(path, _)| !path.contains("{*"));
    entries
        .filter_map(|(path, rest)| match rest.split('(').next()? {
            "get" => Some(format!("page {path}")),
            method @ ("post" | "put" | "patch" | "delete" | "any") => Some(format!("{} {path}", method.to_uppercase())),
            // A file, the same for everybody.
            "file" => None,
            other => panic!("{path} is answered by {other}: say here what that is"),
        })
        .collect()
}

/// The server functions of the sources, which must be those that are registered.
fn server_functions(sources: &[Source]) -> Vec<String> {
    let attributes = sources
        .iter()
        .filter(|source| !source.is_test())
        .flat_map(|source| source.text.split("#[server(prefix").skip(1));
    let endpoints: BTreeSet<&str> =
        attributes.filter_map(|rest| rest.split("endpoint = \"").nth(1)?.split('"').next()).collect();
    let registered: BTreeSet<&str> =
        leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.trim_start_matches("/forms/")).collect();
    assert_eq!(endpoints, registered, "what the sources say is what is registered");
    endpoints.into_iter().map(|endpoint| format!("form {endpoint}")).collect()
}

/// The operations of the OpenAPI document.
fn operations(document: &serde_json::Value) -> Vec<String> {
    let base = document["servers"][0]["url"].as_str().expect("the document names its server");
    let paths = document["paths"].as_object().expect("the document has paths");
    let operations = paths
        .iter()
        .flat_map(|(path, methods)| methods.as_object().into_iter().flatten().map(move |(method, _)| (path, method)));
    let methods = ["get", "put", "post", "delete", "patch"];
    operations
        .filter(|(_, method)| methods.contains(&method.as_str()))
        .map(|(path, method)| format!("{} {base}{path}", method.to_uppercase()))
        .collect()
}

#[test]
fn pages_are_found_with_their_parents() {
    let table = r#"<Routes fallback=NotFound><Route path=path!("/a") view=A/><ParentRoute path=path!("/o/:org") view=F>
        <Route path=path!("") view=B/><ParentRoute path=path!("w") view=F><Route path=path!("c/:d") view=C/></ParentRoute>
        </ParentRoute><Route path=path!("/e") view=E/></Routes>"#;
    assert_eq!(pages(table), ["page /a", "page /o/:org", "page /o/:org/w/c/:d", "page /e"]);
}

#[test]
fn an_address_without_a_row_is_found() {
    let rows: BTreeMap<&str, &Row> = rows::rows().map(|row| (row.0, row)).collect();
    let addresses: BTreeSet<String> = rows.keys().map(|address| (*address).to_owned()).collect();
    assert_covered(&addresses, &rows);
    let fails = |addresses: BTreeSet<String>| std::panic::catch_unwind(|| assert_covered(&addresses, &rows)).is_err();
    assert!(
        fails(addresses.iter().cloned().chain(["form cellar/open".to_owned()]).collect()),
        "an address without a row"
    );
    assert!(fails(addresses.into_iter().skip(1).collect()), "a row without an address");
}
