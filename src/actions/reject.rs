//! `/reject`: sends named fields back, with reasons (R10.7). Fields are picked one by one and sent together, once.

use super::{Done, Refusal, claim, claimed_by, possible_for, transition};
use crate::domain::filing::{Filing, Rejection, Status};
use crate::domain::form::{Field, journey, sections};
use crate::domain::materials;
use crate::domain::outgoing::PersonId;
use crate::domain::place::Place;
use crate::domain::workflow::{self, Action, Actor, Case};
use crate::work::Work;

/// A field that is found wanting, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    pub place: Place,
    pub field: &'static Field,
    pub reason: Option<String>,
    pub words: Option<String>,
}

/// Picks a field for the coming rejection, or gives it another reason.
pub fn pick(work: &mut Work, filing: Filing, reviewer: PersonId, point: Point) -> Done<Filing> {
    may_send_back(&filing, reviewer)?;
    let filing = claimed_by(work, filing, reviewer)?;
    let applies = journey::applicable(&filing)
        .iter()
        .any(|asked| asked.place == point.place && asked.field == point.field && concerns(&filing, asked.field));
    if !applies {
        return Err(Refusal::UnknownField {
            text: point.field.id.to_owned(),
            filing: filing.id,
        }
        .into());
    }
    let now = work.now;
    Ok(work.filings.change(filing, |filing| {
        filing.unpick(|place, field| (place, field) == (point.place, point.field.id));
        filing.pick(
            (point.place, point.field.id),
            (point.reason, point.words),
            reviewer,
            now,
        );
        filing.sort_rejections();
        filing.raise(now);
    }))
}

/// Whether that field may be sent back as the filing stands: at the end of the curtain's way its photos alone are looked at. Whether
/// somebody wanted the curtain ahead can never be wrong.
pub fn concerns(filing: &Filing, field: &Field) -> bool {
    match filing.status {
        Status::CurtainReview => field.id == sections::CURTAIN_PHOTO.id,
        _ => field.id != sections::CURTAIN_AHEAD.id,
    }
}

/// Takes a picked field out again.
pub fn unpick(
    work: &mut Work,
    filing: Filing,
    reviewer: PersonId,
    place: Place,
    field: &'static Field,
) -> Done<Filing> {
    may_send_back(&filing, reviewer)?;
    let filing = claimed_by(work, filing, reviewer)?;
    let now = work.now;
    Ok(work.filings.change(filing, |filing| {
        filing.unpick(|at, picked| (at, picked) == (place, field.id));
        filing.raise(now);
    }))
}

/// Forgets what was picked and not sent.
pub fn clear(work: &mut Work, filing: Filing) -> Filing {
    if filing.picked().next().is_none() {
        return filing;
    }
    let now = work.now;
    work.filings.change(filing, |filing| {
        filing.unpick(|_, _| true);
        filing.raise(now);
    })
}

/// Sends everything that was picked.
pub fn send(
    work: &mut Work,
    filing: Filing,
    reviewer: PersonId,
    action: Action,
    words: Option<String>,
) -> Done<Filing> {
    possible_for(&filing, action, reviewer)?;
    let mut filing = claimed_by(work, filing, reviewer)?;
    let number = filing.number.unwrap_or_default();
    if filing.picked().next().is_none() {
        return Err(Refusal::NothingPicked { number }.into());
    }
    // Why something of the list is asked for, the list says.
    let is_told = |r: &Rejection| {
        r.reason.is_some()
            || r.words.is_some()
            || filing
                .asked_for(r.field)
                .is_some_and(|asked| materials::is_listed(&asked.what))
    };
    if let Some(bare) = filing.picked().find(|picked| !is_told(picked)) {
        return Err(Refusal::MissingReason { field: bare.field }.into());
    }
    let now = work.now;
    filing.round += 1;
    for rejection in filing
        .rejections
        .iter_mut()
        .filter(|rejection| rejection.sent_at.is_none())
    {
        rejection.sent_at = Some(now);
    }
    transition(work, filing, action, Actor::Reviewer(reviewer), words)
}

/// `/reject` with its fields on the command's own lines: picks and sends at once. Whatever was picked by buttons goes with it.
pub fn reject(work: &mut Work, mut filing: Filing, reviewer: PersonId, points: Vec<Point>) -> Done<Filing> {
    possible_for(&filing, Action::Reject, reviewer)?;
    for point in points {
        filing = pick(work, filing, reviewer, point)?;
    }
    send(work, filing, reviewer, Action::Reject, None)
}

/// Whether the reviewer may send it back now: as their own rejection, or as the authority's return.
pub fn may_send_back(filing: &Filing, reviewer: PersonId) -> Done {
    possible_for(filing, Action::Return, reviewer).or_else(|_| possible_for(filing, Action::Reject, reviewer))?;
    claim::not_anothers(filing, reviewer)
}

/// Whether sending it back now tells what the authority said: then it is a return, else a rejection of the reviewer's own.
pub fn is_return(filing: &Filing) -> bool {
    workflow::may(&Case::of(filing), Action::Return, Actor::Reviewer(0))
}
