//! How the documents of a workspace are written and drawn. An organization has the same as defaults, which a new
//! workspace begins with.

use crate::model::format::{Civil, DateFormat, EXAMPLE, Language, NotAChoice, TimeFormat};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// How many decimal digits numbers have: 0 to 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Decimals(u8);

/// The resolution that pages are drawn in, in dots per inch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Dpi(u16);

/// Hundredths of a point as points.
pub fn points(hundredths: i32) -> f64 {
    f64::from(hundredths) / 100.0
}

/// How many pages a PDF has, and how large the first is as it is shown, in hundredths of a point (1/7,200 inch).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pages {
    pub count: i32,
    pub width: i32,
    pub height: i32,
}

impl Pages {
    /// The longest side there can be, in hundredths of a point: 3.5 km, beyond any that is drawn.
    pub const SIDE_MAX: i32 = 1_000_000_000;

    /// Reads the three as a row has them, all or none.
    pub fn stored([count, width, height]: [Option<i32>; 3]) -> Option<Self> {
        Some(Self { count: count?, width: width?, height: height? })
    }

    /// The three as a row has them.
    pub fn columns(pages: Option<Self>) -> [Option<i32>; 3] {
        [pages.map(|pages| pages.count), pages.map(|pages| pages.width), pages.map(|pages| pages.height)]
    }
}

impl Decimals {
    /// The most there can be.
    pub const MAX: u8 = 6;

    /// Every choice, in the order of a list.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=Self::MAX).map(Self)
    }

    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Dpi {
    /// Every choice, in the order of a list: the screen, then what printers and scanners have.
    pub const ALL: [Self; 6] = [Self(72), Self(100), Self(150), Self(200), Self(300), Self(600)];

    pub const fn get(self) -> u16 {
        self.0
    }

    /// The width and height of an A4 page (ISO 216: 210 by 297 mm), in pixels.
    pub fn a4(self) -> (u32, u32) {
        let pixels = |tenths_of_mm: u32| (tenths_of_mm * u32::from(self.0) + 127) / 254;
        (pixels(2_100), pixels(2_970))
    }

    /// The width and height of a page in pixels.
    pub fn pixels(self, pages: Pages) -> (i64, i64) {
        let pixels = |hundredths: i32| (i64::from(hundredths) * i64::from(self.0) + 3_600) / 7_200;
        (pixels(pages.width), pixels(pages.height))
    }
}

impl Default for Decimals {
    fn default() -> Self {
        Self(2)
    }
}

impl Default for Dpi {
    fn default() -> Self {
        Self(300)
    }
}

