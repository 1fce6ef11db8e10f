//! Fills are reported while the program is killed again and again: each is counted once, and each is mailed about.

use super::{
    PATIENCE, Program, Running, count, database,
    http::{FORM, JSON, ask, confirmation, try_ask},
    mail_server,
};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, channel},
    },
    thread,
    time::{Duration, Instant},
};

/// Where the server is: another place after each kill.
struct Place {
    port: Mutex<u16>,
    moved: Condvar,
}

impl Place {
    fn port(&self) -> u16 {
        *self.port.lock().expect("nobody failed")
    }

    fn move_to(&self, port: u16) {
        *self.port.lock().expect("nobody failed") = port;
        self.moved.notify_all();
    }

    /// Waits until the server is elsewhere.
    fn leave(&self, port: u16) {
        let current = self.port.lock().expect("nobody failed");
        let left = self.moved.wait_timeout_while(current, PATIENCE, |current| *current == port);
        assert!(!left.expect("nobody failed").1.timed_out(), "the server is gone and doesn't come back");
    }
}

/// Who report at once.
const REPORTERS: usize = 8;

/// A person who signed up and confirmed the address, with the cookie; the organization that came with the account; a key
/// of its first workspace and that workspace.
pub struct Account {
    cookie: String,
    organization: String,
    workspace: String,
    pub bearer: String,
}

impl Account {
    pub fn open(port: u16, mails: &Receiver<String>) -> Self {
        let body = "name=Ana&email=ana%40example.com&password=velvet-quarry-44-moth";
        let answer = ask(port, "POST", "/forms/account/sign-up", &[FORM], body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let token = confirmation(&mails.recv_timeout(PATIENCE).expect("the link comes"));
        let body = format!("token={token}&password=velvet-quarry-44-moth");
        let answer = ask(port, "POST", "/forms/account/confirm-address", &[FORM], &body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let cookie = answer.session();
        let session = [("Cookie", cookie.as_str())];
        let own = ask(port, "POST", "/forms/organizations/own", &[FORM, session[0]], "").json(200);
        let organization = own["living"][0]["id"].as_str().expect("an organization came with the account").to_owned();
        let path = format!("/api/v1/organizations/{organization}/workspaces");
        let list = ask(port, "GET", &path, &session, "").json(200);
        let workspace = list["workspaces"][0]["id"].as_str().expect("it has a workspace").to_owned();
        let body = json!({ "name": "Reports", "permissions": ["see_content", "edit_content", "report_fills"] });
        let path = format!("{path}/{workspace}/api-keys");
        let made = ask(port, "POST", &path, &[JSON, session[0]], &body.to_string()).json(201);
        let bearer = format!("Bearer {}", made["key"].as_str().expect("the key is said once"));
        let path = format!("/api/v1/organizations/{organization}/notifications");
        ask(port, "PUT", &path, &[JSON, session[0]], r#"{"mail_fills": true}"#).json(200);
        Self { cookie, organization, workspace, bearer }
    }

    fn counted(&self, port: u16) -> u64 {
        let path = format!("/api/v1/organizations/{}/workspaces/{}", self.organization, self.workspace);
        let workspace = ask(port, "GET", &path, &[("Cookie", &self.cookie)], "").json(200);
        workspace["fills"].as_u64().expect("it says how many")
    }
}

#[test]
fn every_fill_is_counted_once_and_mailed_about_however_often_the_process_is_killed() {
    let is_long = std::env::var_os("TENANTRY_TEST_LONG").is_some();
    let (fills, kills) = if is_long { (5_000, 50) } else { (500, 5) };
    let (smtp_port, mails) = mail_server();
    let program = Program { database_url: database("fills"), smtp_port };
    assert!(program.finish(&["migrate"]).status.success());
    let (mut running, port) = start(&program);
    let account = Account::open(port, &mails);
    let body = r#"{"name": "Consent"}"#;
    let authorization = ("Authorization", account.bearer.as_str());
    let form = ask(port, "POST", "/api/v1/forms", &[JSON, authorization], body).json(201);
    let form = form["id"].as_str().expect("it has an id").to_owned();

    let at = Arc::new(Place { port: Mutex::new(port), moved: Condvar::new() });
    let next = Arc::new(AtomicUsize::new(0));
    let reported = Arc::new(Mutex::new(BTreeMap::new()));
    let (progress, progressed) = channel();
    let reporters: Vec<_> = (0..REPORTERS)
        .map(|_| {
            let (at, next, reported, progress) = (at.clone(), next.clone(), reported.clone(), progress.clone());
            let (bearer, form) = (account.bearer.clone(), form.clone());
            thread::spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= fills {
                        return;
                    }
                    let fill = report(&at, &bearer, &form, number);
                    let former = reported.lock().expect("no reporter failed").insert(number, fill);
                    assert_eq!(former, None);
                    progress.send(()).expect("the test still counts");
                }
            })
        })
        .collect();

