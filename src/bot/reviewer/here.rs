//! `/here`: makes this group the desk, which hears of new work in one message that is edited in place.

use crate::actions::{self, Done};
use crate::bot::notices;
use crate::bot::talk::Talk;

pub fn here(talk: &mut Talk) -> Done {
    let language = talk.words.language;
    actions::here::here(talk.work, talk.chat, talk.person, language)?;
    talk.set_menu();
    notices::desk(talk.work, talk.prompts, talk.chat);
    Ok(())
}
