//! A moment of a deadline fell due: somebody is reminded, or the deadline's end is acted on.

use chrono::Duration;
use uuid::Uuid;

use super::{Done, transition, untold};
use crate::domain::deadlines::{Deadline, DeadlineName, Moment, ends_at};
use crate::domain::filing::Filing;
use crate::domain::outgoing::ChatId;
use crate::domain::workflow::{Action, Actor};
use crate::work::{About, Notice, Work};

/// Decides a due moment. Of several that passed while the program was down only the latest that is still true is told; a
/// passed end is the expiry alone; a closed or moved deadline says nothing.
pub fn due(work: &mut Work, id: Uuid) -> Done {
    let Some(deadline) = work.deadlines.get(&id).filter(|deadline| deadline.is_open()).cloned() else {
        return Ok(());
    };
    let Some(filing) = work.filings.get(&deadline.filing).cloned() else {
        return Ok(());
    };
    let deadline = begun_anew(deadline, &filing);
    let (now, passed) = (work.now, deadline.passed(work.now));
    let mut next = deadline.clone();
    next.next_at = deadline.after(now).map(|(at, _)| at);
    if next.next_at.is_none() {
        next.close(now);
    }
    // Its last reminder has come: whoever may not have heard of it can still be phoned.
    if matches!(passed, Some((_, Moment::Remind)))
        && deadline.is_near(now)
        && untold::is_unreached(work, &deadline, filing.applicant)
    {
        next = put_before_reviewer(work, &filing, next);
    }
    work.deadlines.put(id, next);
    match passed {
        Some((_, Moment::Remind)) => remind(work, &filing, &deadline),
        Some((_, Moment::End)) => match deadline.name {
            DeadlineName::Draft | DeadlineName::Correction => {
                transition(work, filing, Action::Expire, Actor::Clock, None)?;
            }
            // A promise of ours that was not kept, or the authority's: somebody must hear of it, nothing changes by itself.
            DeadlineName::FirstReview | DeadlineName::Authority => remind(work, &filing, &deadline),
        },
        None => {}
    }
    Ok(())
}

/// A draft counts from its last answer: the deadline is not written at each of them, but moved when it falls due.
fn begun_anew(mut deadline: Deadline, filing: &Filing) -> Deadline {
    if deadline.name == DeadlineName::Draft && filing.updated_at > deadline.began_at + Duration::seconds(1) {
        deadline.began_at = filing.updated_at;
        deadline.ends_at = ends_at(deadline.name, filing.updated_at).0;
    }
    deadline
}

fn remind(work: &mut Work, filing: &Filing, deadline: &Deadline) {
    let about = About::Reminder {
        deadline: deadline.name,
        ends_at: deadline.ends_at,
        until: deadline.after(work.now).map(|(at, _)| at),
    };
    let told = match deadline.name {
        DeadlineName::Draft | DeadlineName::Correction => vec![filing.applicant],
        DeadlineName::FirstReview | DeadlineName::Authority => reviewers(work, filing),
    };
    tell(work, told, filing, &about);
}

/// Tells the reviewer, once, of a deadline that the applicant may not have heard of. Returns the deadline as it is to be kept.
pub fn put_before_reviewer(work: &mut Work, filing: &Filing, mut deadline: Deadline) -> Deadline {
    let told = reviewers(work, filing);
    if deadline.name != DeadlineName::Correction || deadline.reviewer_told_at.is_some() || told.is_empty() {
        return deadline;
    }
    let about = About::Unreached {
        ends_at: deadline.ends_at,
    };
    tell(work, told, filing, &about);
    deadline.reviewer_told_at = Some(work.now);
    deadline
}

/// Who has claimed it hears of it; what nobody has claimed is told to the desk.
fn reviewers(work: &Work, filing: &Filing) -> Vec<ChatId> {
    match filing.claimed_by {
        Some(claimant) => vec![claimant],
        None => work.desks.iter().map(|(chat, _)| *chat).collect(),
    }
}

fn tell(work: &mut Work, to: Vec<ChatId>, filing: &Filing, about: &About) {
    for to in to {
        work.tell(Notice {
            to,
            filing: Some(filing.id),
            about: about.clone(),
        });
    }
}
