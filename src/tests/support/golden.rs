//! Golden files: what the program says, written down once and read in review.

use std::{collections::HashSet, env, fs, path::Path};

/// Fails unless `src/tests/golden/{name}` says the same. `UPDATE_GOLDEN=1` writes it instead; what changed is then for
/// the reviewer to judge.
pub fn assert_golden(name: &str, actual: &str) {
    assert_written(&format!("src/tests/golden/{name}"), actual);
}

/// The same for a file anywhere in the checkout, such as documentation that is made from the code.
pub fn assert_written(file: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, actual).expect("the golden file is written");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == actual,
        "{file} is another:\n{}\nIf it ought to be, write it with UPDATE_GOLDEN=1 and have the change reviewed.",
        difference(&expected, actual)
    );
}

/// The lines that only one of them has.
fn difference(expected: &str, actual: &str) -> String {
    let only_in = |one: &str, other: &str, sign: char| -> Vec<String> {
        let other: HashSet<&str> = other.lines().collect();
        one.lines().filter(|line| !other.contains(line)).map(|line| format!("{sign} {line}")).collect()
    };
    [only_in(expected, actual, '-'), only_in(actual, expected, '+')].concat().join("\n")
}
