//! Deadlines: when each falls due, when we remind of it, what happens when it passes. All of it stands in [`DEADLINES`]; dates are
//! computed purely, and an index of the database says what is due now.

use chrono::{DateTime, Duration, TimeDelta, Utc};
use uuid::Uuid;

use super::curtain_deadlines as curtain;
pub use super::deadline_name::DeadlineName;
use super::filing::{Filing, FilingId};
use super::hours::{at_hour, awake, before_night, end_of_day, morning};
use super::outgoing::ChatId;
pub use super::terms::Term;
use super::terms::after_term;
use super::workflow::{Action, Audience};

/// When a reminder comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remind {
    /// So long before the end.
    Before(TimeDelta),
    /// So long after the beginning.
    After(TimeDelta),
    /// In the morning of the day that lies so many days before the last.
    Morning(u64),
}

/// What happens when it passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing changes by itself. Whoever was reminded hears of it, and again after each such time until it is done; these hear once
    /// that it was missed.
    Remind { again: Term, missed: &'static [Audience] },
    /// The clock does this.
    Act(Action),
    /// Nobody has claimed it any more.
    PutBack,
}

/// What becomes of a reminder that falls into the night (22:00 to 8:00 in Shanghai).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Night {
    /// It is told at eight.
    Later,
    /// There is no time to lose: it is told on the evening before. The last one comes when it comes.
    Earlier,
    /// It is told when it falls due.
    Breaks,
}

/// All that is to know of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub name: DeadlineName,
    pub term: Term,
    pub remind: &'static [Remind],
    /// Who is reminded. What nobody has claimed comes before the desk, in its digest.
    pub told: Audience,
    pub end: End,
    pub night: Night,
    /// It counts from the last answer, not from its beginning.
    pub from_last_answer: bool,
    /// A reviewer hears before the end that the applicant may not have heard of it, while there is time to phone.
    pub phoned: bool,
}

/// Every deadline.
pub const DEADLINES: &[Rule] = &[
    // An unfinished draft (R13.4).
    Rule {
        term: Term::Days(30),
        remind: &[Remind::After(TimeDelta::days(3)), Remind::Before(TimeDelta::days(7))],
        from_last_answer: true,
        ..lapses(DeadlineName::Draft)
    },
    // The first review's promise: 1 to 2 working days (the guide's section 提交备案申请). The reviewers hear of it while there is still
    // time to keep it.
    Rule {
        term: Term::WorkingDays(2),
        remind: &[
            Remind::Before(TimeDelta::hours(12)),
            Remind::Before(TimeDelta::hours(3)),
        ],
        ..stays(DeadlineName::FirstReview, Term::WorkingDays(1), &[Audience::Applicant])
    },
    // From the first review to the authority: a rule of ours, for the guide has no term. It was promised to nobody.
    Rule {
        term: Term::WorkingDays(1),
        ..stays(DeadlineName::HandOver, Term::WorkingDays(2), &[])
    },
    // What was sent back waits for its corrections (a provider's rule, ours by configuration).
    Rule {
        term: Term::Days(45),
        remind: &[
            Remind::After(TimeDelta::days(7)),
            Remind::Before(TimeDelta::days(7)),
            Remind::Before(TimeDelta::days(1)),
        ],
        phoned: true,
        ..lapses(DeadlineName::Correction)
    },
    curtain::MAIL,
    curtain::PHOTO,
    curtain::PAPERS,
    curtain::PAPERS_MAILED,
    curtain::REVIEW,
    // What was asked for waits as long as a correction, or until the day that the reviewer named.
    Rule {
        term: Term::Days(45),
        remind: &[
            Remind::After(TimeDelta::days(7)),
            Remind::Before(TimeDelta::days(7)),
            Remind::Before(TimeDelta::days(1)),
        ],
        phoned: true,
        ..lapses(DeadlineName::Supplement)
    },
    // The mobiles are to be verified within 24 hours of the hand-over (the guide's section 短信核验). Whoever has not verified then has
    // the filing returned by the Ministry's system.
    Rule {
        term: Term::Hours(24),
        remind: &[
            Remind::Before(TimeDelta::hours(12)),
            Remind::Before(TimeDelta::hours(4)),
            Remind::Before(TimeDelta::hours(1)),
        ],
        end: End::Act(Action::Missed),
        night: Night::Earlier,
        phoned: true,
        ..lapses(DeadlineName::Sms)
    },
    // What the applicant has reported is looked up in the Ministry's system: a rule of ours.
    Rule {
        term: Term::WorkingDays(1),
        remind: &[Remind::After(TimeDelta::hours(4))],
        ..stays(DeadlineName::SmsCheck, Term::WorkingDays(1), &[])
    },
    // Only the SMS verification was missed: nothing is wrong with the filing (R14.8). The applicant has two hours to object.
    Rule {
        term: Term::OfficeHours(2),
        end: End::Act(Action::HandOver),
        night: Night::Breaks,
        ..lapses(DeadlineName::HandAgain)
    },
    // The authority decides: at most 20 working days (order 33 of the Ministry of Information Industry, 2005, article 12).
    Rule {
        term: Term::WorkingDays(20),
        ..stays(DeadlineName::Authority, Term::WorkingDays(5), &[Audience::Applicant])
    },
    // Nobody but the applicant knows when the site opens: they are asked, and asked again.
    Rule {
        term: Term::Days(10),
        remind: &[Remind::After(TimeDelta::days(3))],
        told: Audience::Applicant,
        ..stays(DeadlineName::Opening, Term::Days(30), &[])
    },
    // Within 30 days from the day on which the site is connected (order 33 of the Ministry of Public Security, 1997, article 12).
    Rule {
        term: Term::WholeDays(30),
        remind: &[
            Remind::Morning(20),
            Remind::Morning(10),
            Remind::Morning(3),
            Remind::Morning(1),
            Remind::Morning(0),
        ],
        told: Audience::Applicant,
        ..stays(DeadlineName::PublicSecurity, Term::Days(7), &[])
    },
    // A claim that is silent for a working day goes back (R14.14): somebody else may have the time. Every act begins it anew.
    Rule {
        term: Term::WorkingDays(1),
        remind: &[Remind::Before(TimeDelta::hours(2))],
        told: Audience::Claimant,
        end: End::PutBack,
        from_last_answer: true,
        ..lapses(DeadlineName::Claim)
    },
    // Whoever asks is answered within a working day: a promise of ours.
    Rule {
        term: Term::WorkingDays(1),
        remind: &[Remind::After(TimeDelta::hours(4))],
        ..stays(DeadlineName::Question, Term::WorkingDays(1), &[])
    },
];

