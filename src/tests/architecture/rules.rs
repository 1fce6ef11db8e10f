//! Rules about the text of the sources.

use super::{Except, assert_none, excuse};
use crate::tests::support::Source;

struct Rule {
    /// The sentence that a breach is told.
    says: &'static str,
    /// The lines that break it, counted from 1.
    breaches: fn(&Source) -> Vec<usize>,
    except: &'static [Except],
    /// Files that break it: path and text.
    broken_by: &'static [(&'static str, &'static str)],
}

const RULES: [Rule; 9] = [
    Rule {
        says: "a file opens with `//!`: what lives here, and why",
        breaches: |source| if source.text.starts_with("//!") { vec![] } else { vec![1] },
        except: &[Except("src/main.rs", "fn main", "it is three lines and says it all")],
        broken_by: &[("src/account/mod.rs", "pub mod api;")],
    },
    Rule {
        says: "sqlx stands in kernel/ and in files called store.rs: SQL has one place in each feature",
        breaches: |source| {
            let allowed = source.is_test() || source.path.starts_with("src/kernel/") || source.name() == "store.rs";
            if allowed { vec![] } else { lines_of_code(source, |line| has_word(line, "sqlx")) }
        },
        except: &[],
        broken_by: &[
            ("src/account/server/signup.rs", "use sqlx::query;"),
            ("src/http/page.rs", "fn f() { sqlx::query!(\"\"); }"),
        ],
    },
    Rule {
        says: "a gate on a feature stands on a `mod` line of lib.rs or of a feature's mod.rs",
        breaches: gates_elsewhere,
        except: &[Except(
            "src/lib.rs",
            "feature = \"hydrate\"",
            "where the browser starts: there is nothing to put in a room",
        )],
        broken_by: &[
            ("src/account/page/mod.rs", "#[cfg(feature = \"ssr\")]\nmod x;"),
            ("src/account/mod.rs", "#[cfg(feature = \"ssr\")]\nfn x() {}"),
            ("src/ui/table.rs", "fn x() { if cfg!(feature = \"ssr\") {} }"),
        ],
    },
    Rule {
        says: "no `cfg_attr`: a type is the same in both halves",
        breaches: |source| lines_of_code(source, |line| has_word(line, "cfg_attr")),
        except: &[],
        broken_by: &[("src/account/model.rs", "#[cfg_attr(feature = \"ssr\", derive(sqlx::FromRow))]\nstruct A;")],
    },
    Rule {
        says: "server functions stand in a feature's api.rs",
        breaches: |source| {
            if source.name() == "api.rs" { vec![] } else { doors(source).into_iter().map(|door| door.line).collect() }
        },
        except: &[],
        broken_by: &[(
            "src/account/page/signin.rs",
            "#[server(prefix = \"/forms\", endpoint = \"x\")]\npub async fn f() { g() }",
        )],
    },
    Rule {
        says: "a server function says where it is: `prefix = \"/forms\"` and an endpoint of its own",
        breaches: |source| {
            let unnamed = |door: &Door| {
                !door.attribute.contains("prefix = \"/forms\"") || !door.attribute.contains("endpoint = \"")
            };
            doors(source).into_iter().filter(unnamed).map(|door| door.line).collect()
        },
        except: &[],
        broken_by: &[
            ("src/account/api.rs", "#[server]\npub async fn f() { g() }"),
            ("src/account/api.rs", "#[server(prefix = \"/forms\")]\npub async fn f() { g() }"),
            ("src/account/api.rs", "#[server(endpoint = \"x\")]\npub async fn f() { g() }"),
        ],
    },
    Rule {
        says: "a server function is a door, not a room: one expression that calls the use case in `super::server`",
        breaches: |source| {
            let is_room =
                |door: &Door| !door.body.starts_with("super::server::") || door.body.contains([';', '{', '|']);
            doors(source).into_iter().filter(is_room).map(|door| door.line).collect()
        },
        except: &[],
        broken_by: &[
            (
                "src/account/api.rs",
                "#[server(prefix = \"/forms\", endpoint = \"x\")]\npub async fn f() { let a = 1; super::server::g(a) }",
            ),
            (
                "src/account/api.rs",
                "#[server(prefix = \"/forms\", endpoint = \"x\")]\npub async fn f() { if true { super::server::g() } }",
            ),
            (
                "src/account/api.rs",
                "#[server(prefix = \"/forms\", endpoint = \"x\")]\npub async fn f() { super::server::g().map(|a| a) }",
            ),
        ],
    },
    Rule {
        says: "no unwrap() and no expect() outside tests: an error is a value, with a sentence for whoever gets it",
        breaches: |source| {
            if source.is_test() {
                return vec![];
            }
            lines_of_code(source, |line| {
                line.contains(".unwrap()") || line.contains(".expect(") || line.contains(".expect_err(")
            })
        },
        except: &[
            Except("src/kernel/crypto.rs", "32 bytes are within HKDF's limit", "the length is a constant"),
            Except("src/kernel/crypto.rs", "HMAC takes keys of any length", "its signature has an error that can't be"),
            Except("src/kernel/password.rs", "a salt of the recommended length", "the length is a type"),
            Except("src/kernel/password.rs", "the parameters were checked", "by Params::new"),
        ],
        broken_by: &[
            ("src/ui/table.rs", "fn f() { a.unwrap() }"),
            ("src/kernel/db.rs", "fn f() { a\n.expect(\"b\") }"),
        ],
    },
    Rule {
        says: "whoever opens a visitor's door names it there, for tests/architecture/doors.rs lists who opens which",
        breaches: |source| {
            lines_of_code(source, |line| line.contains("visitor.view()") || line.contains("visitor.change()"))
        },
        except: &[],
        broken_by: &[("src/account/server/signup.rs", "fn f() { let view: View<SignIn> = visitor.view().await?; }")],
    },
];

