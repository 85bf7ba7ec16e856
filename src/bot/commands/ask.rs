//! `/ask <words>`: a question to the reviewers; without words, and by its button, it is asked what the question is.

use super::{Command, Does, Where, plain};
use crate::actions::{self, Done};
use crate::bot::applicant;
use crate::bot::talk::Talk;
use crate::domain::conversation::State;
use crate::domain::people::Role;
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::prompts::shown;

pub static ASK: Command = Command {
    loads: |needs, given| {
        let asker = given.by.filter(|_| !matches!(given.arguments.trim(), "" | NOTHING));
        needs.join(asker.map(actions::ask::needs).unwrap_or_default());
    },
    has_button: true,
    does: Does::Plain {
        typed: ask,
        pressed: Some(pressed),
    },
    ..plain("ask", Role::Applicant, Where::Private, ask)
};

/// What the button of [`applicant::ask::begin`] carries.
const NOTHING: &str = "no";

fn ask(talk: &mut Talk, words: &str) -> Done {
    let words = words.trim();
    if words.is_empty() {
        return applicant::ask::begin(talk);
    }
    let back = match talk.state() {
        State::AskingPerson { back } => *back,
        state => state,
    };
    applicant::ask::words(talk, back, Some(words))
}

fn pressed(talk: &mut Talk, _: &Press, arguments: &str) -> Done {
    match arguments {
        NOTHING => applicant::ask::stop(talk),
        _ => applicant::ask::begin(talk),
    }
}

/// `/cancel` where the question was waited for.
pub fn stopped(talk: &mut Talk) -> Done {
    let text = talk.text(&shown::KeptAll {})?;
    talk.say(Reply::text(text));
    applicant::again(talk)?;
    Ok(())
}

/// Whether a button is about asking: then what was being asked still waits.
pub fn is_about(press: &Press) -> bool {
    press.verb == Verb::Act && super::of_words(&press.payload).is_some_and(|(command, _)| command == &ASK)
}
