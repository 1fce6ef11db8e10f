//! Reading who is to be invited: one address, a list that was typed or pasted from a mail, or a table from a spreadsheet.
//! All of it is read before anything is done, so that every line that is wrong is named at once.

use crate::{
    model::{AppError, FieldError, OrgRole, email::Email},
    settings::invitations::model::{InviteError, MAX_PEOPLE},
};
use std::collections::HashMap;

/// How many faults are told at once.
const MAX_FAULTS: usize = 20;

/// Somebody to invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitee {
    pub email: Email,
    /// Their own role, where the list says one.
    pub role: Option<OrgRole>,
    /// Where they stand in the list, from 1.
    pub line: u64,
}

/// What is wrong with somebody of a list.
pub struct Fault {
    /// Where they stand in the list, from 1; none where the list itself is wrong.
    line: Option<u64>,
    /// `email` or `role`.
    of: &'static str,
    said: String,
}

impl Fault {
    pub fn email(line: u64, said: impl Into<String>) -> Self {
        Self { line: Some(line), of: "email", said: said.into() }
    }

    pub fn role(line: u64, said: impl Into<String>) -> Self {
        Self { line: Some(line), of: "role", said: said.into() }
    }
}

/// Reads a list. 422 at `people`, with a sentence for each line that is wrong, and nobody is returned.
///
/// Cells are divided by commas, semicolons or tabs. In a table whose head names a column "email" that column counts, and
/// one called "role"; otherwise every cell is an address, or the role of the address before it.
pub fn read(text: &str, banned: &[String]) -> Result<Vec<Invitee>, AppError> {
    let mut list = List { banned, invitees: Vec::new(), seen: HashMap::new(), faults: Vec::new() };
    list.read(text.trim_start_matches('\u{FEFF}'));
    list.end().map_err(by_line)
}

/// The same for addresses that come one by one, each with its role. What is wrong is told at the field of each.
pub fn read_each<'a>(
    people: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
    banned: &[String],
) -> Result<Vec<Invitee>, AppError> {
    let mut list = List { banned, invitees: Vec::new(), seen: HashMap::new(), faults: Vec::new() };
    for (line, (email, role)) in (1..).zip(people) {
        match role.map(str::parse::<OrgRole>).transpose() {
            Ok(role) => list.address(email, role, line),
            Err(error) => {
                list.faults.push(Fault::role(line, format!("{error}.")));
                list.email(email, line);
            }
        }
    }
    list.end()
}

/// A role as people write it: "Billing admin", "billing_admin".
pub fn role(text: &str) -> Option<OrgRole> {
    let plain = text.trim().to_lowercase().replace([' ', '-'], "_");
    plain.parse().ok()
}

/// Everything that is wrong with a list, each at its field: `people[0].email` of the first.
pub fn refuse(mut faults: Vec<Fault>) -> AppError {
    let more = faults.len().saturating_sub(MAX_FAULTS);
    faults.truncate(MAX_FAULTS);
    let mut error = AppError::fields([]);
    error.fields = faults
        .into_iter()
        .map(|Fault { line, of, said }| FieldError {
            field: line.map_or_else(|| "people".to_owned(), |line| format!("people[{}].{of}", line.saturating_sub(1))),
            message: said,
        })
        .collect();
    if more > 0 {
        let message = format!("There are {more} more like these.");
        error.fields.push(FieldError { field: "people".to_owned(), message });
    }
    error.message = "Nobody was invited. Correct what is named here; the rest of the list is kept.".to_owned();
    error
}

/// The same for a page, where the list is one field: each sentence begins with its line.
pub fn by_line(mut error: AppError) -> AppError {
    for FieldError { field, message } in &mut error.fields {
        let index = field.strip_prefix("people[").and_then(|rest| rest.split(']').next()?.parse::<u64>().ok());
        if let Some(index) = index {
            *message = format!("Line {}: {message}", index + 1);
            *field = "people".to_owned();
        }
    }
    error
}

struct List<'a> {
    banned: &'a [String],
    invitees: Vec<Invitee>,
    /// Where in `invitees` an address is.
    seen: HashMap<String, usize>,
    faults: Vec<Fault>,
}

