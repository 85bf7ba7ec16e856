//! `/note`, `/call`: a reviewer's remark in the history, or what came of a call; the applicant sees neither.

use super::{Done, not_own};
use crate::domain::filing::Filing;
use crate::domain::outgoing::PersonId;
use crate::work::{Audit, Work};

pub fn note(work: &mut Work, filing: &Filing, reviewer: PersonId, words: String) -> Done {
    noted(work, filing, reviewer, "note", words)
}

/// What came of a call to the applicant's people.
pub fn called(work: &mut Work, filing: &Filing, reviewer: PersonId, words: String) -> Done {
    noted(work, filing, reviewer, "call", words)
}

fn noted(work: &mut Work, filing: &Filing, reviewer: PersonId, action: &str, words: String) -> Done {
    not_own(filing, reviewer)?;
    if filing.claimed_by == Some(reviewer) {
        // Whoever writes something down is at it: the claim is not silent.
        let now = work.now;
        work.filings.change(filing.clone(), |filing| filing.updated_at = now);
    }
    work.note(Audit {
        filing: filing.id,
        at: work.now,
        actor: "reviewer".to_owned(),
        person: Some(reviewer),
        action: action.to_owned(),
        from: filing.status,
        to: filing.status,
        words: Some(words),
    });
    Ok(())
}
