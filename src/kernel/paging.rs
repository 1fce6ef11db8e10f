//! Pages of lists that are ordered by a time and an id, the newest first: where one begins, and the ways on from it.

use crate::model::{AppError, Code, Cursor, Page};
use serde::Deserialize;
use sqlx::{Postgres, QueryBuilder};
use time::{OffsetDateTime, macros::datetime};
use utoipa::IntoParams;
use uuid::Uuid;

/// How many rows a page has.
pub const ROWS: i64 = 50;
/// Later than anything, and still one that Postgres can hold.
const FAR: OffsetDateTime = datetime!(9999-12-31 0:00 UTC);

/// A row's place in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    pub at: OffsetDateTime,
    pub id: Uuid,
}

/// Which page of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// The first.
    #[default]
    Start,
    /// The one that begins behind a row.
    Older(Spot),
    /// The one that ends before it.
    Newer(Spot),
}

/// Which page, as an operation of the API is asked for it.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// The page before this cursor.
    newer: String,
    /// The page behind this cursor.
    older: String,
}

/// The same of a list of what can be deleted and restored.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct WhichOrDeleted {
    /// The page before this cursor.
    newer: String,
    /// The page behind this cursor.
    older: String,
    /// `true` for those that were deleted and can be restored.
    pub deleted: bool,
}

impl Which {
    /// 400 for a cursor that is none.
    pub fn way(&self) -> Result<Way, AppError> {
        Way::read(&self.newer, &self.older)
    }
}

impl WhichOrDeleted {
    /// 400 for a cursor that is none.
    pub fn way(&self) -> Result<Way, AppError> {
        Way::read(&self.newer, &self.older)
    }
}

impl Spot {
    fn cursor(self) -> Cursor {
        Cursor(format!("{:x}-{}", self.at.unix_timestamp_nanos() / 1_000, self.id.simple()))
    }

    fn parse(text: &str) -> Option<Self> {
        let (micros, id) = text.split_once('-')?;
        let nanos = i128::from(i64::from_str_radix(micros, 16).ok()?) * 1_000;
        let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok().filter(|at| *at <= FAR)?;
        Some(Self { at, id: id.parse().ok()? })
    }
}

impl Way {
    /// Reads the cursors of an address, of which one or none is given. 400 for a text that is none.
    pub fn read(newer: &str, older: &str) -> Result<Self, AppError> {
        let spot = |text| {
            Spot::parse(text).ok_or_else(|| {
                AppError::new(Code::Malformed, "This page of the list can't be found. Start at its first page.")
            })
        };
        match (newer, older) {
            ("", "") => Ok(Self::Start),
            (newer, "") => spot(newer).map(Self::Newer),
            (_, older) => spot(older).map(Self::Older),
        }
    }

    /// Whether the page is walked to from its end: the rows before the spot, the nearest first.
    const fn backwards(&self) -> bool {
        matches!(self, Self::Newer(_))
    }

    /// What the page's rows are older than, or newer than if it is walked backwards.
    const fn spot(&self) -> Spot {
        match self {
            Self::Start => Spot { at: FAR, id: Uuid::max() },
            Self::Older(spot) | Self::Newer(spot) => *spot,
        }
    }

    /// Ends a query for the page's rows, behind its last condition: `at` and `id` are what the list is ordered by.
    pub fn push(&self, query: &mut QueryBuilder<Postgres>, at: &'static str, id: &'static str) {
        let spot = self.spot();
        query.push(format_args!(" and ({at}, {id}) {} (", if self.backwards() { ">" } else { "<" }));
        query.push_bind(spot.at).push(", ").push_bind(spot.id).push(")");
        self.push_order(query, at, id);
        query.push(" limit ").push_bind(ROWS + 1);
    }

    /// Orders the rows as they are walked: what such a query found, and something was joined to.
    pub fn push_order(&self, query: &mut QueryBuilder<Postgres>, at: &'static str, id: &'static str) {
        let order = if self.backwards() { "" } else { " desc" };
        query.push(format_args!(" order by {at}{order}, {id}{order}"));
    }

