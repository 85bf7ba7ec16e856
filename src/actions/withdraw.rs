//! The applicant drops a draft, or takes a submitted filing back (`/cancel`).

use super::forget::forget;
use super::{Done, Refusal, transition};
use crate::domain::filing::{Filing, Status};
use crate::domain::workflow::{Action, Actor};
use crate::work::Work;

/// Withdraws where that is allowed: not while the authority has it. A dropped draft is deleted, as its applicant is told; what was
/// handed in stays for those who reviewed it.
pub fn withdraw(work: &mut Work, filing: Filing) -> Done<Filing> {
    if matches!(filing.status, Status::Authority | Status::Sms) {
        return Err(Refusal::CannotWithdraw {
            number: filing.name(),
            status: filing.status,
        }
        .into());
    }
    let was_draft = filing.status == Status::Drafting;
    let actor = Actor::Applicant(filing.applicant);
    let filing = transition(work, filing, Action::Withdraw, actor, None)?;
    Ok(if was_draft { forget(work, filing) } else { filing })
}
