//! Days as people write them.

use std::sync::LazyLock;

use chrono::{Datelike as _, Days, NaiveDate};
use regex::Regex;
use unicode_normalization::UnicodeNormalization as _;

/// On which side of today a day lies that is written without its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Near {
    Past,
    Future,
}

/// `2026-03-05`, `2026年3月5日`, `2026/3/5`, `20260305`, `3月5日`, `3-5`, and the days nearest to today in words. Without a year it is
/// the nearest such day on that side of today, or today.
pub fn day(text: &str, today: NaiveDate, near: Near) -> Option<NaiveDate> {
    static WHOLE: LazyLock<Result<Regex, regex::Error>> =
        LazyLock::new(|| Regex::new(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$"));
    static PACKED: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new(r"^(\d{4})(\d{2})(\d{2})$"));
    static SHORT: LazyLock<Result<Regex, regex::Error>> =
        LazyLock::new(|| Regex::new(r"^(\d{1,2})[-/.月](\d{1,2})[日号]?$"));
    let plain: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let plain = plain
        .trim_end_matches(['。', '.', '!', '！', '吧', '了'])
        .to_lowercase();
    match plain.as_str() {
        "今天" | "今日" | "today" => return Some(today),
        "昨天" | "昨日" | "yesterday" => return today.pred_opt(),
        "前天" => return today.checked_sub_days(Days::new(2)),
        "明天" | "tomorrow" => return today.succ_opt(),
        "后天" => return today.checked_add_days(Days::new(2)),
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
            let (other_year, fits): (_, fn(&NaiveDate, &NaiveDate) -> bool) = match near {
                Near::Past => (today.year() - 1, |day, today| day <= today),
                Near::Future => (today.year() + 1, |day, today| day >= today),
            };
            let this_year = of(today.year(), *month, *day).filter(|day| fits(day, &today));
            this_year.or_else(|| of(other_year, *month, *day))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_its_year_is_the_nearest_on_the_side_that_is_meant() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = date("2026-12-20");
        for (text, past, future) in [
            ("12-20", "2026-12-20", "2026-12-20"),
            ("1月5日", "2026-01-05", "2027-01-05"),
            ("12月31号", "2025-12-31", "2026-12-31"),
            ("2026-11-01", "2026-11-01", "2026-11-01"),
            ("后天", "2026-12-22", "2026-12-22"),
        ] {
            assert_eq!(day(text, today, Near::Past), Some(date(past)), "{text}");
            assert_eq!(day(text, today, Near::Future), Some(date(future)), "{text}");
        }
        for text in ["", "授权书", "13-40", "2-30", "1001"] {
            assert_eq!(day(text, today, Near::Future), None, "{text}");
        }
    }
}
