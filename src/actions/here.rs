//! `/here`: makes a group the desk, which hears of new work in one message that is edited in place (R10.9).

use super::{Done, Refusal};
use crate::domain::conversation::ChatKind;
use crate::domain::desk::Desk;
use crate::domain::language::Language;
use crate::domain::outgoing::{ChatId, PersonId};
use crate::work::Work;

pub fn here(work: &mut Work, chat: ChatId, topic: Option<i64>, by: PersonId, language: Language) -> Done {
    let is_group = work
        .conversations
        .get(&chat)
        .is_some_and(|conversation| conversation.kind == ChatKind::Group);
    if !is_group {
        return Err(Refusal::NotAGroup.into());
    }
    let now = work.now;
    work.desks.put(
        chat,
        Desk {
            chat,
            by,
            language,
            at: now,
            topic,
        },
    );
    Ok(())
}
