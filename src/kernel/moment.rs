//! Points in time in words.

use crate::model::Moment;
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

/// `at` as it reads at `now`: relative under a week, else the date; exact in UTC.
pub fn moment(at: OffsetDateTime, now: OffsetDateTime) -> Moment {
    let exact = format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute]:[second] UTC");
    Moment {
        iso: at.format(&Rfc3339).unwrap_or_default(),
        text: ago(at, now),
        exact: at.format(&exact).unwrap_or_default(),
    }
}

/// "3 hours ago"; the date from a week on.
pub fn ago(at: OffsetDateTime, now: OffsetDateTime) -> String {
    let passed = now - at;
    let plural = |count: i64, unit: &str| format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" });
    match passed.whole_seconds() {
        ..60 => "just now".to_owned(),
        60..3_600 => plural(passed.whole_minutes(), "minute"),
        3_600..86_400 => plural(passed.whole_hours(), "hour"),
        86_400..604_800 => plural(passed.whole_days(), "day"),
        _ => {
            let date = format_description!("[day padding:none] [month repr:long] [year]");
            at.format(&date).map(|date| format!("on {date}")).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::{Duration, macros::datetime};

    #[test]
    fn time_reads_relative_under_a_week() {
        let now = datetime!(2026-11-22 12:00 UTC);
        assert_eq!(ago(now - Duration::seconds(5), now), "just now");
        assert_eq!(ago(now - Duration::minutes(1), now), "1 minute ago");
        assert_eq!(ago(now - Duration::hours(23), now), "23 hours ago");
        assert_eq!(ago(now - Duration::days(6), now), "6 days ago");
        assert_eq!(ago(now - Duration::days(7), now), "on 15 November 2026");
    }
}
