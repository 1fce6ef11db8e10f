//! Who is in the demo: a teleradiology practice that reads for six hospital networks. Made up, all of it; example.com and
//! the addresses below it are nobody's (RFC 2606 §3).

use super::content::OUTSIDERS;
use crate::model::OrgRole;

/// The one who founded it, and whom the demo signs in as first.
pub const FOUNDER: (&str, &str) = ("Ana Lima", "ana.lima@example.com");
/// Everybody's password. It is printed, so it must never guard anything: production refuses the demo.
pub const PASSWORD: &str = "velvet-quarry-44-moth";

/// For how many days the company has been there.
pub const DAYS: i64 = 210;

/// The company.
pub const NAME: &str = "Meridian Teleradiology";
pub const DESCRIPTION: &str =
    "Subspecialty reads for hospital networks, day and night, with the report in their own forms.";
pub const WEBSITE: &str = "https://meridian-teleradiology.example";

/// Another organization that the founder is in, so that there is something to switch to.
pub const SECOND: &str = "Harbor Clinics";

/// The hospital networks, a workspace each: name, and on which day it was made, counted from the first.
pub const NETWORKS: [(&str, i64); 6] = [
    ("Harbor Health Network", 2),
    ("St. Brendan Hospitals", 9),
    ("Northfield Regional", 31),
    ("Lakeshore Imaging Partners", 58),
    ("Alpenrand Kliniken", 104),
    ("Coastal Children’s", 151),
];

/// What became of two of them: name, on which day, and for a suspension why.
pub const CLOSED: [(&str, i64, Option<&str>); 2] = [
    ("Lakeshore Imaging Partners", 186, None),
    ("Coastal Children’s", 204, Some("The contract for the new year isn’t signed yet.")),
];

/// Somebody who was invited.
pub struct Invited {
    pub name: &'static str,
    pub role: OrgRole,
    pub day: i64,
    pub answer: Answer,
    /// The networks into whose workspaces they are invited besides.
    pub into: &'static [&'static str],
}

/// What came of an invitation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Accepted, so many hours later.
    Joined(i64),
    /// Declined, so many hours later.
    Declined(i64),
    /// Taken back, so many hours later.
    Revoked(i64),
    /// Nothing yet, or nothing until it ran out.
    None,
}

impl Invited {
    const fn into(self, into: &'static [&'static str]) -> Self {
        Self { into, ..self }
    }

    /// The address that it went to.
    pub fn email(&self) -> String {
        email(self.name)
    }
}

/// The address of somebody of that name.
pub fn email(name: &str) -> String {
    let mut email: String = name.to_lowercase().chars().filter_map(plain).collect();
    email.push_str("@example.com");
    email
}

/// On which day somebody is surely in, from its first hour on.
pub fn joined_by(name: &str) -> i64 {
    let invited = INVITED.iter().find(|one| one.name == name);
    invited.map_or(0, |one| if let Joined(hours) = one.answer { one.day + 2 + hours / 24 } else { one.day })
}

/// A letter of a name as it stands in an address.
fn plain(letter: char) -> Option<char> {
    Some(match letter {
        'á' | 'à' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ï' => 'i',
        'ó' | 'ö' | 'ô' | 'ø' => 'o',
        'ú' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        'ş' => 's',
        ' ' => '.',
        letter if letter.is_ascii_alphanumeric() || letter == '-' => letter,
        _ => return None,
    })
}

use Answer::{Declined, Joined, Revoked};
use OrgRole::{Admin, BillingAdmin, Member, Owner, UserAdmin};

const fn invited(name: &'static str, role: OrgRole, day: i64, answer: Answer) -> Invited {
    Invited { name, role, day, answer, into: &[] }
}

