//! An applicant's steps: it is found out what an input means (`dialogue`), that is done (`actions`), and what comes next is shown.

pub mod afterwards;
pub mod ask;
mod buttons;
pub mod curtain;
pub mod home;
pub mod look_ups;
pub mod pictures;
mod replied;
mod show;
pub mod sms;
mod summary;
mod typed;

use super::talk::Talk;
use crate::actions::submit::Submitted;
use crate::actions::{self, Done, NotDone, Refusal};
use crate::dialogue::{self, Input, Lead, Turn};
use crate::domain::answers::Answer;
use crate::domain::conversation::State;
use crate::domain::filing::{Filing, FilingId, Status};
use crate::domain::form;
use crate::domain::form::asked::Asked;
use crate::domain::form::{journey, sections};
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::prompts::{Fault, shown};

pub use typed::{asked_number, text};

pub use buttons::{after_notice, draft_buttons, standing_button};
pub use show::{malformed_text, reason, show as show_step, warning_text};
pub use summary::{line_id, summary_sections};

/// A button of a step.
pub fn press(talk: &mut Talk, press: Press) -> Done {
    let filing = press.filing.and_then(|id| talk.work.filings.get(&id));
    match filing.filter(|filing| filing.applicant == talk.person) {
        Some(_) => step(talk, Input::Press(press)),
        None => stale(talk),
    }
}

/// One step of the dialogue about the filing that the state, or the button, names.
pub fn step(talk: &mut Talk, input: Input) -> Done {
    let state = talk.state();
    let id = match &input {
        Input::Press(press) => press.filing,
        _ => state.filing(),
    };
    let Some(filing) = id.and_then(|id| talk.work.filings.get(&id)).cloned() else {
        return if matches!(input, Input::Press(_)) {
            stale(talk)
        } else {
            home::idle(talk, None)
        };
    };
    if filing.applicant != talk.person {
        return stale(talk);
    }
    if !filing.is_with_applicant() && !matches!(input, Input::Press(_)) {
        talk.set_state(State::Idle);
        return home::idle(talk, None);
    }
    let pressed = match &input {
        Input::Press(press) => Some(press.verb),
        _ => None,
    };
    let turn = dialogue::turn(&state, input, &filing, talk.work.today());
    take(talk, filing, &state, turn, pressed)
}

