//! Invitations from the side of who was invited, by the doors that people use.

mod workspaces;

use crate::{
    account::model::invitation::{Holder, Invitation},
    kernel::{
        clock::Clock,
        crypto::{Purpose, sha256},
    },
    model::{AppError, OrgRole},
    tests::support::{Browser, Org, PASSWORD, Person, TestApp},
};
use futures::future::join_all;
use time::Duration;
use tower_sessions::session::Id;
use uuid::Uuid;

const FIND: &str = "/forms/account/invitation";
const ACCEPT: &str = "/forms/account/accept-invitation";
const DECLINE: &str = "/forms/account/decline-invitation";
const JOIN: &str = "/forms/account/sign-up-invited";
const SWITCH: &str = "/forms/account/switch";
const REVOKE: &str = "/forms/invitations/revoke";
const RESEND: &str = "/forms/invitations/resend";

fn token(link: &str) -> &str {
    link.rsplit('/').next().unwrap()
}

/// Invites, and returns the mailed link.
async fn invite(app: &TestApp, person: &mut Person, org: &Org, role: &str, email: &str) -> String {
    let fields = [("org", &*org.id.to_string()), ("role", role), ("people", email)];
    let answer = person.browser.call_with_file("/forms/invitations/invite", &fields, ("list", "", b"")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    app.work().await;
    app.mail.last_to(email).link()
}

async fn id_of(app: &TestApp, email: &str) -> Uuid {
    app.ask("select id from invitations where email_key = $1 order by created_at desc, id desc limit 1", email).await
}

async fn copied(app: &TestApp, email: &str) -> String {
    let token = app.kernel.keys.seal(Purpose::InvitationCopied, id_of(app, email).await);
    format!("/invitations/{token}")
}

async fn role_of(app: &TestApp, email: &str) -> Option<String> {
    app.ask(
        "select (select m.role from memberships m join users u on u.id = m.user_id join organizations o on o.id = m.org_id
         where u.email_key = $1 and o.name = 'Acme')",
        email,
    )
    .await
}

async fn holder(browser: &mut Browser, link: &str) -> Holder {
    browser.call(FIND, &[("token", token(link))]).await.json::<Invitation>().holder
}

async fn refusal(browser: &mut Browser, door: &str, link: &str) -> (u16, String) {
    let answer = browser.call(door, &[("token", token(link))]).await;
    (answer.status, answer.json::<AppError>().message)
}

#[tokio::test]
async fn somebody_new_joins_by_the_mailed_link_alone() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let link = invite(&app, &mut owner, &org, "user_admin", "ben@example.com").await;
    let mut browser = app.browser();
    for _ in 0..3 {
        let shown = browser.open(&link).await;
        shown
            .expect_page(200, "Olga Owner invites you to become a user admin of Acme.")
            .expect_page(200, "Create account and join Acme")
            .expect_page(200, "value=\"ben@example.com\"");
        assert!(!shown.body.contains(&org.slug), "the page says what the mail said");
    }
    assert_eq!(role_of(&app, "ben@example.com").await, None, "a mail scanner opens links too");

    let wrong = [("token", token(&link)), ("name", ""), ("password", "short")];
    browser.submit(&link, JOIN, &wrong).await.expect_redirect(&link);
    browser.open(&link).await.expect_page(200, "Enter a name.");
    let fields = [("token", token(&link)), ("name", "Ben Okafor"), ("password", PASSWORD)];
    browser.submit(&link, JOIN, &fields).await.expect_redirect(&format!("/o/{}", org.slug));
    browser.open(&format!("/o/{}", org.slug)).await.expect_page(200, "You are a user admin of Acme now.");
    let own: i64 = app
        .ask(
            "select count(*) from memberships m join users u on u.id = m.user_id where u.email_key = $1",
            "ben@example.com",
        )
        .await;
    assert_eq!(own, 1, "no organization of one's own that nobody asked for");
    assert_eq!(app.audit("member.joined").await[0]["role"], "user_admin");
    assert_eq!(app.audit("invitation.accepted").await[0]["email"], "ben@example.com");
    app.work().await;
    let mail = app.mail.last_to(&owner.email);
    assert_eq!(mail.header("Subject"), "Ben Okafor joined Acme");
    let again = app.browser().call(JOIN, &fields).await;
    assert_eq!((again.status, again.json::<AppError>().message.contains("accepted already")), (422, true));
    browser.open(&link).await.expect_page(200, "You are a member of Acme already.");
    app.browser().open(&link).await.expect_page(422, "It works once: sign in to go on.");
    app.done().await;
}

