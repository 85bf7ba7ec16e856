//! A group becomes another one with a new id, as when Telegram turns it into a supergroup.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use serde_json::{Map, Value, json};

use super::{Answer, Refused, chat_of};
use crate::sandbox::shared::Shared;
use crate::sandbox::state::chats::ChatKey;
use crate::sandbox::state::messages::NewMessage;
use crate::sandbox::state::{Key, State};

pub async fn migrate(Extract(shared): Extract<Arc<Shared>>, Path(chat): Path<String>) -> Answer {
    let now = shared.now_ms();
    let moved = shared.act(|state| {
        let ChatKey::Group(old) = chat_of(state, 0, &chat)? else {
            return Err(Refused::bad("only a group can get a new id"));
        };
        let Some(group) = state.groups.remove(&old) else {
            return Err(Refused::not_found(format!("there is no group {old}")));
        };
        let new = new_id(state, old);
        state.groups.insert(new, group);
        state.migrated.insert(old, new);
        for key in [Key::Group(old), Key::Group(new), Key::Migrated(old)] {
            state.touch(key);
        }
        // Told in the new chat: to bots it is all the same, and people see it where they go on.
        let content = Map::from_iter([("migrate_from_chat_id".to_owned(), json!(old))]);
        let by = state
            .groups
            .get(&new)
            .and_then(|group| group.members.keys().next().copied())
            .unwrap_or_default();
        let key = ChatKey::Group(new);
        let id = state.add_message(
            key,
            by,
            now / 1000,
            NewMessage {
                content,
                ..NewMessage::default()
            },
        );
        let told = state
            .message(key, id)
            .map(|message| state.message_for_bot(key, message))
            .unwrap_or_default();
        for bot in state.bots_in(new) {
            state.add_update(bot, "message", in_the_old_chat(&told, old, new), now);
            state.add_update(bot, "message", told.clone(), now);
        }
        Ok(json!({ "id": new }))
    });
    moved.await?.map(Json)
}

/// The same message as bots get it in the old chat.
fn in_the_old_chat(told: &Value, old: i64, new: i64) -> Value {
    let mut shown = told.clone();
    if let Some(message) = shown.as_object_mut() {
        message.remove("migrate_from_chat_id");
        message.insert("migrate_to_chat_id".to_owned(), json!(new));
    }
    if let Some(chat) = shown.get_mut("chat").and_then(Value::as_object_mut) {
        chat.insert("id".to_owned(), json!(old));
        chat.insert("type".to_owned(), json!("group"));
    }
    shown
}

fn new_id(state: &State, old: i64) -> i64 {
    let mut id = old.saturating_sub(1_000_003);
    while state.groups.contains_key(&id) || state.migrated.contains_key(&id) {
        id -= 1;
    }
    id
}
