//! What became of a step, and what that means for its rows and for the inbox.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{info, warn};

use crate::adapters::telegram::Failure;
use crate::domain::outgoing::{ChatId, Outcome};
use crate::storage::inbox::NewResult;
use crate::storage::outbox::Marks;

use super::super::WorkerOptions;
use super::plan::Step;

#[derive(Debug, PartialEq, Eq)]
pub enum Fate {
    /// Carried out. The message that now stands in the step's slot, if the step has one.
    Done {
        slot: Option<i64>,
    },
    /// Too late to be worth anything.
    Dropped,
    Failed {
        code: u16,
        description: String,
    },
    Retry {
        at: DateTime<Utc>,
        why: String,
    },
}

impl Fate {
    /// What a failure means for the step: another try, or the end. `give_up` says when tries are enough.
    pub fn of(failure: Failure, step: &Step, now: DateTime<Utc>, options: &WorkerOptions, give_up: bool) -> Self {
        let (pause, code, description) = match failure {
            Failure::RetryAfter(pause) => (pause, 429, "Too Many Requests".to_owned()),
            Failure::Temporary { code, description } => {
                (growing_pause(step.tries, options), code.unwrap_or(0), description)
            }
            Failure::Permanent { code, description } => return Fate::Failed { code, description },
            // Nothing is left to do; where something is, the delivery has done it before.
            Failure::Gone(_) => return Fate::Done { slot: None },
            Failure::Migrated { to } => (growing_pause(step.tries, options), 400, format!("the chat is {to} now")),
        };
        if give_up {
            return Fate::Failed { code, description };
        }
        Fate::Retry {
            at: now + TimeDelta::from_std(pause).unwrap_or(TimeDelta::MAX),
            why: format!("{code} {description}"),
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
            Fate::Retry { at, why } => {
                info!(
                    row = step.id,
                    tries = step.tries + 1,
                    why,
                    "An outgoing call will be tried again"
                );
                marks.retried.push((step.id, *at, why.clone()));
            }
        }
        marks
    }

    /// What the bot must hear of it: that a message was refused for good.
    pub fn result(&self, step: &Step) -> Option<NewResult> {
        let Fate::Failed { code, description } = self else {
            return None;
        };
        Some(NewResult {
            outbox_key: step.key.clone(),
            chat: step.chat,
            outcome: Outcome::Refused {
                chat: step.chat,
                code: *code,
                description: description.clone(),
            },
        })
    }
}

/// 1 s, 2 s, 4 s, … up to the longest.
fn growing_pause(tries: i32, options: &WorkerOptions) -> Duration {
    let doubled = 2_u32.saturating_pow(tries.max(0).unsigned_abs());
    options.first_pause.saturating_mul(doubled).min(options.longest_pause)
}
