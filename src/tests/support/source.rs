//! The sources as text, for tests that hold rules about them.

use std::{fs, path::Path};

/// One file below `src/`.
pub struct Source {
    /// From the root of the crate: `src/account/api.rs`.
    pub path: String,
    pub text: String,
    /// The text with as many lines, without comments, without what stands in strings, without `#[cfg(test)]` items.
    pub code: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), code: without_tests(&without_words(text)) }
    }

    /// Every file below `src/`, by path.
    pub fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut sources = Vec::new();
        read(root, &root.join("src"), &mut sources);
        assert!(sources.len() > 50, "the sources are found");
        sources.sort_by(|one, other| one.path.cmp(&other.path));
        sources
    }

    /// Whether the file is compiled for tests alone.
    pub fn is_test(&self) -> bool {
        self.path.starts_with("src/tests/") || self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The words and signs of the code, each with its line, counted from 1.
    pub fn tokens(&self) -> Vec<(usize, &str)> {
        let mut tokens = Vec::new();
        for (line, text) in self.code.lines().enumerate() {
            let mut rest = text.trim_start();
            while let Some(first) = rest.chars().next() {
                let length = match rest.find(|c: char| !is_word(c)) {
                    Some(0) if rest.starts_with("::") => 2,
                    Some(0) => first.len_utf8(),
                    Some(length) => length,
                    None => rest.len(),
                };
                let (token, after) = rest.split_at(length);
                tokens.push((line + 1, token));
                rest = after.trim_start();
            }
        }
        tokens
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn read(root: &Path, directory: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(directory).expect("a directory of the sources") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            read(root, &path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source is text");
            let path = path.strip_prefix(root).expect("it is below the root");
            sources.push(Source::new(&path.to_string_lossy(), &text));
        }
    }
}

/// Comments and the content of strings and characters become blanks; lines stay where they are.
fn without_words(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let starts = |at: usize, with: &str| with.chars().enumerate().all(|(i, c)| chars.get(at + i) == Some(&c));
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = if starts(at, "//") {
            chars[at..].iter().position(|c| *c == '\n').map_or(chars.len(), |length| at + length)
        } else if starts(at, "/*") {
            end_of_comment(&chars, at)
        } else if let Some(opening) = opening_of_raw_string(&chars, at) {
            let closing: String = format!("\"{}", "#".repeat(opening - 2));
            (at + opening..chars.len())
                .find(|end| starts(*end, &closing))
                .map_or(chars.len(), |end| end + closing.len())
        } else if chars[at] == '"' {
            end_of_quoted(&chars, at, '"')
        } else if chars[at] == '\'' && (chars.get(at + 1) == Some(&'\\') || chars.get(at + 2) == Some(&'\'')) {
            end_of_quoted(&chars, at, '\'')
        } else {
            code.push(chars[at]);
            at += 1;
            continue;
        };
        // The quotes stay, so that an argument stays one.
        let quote = if chars[at] == '/' { ' ' } else { '"' };
        code.extend((at..end).map(|i| match chars[i] {
            '\n' => '\n',
            _ if i == at || i + 1 == end => quote,
            _ => ' ',
        }));
        at = end;
    }
    code
}

fn end_of_comment(chars: &[char], from: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = from;
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

/// How long `r#"` is, where a raw string begins.
fn opening_of_raw_string(chars: &[char], at: usize) -> Option<usize> {
    if chars[at] != 'r' || (at > 0 && is_word(chars[at - 1]) && chars[at - 1] != 'b') {
        return None;
    }
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    (chars.get(at + 1 + hashes) == Some(&'"')).then_some(hashes + 2)
}

fn end_of_quoted(chars: &[char], from: usize, quote: char) -> usize {
    let mut at = from + 1;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// Blanks every item under `#[cfg(test)]` that has braces.
fn without_tests(code: &str) -> String {
    let mut code = code.to_owned();
    let mut from = 0;
    while let Some(start) = code[from..].find("#[cfg(test)]").map(|at| from + at) {
        from = start + 1;
        let Some(opening) = code[start..].find(['{', ';']).map(|at| start + at) else { break };
        if code[opening..].starts_with(';') {
            continue;
        }
        let mut depth = 0_usize;
        let end = code[opening..].find(|c| {
            depth = match c {
                '{' => depth + 1,
                '}' => depth - 1,
                _ => depth,
            };
            depth == 0
        });
        let end = end.map_or(code.len(), |at| opening + at + 1);
        let blank: String = code[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        code.replace_range(start..end, &blank);
    }
    code
}

#[test]
fn words_are_not_code() {
    let text = "let a = \"x // { sqlx\"; // sqlx\nlet b = r#\"a \" sqlx\"#; let c = '\"'; fn d<'a>(e: &'a str) {}\n/* sqlx /* */ sqlx */ end\n#[cfg(test)]\nmod tests { fn f() { g } }\nlast";
    let source = Source::new("src/a.rs", text);
    assert_eq!(source.code.lines().count(), text.lines().count());
    let words: Vec<&str> =
        source.tokens().into_iter().map(|(_, token)| token).filter(|token| token.starts_with(is_word)).collect();
    assert_eq!(words, ["let", "a", "let", "b", "let", "c", "fn", "d", "a", "e", "a", "str", "end", "last"]);
    assert_eq!(source.tokens().last(), Some(&(6, "last")));
}
