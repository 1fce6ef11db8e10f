//! Inviting, by the doors that people and programs use.

mod file;
mod invite;
mod limits;
mod list;
mod workspaces;

use crate::{
    settings::invitations::model::Invitations,
    tests::support::{Answer, File, Org, Person, TestApp},
};

const INVITE: &str = "/forms/invitations/invite";
const LIST: &str = "/forms/invitations/list";
const RESEND: &str = "/forms/invitations/resend";
const REVOKE: &str = "/forms/invitations/revoke";
/// The file field as a browser sends it where none was chosen.
const NO_FILE: File = ("list", "", b"");

fn page(org: &Org) -> String {
    format!("/o/{}/settings/members/invitations", org.slug)
}

async fn invite(person: &mut Person, org: &Org, role: &str, people: &str) -> Answer {
    let org = org.id.to_string();
    let fields = [("org", org.as_str()), ("role", role), ("people", people)];
    person.browser.call_with_file(INVITE, &fields, NO_FILE).await
}

async fn upload(person: &mut Person, org: &Org, typed: &str, name: &str, content: &[u8]) -> Answer {
    let org = org.id.to_string();
    let fields = [("org", org.as_str()), ("role", "member"), ("people", typed)];
    person.browser.call_with_file(INVITE, &fields, ("list", name, content)).await
}

async fn act(person: &mut Person, door: &str, org: &Org, invitation: &str) -> Answer {
    let field = if door == RESEND { "who[]" } else { "invitation" };
    person.browser.call(door, &[("org", &org.id.to_string()), (field, invitation)]).await
}

async fn resend(person: &mut Person, org: &Org, picks: &[String]) -> Answer {
    let org = org.id.to_string();
    let picks = picks.iter().map(|pick| ("who[]", pick.as_str()));
    let fields: Vec<(&str, &str)> = std::iter::once(("org", org.as_str())).chain(picks).collect();
    person.browser.call(RESEND, &fields).await
}

async fn list(person: &mut Person, org: &Org, status: &str) -> Invitations {
    person.browser.call(LIST, &[("org", &org.slug), ("status", status)]).await.json()
}

async fn latest(app: &TestApp, email: &str) -> String {
    let id: uuid::Uuid = app
        .ask("select id from invitations where email_key = $1 order by created_at desc, id desc limit 1", email)
        .await;
    id.to_string()
}

async fn count(app: &TestApp) -> i64 {
    app.ask("select count(*) from invitations where $1 = ''", "").await
}

async fn set(app: &TestApp, sql: &'static str, org: &Org) {
    let done: i64 = app.ask(sql, &org.slug).await;
    assert_eq!(done, 1);
}

const PRO: &str =
    "with u as (update organizations set plan = 'pro' where slug = $1 returning 1) select count(*) from u";
