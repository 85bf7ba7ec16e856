//! `/help`: the commands of the role, and how to reach a person.

use super::{Command, Where, never, of_speaker, plain};
use crate::actions::Done;
use crate::bot::talk::Talk;
use crate::domain::conversation::ChatKind;
use crate::domain::people::Role;
use crate::domain::reply::Reply;
use crate::prompts::Fault;
use crate::prompts::shown::{self, Html};

pub static HELP: Command = Command {
    loads: of_speaker,
    changes: never,
    is_aside: true,
    ..plain("help", Role::Applicant, Where::Both, |talk, _| help(talk))
};

pub fn help(talk: &mut Talk) -> Done {
    let in_group = talk.kind == ChatKind::Group;
    let role = if in_group {
        Role::Administrator.min(talk.role.max(Role::Applicant))
    } else {
        talk.role
    };
    let line = |command: &Command| -> Result<_, Fault> {
        Ok(shown::CommandLine {
            name: command.name.to_owned(),
            about: Html(talk.words.about(command.name)?),
            usage: Html(talk.words.usage(command.name)?),
            reviewers: command.is_reviewers(),
        })
    };
    let commands = Command::menu(role, in_group).into_iter().map(line);
    let text = talk.text(&shown::Help {
        commands: commands.collect::<Result<_, _>>()?,
        person: (!in_group).then_some(talk.person),
        role: talk.words.label("role", talk.role.as_str())?,
        reviewer: talk.role >= Role::Reviewer,
    })?;
    talk.say(Reply::text(text));
    Ok(())
}
