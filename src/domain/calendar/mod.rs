//! Working days of mainland China, counted in Asia/Shanghai (UTC+8, no summer time).
//!
//! Only promises in working days use this: the 24 hours of the SMS verification and the 30 days of the public-security
//! filing run through holidays.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, TimeZone, Utc, Weekday};
use serde::Deserialize;

use super::data;

/// When something promised in working days falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub at: DateTime<Utc>,
    /// The holidays of a year on the way are not announced yet, so the day may shift.
    pub is_estimate: bool,
}

/// The same time of day, `n` working days later. Counting begins with the day after `from`.
pub fn add_working_days(from: DateTime<Utc>, n: u32) -> Due {
    let local = from.with_timezone(&SHANGHAI);
    let mut date = local.date_naive();
    let mut is_estimate = false;
    let mut left = n;
    while left > 0 {
        let Some(next) = date.checked_add_days(Days::new(1)) else {
            break;
        };
        date = next;
        is_estimate |= !is_announced(date.year());
        if is_working_day(date) {
            left -= 1;
        }
    }
    let at = SHANGHAI.from_local_datetime(&date.and_time(local.time())).single();
    Due {
        at: at.map_or(from, |at| at.with_timezone(&Utc)),
        is_estimate,
    }
}

/// Monday to Friday outside the holidays, and the weekend days worked for them.
pub fn is_working_day(date: NaiveDate) -> bool {
    let weekday = !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    match year(date.year()) {
        Some(year) => year.make_up_days.contains(&date) || weekday && !year.is_holiday(date),
        None => weekday,
    }
}

/// Whether the State Council's notice for this year is in the data.
pub fn is_announced(number: i32) -> bool {
    year(number).is_some_and(|year| year.announced)
}

/// The day in Shanghai.
pub fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&SHANGHAI).date_naive()
}

/// UTC+8, without summer time.
pub const SHANGHAI: FixedOffset = match FixedOffset::east_opt(8 * 3600) {
    Some(offset) => offset,
    None => panic!("eight hours are a valid offset"),
};

struct Year {
    number: i32,
    announced: bool,
    make_up_days: Vec<NaiveDate>,
    holidays: Vec<(NaiveDate, NaiveDate)>,
}

impl Year {
    fn is_holiday(&self, date: NaiveDate) -> bool {
        self.holidays.iter().any(|(from, to)| (*from..=*to).contains(&date))
    }
}

// Parsed by the tests below, so it does not fail in a program that passed them.
static YEARS: LazyLock<Vec<Year>> = LazyLock::new(|| {
    vec![
        read(2025, include_str!("2025.toml")),
        read(2026, include_str!("2026.toml")),
        read(2027, include_str!("2027.toml")),
    ]
});

fn year(number: i32) -> Option<&'static Year> {
    YEARS.iter().find(|year| year.number == number)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    announced: bool,
    make_up_days: Vec<toml::value::Datetime>,
    holiday: Vec<Holiday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    #[serde(rename = "name")]
    _name: String,
    from: toml::value::Datetime,
    to: toml::value::Datetime,
}

fn read(number: i32, text: &str) -> Year {
    let file: File = data::parse("calendar", text);
    Year {
        number,
        announced: file.announced,
        make_up_days: file.make_up_days.iter().filter_map(to_date).collect(),
        holidays: file
            .holiday
            .iter()
            .filter_map(|day| Some((to_date(&day.from)?, to_date(&day.to)?)))
            .collect(),
    }
}

fn to_date(day: &toml::value::Datetime) -> Option<NaiveDate> {
    let date = day.date?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_day_of_the_files_is_read_and_lies_in_its_year() {
        let count = |number: i32, make_up: usize, holidays: usize| {
            let year = year(number).unwrap();
            assert_eq!(
                (year.make_up_days.len(), year.holidays.len()),
                (make_up, holidays),
                "{number}"
            );
            for day in year
                .make_up_days
                .iter()
                .chain(year.holidays.iter().flat_map(|(from, to)| [from, to]))
            {
                assert_eq!(day.year(), number);
            }
            for (from, to) in &year.holidays {
                assert!(from <= to);
            }
            for day in &year.make_up_days {
                assert!(matches!(day.weekday(), Weekday::Sat | Weekday::Sun), "{day}");
                assert!(!year.is_holiday(*day), "{day}");
            }
        };
        count(2025, 5, 6);
        count(2026, 6, 7);
        count(2027, 0, 7);
    }

    #[test]
    fn working_days() {
        let check = |day: &str, working: bool| assert_eq!(is_working_day(date(day)), working, "{day}");
        check("2026-11-24", true); // a Tuesday
        check("2026-11-28", false); // a Saturday
        check("2026-10-01", false); // National Day
        check("2026-10-10", true); // a Saturday worked for it
        check("2026-02-14", true); // a Saturday worked for Spring Festival
        check("2026-02-16", false);
        check("2026-02-24", true);
        check("2025-01-26", true); // a Sunday worked for Spring Festival
        check("2027-02-05", false); // by law, though not announced
        check("2027-02-09", true);
        check("2030-01-01", true); // no data: Monday to Friday
        check("2030-01-05", false);
    }

    #[test]
    fn promises() {
        let check = |from: &str, n: u32, at: &str, is_estimate: bool| {
            let from: DateTime<Utc> = format!("{from}:00+08:00")
                .parse::<DateTime<FixedOffset>>()
                .unwrap()
                .into();
            let at: DateTime<Utc> = format!("{at}:00+08:00")
                .parse::<DateTime<FixedOffset>>()
                .unwrap()
                .into();
            assert_eq!(add_working_days(from, n), Due { at, is_estimate }, "{from} + {n}");
        };
        check("2026-11-24T09:30", 0, "2026-11-24T09:30", false);
        check("2026-11-24T09:30", 2, "2026-11-26T09:30", false);
        check("2026-11-27T23:50", 1, "2026-11-30T23:50", false); // Friday to Monday
        check("2026-11-28T00:10", 1, "2026-11-30T00:10", false); // Saturday in Shanghai, Friday in UTC
        check("2026-09-30T10:00", 2, "2026-10-09T10:00", false);
        check("2026-09-30T10:00", 3, "2026-10-10T10:00", false); // the make-up Saturday counts
        check("2026-02-13T10:00", 2, "2026-02-24T10:00", false);
        check("2026-12-30T10:00", 2, "2027-01-04T10:00", true); // crosses into a year not announced
        check("2026-12-28T10:00", 3, "2026-12-31T10:00", false);
    }
}
