//! The time: every instant in this program comes from a [`Clock`], so that the sandbox and the tests can move it.
//! Leases and time-outs of calls are the exception: they count real time ([`std::time::Instant`], the database's clock).

use std::sync::Mutex;

use chrono::{DateTime, Duration, FixedOffset, TimeZone, Utc};

/// Where a present instant comes from.
pub trait Clock: Send + Sync + 'static {
    /// The present instant, to the millisecond: what the database keeps.
    fn now(&self) -> DateTime<Utc>;
}

/// Real time.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        to_milliseconds(real_now())
    }
}

/// A clock that is moved by hand, forward only: real time plus an offset, or standing still between moves.
#[derive(Debug)]
pub struct MovableClock {
    state: Mutex<Movable>,
}

#[derive(Clone, Copy, Debug)]
enum Movable {
    Running { offset: Duration },
    Still { at: DateTime<Utc> },
}

impl MovableClock {
    /// Real time plus `offset` (not negative in use: time is never moved back).
    pub fn running(offset: Duration) -> Self {
        Self {
            state: Mutex::new(Movable::Running { offset }),
        }
    }

    /// Stands at `at` until it is moved.
    pub fn still(at: DateTime<Utc>) -> Self {
        Self {
            state: Mutex::new(Movable::Still {
                at: to_milliseconds(at),
            }),
        }
    }

    /// Moves forward to `to`; an instant that has passed already changes nothing. Returns the instant it stands at.
    pub fn move_to(&self, to: DateTime<Utc>) -> DateTime<Utc> {
        let now = self.now();
        if to > now {
            let mut state = self.lock();
            *state = match *state {
                Movable::Running { offset } => Movable::Running {
                    offset: offset + (to - now),
                },
                Movable::Still { .. } => Movable::Still {
                    at: to_milliseconds(to),
                },
            };
        }
        self.now()
    }

    /// How far it is ahead of real time; none when it stands still.
    pub fn offset(&self) -> Option<Duration> {
        match *self.lock() {
            Movable::Running { offset } => Some(offset),
            Movable::Still { .. } => None,
        }
    }

    /// Whether it stands still between moves.
    pub fn is_still(&self) -> bool {
        self.offset().is_none()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Movable> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for MovableClock {
    fn now(&self) -> DateTime<Utc> {
        match *self.lock() {
            Movable::Running { offset } => to_milliseconds(real_now() + offset),
            Movable::Still { at } => at,
        }
    }
}

/// The instant that `milliseconds` since 1970 stand for; the bounds of the calendar for what lies outside of it.
pub fn from_milliseconds(milliseconds: i64) -> DateTime<Utc> {
    Utc.timestamp_millis_opt(milliseconds)
        .single()
        .unwrap_or(if milliseconds < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
}

/// The zone in which every date is shown and every working day is counted: Asia/Shanghai, UTC+8 without summer time.
pub fn shanghai() -> FixedOffset {
    const EIGHT_HOURS: i32 = 8 * 3600;
    FixedOffset::east_opt(EIGHT_HOURS).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

fn to_milliseconds(at: DateTime<Utc>) -> DateTime<Utc> {
    from_milliseconds(at.timestamp_millis())
}

#[allow(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
fn real_now() -> DateTime<Utc> {
    Utc::now()
}
