//! `/help`: the commands of the role, and how to reach a person.

use minijinja::context;

use super::{Command, Where, never, of_speaker, plain};
use crate::actions::Done;
use crate::bot::talk::Talk;
use crate::domain::reply::Reply;
use crate::prompts::catalogue as templates;
use crate::work::{ChatKind, Role};

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
    let commands: Vec<_> = Command::menu(role, in_group)
        .into_iter()
        .map(|command| {
            let path = format!("commands/{command}");
            context! {
                name => command.name,
                about => minijinja::Value::from_safe_string(talk.words.render_block(&path, "about", ())),
                usage => minijinja::Value::from_safe_string(talk.words.render_block(&path, "usage", ())),
                reviewers => command.is_reviewers(),
            }
        })
        .collect();
    let text = talk.text(
        &templates::HELP,
        context! { commands, person => (!in_group).then_some(talk.person), role => talk.words.label("role", talk.role.as_str()), reviewer => talk.role >= Role::Reviewer },
    );
    talk.say(Reply::text(text));
    Ok(())
}
