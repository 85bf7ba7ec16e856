//! A person's own quiet hours: reminders that can wait come after them. Everybody's night (22:00 to 8:00 in Shanghai) is within them.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Timelike as _, Utc};

use super::calendar::SHANGHAI;
use super::hours::{MORNING, NIGHT_BEGINS, at_hour};

/// From an hour of the evening to one of the next day, in Shanghai's hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    from: u32,
    to: u32,
}

/// Everybody's night.
impl Default for Quiet {
    fn default() -> Self {
        Self {
            from: NIGHT_BEGINS,
            to: MORNING,
        }
    }
}

impl Quiet {
    /// What is offered: the night itself, and longer ones.
    pub const OFFERED: [Self; 4] = [
        Self { from: 22, to: 8 },
        Self { from: 21, to: 9 },
        Self { from: 20, to: 10 },
        Self { from: 18, to: 12 },
    ];
    /// A reminder has an hour of the working day left in which it may come.
    const EARLIEST: u32 = 12;
    const LATEST: u32 = 14;

    /// The instant itself, or the end of the quiet hours in which it lies.
    pub fn awake(self, at: DateTime<Utc>) -> DateTime<Utc> {
        let local = at.with_timezone(&SHANGHAI);
        let (date, hour) = (local.date_naive(), local.hour());
        let date = if hour >= self.from {
            date.succ_opt()
        } else if hour < self.to {
            Some(date)
        } else {
            return at;
        };
        date.and_then(|date| at_hour(date, self.to)).unwrap_or(at)
    }

    /// As people read it.
    pub fn shown(self) -> String {
        format!("{}:00–{}:00", self.from, self.to)
    }
}

impl fmt::Display for Quiet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

/// Reads `21-9`, `21:00–9:00`, `21点到9点`: two hours. What would not hold the night, or would leave no time of the day, is none.
impl FromStr for Quiet {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let numbers = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|digits| !digits.is_empty() && *digits != "00");
        let numbers: Vec<u32> = numbers
            .map(|digits| digits.parse().map_err(|_| ()))
            .collect::<Result<_, _>>()?;
        let [from, to] = numbers.as_slice() else {
            return Err(());
        };
        let is_possible = (Self::LATEST..=NIGHT_BEGINS).contains(from) && (MORNING..=Self::EARLIEST).contains(to);
        is_possible.then_some(Self { from: *from, to: *to }).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        for (text, expected) in [
            ("21-9", Some("21-9")),
            ("21:00–9:00", Some("21-9")),
            ("21点到9点", Some("21-9")),
            (" 22 8 ", Some("22-8")),
            ("14-12", Some("14-12")),
            // It would end before everybody's night does, or leave no hour of the day.
            ("22-7", None),
            ("23-9", None),
            ("13-9", None),
            ("21-13", None),
            ("9-21", None),
            ("21", None),
            ("21-9-3", None),
            ("99999999999-9", None),
            ("", None),
        ] {
            let read = text.parse::<Quiet>().ok().map(|quiet| quiet.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
        for quiet in Quiet::OFFERED {
            assert_eq!(quiet.to_string().parse(), Ok(quiet));
            assert_eq!(quiet.shown().parse(), Ok(quiet));
        }
    }

    #[test]
    fn what_falls_into_them_comes_after_them() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let quiet: Quiet = "21-9".parse().unwrap();
        for (instant, expected) in [
            ("2026-03-02T20:59:59+08:00", "2026-03-02T20:59:59+08:00"),
            ("2026-03-02T21:00:00+08:00", "2026-03-03T09:00:00+08:00"),
            ("2026-03-03T08:59:59+08:00", "2026-03-03T09:00:00+08:00"),
            ("2026-03-03T09:00:00+08:00", "2026-03-03T09:00:00+08:00"),
        ] {
            assert_eq!(quiet.awake(at(instant)), at(expected), "{instant}");
        }
    }
}
