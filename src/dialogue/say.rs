//! What to say to an applicant, without words: `prompts` has them.

use crate::domain::answers::{Malformed, Warning};
use crate::domain::form::asked::Asked;

/// What stands before a question: what became of the last input.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Lead {
    #[default]
    Nothing,
    /// An answer was kept; it is shown back, with a button to change it.
    Kept {
        asked: Asked,
        warnings: Vec<Warning>,
        /// It stands above already: only the button is needed.
        shown: bool,
    },
    /// What was sent back is right: the reviewer is told why.
    Explained { asked: Asked },
    /// An answer was left out.
    Skipped { asked: Asked },
    /// The answer was not taken: why, and what to send instead.
    Malformed(Malformed),
    /// The same, and it is kept if the person sends it once more: `print` stands for what they sent.
    Unlikely { malformed: Malformed, print: u32 },
    /// What was written is no answer: what helps instead (`prompts/<lang>/help/<code>.j2`).
    Help(&'static str),
    /// So many pictures were noted: there may be more.
    Noted(usize),
    /// A file, a sticker or a voice came where words are wanted.
    NotText,
    /// The field may not be left out.
    Required,
    /// There is no question before this one.
    NoneBefore,
    /// The draft asks something else than what was answered.
    Moved,
    /// What to look out for at this question.
    Hint,
    /// All options of a choice are shown.
    AllOptions,
    /// Welcome back.
    Resumed,
}

/// A step to show.
#[derive(Clone, Debug, PartialEq)]
pub enum Say {
    Ask {
        asked: Asked,
        ticked: Vec<String>,
        lead: Lead,
    },
    /// What is the reviewer to be told of the answer that was sent back?
    Explain {
        asked: Asked,
        lead: Lead,
    },
    /// What is the reviewer to be told of the whole, which was sent back with words?
    Reply {
        lead: Lead,
    },
    TypeResult {
        lead: Lead,
    },
    Summary {
        lead: Lead,
    },
}
