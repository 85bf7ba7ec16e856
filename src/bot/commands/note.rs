//! `/note <filing> <words>`: a remark in the history; the applicant does not see it.

use super::{Command, on_filing};
use crate::actions::{self, Done, Refusal};
use crate::bot::talk::Talk;
use crate::domain::conversation::ChatKind;
use crate::domain::filing::Filing;
use crate::domain::reply::Reply;
use crate::prompts::shown;

pub static NOTE: Command = Command {
    has_button: false,
    wants_words: true,
    ..on_filing("note", note)
};

fn note(talk: &mut Talk, filing: Filing, words: &str) -> Done {
    let words = words.trim();
    if words.is_empty() {
        return Err(Refusal::MissingArgument {
            command: "note",
            number: filing.number,
        }
        .into());
    }
    actions::note::note(talk.work, &filing, talk.person, words.to_owned())?;
    // Words may hold anything: in a group they are not repeated.
    let words = (talk.kind != ChatKind::Group).then(|| words.to_owned());
    let text = talk.text(&shown::Noted {
        number: filing.number,
        words,
    })?;
    talk.say_of(filing.id, Reply::text(text));
    Ok(())
}
