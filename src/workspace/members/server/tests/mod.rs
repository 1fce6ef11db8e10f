//! A workspace's members, by the doors that people and programs use.

mod act;
mod invite;
mod list;

use crate::tests::support::{Answer, Browser, Person, Room, TestApp};

const ADD: &str = "/forms/workspace-members/add";
const CHANGE: &str = "/forms/workspace-members/change-role";
const REMOVE: &str = "/forms/workspace-members/remove";
const LEAVE: &str = "/forms/workspace-members/leave";
const INVITE: &str = "/forms/workspace-members/invite";
const RESEND: &str = "/forms/workspace-members/resend";
const REVOKE: &str = "/forms/workspace-members/revoke";

/// Asks a door about the workspace, as a script does.
async fn ask(browser: &mut Browser, door: &str, room: &Room, more: &[(&str, &str)]) -> Answer {
    let fields = room.fields(more);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.call(door, &fields).await
}

/// The same, by a form of the page.
async fn submit(browser: &mut Browser, door: &str, room: &Room, more: &[(&str, &str)]) -> Answer {
    let fields = room.fields(more);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.submit(&room.page("members"), door, &fields).await
}

/// What somebody is in the workspace, and in which version; `none` for who isn't in it.
async fn role(app: &TestApp, room: &Room, person: &Person) -> String {
    let of = format!("{}{}", room.id, person.user);
    let sql = "select coalesce((select role || ':' || version from workspace_memberships where workspace_id::text || user_id::text = $1), 'none')";
    app.ask(sql, &of).await
}

/// What `main` shows, without the frame around it.
fn main_of(answer: &Answer) -> &str {
    answer.body.split("<main").nth(1).unwrap_or_default()
}