/// Counts lines on the way through a text. The reader's own count leaves out those that are blank.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first character from `byte` on that isn't the end of one.
    fn of(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).clamp(self.at, self.text.len());
        let bytes = self.text.as_bytes();
        let blank = bytes[byte..].iter().take_while(|sign| matches!(**sign, b'\r' | b'\n')).count();
        self.line += bytes[self.at..byte + blank].iter().filter(|sign| **sign == b'\n').count() as u64;
        self.at = byte + blank;
        self.line
    }
}

/// The columns that a table's head names.
struct Head {
    email: usize,
    role: Option<usize>,
}

impl List<'_> {
    fn end(self) -> Result<Vec<Invitee>, AppError> {
        if !self.faults.is_empty() {
            return Err(refuse(self.faults));
        }
        match self.invitees.len() {
            0 => Err(InviteError::Nobody.into()),
            count if count > MAX_PEOPLE => Err(InviteError::TooMany(count).into()),
            _ => Ok(self.invitees),
        }
    }

    fn read(&mut self, text: &str) {
        let delimiter = [b'\t', b';'].into_iter().find(|sign| text.as_bytes().contains(sign)).unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut head = None;
        let mut lines = Lines { text, at: 0, line: 1 };
        for (number, record) in reader.records().enumerate() {
            let Ok(record) = record else {
                let said = "The list isn't text. Save it as CSV in UTF-8.".to_owned();
                self.faults.push(Fault { line: None, of: "email", said });
                return;
            };
            let line = lines.of(record.position().map_or(0, csv::Position::byte));
            let cells: Vec<&str> = record.iter().collect();
            if number == 0 {
                head = Head::of(&cells);
                if head.is_some() {
                    continue;
                }
            }
            match &head {
                Some(head) => self.row(head, &cells, line),
                None => self.cells(&cells, line),
            }
        }
    }

    /// A row of a table: the named columns count.
    fn row(&mut self, head: &Head, cells: &[&str], line: u64) {
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default();
        if cells.iter().all(|cell| cell.is_empty()) {
            return;
        }
        let own = head.role.map(cell).filter(|text| !text.is_empty());
        let known = own.and_then(role);
        match own {
            Some(text) if known.is_none() => self.no_role(text, line),
            _ => self.address(cell(head.email), known, line),
        }
    }

    /// A line without a head: addresses, each perhaps with its role behind it.
    fn cells(&mut self, cells: &[&str], line: u64) {
        let mut cells = cells.iter().copied().filter(|cell| !cell.is_empty()).peekable();
        while let Some(cell) = cells.next() {
            let own = cells.peek().filter(|next| !next.contains('@')).copied();
            if own.is_some() && cell.contains('@') {
                cells.next();
            }
            match own.filter(|_| cell.contains('@')).map(|text| (text, role(text))) {
                Some((text, None)) => self.no_role(text, line),
                Some((_, known)) => self.address(cell, known, line),
                // Several with blanks between them; in "Ana Lima <ana@example.com>" the blanks belong to the name.
                None if cell.contains('@') && !cell.contains('<') => {
                    cell.split_whitespace().for_each(|one| self.address(one, None, line));
                }
                None => self.address(cell, None, line),
            }
        }
    }

    fn no_role(&mut self, text: &str, line: u64) {
        let roles: Vec<String> = OrgRole::ALL.map(|role| role.label().to_lowercase()).into();
        self.faults.push(Fault::role(line, format!("“{}” is no role. Use {}.", short(text), roles.join(", "))));
    }

    /// An address that can be invited.
    fn email(&mut self, cell: &str, line: u64) -> Option<Email> {
        let typed = cell.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(cell, |(inside, _)| inside);
        let Ok(email) = Email::parse(typed) else {
            let said = format!("“{}” is no address like name@example.com.", short(cell));
            self.faults.push(Fault::email(line, said));
            return None;
        };
        let key = email.key();
        let domain = key.rsplit('@').next().unwrap_or_default();
        if self.banned.iter().any(|banned| domain == banned || domain.ends_with(&format!(".{banned}"))) {
            let said = format!("{email} can't be invited: addresses at {domain} aren't accepted here.");
            self.faults.push(Fault::email(line, said));
            return None;
        }
        Some(email)
    }

    fn address(&mut self, cell: &str, role: Option<OrgRole>, line: u64) {
        let Some(email) = self.email(cell, line) else { return };
        let key = email.key();
        match self.seen.get(&key).map(|at| &self.invitees[*at]) {
            None => {
                self.seen.insert(key, self.invitees.len());
                self.invitees.push(Invitee { email, role, line });
            }
            Some(before) if before.role == role => {}
            Some(before) => {
                let said = format!("{email} stands in line {} with another role.", before.line);
                self.faults.push(Fault::role(line, said));
            }
        }
    }
}

