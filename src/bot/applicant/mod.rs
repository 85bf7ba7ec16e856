//! An applicant's inputs: commands, texts and buttons. Each finds out what is meant (`dialogue`), does it (`actions`), and shows
//! what comes next.

mod commands;
pub mod look_ups;
mod show;

use super::commands::Command;
use super::talk::Talk;
use crate::actions::{self, Done, NotDone, Refusal};
use crate::dialogue::{self, Input, Lead, Turn};
use crate::domain::answers::{Answer, Kind};
use crate::domain::conversation::State;
use crate::domain::filing::{Filing, FilingId, Status};
use crate::domain::form;
use crate::domain::form::journey::Asked;
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::prompts::catalogue as templates;
use crate::work::Language;

pub use commands::status_text;
pub use show::{after_notice, draft_buttons, summary_sections};

/// A command of the applicant's.
pub fn command(talk: &mut Talk, command: Command, arguments: &str) -> Done {
    match command {
        Command::Start => commands::start(talk),
        Command::New => commands::new(talk),
        Command::Resume => commands::resume(talk),
        Command::Status => commands::status(talk),
        Command::Back => step(talk, Input::Back),
        Command::Skip => step(talk, Input::Skip),
        Command::Cancel => commands::cancel(talk),
        Command::Language => commands::language(talk, arguments),
        Command::Delete => commands::delete(talk),
        _ => commands::help(talk),
    }
}

