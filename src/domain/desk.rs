//! The desk: a group of reviewers.

use chrono::{DateTime, Duration, Utc};

use super::language::Language;
use super::outgoing::{ChatId, PersonId};

/// How the desk works, by the operator's settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeskRules {
    /// For so long an act of a reviewer can be taken back, and nobody hears of it. Zero: it is told at once.
    pub undo: Duration,
}

impl DeskRules {
    pub fn new(undo_seconds: u32) -> Self {
        Self {
            undo: Duration::seconds(undo_seconds.into()),
        }
    }
}

/// A group that hears of new work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Desk {
    pub chat: ChatId,
    pub by: PersonId,
    pub language: Language,
    pub at: DateTime<Utc>,
    /// The topic of the group that its message stands in.
    pub topic: Option<i64>,
}