#[tokio::test]
async fn an_organization_of_ones_own_comes_along_if_asked_for() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let link = invite(&app, &mut owner, &org, "member", "ben@example.com").await;
    let fields = [("token", token(&link)), ("name", "Ben Okafor"), ("password", PASSWORD), ("personal", "true")];
    let mut browser = app.browser();
    browser.submit(&link, JOIN, &fields).await.expect_redirect(&format!("/o/{}", org.slug));
    browser.open("/o/ben-okafor").await.expect_page(200, "Ben Okafor’s organization");
    browser.open(&format!("/o/{}", org.slug)).await.expect_page(200, "Acme");
    app.done().await;
}

#[tokio::test]
async fn somebody_with_an_account_signs_in_and_accepts() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut ben = app.person("Ben Okafor").await;
    let link = invite(&app, &mut owner, &org, "member", &ben.email).await;
    let mut browser = app.browser();
    browser.open(&link).await.expect_page(200, "Sign in to go on.");
    let fields = [("next", link.as_str()), ("email", &ben.email), ("password", PASSWORD)];
    browser.submit(&link, "/forms/account/sign-in", &fields).await.expect_redirect(&link);
    browser.open(&link).await.expect_page(200, "Accept and join Acme").expect_page(200, "Decline invitation");
    let to = format!("/o/{}", org.slug);
    browser.submit(&link, ACCEPT, &[("token", token(&link))]).await.expect_redirect(&to);
    assert_eq!(ben.browser.open(&to).await.status, 200, "every session of theirs is in");
    let joined = [("token", token(&link)), ("name", "Ben"), ("password", PASSWORD)];
    assert!(ben.browser.call(JOIN, &joined).await.json::<AppError>().message.starts_with("You are signed in."));
    assert_eq!(refusal(&mut ben.browser, ACCEPT, &link).await.0, 422);
    assert_eq!(refusal(&mut app.browser(), ACCEPT, &link).await.0, 401);
    app.done().await;
}

#[tokio::test]
async fn nobody_but_the_invited_accepts() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let ben = app.person("Ben Okafor").await;
    let mut eve = app.person("Eve Other").await;
    let link = invite(&app, &mut owner, &org, "admin", &ben.email).await;
    assert_eq!(holder(&mut eve.browser, &link).await, Holder::Other { email: eve.email.clone() });
    let (status, message) = refusal(&mut eve.browser, ACCEPT, &link).await;
    assert_eq!(
        (status, message),
        (403, format!("This invitation is for {}. Sign in with that address to answer it.", ben.email))
    );
    assert_eq!(role_of(&app, &eve.email).await, None);
    eve.browser.open(&link).await.expect_page(200, "Sign out and go on").expect_page(200, &eve.email);
    eve.browser.submit(&link, SWITCH, &[("token", token(&link))]).await.expect_redirect(&link);
    eve.browser.open(&link).await.expect_page(200, "You are signed out.").expect_page(200, "Sign in to go on.");
    assert_eq!(holder(&mut eve.browser, &link).await, Holder::Known);
    app.done().await;
}

#[tokio::test]
async fn a_link_that_was_handed_on_proves_no_address() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let known = app.person("Ana Lima").await;
    for email in [&known.email, "ben@example.com"] {
        invite(&app, &mut owner, &org, "member", email).await;
        let link = copied(&app, email).await;
        assert_eq!(holder(&mut app.browser(), &link).await, Holder::Unproved, "it doesn't tell who has an account");
    }
    let link = copied(&app, "ben@example.com").await;
    let mut browser = app.browser();
    let fields = [("token", token(&link)), ("name", "Ben"), ("password", PASSWORD)];
    assert!(browser.call(JOIN, &fields).await.json::<AppError>().message.contains("doesn't prove the address"));
    browser.open(&link).await.expect_page(200, "No account yet?");
    browser.open(&format!("{link}?as=new")).await.expect_page(200, "It leads back to this invitation.");
    let fields = [
        ("invitation_token", token(&link)),
        ("name", "Ben Okafor"),
        ("email", "ben@example.com"),
        ("password", PASSWORD),
    ];
    browser.submit(&link, "/forms/account/sign-up", &fields).await.expect_redirect("/signup?sent=1");
    app.work().await;
    let confirm = app.mail.last_to("ben@example.com").link();
    let answer = browser.submit(&confirm, "/forms/account/confirm-address", &[("token", token(&confirm))]).await;
    answer.expect_redirect(&link);
    browser.open(&link).await.expect_page(200, "Accept and join Acme");
    browser.submit(&link, ACCEPT, &[("token", token(&link))]).await.expect_redirect(&format!("/o/{}", org.slug));
    app.done().await;
}

