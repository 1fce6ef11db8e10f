//! Imports run one way: `model ← ui ← page`, `model ← kernel ← server`; `api` joins a page to its server; `app`, `http`,
//! `reactions`, `catalogue` and `cli` see everything.

use super::assert_none;
use crate::tests::support::Source;

/// Files and the modules that they may name. `{own}` is the feature's folder, or the module of it. The first row that
/// fits a file counts, so a file that no row fits stands in no room.
const ROOMS: [(&str, &[&str], &str); 16] = [
    ("src/model/**", &["model"], "`model` imports nothing of ours: the browser, the pages and the server stand on it"),
    ("src/ui/**", &["model", "ui"], "`ui` imports `model` alone: a piece knows nothing of organizations or accounts"),
    (
        "src/kernel/**",
        &["model", "kernel"],
        "`kernel` imports `model` alone: it is mechanisms, and knows no feature and no `http`",
    ),
    (
        "src/account/server/**",
        &[
            "model",
            "kernel",
            "{own}::model",
            "{own}::server",
            "organizations::server",
            "workspace::members::server::event",
        ],
        "accounts import `kernel`, `model`, to found a first organization `organizations::server`, and the events of who comes into a workspace, which accepting an invitation is",
    ),
    (
        "src/settings/audit/server/**",
        &["model", "kernel", "catalogue", "{own}::model", "{own}::server"],
        "the Audit tab imports `kernel`, `model` and the catalogue of events, and no feature that makes one",
    ),
    (
        "src/settings/general/server/**",
        &["model", "kernel", "{own}::model", "{own}::server", "organizations::server"],
        "the General tab imports `kernel`, `model` and, to end the organization, `organizations::server`",
    ),
    (
        "src/settings/workspaces/server/**",
        &["model", "kernel", "{own}::model", "{own}::server", "organizations::server::event"],
        "the Workspaces tab imports `kernel`, `model` and the event of a workspace's creation, which organizations begin with",
    ),
    (
        "src/workspace/frame/server/**",
        &["model", "kernel", "{own}::model", "{own}::server", "organizations::server"],
        "the frame of a workspace imports `kernel`, `model` and, for the sidebar, `organizations::server`",
    ),
    (
        "{own}/server/**",
        &["model", "kernel", "{own}::model", "{own}::server"],
        "a server imports `kernel`, `model` and its own feature: it reacts to another's events, and calls nobody",
    ),
    (
        "{own}/api.rs",
        &["model", "kernel::authn", "{own}::model", "{own}::server"],
        "an api joins its page to its server, for whoever `kernel::authn` says is there",
    ),
    ("{own}/model.rs", &["model", "{own}::model"], "a feature's model imports `model`: its rules need no database"),
    ("{own}/mod.rs", &["{own}"], "a feature's mod.rs knows what is in its own folder"),
    (
        "{own}/island",
        &["model", "ui", "{own}::api", "{own}::model"],
        "an island imports `ui`, `model` and its feature's api, never a page",
    ),
    (
        "{own}/**",
        &["model", "ui", "{own}", "!{own}::server"],
        "a page imports `ui`, `model` and its own feature's api and model; features don't import each other",
    ),
    ("src/http/**", &[""], ""),
    ("src/cli/**", &[""], ""),
];
/// Single files that see everything.
const ROOFS: [&str; 5] = ["src/app.rs", "src/catalogue.rs", "src/lib.rs", "src/main.rs", "src/reactions.rs"];
/// Folders that are a feature, or hold one in each of theirs.
const FEATURES: [&str; 5] = ["src/account", "src/operator", "src/organizations", "src/reference", "src/tokens"];
const TABS: [&str; 2] = ["src/settings/", "src/workspace/"];

/// What has to be found, in a file there.
const BREAKING: [(&str, &str); 18] = [
    ("src/model/page.rs", "use crate::ui::table::Table;"),
    ("src/ui/table.rs", "use crate::{model::AppError, account::api};"),
    ("src/ui/mod.rs", "pub mod prelude { pub use super::super::account::api; }"),
    ("src/kernel/mail/mod.rs", "use crate::http::Web;"),
    ("src/kernel/jobs.rs", "fn f() { crate::account::server::mail::send() }"),
    ("src/account/page/signin.rs", "use super::super::server::store;"),
    ("src/account/page/signin.rs", "use crate::organizations::api;"),
    ("src/account/page/signin.rs", "use crate::kernel::crypto;"),
    ("src/account/strength.rs", "use crate::account::page::SignIn; #[island] fn f() {}"),
    ("src/account/server/signup.rs", "use crate::http::Web;"),
    ("src/account/server/signup.rs", "use crate::{organizations::{model::OrgList}};"),
    ("src/account/model.rs", "use super::server;"),
    ("src/organizations/server/mod.rs", "use crate::settings::general::server;"),
    ("src/organizations/page.rs", "use crate::account::api;"),
    ("src/settings/general/server/mod.rs", "use crate::settings::overview::server::overview;"),
    ("src/settings/general/page.rs", "use super::super::overview::Page;"),
    ("src/settings/general/api.rs", "use crate::kernel::db::Change;"),
    ("src/cellar/mod.rs", "fn f() {}"),
];

#[test]
fn imports_run_one_way() {
    let wrong: Vec<String> = Source::all().iter().filter(|source| !source.is_test()).flat_map(breaches).collect();
    assert_none(&wrong);
}

