//! `/delete`: everything of a person goes (R13.4). Their data keys are dropped, and with them whatever is sealed under them.

use super::withdraw::{held, withdraw};
use super::{Done, Refusal};
use crate::domain::filing::Filing;
use crate::domain::outgoing::{ChatId, PersonId};
use crate::work::{Deletion, Work};

/// Withdraws what is open and marks the person for deletion. What the authority has in hand cannot be taken back, so that must
/// end first.
pub fn delete(work: &mut Work, person: PersonId, chat: ChatId) -> Done {
    let filings: Vec<Filing> = work.filings_of(person)?.into_iter().cloned().collect();
    if let Some(held) = held(&filings) {
        return Err(Refusal::DeleteBlocked { number: held.name() }.into());
    }
    for filing in filings {
        let filing = if filing.status.is_closed() {
            filing
        } else {
            withdraw(work, filing)?
        };
        work.filings.change(filing, |filing| {
            filing.answers.clear();
            filing.rejections.clear();
            filing.asked_for.clear();
        });
    }
    // The farewell is all that is said: a notice would show values under a key that is going.
    work.take_notices();
    work.delete(Deletion { person, chat });
    Ok(())
}