#[tokio::test]
async fn declining_wants_no_account_and_the_inviter_hears() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let link = invite(&app, &mut owner, &org, "member", "ben@example.com").await;
    let mut other = app.person("Olli Other").await.browser;
    let shown = other.open(&link).await;
    assert!(shown.status == 200 && !shown.body.contains("Decline invitation"), "{}", shown.body);
    let (status, message) = refusal(&mut other, DECLINE, &link).await;
    assert_eq!((status, message.contains("This invitation is for ben@example.com.")), (403, true), "{message}");
    let mut browser = app.browser();
    browser.submit(&link, DECLINE, &[("token", token(&link))]).await.expect_redirect(&link);
    let shown = browser.open(&link).await;
    shown
        .expect_page(422, "You declined to join Acme.")
        .expect_page(422, "This invitation was declined.")
        .expect_page(422, "There is nothing to answer here");
    assert_eq!(refusal(&mut browser, DECLINE, &link).await.0, 422);
    app.work().await;
    let mail = app.mail.last_to(&owner.email);
    assert_eq!(mail.header("Subject"), "ben@example.com declined your invitation");
    assert_eq!(
        app.mail.all_to(&owner.email).iter().filter(|mail| mail.header("Subject").contains("declined")).count(),
        1
    );
    assert_eq!(app.audit("invitation.declined").await.len(), 1);
    app.done().await;
}

#[tokio::test]
async fn every_end_has_its_sentence() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let link = invite(&app, &mut owner, &org, "member", "ben@example.com").await;
    let mut browser = app.browser();
    let altered = format!("{}A", &link[..link.len() - 1]);
    for (path, said) in [
        (altered.as_str(), "This link isn't complete."),
        (
            &*format!("/invitations/{}", app.kernel.keys.seal(Purpose::ResetPassword, Uuid::nil())),
            "This link isn't complete.",
        ),
        (
            &*format!("/invitations/{}", app.kernel.keys.seal(Purpose::InvitationMailed, Uuid::nil())),
            "This invitation is over.",
        ),
    ] {
        browser.open(path).await.expect_page(422, said);
        assert!(refusal(&mut browser, DECLINE, path).await.1.contains(said));
    }
    app.clock.forward(Duration::days(7));
    browser.open(&link).await.expect_page(422, "This invitation has expired.");
    let fields = [("token", token(&link)), ("name", "Ben"), ("password", PASSWORD)];
    assert!(browser.call(JOIN, &fields).await.json::<AppError>().message.starts_with("This invitation has expired."));
    let ben = id_of(&app, "ben@example.com").await.to_string();
    let again = [("org", org.id.to_string()), ("who[]", ben.clone()), ("invitation", ben)];
    let again = again.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(owner.browser.call(RESEND, &again).await.status, 200);
    browser.open(&link).await.expect_page(200, "Join Acme");
    assert_eq!(owner.browser.call(REVOKE, &again).await.status, 200);
    browser.open(&link).await.expect_page(422, "This invitation was revoked.");
    app.done().await;
}

#[tokio::test]
async fn an_inviter_who_lost_the_right_vouches_for_nobody() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let mut ben = app.person("Ben Okafor").await;
    let link = invite(&app, &mut admin, &org, "admin", &ben.email).await;
    let demoted: i64 = app
        .ask("with d as (update memberships set role = 'user_admin' where user_id = $1::uuid and role = 'admin' returning 1) select count(*) from d", &admin.user.to_string())
        .await;
    assert_eq!(demoted, 1);
    let (status, message) = refusal(&mut ben.browser, ACCEPT, &link).await;
    assert_eq!(status, 403);
    assert!(
        message.starts_with(
            "Person admin, who invited you, can't make anybody an admin of Acme any more. Ask an owner or admin"
        ),
        "{message}"
    );
    assert_eq!(role_of(&app, &ben.email).await, None);
    let again = [("org", org.id.to_string()), ("who[]", id_of(&app, &ben.email).await.to_string())];
    let again = again.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(admin.browser.call(RESEND, &again).await.status, 403);
    assert_eq!(owner.browser.call(RESEND, &again).await.status, 200);
    assert_eq!(ben.browser.call(ACCEPT, &[("token", token(&link))]).await.status, 200);
    assert_eq!(role_of(&app, &ben.email).await.as_deref(), Some("admin"));
    app.done().await;
}

