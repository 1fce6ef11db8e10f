//! What is in the demo's workspaces: who, as what, with which forms, profiles and documents. Made up, all of it: no fill
//! tells of a patient. Days are counted from the company's first.

use super::cast;
use crate::model::WorkspaceRole::{self, Editor, Manager, Viewer};

/// On which day the product began to report what it fills.
pub const FIRST_FILL: i64 = 175;
/// On which day members began to be mailed about fills.
pub const MAILS_DAY: i64 = 203;
/// Who wants how much of that mail, other than one for each.
pub const CHOICES: [(&str, &str); 2] = [("Wei Zhang", "daily"), ("Marc Dubois", "never")];
/// Where the product keeps the PDFs that it only links to.
pub const LINKS: &str = "https://files.meridian-teleradiology.example";
/// Why a form wasn't filled.
pub const FAILURES: [&str; 4] = [
    "The template has no field “Laterality”, which the report fills.",
    "The impression is longer than its field takes: 1,912 of 1,500 characters.",
    "The report was withdrawn while it was being filled.",
    "The template couldn’t be read: it is protected with a password.",
];

/// What a hospital network's workspace holds.
pub struct Content {
    /// The network, as the cast names it.
    pub network: &'static str,
    pub about: &'static str,
    /// The language of its documents and how they write a date, where both aren't the company's.
    pub formats: Option<(&'static str, &'static str)>,
    /// Who is in it beside the founder. The first manages it.
    pub people: &'static [(&'static str, WorkspaceRole)],
    pub forms: &'static [Form],
    /// Name, and answers as lines of "field: value".
    pub profiles: &'static [(&'static str, &'static str)],
    /// Name, and what stands on the page.
    pub documents: &'static [(&'static str, &'static [&'static str])],
    pub sessions: &'static [Session],
    /// Every so many days something is filled…
    pub every: i64,
    /// …until this one.
    pub until: i64,
}

/// A form.
pub struct Form {
    pub name: &'static str,
    /// On which day it was added.
    pub day: i64,
    /// Whom it is for, if not for everybody in the workspace.
    pub chosen: &'static [&'static str],
    /// How many fields it has.
    pub fields: i32,
    /// How long filling it takes, in milliseconds.
    pub millis: i32,
}

/// A fill session.
pub struct Session {
    pub name: &'static str,
    /// On which day it began…
    pub from: i64,
    /// …and ended, if it has.
    pub to: Option<i64>,
}

/// Somebody from outside whom a workspace's manager invited.
pub struct Outsider {
    pub name: &'static str,
    pub email: &'static str,
    pub network: &'static str,
    pub role: WorkspaceRole,
    pub day: i64,
    /// After how many hours they accepted, if they did.
    pub accepted: Option<i64>,
}

pub const OUTSIDERS: [Outsider; 2] = [
    Outsider {
        name: "Renata Vidal",
        email: "renata.vidal@st-brendan.example",
        network: "St. Brendan Hospitals",
        role: Editor,
        day: 120,
        accepted: Some(19),
    },
    Outsider {
        name: "Colm Byrne",
        email: "colm.byrne@st-brendan.example",
        network: "St. Brendan Hospitals",
        role: Viewer,
        day: 207,
        accepted: None,
    },
];

const fn form(name: &'static str, day: i64, fields: i32, millis: i32) -> Form {
    Form { name, day, chosen: &[], fields, millis }
}

