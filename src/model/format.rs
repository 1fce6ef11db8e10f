//! How dates, times and numbers are written. A person chooses for their pages, a workspace for its documents.
//! Pure: the point in time comes as a [`Civil`], already in the reader's zone.

use serde::{Deserialize, Serialize};
use std::{fmt::Write, str::FromStr};

/// A date and time of day as a calendar and a clock on the wall show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    pub minute: u8,
}

/// The point in time that examples are shown with: every field differs from every other.
pub const EXAMPLE: Civil = Civil { year: 2027, month: 3, day: 24, hour: 16, minute: 5 };

/// What isn't one of the choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Choose one of the list.")]
pub struct NotAChoice;

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+
        }

        impl Default for $name {
            /// The first of the list.
            fn default() -> Self {
                Self::ALL[0]
            }
        }

        impl $name {
            /// Every choice, in the order of a list.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in the database, in forms and in the API.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl FromStr for $name {
            type Err = NotAChoice;

            fn from_str(text: &str) -> Result<Self, NotAChoice> {
                Self::ALL.iter().copied().find(|choice| choice.as_str() == text).ok_or(NotAChoice)
            }
        }
    )+};
}

choices! {
    /// How a date is written.
    DateFormat {
        /// 24 March 2027, with the month in the language of the text.
        Long = "long",
        /// 2027-03-24 (ISO 8601).
        Iso = "iso",
        /// 24.03.2027
        Dots = "dots",
        /// 24/03/2027
        Slashes = "slashes",
        /// 03/24/2027
        MonthFirst = "month-first",
    }
    /// How a time of day is written.
    TimeFormat {
        /// 16:05
        Hours24 = "24h",
        /// 4:05 PM
        Hours12 = "12h",
    }
    /// The language that a workspace's documents are in.
    Language {
        English = "en",
        German = "de",
        French = "fr",
        Spanish = "es",
        Italian = "it",
        Portuguese = "pt",
        Dutch = "nl",
    }
}

impl DateFormat {
    /// The date of `at` in that format.
    pub fn format(self, at: Civil, language: Language) -> String {
        let Civil { year, month, day, .. } = at;
        match self {
            Self::Long => language.long_date(year, month, day),
            Self::Iso => format!("{year:04}-{month:02}-{day:02}"),
            Self::Dots => format!("{day:02}.{month:02}.{year:04}"),
            Self::Slashes => format!("{day:02}/{month:02}/{year:04}"),
            Self::MonthFirst => format!("{month:02}/{day:02}/{year:04}"),
        }
    }
}

impl TimeFormat {
    /// The time of day of `at` in that format, to the minute.
    pub fn format(self, at: Civil) -> String {
        let Civil { hour, minute, .. } = at;
        match self {
            Self::Hours24 => format!("{hour:02}:{minute:02}"),
            Self::Hours12 => {
                let half = if hour < 12 { "AM" } else { "PM" };
                format!("{}:{minute:02} {half}", (hour + 11) % 12 + 1)
            }
        }
    }
}

