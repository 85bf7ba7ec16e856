//! What an applicant types: a button's label presses it, anything else is put to the step at which they are.

use super::afterwards::{self, Told};
use super::{asked_in, home, leave, show, sms, step};
use crate::actions::{self, Done};
use crate::bot::talk::Talk;
use crate::dialogue::{self, Input};
use crate::domain::answers::Kind;
use crate::domain::asides::{self, Aside};
use crate::domain::conversation::State;
use crate::domain::filing::{Filing, FilingId, Status};
use crate::domain::form;
use crate::domain::press::{Press, Verb};
use crate::prompts::Fault;

/// A text, or something that is none.
pub fn text(talk: &mut Talk, text: Option<String>) -> Done {
    // What somebody else wrote presses no button: it is no more than a text.
    let presses = !talk.second_hand;
    match (talk.state(), text) {
        (State::Deleting, Some(text)) if presses && talk.prompts.is_label("button", "delete_all", &text) => {
            home::delete_now(talk)
        }
        (State::Idle | State::Deleting, text) => {
            talk.set_state(State::Idle);
            match text {
                Some(text) => home::idle(talk, Some(&text)),
                None => home::not_taken(talk),
            }
        }
        (State::Leaving { filing, .. }, Some(text))
            if presses && talk.prompts.is_label("button", leave_label(talk, filing), &text) =>
        {
            let filing = actions::filing(talk.work, filing)?;
            leave(talk, filing)
        }
        (State::OpeningDay { .. }, text) => afterwards::answered(talk, Told::Opening, text.as_deref()),
        (State::SecurityNumber { .. }, text) => afterwards::answered(talk, Told::Security, text.as_deref()),
        (State::Rehearsing { .. }, text) => sms::rehearsed(talk, text.as_deref()),
        (state, text) => {
            let typed = text.as_deref().filter(|_| presses);
            let typed = typed.and_then(|text| typed_button(talk, &state, text));
            if let Some(press) = typed {
                return step(talk, Input::Press(press));
            }
            let input = match text {
                Some(text) if is_example(talk, &state, &text)? => Input::Example,
                Some(text) => Input::Text {
                    named: named(talk, &state, &text),
                    text,
                },
                None => Input::NotText,
            };
            step(talk, input)
        }
    }
}

/// A contact's number as an answer, where a phone's number is being asked. An account's begins with the country's code: of another
/// country, where numbers of eleven digits that begin with 1 are something else, it is none.
pub fn asked_number(talk: &Talk, number: &str, has_account: bool) -> Option<String> {
    let asked = asked_in(&talk.state())?;
    if !matches!(asked.field.kind, Kind::Mobile | Kind::Landline | Kind::Phone) {
        return None;
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let is_abroad = has_account && !digits.starts_with("86");
    (!is_abroad).then(|| number.to_owned())
}

/// The button of the present step whose label was typed.
fn typed_button(talk: &Talk, state: &State, text: &str) -> Option<Press> {
    let of = |labels: &[(&str, Verb)], filing, version| {
        let keys = labels.iter().map(|(key, _)| *key);
        let typed = talk.prompts.label_of("button", keys, text)?;
        let (_, verb) = labels.iter().find(|(key, _)| *key == typed)?;
        Some(Press::of(*verb, filing, version))
    };
    match state {
        State::Answering {
            filing,
            place,
            field,
            version,
            ..
        } => {
            let labels = [
                ("back", Verb::Back),
                ("skip", Verb::Skip),
                ("hint", Verb::Hint),
                ("done", Verb::TicksDone),
                ("all_sent", Verb::TicksDone),
                ("more_certificates", Verb::More),
                ("more_regions", Verb::More),
                ("more_options", Verb::More),
            ];
            let press = of(&labels, *filing, *version)?;
            Some(press.at(place.parse().ok()?, form::field(field)?.id))
        }
        State::TypeResult { filing, version } => {
            let labels = [("back", Verb::Back), ("confirm", Verb::ConfirmKind)];
            let spoken = || match asides::read(text)? {
                Aside::AsProposed => Some(Press::of(Verb::ConfirmKind, *filing, *version)),
                Aside::Back => Some(Press::of(Verb::Back, *filing, *version)),
                Aside::Leave => Some(Press::of(Verb::Leave, *filing, *version).with("ask")),
                _ => None,
            };
            of(&labels, *filing, *version).or_else(spoken)
        }
        // To hand in is to declare that all is true: that takes the button, or its very words.
        State::Summary { filing, version } => {
            let labels = [
                ("back", Verb::Back),
                ("submit", Verb::Submit),
                ("submit_alone", Verb::Submit),
            ];
            let spoken = || match asides::read(text)? {
                Aside::Back => Some(Press::of(Verb::Back, *filing, *version)),
                Aside::Leave => Some(Press::of(Verb::Leave, *filing, *version).with("ask")),
                _ => None,
            };
            of(&labels, *filing, *version).or_else(spoken)
        }
        State::Replying { filing, version } => of(&[("back_to_summary", Verb::Summary)], *filing, *version),
        State::Leaving { filing, version } => {
            let labels = [("stay", Verb::Stay), ("keep_draft", Verb::Stay)];
            of(&labels, *filing, *version)
        }
        _ => None,
    }
}

/// What the button says that ends this filing.
fn leave_label(talk: &Talk, filing: FilingId) -> &'static str {
    let is_draft = |filing: &Filing| filing.status == Status::Drafting;
    if talk.work.filings.get(&filing).is_none_or(is_draft) {
        "drop"
    } else {
        "withdraw"
    }
}

/// Whether a text is the very example that the present question gives: what was copied is nobody's answer.
fn is_example(talk: &Talk, state: &State, text: &str) -> Result<bool, Fault> {
    let filing = state.filing().and_then(|id| talk.work.filings.get(&id));
    let (Some(filing), Some(asked)) = (filing, asked_in(state)) else {
        return Ok(false);
    };
    if matches!(state, State::Answering { explaining: true, .. }) {
        return Ok(false);
    }
    Ok(!dialogue::is_choice(asked.field) && show::gives_example(talk, filing, asked, text)?)
}

/// The choices of the present question that a text names.
fn named(talk: &Talk, state: &State, text: &str) -> Vec<String> {
    let filing = state.filing().and_then(|id| talk.work.filings.get(&id));
    let (Some(filing), Some(asked)) = (filing, asked_in(state)) else {
        return Vec::new();
    };
    if !dialogue::is_choice(asked.field) {
        return Vec::new();
    }
    let ids = match asked.field.kind {
        Kind::YesNo => vec!["yes", "no"],
        _ => dialogue::offered(filing, asked),
    };
    talk.prompts.named(asked.field.kind, &ids, text)
}