macro_rules! numbers {
    ($($name:ident of $number:ty: $accepts:expr;)+) => {$(
        impl TryFrom<u16> for $name {
            type Error = NotAChoice;

            fn try_from(number: u16) -> Result<Self, NotAChoice> {
                let accepts: fn(u16) -> bool = $accepts;
                match <$number>::try_from(number) {
                    Ok(fitting) if accepts(number) => Ok(Self(fitting)),
                    _ => Err(NotAChoice),
                }
            }
        }

        impl From<$name> for u16 {
            fn from(value: $name) -> Self {
                value.0.into()
            }
        }

        impl FromStr for $name {
            type Err = NotAChoice;

            fn from_str(text: &str) -> Result<Self, NotAChoice> {
                text.parse::<u16>().map_err(|_| NotAChoice)?.try_into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

numbers! {
    Decimals of u8: |number| number <= u16::from(Decimals::MAX);
    Dpi of u16: |number| Dpi::ALL.iter().any(|dpi| dpi.0 == number);
}

/// How a workspace's documents are written and drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentFormats {
    pub language: Language,
    pub date_format: DateFormat,
    pub time_format: TimeFormat,
    pub decimals: Decimals,
    pub dpi: Dpi,
}

impl DocumentFormats {
    /// Reads the five as a row has them: language, format of dates and of times; decimals and dpi.
    pub fn stored([language, date, time]: [&str; 3], [decimals, dpi]: [i16; 2]) -> Result<Self, NotAChoice> {
        let number = |number| u16::try_from(number).map_err(|_| NotAChoice);
        Ok(Self {
            language: language.parse()?,
            date_format: date.parse()?,
            time_format: time.parse()?,
            decimals: number(decimals)?.try_into()?,
            dpi: number(dpi)?.try_into()?,
        })
    }

    /// All of it in one line: "Signed on 24 March 2027 at 16:05 · 1,234.50 · A4 at 300 dpi is 2480 × 3508 pixels".
    pub fn example(&self) -> String {
        let (width, height) = self.dpi.a4();
        format!(
            "{} · {} · A4 at {} dpi is {width} × {height} pixels",
            self.language.signed(self.date_format, self.time_format, EXAMPLE),
            self.language.number(1_234.5, self.decimals.get()),
            self.dpi,
        )
    }
}

impl DocumentFormats {
    /// A date and the time of day: "24.03.2027, 16:05".
    pub fn written(&self, at: Civil) -> String {
        format!("{}, {}", self.date_format.format(at, self.language), self.time_format.format(at))
    }

    /// A count: "1,234".
    pub fn count(&self, number: i64) -> String {
        self.language.number(number as f64, 0)
    }

    /// How long something took: "1.25 s".
    pub fn seconds(&self, milliseconds: i64) -> String {
        format!("{} s", self.language.number(milliseconds as f64 / 1_000.0, self.decimals.get()))
    }

    /// How large a PDF is, and how many pages it has where they are known: "1.25 MB, 3 pages".
    pub fn file(&self, bytes: i64, pages: Option<Pages>) -> String {
        let size = self.size(bytes);
        match pages.map(|pages| pages.count) {
            None => size,
            Some(1) => format!("{size}, 1 page"),
            Some(count) => format!("{size}, {} pages", self.count(count.into())),
        }
    }

    /// How large the pages of a PDF are at the workspace's resolution, by the first of them: "2480 × 3508 pixels".
    pub fn pixels(&self, pages: Pages) -> String {
        let (width, height) = self.dpi.pixels(pages);
        format!("{width} × {height} pixels")
    }

    /// How large a file is, in units of the SI: "1.25 MB".
    pub fn size(&self, bytes: i64) -> String {
        let (of, unit) = match bytes {
            0 => return "0 kB".to_owned(),
            ..1_000_000 => (1e3, "kB"),
            1_000_000..1_000_000_000 => (1e6, "MB"),
            _ => (1e9, "GB"),
        };
        format!("{} {unit}", self.language.number(bytes as f64 / of, self.decimals.get()))
    }
}

impl Language {
    /// That something was signed, and when.
    pub fn signed(self, date: DateFormat, time: TimeFormat, at: Civil) -> String {
        let (date, time) = (date.format(at, self), time.format(at));
        match self {
            Self::English => format!("Signed on {date} at {time}"),
            Self::German => format!("Unterzeichnet am {date} um {time}"),
            Self::French => format!("Signé le {date} à {time}"),
            Self::Spanish => format!("Firmado el {date} a las {time}"),
            Self::Italian => format!("Firmato il {date} alle {time}"),
            Self::Portuguese => format!("Assinado em {date} às {time}"),
            Self::Dutch => format!("Ondertekend op {date} om {time}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_shows_every_format() {
        assert_eq!(
            DocumentFormats::default().example(),
            "Signed on 24 March 2027 at 16:05 · 1,234.50 · A4 at 300 dpi is 2480 × 3508 pixels"
        );
        let other = DocumentFormats {
            language: Language::German,
            date_format: DateFormat::Dots,
            time_format: TimeFormat::Hours24,
            decimals: "0".parse().unwrap(),
            dpi: "72".parse().unwrap(),
        };
        assert_eq!(other.example(), "Unterzeichnet am 24.03.2027 um 16:05 · 1.235 · A4 at 72 dpi is 595 × 842 pixels");
    }

    #[test]
    fn figures_are_written_as_chosen() {
        let german = DocumentFormats {
            language: Language::German,
            date_format: DateFormat::Dots,
            time_format: TimeFormat::Hours12,
            decimals: "1".parse().unwrap(),
            ..DocumentFormats::default()
        };
        assert_eq!(german.written(EXAMPLE), "24.03.2027, 4:05 PM");
        assert_eq!([german.count(1_234), german.seconds(1_250)], ["1.234", "1,3 s"]);
        assert_eq!([1_260, 25_000_000, 2_500_000_000].map(|bytes| german.size(bytes)), ["1,3 kB", "25,0 MB", "2,5 GB"]);
        assert_eq!(german.size(0), "0 kB", "nothing needs no decimals");
    }

    #[test]
    fn pages_are_measured_in_the_dots_of_the_workspace() {
        let a4 = Pages { count: 1, width: 59_528, height: 84_189 };
        let many = Pages { count: 1_234, ..a4 };
        let english = DocumentFormats::default();
        let german = DocumentFormats { language: Language::German, dpi: "72".parse().unwrap(), ..english };
        assert_eq!(english.pixels(a4), "2480 × 3508 pixels");
        assert_eq!(german.pixels(a4), "595 × 842 pixels");
        assert_eq!(english.file(1_250_000, Some(a4)), "1.25 MB, 1 page");
        assert_eq!(english.file(1_250_000, None), "1.25 MB");
        assert_eq!(german.file(1_250_000, Some(many)), "1,25 MB, 1.234 pages");
        for dpi in Dpi::ALL {
            let (width, height) = dpi.a4();
            assert_eq!(dpi.pixels(a4), (width.into(), height.into()), "{dpi}");
        }
        let longest = Pages { count: 1, width: Pages::SIDE_MAX, height: 1 };
        assert_eq!(Dpi(600).pixels(longest), (83_333_333, 0));
    }

    #[test]
    fn only_the_choices_are_taken() {
        assert!(Decimals::all().all(|decimals| decimals.to_string().parse() == Ok(decimals)));
        assert!(Dpi::ALL.iter().all(|dpi| dpi.to_string().parse() == Ok(*dpi)));
        for bad in ["7", "-1", "2.0", "", "256", "65538"] {
            assert_eq!(bad.parse::<Decimals>(), Err(NotAChoice), "{bad:?}");
            assert_eq!(bad.parse::<Dpi>(), Err(NotAChoice), "{bad:?}");
        }
        assert!(serde_json::from_str::<Dpi>("301").is_err());
        assert_eq!(serde_json::to_string(&Dpi::default()).unwrap(), "300");
    }
}