impl Language {
    /// Its own name for itself.
    pub const fn label(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Italian => "Italiano",
            Self::Portuguese => "Português",
            Self::Dutch => "Nederlands",
        }
    }

    const fn months(self) -> [&'static str; 12] {
        match self {
            Self::English => [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
            Self::German => [
                "Januar",
                "Februar",
                "März",
                "April",
                "Mai",
                "Juni",
                "Juli",
                "August",
                "September",
                "Oktober",
                "November",
                "Dezember",
            ],
            Self::French => [
                "janvier",
                "février",
                "mars",
                "avril",
                "mai",
                "juin",
                "juillet",
                "août",
                "septembre",
                "octobre",
                "novembre",
                "décembre",
            ],
            Self::Spanish => [
                "enero",
                "febrero",
                "marzo",
                "abril",
                "mayo",
                "junio",
                "julio",
                "agosto",
                "septiembre",
                "octubre",
                "noviembre",
                "diciembre",
            ],
            Self::Italian => [
                "gennaio",
                "febbraio",
                "marzo",
                "aprile",
                "maggio",
                "giugno",
                "luglio",
                "agosto",
                "settembre",
                "ottobre",
                "novembre",
                "dicembre",
            ],
            Self::Portuguese => [
                "janeiro",
                "fevereiro",
                "março",
                "abril",
                "maio",
                "junho",
                "julho",
                "agosto",
                "setembro",
                "outubro",
                "novembro",
                "dezembro",
            ],
            Self::Dutch => [
                "januari",
                "februari",
                "maart",
                "april",
                "mei",
                "juni",
                "juli",
                "augustus",
                "september",
                "oktober",
                "november",
                "december",
            ],
        }
    }

    fn long_date(self, year: i32, month: u8, day: u8) -> String {
        let name = self.months()[usize::from(month.clamp(1, 12)) - 1];
        match self {
            Self::English | Self::Italian | Self::Dutch => format!("{day} {name} {year}"),
            Self::German => format!("{day}. {name} {year}"),
            // The first of a month is an ordinal.
            Self::French if day == 1 => format!("1er {name} {year}"),
            Self::French => format!("{day} {name} {year}"),
            Self::Spanish | Self::Portuguese => format!("{day} de {name} de {year}"),
        }
    }

    /// What stands between the thousands, and before the decimals.
    const fn separators(self) -> (&'static str, &'static str) {
        match self {
            Self::English => (",", "."),
            // Narrow, and kept on one line (ISO 80000-1 §7.3.1).
            Self::French => ("\u{202f}", ","),
            Self::German | Self::Spanish | Self::Italian | Self::Portuguese | Self::Dutch => (".", ","),
        }
    }

    /// A number with so many decimals, rounded half away from zero.
    pub fn number(self, number: f64, decimals: u8) -> String {
        let (group, point) = self.separators();
        let scale = 10_f64.powi(i32::from(decimals));
        let rounded = (number.abs() * scale).round() / scale;
        let digits = format!("{rounded:.*}", usize::from(decimals));
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut text = if number.is_sign_negative() && rounded != 0.0 { "−".to_owned() } else { String::new() };
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                text.push_str(group);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            let _ = write!(text, "{point}{fraction}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_chosen() {
        let written: Vec<String> =
            DateFormat::ALL.iter().map(|format| format.format(EXAMPLE, Language::English)).collect();
        assert_eq!(written, ["24 March 2027", "2027-03-24", "24.03.2027", "24/03/2027", "03/24/2027"]);
        let first = Civil { day: 1, ..EXAMPLE };
        let written: Vec<String> =
            Language::ALL.iter().map(|language| DateFormat::Long.format(first, *language)).collect();
        assert_eq!(
            written,
            [
                "1 March 2027",
                "1. März 2027",
                "1er mars 2027",
                "1 de marzo de 2027",
                "1 marzo 2027",
                "1 de março de 2027",
                "1 maart 2027"
            ]
        );
    }

    #[test]
    fn times_are_written_as_chosen() {
        let at = |hour| TimeFormat::Hours12.format(Civil { hour, ..EXAMPLE });
        assert_eq!([at(0), at(11), at(12), at(23)], ["12:05 AM", "11:05 AM", "12:05 PM", "11:05 PM"]);
        assert_eq!(TimeFormat::Hours24.format(Civil { hour: 7, ..EXAMPLE }), "07:05");
    }

    #[test]
    fn numbers_are_written_in_the_language() {
        assert_eq!(Language::English.number(1_234_567.891, 2), "1,234,567.89");
        assert_eq!(Language::German.number(1_234.5, 1), "1.234,5");
        assert_eq!(Language::French.number(1_234.5, 3), "1\u{202f}234,500");
        assert_eq!(Language::English.number(-0.001, 2), "0.00");
        assert_eq!(Language::English.number(-999.5, 0), "−1,000");
        assert_eq!(Language::English.number(12.0, 0), "12");
    }

    #[test]
    fn a_choice_is_read_as_it_is_written() {
        assert_eq!("month-first".parse(), Ok(DateFormat::MonthFirst));
        assert_eq!("12h".parse(), Ok(TimeFormat::Hours12));
        assert_eq!("xx".parse::<Language>(), Err(NotAChoice));
        assert_eq!(serde_json::to_string(&DateFormat::Iso).unwrap(), "\"iso\"");
    }
}
