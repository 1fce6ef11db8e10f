//! Logos, by the doors: what is taken, what is refused, what is served.

use crate::{
    kernel::{clock::Clock as _, orphans},
    model::AppError,
    tests::support::{Answer, Org, Person, TestApp, jpeg, png, quarters},
};
use std::{io::Write, path::PathBuf};

const LOGO: &str = "/forms/general/logo";
const REMOVE: &str = "/forms/general/remove-logo";

async fn send(person: &mut Person, org: &Org, more: &[(&str, &str)], name: &str, content: &[u8]) -> Answer {
    let (id, version) = (org.id.to_string(), "1".to_owned());
    let mut fields = vec![("org", id.as_str()), ("version", version.as_str())];
    fields.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    fields.extend_from_slice(more);
    person.browser.call_with_file(LOGO, &fields, ("logo", name, content)).await
}

/// The address of the logo, by the selector of the page.
async fn shown(person: &mut Person, org: &Org) -> Option<String> {
    let page = person.browser.open(&format!("/o/{}", org.slug)).await;
    let from = page.body.find(&format!("/logos/{}/", org.id))?;
    page.body[from..].split('"').next().map(str::to_owned)
}

/// A PNG of that header alone, which says that it is that large.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    for (kind, data) in [(b"IHDR", header.as_slice()), (b"IDAT", &[0x78, 0x9C, 0x63, 0, 0, 0, 1, 0, 1]), (b"IEND", &[])]
    {
        bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let chunk = [kind.as_slice(), data].concat();
        bytes.extend(&chunk);
        bytes.extend(crc32(&chunk).to_be_bytes());
    }
    bytes
}

/// As PNG has it (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

fn svg(inside: &str) -> Vec<u8> {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 9\">{inside}</svg>")
        .into_bytes()
}

#[tokio::test]
async fn a_picture_is_made_a_square_png_and_served_to_everybody() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let page = format!("/o/{}/settings/general", org.slug);
    let id = org.id.to_string();
    owner.browser.open(&page).await.expect_page(200, "There is no logo yet");
    let fields = [("org", id.as_str()), ("version", "1")];
    let picture = png(400, 300);
    owner.browser.submit_file(&page, LOGO, &fields, ("logo", "a.png", &picture)).await.expect_redirect(&page);
    owner.browser.open(&page).await.expect_page(200, "Saved the logo.").expect_page(200, "Replace logo");

    let address = shown(&mut owner, &org).await.unwrap();
    owner.browser.open("/orgs").await.expect_page(200, &address);
    let served = app.browser().open(&address).await;
    let header = |name: &str| served.headers[name].to_str().unwrap().to_owned();
    assert_eq!((served.status, header("content-type").as_str()), (200, "image/png"));
    assert_eq!(header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';") && policy.ends_with("; sandbox"), "{policy}");
    assert!(!served.headers.contains_key("set-cookie"));
    let logo = image::load_from_memory(&served.bytes).unwrap();
    assert_eq!((logo.width(), logo.height()), (512, 512));
    assert_eq!(quarters(&served.bytes), [0, 1, 2, 3], "the middle is kept");

    let (folder, file) = address.rsplit_once('/').unwrap();
    let (digest, _) = file.split_once('.').unwrap();
    for wrong in [
        format!("{folder}/{}.png", "0".repeat(64)),
        format!("{folder}/{digest}.svg"),
        format!("{folder}/{digest}"),
        format!("{folder}/{}.png", digest.to_uppercase()),
        format!("{folder}/..%2F{file}"),
        format!("/logos/{}/{file}", id.replace('-', "")),
        format!("/logos/{}/{file}", app.kernel.id::<crate::model::OrgId>()),
    ] {
        assert_eq!(app.browser().open(&wrong).await.status, 404, "{wrong}");
    }
    let told = &app.audit("organization.logo_changed").await[0];
    assert_eq!(told["to"], file);
    app.done().await;
}

