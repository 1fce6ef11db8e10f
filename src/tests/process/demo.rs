//! The demo: it loads once, and whoever it says can sign in finds something inside a workspace.

use super::{
    PATIENCE, Program, Running, count, database,
    http::{Answer, FORM, JSON, ask, confirmation},
    mail_server, post, wait_until,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    process::{Command, Stdio},
};

/// Somebody who signed in.
struct Reader {
    port: u16,
    cookie: String,
}

impl Reader {
    fn sign_in(port: u16, email: &str) -> Self {
        let body = format!("email={}&password=velvet-quarry-44-moth", email.replace('@', "%40"));
        let answer = ask(port, "POST", "/forms/account/sign-in", &[FORM], &body);
        assert_eq!(answer.status, 200, "{email}");
        Self { port, cookie: answer.session() }
    }

    fn post(&self, path: &str, kind: (&str, &str), body: &str) -> Answer {
        ask(self.port, "POST", path, &[kind, ("Cookie", &self.cookie)], body)
    }

    /// An operation of the API on an organization.
    fn get(&self, org: &str, rest: &str) -> Value {
        let path = format!("/api/v1/organizations/{org}/{rest}");
        ask(self.port, "GET", &path, &[("Cookie", &self.cookie)], "").json(200)
    }

    /// Goes into a workspace; none where they aren't let in.
    fn enter(&self, org: &str, workspace: &Value) -> Option<Room> {
        let body = json!({ "scope": "workspace", "organization_id": org, "workspace_id": workspace["id"] });
        let answer = self.post("/api/v1/tokens", JSON, &body.to_string());
        let entered = answer.status == 201;
        entered.then(|| Room { port: self.port, bearer: format!("Bearer {}", text(&answer.json(201)["token"])) })
    }
}

/// A workspace, for somebody who is in it.
struct Room {
    port: u16,
    bearer: String,
}

impl Room {
    fn get(&self, path: &str) -> Answer {
        ask(self.port, "GET", &format!("/api/v1/{path}"), &[("Authorization", &self.bearer)], "")
    }

    fn list(&self, path: &str, what: &str) -> Vec<Value> {
        rows(&self.get(path).json(200)[what])
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("it is a text")
}

fn rows(value: &Value) -> Vec<Value> {
    value.as_array().expect("it is a list").clone()
}

fn named<'a>(list: &'a [Value], name: &str) -> &'a Value {
    list.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{name} is there"))
}

/// What the demo says, and how it ends.
fn load(program: &Program) -> (Option<i32>, String) {
    let output = demo(program).stdout(Stdio::piped()).stderr(Stdio::piped()).output().expect("it runs");
    let [said, complained] = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    (output.status.code(), said + &complained)
}

fn demo(program: &Program) -> Command {
    let mut command = program.command(&["demo"]);
    command.env("TENANTRY_ENV", "development");
    command
}

#[test]
fn a_demo_that_was_interrupted_counts_as_none() {
    let (smtp_port, _mails) = mail_server();
    let program = Program { database_url: database("half_told"), smtp_port };
    assert!(program.finish(&["migrate"]).status.success());
    let mut running = Running(demo(&program).spawn().expect("it starts"));
    wait_until("somebody has joined", || count(&program.database_url, "select count(*) from users") > 1);
    running.0.kill().expect("SIGKILL");
    running.0.wait().expect("it is gone");
    for _ in 0..2 {
        let (code, said) = load(&program);
        assert_eq!(code, Some(3), "{said}");
        assert!(said.contains("Loading the demo was interrupted here") && !said.contains("Sign in"), "{said}");
    }
}

