//! Nothing is lost between a commit and what must follow from it.

use super::support::{PASSWORD, TestApp};
use crate::kernel::{
    clock::{SystemClock, SystemRng},
    jobs,
    mail::Mailer,
    state::Kernel,
};
use crate::reactions::REACTIONS;
use std::{sync::Arc, time::Duration};

const SIGN_UP: [(&str, &str); 3] = [("name", "Ana Lima"), ("email", "ana@example.com"), ("password", PASSWORD)];

#[tokio::test]
async fn a_mail_that_a_process_left_behind_is_sent_by_the_next() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.submit("/signup", "/forms/account/sign-up", &SIGN_UP).await.expect_redirect("/signup?sent=1");
    assert!(app.mail.all_to("ana@example.com").is_empty(), "nothing leaves before the job runs");

    let config = app.kernel.config.clone();
    let mailer = Mailer::by(Arc::new(app.mail.clone()), &config);
    let next = Kernel::start_with(config, REACTIONS, Arc::new(SystemClock), Arc::new(SystemRng), mailer).await.unwrap();
    jobs::worker(next).await.unwrap().run_once().await.unwrap();
    assert_eq!(app.mail.all_to("ana@example.com").len(), 1);
    app.done().await;
}

#[tokio::test]
async fn of_jobs_that_wait_one_follows_the_other_at_once() {
    let app = TestApp::start().await;
    // What they are about is gone: each has nothing to do.
    let reaction = REACTIONS[0].name;
    app.run(&format!(
        "select app.enqueue('reaction', json_build_object('outbox', gen_random_uuid(), 'reaction', '{reaction}'), 'waiting:' || i, null)
         from generate_series(1, 300) i"
    ))
    .await
    .unwrap();
    let worker = Arc::new(jobs::worker(app.kernel.clone()).await.unwrap());
    let running = tokio::spawn({
        let worker = worker.clone();
        async move { worker.run().await }
    });
    // By the clock alone, four every two seconds, they would take 150.
    let worked_off = async {
        while app.ask::<i64>("select count(*) from graphile_worker._private_jobs where $1 = ''", "").await > 0 {
            tokio::task::yield_now().await;
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(60), worked_off).await;
    worker.request_shutdown();
    running.await.unwrap().unwrap();
    assert!(in_time.is_ok(), "they wait for the clock");
    app.done().await;
}

#[tokio::test]
async fn a_refused_mail_is_tried_again_under_the_same_message_id() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    app.mail.close(true);
    browser.submit("/signup", "/forms/account/sign-up", &SIGN_UP).await;
    app.work().await;
    let attempts: i16 = app.ask("select max(attempts) from graphile_worker._private_jobs where $1 = ''", "").await;
    assert_eq!(attempts, 1, "the job stays, to be tried again");
    app.mail.close(false);
    let ran: i64 = app
        .ask("with due as (update graphile_worker._private_jobs set run_at = now() where $1 = '' returning 1) select count(*) from due", "")
        .await;
    assert_eq!(ran, 1);
    app.work().await;
    let mails = app.mail.all_to("ana@example.com");
    assert_eq!(mails.len(), 1);
    let outbox: uuid::Uuid = app.ask("select id from outbox where event = $1", "account.signup_requested").await;
    assert_eq!(mails[0].header("Message-ID"), format!("<{outbox}.mail-confirmation@localhost>"));
    app.done().await;
}

#[tokio::test]
async fn whatever_the_calendar_sends_along_its_jobs_are_done() {
    let app = TestApp::start().await;
    for job in jobs::ON_CALENDAR {
        app.at_its_time(job).await;
        // As it would be of a line with something to send.
        let sent =
            "select count(*) from graphile_worker.add_job($1, payload => '{\"_cron\": {\"backfilled\": false}}'::json)";
        let _: i64 = app.ask(sent, job).await;
        app.work().await;
    }
    let left: i64 = app.ask("select count(*) from graphile_worker._private_jobs where $1 = ''", "").await;
    assert_eq!(left, 0, "each was done at the first try");
    app.done().await;
}

#[tokio::test]
async fn what_is_refused_leaves_no_audit_line_and_no_job() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser
        .submit(
            "/signup",
            "/forms/account/sign-up",
            &[("name", ""), ("email", "ana@example.com"), ("password", PASSWORD)],
        )
        .await;
    let rows: i64 = app.ask("select (select count(*) from audit_log) + (select count(*) from outbox) + (select count(*) from graphile_worker._private_jobs) where $1 = ''", "").await;
    assert_eq!(rows, 0);
    app.done().await;
}
