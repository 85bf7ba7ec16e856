//! `/find <what>`: the filings that a number, domain, name, phone or certificate number belongs to.

use super::queue::{line, numbers};
use super::{Command, Where, never, plain};
use crate::actions::{Done, Refusal};
use crate::bot::talk::Talk;
use crate::domain::outgoing::Keyboard;
use crate::domain::people::Role;
use crate::domain::reply::Reply;
use crate::prompts::shown;
use crate::work::{FOUND, Listed, Needs};

pub static FIND: Command = Command {
    loads: |needs, given| needs.sought.extend(sought(given.arguments)),
    changes: never,
    is_aside: true,
    wants_words: true,
    ..plain("find", Role::Reviewer, Where::Both, find)
};

/// What is looked for, as it was typed.
fn sought(arguments: &str) -> Option<String> {
    let text = arguments.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn find(talk: &mut Talk, arguments: &str) -> Done {
    let Some(text) = sought(arguments) else {
        return Err(Refusal::MissingArgument {
            command: "find",
            number: None,
        }
        .into());
    };
    talk.work.require(Needs {
        sought: [text.clone()].into(),
        ..Needs::default()
    })?;
    let found: Vec<Listed> = talk.work.found.get(&text).cloned().unwrap_or_default();
    let here: Vec<&Listed> = found.iter().take(FOUND).collect();
    talk.work.require(Needs {
        filings: here.iter().map(|listed| listed.id).collect(),
        sought: [text].into(),
        ..Needs::default()
    })?;
    let mut groups: Vec<shown::QueueGroup> = Vec::new();
    for listed in &here {
        let title = talk.words.label("status", listed.status.as_str())?;
        let line = line(talk, listed)?;
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => {
                group.count += 1;
                group.lines.push(line);
            }
            None => groups.push(shown::QueueGroup {
                title,
                count: 1,
                lines: vec![line],
                more: 0,
            }),
        }
    }
    let text = talk.text(&shown::FoundFilings {
        count: here.len(),
        more: found.len() > here.len(),
        groups,
    })?;
    let keyboard = Keyboard(numbers(talk, &here));
    talk.say(Reply::with_buttons(text, keyboard));
    Ok(())
}
