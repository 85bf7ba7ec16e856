//! The applicant drops a draft, or takes a submitted filing back (`/cancel`).

use super::forget::forget;
use super::{Done, Refusal, transition};
use crate::domain::filing::{Filing, Status};
use crate::domain::workflow::{self, Action, Actor, Case};
use crate::work::Work;

/// Withdraws where that is allowed: not while the authority has it. A dropped draft is deleted, as its applicant is told; what was
/// handed in stays for those who reviewed it.
pub fn withdraw(work: &mut Work, filing: Filing) -> Done<Filing> {
    let actor = Actor::Applicant(filing.applicant);
    if !workflow::may(&Case::of(&filing), Action::Withdraw, actor) {
        return Err(Refusal::CannotWithdraw {
            number: filing.name(),
            status: filing.status,
        }
        .into());
    }
    let was_draft = filing.status == Status::Drafting;
    let filing = transition(work, filing, Action::Withdraw, actor, None)?;
    Ok(if was_draft { forget(work, filing) } else { filing })
}

/// A filing of theirs that is neither closed nor to be withdrawn now: the authority has it.
pub fn held<'a>(filings: impl IntoIterator<Item = &'a Filing>) -> Option<&'a Filing> {
    filings.into_iter().find(|filing| {
        let actor = Actor::Applicant(filing.applicant);
        !filing.status.is_closed() && !workflow::may(&Case::of(filing), Action::Withdraw, actor)
    })
}
