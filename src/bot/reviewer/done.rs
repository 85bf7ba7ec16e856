//! How a reviewer hears that an act was done, and the buttons of what can be done next.

use crate::actions::{self, Done};
use crate::bot::talk::{Talk, rows};
use crate::domain::conversation::ChatKind;
use crate::domain::filing::Filing;
use crate::domain::outgoing::{Button, Keyboard};
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::domain::workflow::{self, Action, Actor, Case};
use crate::prompts::{Fault, shown};

/// Says that it was done, with the buttons of what can be done next.
pub fn done(talk: &mut Talk, filing: &Filing, event: &str) -> Done {
    let undo = actions::undo::possible(talk.work, filing, talk.person);
    let text = talk.text(&shown::ReviewDone {
        number: filing.number,
        action: talk.words.label("action", event)?,
        status: talk.words.label("status", filing.status.as_str())?,
        undo: undo.as_ref().map(|undo| (undo.until - undo.at).num_seconds()),
    })?;
    let mut keyboard = next_buttons(talk, filing)?;
    if undo.is_some() {
        let undo = Press::act_on("undo", filing.id, filing.version);
        keyboard.insert(0, vec![talk.button("undo", undo)?]);
    }
    // Once it waits for somebody else, the next one is a press away.
    if matches!(
        event,
        "approve"
            | "accept"
            | "curtain"
            | "received"
            | "reject"
            | "supplement"
            | "hand_over"
            | "grant"
            | "return"
            | "release"
    ) {
        keyboard.push(vec![talk.button("next", Press::act("next"))?]);
    }
    let keyboard = Keyboard(keyboard);
    talk.take_buttons_off();
    talk.say_of(filing.id, Reply::with_buttons(text, keyboard));
    Ok(())
}

/// What can be done with a filing as it is now.
pub fn next_buttons(talk: &Talk, filing: &Filing) -> Result<Vec<Vec<Button>>, Fault> {
    let act = |name: &str| talk.button(name, Press::act_on(name, filing.id, filing.version));
    let mut buttons = Vec::new();
    // Nobody reviews their own filing.
    let is_own = filing.applicant == talk.person;
    let mut possible = workflow::possible(&Case::of(filing), Actor::Reviewer(talk.person));
    // The claim comes first, and is given back where it is one's own.
    if !is_own && possible.contains(&Action::Claim) {
        match filing.claimed_by {
            None => buttons.push(act("claim")?),
            Some(by) if by == talk.person => buttons.push(act("release")?),
            Some(_) => {}
        }
    }
    possible.retain(|action| *action != Action::Claim);
    // What is closed has no next step; numbers that were entered wrongly are put right by typing.
    if !is_own && !filing.status.is_closed() && filing.claimed_by.is_none_or(|by| by == talk.person) {
        for action in possible {
            buttons.push(act(action.as_str())?);
        }
    }
    let mut keyboard = rows(buttons);
    let number = filing.number.unwrap_or_default();
    // The history is loaded by the filing's number.
    let history = talk.button("history", Press::act(&format!("history {number}")))?;
    let mut last = vec![act("show")?];
    last.extend((!is_own).then_some(history));
    // Numbers stand in private chats alone.
    if !is_own && talk.kind != ChatKind::Group && !filing.status.is_closed() {
        last.push(talk.button("call", Press::act_on("call", filing.id, filing.version))?);
    }
    keyboard.push(last);
    Ok(keyboard)
}
