//! Deadlines: when each falls due, when we remind of it, what happens when it passes. Dates are computed purely; an index of
//! the database says what is due now.

use chrono::{DateTime, Duration, Utc};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use uuid::Uuid;

use super::calendar;
use super::filing::FilingId;
use super::outgoing::ChatId;

/// Which deadline it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum DeadlineName {
    /// An unfinished draft (R13.4).
    Draft,
    /// The first review's promise: 1 to 2 working days (the guide's section 提交备案申请).
    FirstReview,
    /// What was sent back waits for its corrections (45 days: a provider's rule, ours by configuration).
    Correction,
    /// The authority decides: at most 20 working days (order 33 of the Ministry of Information Industry, 2005, article 12).
    Authority,
}

impl DeadlineName {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A deadline of a filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    pub id: Uuid,
    pub filing: FilingId,
    pub name: DeadlineName,
    /// In whose turn its moments are decided: the applicant's chat.
    pub chat: ChatId,
    pub began_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// Its next moment; none once it is closed.
    pub next_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    /// When the reviewer was told that the applicant may not have heard of it.
    pub reviewer_told_at: Option<DateTime<Utc>>,
}

/// What a moment of a deadline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Remind,
    End,
}

/// When a deadline that begins at `began` ends, and whether that date is approximate because a year's holidays are not
/// announced yet.
pub fn ends_at(name: DeadlineName, began: DateTime<Utc>) -> (DateTime<Utc>, bool) {
    let days = |n| (began + Duration::days(n), false);
    let working_days = |n| {
        let due = calendar::add_working_days(began, n);
        (due.at, due.about)
    };
    match name {
        DeadlineName::Draft => days(30),
        DeadlineName::FirstReview => working_days(2),
        DeadlineName::Correction => days(45),
        DeadlineName::Authority => working_days(20),
    }
}

impl Deadline {
    pub fn new(id: Uuid, filing: FilingId, name: DeadlineName, chat: ChatId, began: DateTime<Utc>) -> Self {
        let (ends, _) = ends_at(name, began);
        let mut deadline = Self {
            id,
            filing,
            name,
            chat,
            began_at: began,
            ends_at: ends,
            next_at: None,
            closed_at: None,
            reviewer_told_at: None,
        };
        deadline.next_at = deadline.after(began).map(|(at, _)| at);
        deadline
    }

    /// Its moments in order: reminders, then the end.
    pub fn moments(&self) -> Vec<(DateTime<Utc>, Moment)> {
        let reminders: Vec<DateTime<Utc>> = match self.name {
            DeadlineName::Draft => vec![self.began_at + Duration::days(3), self.ends_at - Duration::days(7)],
            // The desk is told again before the promise ends, while there is still time to keep it.
            DeadlineName::FirstReview => vec![self.ends_at - Duration::hours(12), self.ends_at - Duration::hours(3)],
            DeadlineName::Correction => {
                vec![
                    self.began_at + Duration::days(7),
                    self.ends_at - Duration::days(7),
                    self.ends_at - Duration::days(1),
                ]
            }
            DeadlineName::Authority => Vec::new(),
        };
        let mut moments: Vec<_> = reminders
            .into_iter()
            .filter(|at| *at > self.began_at && *at < self.ends_at)
            .map(|at| (at, Moment::Remind))
            .collect();
        moments.sort_by_key(|(at, _)| *at);
        moments.push((self.ends_at, Moment::End));
        moments
    }

    /// The next moment after `at`.
    pub fn after(&self, at: DateTime<Utc>) -> Option<(DateTime<Utc>, Moment)> {
        self.moments().into_iter().find(|(moment, _)| *moment > at)
    }

    /// Whether its last reminder has come (or it never had one): the next moment is its end.
    pub fn is_near(&self, now: DateTime<Utc>) -> bool {
        matches!(self.after(now), Some((_, Moment::End)))
    }

    /// The latest moment that has passed by `now`, the only one that is still told.
    pub fn passed(&self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Moment)> {
        self.moments().into_iter().rev().find(|(moment, _)| *moment <= now)
    }

    pub fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }

    pub fn close(&mut self, now: DateTime<Utc>) {
        self.next_at = None;
        self.closed_at = Some(now);
    }
}