    /// The same for a list that is ordered by ids alone, which grow with time: the next `limit` rows. The limit stands in the
    /// text, so that the plan is made for it.
    pub fn push_by_id(&self, query: &mut QueryBuilder<Postgres>, id: &'static str, limit: i64) {
        query.push(format_args!(" and {id} {} ", if self.backwards() { ">" } else { "<" }));
        query.push_bind(self.spot().id);
        self.push_order_of_ids(query, id, limit);
    }

    /// Leaves out what comes behind a page that is filled by rows of `known`, which has their ids as `next`.
    pub fn push_until(
        &self,
        query: &mut QueryBuilder<Postgres>,
        id: &'static str,
        known: &'static str,
        next: &'static str,
    ) {
        let (within, end) = if self.backwards() { ("<=", Uuid::max()) } else { (">=", Uuid::nil()) };
        // A value that is asked for once: compared with that, an index is walked under row-level security too.
        query.push(format_args!(" and {id} {within} (select coalesce(({known}"));
        let order = if self.backwards() { "" } else { " desc" };
        query.push(format_args!(" order by {next}{order} offset {ROWS} limit 1), ")).push_bind(end).push("))");
    }

    /// Orders rows of such a list as they are walked, and ends them behind `limit`.
    pub fn push_order_of_ids(&self, query: &mut QueryBuilder<Postgres>, id: &'static str, limit: i64) {
        let order = if self.backwards() { "" } else { " desc" };
        query.push(format_args!(" order by {id}{order} limit {limit}"));
    }

    /// Makes a page of what such a query found.
    pub fn page<T>(&self, mut rows: Vec<T>, spot: impl Fn(&T) -> Spot) -> Page<T> {
        let full = usize::try_from(ROWS).unwrap_or(usize::MAX);
        let more = rows.len() > full;
        rows.truncate(full);
        if self.backwards() {
            rows.reverse();
        }
        let (first, last) = (rows.first().map(&spot).map(Spot::cursor), rows.last().map(&spot).map(Spot::cursor));
        Page {
            newer: first.filter(|_| matches!(self, Self::Older(_)) || self.backwards() && more),
            older: last.filter(|_| self.backwards() || more),
            rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let spot = Spot { at: datetime!(2027-03-24 16:05:07.123456 UTC), id: Uuid::from_u128(42) };
        let Cursor(text) = spot.cursor();
        assert_eq!(Way::read("", &text).unwrap(), Way::Older(spot));
        assert_eq!(Way::read(&text, "").unwrap(), Way::Newer(spot));
        assert_eq!(Way::read("", "").unwrap(), Way::Start);
        for none in ["x", "1-", "-1", "7fffffffffffffff-00000000-0000-0000-0000-000000000000"] {
            assert_eq!(Way::read("", none).unwrap_err().code, Code::Malformed, "{none}");
        }
    }

    #[test]
    fn the_ways_on_are_there_where_there_is_more() {
        let spot = |number: &u128| Spot { at: FAR, id: Uuid::from_u128(*number) };
        let rows = |count: u128| (0..count).rev().collect::<Vec<u128>>();
        let ways = |page: &Page<u128>| (page.newer.is_some(), page.older.is_some(), page.rows.len());
        assert_eq!(ways(&Way::Start.page(rows(50), spot)), (false, false, 50));
        assert_eq!(ways(&Way::Start.page(rows(51), spot)), (false, true, 50));
        assert_eq!(ways(&Way::Older(spot(&1)).page(rows(51), spot)), (true, true, 50));
        let back = Way::Newer(spot(&1)).page((2..53).collect(), spot);
        assert_eq!(
            (ways(&back), back.rows[0], back.rows[49]),
            ((true, true, 50), 51, 2),
            "the nearest, the newest first"
        );
        assert_eq!(ways(&Way::Newer(spot(&1)).page(rows(3), spot)), (false, true, 3));
    }
}
