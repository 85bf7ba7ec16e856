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

/// What came of handing a filing in.
pub enum Submitted {
    HandedIn(Filing),
    /// Our own register says something else than when the last answer was given: by that, something has yet to be asked.
    Asks(Filing),
}

/// Submits what is complete and still of the kind that was confirmed. The first submission gives it its number.
pub fn submit(work: &mut Work, mut filing: Filing) -> Done<Submitted> {
    if !journey::is_complete(&filing, work.today()) {
        return Err(Refusal::Incomplete.into());
    }
    let actor = Actor::Applicant(filing.applicant);
    // What it is about was settled when it was handed in: a photo and papers change nothing of it.
    if filing.is_at_curtain() {
        return transition(work, filing, Action::Submit, actor, None).map(Submitted::HandedIn);
    }
    // All that it needs at once, so that no number is reserved in vain.
    let mut needs = Needs::of_status();
    needs.join(needs_of_facts(&filing));
    needs.new_numbers = u32::from(filing.number.is_none());
    work.require(needs)?;
    // Somebody else may have been granted the same number or domain since it was typed.
    filing.facts = facts(work, &filing)?;
    if !journey::is_complete(&filing, work.today()) {
        work.filings.put(filing.id, filing.clone());
        return Ok(Submitted::Asks(filing));
    }
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
    transition(work, filing, Action::Submit, actor, None).map(Submitted::HandedIn)
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::filing::{KnownSubject, Status};
    use crate::domain::form::draft::draft;
    use crate::domain::form::journey::Next;
    use crate::domain::place::Place;

    #[test]
    fn what_the_register_does_not_know_any_more_is_asked_before_it_is_handed_in() {
        // While its subject was known here, nobody was asked whether it had been filed.
        let mut filing = draft().enterprise().site("yunshan-example.com").complete().done();
        filing.answers.remove(&(Place::Subject, "subject_filed"));
        filing.facts.subject = Some(KnownSubject {
            id: Uuid::from_u128(7),
            icp_number: "苏ICP备12345678号".to_owned(),
        });
        let mut work = Work::new(filing.updated_at, Vec::new(), Box::new(Uuid::new_v4));
        assert!(journey::is_complete(&filing, work.today()));
        let mut needs = Needs::of_status();
        needs.join(needs_of_facts(&filing));
        for look_up in &needs.look_ups {
            work.known.insert(look_up.clone(), Vec::new());
        }
        work.was_loaded(&needs);
        work.add_numbers(1001..1002);
        work.filings.load(filing.id, filing.clone());

        let Ok(Submitted::Asks(asks)) = submit(&mut work, filing) else {
            panic!("it was handed in, or refused");
        };
        let Next::Question(asked) = journey::next(&asks, work.today()) else {
            panic!("nothing is asked");
        };
        assert_eq!(asked.field.id, "subject_filed");
        assert_eq!((asks.status, asks.number), (Status::Drafting, None));
        assert_eq!(work.filings.get(&asks.id), Some(&asks), "it is asked the next time too");
    }
}
