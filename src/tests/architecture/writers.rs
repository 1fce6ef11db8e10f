//! A table has one writer: the store of one feature, or the kernel. What must hold of its rows is then in one place.

use super::assert_none;
use crate::tests::support::Source;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Tables with more than one writer, and why.
const SHARED: [(&str, &[&str], &str); 18] = [
    (
        "fill_digests",
        &["src/settings/notifications", "src/workspace/fills"],
        "what waits for a daily mail goes with it, and where the person wants none any more",
    ),
    ("email_changes", &["src/account", "src/kernel"], "the sweep deletes what ran out a week ago"),
    ("known_browsers", &["src/account", "src/kernel"], "the sweep forgets what wasn't used for a year"),
    (
        "former_members",
        &["src/organizations", "src/settings/members"],
        "the Members tab remembers whom it removed; whoever joins again isn't one any more",
    ),
    (
        "invitations",
        &["src/account", "src/settings/invitations", "src/workspace/members"],
        "whoever was invited answers from outside; whoever invites, to the organization or a workspace, sends, replaces and revokes",
    ),
    (
        "memberships",
        &["src/kernel", "src/organizations", "src/settings/members", "src/settings/notifications"],
        "founded with an owner; then the Members tab has them, the kernel notes when a member was last active, and each chooses their own mails",
    ),
    (
        "organizations",
        &["src/operator", "src/organizations", "src/settings/general", "src/settings/notifications"],
        "founded as a whole; then the General tab edits its own columns, Notifications its switch, and the operator sets its limits",
    ),
    (
        "organization_slugs",
        &["src/organizations", "src/settings/general"],
        "the first slug comes with founding, the others with a change of the address",
    ),
    ("fills", &["src/kernel", "src/workspace/fills"], "the nightly purge deletes those of forms that were deleted"),
    ("forms", &["src/kernel", "src/workspace/forms"], "the nightly purge deletes what can't be restored any more"),
    (
        "profiles",
        &["src/kernel", "src/workspace/profiles"],
        "the nightly purge deletes what can't be restored any more",
    ),
    (
        "source_documents",
        &["src/kernel", "src/workspace/documents"],
        "the nightly purge deletes what can't be restored any more",
    ),
    ("password_resets", &["src/account", "src/kernel"], "the sweep deletes what ran out a week ago"),
    (
        "sessions",
        &["src/account", "src/kernel", "src/settings/members"],
        "the kernel keeps them; an account ends its own, and an organization those of its members, in the change that it records",
    ),
    ("sign_in_links", &["src/account", "src/kernel"], "the sweep deletes what ran out a week ago"),
    ("signups", &["src/account", "src/kernel"], "the sweep deletes what ran out a week ago"),
    (
        "workspaces",
        &["src/organizations", "src/settings/workspaces", "src/workspace/settings"],
        "the first comes with its organization; the Workspaces tab has them all, and the settings page inside edits its own columns",
    ),
    (
        "workspace_memberships",
        &[
            "src/account",
            "src/organizations",
            "src/settings/members",
            "src/settings/workspaces",
            "src/workspace/members",
        ],
        "a workspace is founded with its manager, and given one where it has none; its members page has them, whoever accepts an invitation comes from outside, and leaving the organization ends them all",
    ),
];

#[test]
fn a_table_has_one_writer() {
    let tables = tables();
    let sources = Source::all();
    let mut writers: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        for (line, table) in written(&source.text, &tables) {
            let in_kernel = source.path.starts_with("src/kernel/");
            if !in_kernel && source.name() != "store.rs" {
                wrong.push(format!("{}:{line}: writes {table}\n    only stores and the kernel write", source.path));
            }
            let folder =
                if in_kernel { "src/kernel" } else { source.path.split("/server/").next().unwrap_or_default() };
            writers.entry(table).or_default().insert(folder.to_owned());
        }
    }
    for (table, found) in &writers {
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        let shared = SHARED.iter().find(|(shared, ..)| shared == table).map(|(_, by, _)| *by);
        if shared.map_or(found.len() > 1, |by| by != found) {
            wrong.push(format!(
                "{table} is written by {}\n    a table has one writer; an exception stands in SHARED, with its reason",
                found.join(" and ")
            ));
        }
    }
    wrong.extend(
        SHARED
            .iter()
            .filter(|(table, ..)| !writers.contains_key(table))
            .map(|(table, ..)| format!("{table} is in SHARED and nobody writes it")),
    );
    assert!(writers.contains_key("users") && writers.contains_key("memberships"), "the writers are found: {writers:?}");
    assert_none(&wrong);
}

#[test]
fn a_write_is_found_however_it_is_laid_out() {
    let tables = ["users".to_owned(), "sessions".to_owned()].into();
    let text = "\"with w as (insert\n into users (id) values ($1)) update sessions\nset a = 1\" \"DELETE FROM public.users\" \"select 1 from users for update\" \"update only users set a = 1\"";
    let found: Vec<(usize, &str)> = written(text, &tables);
    assert_eq!(found, [(2, "users"), (2, "sessions"), (3, "users"), (3, "users")]);
}

/// The tables that the migrations make.
fn tables() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let files = fs::read_dir(folder).expect("the migrations are there").map(|entry| entry.expect("an entry").path());
    let texts: Vec<String> =
        files.map(|file| fs::read_to_string(file).expect("a migration is text").to_lowercase()).collect();
    let names = texts.iter().flat_map(|text| text.split("create table ").skip(1));
    names
        .filter_map(|rest| rest.trim_start_matches("if not exists ").split([' ', '(']).next())
        .map(str::to_owned)
        .collect()
}

/// The tables that the SQL in a text writes, with the line of the table's name.
fn written<'t>(text: &str, tables: &'t BTreeSet<String>) -> Vec<(usize, &'t str)> {
    fn is_word(c: char) -> bool {
        c.is_alphanumeric() || c == '_'
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let words: Vec<(usize, String)> = lines
        .flat_map(|(at, line)| {
            line.split(|c| !is_word(c)).filter(|word| !word.is_empty()).map(move |word| (at + 1, word.to_lowercase()))
        })
        .filter(|(_, word)| word != "public" && word != "only")
        .collect();
    let target = |at: usize| {
        let (line, word) = words.get(at)?;
        tables.get(word).map(|table| (*line, table.as_str()))
    };
    let pair = |at: usize| (words[at].1.as_str(), words.get(at + 1).map_or("", |(_, word)| word.as_str()));
    (0..words.len())
        .filter_map(|at| match pair(at) {
            ("insert" | "merge", "into") | ("delete", "from") => target(at + 2),
            ("update" | "truncate", _) => target(at + 1),
            _ => None,
        })
        .collect()
}