#[tokio::test]
async fn the_square_that_was_chosen_is_kept_of_a_picture_that_stands_upright() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let turned = jpeg(120, 80, 6);
    let crop = |x, y, size| [("crop_x", x), ("crop_y", y), ("crop_size", size)];
    assert_eq!(send(&mut owner, &org, &[], "photo", &turned).await.status, 200);
    let address = shown(&mut owner, &org).await.unwrap();
    assert_eq!(quarters(&app.browser().open(&address).await.bytes), [2, 0, 3, 1], "a quarter to the right");

    // It is 80 wide and 120 high as people see it: the square is the quarter at its right bottom.
    let chosen = [&[("version", "2")], &crop("40", "60", "40")[..]].concat();
    assert_eq!(send(&mut owner, &org, &chosen, "photo", &turned).await.status, 200);
    let address = shown(&mut owner, &org).await.unwrap();
    assert_eq!(quarters(&app.browser().open(&address).await.bytes), [1, 1, 1, 1]);

    for (x, y, size) in [("41", "60", "40"), ("0", "0", "81"), ("0", "0", "0"), ("4294967295", "0", "2")] {
        let outside = [&[("version", "3")], &crop(x, y, size)[..]].concat();
        let refused = send(&mut owner, &org, &outside, "photo", &turned).await.json::<AppError>();
        assert!(refused.at("logo").unwrap().starts_with("The square lies outside"), "{refused:?}");
    }
    app.done().await;
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_a_sentence_and_nothing_is_stored() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (mut large, mut truncated) = (png(64, 64), png(64, 64));
    large.resize(3 * 1024 * 1024, 0);
    truncated.truncate(truncated.len() / 2);
    let huge = vec![0; 30 * 1024 * 1024];
    let padded = svg(&format!("<!--{}-->", "x".repeat(256 * 1024)));
    let entity = "<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY a \"aaaa\">]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>&a;</text></svg>";
    let (script, reference) = ("This SVG has a script.", "This SVG fetches something from elsewhere.");
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", Vec::new(), "Choose a picture."),
        ("3 MB", large, "This file is larger than 2 MB."),
        ("30 MB", huge, "This file is larger than 2 MB."),
        ("text", b"Hello".to_vec(), "This is no PNG, JPG or SVG."),
        ("html", b"<html><svg></svg></html>".to_vec(), "This is no PNG, JPG or SVG."),
        ("gif", b"GIF89a".to_vec(), "This is no PNG, JPG or SVG."),
        ("half", truncated, "This picture is damaged."),
        ("bomb", bomb(60_000, 60_000), "This picture has too many pixels."),
        ("wide bomb", bomb(20_000, 20_000), "This picture has too many pixels."),
        ("script", svg("<script>alert(1)</script>"), script),
        ("prefixed script", svg("<s:script xmlns:s=\"http://www.w3.org/2000/svg\">1</s:script>"), script),
        ("handler", svg("<g onload=\"alert(1)\"/>"), script),
        ("javascript", svg("<a xlink:href=\" java&#10;script:alert(1)\"><path d=\"M0 0\"/></a>"), script),
        ("animated", svg("<set attributeName=\"xlink:href\" to=\"https://evil.example\"/>"), script),
        ("href", svg("<image href=\"https://evil.example/a.png\"/>"), reference),
        ("protocol-relative", svg("<use xlink:href=\"//evil.example/a.svg#a\"/>"), reference),
        ("style", svg("<style>@import 'https://evil.example/a.css';</style>"), reference),
        ("parted style", svg("<style>@im<!---->port \"https://evil.example\";</style>"), reference),
        ("parted url", svg("<style>a { fill: u<![CDATA[rl(https]]>://evil.example) }</style>"), reference),
        ("style around", svg("<style>@im<g>a</g>port 'https://evil.example';</style>"), reference),
        ("fill", svg("<rect fill=\"url( 'https://evil.example/a.svg#b')\"/>"), reference),
        ("escaped", svg("<rect style=\"fill:u\\72l(https://evil.example)\"/>"), reference),
        ("stylesheet", [b"<?xml-stylesheet href=\"https://evil.example\"?>".to_vec(), svg("")].concat(), reference),
        (
            "foreign",
            svg("<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\"/></foreignObject>"),
            "This SVG has other documents",
        ),
        ("entity", entity.as_bytes().to_vec(), "This SVG has a DOCTYPE"),
        ("large svg", padded, "An SVG may have at most 256 kB."),
        ("broken svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>".to_vec(), "This SVG can't be read."),
    ];
    for (what, content, sentence) in cases {
        let refused = send(&mut owner, &org, &[], "logo.png", &content).await;
        assert_eq!(refused.status, 422, "{what}: {refused:?}");
        let told = refused.json::<AppError>();
        assert!(told.at("logo").is_some_and(|told| told.starts_with(sentence)), "{what}: {told:?}");
    }

    let page = format!("/o/{}/settings/general", org.slug);
    let (id, large) = (org.id.to_string(), vec![0; 3 * 1024 * 1024]);
    let fields = [("org", id.as_str()), ("version", "1")];
    owner.browser.submit_file(&page, LOGO, &fields, ("logo", "a.png", &large)).await.expect_redirect(&page);
    owner.browser.open(&page).await.expect_page(200, "This file is larger than 2 MB.");
    assert_eq!(shown(&mut owner, &org).await, None);
    assert!(!stored(&app, &org).await, "no file was written");
    app.done().await;
}

