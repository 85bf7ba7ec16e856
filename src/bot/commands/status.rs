//! `/status`: every filing of the person, and what comes next for each.

use super::{Command, Where, never, of_speakers_status, plain};
use crate::actions::Done;
use crate::bot::applicant::{draft_buttons, home};
use crate::bot::talk::Talk;
use crate::domain::filing::{Filing, Status};
use crate::domain::people::Role;
use crate::domain::reply::Reply;

pub static STATUS: Command = Command {
    loads: of_speakers_status,
    changes: never,
    ..plain("status", Role::Applicant, Where::Private, |talk, _| status(talk))
};

pub fn status(talk: &mut Talk) -> Done {
    let filings: Vec<Filing> = talk
        .work
        .filings_of(talk.person)?
        .into_iter()
        // A draft that was dropped is not spoken of again.
        .filter(|f| f.data_key.is_some() && (f.number.is_some() || f.status != Status::Withdrawn))
        .rev()
        .take(10)
        .cloned()
        .collect();
    let text = home::status_text(talk, &filings)?;
    let keyboard = match home::open_filing(talk)? {
        Some(filing) => draft_buttons(&talk.words, &filing)?,
        None => home::new_keyboard(talk)?,
    };
    // The list shows values of several filings; the chat is all theirs.
    talk.say(Reply::with(text, keyboard, "question"));
    Ok(())
}
