//! The queries that aren't checked when the program is built, since their filters put them together: caught on their way to
//! Postgres, from pages that are asked for with each filter and each way of turning over. Every piece of text that a
//! function pushes into such a query must have been in one, so that a filter which nobody asks for here fails.

use crate::{
    model::WorkspaceRole,
    tests::support::{Source, TestApp, statement_texts},
};
use axum::http::Method;
use serde_json::json;
use std::collections::BTreeSet;

/// Lists of an organization. `$list` is a place in one that is ordered by a name, `$page` in one that is by a time.
const OF_ORGANIZATIONS: [&str; 30] = [
    "members?after=$list",
    "members?before=$list",
    "members?show=member",
    "members?show=suspended",
    "members?search=m",
    "members?search=m&show=owner&after=$list",
    "members/invitations",
    "members/invitations?newer=$page",
    "members/invitations?older=$page",
    "members/invitations?status=pending",
    "members/invitations?status=expired",
    "members/invitations?status=accepted",
    "workspaces",
    "workspaces?show=archived",
    "workspaces?show=unmanaged",
    "workspaces?search=w",
    "workspaces?after=$list",
    "workspaces?before=$list",
    "audit",
    "audit?person=olga",
    "audit?action=organization.created",
    "audit?person=olga&action=organization.created",
    "audit?workspace=general",
    "audit?workspace=general&person=olga&action=organization.created",
    "audit?from=2020-01-01&to=2040-01-01",
    "audit?text=nothing+like+it",
    "audit?text=olga",
    "audit?text=nothing+like+it&person=olga&action=organization.created",
    "audit?cursor=older-00000000-0000-7000-8000-000000000000",
    "audit?cursor=newer-00000000-0000-7000-8000-000000000000",
];

/// Lists of a workspace. `$id` is one of nothing.
const OF_WORKSPACES: [&str; 27] = [
    "forms",
    "forms?newer=$page",
    "forms?older=$page",
    "forms?deleted=true",
    "profiles",
    "profiles?newer=$page",
    "profiles?older=$page",
    "profiles?deleted=true",
    "documents",
    "documents?newer=$page",
    "documents?older=$page",
    "documents?deleted=true",
    "sessions",
    "sessions?newer=$page",
    "sessions?older=$page",
    "fills",
    "fills?newer=$page",
    "fills?older=$page",
    "fills?form=$id",
    "fills?session=$id",
    "fills?state=failed",
    "fills?form=$id&session=$id&state=processing",
    "members?after=$list",
    "members?before=$list",
    "members?search=m",
    "api-keys?older=$page",
    "api-keys?newer=$page",
];

/// Every query that pages and operations send and `.sqlx` doesn't list. Fails with the pieces that are in none.
pub(super) async fn queries(app: &TestApp) -> Vec<String> {
    let (mut owner, room) = app.manager_of_room().await;
    let insider = app.inside(WorkspaceRole::Viewer, &room).await;
    let member: String = app
        .ask("select id::text from memberships where user_id = $1::uuid and role = 'member'", &insider.user.to_string())
        .await;
    let addresses = OF_ORGANIZATIONS.iter().map(|rest| format!("/o/acme/settings/{rest}"));
    let addresses = addresses.chain(OF_WORKSPACES.iter().map(|rest| room.page(rest)));
    let addresses = addresses.chain([format!("/o/acme/settings/members/{member}")]);
    let sent = statement_texts(async || {
        for address in addresses {
            let address = address.replace("$list", "00000000000000000000000000000000m");
            let address = address.replace("$page", "1-00000000000000000000000000000000");
            let address = address.replace("$id", &uuid::Uuid::nil().to_string());
            let answer = owner.browser.open(&address).await;
            assert_eq!(answer.status, 200, "{address}: {}", answer.body);
        }
        let change = Some(json!({ "role": "editor", "version": 1 }));
        let path = room.rest(&format!("members/{}", insider.user));
        let changed = owner.browser.rest(Method::PATCH, &path, change).await;
        assert_eq!(changed.status, 200, "{changed:?}");
    })
    .await;
    let listed: BTreeSet<String> = super::queries().iter().map(|query| bare(query)).collect();
    let sent: BTreeSet<String> = sent.into_iter().filter(|query| !listed.contains(&bare(query))).collect();
    let built: Vec<String> = sent.into_iter().filter(|query| query.contains(" from ")).collect();
    let unsent = unsent(&Source::all(), &built);
    assert!(
        unsent.is_empty(),
        "\n{}\nNo query that was sent here has it: ask for it in tests/queries/built.rs.",
        unsent.join("\n")
    );
    built
}