/// A text, or something that is none.
pub fn text(talk: &mut Talk, text: Option<String>) -> Done {
    // What somebody else wrote presses no button: it is no more than a text.
    let presses = !talk.second_hand;
    match (talk.state(), text) {
        (State::Deleting, Some(text)) if presses && talk.prompts.is_label("button", "delete_all", &text) => {
            commands::delete_now(talk)
        }
        (State::Idle | State::Deleting, _) => {
            talk.set_state(State::Idle);
            commands::idle(talk)
        }
        (State::Leaving { filing, .. }, Some(text))
            if presses && talk.prompts.is_label("button", leave_label(talk, filing), &text) =>
        {
            let filing = actions::filing(talk.work, filing)?;
            leave(talk, filing)
        }
        (state, text) => {
            let typed = text.as_deref().filter(|_| presses);
            let typed = typed.and_then(|text| typed_button(talk, &state, text));
            if let Some(press) = typed {
                return step(talk, Input::Press(press));
            }
            let input = match text {
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

/// Whether a phone's number is being asked, and this is one of mainland China, which forms begin with 86. Elsewhere numbers of eleven
/// digits that begin with 1 are something else.
pub fn is_asked_number(talk: &Talk, number: &str) -> bool {
    let asked = asked_in(&talk.state())
        .is_some_and(|asked| matches!(asked.field.kind, Kind::Mobile | Kind::Landline | Kind::Phone));
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    asked && digits.starts_with("86") && digits.len() == 13
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
            ];
            let press = of(&labels, *filing, *version)?;
            Some(press.at(place.parse().ok()?, form::field(field)?.id))
        }
        State::TypeResult { filing, version } => {
            let labels = [("back", Verb::Back), ("confirm", Verb::ConfirmKind)];
            of(&labels, *filing, *version)
        }
        State::Summary { filing, version } => {
            let labels = [("back", Verb::Back), ("submit", Verb::Submit)];
            of(&labels, *filing, *version)
        }
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

/// A button.
pub fn press(talk: &mut Talk, press: Press) -> Done {
    match press.verb {
        Verb::New => commands::new(talk),
        Verb::Resume => match press.filing {
            Some(filing) => resume(talk, filing, Lead::Resumed),
            None => commands::resume(talk),
        },
        Verb::Language => commands::set_language(talk, &press.payload),
        Verb::Delete => match talk.state() {
            State::Deleting if press.payload == "yes" => commands::delete_now(talk),
            State::Deleting => {
                talk.set_state(State::Idle);
                let text = talk.text(&templates::KEPT_ALL, minijinja::context! {});
                talk.edit(Reply::text(text));
                Ok(())
            }
            _ => stale(talk),
        },
        _ => match press
            .filing
            .and_then(|id| talk.work.filings.get(&id))
            .filter(|filing| filing.applicant == talk.person)
        {
            Some(_) => step(talk, Input::Press(press)),
            None => stale(talk),
        },
    }
}

/// One step of the dialogue about the filing that the state, or the button, names.
fn step(talk: &mut Talk, input: Input) -> Done {
    let state = talk.state();
    let id = match &input {
        Input::Press(press) => press.filing,
        _ => state.filing(),
    };
    let Some(filing) = id.and_then(|id| talk.work.filings.get(&id)).cloned() else {
        return if matches!(input, Input::Press(_)) {
            stale(talk)
        } else {
            commands::idle(talk)
        };
    };
    if filing.applicant != talk.person {
        return stale(talk);
    }
    if !filing.status.is_with_applicant() && !matches!(input, Input::Press(_)) {
        talk.set_state(State::Idle);
        return commands::idle(talk);
    }
    let today = talk.work.today();
    match dialogue::turn(&state, input, &filing, today) {
        Turn::Keep {
            asked,
            answer,
            warnings,
        } => keep(talk, filing, asked, answer, warnings, is_changing(&state)),
        Turn::Ask { asked, lead, changing } => {
            let in_place = talk.pressed.is_some() && lead == Lead::Hint;
            let (state, say) = dialogue::ask(&filing, asked, lead, changing);
            show::show(talk, &filing, state, say, in_place);
            Ok(())
        }
        Turn::Ticked { asked, ticked } => {
            let (state, _) = dialogue::ask(&filing, asked, Lead::Nothing, is_changing(&state));
            let State::Answering {
                filing: id,
                place,
                field,
                version,
                changing,
                ..
            } = state
            else {
                return Ok(());
            };
            let state = State::Answering {
                filing: id,
                place,
                field,
                version,
                ticked: ticked.clone(),
                changing,
            };
            let say = dialogue::Say::Ask {
                asked,
                ticked,
                lead: Lead::Nothing,
            };
            show::show(talk, &filing, state, say, true);
            Ok(())
        }
        Turn::Present { lead } => {
            let in_place = talk.pressed.is_some();
            let (state, say) = dialogue::present(&filing, today, lead);
            show::show(talk, &filing, state, say, in_place);
            Ok(())
        }
        Turn::ConfirmKind => confirm_kind(talk, filing),
        Turn::Submit => submit(talk, filing),
        Turn::Section { index } => show::section(talk, &filing, index),
        Turn::AskLeave => commands::ask_leave(talk, &filing),
        Turn::Leave => leave(talk, filing),
        Turn::Stay if filing.status.is_with_applicant() => {
            let (state, say) = dialogue::present(&filing, today, Lead::Nothing);
            show::show(talk, &filing, state, say, true);
            Ok(())
        }
        Turn::Stay => {
            talk.set_state(State::Idle);
            let text = talk.text(&templates::KEPT_ALL, minijinja::context! {});
            talk.edit(Reply::text(text));
            Ok(())
        }
        Turn::Stale => stale(talk),
        Turn::Unclear => {
            show::press_wanted(talk, &filing, &state);
            Ok(())
        }
    }
}

fn keep(
    talk: &mut Talk,
    filing: Filing,
    asked: Asked,
    answer: Answer,
    warnings: Vec<crate::domain::answers::Warning>,
    changing: bool,
) -> Done {
    let skipped = answer == Answer::Skipped;
    let was = filing.kept(asked.place, asked.field.id).map(|kept| kept.answer.clone());
    show::mark_answered(talk, &filing, asked, &answer);
    let is_confirmed = was.as_ref() == Some(&answer);
    let version = filing.version;
    let filing = actions::answer::answer(talk.work, filing, asked.place, asked.field, answer)?;
    look_ups::begun(talk, &filing, asked, version);
    if !warnings.is_empty() && !is_confirmed && !dialogue::is_choice(asked.field) {
        let lead = Lead::Doubted { asked, warnings };
        let (state, say) = dialogue::ask(&filing, asked, lead, changing);
        show::show(talk, &filing, state, say, false);
        return Ok(());
    }
    let lead = if skipped {
        Lead::Skipped { asked }
    } else {
        Lead::Kept {
            asked,
            warnings,
            shown: false,
        }
    };
    let (state, say) = dialogue::present(&filing, talk.work.today(), lead);
    show::show(talk, &filing, state, say, false);
    Ok(())
}

fn confirm_kind(talk: &mut Talk, filing: Filing) -> Done {
    match actions::confirm_kind::confirm_kind(talk.work, filing.clone()) {
        Ok(filing) => {
            talk.take_buttons_off();
            let (state, say) = dialogue::present(&filing, talk.work.today(), Lead::Nothing);
            show::show(talk, &filing, state, say, false);
            Ok(())
        }
        Err(NotDone::Refused(refusal)) => {
            // Long explanations need a message of their own; the result stays where it is.
            let text = talk.refusal_text(&refusal, Some(&filing));
            talk.say_of(filing.id, Reply::text(text));
            Ok(())
        }
        Err(other) => Err(other),
    }
}

fn submit(talk: &mut Talk, filing: Filing) -> Done {
    match actions::submit::submit(talk.work, filing.clone()) {
        Ok(_) => {
            talk.take_buttons_off();
            talk.set_state(State::Idle);
            Ok(())
        }
        Err(NotDone::Refused(Refusal::Incomplete)) => {
            let (state, say) = dialogue::present(&filing, talk.work.today(), Lead::Moved);
            show::show(talk, &filing, state, say, false);
            Ok(())
        }
        Err(NotDone::Refused(refusal)) => {
            let text = talk.refusal_text(&refusal, Some(&filing));
            talk.say_of(filing.id, Reply::text(text));
            Ok(())
        }
        Err(other) => Err(other),
    }
}

fn leave(talk: &mut Talk, filing: Filing) -> Done {
    let was_draft = filing.status == Status::Drafting;
    actions::withdraw::withdraw(talk.work, filing)?;
    talk.set_state(State::Idle);
    if !was_draft {
        // The notice tells it.
        talk.take_buttons_off();
        return Ok(());
    }
    let text = talk.text(&templates::LEFT, minijinja::context! {});
    let keyboard = commands::new_keyboard(talk);
    talk.edit(Reply {
        text,
        keyboard,
        slot: Some("question"),
    });
    Ok(())
}

/// Goes on with a draft, or with corrections.
pub fn resume(talk: &mut Talk, filing: FilingId, lead: Lead) -> Done {
    let found = talk
        .work
        .filings
        .get(&filing)
        .filter(|filing| filing.applicant == talk.person)
        .cloned();
    match found {
        Some(filing) if filing.status.is_with_applicant() => {
            talk.take_buttons_off();
            let (state, say) = dialogue::present(&filing, talk.work.today(), lead);
            show::show(talk, &filing, state, say, false);
            Ok(())
        }
        _ => stale(talk),
    }
}

/// What is being asked, said once more. Nothing where nothing is, or where it was not loaded.
pub fn again(talk: &mut Talk) {
    let state = talk.state();
    let filing = state.filing().and_then(|id| talk.work.filings.get(&id)).cloned();
    let is_asked = |filing: &Filing| filing.applicant == talk.person && filing.status.is_with_applicant();
    let Some(filing) = filing.filter(is_asked) else { return };
    let (state, say) = match (&state, asked_in(&state)) {
        (State::Answering { ticked, .. }, Some(asked)) => {
            let (ticked, lead) = (ticked.clone(), Lead::Nothing);
            (state, dialogue::Say::Ask { asked, ticked, lead })
        }
        (State::TypeResult { .. } | State::Summary { .. }, _) => {
            dialogue::present(&filing, talk.work.today(), Lead::Nothing)
        }
        _ => return,
    };
    show::show(talk, &filing, state, say, false);
}

/// A button of an earlier step: nothing changes, and what is being asked now is said.
fn stale(talk: &mut Talk) -> Done {
    let now = match talk.state() {
        State::Answering { field, .. } => form::field(&field).map(|field| talk.words.field(field.id)),
        _ => None,
    };
    let text = talk.text(&templates::STALE, minijinja::context! { now });
    if talk.pressed.is_some() {
        talk.answer_press(Some(super::talk::without_tags(&text)), true);
    } else {
        talk.say(Reply::text(text));
    }
    Ok(())
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

/// The question that the state says was asked last.
fn asked_in(state: &State) -> Option<Asked> {
    let State::Answering { place, field, .. } = state else {
        return None;
    };
    let (place, field) = place.parse().ok().zip(form::field(field))?;
    Some(Asked { place, field })
}

fn is_changing(state: &State) -> bool {
    matches!(state, State::Answering { changing: true, .. })
}

/// The language for somebody who writes for the first time.
pub fn language_of(code: Option<&str>) -> Language {
    match code.map(str::trim) {
        // Most applicants are Chinese; a client that does not tell is taken for one.
        None | Some("") => Language::Zh,
        Some(code) if code.to_lowercase().starts_with("zh") => Language::Zh,
        Some(_) => Language::En,
    }
}
