//! `/start`: who we are, and the one button that begins; with a draft, goes on with it. Who reviews is told what to do first.

use super::{Command, Where, menu, never, of_speaker, plain};
use crate::actions::Done;
use crate::bot::applicant::{draft_buttons, home};
use crate::bot::talk::Talk;
use crate::domain::outgoing::Keyboard;
use crate::domain::people::Role;
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::prompts::shown;

pub static START: Command = Command {
    loads: of_speaker,
    changes: never,
    ..plain("start", Role::Applicant, Where::Private, |talk, _| start(talk))
};

pub fn start(talk: &mut Talk) -> Done {
    menu::set(talk)?;
    let open = home::open_filing(talk)?;
    if talk.role >= Role::Reviewer && open.is_none() {
        let text = talk.text(&shown::Staff {
            administrator: talk.role == Role::Administrator,
            role: talk.words.label("role", talk.role.as_str())?,
        })?;
        let queue = talk.button("queue", Press::act("queue"))?;
        let keyboard = Keyboard(vec![vec![queue]]);
        talk.say(Reply::with(text, keyboard, "question"));
        return Ok(());
    }
    let text = talk.text(&shown::Welcome {
        has_draft: open.is_some(),
    })?;
    let keyboard = match &open {
        Some(filing) => {
            let mut keyboard = draft_buttons(&talk.words, filing)?;
            keyboard.0.push(home::language_row(talk));
            keyboard
        }
        None => {
            let mut keyboard = home::new_keyboard(talk)?;
            keyboard.0.push(home::language_row(talk));
            keyboard
        }
    };
    talk.say(Reply::with(text, keyboard, "question"));
    Ok(())
}
