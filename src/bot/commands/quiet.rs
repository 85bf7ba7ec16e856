//! `/quiet`, `/quiet 21-9`: when somebody does not want to be reminded of what can wait.

use super::{Command, Does, Where, plain};
use crate::actions::{self, Done, Refusal};
use crate::bot::talk::{Talk, button, rows};
use crate::domain::outgoing::Keyboard;
use crate::domain::people::Role;
use crate::domain::press::Press;
use crate::domain::quiet::Quiet;
use crate::domain::reply::Reply;
use crate::prompts::shown;

pub static QUIET: Command = Command {
    changes: |arguments| !arguments.is_empty(),
    is_aside: true,
    does: Does::Plain {
        typed: quiet,
        pressed: None,
    },
    ..plain("quiet", Role::Applicant, Where::Private, quiet)
};

fn quiet(talk: &mut Talk, arguments: &str) -> Done {
    let arguments = arguments.trim();
    let is_set = !arguments.is_empty();
    if is_set {
        let quiet: Quiet = arguments.parse().map_err(|()| Refusal::BadQuiet)?;
        actions::quiet::quiet(talk.work, talk.person, quiet);
        talk.take_buttons_off();
    }
    let now = talk
        .work
        .people
        .get(&talk.person)
        .map(|person| person.quiet)
        .unwrap_or_default();
    let text = talk.text(&shown::QuietHours {
        hours: now.shown(),
        is_set,
    })?;
    let others = Quiet::OFFERED.into_iter().filter(|quiet| *quiet != now && !is_set);
    let buttons = others.map(|quiet| button(quiet.shown(), Press::act(&format!("quiet {quiet}"))));
    let keyboard = Keyboard(rows(buttons.collect()));
    talk.say(Reply::with_buttons(text, keyboard));
    Ok(())
}
