//! What people are to be told of what was decided, before it is put into words.

use chrono::{DateTime, Utc};

use crate::domain::deadlines::DeadlineName;
use crate::domain::filing::FilingId;
use crate::domain::outgoing::ChatId;
use crate::domain::people::Role;
use crate::domain::workflow::{Audience, NoticeName};

/// Something that somebody is to be told; the bot puts it into words of their language in the same attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub to: ChatId,
    pub filing: Option<FilingId>,
    pub occasion: Occasion,
}

/// What a notice tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Something happened to the filing (`notices/<name>.j2`).
    Event {
        name: NoticeName,
        to: Audience,
        /// The word for it in the history.
        event: &'static str,
        /// What the authority said of the whole filing.
        words: Option<String>,
    },
    /// To somebody whose role has changed; none: dismissed.
    Role(Option<Role>),
    /// Time has passed (`reminders/<name>.j2`).
    Reminder {
        deadline: DeadlineName,
        ends_at: DateTime<Utc>,
        /// Then the next reminder or the end is told instead.
        until: Option<DateTime<Utc>>,
    },
    /// A promise was not kept (`reminders/<name>_missed.j2`).
    Missed {
        deadline: DeadlineName,
        ends_at: DateTime<Utc>,
    },
    /// To the reviewer: the applicant asks something (`notices/asked.j2`).
    Asked { number: i64 },
    /// To the asker: what the reviewers say (`notices/answered.j2`).
    Answered { number: i64 },
    /// To the reviewer: the applicant may not have heard that this deadline is ending (`reminders/unreached.j2`).
    Unreached {
        deadline: DeadlineName,
        ends_at: DateTime<Utc>,
    },
}