#[test]
fn what_runs_the_other_way_is_found() {
    for (path, text) in BREAKING {
        assert!(!breaches(&Source::new(path, text)).is_empty(), "nobody minds {text:?} in {path}");
    }
}

#[test]
fn paths_are_read_as_the_compiler_does() {
    let text =
        "use crate::{a::{self, b as c, d::*}, e};\npub(in crate::x) mod inner { fn f() { super::super::y::z() } }";
    let paths: Vec<(usize, String)> = paths(&Source::new("src/one/two.rs", text));
    let found: Vec<(usize, &str)> = paths.iter().map(|(line, path)| (*line, path.as_str())).collect();
    assert_eq!(found, [(1, "a::self"), (1, "a::b"), (1, "a::d::*"), (1, "e"), (2, "one::y::z")]);
}

/// What the file names that its room may not.
fn breaches(source: &Source) -> Vec<String> {
    if ROOFS.contains(&source.path.as_str()) {
        return Vec::new();
    }
    let own = feature(&source.path);
    let module = own.map(|own| own.trim_start_matches("src/").replace('/', "::")).unwrap_or_default();
    let Some((_, may, says)) = ROOMS.iter().find(|(files, ..)| is_among(source, files, own)) else {
        return vec![format!("{}:1: this file stands in no room: say in ROOMS what it may import", source.path)];
    };
    let is_below = |path: &str, of: &str| {
        let of = of.replace("{own}", &module);
        of.is_empty() || path.strip_prefix(&of).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    let (never, may): (Vec<&str>, Vec<&str>) = may.iter().copied().partition(|one| one.starts_with('!'));
    let is_allowed = |path: &str| {
        may.iter().any(|of| is_below(path, of)) && !never.iter().any(|of| is_below(path, of.trim_start_matches('!')))
    };
    let wrong = paths(source).into_iter().filter(|(_, path)| !is_allowed(path));
    wrong.map(|(line, path)| format!("{}:{line}: {path}\n    {says}", source.path)).collect()
}

fn is_among(source: &Source, files: &str, own: Option<&str>) -> bool {
    let files = match (files.strip_prefix("{own}"), own) {
        (Some("/island"), Some(_)) => return source.code.contains("#[island"),
        (Some(rest), Some(own)) => format!("{own}{rest}"),
        (Some(_), None) => return false,
        (None, _) => files.to_owned(),
    };
    match files.strip_suffix("**") {
        Some(folder) => source.path.starts_with(folder),
        None => source.path == files,
    }
}

/// The folder of the feature that a file belongs to.
fn feature(path: &str) -> Option<&str> {
    for tabs in TABS {
        let Some(rest) = path.strip_prefix(tabs) else { continue };
        return Some(rest.find('/').map_or(tabs.trim_end_matches('/'), |length| &path[..tabs.len() + length]));
    }
    FEATURES.into_iter().find(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
}

/// Every path from `crate` or `super` on, from the root of the crate, with its line.
fn paths(source: &Source) -> Vec<(usize, String)> {
    let tokens = source.tokens();
    let word = |at: usize| tokens.get(at).map_or("", |(_, token)| *token);
    let file = source.path.trim_start_matches("src/").trim_end_matches(".rs");
    let file: Vec<&str> = file.trim_end_matches("lib").split('/').filter(|part| !matches!(*part, "mod" | "")).collect();
    let mut inside: Vec<(&str, usize)> = Vec::new();
    let (mut depth, mut found, mut at) = (0_usize, Vec::new(), 0);
    while at < tokens.len() {
        match word(at) {
            "{" => {
                depth += 1;
                if at >= 2 && word(at - 2) == "mod" {
                    inside.push((word(at - 1), depth));
                }
            }
            "}" => {
                inside.retain(|(_, opened)| *opened < depth);
                depth = depth.saturating_sub(1);
            }
            // `pub(in crate::kernel)` names where something is seen, not what is used.
            "crate" if word(at + 1) == "::" && word(at.wrapping_sub(1)) != "in" => {
                at = tree(&tokens, at + 2, &[], &mut found);
                continue;
            }
            "super" if word(at + 1) == "::" && word(at.wrapping_sub(1)) != "::" => {
                let mut from: Vec<&str> = file.iter().copied().chain(inside.iter().map(|(name, _)| *name)).collect();
                while word(at) == "super" {
                    from.pop();
                    at += 2;
                }
                at = tree(&tokens, at, &from, &mut found);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Reads what follows a `::`: a name, a path or a tree in braces. Returns where it ends.
fn tree(tokens: &[(usize, &str)], mut at: usize, prefix: &[&str], found: &mut Vec<(usize, String)>) -> usize {
    let word = |at: usize| tokens.get(at).map_or("", |(_, token)| *token);
    let mut path = prefix.to_vec();
    loop {
        if word(at) == "{" {
            at += 1;
            while !matches!(word(at), "}" | "") {
                at = match word(at) {
                    "," => at + 1,
                    "as" => at + 2,
                    _ => tree(tokens, at, &path, found),
                };
            }
            return at + 1;
        }
        if word(at) == "<" || word(at).is_empty() {
            break;
        }
        path.push(word(at));
        at += 1;
        if word(at) != "::" {
            break;
        }
        at += 1;
    }
    found.push((tokens[at - 1].0, path.join("::")));
    at
}
