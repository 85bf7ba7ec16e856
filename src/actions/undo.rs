//! `/undo`: a reviewer takes their act back before anybody has heard of it.

use std::collections::HashSet;

use uuid::Uuid;

use super::{Done, Refusal, claim, curtain};
use crate::domain::filing::{Filing, Undo};
use crate::domain::outgoing::PersonId;
use crate::domain::workflow::{Action, Actor};
use crate::work::{Audit, Needs, TakenBack, Work};

/// What became of deadlines in an act.
#[derive(Debug, Default)]
pub(super) struct Moved {
    pub ended: Vec<Uuid>,
    pub begun: Vec<Uuid>,
}

impl Moved {
    pub fn join(&mut self, other: Self) {
        self.ended.extend(other.ended);
        self.begun.extend(other.begun);
    }
}

/// Notes how the filing stood before a reviewer's act, where that can be taken back. Any other act ends it.
pub(super) fn note(work: &mut Work, filing: Filing, actor: Actor, event: &str, moved: Moved) -> Filing {
    let (now, window) = (work.now, work.desk_rules.undo);
    let undo = match actor {
        // What a correction of numbers wrote into the register is put right by another; a draft has no number to be named by.
        Actor::Reviewer(by)
            if window > chrono::Duration::zero() && event != Action::Correct.as_str() && filing.number.is_some() =>
        {
            let before = work.filings.before(&filing.id);
            before.and_then(|before| Undo::of(before, &filing, by, event, (now, now + window)))
        }
        _ => None,
    };
    let undo = undo.map(|mut undo| {
        (undo.ended, undo.begun) = (moved.ended, moved.begun);
        undo
    });
    if filing.facts.undo == undo {
        return filing;
    }
    work.filings.change(filing, |filing| filing.facts.undo = undo)
}

/// What can be taken back now, by that reviewer.
pub fn possible(work: &Work, filing: &Filing, reviewer: PersonId) -> Option<Undo> {
    let undo = filing.facts.undo.clone();
    undo.filter(|undo| undo.by == reviewer && undo.version == filing.version && work.now < undo.until)
}

/// Brings the filing back to how it stood before the act, with its deadlines. What was to be told of the act is not.
pub fn undo(work: &mut Work, filing: Filing, reviewer: PersonId) -> Done<(Filing, Undo)> {
    let number = filing.number.unwrap_or_default();
    let undo = possible(work, &filing, reviewer).ok_or(Refusal::NothingToUndo { number })?;
    work.require(Needs {
        filings: HashSet::from([filing.id]),
        deadlines: undo.ended.iter().chain(&undo.begun).copied().collect(),
        ..Needs::of_status()
    })?;
    let (now, from) = (work.now, filing.status);
    for id in &undo.begun {
        if let Some(mut deadline) = work.deadlines.get(id).cloned() {
            deadline.close(now);
            work.deadlines.put(*id, deadline);
        }
    }
    for id in &undo.ended {
        if let Some(mut deadline) = work.deadlines.get(id).cloned() {
            // What fell due meanwhile is told at once.
            deadline.closed_at = None;
            deadline.next_at = deadline.after(undo.at).map(|(at, _)| at);
            work.deadlines.put(*id, deadline);
        }
    }
    let of_grant = filing.facts.granted.is_some();
    let done = filing.clone();
    let filing = work.filings.change(filing, |filing| {
        undo.bring_back(filing);
        filing.raise(now);
    });
    curtain::open_order(work, &done, &filing)?;
    claim::watch(work, &filing)?;
    work.note(Audit {
        filing: filing.id,
        at: now,
        actor: "reviewer".to_owned(),
        person: Some(reviewer),
        action: "undo".to_owned(),
        from,
        to: filing.status,
        words: None,
    });
    work.take_back(TakenBack {
        filing: filing.id,
        told_at: undo.told_at(),
        of_grant: of_grant && filing.facts.granted.is_none(),
    });
    work.tell_desks()?;
    Ok((filing, undo))
}