#[tokio::test]
async fn a_harmless_svg_is_written_anew() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut drawing = Vec::new();
    write!(drawing, "\u{FEFF}<?xml version=\"1.0\"?>\n<!-- Made by hand -->\n").unwrap();
    drawing.extend(svg(
        "<metadata>secret</metadata><style>.a { fill: url(#b) }</style><linearGradient id=\"b\"/><path class=\"a\" d=\"M0 0h9v9z\"/>",
    ));
    let answer = send(&mut owner, &org, &[], "logo.exe", &drawing).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let address = shown(&mut owner, &org).await.unwrap();
    assert!(address.ends_with(".svg"));
    let served = app.browser().open(&address).await;
    assert_eq!(served.headers["content-type"], "image/svg+xml");
    assert!(served.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert!(served.body.contains("M0 0h9v9z") && served.body.contains("url(#b)"), "{}", served.body);
    assert!(!served.body.contains("secret") && !served.body.contains("by hand"), "{}", served.body);
    app.done().await;
}

#[tokio::test]
async fn letters_show_a_picture_and_leave_out_a_drawing() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Wool & Co").await;
    app.run("update organizations set plan = 'business'").await.unwrap();
    let id = org.id.to_string();
    let invite = async |owner: &mut Person, email: &str| {
        let fields = [("org", id.as_str()), ("role", "member"), ("people", email)];
        let sent = owner.browser.call_with_file("/forms/invitations/invite", &fields, ("list", "", b"")).await;
        assert_eq!(sent.status, 200, "{sent:?}");
        app.work().await;
        let letter = app.mail.last_to(email).text();
        let (text, html) = letter.split_once("<!DOCTYPE html>").unwrap();
        assert!(text.contains("to become a member of Wool & Co.") && !text.contains("/logos/"), "{text}");
        html.to_owned()
    };
    let name = "<span class=\"organization\">Wool &#38; Co</span>";

    let html = invite(&mut owner, "ben@example.com").await;
    assert!(html.contains(name) && !html.contains("<img"), "{html}");

    assert_eq!(send(&mut owner, &org, &[], "a.png", &png(64, 64)).await.status, 200);
    let address = shown(&mut owner, &org).await.unwrap();
    let html = invite(&mut owner, "cem@example.com").await;
    let picture = format!("<img class=\"logo\" src=\"{}\"", app.kernel.config.link(&address));
    assert!(
        html.contains(&picture) && html.contains("alt=\"Logo of Wool &#38; Co\">") && html.contains(name),
        "{html}"
    );
    let own = owner.browser.open("/account/organizations").await;
    let list = own.body.split("<main").nth(1).unwrap();
    assert!(list.contains(&format!("src=\"{address}\"")), "{list}");

    let drawing = svg("<path d=\"M0 0h9v9z\"/>");
    assert_eq!(send(&mut owner, &org, &[("version", "2")], "a.svg", &drawing).await.status, 200);
    let html = invite(&mut owner, "dia@example.com").await;
    assert!(html.contains(name) && !html.contains("<img"), "{html}");
    app.done().await;
}

