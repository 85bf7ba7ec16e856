//! `/ask` and `/answer`: a question to the reviewers, and what they say (R13.5). It is told to whoever reviews the filing; what nobody has
//! claimed, and what is about no filing, is the desk's.

use std::collections::HashSet;

use super::audience::{receivers, tell};
use super::undo::Moved;
use super::{Done, Refusal, begin, filing as loaded};
use crate::domain::conversation::State;
use crate::domain::deadlines::{Deadline, DeadlineName};
use crate::domain::filing::{FieldId, Filing, FilingId};
use crate::domain::form;
use crate::domain::outgoing::PersonId;
use crate::domain::place::Place;
use crate::domain::question::{Answered, MOST_OPEN, Question};
use crate::domain::workflow::Audience;
use crate::work::{Audit, Needs, Notice, Occasion, Work};

/// What a question of theirs needs, besides their filings.
pub fn needs(asker: PersonId) -> Needs {
    Needs {
        applicants: HashSet::from([asker]),
        askers: HashSet::from([asker]),
        new_questions: 1,
        ..Needs::of_status()
    }
}

/// Puts a question to the reviewers. `from` is where the asker's chat stands.
pub fn ask(work: &mut Work, asker: PersonId, from: &State, words: String) -> Done<Question> {
    work.require(needs(asker))?;
    let open = work.questions.iter().map(|(_, question)| question);
    if open.filter(|question| is_open_of(question, asker)).count() >= MOST_OPEN {
        return Err(Refusal::TooManyQuestions.into());
    }
    let filing = about(work, asker, from)?;
    let at = match from {
        State::Answering { place, field, .. } => place.parse().ok().zip(form::field(field).map(|field| field.id)),
        _ => None,
    };
    put(work, asker, filing, at, words)
}

/// Puts it to whoever has the filing, else to the desk.
pub(super) fn put(
    work: &mut Work,
    asker: PersonId,
    filing: Option<Filing>,
    at: Option<(Place, FieldId)>,
    words: String,
) -> Done<Question> {
    work.require(needs(asker))?;
    let Some(person) = work.people.get(&asker).cloned() else {
        return Err(Refusal::NotAllowed.into());
    };
    let question = Question {
        number: work.new_question_number()?,
        chat: asker,
        data_key: person.data_key,
        filing: filing.as_ref().map(|filing| filing.id),
        at,
        words,
        asked_at: work.now,
        answered: None,
    };
    work.questions.put(question.number, question.clone());
    let told = filing
        .as_ref()
        .map(|filing| receivers(work, filing, Audience::Claimant, None));
    match (&filing, told.filter(|told| !told.is_empty())) {
        (Some(filing), Some(told)) => {
            let number = question.number;
            tell(work, told, filing.id, &Occasion::Asked { number });
        }
        _ => work.tell_desks_asked(question.number)?,
    }
    if let Some(filing) = filing {
        note(work, &filing, asker, "ask", question.words.clone());
        let mut open = work.deadlines_of(filing.id)?.into_iter().filter(Deadline::is_open);
        // One that waits already is the one that is late first.
        if !open.any(|deadline| deadline.name == DeadlineName::Question) {
            begin(work, &filing, DeadlineName::Question);
        }
    }
    work.tell_desks()?;
    Ok(question)
}

/// The filing that a question is about: that at which the asker is, else the latest of theirs that has not ended.
fn about(work: &Work, asker: PersonId, from: &State) -> Done<Option<Filing>> {
    let of_state = from.filing().and_then(|id| work.filings.get(&id));
    if let Some(filing) = of_state.filter(|filing| filing.applicant == asker) {
        return Ok(Some(filing.clone()));
    }
    let mut own = work.filings_of(asker)?.into_iter().rev();
    Ok(own.find(|filing| !filing.status.is_over()).cloned())
}

fn is_open_of(question: &Question, asker: PersonId) -> bool {
    question.chat == asker && question.answered.is_none()
}

/// The question of that number, as a reviewer may see it.
pub fn question(work: &Work, number: i64, reviewer: PersonId) -> Done<Question> {
    work.require(Needs {
        questions: HashSet::from([number]),
        ..Needs::default()
    })?;
    let question = work.questions.get(&number).cloned();
    let question = question.ok_or(Refusal::UnknownQuestion(number))?;
    work.require(Needs {
        questions: HashSet::from([number]),
        filings: question.filing.into_iter().collect(),
        ..Needs::default()
    })?;
    if question.chat == reviewer {
        return Err(Refusal::OwnQuestion { number }.into());
    }
    Ok(question)
}

/// Answers a question. Whoever has answered it may add to that; nobody else answers what is answered.
pub fn answer(work: &mut Work, number: i64, reviewer: PersonId, words: String) -> Done<Question> {
    let question = question(work, number, reviewer)?;
    if question
        .answered
        .as_ref()
        .is_some_and(|answered| answered.by != reviewer)
    {
        return Err(Refusal::AnsweredAlready { number }.into());
    }
    work.require(Needs {
        questions: HashSet::from([number]),
        askers: HashSet::from([question.chat]),
        filings: question.filing.into_iter().collect(),
        people: HashSet::from([question.chat]),
        ..Needs::of_status()
    })?;
    let question = Question {
        answered: Some(Answered {
            words,
            by: reviewer,
            at: work.now,
        }),
        ..question
    };
    work.questions.put(number, question.clone());
    work.tell(Notice {
        to: question.chat,
        filing: question.filing,
        occasion: Occasion::Answered { number },
    });
    if let Some(id) = question.filing {
        answered_of(work, id, reviewer, &question)?;
    }
    work.tell_desks()?;
    Ok(question)
}

/// The filing's history knows of it, and where it was the last open question, its deadline is kept.
fn answered_of(work: &mut Work, filing: FilingId, reviewer: PersonId, question: &Question) -> Done {
    let filing = loaded(work, filing)?;
    let words = question.answered.as_ref().map(|answered| answered.words.clone());
    note(work, &filing, reviewer, "answer", words.unwrap_or_default());
    keep_promise(work, question)?;
    Ok(())
}

/// Where it was the last open question about its filing, the deadline of these is kept.
pub(super) fn keep_promise(work: &mut Work, question: &Question) -> Done<Moved> {
    let mut moved = Moved::default();
    let others = work.questions.iter().map(|(_, question)| question);
    let mut others = others.filter(|other| is_open_of(other, question.chat));
    if others.any(|other| other.filing == question.filing) {
        return Ok(moved);
    }
    let deadlines = match question.filing {
        Some(filing) => work.deadlines_of(filing)?,
        None => Vec::new(),
    };
    let open = deadlines.into_iter().filter(Deadline::is_open);
    for mut deadline in open.filter(|deadline| deadline.name == DeadlineName::Question) {
        deadline.close(work.now);
        moved.ended.push(deadline.id);
        work.deadlines.put(deadline.id, deadline);
    }
    Ok(moved)
}

fn note(work: &mut Work, filing: &Filing, by: PersonId, action: &str, words: String) {
    let actor = if by == filing.applicant {
        "applicant"
    } else {
        "reviewer"
    };
    // What is asked of a filing whose key is gone stands with the question alone.
    let words = filing.data_key.is_some().then_some(words);
    work.note(Audit {
        filing: filing.id,
        at: work.now,
        actor: actor.to_owned(),
        person: Some(by),
        action: action.to_owned(),
        from: filing.status,
        to: filing.status,
        words,
    });
}
