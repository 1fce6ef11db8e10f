//! Every address of the product, asked by everybody: each role, somebody of another organization, nobody at all. What
//! they get is `golden/authz.txt`; what must hold whatever it says is asserted beside it.
//!
//! The addresses are found, not listed: pages in the route tables, server functions in the sources, REST operations in
//! the OpenAPI document. Each needs a row in [`ROWS`] that says what to send and who may; an address without one fails.

use super::support::{Answer, Browser, Org, PASSWORD, Person, Source, TestApp, assert_golden, png};
use crate::{
    kernel::{authz::lacks, clock::Clock},
    model::{OrgRole, Permission},
};
use axum::http::{Method, header};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::atomic::{AtomicU32, Ordering},
};

/// Who may.
#[derive(Clone, Copy, PartialEq)]
enum Who {
    Anybody,
    SignedIn,
    /// In the organization, whose role carries it. To everybody else the organization doesn't exist.
    May(Permission),
    /// The same, and what the row sends may be refused with 422: doing it would end what the other rows ask for.
    MayAsk(Permission),
    /// Whoever is signed in is refused with that status: doing it would end the caller, or there is nothing to do.
    SignedInGets(u16),
}

use Permission::{DeleteOrganization, ManageGeneral, ManageMembers, SeeAudit, SeeOrganization};
use Who::{Anybody, May, MayAsk, SignedIn, SignedInGets};

