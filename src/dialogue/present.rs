//! What is shown of a draft next: a function of the draft.

use chrono::NaiveDate;

use super::insist;
use super::say::{Lead, Say};
use crate::domain::answers::{Answer, Kind};
use crate::domain::conversation::State;
use crate::domain::filing::Filing;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey::{self, Next};

/// The next step of this draft, and the state that remembers what was asked.
pub fn present(filing: &Filing, today: NaiveDate, lead: Lead) -> (State, Say) {
    match journey::next(filing, today) {
        Next::Question(asked) => ask(filing, asked, lead, false),
        Next::TypeResult => (
            State::TypeResult {
                filing: filing.id,
                version: filing.version,
            },
            Say::TypeResult { lead },
        ),
        Next::Summary => (
            State::Summary {
                filing: filing.id,
                version: filing.version,
            },
            Say::Summary { lead },
        ),
    }
}

/// Asks that field, whether or not it is the next one.
pub fn ask(filing: &Filing, asked: Asked, lead: Lead, changing: bool) -> (State, Say) {
    // Several choices: what was chosen before is ticked already, else what is usual.
    let kept = filing.kept(asked.place, asked.field.id).map(|kept| kept.answer.clone());
    let likely = || (asked.field.offers)(&filing.view(asked.place)).into_iter().next();
    let ticked = match (asked.field.kind, kept.or_else(likely)) {
        (Kind::Choices(_), Some(Answer::Choices(ids))) => ids,
        _ => Vec::new(),
    };
    let state = State::Answering {
        filing: filing.id,
        place: asked.place.to_string(),
        field: asked.field.id.to_owned(),
        version: filing.version,
        ticked: ticked.clone(),
        changing,
        refused: match &lead {
            Lead::Unlikely { print, .. } => Some(*print),
            Lead::Malformed(_) => Some(insist::REFUSED),
            _ => None,
        },
        explaining: false,
    };
    (state, Say::Ask { asked, ticked, lead })
}

/// Asks what they answer to the words with which the whole was sent back.
pub fn ask_reply(filing: &Filing, lead: Lead) -> (State, Say) {
    let state = State::Replying {
        filing: filing.id,
        version: filing.version,
    };
    (state, Say::Reply { lead })
}

/// Asks what the reviewer is to be told of the answer that was sent back.
pub fn ask_words(filing: &Filing, asked: Asked, lead: Lead, changing: bool) -> (State, Say) {
    let state = State::Answering {
        filing: filing.id,
        place: asked.place.to_string(),
        field: asked.field.id.to_owned(),
        version: filing.version,
        ticked: Vec::new(),
        changing,
        refused: None,
        explaining: true,
    };
    (state, Say::Explain { asked, lead })
}
