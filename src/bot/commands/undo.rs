//! `/undo <filing>`: a reviewer takes their last act back, while nobody has heard of it.

use super::{Command, of_status, on_filing};
use crate::actions::{self, Done};
use crate::bot::reviewer::done::next_buttons;
use crate::bot::talk::Talk;
use crate::domain::filing::Filing;
use crate::domain::outgoing::Keyboard;
use crate::domain::reply::Reply;
use crate::prompts::shown;

pub static UNDO: Command = Command {
    loads: of_status,
    ..on_filing("undo", |talk, filing, _| undo(talk, filing))
};

fn undo(talk: &mut Talk, filing: Filing) -> Done {
    let (filing, undone) = actions::undo::undo(talk.work, filing, talk.person)?;
    let text = talk.text(&shown::ReviewUndone {
        number: filing.number,
        action: talk.words.label("action", &undone.event)?,
        status: talk.words.label("status", filing.status.as_str())?,
    })?;
    let keyboard = Keyboard(next_buttons(talk, &filing)?);
    talk.take_buttons_off();
    talk.say_of(filing.id, Reply::with_buttons(text, keyboard));
    Ok(())
}
