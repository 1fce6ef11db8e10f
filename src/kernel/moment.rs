//! Points in time in words, as their reader has them: in their time zone and their formats.

use crate::model::{
    Moment,
    document::DocumentFormats,
    format::{Civil, DateFormat, Language, TimeFormat},
};
use jiff::{Timestamp, tz::TimeZone};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Who reads a point in time, as far as its words depend on it.
#[derive(Clone, Debug)]
pub struct Reader {
    zone: TimeZone,
    pub date: DateFormat,
    pub time: TimeFormat,
}

impl Default for Reader {
    fn default() -> Self {
        Self { zone: TimeZone::UTC, date: DateFormat::default(), time: TimeFormat::default() }
    }
}

impl Reader {
    /// A reader in an IANA time zone. One that isn't known any more reads as UTC.
    pub fn new(zone: &str, date: DateFormat, time: TimeFormat) -> Self {
        Self { zone: find_zone(zone).unwrap_or(TimeZone::UTC), date, time }
    }

    /// The zone's IANA name.
    pub fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// `at` as it reads at `now`: relative under a week, else the date; exact with the zone.
    pub fn moment(&self, at: OffsetDateTime, now: OffsetDateTime) -> Moment {
        let ago = self.ago(at, now);
        let text = ago.strip_prefix("on ").unwrap_or(&ago).to_owned();
        Moment { iso: at.format(&Rfc3339).unwrap_or_default(), text, exact: self.exact(at) }
    }

    /// "3 hours ago"; from a week on "on 24 March 2027".
    pub fn ago(&self, at: OffsetDateTime, now: OffsetDateTime) -> String {
        let passed = now - at;
        let plural = |count: i64, unit: &str| format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" });
        match passed.whole_seconds() {
            ..60 if passed.whole_seconds() > -60 => "just now".to_owned(),
            ..60 => format!("on {}", self.date(at)),
            60..3_600 => plural(passed.whole_minutes(), "minute"),
            3_600..86_400 => plural(passed.whole_hours(), "hour"),
            86_400..604_800 => plural(passed.whole_days(), "day"),
            _ => format!("on {}", self.date(at)),
        }
    }

    /// The date there: "24 March 2027".
    pub fn date(&self, at: OffsetDateTime) -> String {
        self.date.format(self.civil(at).0, Language::English)
    }

    /// Date, time and zone: "24 March 2027, 16:05 CET".
    pub fn exact(&self, at: OffsetDateTime) -> String {
        let (civil, zone) = self.civil(at);
        format!("{}, {} {zone}", self.date.format(civil, Language::English), self.time.format(civil))
    }

    /// When a day begins there and when the next one does. `day` is like `2027-03-24` (ISO 8601); None if it is no date.
    pub fn day(&self, day: &str) -> Option<(OffsetDateTime, OffsetDateTime)> {
        let day: jiff::civil::Date = day.parse().ok()?;
        // A day without a midnight, where clocks are set forward then, begins when it can.
        let begins = |day: jiff::civil::Date| {
            let at = day.to_zoned(self.zone.clone()).ok()?.start_of_day().ok()?.timestamp();
            OffsetDateTime::from_unix_timestamp_nanos(at.as_nanosecond()).ok()
        };
        Some((begins(day)?, begins(day.tomorrow().ok()?)?))
    }

    /// The next time that a clock there shows that hour, after `at`. Where clocks are set forward over it, a little later.
    pub fn next(&self, hour: i8, at: OffsetDateTime) -> OffsetDateTime {
        let found = || {
            let now = Timestamp::from_nanosecond(at.unix_timestamp_nanos()).ok()?.to_zoned(self.zone.clone());
            let today = now.date().at(hour, 0, 0, 0).to_zoned(self.zone.clone()).ok()?;
            let next = if today > now {
                today
            } else {
                now.date().tomorrow().ok()?.at(hour, 0, 0, 0).to_zoned(self.zone.clone()).ok()?
            };
            OffsetDateTime::from_unix_timestamp_nanos(next.timestamp().as_nanosecond()).ok()
        };
        found().unwrap_or(at + time::Duration::days(1))
    }

    /// `at` as a workspace writes it, in this reader's zone.
    pub fn written(&self, at: OffsetDateTime, formats: &DocumentFormats) -> Moment {
        let (civil, zone) = self.civil(at);
        let text = formats.written(civil);
        Moment { iso: at.format(&Rfc3339).unwrap_or_default(), exact: format!("{text} {zone}"), text }
    }

    /// The day of it, as a workspace writes it.
    pub fn written_day(&self, at: OffsetDateTime, formats: &DocumentFormats) -> String {
        formats.date_format.format(self.civil(at).0, formats.language)
    }

