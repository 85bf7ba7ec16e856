//! Where a chat stands in the dialogue. Names the step, the filing and what was last asked, and nothing that a person typed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr};
use uuid::Uuid;

use super::filing::FilingId;
use super::outgoing::ChatId;

/// A chat's place in the dialogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    pub chat: ChatId,
    pub kind: ChatKind,
    pub data_key: Uuid,
    pub state: State,
    /// When a group was last told that a command is not for everybody.
    pub refused_at: Option<DateTime<Utc>>,
    /// Filings of which something could not be told here: said first at the person's next input.
    pub untold: Vec<FilingId>,
    pub recent: Recent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ChatKind {
    Private,
    /// Groups, supergroups and channels.
    Group,
    /// Updates that belong to no chat.
    Bot,
}

impl ChatKind {
    /// What Telegram's numbering says: people's chats are positive, groups negative, and 0 stands for no chat.
    pub fn of(chat: ChatId) -> Self {
        match chat {
            0 => ChatKind::Bot,
            ..0 => ChatKind::Group,
            _ => ChatKind::Private,
        }
    }

    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// One variant a kind of step, none a field: fields that are added later need nothing here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum State {
    /// Nothing is being asked.
    #[default]
    Idle,
    /// A question was asked, and a text answers it.
    Answering {
        filing: FilingId,
        place: String,
        field: String,
        /// The filing's version at which it was asked.
        version: i64,
        /// Ids ticked so far, where several may be chosen.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ticked: Vec<String>,
        /// A kept answer is being changed: afterwards the summary stands again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        changing: bool,
        /// Stands for the text that was refused here just now, and is never the text: who sends it once more insists on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refused: Option<u32>,
        /// What is typed is no answer, but what the reviewer is to be told of the one that was sent back.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        explaining: bool,
    },
    /// The result of the type check is shown and waits to be confirmed.
    TypeResult { filing: FilingId, version: i64 },
    /// The summary is shown.
    Summary { filing: FilingId, version: i64 },
    /// Asked whether a draft is to be dropped, or a filing withdrawn.
    Leaving { filing: FilingId, version: i64 },
    /// The whole was sent back with words: asked what the reviewer is to be told.
    Replying { filing: FilingId, version: i64 },
    /// The applicant rehearses what a verifier will do: asked for their mobile, or for the last six of their certificate's number.
    Rehearsing {
        filing: FilingId,
        place: String,
        last_six: bool,
    },
    /// Asked on which day a granted site opened.
    OpeningDay { filing: FilingId },
    /// Asked for the number of the public-security filing.
    SecurityNumber {
        filing: FilingId,
        /// What was sent just now and is of another province: who sends it once more means it. Such numbers stand on public pages.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        doubted: Option<String>,
    },
    /// Asked what the reviewers are to be asked. Then `back` stands again.
    AskingPerson { back: Box<State> },
    /// Asked whether everything of this person is to be deleted.
    Deleting,
    /// A reviewer's own words for a field that is being sent back are awaited.
    RejectWords {
        filing: FilingId,
        place: String,
        field: String,
    },
    /// A reviewer's own words for material that is asked for are awaited: what, and why.
    MaterialWords { filing: FilingId },
    /// The filing numbers that the authority gave are awaited from a reviewer.
    GrantNumbers { filing: FilingId },
    /// The number of a mailed curtain is awaited from a reviewer, who has chosen the carrier.
    CurtainNumber { filing: FilingId, carrier: String },
    /// The authority's words for a return are awaited from a reviewer.
    ReturnWords { filing: FilingId },
    /// The answer to a question is awaited from a reviewer.
    AnswerWords { question: i64 },
}

impl State {
    /// A text that a reviewer is to type is awaited.
    pub fn is_reviewers(&self) -> bool {
        matches!(
            self,
            State::RejectWords { .. }
                | State::MaterialWords { .. }
                | State::GrantNumbers { .. }
                | State::ReturnWords { .. }
                | State::CurtainNumber { .. }
                | State::AnswerWords { .. }
        )
    }

