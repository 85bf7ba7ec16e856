//! What became of a step, and what that means for its rows and for the inbox.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{info, warn};

use crate::adapters::telegram::Failure;
use crate::domain::outgoing::{ChatId, Outcome};
use crate::storage::inbox::NewResult;
use crate::storage::outbox::Marks;

use super::super::options::WorkerOptions;
use super::plan::Step;

#[derive(Debug, PartialEq, Eq)]
pub enum Fate {
    /// Carried out. The message that now stands in the step's slot, if the step has one.
    Done {
        slot: Option<i64>,
    },
    /// No longer true, or too late to be worth anything.
    Dropped,
    Failed {
        code: u16,
        description: String,
    },
    Retry {
        at: DateTime<Utc>,
        why: String,
        /// What was wrong seems to lie in the row itself.
        is_fault: bool,
        /// Telegram asks for the pause.
        is_asked: bool,
    },
}

/// How many tries a call gets.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// In all; without end where absent.
    pub tries: Option<i32>,
    /// That fail for what seems to lie in the call itself: refused in words that do not say that it is for good, or a panic.
    pub faults: i32,
}

impl Patience {
    /// Something that a person waits for is tried for about two minutes: what comes behind it waits as well, and most often they can
    /// ask again.
    pub const ANSWER: Self = Self { tries: None, faults: 8 };
    /// A notice is tried for about three hours: rights in a group come back, and nobody would ask for it again.
    pub const NOTICE: Self = Self {
        tries: None,
        faults: 40,
    };
    /// Buttons that are to go, a message that is to disappear, a menu: nobody misses it, and nobody is to wait behind it for long.
    pub const TRIMMING: Self = Self {
        tries: Some(5),
        faults: 5,
    };
    /// For as long as it takes.
    pub const ENDLESS: Self = Self {
        tries: None,
        faults: i32::MAX,
    };
}

impl Fate {
    /// What a failure means for the step: another try, or the end.
    pub fn of(failure: Failure, step: &Step, now: DateTime<Utc>, options: &WorkerOptions, patience: Patience) -> Self {
        let is_asked = matches!(failure, Failure::RetryAfter(_));
        let (pause, code, description) = match failure {
            Failure::RetryAfter(pause) => (Some(pause), 429, "Too Many Requests".to_owned()),
            Failure::Temporary { code, description } => (None, code.unwrap_or(0), description),
            Failure::Permanent { code, description } => return Fate::Failed { code, description },
            Failure::Refused { code, description } => {
                return Self::fault(step, now, options, patience, code, description);
            }
            Failure::Unparsable => {
                let description = "the text cannot be parsed".to_owned();
                return Self::fault(step, now, options, patience, 400, description);
            }
            // Nothing is left to do; where something is, the delivery has done it before.
            Failure::Gone(_) => return Fate::Done { slot: None },
            Failure::Migrated { to } => {
                // At once; where a server sends us from here to there and back, later each time.
                let pause = (step.tries == 0).then_some(Duration::ZERO);
                (pause, 400, format!("the chat is {to} now"))
            }
        };
        if patience.tries.is_some_and(|tries| step.tries + 1 >= tries) {
            return Fate::Failed { code, description };
        }
        Fate::Retry {
            at: later(now, pause.unwrap_or_else(|| growing_pause(step.tries, options))),
            why: format!("{code} {description}"),
            is_fault: false,
            is_asked,
        }
    }

    /// Reading or delivering it panicked.
    pub fn panicked(step: &Step, now: DateTime<Utc>, options: &WorkerOptions, patience: Patience) -> Self {
        let patience = Patience {
            faults: patience.faults.min(Patience::ANSWER.faults),
            ..patience
        };
        Self::fault(step, now, options, patience, 0, "delivering it panicked".to_owned())
    }

