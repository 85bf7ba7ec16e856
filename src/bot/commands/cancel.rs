//! `/cancel`: leaves the step; offers to drop the draft, or to withdraw what was submitted where that is allowed.

use super::{Command, at_step, of_speakers_status};
use crate::actions::Done;
use crate::bot::applicant::home;
use crate::bot::talk::Talk;
use crate::domain::conversation::State;
use crate::domain::reply::Reply;
use crate::prompts::shown;

pub static CANCEL: Command = Command {
    loads: of_speakers_status,
    ..at_step("cancel", cancel)
};

fn cancel(talk: &mut Talk) -> Done {
    if talk.state() == State::Deleting {
        talk.set_state(State::Idle);
        let text = talk.text(&shown::KeptAll {})?;
        talk.say(Reply::text(text));
        return Ok(());
    }
    let current = talk.state().filing().and_then(|id| talk.work.filings.get(&id)).cloned();
    let current = current.filter(|filing| filing.applicant == talk.person && !filing.status.is_closed());
    let open = talk.work.filings_of(talk.person)?.into_iter().rev();
    let filing = current.or(open.into_iter().find(|filing| !filing.status.is_closed()).cloned());
    match filing {
        Some(filing) => home::ask_leave(talk, &filing, false),
        None => home::idle(talk, None),
    }
}
