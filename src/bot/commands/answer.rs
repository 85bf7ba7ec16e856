//! `/answer`: what people ask, the oldest first; `/answer <question> <words>` answers one. Without words, and by its button, the answer is
//! typed in the reviewer's private chat. In a group nobody's words are repeated.

use super::{Command, Does, Where, after_first, first_number, plain};
use crate::actions::{self, Done, Refusal};
use crate::bot::talk::{Talk, button, rows};
use crate::domain::conversation::{ChatKind, State};
use crate::domain::outgoing::{Button, Keyboard};
use crate::domain::people::Role;
use crate::domain::press::Press;
use crate::domain::question::Question;
use crate::domain::reply::Reply;
use crate::prompts::{Fault, shown};
use crate::work::Needs;

pub static ANSWER: Command = Command {
    loads: |needs, given| match given.number() {
        Some(number) => drop(needs.questions.insert(number)),
        None => needs.open_questions = true,
    },
    changes: |arguments| !after_first(arguments).is_empty(),
    is_aside: true,
    has_button: true,
    does: Does::Plain {
        typed: answer,
        pressed: None,
    },
    ..plain("answer", Role::Reviewer, Where::Both, answer)
};

fn answer(talk: &mut Talk, arguments: &str) -> Done {
    let Some(number) = first_number(arguments) else {
        return match arguments.trim().is_empty() {
            true => list(talk),
            false => Err(Refusal::MissingArgument {
                command: "answer",
                number: None,
            }
            .into()),
        };
    };
    match after_first(arguments).trim() {
        "" => how(talk, number),
        words => send(talk, number, words),
    }
}

/// The oldest open questions.
fn list(talk: &mut Talk) -> Done {
    talk.work.require(Needs {
        open_questions: true,
        ..Needs::default()
    })?;
    let listed = talk.work.open_questions.clone();
    let open: Vec<Question> = listed
        .iter()
        .filter_map(|number| talk.work.questions.get(number))
        .cloned()
        .collect();
    talk.work.require(Needs {
        open_questions: true,
        filings: open.iter().filter_map(|question| question.filing).collect(),
        ..Needs::default()
    })?;
    let lines = open.iter().map(|question| of(talk, question));
    let lines: Vec<_> = lines.collect::<Result<_, _>>()?;
    let more = talk.work.questions_open.saturating_sub(lines.len());
    let buttons = open.iter().filter(|question| question.chat != talk.person);
    let buttons = buttons.map(|question| answer_button(talk, question.number));
    let keyboard = match talk.kind {
        ChatKind::Group => Vec::new(),
        _ => rows(buttons.collect::<Result<_, _>>()?),
    };
    let text = talk.text(&shown::Questions { lines, more })?;
    talk.say(Reply::with_buttons(text, Keyboard(keyboard)));
    Ok(())
}

/// One question, as it may be told where it is told.
fn of(talk: &Talk, question: &Question) -> Result<shown::QuestionShown, Fault> {
    let shown = crate::bot::questions::shown(talk.work, &talk.words, question)?;
    Ok(match talk.kind {
        ChatKind::Group => shown.without_words(),
        _ => shown,
    })
}

fn answer_button(talk: &Talk, number: i64) -> Result<Button, Fault> {
    let label = format!("{} {number}", talk.words.button("answer")?);
    Ok(button(label, Press::act(&format!("answer {number}"))))
}

/// The question in full; in a private chat what is typed next is the answer.
fn how(talk: &mut Talk, number: i64) -> Done {
    let question = actions::ask::question(talk.work, number, talk.person)?;
    let typed = talk.kind != ChatKind::Group;
    if typed {
        talk.set_state(State::AnswerWords { question: number });
    }
    let question = of(talk, &question)?;
    let text = talk.text(&shown::AnswerHow { question, typed })?;
    talk.say(Reply::text(text));
    Ok(())
}

/// What was asked for in [`how`] came, or something that is no text.
pub fn words(talk: &mut Talk, number: i64, text: Option<&str>) -> Done {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => send(talk, number, text),
        None => how(talk, number),
    }
}

fn send(talk: &mut Talk, number: i64, words: &str) -> Done {
    let question = actions::ask::question(talk.work, number, talk.person)?;
    let filing = question.filing.and_then(|id| talk.work.filings.get(&id)).cloned();
    match filing.filter(|filing| actions::curtain::is_order(filing, &question)) {
        Some(filing) => actions::curtain::answer_order(talk.work, filing, &question, talk.person, words)?,
        None => drop(actions::ask::answer(talk.work, number, talk.person, words.to_owned())?),
    }
    if talk.state() == (State::AnswerWords { question: number }) {
        talk.set_state(State::Idle);
    }
    let text = talk.text(&shown::AnswerSent {
        number,
        words: (talk.kind != ChatKind::Group).then(|| words.to_owned()),
    })?;
    let more = talk.button("more_questions", Press::act("answer"))?;
    talk.say(Reply::with_buttons(text, Keyboard(vec![vec![more]])));
    Ok(())
}