#[test]
fn the_sources_keep_the_rules() {
    let sources = Source::all();
    let wrong: Vec<String> = RULES.iter().flat_map(|rule| breaches(rule, &sources)).collect();
    assert_none(&wrong);
}

#[test]
fn what_breaks_a_rule_is_found() {
    for rule in &RULES {
        for (path, text) in rule.broken_by {
            assert!(
                !(rule.breaches)(&Source::new(path, text)).is_empty(),
                "nobody minds {text:?} in {path}, though {}",
                rule.says
            );
        }
    }
}

fn breaches(rule: &Rule, sources: &[Source]) -> Vec<String> {
    let at = |source: &Source, line: usize| {
        let text = source.text.lines().nth(line - 1).unwrap_or_default();
        (format!("{}:{line}", source.path), text.trim().to_owned())
    };
    let found = sources.iter().flat_map(|source| (rule.breaches)(source).into_iter().map(move |line| at(source, line)));
    excuse(found.collect(), rule.except, rule.says)
}

fn lines_of_code(source: &Source, is_wrong: impl Fn(&str) -> bool) -> Vec<usize> {
    source.code.lines().enumerate().filter(|(_, line)| is_wrong(line)).map(|(at, _)| at + 1).collect()
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|one| one == word)
}

fn gates_elsewhere(source: &Source) -> Vec<usize> {
    let path: Vec<&str> = source.path.split('/').collect();
    let has_gates =
        matches!(*path, ["src", "lib.rs"] | ["src", _, "mod.rs"] | ["src", "settings" | "workspace", _, "mod.rs"]);
    let lines: Vec<&str> = source.code.lines().map(str::trim).collect();
    let on_a_module = |gate: usize| {
        let item = lines[gate + 1..].iter().find(|line| !line.is_empty() && !line.starts_with("#["));
        lines[gate].starts_with("#[cfg(")
            && item.is_some_and(|item| item.starts_with("mod ") || item.starts_with("pub mod "))
    };
    let gates = lines.iter().enumerate().filter(|(_, line)| line.contains("cfg") && has_word(line, "feature"));
    gates.filter(|(at, _)| !has_gates || !on_a_module(*at)).map(|(at, _)| at + 1).collect()
}

/// A server function.
struct Door {
    line: usize,
    attribute: String,
    body: String,
}

fn doors(source: &Source) -> Vec<Door> {
    let lines: Vec<&str> = source.text.lines().collect();
    let code: Vec<&str> = source.code.lines().collect();
    let starts = |line: &str| line.trim_start().starts_with("#[server") && !line.contains("#[server(default)]");
    let starts = code.iter().enumerate().filter(|(_, line)| starts(line)).map(|(at, _)| at);
    starts
        .map(|at| {
            let attribute: String = lines[at..].iter().take_while(|line| !line.contains("async fn")).copied().collect();
            let item = lines[at..].join("\n");
            let function = item.find("async fn").map_or("", |from| &item[from..]);
            Door { line: at + 1, attribute, body: body(function).trim().to_owned() }
        })
        .collect()
}

/// What stands between the braces of a function.
fn body(function: &str) -> &str {
    let Some(opening) = function.find('{') else { return "" };
    let mut depth = 0_usize;
    let closing = function[opening..].find(|c| {
        depth = match c {
            '{' => depth + 1,
            '}' => depth - 1,
            _ => depth,
        };
        depth == 0
    });
    closing.map_or("", |length| &function[opening + 1..opening + length])
}
