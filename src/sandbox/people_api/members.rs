//! A person blocks a bot, leaves, joins; a bot is put out of a group.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as Extract};
use serde::Deserialize;
use serde_json::json;

use super::messages::say_who_moved;
use super::{Answer, Refused, WhichBot, body, chat_of, chats};
use crate::sandbox::shared::Shared;
use crate::sandbox::state::chats::{ChatKey, Status};
use crate::sandbox::state::{Key, State};

#[derive(Deserialize)]
struct Standing {
    status: String,
}

pub async fn set(
    Extract(shared): Extract<Arc<Shared>>,
    Path((chat, member)): Path<(String, String)>,
    Query(which): Query<WhichBot>,
    bytes: Bytes,
) -> Answer {
    let Standing { status } = body(&bytes)?;
    let to = chats::status(&status)
        .ok_or_else(|| Refused::bad("\"status\" must be member, administrator, creator, left or kicked"))?;
    let now = shared.now_ms();
    let done = shared.act(|state| {
        let bot = which.find(state, &shared)?;
        let key = chat_of(state, bot, &chat)?;
        let user = member
            .parse()
            .ok()
            .filter(|id| state.people.contains_key(id))
            .or_else(|| state.bot_named(&member));
        let user = user.ok_or_else(|| Refused::not_found(format!("{member:?} is neither a person's id nor a bot")))?;
        match key {
            ChatKey::Private { bot, person } => {
                if user != person && user != bot {
                    return Err(Refused::bad(format!("only {person} and the bot are in this chat")));
                }
                block(state, key, bot, person, to, now);
            }
            ChatKey::Group(group) if state.people.contains_key(&user) => move_person(state, key, group, user, to, now),
            ChatKey::Group(group) => move_bot(state, key, group, user, to, now),
        }
        Ok(json!({ "status": to.name() }))
    });
    done.await?.map(Json)
}

fn block(state: &mut State, key: ChatKey, bot: i64, person: i64, to: Status, now: i64) {
    let was_blocked = state.dialog(key).is_some_and(|dialog| dialog.about.blocked);
    let blocks = !to.is_in();
    if was_blocked == blocks {
        return;
    }
    let about = state.about_mut(key);
    about.blocked = blocks;
    about.started = true;
    let standing = |is_blocked| if is_blocked { Status::Kicked } else { Status::Member };
    state.tell_own_standing(bot, key, person, standing(was_blocked), standing(blocks), now);
}

fn move_person(state: &mut State, key: ChatKey, group: i64, person: i64, to: Status, now: i64) {
    let Some(about) = state.groups.get_mut(&group) else {
        return;
    };
    let from = about.status(person);
    about.members.insert(person, to);
    state.touch(Key::Group(group));
    if from == to {
        return;
    }
    let user = state.user(person);
    for bot in state.bots_in(group) {
        let body = json!({
            "chat": state.chat(key),
            "from": user,
            "date": now / 1000,
            "old_chat_member": from.member(user.clone()),
            "new_chat_member": to.member(user.clone()),
        });
        state.add_update(bot, "chat_member", body, now);
    }
    if from.is_in() != to.is_in() {
        say_who_moved(state, key, person, person, to, now);
    }
}

fn move_bot(state: &mut State, key: ChatKey, group: i64, bot: i64, to: Status, now: i64) {
    let Some(about) = state.groups.get_mut(&group) else {
        return;
    };
    let from = about.bot_status(bot);
    // Bots are put in and out by whoever looks after the group.
    let by = about
        .members
        .iter()
        .find(|(_, status)| status.is_admin())
        .map_or(bot, |(person, _)| *person);
    about.bots.insert(bot, to);
    state.touch(Key::Group(group));
    if from == to {
        return;
    }
    state.tell_own_standing(bot, key, by, from, to, now);
    if from.is_in() != to.is_in() {
        say_who_moved(state, key, by, bot, to, now);
    }
}
