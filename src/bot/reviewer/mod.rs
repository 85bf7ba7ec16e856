//! A reviewer's inputs, one command a file. Each parses, calls one action, and answers.

use minijinja::context;

mod appoint;
mod approve;
mod claim;
mod dismiss;
mod fields;
mod grant;
mod handover;
mod here;
mod history;
mod note;
mod queue;
mod reject;
mod return_filing;
mod show;

use super::commands::{Command, first_number};
use super::talk::{Talk, button, rows};
use crate::actions::{self, Done, Refusal};
use crate::domain::conversation::State;
use crate::domain::filing::Filing;
use crate::domain::outgoing::{Button, Keyboard};
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::domain::workflow::{self, Action, Actor, Case};
use crate::prompts::catalogue as templates;

/// A command of a reviewer's or an administrator's. The permission was checked before.
pub fn command(talk: &mut Talk, command: Command, arguments: &str) -> Done {
    match command {
        Command::Queue => queue::queue(talk),
        Command::Appoint => appoint::appoint(talk, arguments),
        Command::Dismiss => dismiss::dismiss(talk, arguments),
        Command::Here => here::here(talk),
        _ => {
            let filing = named_filing(talk, command, arguments)?;
            if command != Command::Show {
                not_own(talk, &filing)?;
            }
            let rest = super::commands::after_first(arguments);
            match command {
                Command::Claim => claim::claim(talk, filing),
                Command::Release => claim::release(talk, filing),
                Command::Show => show::show(talk, &filing),
                Command::Approve => approve::approve(talk, filing),
                Command::Reject => reject::reject(talk, filing, rest),
                Command::HandOver => handover::hand_over(talk, filing),
                Command::Grant => grant::grant(talk, filing, rest),
                Command::Return => return_filing::return_filing(talk, filing, rest),
                Command::Note => note::note(talk, filing, rest),
                Command::History => history::history(talk, &filing),
                _ => Err(Refusal::UnknownCommand.into()),
            }
        }
    }
}

/// A button of a reviewer's.
pub fn press(talk: &mut Talk, press: Press) -> Done {
    if press.verb == Verb::Queue {
        return queue::queue(talk);
    }
    // A draft has no number yet, and no such button: its id was put into one by hand.
    let filing = press.filing.and_then(|id| talk.work.filings.get(&id));
    let Some(filing) = filing.filter(|filing| filing.number.is_some()).cloned() else {
        return Err(Refusal::StaleButton.into());
    };
    if press.verb != Verb::Show {
        not_own(talk, &filing)?;
    }
    match press.verb {
        Verb::Show => return show::show(talk, &filing),
        Verb::History => return history::history(talk, &filing),
        // Everything else changes something: only on what the reviewer has seen.
        _ if press.version != filing.version => return Err(Refusal::StaleButton.into()),
        _ => {}
    }
    if talk.state().is_reviewers() {
        talk.set_state(State::Idle);
    }
    match press.verb {
        Verb::Claim => claim::claim(talk, filing),
        Verb::Release => claim::release(talk, filing),
        Verb::Approve => approve::approve(talk, filing),
        Verb::HandOver => handover::hand_over(talk, filing),
        Verb::Fields => reject::fields(talk, &filing),
        Verb::Reasons => reject::reasons(talk, &filing, &press),
        Verb::Pick => reject::pick(talk, filing, &press),
        Verb::Unpick => reject::unpick(talk, filing, &press),
        Verb::OwnWords => reject::ask_own_words(talk, &filing, &press),
        Verb::SendBack => reject::send(talk, filing),
        Verb::GrantHow => grant::how(talk, &filing),
        Verb::ReturnHow => return_filing::how(talk, &filing),
        _ => Err(Refusal::StaleButton.into()),
    }
}

/// What a reviewer was asked to type came, or something that is no text. Where it is refused, it is waited for again.
pub fn typed(talk: &mut Talk, text: Option<&str>) -> Done {
    let state = talk.state();
    let filing = match &state {
        State::GrantNumbers { filing } | State::ReturnWords { filing } => actions::filing(talk.work, *filing)?,
        _ => return reject::own_words(talk, text),
    };
    match (state, text) {
        (State::GrantNumbers { .. }, Some(text)) => grant::grant(talk, filing, text)?,
        (State::GrantNumbers { .. }, None) => return grant::how(talk, &filing),
        (_, Some(text)) => return_filing::return_filing(talk, filing, text)?,
        (_, None) => return return_filing::how(talk, &filing),
    }
    talk.set_state(State::Idle);
    Ok(())
}

/// Nobody touches the review of what is their own, nor reads what others note of it. They see what they handed in (`/show`).
pub fn not_own(talk: &Talk, filing: &Filing) -> Done {
    actions::not_own(filing, talk.person)
}

/// The filing that a command's first word names.
pub fn named_filing(talk: &Talk, command: Command, arguments: &str) -> Result<Filing, Refusal> {
    let Some(number) = first_number(arguments) else {
        return Err(match arguments.split_whitespace().next() {
            Some(word) => Refusal::UnknownFiling(word.to_owned()),
            None => Refusal::MissingArgument {
                command: command.as_str(),
                number: None,
            },
        });
    };
    talk.work
        .filing_by_number(number)
        .cloned()
        .ok_or_else(|| Refusal::UnknownFiling(number.to_string()))
}

/// Says that it was done, with the buttons of what can be done next.
fn done(talk: &mut Talk, filing: &Filing, event: &str) -> Done {
    let text = talk.text(
        &templates::REVIEW_DONE,
        context! {
            number => filing.number,
            action => talk.words.label("action", event),
            status => talk.words.label("status", filing.status.as_str()),
        },
    );
    let keyboard = Keyboard(next_buttons(talk, filing));
    talk.take_buttons_off();
    talk.say_of(
        filing.id,
        Reply {
            text,
            keyboard,
            slot: None,
        },
    );
    Ok(())
}

/// What can be done with a filing as it is now.
fn next_buttons(talk: &Talk, filing: &Filing) -> Vec<Vec<Button>> {
    let press = |verb| Press::of(verb, filing.id, filing.version);
    let mut buttons = Vec::new();
    // Nobody reviews their own filing.
    let is_own = filing.applicant == talk.person;
    let case = Case::of(filing);
    let possible = workflow::possible(&case, Actor::Reviewer(talk.person));
    if !is_own && possible.contains(&Action::Claim) {
        match filing.claimed_by {
            None => buttons.push(talk.button("claim", press(Verb::Claim))),
            Some(by) if by == talk.person => buttons.push(talk.button("release", press(Verb::Release))),
            Some(_) => {}
        }
    }
    if !is_own && filing.claimed_by.is_none_or(|by| by == talk.person) {
        for action in possible {
            let (key, verb) = match action {
                Action::Approve => ("approve", Verb::Approve),
                Action::Reject => ("reject", Verb::Fields),
                Action::HandOver => ("hand_over", Verb::HandOver),
                Action::Grant => ("grant", Verb::GrantHow),
                Action::Return => ("return", Verb::ReturnHow),
                // The first button is that of the claim.
                Action::Claim | Action::Submit | Action::Withdraw | Action::Expire => continue,
            };
            buttons.push(talk.button(key, press(verb)));
        }
    }
    let mut keyboard = rows(buttons);
    let number = filing.number.unwrap_or_default();
    // The history is found by its number, which stands where other buttons have the version.
    let history = button(
        talk.words.button("history"),
        Press::of(Verb::History, filing.id, number),
    );
    let mut last = vec![talk.button("show", press(Verb::Show))];
    last.extend((!is_own).then_some(history));
    keyboard.push(last);
    keyboard
}
