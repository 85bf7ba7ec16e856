//! What a press means in the state of the conversation.

use chrono::NaiveDate;

use super::addresses::most_detailed;
use super::offers::{offered, offers, other_certificates};
use super::say::Lead;
use super::turn::{Turn, ask_last, files};
use super::{explain, help};
use crate::domain::answers::{Answer, Kind};
use crate::domain::conversation::State;
use crate::domain::filing::Filing;
use crate::domain::form;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::press::{Press, Verb, token};

/// Finds out what a press means. A button of an earlier step changes nothing.
pub(super) fn pressed(state: &State, press: &Press, filing: &Filing, today: NaiveDate) -> Turn {
    if press.filing != Some(filing.id) {
        return Turn::Stale;
    }
    match (press.verb, state) {
        // A submitted filing can be left too.
        (Verb::Leave, State::Leaving { version, .. }) if press.version == *version && filing.version == *version => {
            Turn::Leave
        }
        (Verb::Stay, State::Leaving { .. }) => Turn::Stay,
        (Verb::Leave, _) if press.payload == "ask" && !filing.status.is_closed() => Turn::AskLeave,
        _ if !filing.is_with_applicant() => Turn::Stale,
        (
            Verb::Choose
            | Verb::Take
            | Verb::Tick
            | Verb::TicksDone
            | Verb::Back
            | Verb::Skip
            | Verb::Hint
            | Verb::Explain
            | Verb::More
            | Verb::NoDoorNumber
            | Verb::Retake
            | Verb::OtherCertificate,
            State::Answering {
                place,
                field,
                version,
                ticked,
                changing,
                ..
            },
        ) => {
            let asked = place
                .parse()
                .ok()
                .zip(form::field(field))
                .map(|(place, field)| Asked { place, field });
            let current = |asked: &Asked| {
                press.is_field(asked.place, asked.field.id) && press.version == *version && filing.version == *version
            };
            match asked.filter(current) {
                Some(asked) => pressed_at_question(filing, asked, press, ticked, *changing, today),
                None => Turn::Stale,
            }
        }
        // Of which of several answers they spoke was asked while no question was.
        (Verb::Explain, State::Idle) if press.version == filing.version && !press.field.is_empty() => {
            let mut may = explain::may_be_right(filing, today).into_iter();
            match may.find(|asked| press.is_field(asked.place, asked.field.id)) {
                Some(asked) => explain::pressed(filing, asked, press, false, today),
                None => Turn::Stale,
            }
        }
        (Verb::Explain, State::Summary { version, .. } | State::Replying { version, .. })
            if press.version == *version && filing.version == *version && press.field.is_empty() =>
        {
            explain::pressed_whole(filing, press)
        }
        (Verb::Back, State::TypeResult { version, .. } | State::Summary { version, .. })
            if press.version == *version && press.field.is_empty() =>
        {
            ask_last(filing)
        }
        (Verb::ConfirmKind, State::TypeResult { version, .. })
            if press.version == *version && filing.version == *version =>
        {
            Turn::ConfirmKind
        }
        (Verb::Submit, State::Summary { version, .. }) if press.version == *version && filing.version == *version => {
            Turn::Submit
        }
        (Verb::Section, State::Summary { version, .. }) if press.version == *version => press
            .payload
            .parse()
            .map_or(Turn::Stale, |index| Turn::Section { index }),
        (Verb::Summary, State::Summary { version, .. } | State::Replying { version, .. })
            if press.version == *version =>
        {
            Turn::Present { lead: Lead::Nothing }
        }
        (
            Verb::Summary,
            State::Answering {
                version,
                changing: true,
                ..
            },
        ) if press.version == *version && filing.version == *version => Turn::Present { lead: Lead::Nothing },
        // A kept answer is changed: the button carries the answer's present version.
        (Verb::Change, _) => match find_kept(filing, press) {
            Some(asked) if journey::is_editable(filing, &asked) => {
                let changing = matches!(state, State::Summary { .. });
                Turn::Ask {
                    asked,
                    lead: Lead::Nothing,
                    changing,
                }
            }
            _ => Turn::Stale,
        },
        _ => Turn::Stale,
    }
}

