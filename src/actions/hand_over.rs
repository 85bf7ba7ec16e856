//! `/handover`: the filing goes to the authority (管局审核).

use super::{Done, claimed_by, possible_for, transition};
use crate::domain::filing::Filing;
use crate::domain::outgoing::PersonId;
use crate::domain::workflow::{Action, Actor};
use crate::work::Work;

pub fn hand_over(work: &mut Work, filing: Filing, reviewer: PersonId) -> Done<Filing> {
    possible_for(&filing, Action::HandOver, reviewer)?;
    let filing = claimed_by(work, filing, reviewer)?;
    let filing = super::reject::clear(work, filing);
    transition(work, filing, Action::HandOver, Actor::Reviewer(reviewer), None)
}
