//! The house, held by tests: they read the sources and ask the database, and fail with the place and the rule.
//!
//! Each rule is a row of a table and carries something that breaks it, so that a rule which no longer sees anything
//! fails too. An exception stands beside its rule with the reason; one that is no longer needed fails as well.

mod database;
mod doors;
mod imports;
mod rules;
mod writers;

/// Why something may do what a rule forbids: where it is, what it looks like there, and the reason.
struct Except(&'static str, &'static str, &'static str);

/// Fails with everything that is wrong at once.
fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

impl Except {
    fn excuses(&self, (at, what): &(String, String)) -> bool {
        at.starts_with(self.0) && what.contains(self.1)
    }
}

/// Takes what the exceptions excuse out of `found`; an exception that excuses nothing is added to it.
fn excuse(found: Vec<(String, String)>, except: &[Except], says: &str) -> Vec<String> {
    let idle = except.iter().filter(|exception| !found.iter().any(|one| exception.excuses(one)));
    let idle: Vec<String> = idle
        .map(|Except(place, looks, reason)| {
            format!("{place}: {looks:?} needs no exception ({reason}) any more from: {says}")
        })
        .collect();
    let wrong = found.iter().filter(|one| !except.iter().any(|exception| exception.excuses(one)));
    wrong.map(|(at, what)| format!("{at}: {what}\n    {says}")).chain(idle).collect()
}