/// The pieces of text that a query is put together from and that none of `sent` has.
fn unsent(sources: &[Source], sent: &[String]) -> Vec<String> {
    let sent: Vec<String> = sent.iter().map(|query| bare(query)).collect();
    let builders = sources.iter().filter(|source| !source.is_test());
    let pieces =
        builders.flat_map(|source| pieces(source).into_iter().map(|(line, piece)| (&source.path, line, piece)));
    pieces
        .filter(|(.., piece)| !sent.iter().any(|query| query.contains(&bare(piece))))
        .map(|(path, line, piece)| format!("{path}:{line}: {piece:?}"))
        .collect()
}

/// Without whatever may be between words.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What stands in quotes in the functions of a file that have to do with a `QueryBuilder`, each with its line.
fn pieces(source: &Source) -> Vec<(usize, String)> {
    let (text, code): (Vec<char>, Vec<char>) = (source.text.chars().collect(), source.code.chars().collect());
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((start, end)) = function(&code, from) {
        from = end;
        if !code[start..end].iter().collect::<String>().contains("QueryBuilder") {
            continue;
        }
        let mut at = start;
        while let Some(opening) = (at..end).find(|i| code[*i] == '"') {
            let closing = (opening + 1..end).find(|i| code[*i] == '"').unwrap_or(end - 1);
            let line = 1 + code[..opening].iter().filter(|c| **c == '\n').count();
            let literal = words(&text[opening..=closing].iter().collect::<String>());
            let parts = literal.split(['{', '}']).step_by(2).map(|part| (line, part.trim().to_owned()));
            found.extend(parts.filter(|(_, part)| !part.is_empty()));
            at = closing + 1;
        }
    }
    found
}

/// Where the next function begins and ends.
fn function(code: &[char], from: usize) -> Option<(usize, usize)> {
    let start = (from..code.len().saturating_sub(3)).find(|i| {
        code[*i..].starts_with(&['f', 'n', ' ']) && (*i == 0 || !(code[i - 1].is_alphanumeric() || code[i - 1] == '_'))
    })?;
    let mut depth = 0_usize;
    for (at, c) in code.iter().enumerate().skip(start) {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return Some((start, at + 1)),
            '}' => depth -= 1,
            ';' if depth == 0 => return Some((start, at + 1)),
            _ => {}
        }
    }
    Some((start, code.len()))
}

/// What a literal says; nothing for one of a character.
fn words(literal: &str) -> String {
    if literal.starts_with('\'') {
        return String::new();
    }
    let is_raw = literal.starts_with('r');
    let inner = literal.trim_start_matches('r').trim_matches('#');
    let inner = inner.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(inner);
    if is_raw { inner.to_owned() } else { inner.replace("\\\\", "\\").replace("\\\"", "\"") }
}

#[test]
fn a_piece_that_no_query_has_is_found() {
    let text = "fn a() { b(\"no matter\") }\nfn list(way: Way) {\n    let mut query = QueryBuilder::new(\"select 'é', a from b where org_id = \");
    query.push(format_args!(\" and c > {}\", way)).push(r#\" and \"d\" = \"#);\n    if way { query.push(\" and e\"); }\n}\n";
    let source = Source::new("src/a/server/store.rs", text);
    let sent = |query: &str| unsent(std::slice::from_ref(&source), &[query.to_owned()]);
    let whole = "select 'é',  a from b\n where org_id = $1 and c > $2 and \"d\" = $3 and e";
    assert_eq!(sent(whole), [""; 0]);
    assert_eq!(sent(&whole.replace(" and e", "")), ["src/a/server/store.rs:5: \"and e\""]);
    assert_eq!(sent(&whole.replace("\"d\"", "d")), ["src/a/server/store.rs:4: \"and \\\"d\\\" =\""]);
}
