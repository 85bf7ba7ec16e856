//! What a reviewer sends back, and why.

use chrono::{DateTime, Utc};

use super::{FieldId, Filing};
use crate::domain::answers::Answer;
use crate::domain::outgoing::PersonId;
use crate::domain::place::Place;

/// In place of a field's id in a rejection that is about no field in particular.
pub const ANY_FIELD: &str = "any_field";

/// A field that is sent back (驳回), or, without `sent_at`, picked by a reviewer to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    pub round: i32,
    pub place: Place,
    pub field: FieldId,
    /// The filing's version when it was picked: an answer of a later version is a new one.
    pub answer_version: i64,
    /// Id of a known reason (`domain::reasons`).
    pub reason: Option<String>,
    /// The reviewer's own words: beside the applicant's words, never in their place.
    pub words: Option<String>,
    /// What the applicant says to it, where they find their answer right: it counts as settled once they confirm it.
    pub reply: Option<String>,
    /// The answer that was found wanting, once another has taken its place.
    pub was: Option<Answer>,
    pub by: PersonId,
    pub sent_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

impl Filing {
    /// Picks a field for the coming round, with the id of a known reason or with the reviewer's own words.
    pub fn pick(
        &mut self,
        (place, field): (Place, FieldId),
        (reason, words): (Option<String>, Option<String>),
        by: PersonId,
        now: DateTime<Utc>,
    ) {
        self.rejections.push(Rejection {
            round: self.round + 1,
            place,
            field,
            answer_version: self.version,
            reason,
            words,
            reply: None,
            was: None,
            by,
            sent_at: None,
            created_at: now,
        });
    }
}
