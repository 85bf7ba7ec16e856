//! The applicant drops a draft, or takes a submitted filing back (`/cancel`).

use super::{Done, Refusal, transition};
use crate::domain::filing::{Filing, Status};
use crate::domain::workflow::{Action, Actor};
use crate::work::Work;

/// Withdraws where that is allowed: not while the authority has it.
pub fn withdraw(work: &mut Work, filing: Filing) -> Done<Filing> {
    if matches!(filing.status, Status::Authority | Status::Sms) {
        return Err(Refusal::CannotWithdraw {
            number: filing.name(),
            status: filing.status,
        }
        .into());
    }
    let actor = Actor::Applicant(filing.applicant);
    transition(work, filing, Action::Withdraw, actor, None)
}
