//! The hours of the day in Shanghai: when people sleep, and when filings are handed over.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, TimeZone, Timelike, Utc};

use super::calendar::{self, SHANGHAI};

/// When the provider hands over to the authorities, in Shanghai's hours: whoever gets a code in the afternoon has the evening for it.
const OFFICE_OPENS: u32 = 9;
pub const OFFICE_CLOSES: u32 = 16;

/// The instant itself, or the next one at which filings are handed over.
pub fn office_hours(at: DateTime<Utc>) -> DateTime<Utc> {
    let local = at.with_timezone(&SHANGHAI);
    let mut date = local.date_naive();
    if calendar::is_working_day(date) {
        match local.hour() {
            0..OFFICE_OPENS => return at_hour(date, OFFICE_OPENS).unwrap_or(at),
            OFFICE_OPENS..OFFICE_CLOSES => return at,
            _ => {}
        }
    }
    // No holidays last so long.
    for _ in 0..30 {
        let Some(next) = date.succ_opt() else { break };
        date = next;
        if calendar::is_working_day(date) {
            break;
        }
    }
    at_hour(date, OFFICE_OPENS).unwrap_or(at)
}

/// The last second of a day in Shanghai.
pub fn end_of_day(date: NaiveDate) -> Option<DateTime<Utc>> {
    Some(at_hour(date.succ_opt()?, 0)? - Duration::seconds(1))
}

/// That hour of a day in Shanghai.
pub fn at_hour(date: NaiveDate, hour: u32) -> Option<DateTime<Utc>> {
    let local = date.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?);
    Some(SHANGHAI.from_local_datetime(&local).single()?.with_timezone(&Utc))
}

/// The night, in which nobody is reminded, in Shanghai's hours.
pub(super) const NIGHT_BEGINS: u32 = 22;
pub(super) const MORNING: u32 = 8;

/// The instant itself, or eight o'clock if it lies in the night.
pub(super) fn awake(at: DateTime<Utc>) -> DateTime<Utc> {
    let local = at.with_timezone(&SHANGHAI);
    let (date, hour) = (local.date_naive(), local.hour());
    let date = match hour {
        NIGHT_BEGINS.. => date.succ_opt(),
        0..MORNING => Some(date),
        _ => return at,
    };
    date.and_then(|date| at_hour(date, MORNING)).unwrap_or(at)
}

/// The instant itself, or, if it lies in the night, half past nine of the evening before.
pub(super) fn before_night(at: DateTime<Utc>) -> DateTime<Utc> {
    const BEFORE: Duration = Duration::minutes(30);
    let local = at.with_timezone(&SHANGHAI);
    let evening = match local.hour() {
        NIGHT_BEGINS.. => Some(local.date_naive()),
        0..MORNING => local.date_naive().pred_opt(),
        _ => return at,
    };
    let begins = evening.and_then(|date| at_hour(date, NIGHT_BEGINS));
    begins.map_or(at, |night| night - BEFORE)
}

/// Nine o'clock of the day that lies so many days before that of `end`.
pub(super) fn morning(end: DateTime<Utc>, days: u64) -> DateTime<Utc> {
    let date = calendar::day(end).checked_sub_days(Days::new(days));
    date.and_then(|date| at_hour(date, 9)).unwrap_or(end)
}