/// An address as it is found, the address to ask, what to send there (a form's fields, or JSON), and who may.
///
/// `$org` and `$id` are the organization's slug and id, `$version` what its version is by then, `$fresh` a word that
/// wasn't used before, `$logo` the file of the organization's logo, `$email` the caller's own address, `$password`
/// everybody's password, `$profile` the version of the caller's profile, `$session` one of the caller's sessions,
/// `$invitation` a pending invitation to a fresh address, `$member` a new member, `$suspended` one who is suspended,
/// `$removed` somebody who was just removed. A field that is `@picture` is sent as a file, one that is `@none`
/// as a browser sends it where no file was chosen.
struct Row(&'static str, &'static str, &'static str, Who);

const ROWS: &[Row] = &[
    Row("page /", "/", "", Anybody),
    Row("page /signup", "/signup", "", Anybody),
    Row("page /login", "/login", "", Anybody),
    Row("page /login/link", "/login/link", "", Anybody),
    Row("page /login/link/:token", "/login/link/worn-out", "", Anybody),
    Row("page /forgot", "/forgot", "", Anybody),
    Row("page /reset/:token", "/reset/worn-out", "", Anybody),
    Row("page /verify-email/:token", "/verify-email/worn-out", "", Anybody),
    Row("page /account", "/account", "", SignedIn),
    Row("page /account/security", "/account/security", "", SignedIn),
    Row("page /account/sessions", "/account/sessions", "", SignedIn),
    Row("page /invitations/:token", "/invitations/worn-out", "", Anybody),
    Row("page /orgs", "/orgs", "", SignedIn),
    Row("page /orgs/new", "/orgs/new", "", SignedIn),
    Row("page /o/:org", "/o/$org", "", May(SeeOrganization)),
    Row("page /o/:org/settings/general", "/o/$org/settings/general", "", May(ManageGeneral)),
    Row("page /o/:org/settings/audit", "/o/$org/settings/audit", "", May(SeeAudit)),
    Row("page /o/:org/welcome", "/o/$org/welcome", "", May(ManageGeneral)),
    Row("page /o/:org/settings/members/invitations", "/o/$org/settings/members/invitations", "", May(ManageMembers)),
    Row("page /o/:org/settings/members", "/o/$org/settings/members", "", May(ManageMembers)),
    Row("page /o/:org/settings/members/:member", "/o/$org/settings/members/$member", "", May(ManageMembers)),
    Row("page /operator/kit", "/operator/kit", "", Anybody),
    Row("page /healthz", "/healthz", "", Anybody),
    Row("page /readyz", "/readyz", "", Anybody),
    Row("page /metrics", "/metrics", "", Anybody),
    Row("page /api/v1/openapi.json", "/api/v1/openapi.json", "", Anybody),
    Row(
        "form account/sign-up",
        "/forms/account/sign-up",
        "name=Ana Lima&email=$fresh@example.com&password=$password",
        Anybody,
    ),
    Row(
        "form account/password-strength",
        "/forms/account/password-strength",
        "password=$password&name=Ana&email=$email",
        Anybody,
    ),
    Row("form account/confirmation", "/forms/account/confirmation", "token=worn-out", Anybody),
    Row("form account/confirm-address", "/forms/account/confirm-address", "token=worn-out&password=$password", Anybody),
    Row("form account/sign-in", "/forms/account/sign-in", "email=$email&password=$password&next=/", Anybody),
    Row("form account/sign-out", "/forms/account/sign-out", "", Anybody),
    Row("form account/request-reset", "/forms/account/request-reset", "email=$fresh@example.com", Anybody),
    Row("form account/reset-link", "/forms/account/reset-link", "token=worn-out", Anybody),
    Row("form account/reset-password", "/forms/account/reset-password", "token=worn-out&password=$password", Anybody),
    Row(
        "form account/request-sign-in-link",
        "/forms/account/request-sign-in-link",
        "email=$fresh@example.com&next=/",
        Anybody,
    ),
    Row("form account/sign-in-link", "/forms/account/sign-in-link", "token=worn-out", Anybody),
    Row("form account/sign-in-by-link", "/forms/account/sign-in-by-link", "token=worn-out", Anybody),
    Row("form account/profile", "/forms/account/profile", "", SignedIn),
    Row(
        "form account/save-profile",
        "/forms/account/save-profile",
        "version=$profile&name=$fresh&time_zone=Europe/Berlin&date_format=iso&time_format=24h",
        SignedIn,
    ),
    Row("form account/security", "/forms/account/security", "", SignedIn),
    Row(
        "form account/change-password",
        "/forms/account/change-password",
        "current_password=$password&password=$password",
        SignedIn,
    ),
    Row(
        "form account/request-address",
        "/forms/account/request-address",
        "email=$fresh@example.com&password=$password",
        SignedIn,
    ),
    Row("form account/cancel-address", "/forms/account/cancel-address", "", SignedIn),
    Row("form account/change-address", "/forms/account/change-address", "token=worn-out", Anybody),
    Row("form account/sessions", "/forms/account/sessions", "", SignedIn),
    Row("form account/end-session", "/forms/account/end-session", "session=$session", SignedIn),
    Row("form account/end-other-sessions", "/forms/account/end-other-sessions", "", SignedIn),
    Row("form account/theme", "/forms/account/theme", "theme=dark", Anybody),
    Row("form account/invitation", "/forms/account/invitation", "token=worn-out", Anybody),
    Row("form account/accept-invitation", "/forms/account/accept-invitation", "token=worn-out", Anybody),
    Row("form account/decline-invitation", "/forms/account/decline-invitation", "token=worn-out", Anybody),
    Row(
        "form account/sign-up-invited",
        "/forms/account/sign-up-invited",
        "token=worn-out&name=Ana&password=$password",
        Anybody,
    ),
    Row("form account/switch", "/forms/account/switch", "token=worn-out", Anybody),
    Row("form organizations/frame", "/forms/organizations/frame", "org=$org", May(SeeOrganization)),
    Row("form organizations/list", "/forms/organizations/list", "query=", SignedIn),
    Row("form organizations/create", "/forms/organizations/create", "name=$fresh", SignedIn),
    Row("form overview/get", "/forms/overview/get", "org=$org", May(SeeOrganization)),
    Row("form general/get", "/forms/general/get", "org=$org", May(ManageGeneral)),
    Row("form audit/list", "/forms/audit/list", "org=$org&filter[text]=name", May(SeeAudit)),
    Row("GET /api/v1/organizations/{organization}/audit", "/api/v1/organizations/$id/audit", "", May(SeeAudit)),
    Row(
        "form general/identity",
        "/forms/general/identity",
        "org=$id&version=$version&name=$fresh&description=&website=",
        May(ManageGeneral),
    ),
    Row(
        "form general/defaults",
        "/forms/general/defaults",
        "org=$id&version=$version&language=de&date_format=dots&time_format=24h&decimals=2&dpi=300",
        May(ManageGeneral),
    ),
    Row("form general/logo", "/forms/general/logo", "org=$id&version=$version&logo=@picture", May(ManageGeneral)),
    Row("page /logos/{organization}/{file}", "/logos/$id/$logo", "", Anybody),
    Row("form general/remove-logo", "/forms/general/remove-logo", "org=$id&version=$version", May(ManageGeneral)),
    Row("form invitations/list", "/forms/invitations/list", "org=$org", May(ManageMembers)),
    Row(
        "form invitations/invite",
        "/forms/invitations/invite",
        "org=$id&role=member&people=$fresh@example.com&list=@none",
        May(ManageMembers),
    ),
    Row("form invitations/resend", "/forms/invitations/resend", "org=$id&who[]=$invitation", May(ManageMembers)),
    Row("form invitations/revoke", "/forms/invitations/revoke", "org=$id&invitation=$invitation", May(ManageMembers)),
    Row(
        "GET /api/v1/organizations/{organization}/invitations",
        "/api/v1/organizations/$id/invitations",
        "",
        May(ManageMembers),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/invitations",
        "/api/v1/organizations/$id/invitations",
        r#"{"people": [{"email": "$fresh@example.com"}]}"#,
        May(ManageMembers),
    ),
    Row(
        "DELETE /api/v1/organizations/{organization}/invitations/{invitation}",
        "/api/v1/organizations/$id/invitations/$invitation",
        "",
        May(ManageMembers),
    ),
    Row("form members/get", "/forms/members/get", "org=$org", May(ManageMembers)),
    Row("form members/get-person", "/forms/members/get-person", "org=$org&member=$member", May(ManageMembers)),
    Row(
        "form members/change-role",
        "/forms/members/change-role",
        "org=$id&who[]=$member:1&role=user_admin",
        May(ManageMembers),
    ),
    Row("form members/remove", "/forms/members/remove", "org=$id&who[]=$member:1", May(ManageMembers)),
    Row("form members/suspend", "/forms/members/suspend", "org=$id&who[]=$member:1", May(ManageMembers)),
    Row("form members/reactivate", "/forms/members/reactivate", "org=$id&who[]=$suspended:1", May(ManageMembers)),
    Row("form members/end-sessions", "/forms/members/end-sessions", "org=$id&who[]=$member:1", May(ManageMembers)),
    Row("form members/reinstate", "/forms/members/reinstate", "org=$id&user=$removed", May(ManageMembers)),
    Row(
        "GET /api/v1/organizations/{organization}/members",
        "/api/v1/organizations/$id/members",
        "",
        May(ManageMembers),
    ),
    Row(
        "PATCH /api/v1/organizations/{organization}/members/{member}",
        "/api/v1/organizations/$id/members/$member",
        r#"{"version": 1, "role": "user_admin"}"#,
        May(ManageMembers),
    ),
    Row(
        "DELETE /api/v1/organizations/{organization}/members/{member}",
        "/api/v1/organizations/$id/members/$member?version=1",
        "",
        May(ManageMembers),
    ),
    Row("GET /api/v1/organizations/{organization}", "/api/v1/organizations/$id", "", May(SeeOrganization)),
    Row(
        "PATCH /api/v1/organizations/{organization}",
        "/api/v1/organizations/$id",
        r#"{"version": $version, "name": "$fresh"}"#,
        May(ManageGeneral),
    ),
    Row("page /account/organizations", "/account/organizations", "", SignedIn),
    Row("page /account/restore/:token", "/account/restore/worn-out", "", Anybody),
    Row("form account/ending", "/forms/account/ending", "", SignedIn),
    Row(
        "form account/delete",
        "/forms/account/delete",
        "password=$password&confirm=$fresh@example.com",
        SignedInGets(422),
    ),
    Row("form account/restorable", "/forms/account/restorable", "token=worn-out", Anybody),
    Row("form account/restore", "/forms/account/restore", "token=worn-out", Anybody),
    Row("form organizations/own", "/forms/organizations/own", "", SignedIn),
    Row("form organizations/restore", "/forms/organizations/restore", "org=$id", SignedInGets(404)),
    Row("form general/delete", "/forms/general/delete", "org=$id&confirm=$fresh", MayAsk(DeleteOrganization)),
    Row(
        "form general/welcome-name",
        "/forms/general/welcome-name",
        "org=$id&version=$version&name=$fresh&next=/",
        May(ManageGeneral),
    ),
    Row(
        "form general/welcome-company",
        "/forms/general/welcome-company",
        "org=$id&company=Acme&size=2-10&next=/",
        May(ManageGeneral),
    ),
    // Last: pages under the former slug only lead to the new one.
    Row("form general/address", "/forms/general/address", "org=$id&version=$version&slug=$fresh", May(ManageGeneral)),
];

/// The last row: it takes the callers out of the organization, all but its last owner.
const LEAVING: Row = Row("form organizations/leave", "/forms/organizations/leave", "org=$id", MayAsk(SeeOrganization));

fn rows() -> impl Iterator<Item = &'static Row> {
    ROWS.iter().chain([&LEAVING])
}

