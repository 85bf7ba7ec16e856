//! `/call <filing>`: whom to phone, and what came of it, by a press or in words. Numbers stand in private chats alone.

use std::collections::BTreeSet;

use super::{Command, Does, Where, on_filing};
use crate::actions::{self, Done};
use crate::bot::talk::Talk;
use crate::domain::answers::Kind;
use crate::domain::filing::Filing;
use crate::domain::form::journey;
use crate::domain::outgoing::Keyboard;
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::prompts::{Fault, shown};

pub static CALL: Command = Command {
    place: Where::Private,
    changes: |arguments| arguments.split_whitespace().any(|word| RESULTS.contains(&word)),
    has_button: true,
    does: Does::OnFiling {
        typed: call,
        pressed: None,
        of_own: false,
    },
    ..on_filing("call", call)
};

/// What may come of a call, by a press; each is the label of its button.
const RESULTS: [&str; 3] = ["call_confirmed", "call_unanswered", "call_wrong_number"];

fn call(talk: &mut Talk, filing: Filing, words: &str) -> Done {
    let words = words.trim();
    if words.is_empty() {
        return whom(talk, &filing);
    }
    let words = match RESULTS.iter().find(|result| **result == words) {
        Some(result) => talk.words.button(result)?,
        None => words.to_owned(),
    };
    actions::note::called(talk.work, &filing, talk.person, words.clone())?;
    talk.take_buttons_off();
    let text = talk.text(&shown::CallNoted {
        number: filing.number,
        words,
    })?;
    let show = talk.button("show", Press::act_on("show", filing.id, filing.version))?;
    talk.say_of(filing.id, Reply::with_buttons(text, Keyboard(vec![vec![show]])));
    Ok(())
}

/// Every phone number of the filing, with whose it is.
fn whom(talk: &mut Talk, filing: &Filing) -> Done {
    let words = &talk.words;
    // One that has several places is phoned once.
    let mut seen = BTreeSet::new();
    let phones = journey::applicable(filing).into_iter().filter_map(|asked| {
        let is_phone = matches!(asked.field.kind, Kind::Mobile | Kind::Landline | Kind::Phone);
        let value = filing.value(asked.place, asked.field).filter(|_| is_phone)?;
        if !seen.insert(value.show()) {
            return None;
        }
        let prefix = asked
            .field
            .id
            .split_once("head_")
            .map(|(before, _)| format!("{before}head_name"));
        let name = prefix.and_then(|id| filing.view(asked.place).value(&id));
        Some((asked, value, name))
    });
    let phones = phones.map(|(asked, value, name)| -> Result<_, Fault> {
        Ok(shown::PhoneShown {
            label: words.field_at(filing, asked.place, asked.field.id)?,
            name: name.map(|name| name.show()),
            phone: words.show(asked.field, &value)?,
        })
    });
    let text = talk.text(&shown::CallWhom {
        number: filing.number,
        phones: phones.collect::<Result<_, _>>()?,
    })?;
    let result = |result: &str| {
        let press = Press::act_on(&format!("call {result}"), filing.id, filing.version);
        talk.button(result, press)
    };
    let [confirmed, unanswered, wrong] = RESULTS.map(result);
    let show = talk.button("show", Press::act_on("show", filing.id, filing.version))?;
    let keyboard = Keyboard(vec![vec![confirmed?], vec![unanswered?, wrong?], vec![show]]);
    talk.say_of(filing.id, Reply::with_buttons(text, keyboard));
    Ok(())
}
