//! Inviting the people of a file.

use super::{INVITE, PRO, count, page, set, upload};
use crate::{model::AppError, tests::support::TestApp};

#[tokio::test]
async fn the_people_of_a_file_are_invited() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, page) = (org.id.to_string(), page(&org));
    let fields = [("org", id.as_str()), ("role", "member"), ("people", "")];
    let table = "\u{FEFF}Name;E-mail;Role\r\n\"Berg; Bo\";bo@example.com;Admin\r\nCem;cem@example.com;\r\n";
    let file = ("list", "people.csv", table.as_bytes());
    owner.browser.submit_file(&page, INVITE, &fields, file).await.expect_redirect(&page);
    owner
        .browser
        .open(&page)
        .await
        .expect_page(200, "bo@example.com is invited to become an admin.")
        .expect_page(200, "cem@example.com is invited to become a member.");
    app.work().await;
    assert_eq!(app.mail.last_to("cem@example.com").header("Subject"), "You are invited to Acme");
    assert_eq!(upload(&mut owner, &org, " \r\n", "a.txt", b"dora@example.com").await.status, 200, "blanks are no list");
    assert_eq!(app.audit("invitation.sent").await.len(), 3);
    app.done().await;
}

#[tokio::test]
async fn the_lines_of_a_refused_file_stand_in_the_field_to_be_corrected() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (id, page) = (org.id.to_string(), page(&org));
    let fields = [("org", id.as_str()), ("role", "admin"), ("people", "")];
    let table = "\n\nemail,role\nbo@example.com,king\ncem@example.com,admin\nno<b>body\n";
    let refused = owner.browser.call_with_file(INVITE, &fields, ("list", "<i>.csv", table.as_bytes())).await;
    assert_eq!(refused.status, 422);
    let lines: Vec<String> = refused.json::<AppError>().fields.into_iter().map(|field| field.message).collect();
    assert!(lines[0].starts_with("Line 2: “king” is no role."), "{lines:?}");
    assert_eq!(lines[1], "Line 4: “no<b>body” is no address like name@example.com.");

    let file = ("list", "<i>.csv", table.as_bytes());
    owner.browser.submit_file(&page, INVITE, &fields, file).await.expect_redirect(&page);
    let shown = owner.browser.open(&page).await;
    shown
        .expect_page(200, ">email,role\nbo@example.com,king\ncem@example.com,admin\nno&lt;b&gt;body\n</textarea>")
        .expect_page(200, "These are the lines of “&lt;i&gt;.csv”.")
        .expect_page(200, "<option value=\"admin\" selected");
    owner.browser.open(&page).await.expect_page(200, "></textarea>");

    set(&app, PRO, &org).await;
    let fits = "a@example.com\nb@example.com\nc@example.com";
    let file = ("list", "people.csv", fits.as_bytes());
    owner.browser.submit_file(&page, INVITE, &fields, file).await.expect_redirect(&page);
    let full = owner.browser.open(&page).await;
    full.expect_page(200, "2 of the 3 seats are free").expect_page(200, &format!(">{fits}</textarea>"));
    assert_eq!(count(&app).await, 0);
    app.done().await;
}

#[tokio::test]
async fn a_file_that_is_no_list_is_refused_with_a_sentence_at_it() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (large, far) = (vec![b'x'; 1024 * 1024 + 1], vec![b'x'; 30 * 1024 * 1024]);
    let utf16: Vec<u8> = "\u{FEFF}bo@example.com".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, &[u8], u16, &str); 7] = [
        ("", &large, 413, "This file is larger than 1 MB."),
        ("", &far, 413, "This file is larger than 1 MB."),
        ("", b"", 422, "There is nothing in this file."),
        ("", b"\xEF\xBB\xBF\r\n \n", 422, "There is nothing in this file."),
        ("", &utf16, 422, "This file isn’t text."),
        ("", b"bo@example.com\0", 422, "This file isn’t text."),
        ("ana@example.com", b"bo@example.com", 422, "There are people in the field above too."),
    ];
    for (typed, content, status, sentence) in cases {
        let refused = upload(&mut owner, &org, typed, "people.csv", content).await;
        let error = refused.json::<AppError>();
        assert_eq!(refused.status, status, "{error:?}");
        assert!(error.at("list").is_some_and(|said| said.starts_with(sentence)), "{sentence} {error:?}");
    }
    let many: String = (0..501).map(|number| format!("p{number}@example.com\n")).collect();
    let refused = upload(&mut owner, &org, "", "people.csv", many.as_bytes()).await;
    assert_eq!(refused.status, 422);
    assert!(refused.json::<AppError>().at("people").unwrap().starts_with("Invite at most 500 people at once"));

    let (id, page) = (org.id.to_string(), page(&org));
    let fields = [("org", id.as_str()), ("role", "member"), ("people", "ana@example.com")];
    owner
        .browser
        .submit_file(&page, INVITE, &fields, ("list", "a.csv", b"bo@example.com"))
        .await
        .expect_redirect(&page);
    owner
        .browser
        .open(&page)
        .await
        .expect_page(200, "There are people in the field above too.")
        .expect_page(200, ">ana@example.com</textarea>");
    let mut stranger = app.person("Stranger").await;
    for content in [b"".as_slice(), &large] {
        assert_eq!(upload(&mut stranger, &org, "", "people.csv", content).await.status, 404);
    }
    assert_eq!(count(&app).await, 0);
    app.done().await;
}
