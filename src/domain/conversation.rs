//! Where a chat stands in the dialogue. Names the step, the filing and what was last asked, and nothing that a person typed.

use serde::{Deserialize, Serialize};

use super::filing::FilingId;

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
    },
    /// The result of the type check is shown and waits to be confirmed.
    TypeResult { filing: FilingId, version: i64 },
    /// The summary is shown.
    Summary { filing: FilingId, version: i64 },
    /// Asked whether a draft is to be dropped, or a filing withdrawn.
    Leaving { filing: FilingId, version: i64 },
    /// Asked whether everything of this person is to be deleted.
    Deleting,
    /// A reviewer's own words for a field that is being sent back are awaited.
    RejectWords {
        filing: FilingId,
        place: String,
        field: String,
    },
    /// The filing numbers that the authority gave are awaited from a reviewer.
    GrantNumbers { filing: FilingId },
    /// The authority's words for a return are awaited from a reviewer.
    ReturnWords { filing: FilingId },
}

impl State {
    /// A text that a reviewer is to type is awaited.
    pub fn is_reviewers(&self) -> bool {
        matches!(
            self,
            State::RejectWords { .. } | State::GrantNumbers { .. } | State::ReturnWords { .. }
        )
    }

    /// The filing that the step is about.
    pub fn filing(&self) -> Option<FilingId> {
        match self {
            State::Idle | State::Deleting => None,
            State::Answering { filing, .. }
            | State::TypeResult { filing, .. }
            | State::Summary { filing, .. }
            | State::Leaving { filing, .. }
            | State::RejectWords { filing, .. }
            | State::GrantNumbers { filing }
            | State::ReturnWords { filing } => Some(*filing),
        }
    }
}
