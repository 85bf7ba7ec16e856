//! `/new`: begins a draft.

use super::{Command, Where, of_speaker, plain};
use crate::actions::{self, Done, NotDone, Refusal};
use crate::bot::applicant::{draft_buttons, show_step};
use crate::bot::talk::Talk;
use crate::dialogue::{self, Lead};
use crate::domain::filing::Status;
use crate::domain::people::Role;
use crate::domain::reply::Reply;

pub static NEW: Command = Command {
    loads: of_speaker,
    has_button: true,
    ..plain("new", Role::Applicant, Where::Private, |talk, _| new(talk))
};

fn new(talk: &mut Talk) -> Done {
    match actions::start::start(talk.work, talk.person) {
        Ok(filing) => {
            talk.take_buttons_off();
            let (state, say) = dialogue::present(&filing, talk.work.today(), Lead::Nothing);
            show_step(talk, &filing, state, say, false)?;
            Ok(())
        }
        Err(NotDone::Refused(Refusal::DraftExists)) => {
            let text = talk.refusal_text(&Refusal::DraftExists, None)?;
            let draft = talk
                .work
                .filings_of(talk.person)?
                .into_iter()
                .find(|f| f.status == Status::Drafting)
                .cloned();
            let keyboard = draft.map(|draft| draft_buttons(&talk.words, &draft));
            let keyboard = keyboard.transpose()?.unwrap_or_default();
            talk.say(Reply::with(text, keyboard, "question"));
            Ok(())
        }
        Err(other) => Err(other),
    }
}
