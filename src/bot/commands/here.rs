//! `/here`: makes this group the desk, which hears of new work in one message that is edited in place; in a group with topics
//! it stands in the topic where the command was given.

use super::{Command, Where, menu, plain};
use crate::actions::{self, Done};
use crate::bot::desk;
use crate::bot::talk::Talk;
use crate::domain::people::Role;
use crate::domain::reply::Reply;
use crate::prompts::shown;

pub static HERE: Command = Command {
    loads: |needs, _| {
        needs.queue = 1;
        needs.desks = true;
    },
    ..plain("here", Role::Administrator, Where::Group, |talk, _| here(talk))
};

fn here(talk: &mut Talk) -> Done {
    let language = talk.words.language;
    let before = talk.work.desks.get(&talk.chat).map(|desk| desk.topic);
    actions::here::here(talk.work, talk.chat, talk.topic, talk.person, language)?;
    menu::set(talk)?;
    // A message cannot move into another topic.
    let moves = before.is_some_and(|topic| topic != talk.topic);
    if before.is_some() && !moves {
        let text = talk.text(&shown::HereAlready {})?;
        talk.say(Reply::text(text));
    }
    desk::desk(talk.work, talk.prompts, talk.chat, moves)?;
    Ok(())
}
