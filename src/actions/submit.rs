//! The applicant hands the filing in, for the first time or corrected (R9.1).

use chrono::Duration;

use super::answer::{ask_outside, facts, needs_of_facts};
use super::{Done, Refusal, transition};
use crate::domain::filing::Filing;
use crate::domain::form::journey;
use crate::domain::form::kinds::{TypeCheck, type_check};
use crate::domain::requests::LookedUp;
use crate::domain::workflow::{Action, Actor};
use crate::work::{Needs, Work};

/// Submits what is complete and still of the kind that was confirmed. The first submission gives it its number.
pub fn submit(work: &mut Work, mut filing: Filing) -> Done<Filing> {
    if !journey::is_complete(&filing, work.today()) {
        return Err(Refusal::Incomplete.into());
    }
    let actor = Actor::Applicant(filing.applicant);
    // What it is about was settled when it was handed in: a photo and papers change nothing of it.
    if filing.is_at_curtain() {
        return transition(work, filing, Action::Submit, actor, None);
    }
    // All that it needs at once, so that no number is reserved in vain.
    let mut needs = Needs::of_status();
    needs.join(needs_of_facts(&filing));
    needs.new_numbers = u32::from(filing.number.is_none());
    work.require(needs)?;
    // Somebody else may have been granted the same number or domain since it was typed.
    filing.facts = facts(work, &filing)?;
    match type_check(&filing) {
        TypeCheck::Kind(kind) if Some(kind) == filing.kind => {}
        TypeCheck::Kind(_) => return Err(Refusal::KindNotHere.into()),
        TypeCheck::Conflict { .. } => return Err(Refusal::DomainConflict.into()),
        TypeCheck::AlreadyHere { icp_number, .. } => return Err(Refusal::AlreadyFiledHere { icp_number }.into()),
    }
    if filing.number.is_none() {
        filing.number = Some(work.new_number()?);
    }
    look_again(work, &mut filing);
    filing.submitted_at = Some(work.now);
    transition(work, filing, Action::Submit, actor, None)
}

/// What was found out about an answer longer ago than this is asked again: the reviewer is to see how it is now, and what could not be
/// compared with an answer that came later (whose a domain is) can be.
const FRESH: Duration = Duration::hours(6);

fn look_again(work: &mut Work, filing: &mut Filing) {
    for asked in journey::applicable(filing) {
        let now = work.now;
        let is_old = |one: &LookedUp| one.is_verified() && (now - one.at >= FRESH || one.could_be_compared());
        if filing.looked_up(asked.place, asked.field.id).any(is_old) {
            ask_outside(work, filing, asked.place, asked.field);
        }
    }
}
