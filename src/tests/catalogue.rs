//! The catalogue of events: complete, without doubles, and the documentation that is made from it.

use super::support::{Source, assert_written};
use crate::{
    catalogue::{CATALOGUE, Log},
    kernel::words::{Part, Words},
};
use std::{collections::BTreeSet, fmt::Write};

/// That every event has words is the compiler's to see, as long as nothing else can give it some.
#[test]
fn words_are_given_in_the_catalogue_alone() {
    let elsewhere: Vec<String> = Source::all()
        .into_iter()
        .filter(|source| source.code.contains("Described for") && source.path != "src/catalogue.rs")
        .map(|source| source.path)
        .collect();
    assert!(elsewhere.is_empty(), "an event that isn't in the catalogue: {elsewhere:?}");
}

#[test]
fn a_name_stands_for_one_event() {
    let mut names = BTreeSet::new();
    for entry in CATALOGUE.iter().flat_map(|group| group.entries) {
        assert!(names.insert(entry.action), "{} is the name of two events", entry.action);
        let (kind, what) = entry.action.split_once('.').expect("a name says of what, and what happened");
        assert!(
            !kind.is_empty()
                && !what.is_empty()
                && entry.action.chars().all(|c| c.is_ascii_lowercase() || "._".contains(c))
        );
    }
}

#[test]
fn every_example_is_one_and_the_documentation_is_current() {
    let sources = Source::all();
    let mut text = String::from(
        "# Events\n\nWhatever changes is recorded as one of these: as a line of the audit log, and for what must follow.\n\
         `details` in the audit log's REST operation holds what stands under “For example”. A version grows when a field\n\
         changes its meaning; a new field alone doesn't count.\n\nThis file is made from `src/catalogue.rs` and the events' own comments.\n",
    );
    for group in CATALOGUE {
        let log = match group.log {
            Log::Organization => "",
            Log::Deployment => "\nThese stand in no organization's log.\n",
            Log::Usage => "\nThese stand in no log: they are counted as usage.\n",
        };
        write!(text, "\n## {}\n{log}", group.label).unwrap();
        for entry in group.entries {
            let example = (entry.example)();
            let words = entry
                .words(entry.version, example.clone())
                .unwrap_or_else(|| panic!("the example of {} is none: {example}", entry.action));
            assert!(entry.words(entry.version + 1, example.clone()).is_none(), "another version is read as it is");
            let version = if entry.version > 1 { format!(", version {}", entry.version) } else { String::new() };
            let about = comment(&sources, entry.event);
            let example = serde_json::to_string_pretty(&example).unwrap();
            write!(
                text,
                "\n### `{}`{version}\n\n{about}\n\nReads: Ana Lima {}.\n\nFor example\n\n```json\n{example}\n```\n",
                entry.action,
                read(&words)
            )
            .unwrap();
        }
    }
    assert_written("docs/events.md", &text);
}

/// A sentence with names that nobody has.
fn read(words: &Words) -> String {
    let parts = words.0.iter().map(|part| match part {
        Part::Text(text) => text.to_string(),
        Part::Value(value) => format!("“{value}”"),
        Part::Person(_) | Part::Member(_) => "“Bo Okafor”".to_owned(),
        Part::Workspace(_) => "“General”".to_owned(),
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// What the event says of itself, above its type.
fn comment(sources: &[Source], event: &str) -> String {
    // Behind `pub struct`, or first on the line where a macro makes the type.
    let is_event = |line: &str| {
        let line = line.trim_start();
        line.strip_prefix("pub struct ").unwrap_or(line).split(|c: char| !c.is_alphanumeric()).next() == Some(event)
    };
    let comment_above = |lines: &[&str]| -> Vec<String> {
        let above = lines.iter().rev().skip_while(|line| line.trim_start().starts_with("#["));
        above.map_while(|line| line.trim_start().strip_prefix("///")).map(|line| line.trim().to_owned()).collect()
    };
    let files =
        sources.iter().filter(|source| source.path.ends_with("event.rs") || source.path == "src/kernel/expiry.rs");
    let comment = files.flat_map(|source| {
        let lines: Vec<&str> = source.text.lines().collect();
        let places = (0..lines.len()).filter(|at| is_event(lines[*at]));
        places.map(|at| comment_above(&lines[..at])).collect::<Vec<_>>()
    });
    let comment = comment
        .into_iter()
        .find(|comment| !comment.is_empty())
        .unwrap_or_else(|| panic!("{event} stands in a file called event.rs, and says there what it is"));
    comment.into_iter().rev().collect::<Vec<_>>().join(" ")
}
