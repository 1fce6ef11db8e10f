//! Time and chance are parameters. `clippy.toml` bans the global ones everywhere else, so a test can set both.

use rand::{RngCore, TryRngCore, rngs::OsRng};
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
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

/// Makes ids: version 7 UUIDs (RFC 9562 §5.7). Each is greater than those that the same process made before, within a
/// millisecond too (§6.2, method 1: the 12 bits behind the time count on), so that what one transaction writes keeps its order.
#[derive(Default)]
pub struct Ids {
    /// Time and counter of the last one: milliseconds, then 12 bits.
    last: AtomicU64,
}

impl Ids {
    /// The next id, at `now`. Where the clock stands still or goes back, ids go on from the last one.
    pub fn next(&self, now: OffsetDateTime, rng: &dyn Rng) -> Uuid {
        let mut bytes = [0; 10];
        rng.fill(&mut bytes);
        let millis = u64::try_from(now.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        // Begins in the lower half, so that there is room to count on.
        let fresh = (millis << 12) | (u64::from(u16::from_be_bytes([bytes[0], bytes[1]])) & 0x7ff);
        let follow = |last: u64| fresh.max(last + 1);
        let last = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(follow(last)));
        let place = follow(last.unwrap_or_else(|last| last));
        [bytes[0], bytes[1]] = ((place & 0xfff) as u16).to_be_bytes();
        uuid::Builder::from_unix_timestamp_millis(place >> 12, &bytes).into_uuid()
    }
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
    fn ids_grow_whatever_the_clock_does() {
        let (ids, at) = (Ids::default(), datetime!(2027-03-24 16:05:07.123 UTC));
        let clock = (0..5_000).map(|turn| at - Duration::seconds(turn % 3));
        let made: Vec<Uuid> = clock.map(|now| ids.next(now, &SystemRng)).collect();
        assert!(made.is_sorted() && made.windows(2).all(|two| two[0] < two[1]));
        assert!(made.iter().all(|id| id.get_version_num() == 7));
        assert!(time_of(made[4_999]) - at <= Duration::milliseconds(2), "counting runs ahead of the clock by little");
    }

    #[test]
    fn a_range_of_time_is_a_range_of_ids() {
        let at = datetime!(2027-03-24 16:05:07.123 UTC);
        let id_at = |at| Ids::default().next(at, &SystemRng);
        for before in [Duration::milliseconds(1), Duration::days(400)] {
            assert!(id_at(at - before) < first_uuid_of(at));
        }
        for after in [Duration::ZERO, Duration::milliseconds(1), Duration::days(400)] {
            assert!(id_at(at + after) >= first_uuid_of(at));
        }
        assert_eq!(time_of(id_at(at)), at);
        assert_eq!(first_uuid_of(datetime!(1969-12-31 12:00 UTC)), Uuid::nil());
    }
}
