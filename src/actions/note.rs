//! `/note`: a reviewer's remark in the history; the applicant does not see it.

use super::{Done, not_own};
use crate::domain::filing::Filing;
use crate::domain::outgoing::PersonId;
use crate::work::{Audit, Work};

pub fn note(work: &mut Work, filing: &Filing, reviewer: PersonId, words: String) -> Done {
    not_own(filing, reviewer)?;
    work.note(Audit {
        filing: filing.id,
        at: work.now,
        actor: "reviewer".to_owned(),
        person: Some(reviewer),
        action: "note".to_owned(),
        from: filing.status,
        to: filing.status,
        words: Some(words),
    });
    Ok(())
}