/// Everybody else, in the order in which they were invited.
pub const INVITED: [Invited; 46] = [
    invited("Tomasz Wiśniewski", Owner, 1, Joined(3)),
    invited("Priya Raman", Admin, 1, Joined(20)),
    invited("Joyce Adeyemi", UserAdmin, 2, Joined(5)),
    invited("Marc Dubois", BillingAdmin, 2, Joined(26)),
    invited("Helena Brandt", Member, 3, Joined(2)),
    invited("Samuel Okonkwo", Member, 3, Joined(7)),
    invited("Lucía Fernández", Member, 3, Joined(31)),
    invited("Wei Zhang", Member, 8, Joined(1)),
    invited("Noor El-Amin", Member, 9, Joined(12)),
    invited("Oskar Lindqvist", Member, 9, Joined(49)),
    invited("Fatima Zahra Idrissi", Member, 12, Joined(4)),
    invited("Daniel Cohen", Member, 15, Joined(18)),
    invited("Ingrid Solberg", Member, 21, Joined(6)),
    invited("Ravi Menon", Admin, 24, Joined(2)),
    invited("Chloe Martin", Member, 30, Joined(15)),
    invited("Gabriel Sousa", Member, 31, Joined(9)),
    invited("Keiko Tanaka", Member, 33, Joined(40)),
    invited("Peter Novák", Member, 38, Declined(22)),
    invited("Amara Diallo", Member, 44, Joined(3)),
    invited("Elif Demir", Member, 52, Joined(11)),
    invited("Jonas Weber", Member, 57, Joined(8)),
    invited("Beatriz Costa", UserAdmin, 58, Joined(1)),
    invited("Ahmed Hassan", Member, 60, Joined(28)),
    invited("Siobhán Kelly", Member, 66, Joined(14)),
    invited("Matteo Ricci", Member, 71, Joined(5)),
    invited("Linh Nguyen", Member, 79, Joined(2)),
    invited("Grace Mbeki", Member, 85, Joined(33)),
    invited("Victor Petrov", Member, 90, Revoked(5)),
    invited("Anna Kowalska", Member, 97, Joined(10)),
    invited("Lukas Gruber", Member, 104, Joined(4)),
    invited("Theresa Huber", Member, 104, Joined(6)),
    invited("Dmitri Volkov", Member, 112, Answer::None),
    invited("Olivia Bennett", Member, 119, Joined(3)),
    invited("Hassan Rahimi", Member, 126, Joined(21)),
    invited("Yara Haddad", BillingAdmin, 133, Joined(7)),
    invited("Emeka Obi", Member, 140, Joined(2)),
    invited("Camille Laurent", Member, 151, Joined(9)),
    invited("Sofia Andersson", Member, 152, Joined(13)),
    invited("Jamal Carter", Member, 160, Joined(5)),
    invited("Mei Chen", Member, 172, Joined(3)),
    invited("Nadia Rossi", Member, 184, Joined(16)),
    invited("Tariq Aziz", Member, 196, Joined(2)),
    invited("Eva Horváth", Member, 203, Joined(8)),
    invited("Connor Walsh", Member, 207, Answer::None).into(&["Northfield Regional"]),
    invited("Aisha Bello", Member, 208, Answer::None).into(&["Alpenrand Kliniken", "Harbor Health Network"]),
    invited("Rafael Moreno", Admin, 209, Answer::None),
];

/// What became of those who were in, by name and on which day, in order.
pub const TURNS: [(&str, i64, Turn); 7] = [
    ("Ravi Menon", 47, Turn::Becomes(BillingAdmin)),
    ("Ravi Menon", 63, Turn::Becomes(Admin)),
    ("Chloe Martin", 88, Turn::Becomes(UserAdmin)),
    ("Oskar Lindqvist", 128, Turn::Removed),
    ("Priya Raman", 145, Turn::Becomes(Owner)),
    ("Daniel Cohen", 190, Turn::Suspended),
    ("Helena Brandt", 201, Turn::Becomes(Admin)),
];

/// What can become of somebody.
#[derive(Clone, Copy)]
pub enum Turn {
    Becomes(OrgRole),
    Removed,
    Suspended,
}

/// Whom one can sign in as to see each role, and as what.
pub fn sign_ins() -> Vec<(String, &'static str)> {
    vec![
        (FOUNDER.1.to_owned(), "owner of Meridian Teleradiology, and of Harbor Clinics"),
        (email("Helena Brandt"), "admin, and manager of a workspace"),
        (email("Marc Dubois"), "billing admin"),
        (email("Joyce Adeyemi"), "user admin"),
        (email("Wei Zhang"), "member"),
        (OUTSIDERS[0].email.to_owned(), "collaborator from outside, in one workspace"),
        (email("Daniel Cohen"), "suspended"),
    ]
}
