//! The Members tab, by the doors that people and programs use.

mod act;
mod list;
mod races;
mod rest;

use crate::tests::support::{Answer, Browser, Org, Person, TestApp};

const CHANGE: &str = "/forms/members/change-role";
const REMOVE: &str = "/forms/members/remove";
const SUSPEND: &str = "/forms/members/suspend";
const REACTIVATE: &str = "/forms/members/reactivate";
const REINSTATE: &str = "/forms/members/reinstate";
const END_SESSIONS: &str = "/forms/members/end-sessions";

fn page(org: &Org) -> String {
    format!("/o/{}/settings/members", org.slug)
}

/// `id:version` of somebody's membership as it is now.
async fn pick(app: &TestApp, org: &Org, person: &Person) -> String {
    let of = format!("{}{}", org.id, person.user);
    app.ask("select id || ':' || version from memberships where org_id::text || user_id::text = $1", &of).await
}

async fn role(app: &TestApp, org: &Org, person: &Person) -> String {
    let of = format!("{}{}", org.id, person.user);
    app.ask("select coalesce((select role from memberships where org_id::text || user_id::text = $1), 'none')", &of)
        .await
}

/// Asks a door about some of the members, as a script does.
async fn ask(browser: &mut Browser, door: &str, org: &Org, who: &[&str], more: &[(&str, &str)]) -> Answer {
    let id = org.id.to_string();
    let mut fields = vec![("org", id.as_str())];
    fields.extend(who.iter().map(|pick| ("who[]", *pick)));
    fields.extend(more);
    browser.call(door, &fields).await
}

/// What `main` shows, without the frame around it.
fn main_of(answer: &Answer) -> &str {
    answer.body.split("<main").nth(1).unwrap_or_default()
}
