//! The Workspaces tab, by the doors that people and programs use.

mod act;
mod ending;
mod limits;
mod list;
mod manager;
mod races;

use crate::tests::support::{Answer, Browser, Org, Person, TestApp};

const CREATE: &str = "/forms/workspaces/create";
const EDIT: &str = "/forms/workspaces/edit";
const SUSPEND: &str = "/forms/workspaces/suspend";
const REACTIVATE: &str = "/forms/workspaces/reactivate";
const ARCHIVE: &str = "/forms/workspaces/archive";
const RESTORE: &str = "/forms/workspaces/restore";
const DELETE: &str = "/forms/workspaces/delete";
const APPOINT: &str = "/forms/workspaces/appoint";
const INSIDE: &str = "/forms/workspace/frame";

/// A workspace as tests speak of it.
#[derive(Clone, Debug)]
struct Space {
    id: String,
    slug: String,
    name: String,
}

fn page(org: &Org) -> String {
    format!("/o/{}/settings/workspaces", org.slug)
}

/// What `main` shows, without the frame around it.
fn main_of(answer: &Answer) -> &str {
    answer.body.split("<main").nth(1).unwrap_or_default()
}

/// Sends the form that creates a workspace, as a script does.
async fn try_create(browser: &mut Browser, org: &Org, name: &str, slug: &str) -> Answer {
    let id = org.id.to_string();
    let fields = [
        ("org", id.as_str()),
        ("name", name),
        ("slug", slug),
        ("description", ""),
        ("language", "de"),
        ("date_format", "dots"),
        ("time_format", "12h"),
        ("decimals", "3"),
        ("dpi", "150"),
    ];
    browser.call(CREATE, &fields).await
}

async fn create(app: &TestApp, owner: &mut Person, org: &Org, name: &str) -> Space {
    let answer = try_create(&mut owner.browser, org, name, "").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let id: String =
        app.ask("select id::text from workspaces where org_id::text || name = $1", &format!("{}{name}", org.id)).await;
    let slug: String = app.ask("select slug from workspaces where id = $1::uuid", &id).await;
    Space { id, slug, name: name.to_owned() }
}

async fn version(app: &TestApp, space: &Space) -> i64 {
    app.ask("select coalesce((select version from workspaces where id = $1::uuid), 0)", &space.id).await
}

async fn state(app: &TestApp, space: &Space) -> String {
    app.ask("select coalesce((select state from workspaces where id = $1::uuid), 'gone')", &space.id).await
}

/// Asks a door about a workspace as somebody who read it in that version, as a script does.
async fn ask_at(
    browser: &mut Browser,
    door: &str,
    org: &Org,
    space: &Space,
    version: i64,
    more: &[(&str, &str)],
) -> Answer {
    let (org, version) = (org.id.to_string(), version.to_string());
    let mut fields = vec![("org", org.as_str()), ("workspace", &space.id), ("version", &version)];
    fields.extend(more);
    browser.call(door, &fields).await
}

/// The same in the present version.
async fn ask(
    app: &TestApp,
    browser: &mut Browser,
    door: &str,
    org: &Org,
    space: &Space,
    more: &[(&str, &str)],
) -> Answer {
    let version = version(app, space).await;
    ask_at(browser, door, org, space, version, more).await
}

/// Puts somebody into a workspace.
async fn add(app: &TestApp, org: &Org, space: &Space, person: &Person, role: &str) {
    app.run(&format!(
        "insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
            values ('{}', '{}', '{}', '{role}', now())",
        org.id, space.id, person.user
    ))
    .await
    .unwrap();
}

/// Opens the workspace from inside, as the frame of its pages does.
async fn enter(browser: &mut Browser, org: &Org, space: &Space) -> Answer {
    browser.call(INSIDE, &[("org", &org.slug), ("workspace", &space.slug)]).await
}
