//! `/delete`: everything of the person goes, when they say so once more.

use super::{Command, Does, Where, of_speakers_status, plain};
use crate::actions::withdraw::held;
use crate::actions::{Done, Refusal};
use crate::bot::applicant::{self, home};
use crate::bot::talk::Talk;
use crate::domain::conversation::State;
use crate::domain::filing::Status;
use crate::domain::outgoing::Keyboard;
use crate::domain::people::Role;
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::prompts::shown;

/// What the buttons say that the person is asked with.
const YES: &str = "delete yes";
const NO: &str = "delete no";

pub static DELETE: Command = Command {
    loads: of_speakers_status,
    does: Does::Plain {
        typed: |talk, _| ask(talk),
        pressed: Some(answered),
    },
    ..plain("delete", Role::Applicant, Where::Private, |_, _| Ok(()))
};

fn ask(talk: &mut Talk) -> Done {
    let filings = talk.work.filings_of(talk.person)?;
    if let Some(filing) = held(filings.iter().copied()) {
        return Err(Refusal::DeleteBlocked { number: filing.name() }.into());
    }
    let open = filings.iter().filter(|filing| !filing.status.is_closed()).count();
    let granted = filings.iter().filter(|filing| filing.status == Status::Granted).count();
    talk.set_state(State::Deleting);
    let text = talk.text(&shown::Delete { open, granted })?;
    let keyboard = Keyboard(vec![
        vec![talk.button("cancel", Press::act(NO))?],
        vec![talk.button("delete_all", Press::act(YES))?],
    ]);
    talk.say(Reply::with(text, keyboard, "question"));
    Ok(())
}

fn answered(talk: &mut Talk, press: &Press, _: &str) -> Done {
    if talk.state() != State::Deleting {
        return applicant::stale(talk);
    }
    if press.payload == YES {
        return home::delete_now(talk);
    }
    talk.set_state(State::Idle);
    let text = talk.text(&shown::KeptAll {})?;
    talk.edit(Reply::text(text));
    Ok(())
}
