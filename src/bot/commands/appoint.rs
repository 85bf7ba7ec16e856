//! `/appoint <Telegram id> [reviewer|administrator]`: gives somebody a role. They see their id in `/help`.

use super::{Command, Where, plain};
use crate::actions::{self, Done, Refusal};
use crate::bot::arguments::{after_first, first_number};
use crate::bot::talk::Talk;
use crate::domain::reply::Reply;
use crate::prompts::shown;
use crate::work::Role;

pub static APPOINT: Command = Command {
    loads: |needs, given| needs.roles.extend(given.number()),
    ..plain("appoint", Role::Administrator, Where::Both, appoint)
};

fn appoint(talk: &mut Talk, arguments: &str) -> Done {
    let person = first_number(arguments)
        .filter(|id| *id > 0)
        .ok_or(Refusal::MissingArgument {
            command: "appoint",
            number: None,
        })?;
    let role = match after_first(arguments) {
        "" => Role::Reviewer,
        word => [Role::Reviewer, Role::Administrator]
            .into_iter()
            .find(|role| word.eq_ignore_ascii_case(role.as_str()) || talk.prompts.is_label("role", role.as_str(), word))
            .ok_or(Refusal::MissingArgument {
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
