//! What somebody asks the reviewers (R13.5): a person is always in reach, from wherever the asker is.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::filing::{FieldId, FilingId};
use super::outgoing::{ChatId, PersonId};
use super::place::Place;

/// At most this many open questions are shown at a time, the oldest first.
pub const OLDEST: usize = 10;

/// Nobody has more than this many open at once: whoever asks on is told that the answers are coming.
pub const MOST_OPEN: usize = 5;

/// A question, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// By which reviewers name it.
    pub number: i64,
    /// The private chat in which it was asked, and is answered.
    pub chat: ChatId,
    /// The asker's.
    pub data_key: Uuid,
    /// What it is about, where the asker has a filing.
    pub filing: Option<FilingId>,
    /// What was being asked when it came.
    pub at: Option<(Place, FieldId)>,
    pub words: String,
    pub asked_at: DateTime<Utc>,
    pub answered: Option<Answered>,
}

/// What the asker was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub words: String,
    pub by: PersonId,
    pub at: DateTime<Utc>,
}