pub const CONTENT: [Content; 5] = [
    Content {
        network: "Harbor Health Network",
        about: "Emergency and outpatient reads for eleven sites on the coast, around the clock.",
        formats: None,
        people: &[
            ("Helena Brandt", Manager),
            ("Wei Zhang", Editor),
            ("Samuel Okonkwo", Editor),
            ("Lucía Fernández", Editor),
            ("Amara Diallo", Editor),
            ("Joyce Adeyemi", Viewer),
            ("Marc Dubois", Viewer),
            ("Noor El-Amin", Viewer),
            ("Keiko Tanaka", Viewer),
        ],
        forms: &[
            form("CT head, emergency", 11, 24, 2_100),
            form("Chest X-ray", 12, 16, 1_150),
            form("Mammography screening (BI-RADS)", 25, 38, 3_400),
            form("MRI lumbar spine", 39, 31, 2_750),
            form("Critical finding notification", 73, 12, 900),
            Form {
                chosen: &["Samuel Okonkwo", "Lucía Fernández"],
                ..form("Peer review of a discrepancy", 110, 19, 1_300)
            },
            form("Contrast reaction report", 201, 22, 1_700),
        ],
        profiles: &[
            (
                "Harbor General Hospital",
                "Site: Harbor General Hospital\nDepartment: Radiology, building C\nReporting line: +1 555 0142\n\
                 Site code: \"0117\"\nTrauma center: true\nTurnaround in minutes: 45",
            ),
            (
                "Bayside Outpatient Imaging",
                "Site: Bayside Outpatient Imaging\nDepartment: Outpatient imaging\nReporting line: +1 555 0187\n\
                 Site code: \"0123\"\nTrauma center: false\nTurnaround in minutes: 240",
            ),
        ],
        documents: &[
            (
                "Reporting style guide",
                &[
                    "1. Begin with the clinical question.",
                    "2. Measure in millimeters, and say in which plane.",
                    "3. Compare with the last examination, by its date.",
                    "4. End with an impression of at most five lines.",
                ],
            ),
            (
                "How critical findings are escalated",
                &[
                    "Within 10 minutes: call the reporting line of the site.",
                    "Within 20 minutes: call the physician on duty.",
                    "Then fill the form \"Critical finding notification\".",
                ],
            ),
        ],
        sessions: &[
            Session { name: "Backlog after the archive’s outage", from: 180, to: Some(187) },
            Session { name: "Night reads", from: 204, to: None },
        ],
        every: 2,
        until: cast::DAYS,
    },
    Content {
        network: "St. Brendan Hospitals",
        about: "First reads at night and second opinions by day, for four hospitals.",
        formats: None,
        people: &[
            ("Tomasz Wiśniewski", Manager),
            ("Wei Zhang", Editor),
            ("Fatima Zahra Idrissi", Editor),
            ("Ingrid Solberg", Editor),
            ("Helena Brandt", Viewer),
            ("Joyce Adeyemi", Viewer),
            ("Gabriel Sousa", Viewer),
        ],
        forms: &[
            form("Stroke protocol, first read", 16, 27, 1_900),
            form("CT pulmonary angiogram", 20, 25, 2_300),
            form("Abdominal ultrasound", 34, 29, 2_050),
            form("Second opinion", 92, 21, 1_600),
            form("Radiation dose record", 141, 14, 850),
        ],
        profiles: &[(
            "St. Brendan, main site",
            "Site: St. Brendan, main site\nDepartment: Diagnostic imaging\nReporting line: +353 1 555 0160\n\
             Reads from: 20:00\nReads until: 08:00\nScanners: 6",
        )],
        documents: &[],
        sessions: &[Session { name: "Second opinions, the backlog of two weeks", from: 186, to: Some(196) }],
        every: 3,
        until: cast::DAYS,
    },
    Content {
        network: "Northfield Regional",
        about: "Reads for a hospital that has a radiologist on weekdays only.",
        formats: None,
        people: &[
            ("Priya Raman", Manager),
            ("Chloe Martin", Editor),
            ("Daniel Cohen", Editor),
            ("Marc Dubois", Viewer),
            ("Joyce Adeyemi", Viewer),
        ],
        forms: &[
            form("Chest X-ray", 40, 16, 1_200),
            form("Extremity X-ray", 41, 13, 950),
            form("CT abdomen and pelvis", 55, 33, 2_900),
            form("Transfer of images", 130, 9, 600),
        ],
        profiles: &[],
        documents: &[],
        sessions: &[],
        every: 5,
        until: cast::DAYS,
    },
    Content {
        network: "Alpenrand Kliniken",
        about: "Nachtbefundung für drei Kliniken, auf Deutsch.",
        formats: Some(("de", "dots")),
        people: &[
            ("Lukas Gruber", Manager),
            ("Theresa Huber", Editor),
            ("Jonas Weber", Editor),
            ("Helena Brandt", Viewer),
            ("Wei Zhang", Viewer),
        ],
        forms: &[
            form("CT Schädel, Notfall", 110, 24, 2_200),
            form("Röntgen Thorax", 111, 16, 1_100),
            form("MRT Knie", 128, 28, 2_600),
            form("Zweitbefund", 163, 20, 1_500),
        ],
        profiles: &[(
            "Klinik Alpenrand Süd",
            "Haus: Klinik Alpenrand Süd\nAbteilung: Radiologie\nTelefon: +49 8000 555019\nNotaufnahme: true\nBetten: 412",
        )],
        documents: &[],
        sessions: &[],
        every: 6,
        until: cast::DAYS,
    },
    Content {
        network: "Coastal Children’s",
        about: "Pediatric reads, by two subspecialists.",
        formats: None,
        people: &[("Camille Laurent", Manager), ("Yara Haddad", Viewer)],
        forms: &[form("Chest X-ray, pediatric", 158, 17, 1_250), form("Bone age", 160, 11, 800)],
        profiles: &[],
        documents: &[],
        sessions: &[],
        every: 9,
        until: MAILS_DAY,
    },
];

/// What the workspace of a network holds; none for one that nobody worked in.
pub fn content_of(network: &str) -> Option<&'static Content> {
    CONTENT.iter().find(|content| content.network == network)
}
