//! PDFs are read apart from the server: one that is made to break its reader is kept like any other, without its pages.

use super::{
    Program, database,
    fills::{Account, start},
    http::{JSON, ask},
    mail_server,
};
use flate2::{Compression, write::ZlibEncoder};
use serde_json::{Value, json};
use std::{
    io::{self, Write},
    process::{Command, Stdio},
};

/// How deep brackets are within each other, where they are too many for a stack.
const DEEP: usize = 1_000_000;
/// How many bytes come out of a stream, where they are too many for the memory.
const MUCH: usize = 2_000_000_000;
/// What the reader says of one page of A4.
const A4: &str = r#"{"count":1,"width":59500,"height":84200}"#;
const PAGES: &str = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>";

/// A page of A4, and a list within a list, so many times.
fn nested(depth: usize) -> String {
    let (open, close) = ("[".repeat(depth), "]".repeat(depth));
    format!(
        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Lists {open}{close} >>\nendobj\n2 0 obj\n{PAGES}\nendobj\n\
         3 0 obj\n{PAGE}\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )
}

/// A page of A4 whose catalog stands in a compressed stream with so many blanks behind it (ISO 32000-1 §7.5.7 and §7.5.8).
fn inflating(blanks: usize) -> Vec<u8> {
    let mut stream = ZlibEncoder::new(Vec::new(), Compression::fast());
    stream.write_all(b"1 0 << /Type /Catalog /Pages 2 0 R >>").expect("memory takes it");
    let blank = vec![b' '; 1_000_000];
    for _ in 0..blanks / blank.len() {
        stream.write_all(&blank).expect("memory takes it");
    }
    let stream = stream.finish().expect("memory takes it");

    let mut file = b"%PDF-1.7\n".to_vec();
    // Of each object its kind, where it is, and what number it has there.
    let mut table = vec![(0_u8, 0_u32, u16::MAX), (2, 4, 0)];
    let head = format!("<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {} >>", stream.len());
    let objects = [PAGES.into(), PAGE.into(), [head.as_bytes(), b"\nstream\n", &stream, b"\nendstream"].concat()];
    for (at, object) in objects.iter().enumerate() {
        table.push((1, place(&file), 0));
        file.extend([format!("{} 0 obj\n", at + 2).as_bytes(), object, b"\nendobj\n"].concat());
    }
    let start = place(&file);
    table.push((1, start, 0));
    let table: Vec<u8> = table
        .into_iter()
        .flat_map(|(kind, place, number)| [&[kind][..], &place.to_be_bytes(), &number.to_be_bytes()].concat())
        .collect();
    let head = format!("5 0 obj\n<< /Type /XRef /Size 6 /W [1 4 2] /Root 1 0 R /Length {} >>\nstream\n", table.len());
    let end = format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n");
    file.extend([head.as_bytes(), &table, end.as_bytes()].concat());
    file
}

fn place(file: &[u8]) -> u32 {
    file.len().try_into().expect("the file is small")
}

/// What the reader's process says of that.
fn read(content: &[u8]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenantry"));
    command.arg("pdf-pages").env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = command.spawn().expect("it starts");
    let mut input = process.stdin.take().expect("it has an input");
    match input.write_all(content) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => panic!("{error}"),
        _ => drop(input),
    }
    let output = process.wait_with_output().expect("it ends");
    String::from_utf8(output.stdout).expect("it says words").trim_end().to_owned()
}

#[test]
fn a_reader_ends_before_it_has_taken_much() {
    assert_eq!(read(nested(10).as_bytes()), A4);
    assert_eq!(read(nested(DEEP).as_bytes()), "");
    assert_eq!(read(&inflating(0)), A4);
    assert_eq!(read(&inflating(MUCH)), "");
    assert_eq!(read(b"%PDF-1.7\n"), "");
}

#[test]
fn a_pdf_that_breaks_its_reader_is_kept_without_its_pages_and_what_is_answered_is_stored() {
    let (smtp_port, mails) = mail_server();
    let program = Program { database_url: database("pdf"), smtp_port };
    assert!(program.finish(&["migrate"]).status.success());
    let (_running, port) = start(&program);
    let account = Account::open(port, &mails);
    let add = |content: &str| -> Value {
        let kind = ("Content-Type", "multipart/form-data; boundary=------part");
        let body = format!(
            "--------part\r\nContent-Disposition: form-data; name=\"pdf\"; filename=\"a.pdf\"\r\n\r\n{content}\r\n\
             --------part--\r\n"
        );
        ask(port, "POST", "/api/v1/source-documents", &[kind, ("Authorization", &account.bearer)], &body).json(201)
    };
    let broken = add(&nested(DEEP));
    assert_eq!(
        (&broken["pages"], &broken["width_pt"], &broken["height_pt"]),
        (&json!(null), &json!(null), &json!(null))
    );
    let whole = add(&nested(10));
    assert_eq!((&whole["pages"], &whole["width_pt"], &whole["height_pt"]), (&json!(1), &json!(595.0), &json!(842.0)));
    let list = ask(port, "GET", "/api/v1/source-documents", &[JSON, ("Authorization", &account.bearer)], "").json(200);
    assert_eq!(list["source_documents"].as_array().map(Vec::len), Some(2));
    let authorization = ("Authorization", account.bearer.as_str());
    let form = ask(port, "POST", "/api/v1/forms", &[JSON, authorization], r#"{"name": "Consent"}"#).json(201);
    let fill = json!({ "form_id": form["id"], "pdf_url": "https://files.example.com/a.pdf" }).to_string();
    let fill = ask(port, "POST", "/api/v1/fills", &[JSON, authorization], &fill).json(201);
    let path = format!("/api/v1/fills/{}", fill["id"].as_str().expect("it has an id"));
    assert_eq!(ask(port, "GET", &path, &[authorization], "").json(200), fill, "what was answered is what is stored");
}
