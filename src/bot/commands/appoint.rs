//! `/appoint <Telegram id> [reviewer|administrator]`: gives somebody a role. They see their id in `/help`. Who knows no id replies to a
//! message of theirs with `/appoint`, or sends the bot one of their messages or their contact: then it is asked whether it is they.

use super::{Command, Where, plain};
use crate::actions::{self, Done, Refusal};
use crate::bot::arguments::{after_first, first_number};
use crate::bot::read::Pointed;
use crate::bot::talk::Talk;
use crate::domain::conversation::{ChatKind, State};
use crate::domain::outgoing::Keyboard;
use crate::domain::people::Role;
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::prompts::{Fault, shown};

pub static APPOINT: Command = Command {
    loads: |needs, given| {
        needs.roles.extend(given.number());
        needs.roles.extend(given.points_at);
    },
    ..plain("appoint", Role::Administrator, Where::Both, appoint)
};

/// The roles that can be given.
const GIVEN: [Role; 2] = [Role::Reviewer, Role::Administrator];

fn appoint(talk: &mut Talk, arguments: &str) -> Done {
    let Some(person) = first_number(arguments).filter(|id| *id > 0) else {
        let last = arguments.split_whitespace().next_back().unwrap_or_default();
        let role = named_role(talk, last);
        return match talk.points_at.clone() {
            Some(pointed) => offer(talk, &pointed, role),
            None => {
                let text = talk.text(&shown::AppointWho {})?;
                talk.say(Reply::text(text));
                Ok(())
            }
        };
    };
    let role = match after_first(arguments) {
        "" => Role::Reviewer,
        word => named_role(talk, word).ok_or(Refusal::MissingArgument {
            command: "appoint",
            number: None,
        })?,
    };
    actions::appoint::appoint(talk.work, person, role, talk.person)?;
    let name = talk.work.people.get(&person).map(|person| person.name.clone());
    let role = talk.words.label("role", role.as_str())?;
    let text = talk.text(&shown::Appointed {
        person: talk.told_id(person),
        name,
        role,
    })?;
    talk.say(Reply::text(text));
    Ok(())
}

fn named_role(talk: &Talk, word: &str) -> Option<Role> {
    GIVEN
        .into_iter()
        .find(|role| word.eq_ignore_ascii_case(role.as_str()) || talk.prompts.is_label("role", role.as_str(), word))
}

/// Whom an administrator shows the bot in their private chat, while nothing else is going on there: by a message of theirs, or their
/// contact.
pub fn pointed_at(talk: &Talk) -> Option<Pointed> {
    let may = talk.role == Role::Administrator && talk.kind == ChatKind::Private && talk.state() == State::Idle;
    talk.points_at.clone().filter(|_| may)
}

/// Asks whether this is the person, with a button for each role, or for `role` alone.
pub fn offer(talk: &mut Talk, pointed: &Pointed, role: Option<Role>) -> Done {
    let Pointed::At { id, name } = pointed else {
        let text = talk.text(&shown::AppointHidden {})?;
        talk.say(Reply::text(text));
        return Ok(());
    };
    let text = talk.text(&shown::AppointOffer {
        name: name.clone(),
        person: talk.told_id(*id),
    })?;
    let offered_at = talk.work.now.timestamp();
    let roles = GIVEN.into_iter().filter(|given| role.is_none_or(|role| role == *given));
    let buttons = roles.map(|role| {
        let press = Press {
            version: offered_at,
            ..Press::new(Verb::CarryOut).with(format!("appoint {id} {role}"))
        };
        Ok(vec![talk.button(&format!("appoint_{role}"), press)?])
    });
    let keyboard = Keyboard(buttons.collect::<Result<_, Fault>>()?);
    talk.say(Reply::with_buttons(text, keyboard));
    Ok(())
}
