//! An applicant begins a draft.

use super::{Done, Refusal};
use crate::domain::deadlines::{Deadline, DeadlineName};
use crate::domain::filing::{Filing, Status};
use crate::domain::outgoing::PersonId;
use crate::work::{Audit, Work};

/// Begins a new draft, unless one is unfinished: a person has one draft at a time.
pub fn start(work: &mut Work, applicant: PersonId) -> Done<Filing> {
    if work
        .filings_of(applicant)?
        .iter()
        .any(|filing| filing.status == Status::Drafting)
    {
        return Err(Refusal::DraftExists.into());
    }
    let (id, data_key, now) = (work.new_id(), work.new_key("filing"), work.now);
    let filing = work.filings.noted(Filing::new(id, data_key, applicant, now));
    work.note(Audit {
        filing: id,
        at: now,
        actor: "applicant".to_owned(),
        person: Some(applicant),
        action: "start".to_owned(),
        from: Status::Drafting,
        to: Status::Drafting,
        words: None,
    });
    let deadline = work.new_id();
    work.deadlines.put(
        deadline,
        Deadline::new(deadline, id, DeadlineName::Draft, applicant, now),
    );
    Ok(filing)
}
