//! The day on which a granted site was opened to the public: from it the thirty days of the public-security filing count.

use std::sync::LazyLock;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use regex::Regex;
use unicode_normalization::UnicodeNormalization as _;

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
    let day = day(text, today).ok_or(Wrong::Unread)?;
    if day < granted {
        return Err(Wrong::BeforeGrant);
    }
    match today.checked_add_months(AHEAD) {
        Some(latest) if day > latest => Err(Wrong::TooFar),
        _ => Ok(day),
    }
}

/// `2026-03-05`, `2026年3月5日`, `2026/3/5`, `20260305`, `3月5日`, `3-5`, and the days nearest to today in words. Without a year it is
/// the last such day that was, or today.
fn day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    static WHOLE: LazyLock<Result<Regex, regex::Error>> =
        LazyLock::new(|| Regex::new(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$"));
    static PACKED: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new(r"^(\d{4})(\d{2})(\d{2})$"));
    static SHORT: LazyLock<Result<Regex, regex::Error>> =
        LazyLock::new(|| Regex::new(r"^(\d{1,2})[-/.月](\d{1,2})[日号]?$"));
    let plain: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.trim_end_matches(['。', '.', '!', '！']).to_lowercase();
    match plain.as_str() {
        "今天" | "今日" | "today" => return Some(today),
        "昨天" | "昨日" | "yesterday" => return today.pred_opt(),
        "前天" => return today.checked_sub_days(Days::new(2)),
        "明天" | "tomorrow" => return today.succ_opt(),
        _ => {}
    }
    let numbers = |form: &'static Result<Regex, regex::Error>| -> Option<Vec<i32>> {
        let found = form.as_ref().ok()?.captures(&plain)?;
        found.iter().skip(1).map(|part| part?.as_str().parse().ok()).collect()
    };
    let of = |year: i32, month: i32, day: i32| {
        NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
    };
    if let Some(whole) = numbers(&WHOLE).or_else(|| numbers(&PACKED)) {
        return match whole.as_slice() {
            [year, month, day] => of(*year, *month, *day),
            _ => None,
        };
    }
    match numbers(&SHORT)?.as_slice() {
        [month, day] => {
            let this_year = of(today.year(), *month, *day).filter(|day| *day <= today);
            this_year.or_else(|| of(today.year() - 1, *month, *day))
        }
        _ => None,
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
