//! The job worker outlives its connections: whoever waits for a mail gets it after Postgres was away.

use super::{PATIENCE, Program, database, http::ask, mail_server, post, run_sql, server, wait_until};

/// Whether `/metrics` has that line.
fn is_measured(port: u16, line: &str) -> bool {
    ask(port, "GET", "/metrics", &[], "").text().lines().any(|measured| measured == line)
}

#[test]
fn a_worker_whose_connections_are_cut_is_started_again() {
    let (smtp_port, mails) = mail_server();
    let program = Program { database_url: database("cut"), smtp_port };
    assert!(program.finish(&["migrate"]).status.success());
    let (_running, port) = program.serve(&["serve"]);
    wait_until("a worker runs", || is_measured(port, "tenantry_worker_running 1"));

    // As when Postgres is restarted: connections end, and for a while there is no other. The owner may end those of a role
    // that it is in; it is in this one no longer than that takes.
    let name = program.database_url.rsplit('/').next().expect("a database has a name");
    run_sql(&server(), &format!("alter database {name} with allow_connections false"));
    let cut = format!(
        "do $$
         declare
             worker name := (select usename from pg_stat_activity where datname = '{name}' and starts_with(usename, 'tenantry_worker_') limit 1);
         begin
             execute format('grant %I to current_user', worker);
             perform pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and usename = worker;
             execute format('revoke %I from current_user', worker);
         end $$"
    );
    run_sql(&server(), &cut);
    wait_until("the worker ends", || is_measured(port, "tenantry_worker_running 0"));
    run_sql(&server(), &format!("alter database {name} with allow_connections true"));

    let form = "name=Ana&email=ana%40example.com&password=velvet-quarry-44-moth";
    assert_eq!(post(port, "/forms/account/sign-up", form), "HTTP/1.1 200 OK");
    let mail = mails.recv_timeout(PATIENCE).expect("another worker sends it");
    assert!(mail.contains("To: ana@example.com"), "{mail}");
    assert!(is_measured(port, "tenantry_worker_running 1"));
    assert!(is_measured(port, r#"tenantry_requests_total{method="POST",place="forms",status="200"} 1"#));
}

#[test]
fn a_queue_that_cannot_be_used_ends_the_start() {
    let (smtp_port, _mails) = mail_server();
    let program = Program { database_url: database("no_queue"), smtp_port };
    assert!(program.finish(&["migrate"]).status.success());
    run_sql(&program.database_url, "alter schema graphile_worker rename to elsewhere");
    for command in ["serve", "worker"] {
        let ended = program.finish(&[command]);
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(!ended.status.success() && said.contains("The job queue can't be used: "), "{command}: {said}");
    }
}
