//! Every page of the route table is looked over in a browser: in both colour schemes, on a phone and on a desk, by axe.

use super::{authz_coverage::pages, support::Source};
use regex::Regex;
use std::{collections::BTreeSet, fs, path::Path};

/// A page, the file below `end2end/tests/` that inspects it, and the name that it is given there, as it stands in the source.
const INSPECTED: [(&str, &str, &str); 42] = [
    ("/signup", "pages", "'/signup'"),
    ("/login", "pages", "'/login'"),
    ("/login/link", "pages", "'/login/link'"),
    ("/login/link/:token", "pages", "'signing in with a link'"),
    ("/forgot", "pages", "'/forgot'"),
    ("/reset/:token", "pages", "'choosing a new password'"),
    ("/verify-email/:token", "pages", "'confirming'"),
    ("/account/restore/:token", "pages", "'restoring the account'"),
    ("/account", "pages", "'/account'"),
    ("/account/security", "pages", "'/account/security'"),
    ("/account/sessions", "pages", "'/account/sessions'"),
    ("/account/organizations", "pages", "'/account/organizations'"),
    ("/account/notifications", "workspaces", "'own-notifications'"),
    ("/invitations/:token", "invitations", "'an invitation, without an account'"),
    ("/orgs", "pages", "'/orgs'"),
    ("/orgs/new", "pages", "'/orgs/new'"),
    ("/o/:org/welcome", "pages", "`welcome, ${step}`"),
    ("/o/:org", "workspaces", "'an overview with something in it'"),
    ("/o/:org/settings/general", "pages", "'general, saved'"),
    ("/o/:org/settings/members", "members", "'members'"),
    ("/o/:org/settings/members/invitations", "invitations", "'invitations, just sent'"),
    ("/o/:org/settings/members/:member", "members", "'a person'"),
    ("/o/:org/settings/workspaces", "workspaces", "'workspaces'"),
    ("/o/:org/settings/workspaces/new", "workspaces", "'workspaces/new'"),
    ("/o/:org/settings/workspaces/:workspace", "workspaces", "'workspaces/general'"),
    ("/o/:org/settings/audit", "audit", "'the log, filtered'"),
    ("/o/:org/settings/notifications", "workspaces", "'notifications'"),
    ("/o/:org/w/:workspace/forms", "workspaces", "'forms'"),
    ("/o/:org/w/:workspace/forms/:form", "workspaces", "`forms/${form}`"),
    ("/o/:org/w/:workspace/fills", "workspaces", "'fills'"),
    ("/o/:org/w/:workspace/fills/:fill", "workspaces", "`fills/${fill}`"),
    ("/o/:org/w/:workspace/sessions", "workspaces", "'sessions'"),
    ("/o/:org/w/:workspace/sessions/:session", "workspaces", "`sessions/${session}`"),
    ("/o/:org/w/:workspace/profiles", "workspaces", "'profiles'"),
    ("/o/:org/w/:workspace/profiles/:profile", "workspaces", "`profiles/${profile}`"),
    ("/o/:org/w/:workspace/documents", "workspaces", "'documents'"),
    ("/o/:org/w/:workspace/members", "workspaces", "'members'"),
    ("/o/:org/w/:workspace/settings", "workspaces", "'settings'"),
    ("/o/:org/w/:workspace/api-keys", "workspaces", "'api-keys'"),
    ("/api/docs", "workspaces", "'reference'"),
    ("/operator/kit", "pages", "'/operator/kit'"),
    ("/operator/kit", "pages", "'/operator/kit?dir=rtl'"),
];

/// Routes that draw nothing, with what they do instead.
const UNDRAWN: [(&str, &str); 1] = [("/o/:org/w/:workspace", "leads to the first page of the workspace")];

#[test]
fn every_page_is_looked_over_in_a_browser() {
    let sources = Source::all();
    let table = sources.iter().find(|source| source.path == "src/app.rs").expect("the route table is there");
    let pages: BTreeSet<String> = pages(&table.text).into_iter().map(|page| page.replacen("page ", "", 1)).collect();
    let listed = INSPECTED.iter().map(|(page, ..)| *page).chain(UNDRAWN.iter().map(|(page, _)| *page));
    let listed: BTreeSet<String> = listed.map(str::to_owned).collect();
    let new: Vec<&String> = pages.difference(&listed).collect();
    assert!(new.is_empty(), "nobody looks {new:?} over: inspect it in end2end/tests and list it here");
    let gone: Vec<&String> = listed.difference(&pages).collect();
    assert!(gone.is_empty(), "{gone:?} is no page any more");
    for (page, file, name) in INSPECTED {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("end2end/tests/{file}.spec.ts"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(inspects(&text, name), "{}: nothing called {name} is inspected, which {page} was", path.display());
    }
}

/// Whether the file inspects something under that name, or each of a list that the name stands in.
fn inspects(text: &str, name: &str) -> bool {
    let name = regex::escape(name);
    let itself = format!(r"\binspect\(\w+, {name}\)");
    let each = format!(r"for \(const (\w+) of \[([^\[\]]*, )?{name}[,\]][^\n]*\n(?:[^\n]*\n)?\s+await inspect\(\w+, ");
    [itself, each].iter().any(|pattern| Regex::new(pattern).expect("a pattern").is_match(text))
}

#[test]
fn a_name_alone_is_no_inspection() {
    let text = "await inspect(page, 'one');\nfor (const path of ['/two', '/three']) {\n  await page.goto(path);\n  await inspect(page, path);\n}
for (const path of ['/four']) {\n  await page.goto(path);\n}\n// 'five'\n";
    for (name, is_inspected) in
        [("'one'", true), ("'/two'", true), ("'/three'", true), ("'/four'", false), ("'five'", false), ("'on'", false)]
    {
        assert_eq!(inspects(text, name), is_inspected, "{name}");
    }
}
