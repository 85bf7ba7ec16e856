//! Who writes to the bot: people, their languages, and what they may do.

use chrono::{DateTime, Utc};
use strum::{Display, EnumString, IntoStaticStr};
use uuid::Uuid;

use super::language::Language;
use super::outgoing::PersonId;
use super::quiet::Quiet;

/// Somebody who wrote to the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub data_key: Uuid,
    pub language: Language,
    /// As Telegram names them; shown to reviewers only.
    pub name: String,
    /// When they do not want to be reminded of what can wait.
    pub quiet: Quiet,
    pub created_at: DateTime<Utc>,
}

/// What somebody may do (R13.3). Who has no role is an applicant, or, before their first filing, a stranger: the same rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    Applicant,
    Reviewer,
    Administrator,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A role that was given by `/appoint`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// None once it was taken back.
    pub role: Option<Role>,
    pub by: PersonId,
    pub at: DateTime<Utc>,
}