    /// What calendar and clock show there, and the zone's abbreviation at that time.
    fn civil(&self, at: OffsetDateTime) -> (Civil, String) {
        let zoned =
            Timestamp::from_nanosecond(at.unix_timestamp_nanos()).unwrap_or_default().to_zoned(self.zone.clone());
        let part = |number: i8| u8::try_from(number).unwrap_or_default();
        let civil = Civil {
            year: zoned.year().into(),
            month: part(zoned.month()),
            day: part(zoned.day()),
            hour: part(zoned.hour()),
            minute: part(zoned.minute()),
        };
        (civil, zoned.strftime("%Z").to_string())
    }
}

/// The time zone of that IANA name, like `Europe/Berlin`.
pub fn find_zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

/// The zone of that name, if it is one of [`zones`].
pub fn choose_zone(name: &str) -> Option<String> {
    zones().into_iter().find(|zone| zone == name)
}

/// Every time zone that a person may choose, by name: the places of the IANA database, and UTC.
pub fn zones() -> Vec<String> {
    let is_place = |name: &str| name.contains('/') && !name.starts_with("Etc/") && !name.starts_with("SystemV/");
    let mut names: Vec<String> =
        jiff::tz::db().available().map(|name| name.to_string()).filter(|name| is_place(name)).collect();
    names.sort_unstable();
    names.insert(0, "UTC".to_owned());
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::{Duration, macros::datetime};

    #[test]
    fn time_reads_relative_under_a_week() {
        let reader = Reader::default();
        let now = datetime!(2026-11-22 12:00 UTC);
        let ago = |passed| reader.ago(now - passed, now);
        assert_eq!(ago(Duration::seconds(5)), "just now");
        assert_eq!(ago(Duration::minutes(1)), "1 minute ago");
        assert_eq!(ago(Duration::hours(23)), "23 hours ago");
        assert_eq!(ago(Duration::days(6)), "6 days ago");
        assert_eq!(ago(Duration::days(7)), "on 15 November 2026");
        assert_eq!(ago(-Duration::days(30)), "on 22 December 2026");
    }

    #[test]
    fn a_morning_is_the_readers_own() {
        let berlin = Reader::new("Europe/Berlin", DateFormat::Dots, TimeFormat::Hours24);
        assert_eq!(berlin.next(7, datetime!(2026-07-01 04:59 UTC)), datetime!(2026-07-01 05:00 UTC));
        assert_eq!(berlin.next(7, datetime!(2026-07-01 05:00 UTC)), datetime!(2026-07-02 05:00 UTC));
        // The night in which clocks are set back.
        assert_eq!(berlin.next(7, datetime!(2026-10-24 20:00 UTC)), datetime!(2026-10-25 06:00 UTC));
        let auckland = Reader::new("Pacific/Auckland", DateFormat::Dots, TimeFormat::Hours24);
        assert_eq!(auckland.next(7, datetime!(2026-07-01 12:00 UTC)), datetime!(2026-07-01 19:00 UTC));
    }

    #[test]
    fn time_reads_in_the_readers_zone_and_formats() {
        let at = datetime!(2026-07-01 23:30 UTC);
        let berlin = Reader::new("Europe/Berlin", DateFormat::Dots, TimeFormat::Hours24);
        assert_eq!(berlin.exact(at), "02.07.2026, 01:30 CEST");
        let new_york = Reader::new("America/New_York", DateFormat::MonthFirst, TimeFormat::Hours12);
        assert_eq!(new_york.exact(at), "07/01/2026, 7:30 PM EDT");
        assert_eq!(
            Reader::new("Mars/Olympus", DateFormat::Iso, TimeFormat::Hours24).exact(at),
            "2026-07-01, 23:30 UTC"
        );
    }

    #[test]
    fn a_day_is_as_long_as_it_is_there() {
        let berlin = Reader::new("Europe/Berlin", DateFormat::Dots, TimeFormat::Hours24);
        let spring = (datetime!(2027-03-27 23:00 UTC), datetime!(2027-03-28 22:00 UTC));
        assert_eq!(berlin.day("2027-03-28"), Some(spring), "23 hours");
        for no_date in ["", "2027-02-30", "28.03.2027", "soon", "9999-12-31"] {
            assert_eq!(berlin.day(no_date), None, "{no_date:?}");
        }
    }

    #[test]
    fn every_zone_of_the_list_can_be_chosen() {
        let zones = zones();
        assert!(zones.len() > 300 && zones[0] == "UTC", "{}", zones.len());
        assert!(zones.iter().all(|zone| find_zone(zone).is_some()));
        // What browsers still call it.
        assert!(["UTC", "Europe/Berlin", "Asia/Calcutta"].iter().all(|zone| choose_zone(zone).is_some()));
        assert!(["", "Mars/Olympus", "europe/berlin"].iter().all(|zone| choose_zone(zone).is_none()));
    }
}
