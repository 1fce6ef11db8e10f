//! Requests as a program sends them.

use serde_json::Value;
use std::{
    io::{Read, Write},
    net::TcpStream,
};

pub const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
pub const JSON: (&str, &str) = ("Content-Type", "application/json");

/// What a program was answered.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON, if it has that status.
    pub fn json(&self, expected: u16) -> Value {
        assert_eq!(self.status, expected, "{}", String::from_utf8_lossy(&self.body));
        serde_json::from_slice(&self.body).expect("it answers in JSON")
    }

    /// The session that it sets, as a Cookie header has it.
    pub fn session(&self) -> String {
        let set = self.head.split("tenantry=").nth(1).and_then(|rest| rest.split(';').next());
        format!("tenantry={}", set.expect("a cookie is set"))
    }

    /// The body as a text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Asks and waits for the whole answer.
pub fn ask(port: u16, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    try_ask(port, method, path, headers, body).expect("it answers")
}

/// The same where the server may go away before it has answered whole: none then.
pub fn try_ask(port: u16, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let extra: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: localhost:3000\r\nAccept: application/json\r\nConnection: close\r\n\
         Content-Length: {length}\r\n{extra}\r\n{body}"
    )
    .ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head, body: answer[end + 4..].to_vec() })
}

/// The token of the link in a mail that has an address confirmed.
pub fn confirmation(mail: &str) -> String {
    let mail = mail.replace("=\n", "");
    let token = mail.split("/verify-email/").nth(1).expect("the mail has a link");
    token.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}
