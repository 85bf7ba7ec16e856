//! What people say of an answer that was sent back and that they find right: it goes to the reviewer beside the answer, which stays as it is.

use chrono::NaiveDate;

use super::say::Lead;
use super::turn::{Input, Turn, confirm, is_choice};
use crate::domain::answers::{Context, Kind};
use crate::domain::asides::{self, Aside, Right};
use crate::domain::filing::Filing;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::press::Press;

/// What the button of this carries: that words are to be typed, that those which were typed are to be told, and neither.
pub const ASK: &str = "ask";
pub const TELL: &str = "tell";
pub const NOT: &str = "no";

/// What such words mean at the question; none where the text may be an answer.
pub(super) fn said(filing: &Filing, asked: Asked, text: &str, today: NaiveDate, changing: bool) -> Option<Turn> {
    if !journey::may_explain(filing, &asked, today) {
        return None;
    }
    let right = asides::says_right(text)?;
    // Who sends the same once more means it as the answer.
    if filing.reply(asked.place, asked.field.id) == Some(text.trim()) {
        return None;
    }
    let context = filing.view(asked.place).context(asked.field, today);
    let may_be_value = asides::has_value(text) || is_choice(asked.field);
    match asked.field.kind.parse(text, &context) {
        Ok(parsed) if may_be_value && Some(&parsed.answer) != filing.value(asked.place, asked.field).as_ref() => {
            return None;
        }
        Err(_) if asides::has_value(text) => return None,
        _ => {}
    }
    Some(match right {
        Right::Barely if journey::is_unsettled(filing, &asked, today) => confirm(filing, asked),
        Right::Barely => Turn::AskWords {
            asked,
            lead: Lead::Nothing,
            changing,
        },
        Right::Explained => Turn::Explain {
            asked,
            words: text.trim().to_owned(),
            is_settled: false,
        },
    })
}

/// The words came that were asked for, or something else.
pub(super) fn words(filing: &Filing, asked: Asked, input: Input, changing: bool, today: NaiveDate) -> Turn {
    const MOST: usize = 500;
    let again = |lead| Turn::AskWords { asked, lead, changing };
    let question = Turn::Ask {
        asked,
        lead: Lead::Nothing,
        changing,
    };
    if !journey::may_explain(filing, &asked, today) {
        return question;
    }
    let text = match input {
        Input::Back => return question,
        Input::Text { text, .. } => text,
        Input::Press(_) => return Turn::Stale,
        Input::NotText | Input::Picture(_) => return again(Lead::NotText),
        Input::Skip | Input::Example => return again(Lead::Nothing),
    };
    match asides::read(&text) {
        Some(Aside::Back) => question,
        Some(Aside::Human) => again(Lead::Help("human")),
        Some(Aside::Wait) => again(Lead::Help("wait")),
        Some(_) => again(Lead::Nothing),
        None => match (Kind::Text { max: MOST }).parse(&text, &Context::default()) {
            Ok(parsed) => Turn::Explain {
                asked,
                words: parsed.answer.kept(),
                is_settled: true,
            },
            Err(malformed) => again(Lead::Malformed(malformed)),
        },
    }
}

/// A press of the button.
pub(super) fn pressed(filing: &Filing, asked: Asked, press: &Press, changing: bool, today: NaiveDate) -> Turn {
    let may = journey::may_explain(filing, &asked, today);
    match press.payload.as_str() {
        TELL if may && filing.reply(asked.place, asked.field.id).is_some() => confirm(filing, asked),
        ASK if may => Turn::AskWords {
            asked,
            lead: Lead::Nothing,
            changing,
        },
        NOT => Turn::Ask {
            asked,
            lead: Lead::Nothing,
            changing,
        },
        _ => Turn::Stale,
    }
}
