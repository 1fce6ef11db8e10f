//! A line as people read it.

use super::store::{Names, Row};
use crate::{
    kernel::{
        authn::Principal,
        words::{Part, Words},
    },
    model::{AuditId, Moment},
    settings::audit::model::{Changed, Choice, Line, Span, Who},
};
use serde_json::{Map, Value};
use time::OffsetDateTime;
use uuid::Uuid;

/// The line for a page.
pub fn drawn(row: Row, words: Words, names: &Names, principal: &Principal) -> Line {
    let (changes, mut facts) = read_details(&row.details);
    let mut tell = |label: &str, value: String| {
        if !value.is_empty() {
            facts.push((label.to_owned(), value));
        }
    };
    tell("Action", row.action.clone());
    let target = row.target_id.map_or_else(|| row.target_kind.clone(), |id| format!("{} {id}", row.target_kind));
    tell("Done to", target);
    tell("Done by", row.actor_id.map(|id| format!("{} {id}", row.actor_kind)).unwrap_or_default());
    tell("With", row.user_agent.clone());
    tell("Request", row.request_id.clone());
    tell("Line", row.id.to_string());
    let (id, at, who) = (AuditId::from(row.id), exact(principal, row.at), who(&row));
    let workspace = workspace(&row, names).map(|about| Choice {
        name: about.name.unwrap_or_else(|| "A deleted workspace".to_owned()),
        value: about.slug.unwrap_or_else(|| about.id.to_string()),
    });
    Line { id, at, who, what: spans(words, names), workspace, ip: row.ip, changes, facts }
}

/// A log says when to the minute, however long ago.
pub fn exact(principal: &Principal, at: OffsetDateTime) -> Moment {
    let moment = principal.moment(at);
    Moment { text: moment.exact.clone(), ..moment }
}

/// Who did it, by the name that they have now.
pub fn who(row: &Row) -> Who {
    let name = match row.actor_kind.as_str() {
        "user" => row.actor_name.as_deref().unwrap_or("Deleted account"),
        "visitor" => "Somebody not signed in",
        "key" => "An API key",
        "operator" => "The operator",
        _ => "Tenantry",
    };
    let user = row.actor_id.filter(|_| row.actor_kind == "user").map(Into::into);
    Who { name: name.to_owned(), email: row.actor_email.clone(), user }
}

/// The workspace that a line is about.
pub struct About {
    pub id: Uuid,
    /// As it is now; of one that is gone the last one that the log knows, if it knows any.
    pub name: Option<String>,
    /// None where it is gone.
    pub slug: Option<String>,
}

/// Which workspace a line is about, if it is about one.
pub fn workspace(row: &Row, names: &Names) -> Option<About> {
    let id = row.workspace_id?;
    let named = names.get(&id);
    // A line about nothing else keeps the name that it had then.
    let kept = || {
        let of = |details: &Value| details.get("name").and_then(Value::as_str).map(str::to_owned);
        let own = (row.target_kind == "workspace").then_some(&row.details)?;
        of(own).or_else(|| own.get("to").and_then(of))
    };
    let name = named.map(|named| named.name.clone()).or_else(kept);
    Some(About { id, name, slug: named.and_then(|named| named.slug.clone()) })
}

/// The sentence with the names in it.
pub fn spans(words: Words, names: &Names) -> Vec<Span> {
    let named = |id, gone: &str| match names.get(&id) {
        Some(named) => Span::Value(named.name.clone()),
        None => Span::Text(gone.to_owned()),
    };
    let read = |part| match part {
        Part::Text(text) => Span::Text(text.into_owned()),
        Part::Value(value) => Span::Value(value),
        Part::Person(user) => named(user.uuid(), "a deleted account"),
        Part::Member(member) => named(member.uuid(), "somebody who is no longer a member"),
        Part::Workspace(workspace) => named(workspace.uuid(), "a deleted workspace"),
    };
    words.0.into_iter().map(read).collect()
}

/// What changed, and everything else, of any shape.
fn read_details(details: &Value) -> (Vec<Changed>, Vec<(String, String)>) {
    let Value::Object(fields) = details else { return (Vec::new(), Vec::new()) };
    let changes = match (fields.get("from"), fields.get("to")) {
        (Some(Value::Object(from)), Some(Value::Object(to))) => differing(from, to),
        (Some(from), Some(to)) => vec![Changed { label: String::new(), from: text(from), to: text(to) }],
        _ => Vec::new(),
    };
    let rest = fields.iter().filter(|(name, _)| changes.is_empty() || !matches!(name.as_str(), "from" | "to"));
    let facts = rest.map(|(name, value)| (label(name), text(value))).collect();
    (changes, facts)
}

/// The fields that aren't the same in both.
fn differing(from: &Map<String, Value>, to: &Map<String, Value>) -> Vec<Changed> {
    let added = to.keys().filter(|name| !from.contains_key(*name));
    from.keys()
        .chain(added)
        .map(|name| (name, from.get(name).unwrap_or(&Value::Null), to.get(name).unwrap_or(&Value::Null)))
        .filter(|(_, from, to)| from != to)
        .map(|(name, from, to)| Changed { label: label(name), from: text(from), to: text(to) })
        .collect()
}

/// A field's name as a label: `new_browser` as “New browser”.
fn label(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) if text.is_empty() => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn details_of_any_shape_can_be_read() {
        let (changes, facts) = read_details(&json!({ "organization": "1", "from": "Acme", "to": "" }));
        let changed = |label: &str, from: &str, to: &str| Changed {
            label: label.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        assert_eq!(changes, [changed("", "Acme", "nothing")]);
        assert_eq!(facts, [("Organization".to_owned(), "1".to_owned())]);
        let (changes, _) = read_details(
            &json!({ "from": { "date_format": "iso", "dpi": 300, "old": true }, "to": { "date_format": "long", "dpi": 300, "tags": ["a", 1] } }),
        );
        assert_eq!(
            changes,
            [
                changed("Date format", "iso", "long"),
                changed("Old", "yes", "nothing"),
                changed("Tags", "nothing", "a, 1")
            ]
        );
        let (changes, facts) = read_details(&json!({ "to": "ana@example.com" }));
        assert!(changes.is_empty());
        assert_eq!(facts, [("To".to_owned(), "ana@example.com".to_owned())]);
        assert_eq!(read_details(&json!(null)), (vec![], vec![]));
    }
}
