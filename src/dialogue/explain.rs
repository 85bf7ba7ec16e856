//! What people say of an answer that was sent back and that they find right, or of the whole: it goes to the reviewer beside the answer,
//! which stays as it is.

use chrono::NaiveDate;

use super::say::Lead;
use super::turn::{Input, Turn, confirm, is_choice};
use crate::domain::answers::{Context, Kind};
use crate::domain::asides::{self, Aside, Right};
use crate::domain::filing::Filing;
use crate::domain::form;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::press::Press;

/// What the button of this carries: that words are to be typed, that those which were typed are to be told, that they are not, and neither.
pub const ASK: &str = "ask";
pub const TELL: &str = "tell";
pub const TAKE_BACK: &str = "drop";
pub const NOT: &str = "no";

/// What such words mean at the question; none where the text may be an answer.
pub(super) fn said(filing: &Filing, asked: Asked, text: &str, today: NaiveDate, changing: bool) -> Option<Turn> {
    if !journey::may_explain(filing, &asked, today) {
        return None;
    }
    let right = asides::says_right(text)?;
    // Who sends the same once more, when asked whether it is to be told, means it as the answer.
    let is_told = filing.reply(asked.place, asked.field.id) == Some(text.trim());
    if is_told && journey::is_unsettled(filing, &asked, today) {
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

/// What was sent back and still has the answer that was found wanting, where that may be right.
pub fn may_be_right(filing: &Filing, today: NaiveDate) -> Vec<Asked> {
    let asked = filing.to_correct().filter_map(|back| {
        let field = form::field(back.field)?;
        Some(Asked {
            place: back.place,
            field,
        })
    });
    asked
        .filter(|asked| journey::may_explain(filing, asked, today))
        .collect()
}

/// What words mean that come while nothing is asked: they are said of that answer, or of the whole. None where they may mean anything.
pub fn unasked(filing: &Filing, asked: Option<Asked>, text: &str, today: NaiveDate) -> Option<Turn> {
    match asked {
        Some(asked) => said(filing, asked, text, today, false),
        None if answers_whole(filing, text) && journey::is_complete(filing, today) => {
            let text = text.to_owned();
            let named = Vec::new();
            Some(reply(filing, Input::Text { text, named }))
        }
        None => None,
    }
}

/// Whether a text reads like an answer to the words with which the whole was sent back. It is told only with the filing, which is handed
/// in by a press.
pub(super) fn answers_whole(filing: &Filing, text: &str) -> bool {
    let is_aside = asides::read(text).is_some() || asides::within(text).is_some_and(|aside| aside != Aside::Lacks);
    may_reply(filing) && !is_aside && (asides::is_sentence(text) || asides::says_right(text).is_some())
}

/// Whether the whole was sent back with words, which may be answered now.
fn may_reply(filing: &Filing) -> bool {
    filing.is_correction() && filing.sent_back_whole().is_some()
}

/// The words came that answer those with which the whole was sent back, or something else.
pub(super) fn reply(filing: &Filing, input: Input) -> Turn {
    if !may_reply(filing) {
        return Turn::Present { lead: Lead::Moved };
    }
    match typed(input) {
        Typed::Words(words) => Turn::Reply { words: Some(words) },
        Typed::Other(lead) => Turn::AskReply { lead },
        Typed::Back => Turn::Present { lead: Lead::Nothing },
        Typed::Pressed => Turn::Stale,
    }
}

/// A press about the answer to those words.
pub(super) fn pressed_whole(filing: &Filing, press: &Press) -> Turn {
    match press.payload.as_str() {
        ASK if may_reply(filing) => Turn::AskReply { lead: Lead::Nothing },
        TAKE_BACK if filing.reply_to_whole().is_some() => Turn::Reply { words: None },
        _ => Turn::Stale,
    }
}

/// What came where words for the reviewer are awaited.
enum Typed {
    Words(String),
    /// No words of theirs: they are asked for again.
    Other(Lead),
    Back,
    Pressed,
}

fn typed(input: Input) -> Typed {
    const MOST: usize = 500;
    let text = match input {
        Input::Back => return Typed::Back,
        Input::Text { text, .. } => text,
        Input::Press(_) => return Typed::Pressed,
        Input::NotText | Input::Picture(_) => return Typed::Other(Lead::NotText),
        Input::Skip | Input::Example => return Typed::Other(Lead::Nothing),
    };
    let within = || asides::within(&text).filter(|aside| matches!(aside, Aside::Human | Aside::Back));
    match asides::read(&text).or_else(within) {
        Some(Aside::Back) => Typed::Back,
        Some(Aside::Human) => Typed::Other(Lead::Help("human")),
        Some(Aside::Wait) => Typed::Other(Lead::Help("wait")),
        Some(_) => Typed::Other(Lead::Nothing),
        None => match (Kind::Text { max: MOST }).parse(&text, &Context::default()) {
            Ok(parsed) => Typed::Words(parsed.answer.kept()),
            Err(malformed) => Typed::Other(Lead::Malformed(malformed)),
        },
    }
}

/// The words came that were asked for, or something else.
pub(super) fn words(filing: &Filing, asked: Asked, input: Input, changing: bool, today: NaiveDate) -> Turn {
    let question = Turn::Ask {
        asked,
        lead: Lead::Nothing,
        changing,
    };
    if !journey::may_explain(filing, &asked, today) {
        return question;
    }
    match typed(input) {
        Typed::Words(words) => Turn::Explain {
            asked,
            words,
            is_settled: true,
        },
        Typed::Other(lead) => Turn::AskWords { asked, lead, changing },
        Typed::Back => question,
        Typed::Pressed => Turn::Stale,
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
