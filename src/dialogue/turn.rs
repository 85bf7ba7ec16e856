//! What an applicant's input means in the state of the conversation.

use chrono::NaiveDate;

use super::addresses::{most_detailed, same_address, says_most_detailed};
use super::offers::offers;
use super::presses::pressed;
use super::say::Lead;
use super::{explain, help, insist};
use crate::domain::answers::{Answer, Context, FileId, Kind, Malformed, Warning};
use crate::domain::asides::{self, Aside};
use crate::domain::conversation::State;
use crate::domain::filing::Filing;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::form::photos;
use crate::domain::form::{self, Field};
use crate::domain::press::Press;

/// What came.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A text; `named` are the choices of the present question that it names, if it is a choice, by their ids.
    Text {
        text: String,
        named: Vec<String>,
    },
    Press(Press),
    Back,
    Skip,
    /// The very example that the question gives.
    Example,
    /// A picture, by the file that it is.
    Picture(FileId),
    /// A sticker, a voice, a place, …
    NotText,
}

/// What it means.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// Keep this answer, then show what comes next.
    Keep {
        asked: Asked,
        answer: Answer,
        warnings: Vec<Warning>,
    },
    /// Note what they say of the answer that was sent back, which stays; it is settled, or they are asked whether the reviewer is to be
    /// told.
    Explain {
        asked: Asked,
        words: String,
        is_settled: bool,
    },
    /// Ask what the reviewer is to be told of that answer.
    AskWords {
        asked: Asked,
        lead: Lead,
        changing: bool,
    },
    /// Note what they answer to the words with which the whole was sent back; or take it back.
    Reply {
        words: Option<String>,
    },
    /// Ask what they answer to those words.
    AskReply {
        lead: Lead,
    },
    /// Keep the address that has no door number, and the remark that says so.
    MostDetailed {
        asked: Asked,
        answer: Answer,
        remark: (Asked, Answer),
    },
    /// Ask this field, whether or not it is the next one.
    Ask {
        asked: Asked,
        lead: Lead,
        changing: bool,
    },
    /// Ask the same again with other ticks.
    Ticked {
        asked: Asked,
        ticked: Vec<String>,
    },
    /// Show what comes next; nothing is kept.
    Present {
        lead: Lead,
    },
    ConfirmKind,
    Submit,
    /// Show the fields of this section, to change one.
    Section {
        index: usize,
    },
    /// Asked whether to leave: what is to become of the draft.
    AskLeave,
    Leave,
    /// Everything stays as it is.
    Stay,
    /// A button of an earlier step: nothing changes.
    Stale,
    /// What came means nothing here: a button is wanted.
    Unclear {
        is_text: bool,
    },
}

/// Finds out what an input means. `filing` is the one that the state names.
pub fn turn(state: &State, input: Input, filing: &Filing, today: NaiveDate) -> Turn {
    match (state, input) {
        (_, Input::Press(press)) => pressed(state, &press, filing, today),
        (
            State::Answering {
                place,
                field,
                version,
                changing,
                refused,
                ticked,
                explaining,
                ..
            },
            input,
        ) => {
            let asked = place
                .parse()
                .ok()
                .zip(form::field(field))
                .map(|(place, field)| Asked { place, field });
            let Some(asked) = asked.filter(|_| filing.version == *version && filing.is_with_applicant()) else {
                return Turn::Present { lead: Lead::Moved };
            };
            if *explaining {
                return explain::words(filing, asked, input, *changing, today);
            }
            let said = Said {
                changing: *changing,
                refused: *refused,
                today,
            };
            match input {
                Input::Picture(file) => pictured(filing, asked, ticked, file, said),
                input => answered(filing, asked, input, said),
            }
        }
        (State::Replying { .. }, input) => explain::reply(filing, input),
        (State::Summary { .. }, Input::Text { text, .. }) if explain::answers_whole(filing, &text) => explain::reply(
            filing,
            Input::Text {
                text,
                named: Vec::new(),
            },
        ),
        (State::TypeResult { .. }, Input::Back) => ask_last(filing),
        (State::Summary { .. }, Input::Back) => ask_last(filing),
        (State::Leaving { .. }, _) => Turn::Present { lead: Lead::Nothing },
        (_, input) => Turn::Unclear {
            is_text: matches!(input, Input::Text { .. }),
        },
    }
}