#[test]
fn the_demo_touches_nothing_of_others() {
    let (smtp_port, mails) = mail_server();
    let program = Program { database_url: database("of_others"), smtp_port };
    let (code, said) = load(&program);
    assert!(code == Some(1) && said.contains("Run `tenantry migrate`."), "{said}");
    assert!(program.finish(&["migrate"]).status.success());

    let (mut server, port) = program.serve(&["serve", "--without-worker"]);
    let (code, said) = load(&program);
    assert!(code == Some(1) && said.contains("Another Tenantry is connected to this database"), "{said}");
    let form = "name=Ana&email=ana%40example.com&password=velvet-quarry-44-moth";
    assert_eq!(post(port, "/forms/account/sign-up", form), "HTTP/1.1 200 OK");
    server.0.kill().expect("SIGKILL");
    server.0.wait().expect("it is gone");
    let (code, said) = load(&program);
    assert!(code == Some(1) && said.contains("Jobs wait in this database"), "{said}");
    let (_server, port) = program.serve(&["serve"]);
    let mail = mails.recv_timeout(PATIENCE).expect("the mail was left to be sent");

    let form = format!("token={}&password=velvet-quarry-44-moth", confirmation(&mail));
    assert_eq!(post(port, "/forms/account/confirm-address", &form), "HTTP/1.1 200 OK");
    let (code, said) = load(&program);
    assert!(code == Some(1) && said.contains("This database has accounts that aren't the demo's"), "{said}");
}

#[test]
fn the_demo_loads_once_and_never_in_production() {
    let (smtp_port, mails) = mail_server();
    let program = Program { database_url: database("demo"), smtp_port };
    assert!(program.finish(&["migrate"]).status.success());
    let refused = program.finish(&["demo"]);
    assert!(!refused.status.success(), "{refused:?}");
    let (code, said) = load(&program);
    assert!(code == Some(0) && said.contains("The demo is loaded."), "{said}");
    let (code, again) = load(&program);
    assert!(code == Some(0) && again.contains("The demo was loaded before."), "{again}");
    assert!(mails.try_recv().is_err(), "the letters of the past go to nobody");

    let (_running, port) = program.serve(&["serve"]);
    let people: Vec<&str> =
        said.lines().filter(|line| line.starts_with("  ") && !line.ends_with("suspended")).collect();
    let people: Vec<&str> = people.into_iter().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!((people.len(), people[0]), (6, "ana.lima@example.com"));
    let founder = Reader::sign_in(port, people[0]);
    let home = ask(port, "GET", "/", &[("Accept", "text/html"), ("Cookie", &founder.cookie)], "");
    assert!(home.head.contains("ocation: /o/meridian-teleradiology\r\n"), "who founded it lands in it: {}", home.head);
    let own = founder.post("/forms/organizations/own", FORM, "").json(200);
    let org = text(&named(&rows(&own["living"]), "Meridian Teleradiology")["id"]).to_owned();
    let workspaces = rows(&founder.get(&org, "workspaces")["workspaces"]);
    look_at_the_organization(&founder, &org, &workspaces);
    let harbor = named(&workspaces, "Harbor Health Network");
    look_inside(&founder.enter(&org, harbor).expect("who founded it is in"));
    look_at_people_and_keys(&founder, &org, harbor, named(&workspaces, "St. Brendan Hospitals"));

    for email in &people[1..] {
        let reader = Reader::sign_in(port, email);
        let mut rooms = workspaces.iter().filter_map(|workspace| reader.enter(&org, workspace));
        let is_alive = |room: Room| room.list("forms", "forms").len() >= 4 && room.list("fills", "fills").len() >= 10;
        assert!(rooms.any(is_alive), "{email} finds something in a workspace");
    }
    let told = mails.recv_timeout(PATIENCE).expect("the sign-in of a new browser is mailed");
    for mail in [told].into_iter().chain(mails.try_iter()) {
        assert!(mail.contains("Subject: A new browser"), "nothing of the past was left to be sent: {mail}");
    }
}

fn look_at_the_organization(founder: &Reader, org: &str, workspaces: &[Value]) {
    assert_eq!(founder.get(org, "notifications"), json!({ "mail_fills": true }));
    let open = rows(&founder.get(org, "invitations?status=pending")["invitations"]);
    let into: usize = open.iter().map(|one| rows(&one["workspaces"]).len()).sum();
    assert_eq!((open.len(), into), (3, 3), "some are invited into workspaces");
    let coastal = named(workspaces, "Coastal Children’s");
    assert_eq!(coastal["state"], "suspended");
    assert!(!text(&coastal["reason"]).is_empty());
    let archived = rows(&founder.get(org, "workspaces?show=archived")["workspaces"]);
    assert_eq!(archived.iter().map(|one| text(&one["name"])).collect::<Vec<_>>(), ["Lakeshore Imaging Partners"]);
    let alive: Vec<&Value> = workspaces.iter().filter(|one| one["state"] == "active" && one["forms"] != 0).collect();
    assert!(alive.len() >= 4, "{alive:?}");
    let whole = workspaces.iter().map(|one| founder.get(org, &format!("workspaces/{}", text(&one["id"]))));
    let ready: i64 = whole.filter_map(|one| one["fills"].as_i64()).sum();
    assert!((60..=150).contains(&ready), "{ready}");
}

