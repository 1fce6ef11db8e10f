//! Tests of the program itself, as a process: what it says when it can't start, and what survives its being killed.

mod demo;
mod doctor;
mod fills;
mod http;
mod limits;
mod pdf;
mod stop;
mod worker;

use http::{FORM, ask};
use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Output, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program, told where everything is.
struct Program {
    database_url: String,
    smtp_port: u16,
}

/// A process that is killed when the test ends, however it ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Program {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenantry"));
        command
            .args(arguments)
            .env_clear()
            // A directory without a .env file.
            .current_dir(std::env::temp_dir())
            .env("DATABASE_URL", &self.database_url)
            .env("BASE_URL", "http://localhost:3000")
            .env("SMTP_URL", format!("smtp://127.0.0.1:{}", self.smtp_port))
            .env("MAIL_FROM", "Tenantry <tenantry@example.com>")
            .env("SECRET_KEY", "dGVuYW50cnkncyB0ZXN0cyBrbm93IGl0IGJ5IGhlYS4=")
            .env("STORAGE_URL", format!("file://{}/tenantry-tests", std::env::temp_dir().display()))
            .env("LEPTOS_OUTPUT_NAME", "tenantry")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn finish(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).output().expect("the program runs")
    }

    fn serve(&self, arguments: &[&str]) -> (Running, u16) {
        self.serve_with(arguments, &[])
    }

    fn serve_with(&self, arguments: &[&str], settings: &[(&str, &str)]) -> (Running, u16) {
        let port = free_port();
        let mut command = self.command(arguments);
        command.env("LISTEN", format!("127.0.0.1:{port}")).envs(settings.iter().copied());
        let process = command.spawn().expect("the program starts");
        let running = Running(process);
        wait_until("it listens", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        (running, port)
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port is free").local_addr().expect("it has an address").port()
}

/// The tests' server, in a database that nothing works in.
fn server() -> String {
    std::env::var("DATABASE_URL").expect("DATABASE_URL names a server; `scripts/test unit` starts one")
}

/// A fresh, empty database on the tests' server.
fn database(name: &str) -> String {
    let server = server();
    let name = format!("tenantry_test_{}_{name}", std::process::id());
    run_sql(&server, &format!("create database {name}"));
    let (base, _) = server.rsplit_once('/').expect("DATABASE_URL ends with a database");
    format!("{base}/{name}")
}

/// Runs statements as the owner.
fn run_sql(database: &str, sql: &str) {
    with_connection(database, async |connection| {
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(connection).await.map(drop)
    });
}

/// A number from a database, asked as the owner.
fn count(database: &str, sql: &'static str) -> i64 {
    with_connection(database, async |connection| sqlx::query_scalar(sql).fetch_one(connection).await)
}

fn with_connection<T>(database: &str, work: impl AsyncFnOnce(&mut sqlx::PgConnection) -> Result<T, sqlx::Error>) -> T {
    use sqlx::{Connection, PgConnection};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut connection = PgConnection::connect(database).await.expect("the server answers");
        work(&mut connection).await.expect("the database does it")
    })
}

/// A mail server that takes every mail and hands on what it took.
fn mail_server() -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let sender = sender.clone();
            thread::spawn(move || take_mails(stream, |mail| sender.send(mail).expect("the test still listens")));
        }
    });
    (port, receiver)
}

fn take_mails(stream: TcpStream, taken: impl Fn(String)) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let mut out = stream;
    out.write_all(b"220 tests\r\n").ok()?;
    while let Some(Ok(line)) = lines.next() {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        if verb == "DATA" {
            out.write_all(b"354 go on\r\n").ok()?;
            let mail: Vec<String> = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".").collect();
            taken(mail.join("\n"));
        }
        out.write_all(if verb == "QUIT" { b"221 bye\r\n" } else { b"250 ok\r\n" }).ok()?;
    }
    Some(())
}

/// Waits until something holds.
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "it never came to this: {what}");
        thread::yield_now();
    }
}

/// Posts a form as a script does; returns the status line.
fn post(port: u16, path: &str, body: &str) -> String {
    ask(port, "POST", path, &[FORM], body).head.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_process_killed_between_commit_and_mail_sends_it_after_a_restart() {
    let (smtp_port, mails) = mail_server();
    let program = Program { database_url: database("killed"), smtp_port };
    assert!(program.finish(&["migrate"]).status.success());

    // Without a worker nothing sends: the kill surely falls between the commit and the mail.
    let (mut killed, port) = program.serve(&["serve", "--without-worker"]);
    let status =
        post(port, "/forms/account/sign-up", "name=Ana&email=ana%40example.com&password=velvet-quarry-44-moth");
    assert_eq!(status, "HTTP/1.1 200 OK");
    killed.0.kill().expect("SIGKILL");
    killed.0.wait().expect("it is gone");
    assert!(mails.try_recv().is_err(), "nothing was sent");

    let (_running, _) = program.serve(&["serve"]);
    let mail = mails.recv_timeout(PATIENCE).expect("the mail comes after the restart");
    assert!(mail.contains("To: ana@example.com") && mail.contains("/verify-email/"), "{mail}");
}

#[test]
fn a_start_that_cannot_be_names_every_setting_that_is_wrong() {
    let program = Program { database_url: "postgres://nobody@127.0.0.1:1/none".to_owned(), smtp_port: 1 };
    let ended = program
        .command(&["serve"])
        .env_remove("SECRET_KEY")
        .env("BASE_URL", "nowhere")
        .stderr(Stdio::piped())
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success());
    assert!(said.contains("SECRET_KEY is missing. Write 32 random bytes in base64"), "{said}");
    assert!(said.contains("BASE_URL can't be read. Write the address"), "{said}");
}

#[test]
fn a_database_that_is_behind_is_not_served_and_the_doctor_says_so() {
    let (smtp_port, _mails) = mail_server();
    let program = Program { database_url: database("behind"), smtp_port };
    let ended = program.finish(&["serve"]);
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success() && said.contains("Run `tenantry migrate`."), "{said}");

    let sick = program.finish(&["doctor"]);
    let said = String::from_utf8_lossy(&sick.stdout).into_owned();
    assert!(!sick.status.success() && said.contains("database       WRONG"), "{said}");
    assert!(program.finish(&["migrate"]).status.success());
    let well = program.finish(&["doctor"]);
    let said = String::from_utf8_lossy(&well.stdout).into_owned();
    assert!(well.status.success() && !said.contains("WRONG"), "{said}");
}
