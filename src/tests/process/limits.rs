//! `limits`: what the operator sets from the command line, beside a server that runs.

use super::{PATIENCE, Program, database, http::confirmation, mail_server, post};

#[test]
fn the_operator_sets_seats_from_the_command_line() {
    let (smtp_port, mails) = mail_server();
    let program = Program { database_url: database("limits"), smtp_port };
    assert!(program.finish(&["migrate"]).status.success());
    let (_running, port) = program.serve(&["serve"]);
    let form = "name=Ana&email=ana%40example.com&password=velvet-quarry-44-moth";
    assert_eq!(post(port, "/forms/account/sign-up", form), "HTTP/1.1 200 OK");
    let mail = mails.recv_timeout(PATIENCE).expect("the address is to be confirmed");
    let form = format!("token={}&password=velvet-quarry-44-moth", confirmation(&mail));
    assert_eq!(post(port, "/forms/account/confirm-address", &form), "HTTP/1.1 200 OK");

    let said = |arguments: &[&str]| {
        let output = program.finish(&[&["limits"], arguments].concat());
        let [said, complained] = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        (output.status.success(), said + &complained)
    };
    for (arguments, good, sentence) in [
        (&["ana"] as &[&str], true, "Ana’s organization has the Self-hosted plan, and as many seats as it likes."),
        (
            &["ana", "--plan", "pro", "--seats", "0"],
            true,
            "Ana’s organization has the Pro plan. Seats: 0, a number of its own. Members: 1. Pending invitations: 0. Nobody who is in loses anything; nobody else gets in",
        ),
        (&["ana", "--seats", "plan"], true, "Ana’s organization has the Pro plan. Seats: 3. Members: 1."),
        (&["ana", "--plan", "gold"], false, "There is no plan \"gold\". There are starter, pro, "),
        (&["ana", "--seats", "some"], false, "say a whole number from 0 on, or \"plan\""),
        (&["bo", "--plan", "pro"], false, "There is no organization at /o/bo."),
        (&["ana"], true, "Ana’s organization has the Pro plan. Seats: 3. Members: 1."),
    ] {
        let (went_well, told) = said(arguments);
        assert!(went_well == good && told.contains(sentence), "{arguments:?}: {told}");
    }
}
