//! From what was typed to what is wanted. What can't be read filters nothing and says so at its field.

use super::store::{Asked, Text, Wanted};
use crate::{
    catalogue::{self, CATALOGUE, Entry},
    kernel::{clock::first_uuid_of, moment::Reader, words::Part},
    model::{FieldError, name::slugify},
    settings::audit::model::Filter,
};
use uuid::Uuid;

/// Nobody types more, and a longer text finds nothing that this one doesn't.
const LONGEST: usize = 254;

/// The same without what can't be seen.
pub fn cleaned(filter: Filter) -> Filter {
    let clean = |text: String| -> String {
        let visible: String = text.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        visible.trim().to_owned()
    };
    Filter {
        from: clean(filter.from),
        to: clean(filter.to),
        person: clean(filter.person),
        workspace: clean(filter.workspace),
        action: clean(filter.action),
        text: clean(filter.text),
    }
}

/// Everything wanted but who did it and which workspace it is about: who they are the database has to say.
pub fn read(filter: &Filter, reader: &Reader) -> (Wanted, Vec<FieldError>) {
    let mut problems = Vec::new();
    let mut day = |field: &str, typed: &str| {
        let day = reader.day(typed);
        if day.is_none() && !typed.is_empty() {
            problems.push(problem(field, "Enter a date like 2027-03-24."));
        }
        day
    };
    let from = day("from", &filter.from).map(|(begins, _)| begins);
    let mut to = day("to", &filter.to).map(|(_, ends)| ends);
    if let (Some(begins), Some(ends)) = (from, to)
        && ends <= begins
    {
        problems.push(problem("to", "This day is before the first one. Choose a later one."));
        to = None;
    }
    let actions = actions(&filter.action);
    if actions.is_empty() && !filter.action.is_empty() {
        problems.push(problem("action", "Choose one of the list."));
    }
    let ids = (from.map_or(Uuid::nil(), first_uuid_of), to.map_or(Uuid::max(), first_uuid_of));
    let text = (!filter.text.is_empty()).then(|| Text {
        typed: filter.text.clone(),
        actions: labelled(&filter.text),
        named: Vec::new(),
    });
    let (actors, workspaces) = (Vec::new(), Vec::new());
    (Wanted { actors, workspaces, actions, ids, oldest_first: false, text }, problems)
}

/// Who is meant: an account by its id, whether or not it still exists, or whom the log knows by that address or name.
pub fn actors(filter: &Filter, people: &Asked, problems: &mut Vec<FieldError>) -> Vec<Uuid> {
    let nobody = "Nobody in this log has that address, or a name that begins so.";
    meant("person", &filter.person, people, nobody, problems)
}

/// Which workspace is meant: by its id, whether or not there still is one, or by an address or name that it has, or had
/// when it was deleted.
pub fn workspaces(filter: &Filter, workspaces: &Asked, problems: &mut Vec<FieldError>) -> Vec<Uuid> {
    let none = "No workspace here has that address, or a name that begins so.";
    meant("workspace", &filter.workspace, workspaces, none, problems)
}

fn meant(field: &str, typed: &str, asked: &Asked, none: &str, problems: &mut Vec<FieldError>) -> Vec<Uuid> {
    if let Ok(id) = typed.parse() {
        return vec![id];
    }
    if asked.meant.is_empty() && !typed.is_empty() {
        problems.push(problem(field, none));
    }
    asked.meant.clone()
}

/// The actions of that name, or of the group of that name.
pub fn actions(asked: &str) -> Vec<&'static str> {
    let groups = CATALOGUE.iter().filter(|group| group.log == catalogue::Log::Organization);
    groups
        .flat_map(|group| group.entries.iter().map(move |entry| (group, entry)))
        .filter(|(group, entry)| entry.action == asked || slugify(group.label, "group") == asked)
        .map(|(_, entry)| entry.action)
        .collect()
}

/// The actions that a reader knows by that word: by what a filter calls them, or by how their sentence begins, before it
/// comes to whom and what it was about.
fn labelled(text: &str) -> Vec<&'static str> {
    let text = text.to_lowercase();
    let begins = |entry: &Entry| match entry.words(entry.version, (entry.example)())?.0.into_iter().next()? {
        Part::Text(begins) => Some(begins.to_lowercase()),
        _ => None,
    };
    let says = |entry: &Entry| {
        entry.label.to_lowercase().contains(&text) || begins(entry).is_some_and(|begins| begins.contains(&text))
    };
    let entries = CATALOGUE.iter().flat_map(|group| group.entries);
    entries.filter(|entry| says(entry)).map(|entry| entry.action).collect()
}

fn problem(field: &str, message: &str) -> FieldError {
    FieldError { field: field.to_owned(), message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::format::{DateFormat, TimeFormat};
    use time::macros::datetime;

    fn of(from: &str, to: &str) -> (Wanted, Vec<FieldError>) {
        let filter = Filter { from: from.to_owned(), to: to.to_owned(), ..Filter::default() };
        read(&filter, &Reader::new("America/New_York", DateFormat::Iso, TimeFormat::Hours24))
    }

    #[test]
    fn days_are_the_readers() {
        let (wanted, problems) = of("2027-03-24", "2027-03-24");
        let ids = (first_uuid_of(datetime!(2027-03-24 4:00 UTC)), first_uuid_of(datetime!(2027-03-25 4:00 UTC)));
        assert_eq!((wanted.ids, problems), (ids, vec![]));
    }

    #[test]
    fn what_is_no_range_filters_nothing_and_says_so() {
        let (wanted, problems) = of("yesterday", "2027-02-30");
        assert_eq!(wanted.ids, (Uuid::nil(), Uuid::max()));
        assert_eq!(problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), ["from", "to"]);
        let (wanted, problems) = of("2027-03-24", "2027-03-23");
        assert_eq!(wanted.ids.1, Uuid::max());
        assert_eq!(problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), ["to"]);
    }

    #[test]
    fn an_action_is_one_or_a_group_of_the_organizations_log() {
        assert_eq!(actions("organization.renamed"), ["organization.renamed"]);
        assert!(actions("organization").len() > 1);
        assert!(actions("").is_empty() && actions("account.signed_in").is_empty() && actions("accounts").is_empty());
    }

    #[test]
    fn a_text_means_actions_by_their_label_and_by_how_their_sentence_begins() {
        assert!(labelled("Changed the role").contains(&"member.role_changed"));
        assert!(labelled("role changed").contains(&"member.role_changed"));
        assert!(!labelled("admin").contains(&"invitation.sent"), "an example's role is no other line's");
    }
}
