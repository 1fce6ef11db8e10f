//! The doctor names what is wrong, all of it at once, and nothing else.

use super::{Program, database, free_port, mail_server};
use std::process::Stdio;

/// What the doctor says with that in place of a setting, and whether everything is well.
fn examined(program: &Program, setting: (&str, &str)) -> (String, bool) {
    let mut command = program.command(&["doctor"]);
    let output = command.env(setting.0, setting.1).stdout(Stdio::piped()).output().expect("it runs");
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.success())
}

#[test]
fn the_doctor_names_what_is_wrong_and_nothing_else() {
    let (smtp_port, _mails) = mail_server();
    let program = Program { database_url: database("doctor"), smtp_port };
    assert!(program.finish(&["migrate"]).status.success());
    // A folder within a file can't be made, whoever asks.
    let file = std::env::temp_dir().join(format!("tenantry-doctor-{}", std::process::id()));
    std::fs::write(&file, "no folder").expect("a file is made");
    let storage = format!("file://{}/files", file.display());
    let nobody = format!("smtp://127.0.0.1:{}", free_port());
    for (setting, wrong, sentence) in [
        (("SMTP_URL", nobody.as_str()), "mail", "The mail server at SMTP_URL can't be reached: "),
        (("STORAGE_URL", storage.as_str()), "storage", "STORAGE_URL can't be used: "),
        (("PLANS_FILE", "/nowhere/plans.toml"), "plans", "/nowhere/plans.toml"),
        (("SECRET_KEY", "c2hvcnQ="), "configuration", "SECRET_KEY can't be read. Write 32 random bytes in base64"),
        (("STORAGE_URL", "file://var/lib/tenantry"), "configuration", "STORAGE_URL can't be read. Write file:///"),
    ] {
        let (said, is_well) = examined(&program, setting);
        let found: Vec<&str> = said.lines().filter_map(|line| line.strip_suffix(" WRONG")).map(str::trim).collect();
        assert_eq!((found, is_well), (vec![wrong], false), "{setting:?}: {said}");
        assert!(said.contains(sentence), "{setting:?}: {said}");
    }
    std::fs::remove_file(file).expect("the file is there");
    let (said, is_well) = examined(&program, ("API_RATE", "50"));
    assert!(is_well && !said.contains("WRONG"), "{said}");
}
