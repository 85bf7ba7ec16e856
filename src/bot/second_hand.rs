//! A command that a person forwards, or that an inline bot writes for them, need not be meant by them: they are told what it would
//! do, and it is carried out when they press.

use chrono::Duration;

use super::arguments::after_first;
use super::commands::{self, Command, Does};
use super::permission;
use super::reviewer::named::{named_filing, not_own};
use super::talk::Talk;
use crate::actions::{Done, Refusal};
use crate::domain::outgoing::Keyboard;
use crate::domain::press::{LONGEST, Press, Verb};
use crate::domain::reply::Reply;
use crate::prompts::shown::{Html, SecondHand};

/// An offer that is about no filing has no version to be stale by: it counts for this long.
const OFFER_LASTS: Duration = Duration::hours(1);

/// Says what the command would do, with a button that does it; one with words of its own is to be written by oneself.
pub fn offer(talk: &mut Talk, command: &'static Command, arguments: &str) -> Done {
    let (press, shown) = press_of(talk, command, arguments)?;
    let text = talk.text(&SecondHand {
        command: shown,
        about: Html(talk.words.about(command.name)?),
        usage: Html(talk.words.usage(command.name)?),
        button: press.is_some(),
    })?;
    let button = press.map(|press| talk.button("carry_out", press)).transpose()?;
    let keyboard = Keyboard(button.into_iter().map(|button| vec![button]).collect());
    talk.say(Reply::with_buttons(text, keyboard));
    Ok(())
}

/// The button that carries it out, where one can hold it; and the command as it is shown.
fn press_of(talk: &Talk, command: &'static Command, arguments: &str) -> Done<(Option<Press>, String)> {
    let name = command.name;
    let offered_at = talk.work.now.timestamp();
    let (press, shown) = if command.names_filing() {
        let filing = named_filing(talk, name, arguments)?;
        not_own(talk, &filing)?;
        let shown = format!("/{name} {}", filing.number.unwrap_or_default());
        let has_words = command.wants_words || !after_first(arguments).trim().is_empty();
        let press = Press::of(Verb::CarryOut, filing.id, filing.version).with(name);
        ((!has_words).then_some(press), shown)
    } else if matches!(command.does, Does::AtStep(_)) {
        let filing = talk.state().filing().and_then(|id| talk.work.filings.get(&id));
        let press = match filing {
            Some(filing) => Press::of(Verb::CarryOut, filing.id, filing.version),
            None => Press {
                version: offered_at,
                ..Press::new(Verb::CarryOut)
            },
        };
        (Some(press.with(name)), format!("/{name}"))
    } else {
        let words = format!("{name} {arguments}");
        let press = Press {
            version: offered_at,
            ..Press::new(Verb::CarryOut).with(words.trim())
        };
        (Some(press), format!("/{}", words.trim()))
    };
    let fits = |press: &Press| press.encode().len() <= LONGEST;
    match press.filter(fits) {
        Some(press) => Ok((Some(press), shown)),
        // Words may hold anything, and they are somebody else's.
        None if command.names_filing() => Ok((None, shown)),
        None => Ok((None, format!("/{name}"))),
    }
}

/// The command is carried out as the presser's own, if nothing has changed since it was offered.
pub fn carry_out(talk: &mut Talk, press: &Press) -> Done {
    let Some((command, arguments)) = commands::of_words(&press.payload) else {
        return Err(Refusal::StaleButton.into());
    };
    permission::command(command, talk.role, talk.kind)?;
    let filing = press.filing.and_then(|id| talk.work.filings.get(&id));
    let is_current = match (press.filing, filing) {
        (None, _) => {
            // Whoever makes buttons by hand may write any number.
            let age = talk.work.now.timestamp().saturating_sub(press.version);
            (0..=OFFER_LASTS.num_seconds()).contains(&age)
        }
        (Some(_), Some(filing)) if command.names_filing() => filing.version == press.version,
        (Some(id), Some(filing)) => {
            filing.applicant == talk.person && filing.version == press.version && talk.state().filing() == Some(id)
        }
        (Some(_), None) => false,
    };
    if !is_current {
        return Err(Refusal::StaleButton.into());
    }
    let arguments = match filing {
        Some(filing) if command.names_filing() => filing.number.unwrap_or_default().to_string(),
        _ => arguments.to_owned(),
    };
    // The offer stays as it reads: what follows is said anew.
    talk.take_buttons_off();
    if let Some(pressed) = &mut talk.pressed {
        pressed.message_id = None;
    }
    command.typed(talk, &arguments)
}