    // Always the same places: where a run failed, the next fails alike, as far as threads allow.
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut places: Vec<usize> = (0..kills).map(|_| random.next_u32() as usize % fills).collect();
    places.sort_unstable();
    let mut so_far = 0;
    for place in places {
        while so_far < place {
            progressed.recv_timeout(PATIENCE * 5).expect("reporting goes on");
            so_far += 1;
        }
        running.0.kill().expect("SIGKILL");
        running.0.wait().expect("it is gone");
        let (again, port) = start(&program);
        running = again;
        at.move_to(port);
    }
    for reporter in reporters {
        reporter.join().expect("a reporter ends");
    }
    let port = at.port();
    assert_eq!(account.counted(port), fills as u64, "each is counted, and once");

    let reported = reported.lock().expect("no reporter failed");
    // Of each fill the Message-IDs of its mails, until nothing waits to be sent.
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut take = |mail: String| {
        let id = mail.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap_or_default();
        let fill = id.trim_start_matches('<').split(".mail-fill.").next().unwrap_or_default();
        // The mail about the sign-in of a new browser is none of these.
        if fill.len() == 36 {
            told.entry(fill.to_owned()).or_default().push(id.to_owned());
        }
    };
    let begun = Instant::now();
    while waiting_jobs(&program.database_url) > 0 {
        assert!(begun.elapsed() < PATIENCE * 5, "the queue never ends");
        mails.recv_timeout(Duration::from_millis(200)).into_iter().for_each(&mut take);
    }
    mails.try_iter().for_each(take);
    let all: Vec<&String> = reported.values().collect();
    assert!(all.iter().all(|fill| told.contains_key(*fill)), "no fill is left out");
    assert_eq!(told.len(), fills, "and nothing else is told of");
    for ids in told.values() {
        assert!(ids.iter().all(|id| *id == ids[0]), "a repeat is known by its Message-ID: {ids:?}");
    }
    let repeated = told.values().filter(|ids| ids.len() > 1).count();
    assert!(
        repeated <= kills * 4,
        "repeated where a kill fell between, at most as many as are sent at once: {repeated}"
    );
    drop(running);
}

/// How many jobs wait or run.
fn waiting_jobs(database: &str) -> i64 {
    count(database, "select count(*) from graphile_worker._private_jobs")
}

pub fn start(program: &Program) -> (Running, u16) {
    program.serve_with(&["serve"], &[("API_RATE", "100000")])
}

/// Reports one fill until it is answered; returns its id. The same key each time: it is done once.
fn report(at: &Place, bearer: &str, form: &str, number: usize) -> String {
    let body =
        json!({ "form_id": form, "processing_ms": 1200, "fields": 9, "pdf_url": "https://files.example.com/a.pdf" });
    let (key, body) = (format!("fill-{number}"), body.to_string());
    let begun = Instant::now();
    loop {
        let headers = [JSON, ("Authorization", bearer), ("Idempotency-Key", key.as_str())];
        let port = at.port();
        match try_ask(port, "POST", "/api/v1/fills", &headers, &body) {
            Some(answer) if answer.status == 201 => {
                return answer.json(201)["id"].as_str().expect("it has an id").to_owned();
            }
            Some(answer) => {
                assert!(answer.status >= 500 || answer.status == 409, "{} {}", answer.status, answer.text());
            }
            None => at.leave(port),
        }
        assert!(begun.elapsed() < PATIENCE * 2, "fill {number} is never answered");
        thread::yield_now();
    }
}