    /// Tried once more in vain, for what seems to lie in the row itself.
    fn fault(
        step: &Step,
        now: DateTime<Utc>,
        options: &WorkerOptions,
        patience: Patience,
        code: u16,
        description: String,
    ) -> Self {
        if step.faults + 1 >= patience.faults {
            return Fate::Failed { code, description };
        }
        Fate::Retry {
            at: later(now, growing_pause(step.faults, options)),
            why: format!("{code} {description}"),
            is_fault: true,
            is_asked: false,
        }
    }

    /// What it is for several reminders that went in one message: what was refused of it goes once more, each alone.
    pub fn alone(self, now: DateTime<Utc>) -> Self {
        match self {
            Fate::Failed { code, description } => Fate::Retry {
                at: now,
                why: format!("{code} {description}"),
                is_fault: true,
                is_asked: false,
            },
            other => other,
        }
    }

    /// Whether the rows after it have to wait.
    pub fn holds_up(&self) -> bool {
        matches!(self, Fate::Retry { .. })
    }

    /// What is to be written down of it.
    pub fn marks(&self, step: &Step, chat: ChatId) -> Marks {
        let mut marks = Marks::default();
        match self {
            Fate::Done { slot } => {
                marks.done.extend(step.rows());
                if let Some(name) = &step.slot {
                    marks.slots.insert((chat, name.clone()), *slot);
                }
            }
            Fate::Dropped => marks.dropped.extend(step.rows()),
            Fate::Failed { code, description } => {
                warn!(row = step.id, code, description, "An outgoing call failed for good");
                let why = format!("{code} {description}");
                marks.failed.extend(step.rows().map(|id| (id, why.clone())));
            }
            Fate::Retry { at, why, is_fault, .. } => {
                info!(
                    row = step.id,
                    tries = step.tries + 1,
                    why,
                    "An outgoing call will be tried again"
                );
                let rows = if *is_fault {
                    &mut marks.faulted
                } else {
                    &mut marks.retried
                };
                rows.push((step.id, *at, why.clone()));
            }
        }
        marks
    }

    /// What is written down where that cannot be: as little as possible, so that a message that was sent is not sent again.
    pub fn instead(&self, step: &Step, now: DateTime<Utc>, options: &WorkerOptions, patience: Patience) -> Marks {
        match self {
            Fate::Done { .. } | Fate::Dropped => Marks {
                done: step.rows().collect(),
                ..Marks::default()
            },
            Fate::Failed { .. } | Fate::Retry { .. } => {
                Self::panicked(step, now, options, patience).marks(step, step.chat)
            }
        }
    }

    /// What the bot must hear of it: that a message was refused for good, or (`ends_silence`) that a notice arrived where one about the
    /// same filing had been.
    pub fn result(&self, step: &Step, ends_silence: bool) -> Option<NewResult> {
        let filing = step.matter.map(|matter| matter.filing());
        let (key, outcome) = match self {
            Fate::Failed { code, description } => {
                let outcome = Outcome::Refused {
                    chat: step.chat,
                    code: *code,
                    description: description.clone(),
                    filing,
                };
                (step.key.clone(), outcome)
            }
            Fate::Done { .. } if ends_silence => return Some(NewResult::told(&step.key, step.chat, filing?)),
            _ => return None,
        };
        Some(NewResult {
            outbox_key: key,
            chat: step.chat,
            outcome,
        })
    }
}

pub fn later(now: DateTime<Utc>, pause: Duration) -> DateTime<Utc> {
    let pause = TimeDelta::from_std(pause).unwrap_or(TimeDelta::days(1));
    now.checked_add_signed(pause).unwrap_or(now)
}

/// 1 s, 2 s, 4 s, … up to the longest.
pub fn growing_pause(tries: i32, options: &WorkerOptions) -> Duration {
    doubled(options.first_pause, tries).min(options.longest_pause)
}

/// Doubled as many times.
pub fn doubled(pause: Duration, times: i32) -> Duration {
    pause.saturating_mul(2_u32.saturating_pow(times.max(0).unsigned_abs()))
}