/// How a text came.
#[derive(Clone, Copy)]
struct Said {
    /// A kept answer is being changed.
    changing: bool,
    /// What stands for the text that was refused just before.
    refused: Option<u32>,
    today: NaiveDate,
}

/// A picture came: it is kept at once where the question takes one, and noted where it takes several, until the person says that these are
/// all or there is no room for more.
fn pictured(filing: &Filing, asked: Asked, noted: &[String], file: FileId, said: Said) -> Turn {
    let again = |lead| Turn::Ask {
        asked,
        lead,
        changing: said.changing,
    };
    let Some(pages) = asked.field.kind.pages() else {
        return again(Lead::NotText);
    };
    let mut noted = noted.to_vec();
    noted.push(file.to_string());
    if noted.len() < usize::from(pages) {
        return Turn::Ticked { asked, ticked: noted };
    }
    match asked.field.kind.pictures(files(&noted)) {
        Ok(answer) => keep(filing, asked, answer, said.today, again),
        Err(malformed) => again(Lead::Malformed(malformed)),
    }
}

/// The files that a question has noted so far.
pub(super) fn files(noted: &[String]) -> Vec<FileId> {
    noted.iter().filter_map(|id| id.parse().ok()).collect()
}

fn answered(filing: &Filing, asked: Asked, input: Input, said: Said) -> Turn {
    let Said { changing, today, .. } = said;
    let again = |lead| Turn::Ask { asked, lead, changing };
    if let Input::Text { text, named } = &input
        && named.is_empty()
        && let Some(turn) = explain::said(filing, asked, text, today, changing)
    {
        return turn;
    }
    if let Input::Text { text, .. } = &input
        && let Some(turn) = same_address(filing, asked, text, today, changing)
    {
        return turn;
    }
    match input {
        Input::Back => help::back(filing, asked, changing),
        Input::Example => again(Lead::Malformed(Malformed::new("example"))),
        Input::Skip if asked.field.is_optional(&filing.view(asked.place)) => Turn::Keep {
            asked,
            answer: Answer::Skipped,
            warnings: Vec::new(),
        },
        Input::Skip => again(Lead::Required),
        Input::NotText | Input::Picture(_) if asked.field.kind.pages().is_some() => {
            again(Lead::Malformed(Malformed::new("picture_wanted")))
        }
        Input::NotText | Input::Picture(_) => again(Lead::NotText),
        Input::Text { named, text } if is_choice(asked.field) => {
            match (choose(asked.field, named), asides::read(&text)) {
                (Some(answer), _) => keep(filing, asked, answer, today, again),
                (None, Some(Aside::Unsure)) => again(Lead::Hint),
                (None, Some(Aside::AsProposed)) if asked.field.kind != Kind::YesNo => {
                    match offers(filing, asked, today).as_slice() {
                        [likely] => keep(filing, asked, likely.clone(), today, again),
                        _ => again(Lead::Hint),
                    }
                }
                // No button's label: other words for a choice are understood too.
                (None, _) => match (parsed(filing, asked, &text, said), help::aside(asked, &text)) {
                    // A choice that they name while they say that they do not know is none.
                    (Turn::Keep { .. }, _) if asides::is_unsure(&text) => again(Lead::Hint),
                    (Turn::Ask { .. }, Some(aside)) if !matches!(aside, Aside::Nothing | Aside::Lacks) => {
                        help::spoken(filing, asked, aside, changing)
                    }
                    (turn, _) => turn,
                },
            }
        }
        Input::Text { text, .. } => match help::aside(asked, &text) {
            // That there is no door number is no address: it confirms the one that has none, and belongs in the remark.
            aside if says_most_detailed(&text) || matches!(aside, Some(Aside::Nothing | Aside::Lacks)) => {
                match (most_detailed(filing, asked, today), aside) {
                    (Some(turn), _) => turn,
                    (None, Some(aside)) => help::replied(filing, asked, aside, today, changing),
                    (None, None) => parsed(filing, asked, &text, said),
                }
            }
            None => parsed(filing, asked, &text, said),
            // "This one" may be what was refused just now: both are shown again.
            Some(Aside::AsProposed) if said.refused.is_some() && journey::is_unsettled(filing, &asked, today) => {
                again(Lead::Nothing)
            }
            // What they were asked to confirm goes before every other proposal.
            Some(Aside::AsProposed) if journey::is_unsettled(filing, &asked, today) => confirm(filing, asked),
            Some(aside) => help::replied(filing, asked, aside, today, changing),
        },
        Input::Press(_) => Turn::Stale,
    }
}