/// Does what an input means, and shows what comes next.
fn take(talk: &mut Talk, filing: Filing, state: &State, turn: Turn, pressed: Option<Verb>) -> Done {
    let today = talk.work.today();
    match turn {
        Turn::Keep {
            asked,
            answer,
            warnings,
        } => keep(talk, filing, asked, answer, warnings, is_changing(state)),
        Turn::MostDetailed { asked, answer, remark } => {
            let (of_remark, said) = remark;
            let filing = actions::answer::answer(talk.work, filing, of_remark.place, of_remark.field, said, false)?;
            keep(talk, filing, asked, answer, Vec::new(), is_changing(state))
        }
        Turn::Explain {
            asked,
            words,
            is_settled,
        } => {
            let changing = is_changing(state);
            let filing = actions::explain::explain(talk.work, filing, asked.place, asked.field, words, is_settled)?;
            let (state, say) = match is_settled {
                true => dialogue::present(&filing, today, Lead::Explained { asked }),
                false => dialogue::ask(&filing, asked, Lead::Nothing, changing),
            };
            show::show(talk, &filing, state, say, false)?;
            Ok(())
        }
        Turn::Reply { words } => replied::replied(talk, filing, words),
        Turn::AskReply { lead } => {
            let in_place = talk.pressed.is_some();
            let (state, say) = dialogue::ask_reply(&filing, lead);
            show::show(talk, &filing, state, say, in_place)?;
            Ok(())
        }
        Turn::AskWords { asked, lead, changing } => {
            let in_place = talk.pressed.is_some();
            let (state, say) = dialogue::ask_words(&filing, asked, lead, changing);
            show::show(talk, &filing, state, say, in_place)?;
            Ok(())
        }
        Turn::Ask { asked, lead, changing } => {
            let in_place = talk.pressed.is_some()
                && (matches!(lead, Lead::Hint | Lead::AllOptions) || pressed == Some(Verb::Explain));
            let (state, say) = dialogue::ask(&filing, asked, lead, changing);
            show::show(talk, &filing, state, say, in_place)?;
            Ok(())
        }
        Turn::Ticked { asked, ticked } => {
            let (state, _) = dialogue::ask(&filing, asked, Lead::Nothing, is_changing(state));
            let State::Answering {
                filing: id,
                place,
                field,
                version,
                changing,
                refused,
                explaining,
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
                refused,
                explaining,
            };
            // Ticks are pressed; pictures come.
            let lead = match asked.field.kind.pages() {
                Some(_) => Lead::Noted(ticked.len()),
                None => Lead::Nothing,
            };
            let say = dialogue::Say::Ask { asked, ticked, lead };
            show::show(talk, &filing, state, say, true)?;
            Ok(())
        }
        Turn::Present { lead } => {
            let in_place = talk.pressed.is_some();
            let (state, say) = dialogue::present(&filing, today, lead);
            show::show(talk, &filing, state, say, in_place)?;
            Ok(())
        }
        Turn::ConfirmKind => confirm_kind(talk, filing),
        Turn::Submit => submit(talk, filing),
        Turn::Section { index } => summary::section(talk, &filing, index),
        Turn::AskLeave => home::ask_leave(talk, &filing, true),
        Turn::Leave => leave(talk, filing),
        Turn::Stay if filing.is_with_applicant() => {
            let (state, say) = dialogue::present(&filing, today, Lead::Help("wait"));
            show::show(talk, &filing, state, say, true)?;
            Ok(())
        }
        Turn::Stay => {
            talk.set_state(State::Idle);
            let text = talk.text(&shown::KeptAll {})?;
            talk.edit(Reply::text(text));
            Ok(())
        }
        Turn::Stale
            if pressed == Some(Verb::Submit) && filing.submitted_at.is_some() && !filing.is_with_applicant() =>
        {
            let text = talk.text(&shown::AlreadySubmitted {
                number: filing.number,
                status: talk.words.label("status", filing.status.as_str())?,
            })?;
            talk.answer_press(Some(super::talk::without_tags(&text)), true);
            Ok(())
        }
        Turn::Stale => stale(talk),
        Turn::Unclear { is_text } => {
            summary::press_wanted(talk, &filing, state, is_text)?;
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
    show::mark_answered(talk, &filing, asked, &answer)?;
    let is_unchanged = warnings.iter().any(|warning| warning.code == journey::UNCHANGED);
    let is_confirmed = was.as_ref() == Some(&answer);
    let doubted = is_unchanged || (!warnings.is_empty() && !is_confirmed && !dialogue::is_choice(asked.field));
    let version = filing.version;
    let filing = actions::answer::answer(talk.work, filing, asked.place, asked.field, answer.clone(), doubted)?;
    let filing = match asked.field.id == sections::CURTAIN_AHEAD.id && answer == Answer::YesNo(true) {
        true => curtain::order(talk, filing)?,
        false => filing,
    };
    look_ups::begun(talk, &filing, asked, version)?;
    if doubted {
        // The question holds until the doubt is settled, so that a correction is not taken for the next answer.
        let (state, say) = dialogue::ask(&filing, asked, Lead::Nothing, changing);
        show::show(talk, &filing, state, say, false)?;
        return Ok(());
    }
    let lead = if skipped {
        Lead::Skipped { asked }
    } else if filing.is_correction() && filing.reply(asked.place, asked.field.id).is_some() {
        Lead::Explained { asked }
    } else {
        Lead::Kept {
            asked,
            warnings,
            shown: false,
        }
    };
    let (state, say) = dialogue::present(&filing, talk.work.today(), lead);
    show::show(talk, &filing, state, say, false)?;
    Ok(())
}

fn confirm_kind(talk: &mut Talk, filing: Filing) -> Done {
    match actions::confirm_kind::confirm_kind(talk.work, filing.clone()) {
        Ok(filing) => {
            talk.take_buttons_off();
            let (state, say) = dialogue::present(&filing, talk.work.today(), Lead::Nothing);
            show::show(talk, &filing, state, say, false)?;
            Ok(())
        }
        Err(NotDone::Refused(refusal)) => {
            // Long explanations need a message of their own; the result stays where it is.
            let text = talk.refusal_text(&refusal, Some(&filing))?;
            let reply = talk.refusal(text)?;
            talk.say_of(filing.id, reply);
            Ok(())
        }
        Err(other) => Err(other),
    }
}

fn submit(talk: &mut Talk, filing: Filing) -> Done {
    match actions::submit::submit(talk.work, filing.clone()) {
        Ok(Submitted::HandedIn(_)) => {
            talk.take_buttons_off();
            talk.set_state(State::Idle);
            Ok(())
        }
        Ok(Submitted::Asks(filing)) => asks(talk, &filing),
        Err(NotDone::Refused(Refusal::Incomplete)) => asks(talk, &filing),
        Err(NotDone::Refused(refusal)) => {
            let text = talk.refusal_text(&refusal, Some(&filing))?;
            let reply = talk.refusal(text)?;
            talk.say_of(filing.id, reply);
            Ok(())
        }
        Err(other) => Err(other),
    }
}

/// What is yet to be answered before it can be handed in.
fn asks(talk: &mut Talk, filing: &Filing) -> Done {
    let (state, say) = dialogue::present(filing, talk.work.today(), Lead::Moved);
    show::show(talk, filing, state, say, false)?;
    Ok(())
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
    let text = talk.text(&shown::Left {})?;
    let keyboard = home::new_keyboard(talk)?;
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
        Some(filing) if filing.is_with_applicant() => {
            talk.take_buttons_off();
            let (state, say) = dialogue::present(&filing, talk.work.today(), lead);
            show::show(talk, &filing, state, say, false)?;
            Ok(())
        }
        _ => stale(talk),
    }
}

/// What is being asked, said once more. Nothing where nothing is, or where it was not loaded.
pub fn again(talk: &mut Talk) -> Result<(), Fault> {
    let state = talk.state();
    let filing = state.filing().and_then(|id| talk.work.filings.get(&id)).cloned();
    let is_asked = |filing: &Filing| filing.applicant == talk.person && filing.is_with_applicant();
    let Some(filing) = filing.filter(is_asked) else {
        return Ok(());
    };
    let (state, say) = match (&state, asked_in(&state)) {
        (
            State::Answering {
                explaining: true,
                changing,
                ..
            },
            Some(asked),
        ) => dialogue::ask_words(&filing, asked, Lead::Nothing, *changing),
        (State::Answering { ticked, .. }, Some(asked)) => {
            let (ticked, lead) = (ticked.clone(), Lead::Nothing);
            (state, dialogue::Say::Ask { asked, ticked, lead })
        }
        (State::Replying { .. }, _) => dialogue::ask_reply(&filing, Lead::Nothing),
        (State::TypeResult { .. } | State::Summary { .. }, _) => {
            dialogue::present(&filing, talk.work.today(), Lead::Nothing)
        }
        _ => return Ok(()),
    };
    show::show(talk, &filing, state, say, false)
}

/// A button of an earlier step: nothing changes, and what is being asked now is said.
pub fn stale(talk: &mut Talk) -> Done {
    let now = match talk.state() {
        State::Answering { .. } => asked_in(&talk.state()).map(|asked| {
            let filing = talk.state().filing().and_then(|id| talk.work.filings.get(&id));
            match filing {
                Some(filing) => talk.words.field_at(filing, asked.place, asked.field.id),
                None => talk.words.field(asked.field.id),
            }
        }),
        _ => None,
    };
    let text = talk.text(&shown::Stale { now: now.transpose()? })?;
    if talk.pressed.is_some() {
        talk.answer_press(Some(super::talk::without_tags(&text)), true);
    } else {
        talk.say(Reply::text(text));
    }
    Ok(())
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
