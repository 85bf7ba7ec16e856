//! What an input must have loaded, told from what it is and from where its chat stands.

use super::commands::{self, Given};
use super::read::Pointed;
use super::route::{Incoming, Routed};
use crate::actions;
use crate::domain::conversation::State;
use crate::domain::outgoing::{Outcome, PersonId};
use crate::domain::press::{Press, Verb};
use crate::work::{Needs, Work};

/// What an input must have loaded, given where its chat stands.
pub fn needs(routed: &Routed, work: &Work) -> Needs {
    let mut needs = Needs::default();
    let state = work
        .conversations
        .get(&routed.chat)
        .map_or(State::Idle, |conversation| conversation.state.clone());
    needs.filings.extend(state.filing());
    let applicant = routed.speaker.as_ref().map(|speaker| speaker.id);
    // What they have missed is told first.
    let untold = work
        .conversations
        .get(&routed.chat)
        .map(|conversation| &conversation.untold);
    if let Some(untold) = untold.filter(|untold| applicant.is_some() && !untold.is_empty()) {
        needs.filings.extend(untold);
        changes_status(&mut needs);
    }
    match &routed.incoming {
        Incoming::Command {
            command: Some(command),
            arguments,
            ..
        } => {
            let points_at = match &routed.origin.points_at {
                Some(Pointed::At { id, .. }) => Some(*id),
                _ => None,
            };
            let by = applicant;
            command.needs(
                &mut needs,
                &Given {
                    by,
                    arguments,
                    points_at,
                },
            );
        }
        Incoming::Command { command: None, .. } if state == State::Idle => needs.applicants.extend(applicant),
        // Whoever has handed something in is told how it stands.
        Incoming::Text(_) if state == State::Idle => {
            needs.applicants.extend(applicant);
            changes_status(&mut needs);
        }
        Incoming::NotText | Incoming::Picture(_) | Incoming::Contact { .. }
            if matches!(state, State::Idle | State::Deleting) =>
        {
            needs.applicants.extend(applicant);
            changes_status(&mut needs);
        }
        Incoming::Text(_) if matches!(state, State::Summary { .. }) => changes_status(&mut needs),
        Incoming::Text(_)
            if matches!(
                state,
                State::Leaving { .. } | State::OpeningDay { .. } | State::SecurityNumber { .. }
            ) =>
        {
            changes_status(&mut needs);
        }
        Incoming::Text(_) if matches!(state, State::AskingPerson { .. }) => {
            needs.join(applicant.map(actions::ask::needs).unwrap_or_default());
        }
        Incoming::Text(_) if let State::AnswerWords { question } = state => {
            needs.questions.insert(question);
        }
        Incoming::Text(_) if state == State::Deleting => {
            needs.applicants.extend(applicant);
            changes_status(&mut needs);
        }
        Incoming::Press { press: Some(press), .. } => press_needs(press, applicant, &mut needs),
        Incoming::Due(deadline) => {
            needs.deadlines.insert(*deadline);
            changes_status(&mut needs);
        }
        Incoming::PassedOn | Incoming::Digest => {
            // Counts, and what nobody has claimed, which comes with it.
            needs.queue = 1;
            needs.desks = true;
        }
        Incoming::Asked(question) => {
            needs.questions.insert(*question);
            needs.desks = true;
        }
        Incoming::Result(Outcome::Refused {
            filing: Some(filing), ..
        }) => {
            needs.filings.insert(*filing);
            changes_status(&mut needs);
        }
        Incoming::Result(Outcome::Arrived(arrived)) => {
            needs.filings.insert(arrived.point.filing);
        }
        Incoming::Result(_) | Incoming::Anonymous => needs.desks = true,
        _ => {}
    }
    needs
}

fn press_needs(press: &Press, speaker: Option<PersonId>, needs: &mut Needs) {
    needs.filings.extend(press.filing);
    match press.verb {
        Verb::Submit | Verb::Leave => changes_status(needs),
        Verb::Act | Verb::CarryOut => {
            if let Some((command, arguments)) = commands::of_words(&press.payload) {
                command.needs(
                    needs,
                    &Given {
                        by: speaker,
                        arguments,
                        points_at: None,
                    },
                );
            }
        }
        verb if verb.is_reviewers() => changes_status(needs),
        _ => {}
    }
}

fn changes_status(needs: &mut Needs) {
    needs.join(Needs::of_status());
}