impl Head {
    fn of(cells: &[&str]) -> Option<Self> {
        let column = |names: &[&str]| cells.iter().position(|cell| names.contains(&cell.to_lowercase().as_str()));
        let email = column(&["email", "e-mail", "email address", "e-mail address", "address", "mail"])?;
        Some(Self { email, role: column(&["role", "organization role"]) })
    }
}

/// What was typed, cut to what fits a sentence.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(text: &str) -> Vec<(String, Option<OrgRole>, u64)> {
        let read = read(text, &[]).unwrap_or_else(|error| panic!("{error:?} in {text:?}"));
        read.into_iter().map(|one| (one.email.to_string(), one.role, one.line)).collect()
    }

    fn faults(text: &str) -> Vec<String> {
        let error = read(text, &["throwaway.example".to_owned()]).unwrap_err();
        assert!(error.code.status().is_client_error());
        error.fields.into_iter().map(|field| field.message).collect()
    }

    #[test]
    fn lists_are_read_however_they_are_written() {
        let (ana, ben) = ("ana@example.com".to_owned(), "ben@example.com".to_owned());
        let both = vec![(ana.clone(), None, 1), (ben.clone(), None, 1)];
        for text in [
            "ana@example.com, ben@example.com",
            "ana@example.com ben@example.com",
            "Ana Lima <ana@example.com>; \"Okafor, Ben\" <ben@example.com>",
            "ana@example.com\tben@example.com\n",
            "\u{FEFF}ana@example.com,ana@example.com,ben@example.com",
        ] {
            assert_eq!(people(text), both, "{text:?}");
        }
        assert_eq!(
            people("ana@example.com\r\n\r\n  ben@example.com  \r\n"),
            [(ana.clone(), None, 1), (ben.clone(), None, 3)]
        );
        let roles = vec![(ana.clone(), Some(OrgRole::BillingAdmin), 1), (ben.clone(), None, 2)];
        assert_eq!(people("ana@example.com,Billing admin\nben@example.com"), roles);
        assert_eq!(people("\"ana@example.com\";\"billing_admin\"\n\"ben@example.com\";"), roles);
        assert_eq!(
            people("Name,Role,E-mail,Team\n\"Lima, Ana\",User admin,ana@example.com,X\nBen,,ben@example.com,\n,,,\n"),
            [(ana, Some(OrgRole::UserAdmin), 2), (ben, None, 3)]
        );
    }

    #[test]
    fn every_line_that_is_wrong_is_named() {
        let text =
            "ana@example.com\nnobody\nben@example.com,boss\nx@sub.throwaway.example\nana@example.com,admin\nAna <ana@>";
        assert_eq!(
            faults(text),
            [
                "Line 2: “nobody” is no address like name@example.com.",
                "Line 3: “boss” is no role. Use owner, admin, billing admin, user admin, member.",
                "Line 4: x@sub.throwaway.example can't be invited: addresses at sub.throwaway.example aren't accepted here.",
                "Line 5: ana@example.com stands in line 1 with another role.",
                "Line 6: “Ana <ana@>” is no address like name@example.com.",
            ]
        );
        assert_eq!(faults("email,role\n,admin"), ["Line 2: “” is no address like name@example.com."]);
    }

    #[test]
    fn a_list_is_bounded() {
        assert_eq!(faults(" \n\t\n"), ["Enter at least one email address."]);
        let many = |count: usize| (0..count).map(|number| format!("p{number}@example.com\n")).collect::<String>();
        assert_eq!(people(&many(500)).len(), 500);
        assert_eq!(faults(&many(501)), ["Invite at most 500 people at once; these are 501."]);
        assert_eq!(faults(&"x\n".repeat(40)).len(), 21);
    }
}
