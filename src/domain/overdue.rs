//! When what is overdue came into its status: the other way round than a deadline is made, so that an index of these instants finds it.

use std::ops::Range;

use chrono::{DateTime, Days, Duration, Utc};

use super::calendar;
use super::deadline_name::DeadlineName;
use super::deadlines::ends_at;
use super::hours::{at_hour, end_of_day};

/// No term is longer: what began earlier is overdue in any case.
const LONGEST: u64 = 400;

/// The instants at which what has ended before `now` began, in their order. Not all of them lie before all others: what begins on a
/// Saturday at three ends on the same working day as what begins on the Sunday at ten, and five hours later. Within a day who begins
/// later ends later, and before a day that is over as a whole all is over: so days are looked at from `now` backwards.
pub fn began(name: DeadlineName, now: DateTime<Utc>) -> Vec<Range<DateTime<Utc>>> {
    let is_over = |began: DateTime<Utc>| ends_at(name, began).0 < now;
    let today = calendar::day(now);
    let mut found = Vec::new();
    for back in 0..LONGEST {
        let Some(day) = today.checked_sub_days(Days::new(back)) else {
            break;
        };
        let Some((first, next)) = at_hour(day, 0).zip(day.succ_opt().and_then(|next| at_hour(next, 0))) else {
            break;
        };
        if !is_over(first) {
            continue;
        }
        let border = border(first, next, is_over);
        if border == next {
            found.push(DateTime::<Utc>::UNIX_EPOCH..next);
            break;
        }
        found.push(first..border);
    }
    found.reverse();
    found.dedup_by(|later, earlier| {
        let is_one = later.start == earlier.end;
        if is_one {
            earlier.end = later.end;
        }
        is_one
    });
    found
}

/// By what lists are in order: until when it is promised of what began last on the same day. So of one status the order is that of the
/// instants at which filings came into it.
pub fn promised_of_day(name: DeadlineName, began: DateTime<Utc>) -> DateTime<Utc> {
    let last = end_of_day(calendar::day(began)).unwrap_or(began);
    ends_at(name, last).0
}

/// The first instant of a day at which it is not over any more.
fn border(first: DateTime<Utc>, next: DateTime<Utc>, is_over: impl Fn(DateTime<Utc>) -> bool) -> DateTime<Utc> {
    let (mut from, mut to) = (first, next);
    while from < to {
        let middle = from + Duration::milliseconds((to - from).num_milliseconds() / 2);
        if is_over(middle) {
            from = middle + Duration::milliseconds(1);
        } else {
            to = middle;
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every 97 minutes across nights, weekends and the Spring Festival.
    fn instants() -> impl Iterator<Item = DateTime<Utc>> {
        let first: DateTime<Utc> = "2026-01-28T03:17:00Z".parse().unwrap();
        (0..700).map(move |n| first + Duration::minutes(n * 97))
    }

    #[test]
    fn what_is_overdue_began_in_one_of_these_times_and_nothing_else_did() {
        let mut several = 0;
        for name in DeadlineName::ALL {
            for now in instants().skip(500).step_by(3) {
                let times = began(*name, now);
                several += usize::from(times.len() > 1);
                assert!(
                    times.is_sorted_by(|one, other| one.end < other.start),
                    "{name}: {times:?}"
                );
                for began in instants() {
                    let is_over = ends_at(*name, began).0 < now;
                    let is_in = times.iter().any(|time| time.contains(&began));
                    assert_eq!(is_in, is_over, "{name} that began at {began}, at {now}: {times:?}");
                }
            }
        }
        assert!(several > 0, "no weekend divides them");
    }

    #[test]
    fn lists_are_in_the_order_of_the_index() {
        for name in DeadlineName::ALL {
            assert!(
                instants().map(|began| promised_of_day(*name, began)).is_sorted(),
                "{name}"
            );
        }
    }
}
