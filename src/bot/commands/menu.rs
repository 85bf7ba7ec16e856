//! The menu of commands that Telegram shows in a chat.

use super::Command;
use crate::bot::talk::Talk;
use crate::domain::conversation::ChatKind;
use crate::domain::language::Language;
use crate::domain::markup::without_tags;
use crate::domain::outgoing::{Call, ChatId, Lane, Outgoing, Owner};
use crate::domain::people::Role;
use crate::prompts::{Fault, Prompts};
use crate::work::Work;

/// Sets the commands that the speaker's chat shows.
pub fn set(talk: &mut Talk) -> Result<(), Fault> {
    let (chat, role, in_group) = (talk.chat, talk.role, talk.kind == ChatKind::Group);
    // In a group everybody sees the same menu: the reviewers'.
    let role = if in_group { Role::Administrator } else { role };
    let language = talk.words.language;
    menu(talk.work, talk.prompts, chat, role, in_group, language)
}

/// The commands that a chat's menu shows, in one language.
pub fn menu(
    work: &mut Work,
    prompts: &Prompts,
    chat: ChatId,
    role: Role,
    in_group: bool,
    language: Language,
) -> Result<(), Fault> {
    let commands = menu_lines(prompts, role, in_group, language)?;
    work.say(Outgoing {
        chat,
        lane: Lane::Answer,
        slot: None,
        owner: Owner::Chat(chat),
        call: Call::Commands {
            language: None,
            commands,
        },
        not_before: None,
        expires_at: None,
    });
    Ok(())
}

/// Commands with what they do, for that role.
pub fn menu_lines(
    prompts: &Prompts,
    role: Role,
    in_group: bool,
    language: Language,
) -> Result<Vec<(String, String)>, Fault> {
    let words = prompts.words(language);
    let line = |command: &Command| {
        let about = words.about(command.name)?;
        Ok((command.to_string(), without_tags(&about)))
    };
    Command::menu(role, in_group).into_iter().map(line).collect()
}