/// People with an account, a session and a pending invitation each, made without their password's hashing.
async fn crowd(
    app: &TestApp,
    org: &Org,
    inviter: &Person,
    names: impl Iterator<Item = String>,
) -> Vec<(Browser, String)> {
    let mut owner = app.owner_connection().await;
    let now = app.clock.now();
    let mut crowd = Vec::new();
    for name in names {
        let (user, invitation): (Uuid, Uuid) = (app.kernel.id(), app.kernel.id());
        let session = Id(i128::from_le_bytes(*user.as_bytes()));
        sqlx::query(
            "with u as (insert into users (id, email, email_key, name, created_at) values ($1, $2, $2, $2, $5) returning id),
            s as (insert into sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at)
                select $1, $3, id, $5, $5, $5 + interval '30 days' from u)
            insert into invitations (id, org_id, email, email_key, role, invited_by, created_at, sent_at, expires_at)
                values ($4, $6, $2, $2, 'member', $7, $5, $5, $5 + interval '1 second')",
        )
        .bind(user)
        .bind(format!("{name}@example.com"))
        .bind(sha256(&session.0.to_le_bytes()).to_vec())
        .bind(invitation)
        .bind(now)
        .bind(org.id.uuid())
        .bind(inviter.user.uuid())
        .execute(&mut owner)
        .await
        .unwrap();
        let mut browser = app.browser();
        browser.headers.insert("cookie", format!("tenantry={session}").parse().unwrap());
        crowd.push((browser, app.kernel.keys.seal(Purpose::InvitationMailed, invitation)));
    }
    crowd
}

#[tokio::test]
async fn of_two_hundred_who_accept_one_free_seat_one_gets_it() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let limited: i64 = app
        .ask(
            "with u as (update organizations set seat_limit = 2 where slug = $1 returning 1) select count(*) from u",
            &org.slug,
        )
        .await;
    assert_eq!(limited, 1);
    let crowd = crowd(&app, &org, &owner, (0..200).map(|number| format!("p{number}"))).await;
    let answers =
        join_all(crowd.into_iter().map(async |(mut browser, token)| browser.call(ACCEPT, &[("token", &token)]).await))
            .await;
    let (joined, told): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!((joined.len(), told.len()), (1, 199));
    for answer in told {
        let message = answer.json::<AppError>().message;
        assert!(
            answer.status == 422
                && message.starts_with("Every seat of Acme is taken, so you couldn't join. Ask Olga Owner"),
            "{answer:?}"
        );
    }
    let members: i64 = app
        .ask("select count(*) from memberships m join organizations o on o.id = m.org_id where o.slug = $1", &org.slug)
        .await;
    let accepted: i64 = app.ask("select count(*) from invitations where outcome = $1", "accepted").await;
    assert_eq!((members, accepted), (2, 1));
    assert_eq!((app.audit("member.joined").await.len(), app.audit("invitation.accepted").await.len()), (1, 1));
    app.done().await;
}

#[tokio::test]
async fn of_accepting_declining_revoking_and_expiring_at_once_one_wins() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    for round in 0..20_usize {
        let name = format!("r{round}");
        let (browser, token) = crowd(&app, &org, &owner, std::iter::once(name.clone())).await.remove(0);
        let id = id_of(&app, &format!("{name}@example.com")).await.to_string();
        let org_id = org.id.to_string();
        let pause = async |turns: usize| {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
        };
        let (mut accepter, mut decliner, mut revoker) = (browser, app.browser(), owner.browser.clone());
        let (accepted, declined, revoked, ()) = tokio::join!(
            async {
                pause(round % 4 * 7).await;
                accepter.call(ACCEPT, &[("token", &token)]).await.status
            },
            async {
                pause((round + 1) % 4 * 7).await;
                decliner.call(DECLINE, &[("token", &token)]).await.status
            },
            async {
                pause((round + 2) % 4 * 7).await;
                revoker.call(REVOKE, &[("org", &org_id), ("invitation", &id)]).await.status
            },
            async {
                if round % 3 == 0 {
                    pause(round * 5).await;
                    app.clock.forward(Duration::seconds(2));
                }
            }
        );
        let statuses = [accepted, declined, revoked];
        assert!(statuses.iter().all(|status| matches!(status, 200 | 422)), "{statuses:?}");
        let outcome: Option<String> = app.ask("select outcome from invitations where id = $1::uuid", &id).await;
        let winner =
            ["accepted", "rejected", "canceled"].into_iter().zip(statuses).filter(|(_, status)| *status == 200);
        let winners: Vec<&str> = winner.map(|(outcome, _)| outcome).collect();
        assert_eq!(winners, outcome.as_deref().into_iter().collect::<Vec<_>>(), "round {round}: {statuses:?}");
        let is_member = role_of(&app, &format!("{name}@example.com")).await.is_some();
        assert_eq!(is_member, outcome.as_deref() == Some("accepted"));
    }
    let told = [
        app.audit("invitation.accepted").await.len(),
        app.audit("invitation.declined").await.len(),
        app.audit("invitation.revoked").await.len(),
    ];
    let ended: i64 = app.ask("select count(*) from invitations where ended_at is not null and $1 = ''", "").await;
    assert_eq!(told.iter().sum::<usize>() as i64, ended, "{told:?}");
    app.done().await;
}
