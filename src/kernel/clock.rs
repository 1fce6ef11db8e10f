//! Time and chance are parameters. `clippy.toml` bans the global ones everywhere else, so a test can set both.

use rand::{RngCore, TryRngCore, rngs::OsRng};
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

/// What time it is.
pub trait Clock: Send + Sync {
    /// The time now, in UTC.
    fn now(&self) -> OffsetDateTime;
}

/// Where unpredictable bytes come from.
pub trait Rng: Send + Sync {
    /// Fills `bytes` with unpredictable ones.
    fn fill(&self, bytes: &mut [u8]);
}

/// The machine's own clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks")]
    fn now(&self) -> OffsetDateTime {
        // Postgres keeps microseconds; a time that comes back from there must equal the one that went in.
        let now = OffsetDateTime::now_utc();
        now.replace_nanosecond(now.microsecond() * 1_000).unwrap_or(now)
    }
}

/// The operating system's generator.
pub struct SystemRng;

impl Rng for SystemRng {
    fn fill(&self, bytes: &mut [u8]) {
        OsRng.unwrap_err().fill_bytes(bytes);
    }
}

/// A version 7 UUID (RFC 9562 §5.7) of that moment: ids made later are greater, to the millisecond.
pub fn uuid_at(now: OffsetDateTime, rng: &dyn Rng) -> Uuid {
    let mut bytes = [0; 10];
    rng.fill(&mut bytes);
    let millis = u64::try_from(now.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

/// What every version 7 UUID made from that moment on is at least, and every one made before is less than: a range of
/// time is a range of ids, and needs no index of its own.
pub fn first_uuid_of(at: OffsetDateTime) -> Uuid {
    let millis = u128::try_from(at.unix_timestamp_nanos().div_euclid(1_000_000)).unwrap_or(0);
    Uuid::from_u128(millis.min((1 << 48) - 1) << 80)
}

/// The moment that a version 7 UUID was made at, to the millisecond.
pub fn time_of(id: Uuid) -> OffsetDateTime {
    let nanos = i128::try_from((id.as_u128() >> 80) * 1_000_000).unwrap_or(0);
    OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// `std`'s duration as `time`'s, for sums with points in time.
pub fn span(duration: Duration) -> time::Duration {
    duration.try_into().unwrap_or(time::Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::{Duration, macros::datetime};

    #[test]
    fn a_range_of_time_is_a_range_of_ids() {
        let at = datetime!(2027-03-24 16:05:07.123 UTC);
        for before in [Duration::milliseconds(1), Duration::days(400)] {
            assert!(uuid_at(at - before, &SystemRng) < first_uuid_of(at));
        }
        for after in [Duration::ZERO, Duration::milliseconds(1), Duration::days(400)] {
            assert!(uuid_at(at + after, &SystemRng) >= first_uuid_of(at));
        }
        assert_eq!(time_of(uuid_at(at, &SystemRng)), at);
        assert_eq!(first_uuid_of(datetime!(1969-12-31 12:00 UTC)), Uuid::nil());
    }
}
