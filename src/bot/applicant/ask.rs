//! A question to the reviewers, from wherever the asker is (R13.5).

use super::{again, stale};
use crate::actions::{self, Done};
use crate::bot::talk::Talk;
use crate::domain::conversation::State;
use crate::domain::outgoing::Keyboard;
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::prompts::{Fault, shown};

/// Asks what the question is. What was being asked waits.
pub fn begin(talk: &mut Talk) -> Done {
    let state = match talk.state() {
        state @ State::AskingPerson { .. } => state,
        back => State::AskingPerson { back: Box::new(back) },
    };
    let at = match &state {
        State::AskingPerson { back } => at(talk, back)?,
        _ => None,
    };
    talk.set_state(state);
    let text = talk.text(&shown::AskPerson { at })?;
    let stop = talk.button("stop_asking", Press::act("ask no"))?;
    talk.say(Reply::with_buttons(text, Keyboard(vec![vec![stop]])));
    Ok(())
}

/// The name of the question at which the asker is.
fn at(talk: &Talk, back: &State) -> Result<Option<String>, Fault> {
    let Some(asked) = super::asked_in(back) else {
        return Ok(None);
    };
    let filing = back.filing().and_then(|id| talk.work.filings.get(&id));
    Ok(Some(match filing {
        Some(filing) => talk.words.field_at(filing, asked.place, asked.field.id)?,
        None => talk.words.field(asked.field.id)?,
    }))
}

/// The words came, or something that is no words. They are put to the reviewers, and what was being asked is asked again.
pub fn words(talk: &mut Talk, back: State, text: Option<&str>) -> Done {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return begin(talk);
    };
    let question = actions::ask::ask(talk.work, talk.person, &back, text.to_owned())?;
    talk.set_state(back);
    let text = talk.text(&shown::AskedPerson {
        number: question.number,
        words: question.words,
    })?;
    talk.say(Reply::text(text));
    again(talk)?;
    Ok(())
}

/// They have nothing to ask: what was being asked is asked again.
pub fn stop(talk: &mut Talk) -> Done {
    if !talk.go_back_from_asking() {
        return stale(talk);
    }
    talk.take_buttons_off();
    again(talk)?;
    Ok(())
}
