//! What a moment that fell due must be followed by. Each is seen once, in the first round after it.

use std::collections::HashMap;

use beian_bot::clock::from_milliseconds;
use beian_bot::domain::deadlines::{Deadline, End, Moment};
use beian_bot::domain::told::{Audience, NoticeName};
use beian_bot::storage::due::parse_key;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Ledger, News, Telling, events};
use crate::town::DESK;

/// The deadline and the moment that a due input's key names.
pub fn of_key(key: &str) -> (Uuid, DateTime<Utc>) {
    parse_key(key).unwrap_or_else(|| panic!("no moment: {key}"))
}

impl Ledger {
    /// Goes through the moments that were decided.
    pub(super) fn moments(&mut self, news: &News, now: DateTime<Utc>, expected: &mut HashMap<(Uuid, i64), Telling>) {
        for input in &news.moments {
            assert!(
                self.moments.insert(input.key.clone()),
                "a moment came twice: {}",
                input.key
            );
            let (id, at) = of_key(&input.key);
            assert!(
                at > self.looked && at <= now,
                "a moment of {at} was seen at {now}, and not at {}: {}",
                self.looked,
                input.key
            );
            let decided = from_milliseconds(input.done_at.unwrap());
            let before = self.deadlines.get(&id).unwrap_or_else(|| panic!("no deadline {id}"));
            let after = news.deadlines.iter().find(|deadline| deadline.id == id).unwrap();
            self.seen_moment(before.clone(), after, (at, decided), news, expected);
        }
        for deadline in &news.deadlines {
            let before = self
                .deadlines
                .get(&deadline.id)
                .and_then(|before| before.reviewer_told_at);
            if let Some(at) = deadline.reviewer_told_at.filter(|_| before.is_none()) {
                let claimed_by = self.filings[&deadline.filing].claimed_by;
                let of = expected.entry((deadline.filing, at.timestamp_millis())).or_default();
                let to = claimed_by.unwrap_or(DESK);
                *of.entry(("reminders/unreached".to_owned(), to)).or_default() += 1;
            }
        }
    }

    fn seen_moment(
        &mut self,
        before: Deadline,
        after: &Deadline,
        (at, decided): (DateTime<Utc>, DateTime<Utc>),
        news: &News,
        expected: &mut HashMap<(Uuid, i64), Telling>,
    ) {
        // A draft's counts from the last answer, which is noted when it falls due.
        let deadline = Deadline {
            began_at: after.began_at,
            ends_at: after.ends_at,
            ..before.clone()
        };
        let Some((_, moment)) = deadline.passed(decided) else {
            return;
        };
        self.seen.moment(&deadline, moment);
        let filing = deadline.filing;
        let (applicant, claimed_by) = {
            let entry = &self.filings[&filing];
            (entry.applicant, entry.claimed_by)
        };
        let receiver = |audience: Audience| match audience {
            Audience::Applicant => Some(applicant),
            Audience::Claimant => claimed_by,
            Audience::Desk => None,
        };
        if let (End::Act(_) | End::PutBack, Moment::End | Moment::Late) = (deadline.rule().end, moment) {
            let is_line = |line: &&entities::audit::Model| {
                line.filing == filing && line.actor == "clock" && line.at == decided.timestamp_millis()
            };
            let mut lines = news.history.iter().filter(is_line);
            // An act of the same instant may have ended the claim before.
            if deadline.rule().end == End::PutBack && !lines.clone().any(|line| line.action == "silent") {
                assert!(after.closed_at.is_some(), "a silent claim that stays: {deadline:?}");
                return;
            }
            let lines = match deadline.rule().end {
                End::PutBack => lines.filter(|line| line.action == "silent").count(),
                _ => lines.by_ref().filter(|line| line.action != "silent").count(),
            };
            assert_eq!(lines, 1, "by the clock: {deadline:?}");
            // A claim that was silent has gone back, and its claimant hears of it. What falls due after that is the desk's.
            if let (End::PutBack, Some(to)) = (deadline.rule().end, claimed_by) {
                let of = expected.entry((filing, decided.timestamp_millis())).or_default();
                *of.entry((events::notice(NoticeName::ClaimedNews), to)).or_default() += 1;
                if let Some(entry) = self.filings.get_mut(&filing) {
                    entry.claimed_by = None;
                }
            }
            return;
        }
        // What the clock did just before has ended it.
        let is_over = after.closed_at == Some(decided) && !deadline.name.is_of_filing();
        let by_clock = |line: &entities::audit::Model| {
            line.filing == filing && line.actor == "clock" && line.at == decided.timestamp_millis()
        };
        let acted_before = self.clock_acts_before(&deadline, at, news);
        if is_over && acted_before && news.history.iter().any(by_clock) {
            return;
        }
        let of = expected.entry((filing, decided.timestamp_millis())).or_default();
        // Where the clock has just ended the filing, nobody has it any more.
        let is_released = !deadline.name.is_of_filing()
            && acted_before
            && news
                .history
                .iter()
                .any(|line| by_clock(line) && line.to_status == "lapsed");
        let to = receiver(deadline.rule().told).filter(|_| !is_released);
        if let Some(to) = to {
            *of.entry((format!("reminders/{}", deadline.name), to)).or_default() += 1;
        } else {
            *self
                .seen
                .fates
                .entry("left to the desk's digest".to_owned())
                .or_default() += 1;
        }
        let End::Remind { missed, .. } = deadline.rule().end else {
            return;
        };
        if moment != Moment::Remind && before.ends_now(decided) {
            for to in missed.iter().filter_map(|audience| receiver(*audience)) {
                *of.entry((format!("reminders/{}_missed", deadline.name), to))
                    .or_default() += 1;
            }
        }
    }

    /// Whether the clock acted on the filing before that moment of another deadline was decided in the same round: what fell due first comes
    /// first.
    fn clock_acts_before(&self, deadline: &Deadline, at: DateTime<Utc>, news: &News) -> bool {
        news.moments.iter().any(|input| {
            let (id, other_at) = of_key(&input.key);
            let other = self.deadlines.get(&id).filter(|other| other.filing == deadline.filing);
            other.is_some_and(|other| {
                matches!(other.rule().end, End::Act(_) | End::PutBack)
                    && (other_at, other.name.as_str()) < (at, deadline.name.as_str())
            })
        })
    }
}
