//! What takes a reviewer's act back, for as long as nobody has heard of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::outgoing::PersonId;
use super::super::place::Place;
use super::{Facts, Filing, Status};

/// How a filing stood before a reviewer's act. Nothing personal is in it: an act of a reviewer changes no answer of the applicant's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    pub by: PersonId,
    /// When it was done, and until when it can be taken back.
    pub at: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// What the history calls the act.
    pub event: String,
    /// The filing's version after the act: once that is another, something else has happened.
    pub version: i64,
    status: String,
    status_since: DateTime<Utc>,
    round: i32,
    claimed_by: Option<PersonId>,
    claimed_at: Option<DateTime<Utc>>,
    facts: Box<Facts>,
    /// Answers that came with the act (a curtain's number).
    added: Vec<(Place, String)>,
    /// Deadlines that ended and that began with it.
    pub ended: Vec<Uuid>,
    pub begun: Vec<Uuid>,
}

impl Undo {
    /// None where the act has changed an answer that stood there before: it could not be brought back.
    pub fn of(
        before: &Filing,
        after: &Filing,
        by: PersonId,
        event: &str,
        (at, until): (DateTime<Utc>, DateTime<Utc>),
    ) -> Option<Self> {
        let changed = after
            .answers
            .iter()
            .filter(|(at, kept)| before.answers.get(at) != Some(kept));
        let added = changed.map(|((place, field), _)| {
            let is_new = !before.answers.contains_key(&(*place, *field));
            is_new.then(|| (*place, (*field).to_owned()))
        });
        Some(Self {
            by,
            at,
            until,
            event: event.to_owned(),
            version: after.version,
            status: before.status.as_str().to_owned(),
            status_since: before.status_since,
            round: before.round,
            claimed_by: before.claimed_by,
            claimed_at: before.claimed_at,
            facts: Box::new(Facts {
                undo: None,
                ..before.facts.clone()
            }),
            added: added.collect::<Option<_>>()?,
            ended: Vec::new(),
            begun: Vec::new(),
        })
    }

    /// Until when nobody hears of the act: a little longer than it can be taken back, for taking it back takes a moment too.
    pub fn told_at(&self) -> DateTime<Utc> {
        self.until + chrono::Duration::seconds(5)
    }

    /// Brings the filing back to how it stood. What was sent back with the act is picked again, and not sent.
    pub fn bring_back(&self, filing: &mut Filing) {
        filing.status = self.status.parse().unwrap_or(Status::FirstReview);
        filing.status_since = self.status_since;
        filing.round = self.round;
        filing.claimed_by = self.claimed_by;
        filing.claimed_at = self.claimed_at;
        filing.facts = (*self.facts).clone();
        for (place, field) in &self.added {
            filing
                .answers
                .retain(|(at, id), _| (at, *id) != (place, field.as_str()));
        }
        for rejection in &mut filing.rejections {
            if rejection.sent_at == Some(self.at) {
                rejection.sent_at = None;
            }
        }
    }
}