fn look_inside(room: &Room) {
    let forms = room.list("forms", "forms");
    assert_eq!(forms.iter().filter(|form| form["access"] == "chosen").count(), 1);
    let first = room.get("fills").json(200);
    let (fills, older) = (rows(&first["fills"]), text(&first["older"]).to_owned());
    let fills = [fills, room.list(&format!("fills?older={older}"), "fills")].concat();
    let of = |state: &str| fills.iter().filter(|fill| fill["state"] == state).cloned().collect::<Vec<_>>();
    let (ready, failed) = (of("ready"), of("failed"));
    assert_eq!(of("processing").len(), 1);
    assert!(failed.len() >= 3 && failed.iter().all(|fill| fill["failure"] != ""), "{failed:?}");
    let positive = |fill: &Value, field: &str| fill[field].as_i64().is_some_and(|number| number > 0);
    assert!(ready.iter().all(|fill| positive(fill, "processing_ms") && positive(fill, "fields")));
    let has = |field: &str| fills.iter().filter(|fill| !fill[field].is_null()).count();
    let (linked, stored, in_session, by_profile) =
        (has("pdf_url"), has("pdf_bytes"), has("session_id"), has("profile_id"));
    assert!(linked >= 3 && stored >= 30 && in_session >= 5 && by_profile >= 10);
    assert_eq!(linked + stored, ready.len(), "a ready fill has one PDF");
    assert_eq!(has("pdf_pages"), stored, "and its pages are known");
    let filled: BTreeSet<&str> = fills.iter().map(|fill| text(&fill["form_id"])).collect();
    assert_eq!(filled.len(), forms.len(), "no form is empty");
    for fill in ready.iter().filter(|fill| positive(fill, "pdf_bytes")).take(3) {
        let pdf = room.get(&format!("fills/{}/pdf", text(&fill["id"])));
        assert_eq!((pdf.status, pdf.body.len() as i64), (200, fill["pdf_bytes"].as_i64().unwrap_or_default()));
        assert!(pdf.body.starts_with(b"%PDF-"));
    }
    let open = room.list("sessions", "sessions").iter().filter(|session| session["ended_at"].is_null()).count();
    assert_eq!((open, room.list("sessions", "sessions").len()), (1, 2));
    assert_eq!(room.list("source-documents", "source_documents").len(), 2);
    let profiles = room.list("profiles", "profiles");
    assert!(profiles.len() == 2 && profiles.iter().all(|one| one["answers"].as_object().is_some_and(|a| a.len() > 3)));
}

fn look_at_people_and_keys(founder: &Reader, org: &str, harbor: &Value, brendan: &Value) {
    let of = |workspace: &Value, what: &str| {
        rows(&founder.get(org, &format!("workspaces/{}/{what}", text(&workspace["id"])))[what.replace("api-", "")])
    };
    let keys = of(harbor, "api-keys");
    let used: Vec<bool> = keys.iter().map(|key| key["last_used_at"].is_string()).collect();
    let states: Vec<&str> = keys.iter().map(|key| text(&key["state"])).collect();
    assert_eq!((states, used), (vec!["active", "revoked"], vec![true, false]));
    let members = of(brendan, "members");
    let roles: BTreeSet<&str> = members.iter().map(|member| text(&member["role"])).collect();
    assert_eq!(roles, BTreeSet::from(["editor", "manager", "viewer"]));
    assert_eq!(members.iter().filter(|member| member["outside"] == true).count(), 1);
    let invitations = of(brendan, "invitations");
    assert_eq!(invitations.iter().map(|one| text(&one["status"])).collect::<Vec<_>>(), ["pending"]);
}