    /// The filing that the step is about.
    pub fn filing(&self) -> Option<FilingId> {
        match self {
            State::Idle | State::Deleting | State::AnswerWords { .. } => None,
            State::AskingPerson { back } => back.filing(),
            State::Answering { filing, .. }
            | State::TypeResult { filing, .. }
            | State::Summary { filing, .. }
            | State::Leaving { filing, .. }
            | State::Replying { filing, .. }
            | State::Rehearsing { filing, .. }
            | State::OpeningDay { filing }
            | State::SecurityNumber { filing, .. }
            | State::RejectWords { filing, .. }
            | State::MaterialWords { filing }
            | State::GrantNumbers { filing }
            | State::ReturnWords { filing }
            | State::CurtainNumber { filing, .. } => Some(*filing),
        }
    }
}

/// What was written last in a chat, by numbers that stand for texts, never the texts: so that more of one act (an album's other
/// pictures, an edit that changes nothing) is known for it after a restart and by every process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recent {
    /// The latest messages, each with what stands for its text; oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    written: Vec<(i64, u32)>,
    /// The latest albums; oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    albums: Vec<u32>,
    /// Milliseconds since 1970: when those who write as the group were last told that nobody knows who they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    anonymous_told_at: Option<i64>,
}

/// People go back to one of their last messages; what is older is nearly never edited.
const WRITTEN_KEPT: usize = 12;
/// Albums come one after the other.
const ALBUMS_KEPT: usize = 4;

impl Recent {
    /// Notes what stands in a message now.
    pub fn note_written(&mut self, message: i64, print: u32) {
        self.written.retain(|(other, _)| *other != message);
        self.written.push((message, print));
        let surplus = self.written.len().saturating_sub(WRITTEN_KEPT);
        self.written.drain(..surplus);
    }

    /// Whether that is what stood in the message already.
    pub fn is_written(&self, message: i64, print: u32) -> bool {
        self.written.contains(&(message, print))
    }

    pub fn note_album(&mut self, album: u32) {
        if !self.albums.contains(&album) {
            self.albums.push(album);
        }
        let surplus = self.albums.len().saturating_sub(ALBUMS_KEPT);
        self.albums.drain(..surplus);
    }

    /// Whether a part of this album came before.
    pub fn has_album(&self, album: u32) -> bool {
        self.albums.contains(&album)
    }

    pub fn note_anonymous_told(&mut self, at: DateTime<Utc>) {
        self.anonymous_told_at = Some(at.timestamp_millis());
    }

    /// Whether those who write as the group were told since that instant.
    pub fn anonymous_told_since(&self, instant: DateTime<Utc>) -> bool {
        self.anonymous_told_at.is_some_and(|at| at > instant.timestamp_millis())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_was_written_only_the_latest_is_remembered() {
        let mut recent = Recent::default();
        for message in 1..=100 {
            recent.note_written(message, 7);
            recent.note_album(message as u32);
        }
        assert!(recent.is_written(100, 7) && recent.is_written(89, 7));
        assert!(!recent.is_written(88, 7) && !recent.is_written(100, 8));
        assert!(recent.has_album(100) && recent.has_album(97) && !recent.has_album(96));
        // A message that was edited has one text, the latest.
        recent.note_written(100, 8);
        assert!(recent.is_written(100, 8) && !recent.is_written(100, 7) && recent.is_written(89, 7));
        let kept = serde_json::to_string(&recent).unwrap();
        assert!(kept.len() < 300, "{kept}");
        assert_eq!(serde_json::from_str::<Recent>(&kept).unwrap(), recent);
        assert_eq!(serde_json::to_string(&Recent::default()).unwrap(), "{}");
    }

    #[test]
    fn those_who_are_anonymous_are_told_once_in_a_while() {
        let at = instant;
        let mut recent = Recent::default();
        assert!(!recent.anonymous_told_since(at(0)));
        recent.note_anonymous_told(at(100));
        assert!(recent.anonymous_told_since(at(99)) && !recent.anonymous_told_since(at(100)));
    }

    fn instant(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }
}
