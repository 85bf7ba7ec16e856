//! Who may give which command where: the one check.

use super::commands::{Command, Where};
use crate::actions::Refusal;
use crate::domain::conversation::ChatKind;
use crate::domain::people::Role;
use crate::domain::press::Verb;

/// Whether somebody of that role may give that command in that kind of chat.
pub fn command(command: &Command, role: Role, chat: ChatKind) -> Result<(), Refusal> {
    if role < command.role {
        return Err(Refusal::NotAllowed);
    }
    match (command.place, chat) {
        (Where::Private, ChatKind::Group) => Err(Refusal::OnlyPrivate),
        (Where::Group, ChatKind::Private) => Err(Refusal::NotAGroup),
        _ => Ok(()),
    }
}

/// The same for a button that carries no command. An applicant's buttons stand in their private chat only.
pub fn press(verb: Verb, role: Role, chat: ChatKind) -> Result<(), Refusal> {
    if verb.is_reviewers() {
        return if role < Role::Reviewer {
            Err(Refusal::NotAllowed)
        } else {
            Ok(())
        };
    }
    if chat == ChatKind::Group {
        Err(Refusal::OnlyPrivate)
    } else {
        Ok(())
    }
}
