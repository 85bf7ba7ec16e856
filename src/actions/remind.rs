//! A moment of a deadline fell due: somebody is reminded, or the deadline's end is acted on.

use chrono::Duration;
use uuid::Uuid;

use super::audience::{receivers, reviewers, tell};
use super::{Done, claim, transition, untold};
use crate::domain::deadlines::{Deadline, End, Moment, ends_at};
use crate::domain::filing::Filing;
use crate::domain::workflow::{Actor, Audience};
use crate::work::{Occasion, Work};

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
    let ends = deadline.ends_now(now);
    match (deadline.rule().end, passed) {
        (_, None) => {}
        (End::Act(action), Some((_, Moment::End | Moment::Late))) => {
            transition(work, filing, action, Actor::Clock, None)?;
        }
        (End::PutBack, Some((_, Moment::End | Moment::Late))) => claim::go_back(work, filing)?,
        (_, Some((_, Moment::Remind))) => remind(work, &filing, &deadline)?,
        (End::Remind { missed, .. }, Some(_)) => {
            remind(work, &filing, &deadline)?;
            // Also where the program was down when it ended, and it is late for the second time by now.
            if ends {
                tell_missed(work, &filing, &deadline, missed);
            }
        }
    }
    Ok(())
}

/// One that counts from the last answer: the deadline is not written at each of them, but moved when it falls due.
fn begun_anew(mut deadline: Deadline, filing: &Filing) -> Deadline {
    if deadline.rule().from_last_answer && filing.updated_at > deadline.began_at + Duration::seconds(1) {
        deadline.began_at = filing.updated_at;
        deadline.ends_at = ends_at(deadline.name, filing.updated_at).0;
    }
    deadline
}

/// Reminds whoever the rule names. Of what nobody has claimed the desk hears once a day, of all of it together (R10.9).
fn remind(work: &mut Work, filing: &Filing, deadline: &Deadline) -> Done {
    let told = receivers(work, filing, deadline.rule().told, None);
    if told.is_empty() && deadline.rule().told == Audience::Claimant {
        work.tell_desks_daily()?;
        return Ok(());
    }
    let occasion = Occasion::Reminder {
        deadline: deadline.name,
        ends_at: deadline.ends_at,
        until: deadline.after(work.now).map(|(at, _)| at),
    };
    tell(work, told, filing.id, &occasion);
    Ok(())
}

/// Tells once that a promise was not kept, and what happens now.
fn tell_missed(work: &mut Work, filing: &Filing, deadline: &Deadline, told: &[Audience]) {
    let occasion = Occasion::Missed {
        deadline: deadline.name,
        ends_at: deadline.ends_at,
    };
    for audience in told {
        let receivers = receivers(work, filing, *audience, None);
        tell(work, receivers, filing.id, &occasion);
    }
}

/// Tells the reviewer, once, of a deadline that the applicant may not have heard of. Returns the deadline as it is to be kept.
pub fn put_before_reviewer(work: &mut Work, filing: &Filing, mut deadline: Deadline) -> Deadline {
    let told = reviewers(work, filing);
    if !deadline.rule().phoned || deadline.reviewer_told_at.is_some() || told.is_empty() {
        return deadline;
    }
    let occasion = Occasion::Unreached {
        deadline: deadline.name,
        ends_at: deadline.ends_at,
    };
    tell(work, told, filing.id, &occasion);
    deadline.reviewer_told_at = Some(work.now);
    deadline
}