/// The answer that stands there is kept as it is, and its doubt is settled.
pub(super) fn confirm(filing: &Filing, asked: Asked) -> Turn {
    match filing.kept(asked.place, asked.field.id) {
        // What nobody has seen yet cannot be good.
        Some(kept) if !photos::is_fetched(filing, &kept.answer) => Turn::Ask {
            asked,
            lead: Lead::Nothing,
            changing: false,
        },
        Some(kept) => Turn::Keep {
            asked,
            answer: kept.answer.clone(),
            warnings: Vec::new(),
        },
        None => Turn::Unclear { is_text: true },
    }
}

/// The answer that a text is, else the question again.
fn parsed(filing: &Filing, asked: Asked, text: &str, said: Said) -> Turn {
    let again = |lead| Turn::Ask {
        asked,
        lead,
        changing: said.changing,
    };
    let view = filing.view(asked.place);
    let print = insist::print(filing.id, asked, text);
    let insists = said.refused == Some(print);
    // What must stand in an answer is added to what is typed (an individual's pledge).
    let text = (asked.field.completes)(&view, text);
    let context = Context {
        insists,
        ..view.context(asked.field, said.today)
    };
    match asked.field.kind.parse(&text, &context) {
        Ok(parsed) => match journey::misfit_beside(filing, &asked, &parsed.answer, said.today) {
            Some(malformed) => again(Lead::Malformed(malformed)),
            None => {
                // Who insists is not asked once more; the reviewer sees the doubt.
                // Neither is who types what the question proposes: its button asks nothing either.
                let is_proposed = (asked.field.offers)(&view).contains(&parsed.answer);
                let mut warnings = match insists || is_proposed {
                    true => Vec::new(),
                    false => parsed.warnings,
                };
                warnings.extend(journey::doubts_beside(filing, &asked, &parsed.answer, said.today));
                Turn::Keep {
                    asked,
                    answer: parsed.answer,
                    warnings,
                }
            }
        },
        Err(malformed) if malformed.can_insist => again(Lead::Unlikely { malformed, print }),
        Err(malformed) => again(Lead::Malformed(malformed)),
    }
}

/// An answer that may stand in the draft as it is now, else the question again.
pub(super) fn keep(
    filing: &Filing,
    asked: Asked,
    answer: Answer,
    today: NaiveDate,
    again: impl Fn(Lead) -> Turn,
) -> Turn {
    match journey::misfit_of(filing, &asked, &answer, today) {
        None => Turn::Keep {
            asked,
            warnings: journey::doubts_of(filing, &asked, &answer, today),
            answer,
        },
        Some(malformed) => again(Lead::Malformed(malformed)),
    }
}

pub fn is_choice(field: &Field) -> bool {
    matches!(field.kind, Kind::Choice(_) | Kind::Choices(_) | Kind::YesNo)
}

fn choose(field: &Field, named: Vec<String>) -> Option<Answer> {
    match (field.kind, named.as_slice()) {
        (Kind::YesNo, [one]) => Some(Answer::YesNo(one == "yes")),
        (Kind::Choice(_), [one]) => Some(Answer::Choice(one.clone())),
        (Kind::Choices(_), [_, ..]) => Some(Answer::Choices(named)),
        _ => None,
    }
}

/// From behind the last question: the last one that was put.
pub(super) fn ask_last(filing: &Filing) -> Turn {
    let asked = journey::applicable(filing)
        .into_iter()
        .rev()
        .find(|asked| filing.kept(asked.place, asked.field.id).is_some() && journey::is_editable(filing, asked));
    match asked {
        Some(asked) => Turn::Ask {
            asked,
            lead: Lead::Nothing,
            changing: false,
        },
        None => Turn::Present { lead: Lead::NoneBefore },
    }
}

#[cfg(test)]
mod tests;
