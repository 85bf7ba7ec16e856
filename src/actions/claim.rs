//! A reviewer takes a filing on (`/claim`), or puts it back (`/release`).

use super::undo::Moved;
use super::{Done, Refusal, audience, begin, not_own, possible_for};
use crate::domain::deadlines::{Deadline, DeadlineName};
use crate::domain::filing::Filing;
use crate::domain::outgoing::PersonId;
use crate::domain::workflow::{Action, Actor, Audience, NoticeName};
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
    note(work, &filing, Actor::Reviewer(reviewer), "claim");
    watch(work, &filing)?;
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
    gone_back(work, filing, Actor::Reviewer(by))
}

/// Its claimant was silent for too long: nobody has it any more, and they hear of it.
pub fn go_back(work: &mut Work, filing: Filing) -> Done {
    if filing.claimed_by.is_none() || !filing.status.is_reviewers_work() {
        return Ok(());
    }
    let told = (Audience::Claimant, NoticeName::ClaimedNews);
    audience::tell_event(work, &filing, told, (SILENT, None), None)?;
    gone_back(work, filing, Actor::Clock)?;
    Ok(())
}

/// What the notice calls a claim that goes back by itself.
const SILENT: &str = "silent";

fn gone_back(work: &mut Work, filing: Filing, by: Actor) -> Done<Filing> {
    let filing = work.filings.change(filing, Filing::release);
    note(work, &filing, by, if by == Actor::Clock { SILENT } else { "release" });
    watch(work, &filing)?;
    work.tell_desks()?;
    Ok(filing)
}

/// A claim is watched for as long as it is the reviewer's turn: then its deadline runs. Where there is no desk, nobody else would hear of
/// the filing: there it stays with who has it.
pub(super) fn watch(work: &mut Work, filing: &Filing) -> Done<Moved> {
    let has_desk = work.desks.iter().next().is_some();
    let is_watched = has_desk && filing.claimed_by.is_some() && filing.status.is_reviewers_work();
    let open = work.deadlines_of(filing.id)?.into_iter().filter(Deadline::is_open);
    let mut running: Vec<_> = open.filter(|deadline| deadline.name == DeadlineName::Claim).collect();
    let mut moved = Moved::default();
    if is_watched && running.is_empty() {
        moved.begun.push(begin(work, filing, DeadlineName::Claim));
    } else if !is_watched {
        for deadline in &mut running {
            deadline.close(work.now);
            moved.ended.push(deadline.id);
            work.deadlines.put(deadline.id, deadline.clone());
        }
    }
    Ok(moved)
}

fn note(work: &mut Work, filing: &Filing, by: Actor, action: &str) {
    work.note(Audit {
        filing: filing.id,
        at: work.now,
        actor: by.as_str().to_owned(),
        person: by.person(),
        action: action.to_owned(),
        from: filing.status,
        to: filing.status,
        words: None,
    });
}