fn pressed_at_question(
    filing: &Filing,
    asked: Asked,
    press: &Press,
    ticked: &[String],
    changing: bool,
    today: NaiveDate,
) -> Turn {
    let view = filing.view(asked.place);
    // What is pressed is no slip of the hand. But what was sent back is not taken again without a word.
    let keep = |answer| {
        let mut warnings = journey::doubts_of(filing, &asked, &answer, today);
        warnings.retain(|warning| warning.code == journey::UNCHANGED);
        Turn::Keep {
            asked,
            answer,
            warnings,
        }
    };
    match press.verb {
        Verb::Choose => match asked.field.kind {
            Kind::YesNo => keep(Answer::YesNo(press.payload == token("yes"))),
            _ => match offered(filing, asked).into_iter().find(|id| token(id) == press.payload) {
                Some(id) => keep(Answer::Choice(id.to_owned())),
                None => Turn::Stale,
            },
        },
        Verb::OtherCertificate => match other_certificates(filing, asked)
            .into_iter()
            .find(|(_, id)| token(id) == press.payload)
        {
            Some((asked, id)) => Turn::Keep {
                asked,
                answer: Answer::Choice(id.to_owned()),
                warnings: Vec::new(),
            },
            None => Turn::Stale,
        },
        Verb::Take => match offers(filing, asked, today)
            .into_iter()
            .find(|offer| token(&offer.show()) == press.payload)
        {
            Some(offer) => keep(offer),
            None => Turn::Stale,
        },
        Verb::Tick => match offered(filing, asked).into_iter().find(|id| token(id) == press.payload) {
            Some(id) => {
                let mut ticked = ticked.to_vec();
                match ticked.iter().position(|other| other == id) {
                    Some(at) => drop(ticked.remove(at)),
                    None => ticked.push(id.to_owned()),
                }
                Turn::Ticked { asked, ticked }
            }
            None => Turn::Stale,
        },
        Verb::TicksDone if ticked.is_empty() => Turn::Ask {
            asked,
            lead: Lead::Required,
            changing,
        },
        Verb::TicksDone if asked.field.kind.pages().is_some() => match asked.field.kind.pictures(files(ticked)) {
            Ok(answer) => keep(answer),
            Err(malformed) => Turn::Ask {
                asked,
                lead: Lead::Malformed(malformed),
                changing,
            },
        },
        Verb::TicksDone => {
            // In the order offered, whatever the order of the presses.
            let chosen = offered(filing, asked)
                .into_iter()
                .filter(|id| ticked.iter().any(|other| other == id));
            keep(Answer::Choices(chosen.map(str::to_owned).collect()))
        }
        Verb::Skip if asked.field.is_optional(&view) => keep(Answer::Skipped),
        Verb::Skip => Turn::Ask {
            asked,
            lead: Lead::Required,
            changing,
        },
        Verb::Back => help::back(filing, asked, changing),
        Verb::Retake => Turn::Ask {
            asked,
            lead: Lead::Help("retake"),
            changing,
        },
        Verb::More => Turn::Ask {
            asked,
            lead: Lead::AllOptions,
            changing,
        },
        Verb::NoDoorNumber => most_detailed(filing, asked, today).unwrap_or(Turn::Stale),
        Verb::Explain => explain::pressed(filing, asked, press, changing, today),
        _ => Turn::Ask {
            asked,
            lead: Lead::Hint,
            changing,
        },
    }
}

/// The answer that a change button names, if it is still the one that the button was made for.
fn find_kept(filing: &Filing, press: &Press) -> Option<Asked> {
    journey::applicable(filing).into_iter().find(|asked| {
        press.is_field(asked.place, asked.field.id)
            && filing.kept(asked.place, asked.field.id).map_or(0, |kept| kept.version) == press.version
    })
}