#[tokio::test]
async fn a_former_logo_is_deleted_once_nobody_names_it() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let id = org.id.to_string();
    let (one, other) = (png(64, 64), jpeg(64, 64, 3));
    assert_eq!(send(&mut owner, &org, &[], "one", &one).await.status, 200);
    let first = shown(&mut owner, &org).await.unwrap();
    assert_eq!(send(&mut owner, &org, &[("version", "2")], "other", &other).await.status, 200);
    let second = shown(&mut owner, &org).await.unwrap();
    // The first comes back before the reaction to its leaving has run.
    assert_eq!(send(&mut owner, &org, &[("version", "3")], "one", &one).await.status, 200);
    app.work().await;
    assert_eq!(app.browser().open(&first).await.status, 200);
    assert_eq!(app.browser().open(&second).await.status, 404);

    let removed = owner.browser.call(REMOVE, &[("org", &id), ("version", "4")]).await;
    assert_eq!(removed.status, 200, "{removed:?}");
    assert_eq!(owner.browser.call(REMOVE, &[("org", &id), ("version", "5")]).await.status, 200, "none stays none");
    app.work().await;
    assert_eq!(shown(&mut owner, &org).await, None);
    assert!(!stored(&app, &org).await);
    assert_eq!(app.audit("organization.logo_changed").await.len(), 4);
    app.done().await;
}

#[tokio::test]
async fn of_ten_logos_at_once_one_is_kept_and_a_stale_one_is_told_whose() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let id = org.id.to_string();
    let sends = (0..10).map(|number| {
        let (mut browser, id) = (owner.browser.clone(), id.clone());
        let picture = png(40 + number, 40);
        async move {
            let fields = [("org", id.as_str()), ("version", "1")];
            browser.call_with_file(LOGO, &fields, ("logo", "a.png", &picture)).await
        }
    });
    let answers = futures::future::join_all(sends).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    let stale = answers.iter().find(|answer| answer.status == 409).unwrap().json::<AppError>();
    assert_eq!(stale.message, "Olga Owner changed the logo just now.");
    let address = shown(&mut owner, &org).await.unwrap();
    assert_eq!(app.browser().open(&address).await.status, 200);
    let mut stranger = app.person("Stranger").await;
    assert_eq!(send(&mut stranger, &org, &[], "a.png", &png(40, 40)).await.status, 404);
    app.done().await;
}

#[tokio::test]
async fn logos_that_no_row_names_go_after_a_day_and_the_logo_stays() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (_other, without) = app.owner_of("Other").await;
    assert_eq!(send(&mut owner, &org, &[], "kept", &png(64, 64)).await.status, 200);
    let kept = shown(&mut owner, &org).await.unwrap();
    // Files that tests write are years older than the tests' clock. These were brought while another was faster.
    let late = format!("{}.png", "0a".repeat(32));
    for org in [&org, &without] {
        std::fs::create_dir_all(folder(&app, org)).unwrap();
        std::fs::write(folder(&app, org).join(&late), "late").unwrap();
    }
    let young = format!("{}.svg", "0b".repeat(32));
    let file = std::fs::File::create(folder(&app, &org).join(&young)).unwrap();
    file.set_modified((app.clock.now() - time::Duration::hours(23)).into()).unwrap();

    orphans::sweep(&app.kernel).await.unwrap();
    let left = |name: &str| folder(&app, &org).join(name).exists();
    assert_eq!((left(&late), left(&young), folder(&app, &without).join(&late).exists()), (false, true, false));
    assert_eq!(app.browser().open(&kept).await.status, 200);
    app.done().await;
}

fn folder(app: &TestApp, org: &Org) -> PathBuf {
    app.kernel.config.storage_url.to_file_path().unwrap().join(format!("organizations/{}/logo", org.id))
}

/// Whether there is any file of the organization.
async fn stored(app: &TestApp, org: &Org) -> bool {
    std::fs::read_dir(folder(app, org)).is_ok_and(|mut files| files.next().is_some())
}