/// The applicant is reminded, and the filing lapses at the end.
pub(super) const fn lapses(name: DeadlineName) -> Rule {
    Rule {
        name,
        term: Term::Days(0),
        remind: &[],
        told: Audience::Applicant,
        end: End::Act(Action::Expire),
        night: Night::Later,
        from_last_answer: false,
        phoned: false,
    }
}

/// A promise of the reviewers' or of the authority's: it stays until somebody keeps it.
pub(super) const fn stays(name: DeadlineName, again: Term, missed: &'static [Audience]) -> Rule {
    Rule {
        told: Audience::Claimant,
        end: End::Remind { again, missed },
        ..lapses(name)
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
    /// It has passed, and is still not done.
    Late,
}

/// When a deadline of a filing that begins at `now` counts from.
pub fn counts_from(name: DeadlineName, filing: &Filing, now: DateTime<Utc>) -> DateTime<Utc> {
    let afterwards = filing.facts.afterwards.as_ref();
    match (name, afterwards.and_then(|done| done.opened)) {
        (DeadlineName::PublicSecurity, Some(day)) => at_hour(day, 0).unwrap_or(now),
        _ => now,
    }
}

/// When a deadline of this filing that begins at `began` ends, and whether that date is approximate: by its rule, but where a reviewer
/// named a day, with that day.
pub fn ends_of(name: DeadlineName, filing: &Filing, began: DateTime<Utc>) -> (DateTime<Utc>, bool) {
    let named = filing.wanted_until().filter(|_| name == DeadlineName::Supplement);
    match named.and_then(end_of_day) {
        Some(end) => (end, false),
        None => ends_at(name, began),
    }
}

/// When a deadline that begins at `began` ends, and whether that date is approximate.
pub fn ends_at(name: DeadlineName, began: DateTime<Utc>) -> (DateTime<Utc>, bool) {
    after_term(name.rule().term, began)
}

/// A reminder that comes so soon after another, because it would have come at night, says nothing new.
const SOON: Duration = Duration::hours(2);

/// Beyond this, how late something is is not counted exactly: no clock that is set into another age costs a long loop.
const COUNTED: Duration = Duration::days(800);

impl Deadline {
    pub fn new(id: Uuid, filing: FilingId, name: DeadlineName, chat: ChatId, began: DateTime<Utc>) -> Self {
        Self::ending(id, filing, name, chat, (began, ends_at(name, began).0))
    }

    /// One that does not end by its rule's term alone.
    pub fn ending(
        id: Uuid,
        filing: FilingId,
        name: DeadlineName,
        chat: ChatId,
        (began, ends): (DateTime<Utc>, DateTime<Utc>),
    ) -> Self {
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

    pub fn rule(&self) -> &'static Rule {
        self.name.rule()
    }

    /// When its end is told: by day, where nothing happens by it.
    fn end_is_told_at(&self) -> DateTime<Utc> {
        match self.rule().end {
            End::Remind { .. } if self.rule().night == Night::Later => awake(self.ends_at),
            _ => self.ends_at,
        }
    }

    /// Its moments in order: reminders, then the end.
    pub fn moments(&self) -> Vec<(DateTime<Utc>, Moment)> {
        let rule = self.rule();
        let reminders = rule.remind.iter().map(|remind| match remind {
            Remind::Before(time) => self.ends_at - *time,
            Remind::After(time) => self.began_at + *time,
            Remind::Morning(days) => morning(self.ends_at, *days),
        });
        let last = reminders.clone().max();
        let mut moments: Vec<_> = reminders
            .map(|at| match rule.night {
                Night::Later => awake(at),
                Night::Earlier if Some(at) != last => before_night(at),
                Night::Earlier | Night::Breaks => at,
            })
            .filter(|at| *at > self.began_at && *at < self.ends_at)
            .map(|at| (at, Moment::Remind))
            .collect();
        moments.sort_by_key(|(at, _)| *at);
        // One that was moved says nothing new soon after another.
        let is_moved = |at: DateTime<Utc>| rule.night == Night::Earlier && Some(at) != last;
        moments.dedup_by(|(later, _), (earlier, _)| *later == *earlier || is_moved(*later) && *later - *earlier < SOON);
        moments.push((self.end_is_told_at(), Moment::End));
        moments
    }

    /// The moments after the end that lie on both sides of `at`: the last that has come by then, and the next.
    fn late(&self, at: DateTime<Utc>) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let end = self.end_is_told_at();
        let End::Remind { again, .. } = self.rule().end else {
            return (None, None);
        };
        if at < end {
            return (None, None);
        }
        let mut last = None;
        let mut next = after_term(again, end.max(at - COUNTED)).0;
        while next <= at {
            last = Some(next);
            let following = after_term(again, next).0;
            if following <= next {
                return (last, None);
            }
            next = following;
        }
        (last, Some(next))
    }

    /// The next moment after `at`.
    pub fn after(&self, at: DateTime<Utc>) -> Option<(DateTime<Utc>, Moment)> {
        let planned = self.moments().into_iter().find(|(moment, _)| *moment > at);
        planned.or_else(|| self.late(at).1.map(|next| (next, Moment::Late)))
    }

    /// Whether its last reminder has come (or it never had one): the next moment is its end.
    pub fn is_near(&self, now: DateTime<Utc>) -> bool {
        matches!(self.after(now), Some((_, Moment::End)))
    }

    /// The latest moment that has passed by `now`, the only one that is still told.
    pub fn passed(&self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Moment)> {
        let late = self.late(now).0.map(|at| (at, Moment::Late));
        late.or_else(|| self.moments().into_iter().rev().find(|(moment, _)| *moment <= now))
    }

    /// Whether its end has passed by `now` and is among the moments that were not decided yet.
    pub fn ends_now(&self, now: DateTime<Utc>) -> bool {
        let end = self.end_is_told_at();
        end <= now && self.next_at.is_some_and(|next| next <= end)
    }

    /// It was to be done by then, and was not.
    pub fn is_missed(&self, now: DateTime<Utc>) -> bool {
        self.is_open() && self.ends_at <= now
    }

    pub fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }

    pub fn close(&mut self, now: DateTime<Utc>) {
        self.next_at = None;
        self.closed_at = Some(now);
    }
}

#[cfg(test)]
mod tests;
