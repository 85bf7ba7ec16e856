//! A reviewer takes a filing on (`/claim`), or puts it back (`/release`).

use super::{Done, Refusal, audience, not_own, possible_for};
use crate::domain::filing::Filing;
use crate::domain::outgoing::PersonId;
use crate::domain::workflow::{Action, Audience, NoticeName};
use crate::work::{Audit, Work};

/// Refuses what somebody else has claimed. Asked before a reviewer is asked for what would then not be taken.
pub fn not_anothers(filing: &Filing, reviewer: PersonId) -> Done {
    match filing.claimed_by {
        Some(by) if by != reviewer => Err(Refusal::AlreadyClaimed {
            number: filing.number.unwrap_or_default(),
            by,
        }
        .into()),
        _ => Ok(()),
    }
}

/// Claims a filing that nobody has. Claiming it twice changes nothing.
pub fn claim(work: &mut Work, filing: Filing, reviewer: PersonId) -> Done<Filing> {
    not_own(&filing, reviewer)?;
    let number = filing.number.unwrap_or_default();
    match filing.claimed_by {
        Some(by) if by == reviewer => return Ok(filing),
        Some(by) => return Err(Refusal::AlreadyClaimed { number, by }.into()),
        None => {}
    }
    possible_for(&filing, Action::Claim, reviewer)?;
    let now = work.now;
    let filing = work.filings.change(filing, |filing| {
        filing.claimed_by = Some(reviewer);
        filing.claimed_at = Some(now);
    });
    note(work, &filing, reviewer, "claim");
    work.tell_desks()?;
    Ok(filing)
}

/// Puts it back into the queue; an administrator may do so for somebody else.
pub fn release(work: &mut Work, filing: Filing, reviewer: PersonId, administrator: bool) -> Done<Filing> {
    not_own(&filing, reviewer)?;
    let number = filing.number.unwrap_or_default();
    match filing.claimed_by {
        None => return Err(Refusal::NotClaimed { number }.into()),
        Some(by) if by != reviewer && !administrator => return Err(Refusal::AlreadyClaimed { number, by }.into()),
        Some(_) => {}
    }
    // An administrator did it: whoever had it hears of it.
    let told = (Audience::Claimant, NoticeName::ClaimedNews);
    audience::tell_event(work, &filing, told, ("release", Some(reviewer)), None)?;
    put_back(work, filing, reviewer)
}

/// Nobody has it any more.
pub fn put_back(work: &mut Work, filing: Filing, by: PersonId) -> Done<Filing> {
    let filing = work.filings.change(filing, Filing::release);
    note(work, &filing, by, "release");
    work.tell_desks()?;
    Ok(filing)
}

fn note(work: &mut Work, filing: &Filing, reviewer: PersonId, action: &str) {
    work.note(Audit {
        filing: filing.id,
        at: work.now,
        actor: "reviewer".to_owned(),
        person: Some(reviewer),
        action: action.to_owned(),
        from: filing.status,
        to: filing.status,
        words: None,
    });
}
