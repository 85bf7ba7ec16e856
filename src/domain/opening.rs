//! The day on which a granted site was opened to the public: from it the thirty days of the public-security filing count.

use chrono::{Months, NaiveDate};

use super::days::{Near, day};

/// Why a day is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is no day.
    Unread,
    /// A site may not be open before it is granted.
    BeforeGrant,
    /// Nobody plans so far ahead: most likely the year is wrong.
    TooFar,
}

/// So far ahead a day may be planned.
const AHEAD: Months = Months::new(12);

/// The day that a text names, if the site can have opened on it.
pub fn read(text: &str, granted: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Wrong> {
    let day = day(text, today, Near::Past).ok_or(Wrong::Unread)?;
    if day < granted {
        return Err(Wrong::BeforeGrant);
    }
    match today.checked_add_months(AHEAD) {
        Some(latest) if day > latest => Err(Wrong::TooFar),
        _ => Ok(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let (granted, today) = (date("2025-12-01"), date("2026-03-05"));
        for (text, expected) in [
            ("2026-03-01", Ok("2026-03-01")),
            ("2026年3月1日", Ok("2026-03-01")),
            (" 2026/3/1 。", Ok("2026-03-01")),
            ("２０２６．３．１", Ok("2026-03-01")),
            ("20260301", Ok("2026-03-01")),
            ("3月1日", Ok("2026-03-01")),
            // Of the year before: it is not to come.
            ("12月31号", Ok("2025-12-31")),
            ("今天", Ok("2026-03-05")),
            ("Yesterday", Ok("2026-03-04")),
            ("明天", Ok("2026-03-06")),
            ("2025-12-01", Ok("2025-12-01")),
            ("2025-11-30", Err(Wrong::BeforeGrant)),
            ("2027-03-05", Ok("2027-03-05")),
            ("2027-03-06", Err(Wrong::TooFar)),
            ("2199-01-01", Err(Wrong::TooFar)),
            ("2026-02-30", Err(Wrong::Unread)),
            ("还没有", Err(Wrong::Unread)),
            ("", Err(Wrong::Unread)),
        ] {
            assert_eq!(read(text, granted, today), expected.map(date), "{text}");
        }
    }
}
