//! `/resume`: goes on with corrections first, since they have a limit, else with the draft. Its button names the filing.

use super::{Command, Does, Where, never, of_speaker, plain};
use crate::actions::{Done, Refusal};
use crate::bot::applicant::{self, home};
use crate::bot::talk::Talk;
use crate::dialogue::Lead;
use crate::domain::people::Role;
use crate::domain::press::Press;
use crate::domain::reply::Reply;

pub static RESUME: Command = Command {
    loads: of_speaker,
    changes: never,
    does: Does::Plain {
        typed: |talk, _| resume(talk),
        pressed: Some(pressed),
    },
    has_button: true,
    ..plain("resume", Role::Applicant, Where::Private, |_, _| Ok(()))
};

fn resume(talk: &mut Talk) -> Done {
    match home::open_filing(talk)? {
        Some(filing) => applicant::resume(talk, filing.id, Lead::Resumed),
        None => {
            let text = talk.refusal_text(&Refusal::NothingToResume, None)?;
            let keyboard = home::new_keyboard(talk)?;
            talk.say(Reply::with(text, keyboard, "question"));
            Ok(())
        }
    }
}

fn pressed(talk: &mut Talk, press: &Press, _: &str) -> Done {
    match press.filing {
        Some(filing) => applicant::resume(talk, filing, Lead::Resumed),
        None => resume(talk),
    }
}
