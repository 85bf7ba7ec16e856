//! Topics of a group, or of a private chat with a bot.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as Extract};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Answer, Id, Refused, WhichBot, body, chat_of, check_member};
use crate::sandbox::shared::Shared;
use crate::sandbox::state::State;
use crate::sandbox::state::chats::{ChatKey, GENERAL, Topic};
use crate::sandbox::state::messages::NewMessage;

#[derive(Deserialize)]
struct Opened {
    from: Id,
    name: String,
}

/// A person opens a topic; with its first one a group has topics, and a general one besides.
pub async fn open(
    Extract(shared): Extract<Arc<Shared>>,
    Path(chat): Path<String>,
    Query(which): Query<WhichBot>,
    bytes: Bytes,
) -> Answer {
    let Opened { from: Id(from), name } = body(&bytes)?;
    if name.trim().is_empty() {
        return Err(Refused::bad("\"name\" is empty; a topic needs one"));
    }
    let now = shared.now_ms();
    let opened = shared.act(|state| {
        let bot = which.find(state, &shared)?;
        let key = chat_of(state, bot, &chat)?;
        check_member(state, key, from)?;
        // As with Telegram, a topic is named by the number of the message that opens it; 1 is the general one's.
        let id = state.dialog(key).map_or(1, |dialog| dialog.next_id()).max(GENERAL + 1);
        let mut content = Map::new();
        content.insert(
            "forum_topic_created".to_owned(),
            json!({ "name": name, "icon_color": 7_322_096 }),
        );
        put_topic(&mut content, Some(id));
        let topics = &mut state.about_mut(key).topics;
        if !key.is_private() {
            topics.entry(GENERAL).or_insert_with(|| Topic::named("General"));
        }
        topics.insert(id, Topic::named(&name));
        let message = NewMessage {
            content,
            ..NewMessage::default()
        };
        let told = state.add_message(key, from, now / 1000, message);
        state.tell_bots(key, told, "message", now);
        Ok::<Value, Refused>(json!({ "message_thread_id": id }))
    });
    opened.await?.map(Json)
}

#[derive(Deserialize)]
struct Changed {
    closed: bool,
}

/// A topic is closed, or opened again.
pub async fn change(
    Extract(shared): Extract<Arc<Shared>>,
    Path((chat, topic)): Path<(String, String)>,
    Query(which): Query<WhichBot>,
    bytes: Bytes,
) -> Answer {
    let Changed { closed } = body(&bytes)?;
    let changed = shared.act(|state| {
        let bot = which.find(state, &shared)?;
        let key = chat_of(state, bot, &chat)?;
        let id = topic
            .parse()
            .map_err(|_| Refused::bad("a topic is named by its message_thread_id, a number"))?;
        topic_of(state, key, id)?;
        if let Some(topic) = state.about_mut(key).topics.get_mut(&id) {
            topic.closed = closed;
        }
        Ok::<Value, Refused>(json!({ "message_thread_id": id, "closed": closed }))
    });
    changed.await?.map(Json)
}

/// Whether a person may write to the topic that they name, or else to the general one.
pub fn check_topic(state: &State, key: ChatKey, from: i64, topic: Option<i64>) -> Result<(), Refused> {
    let general = || state.dialog(key)?.about.topics.get(&GENERAL);
    let meant = match topic {
        Some(id) => Some(topic_of(state, key, id)?),
        None => general(),
    };
    let is_admin = match key {
        ChatKey::Group(group) => state
            .groups
            .get(&group)
            .is_some_and(|group| group.status(from).is_admin()),
        ChatKey::Private { .. } => true,
    };
    let is_shut = meant.is_some_and(|topic| topic.closed) && !is_admin;
    let how = "the topic is closed; only administrators write there";
    (!is_shut)
        .then_some(())
        .ok_or_else(|| Refused::new(StatusCode::FORBIDDEN, how))
}

fn topic_of(state: &State, key: ChatKey, id: i64) -> Result<&Topic, Refused> {
    let topic = state.dialog(key).and_then(|dialog| dialog.about.topics.get(&id));
    let how = || format!("there is no topic {id}; POST /api/chats/{}/topics opens one", key.id());
    topic.ok_or_else(|| Refused::not_found(how()))
}

/// Puts a message into a topic. What stands in the general one does not say so.
pub fn put_topic(content: &mut Map<String, Value>, topic: Option<i64>) {
    if let Some(id) = topic.filter(|id| *id != GENERAL) {
        content.insert("message_thread_id".to_owned(), json!(id));
        content.insert("is_topic_message".to_owned(), json!(true));
    }
}
