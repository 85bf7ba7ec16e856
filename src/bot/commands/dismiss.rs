//! `/dismiss <Telegram id>`: takes a role back.

use super::{Command, Where, plain};
use crate::actions::{self, Done, Refusal};
use crate::bot::arguments::first_number;
use crate::bot::talk::Talk;
use crate::domain::people::Role;
use crate::domain::reply::Reply;
use crate::prompts::shown;

pub static DISMISS: Command = Command {
    loads: |needs, given| {
        needs.roles.extend(given.number());
        needs.claimants.extend(given.number());
        needs.desks = true;
    },
    ..plain("dismiss", Role::Administrator, Where::Both, dismiss)
};

fn dismiss(talk: &mut Talk, arguments: &str) -> Done {
    let person = first_number(arguments)
        .filter(|id| *id > 0)
        .ok_or(Refusal::MissingArgument {
            command: "dismiss",
            number: None,
        })?;
    let role = actions::appoint::dismiss(talk.work, person, talk.person)?;
    let name = talk.work.people.get(&person).map(|person| person.name.clone());
    let role = talk.words.label("role", role.as_str())?;
    let text = talk.text(&shown::Dismissed {
        person: talk.told_id(person),
        name,
        role,
    })?;
    talk.say(Reply::text(text));
    Ok(())
}
