//! The SMS verification (短信核验, R11): who has verified, what was missed, and what becomes of it.

use super::{Done, Refusal, claimed_by, possible_for, transition};
use crate::domain::filing::{Filing, Sms, Status};
use crate::domain::outgoing::PersonId;
use crate::domain::place::Place;
use crate::domain::verification;
use crate::domain::workflow::{self, Action, Actor, Case};
use crate::work::Work;

/// The applicant reports that somebody has verified.
pub fn report(work: &mut Work, filing: Filing, place: Place) -> Done<Filing> {
    let actor = Actor::Applicant(filing.applicant);
    let is_open = verification::open(&filing).iter().any(|open| open.place == place);
    if !is_open || !workflow::may(&Case::of(&filing), Action::Verified, actor) {
        return Err(Refusal::StaleButton.into());
    }
    let filing = transition(work, filing, Action::Verified, actor, None)?;
    Ok(mark(work, filing, |sms| sms.reported.push(place)))
}

/// The reviewer passes these; none: everybody. When all are passed the authority has the filing.
pub fn verified(work: &mut Work, filing: Filing, reviewer: PersonId, places: &[Place]) -> Done<Filing> {
    possible_for(&filing, Action::Verified, reviewer)?;
    let mut filing = claimed_by(work, filing, reviewer)?;
    let unpassed = verification::unpassed(&filing)
        .into_iter()
        .map(|verifier| verifier.place);
    let now: Vec<Place> = unpassed
        .filter(|place| places.is_empty() || places.contains(place))
        .collect();
    // The workflow sees the last of them as the last one.
    let Some((last, others)) = now.split_last() else {
        return Ok(filing);
    };
    filing = mark(work, filing, |sms| sms.passed.extend(others));
    let filing = transition(work, filing, Action::Verified, Actor::Reviewer(reviewer), None)?;
    Ok(mark(work, filing, |sms| sms.passed.push(*last)))
}

/// The reviewer has seen that the Ministry's system returned it.
pub fn missed(work: &mut Work, filing: Filing, reviewer: PersonId) -> Done<Filing> {
    possible_for(&filing, Action::Missed, reviewer)?;
    let filing = claimed_by(work, filing, reviewer)?;
    transition(work, filing, Action::Missed, Actor::Reviewer(reviewer), None)
}

/// The applicant does not want it handed over again by itself.
pub fn object(work: &mut Work, filing: Filing) -> Done<Filing> {
    let actor = Actor::Applicant(filing.applicant);
    if !workflow::may(&Case::of(&filing), Action::Object, actor) {
        return Err(Refusal::StaleButton.into());
    }
    transition(work, filing, Action::Object, actor, None)
}

/// What a change of status makes of the verification: a hand-over begins it anew, what was missed is remembered, and what leads
/// elsewhere ends it.
pub(super) fn follows(filing: &mut Filing, action: Action) {
    filing.facts.sms = match (action, filing.status) {
        (Action::HandOver, Status::Sms) => Some(Sms {
            since: filing.version,
            ..Sms::default()
        }),
        (Action::Missed, _) => Some(Sms {
            again: true,
            ..Sms::default()
        }),
        // It is remembered that none follows by itself.
        (Action::Object, _) => Some(Sms::default()),
        (_, Status::Sms | Status::Ready) => filing.facts.sms.take(),
        _ => None,
    };
}

/// Notes who has verified, while that is being waited for.
fn mark(work: &mut Work, filing: Filing, marks: impl FnOnce(&mut Sms)) -> Filing {
    work.filings.change(filing, |filing| {
        if let Some(sms) = &mut filing.facts.sms {
            marks(sms);
        }
    })
}
