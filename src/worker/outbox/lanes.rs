//! Telegram's bulk limits, for the unasked lane: a number of messages a second in all, and another a minute to a group.
//!
//! A window of the last instants is kept instead of a token bucket (`governor`): a bucket of 30 lets 30 messages out at
//! once and refills meanwhile, which makes up to 60 in its first second; and with a clock that stands still between moves
//! (sandbox, tests) a limit must be able to say when the next permit comes, without taking one.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};

use crate::domain::outgoing::ChatId;

pub struct Lanes {
    a_second: usize,
    a_minute_to_a_group: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    all: VecDeque<DateTime<Utc>>,
    groups: HashMap<ChatId, VecDeque<DateTime<Utc>>>,
    /// Telegram has asked for a pause.
    paused_until: Option<DateTime<Utc>>,
}

const SECOND: Duration = Duration::seconds(1);
const MINUTE: Duration = Duration::minutes(1);
/// Where more groups than this are known, those that have been quiet are forgotten.
const GROUPS_KEPT: usize = 1_000;

impl Lanes {
    /// A limit of 0 would never let anything out and is taken for 1.
    pub fn new(a_second: usize, a_minute_to_a_group: usize) -> Self {
        Self {
            a_second: a_second.max(1),
            a_minute_to_a_group: a_minute_to_a_group.max(1),
            state: Mutex::default(),
        }
    }

    pub fn a_second(&self) -> usize {
        self.a_second
    }

    /// How many may be sent now, and when the next one may where it is none.
    pub fn available(&self, now: DateTime<Utc>) -> Result<usize, DateTime<Utc>> {
        let mut state = self.lock();
        state.forget(now);
        state.next(self.a_second, now)?;
        Ok(self.a_second - state.all.len())
    }

    /// Takes a permit for a message to `chat`, or says when there will be one.
    pub fn take(&self, chat: ChatId, now: DateTime<Utc>) -> Result<(), DateTime<Utc>> {
        let mut state = self.lock();
        state.forget(now);
        state.next(self.a_second, now)?;
        let is_group = chat < 0;
        if is_group {
            let group = state.groups.entry(chat).or_default();
            if let Some(first) = group.front()
                && group.len() >= self.a_minute_to_a_group
            {
                return Err(*first + MINUTE);
            }
            group.push_back(now);
        }
        state.all.push_back(now);
        Ok(())
    }

    /// Telegram said 429: nobody sends before this instant.
    pub fn pause(&self, until: DateTime<Utc>) {
        let mut state = self.lock();
        state.paused_until = state.paused_until.max(Some(until));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next(&self, a_second: usize, now: DateTime<Utc>) -> Result<(), DateTime<Utc>> {
        match (self.paused_until, self.all.front()) {
            (Some(until), _) if now < until => Err(until),
            (_, Some(first)) if self.all.len() >= a_second => Err(*first + SECOND),
            _ => Ok(()),
        }
    }

    fn forget(&mut self, now: DateTime<Utc>) {
        drop_older(&mut self.all, now - SECOND);
        if self.groups.len() > GROUPS_KEPT {
            self.groups
                .retain(|_, sent| sent.back().is_some_and(|last| *last > now - MINUTE));
        }
        for sent in self.groups.values_mut() {
            drop_older(sent, now - MINUTE);
        }
    }
}

fn drop_older(sent: &mut VecDeque<DateTime<Utc>>, limit: DateTime<Utc>) {
    while sent.front().is_some_and(|first| *first <= limit) {
        sent.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> DateTime<Utc> {
        crate::clock::from_milliseconds(milliseconds)
    }

    #[test]
    fn no_second_and_no_group_gets_more_than_its_limit() {
        let lanes = Lanes::new(3, 2);
        assert_eq!(lanes.take(1, at(0)), Ok(()));
        assert_eq!(lanes.take(-5, at(400)), Ok(()));
        assert_eq!(lanes.available(at(400)), Ok(1));
        assert_eq!(lanes.take(-5, at(400)), Ok(()));
        // The second's limit: the window moves on, it does not start anew.
        assert_eq!(lanes.take(2, at(999)), Err(at(1000)));
        assert_eq!(lanes.take(2, at(1000)), Ok(()));
        assert_eq!(lanes.take(2, at(1000)), Err(at(1400)));
        // The group's limit lets others through.
        assert_eq!(lanes.take(-5, at(2000)), Err(at(60_400)));
        assert_eq!(lanes.take(-6, at(2000)), Ok(()));
        assert_eq!(lanes.take(-5, at(60_400)), Ok(()));
    }

    #[test]
    fn a_pause_that_telegram_asked_for_holds_for_all() {
        let lanes = Lanes::new(3, 2);
        lanes.pause(at(5000));
        lanes.pause(at(4000));
        assert_eq!(lanes.available(at(4999)), Err(at(5000)));
        assert_eq!(lanes.take(1, at(5000)), Ok(()));
    }
}
