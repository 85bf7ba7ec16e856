//! The desk: a group of reviewers.

use chrono::{DateTime, Utc};

use super::language::Language;
use super::outgoing::{ChatId, PersonId};

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