/// An organization that nobody has.
const NOWHERE: (&str, &str) = ("no-such-place", "01890000-0000-7000-8000-000000000000");
static FRESH: AtomicU32 = AtomicU32::new(0);

/// One of those who ask. Nobody at all has no role and no session, but an address that has an account.
struct Caller {
    name: &'static str,
    role: Option<OrgRole>,
    is_signed_in: bool,
    person: Person,
}

#[tokio::test]
async fn every_address_answers_everybody_as_it_should() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let addresses = addresses(&app).await;
    let rows: BTreeMap<&str, &Row> = rows().map(|row| (row.0, row)).collect();
    assert_covered(&addresses, &rows);

    let mut callers = callers(&app, owner, &org).await;
    let mut golden = format!(
        "{:<46}{}\n",
        "",
        callers.iter().map(|caller| format!("{:<15}", caller.name)).collect::<String>().trim_end()
    );
    let mut wrong = Vec::new();
    for Row(address, url, body, who) in self::rows() {
        write!(golden, "{address:<46}").unwrap();
        for caller in &mut callers {
            let answer = ask(&app, caller, address, url, body, (&org.slug, &org.id.to_string())).await;
            write!(golden, "{:<15}", answer.status).unwrap();
            let mut complaints = complaints(caller, *who, address, &answer);
            if matches!(who, May(_) | MayAsk(_)) && caller.is_signed_in && caller.role.is_none() {
                let nowhere = ask(&app, caller, address, url, body, NOWHERE).await;
                if bare(&nowhere, NOWHERE) != bare(&answer, (&org.slug, &org.id.to_string())) {
                    complaints.push(format!(
                        "tells this organization, {}, from none, {}",
                        brief(&answer),
                        brief(&nowhere)
                    ));
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
    if is_guarded(address) && !caller.is_signed_in {
        must(sends_to_sign_in, "who isn't signed in must be asked to".to_owned());
    }
    match (who, caller.role) {
        (Anybody, _) => must(!matches!(answer.status, 401 | 403 | 404), "anybody may".to_owned()),
        (_, _) if !caller.is_signed_in => must(sends_to_sign_in, "who isn't signed in must be asked to".to_owned()),
        (SignedIn, _) => must(done, "everybody who is signed in may".to_owned()),
        (SignedInGets(status), _) => must(answer.status == status, format!("{status} must be the answer")),
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
    let is_document = address.ends_with("/openapi.json");
    address.starts_with("page /o") && !address.starts_with("page /operator") && !is_document
        || address.starts_with("page /account") && !address.starts_with("page /account/restore/")
        || address.starts_with("form ") && !address.starts_with("form account/")
        || address.contains(" /api/") && !is_document
}

async fn callers(app: &TestApp, owner: Person, org: &Org) -> Vec<Caller> {
    let mut callers =
        vec![Caller { name: OrgRole::Owner.as_str(), role: Some(OrgRole::Owner), is_signed_in: true, person: owner }];
    for role in OrgRole::ALL.into_iter().filter(|role| *role != OrgRole::Owner) {
        let person = app.signed_in_as(role, org).await;
        callers.push(Caller { name: role.as_str(), role: Some(role), is_signed_in: true, person });
    }
    // Owns an organization, the one that came with the account; has nothing to do with this one.
    let outsider = app.person("Otto Outsider").await;
    callers.push(Caller { name: "outsider", role: None, is_signed_in: true, person: outsider });
    let mut nobody = app.person("Nora Nobody").await;
    nobody.browser = app.browser();
    callers.push(Caller { name: "signed_out", role: None, is_signed_in: false, person: nobody });
    callers
}

/// Asks once, with a copy of the caller's cookies: what the answer does to them is forgotten.
async fn ask(
    app: &TestApp,
    caller: &mut Caller,
    address: &str,
    url: &str,
    body: &str,
    (slug, id): (&str, &str),
) -> Answer {
    if caller.is_signed_in {
        stay_signed_in(&mut caller.person).await;
    }
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
    let profile: i64 = app.ask("select profile_version from users where email_key = lower($1)", email).await;
    let session: String = if body.contains("$session") {
        app.ask(
            "select s.id::text from sessions s join users u on u.id = s.user_id where u.email_key = lower($1) limit 1",
            email,
        )
        .await
    } else {
        String::new()
    };
    let invitation = match [url, body].iter().any(|text| text.contains("$invitation")) {
        true => pending_invitation(app, id).await,
        false => String::new(),
    };
    let somebody = somebody(app, &format!("{url} {body}")).await;
    let fill = |text: &str| {
        ["$member", "$suspended", "$removed"]
            .iter()
            .fold(text.to_owned(), |text, word| text.replace(word, &somebody))
            .replace("$org", slug)
            .replace("$profile", &profile.to_string())
            .replace("$session", &session)
            .replace("$invitation", &invitation)
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
            let is_file = |value: &str| matches!(value, "@picture" | "@none");
            let (files, fields): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(_, value)| is_file(value));
            match files.first() {
                Some((name, "@none")) => browser.call_with_file(&url, &fields, (name, "", b"")).await,
                Some((name, _)) => browser.call_with_file(&url, &fields, (name, "a.png", &png(8, 8))).await,
                None => browser.call(&url, &fields).await,
            }
        }
        Some((method, _)) => {
            let method: Method = method.parse().expect("an address begins with a method");
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

/// Status and body without what differs from answer to answer: the nonce, and how the organization was named.
fn bare(answer: &Answer, (slug, id): (&str, &str)) -> (u16, String) {
    let policy =
        answer.headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok()).unwrap_or_default();
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or("no nonce");
    (answer.status, answer.body.replace(nonce, "$nonce").replace(slug, "$org").replace(id, "$id"))
}

/// An answer in a line. A page is too long for that.
fn brief(answer: &Answer) -> String {
    let body = if answer.body.starts_with('<') { "(a page)" } else { answer.body.as_str() };
    format!("{} {}", answer.status, body.chars().take(300).collect::<String>())
}

fn assert_covered(addresses: &BTreeSet<String>, rows: &BTreeMap<&str, &Row>) {
    let without: Vec<&String> = addresses.iter().filter(|address| !rows.contains_key(address.as_str())).collect();
    assert!(without.is_empty(), "an address without an authorization test: {without:?}. Give it a row in ROWS.");
    let gone: Vec<&&str> = rows.keys().filter(|address| !addresses.contains(**address)).collect();
    assert!(gone.is_empty(), "a row without an address: {gone:?}");
    assert_eq!(rows.len(), self::rows().count(), "an address has one row");
}

/// Every address that there is.
async fn addresses(app: &TestApp) -> BTreeSet<String> {
    let sources = Source::all();
    let text = |path: &str| sources.iter().find(|source| source.path == path).map_or("", |source| source.text.as_str());
    let document: serde_json::Value = app.browser().rest(Method::GET, "/api/v1/openapi.json", None).await.json();
    let mut addresses = BTreeSet::new();
    addresses.extend(pages(text("src/app.rs")));
    addresses.extend(routes(text("src/http/mod.rs")));
    addresses.extend(server_functions(&sources));
    addresses.extend(operations(&document));
    addresses
}

/// The pages of the route table, with the paths of their parents.
fn pages(table: &str) -> Vec<String> {
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
    let rows: BTreeMap<&str, &Row> = rows().map(|row| (row.0, row)).collect();
    let addresses: BTreeSet<String> = rows.keys().map(|address| (*address).to_owned()).collect();
    assert_covered(&addresses, &rows);
    let fails = |addresses: BTreeSet<String>| std::panic::catch_unwind(|| assert_covered(&addresses, &rows)).is_err();
    assert!(
        fails(addresses.iter().cloned().chain(["form cellar/open".to_owned()]).collect()),
        "an address without a row"
    );
    assert!(fails(addresses.into_iter().skip(1).collect()), "a row without an address");
}
