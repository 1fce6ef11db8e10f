//! SIGTERM: what is under way is answered, then the process ends well.

use super::{Program, database, mail_server, wait_until};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::Command,
};

#[test]
fn a_request_under_way_is_answered_before_the_process_ends() {
    let (smtp_port, _mails) = mail_server();
    let program = Program { database_url: database("stopped"), smtp_port };
    assert!(program.finish(&["migrate"]).status.success());
    let (mut running, port) = program.serve(&["serve"]);

    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    let body = "name=Ana&email=ana%40example.com&password=velvet-quarry-44-moth";
    let length = body.len();
    write!(
        stream,
        "POST /forms/account/sign-up HTTP/1.1\r\nHost: localhost:3000\r\nAccept: application/json\r\nExpect: 100-continue\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
    )
    .expect("it reads");
    let mut answer = BufReader::new(stream.try_clone().expect("a stream has two halves"));
    let mut line = String::new();
    answer.read_line(&mut line).expect("it answers");
    assert_eq!(line, "HTTP/1.1 100 Continue\r\n", "it waits for the body now");

    let told = Command::new("kill").args(["-TERM", &running.0.id().to_string()]).status().expect("kill runs");
    assert!(told.success());
    wait_until("it takes no others", || TcpStream::connect(("127.0.0.1", port)).is_err());
    stream.write_all(body.as_bytes()).expect("it reads on");
    let mut rest = String::new();
    answer.read_to_string(&mut rest).expect("it answers and hangs up");
    assert!(rest.trim_start().starts_with("HTTP/1.1 200 OK"), "{rest}");
    assert_eq!(running.0.wait().expect("it ends").code(), Some(0));
}
