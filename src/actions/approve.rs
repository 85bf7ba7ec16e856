//! `/approve`: passes the first review, or the curtain photo.

use super::{Done, claimed_by, possible_for, transition};
use crate::domain::filing::Filing;
use crate::domain::outgoing::PersonId;
use crate::domain::workflow::{Action, Actor};
use crate::work::Work;

pub fn approve(work: &mut Work, filing: Filing, reviewer: PersonId) -> Done<Filing> {
    possible_for(&filing, Action::Approve, reviewer)?;
    let filing = claimed_by(work, filing, reviewer)?;
    // What was picked and never sent is no longer meant.
    let filing = super::reject::clear(work, filing);
    transition(work, filing, Action::Approve, Actor::Reviewer(reviewer), None)
}
