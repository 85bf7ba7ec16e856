//! Lengths of time as the rules have them.

use chrono::{DateTime, Days, Duration, Utc};

use super::calendar;
use super::hours::{end_of_day, office_hours};

/// A length of time as rules have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// They run through nights and holidays.
    Hours(i64),
    Days(i64),
    WorkingDays(u32),
    /// The first moment of the authorities' day that lies at least so many hours ahead.
    OfficeHours(i64),
    /// So many days after the day on which it begins, to the end of that day.
    WholeDays(u64),
}

/// When a term that begins at `from` ends, and whether that date is approximate because a year's holidays are not announced yet.
pub(super) fn after_term(term: Term, from: DateTime<Utc>) -> (DateTime<Utc>, bool) {
    match term {
        Term::Hours(hours) => (from + Duration::hours(hours), false),
        Term::Days(days) => (from + Duration::days(days), false),
        Term::WholeDays(days) => (last_moment(from, days), false),
        Term::OfficeHours(hours) => (office_hours(from + Duration::hours(hours)), false),
        Term::WorkingDays(days) => {
            let due = calendar::add_working_days(from, days);
            (due.at, due.is_estimate)
        }
    }
}

/// The last second of the day that lies so many days after that of `from`.
fn last_moment(from: DateTime<Utc>, days: u64) -> DateTime<Utc> {
    let last = calendar::day(from).checked_add_days(Days::new(days));
    last.and_then(end_of_day).unwrap_or(from)
}
