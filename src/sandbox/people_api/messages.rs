//! Messages as people read, write and edit them.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Path, Query, Request, State as Extract};
use axum::http::header;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::chats::check_open;
use super::topics::{check_topic, put_topic};
use super::upload::{self, Sent};
use super::{Answer, Id, LONGEST_WAIT, Refused, WhichBot, body, chat_of, check_member};
use crate::sandbox::bot_api::{LONGEST_CAPTION, LONGEST_TEXT, WITH_CAPTION};
use crate::sandbox::shared::{Shared, changed_before};
use crate::sandbox::state::State;
use crate::sandbox::state::chats::{ChatKey, Status};
use crate::sandbox::state::messages::NewMessage;
use crate::sandbox::text::Formatted;

#[derive(Deserialize)]
pub struct Reading {
    #[serde(default)]
    after: Id,
    #[serde(default)]
    wait: f64,
    bot: Option<String>,
}

/// What changed after `after`, oldest change first; waits for it if there is nothing yet.
pub async fn list(
    Extract(shared): Extract<Arc<Shared>>,
    Path(chat): Path<String>,
    Query(Reading {
        after: Id(after),
        wait,
        bot,
    }): Query<Reading>,
) -> Answer {
    let which = WhichBot { bot };
    let deadline = wait_until(wait);
    let mut changes = shared.changes();
    loop {
        let found = shared.act(|state| {
            let bot = which.find(state, &shared)?;
            let key = chat_of(state, bot, &chat)?;
            Ok::<_, Refused>(state.dialog(key).map_or_else(Vec::new, |dialog| {
                dialog
                    .after(after)
                    .map(|message| (message.seq, state.message_for_person(key, message)))
                    .collect()
            }))
        });
        let found: Vec<(i64, Value)> = found.await??;
        let stopped = || async { shared.stopped().await };
        if found.is_empty() {
            let changed = tokio::select! {
                changed = changed_before(&mut changes, deadline) => changed,
                () = stopped() => false,
            };
            if changed {
                continue;
            }
        }
        let next = found.last().map_or(after, |(seq, _)| *seq);
        let messages: Vec<Value> = found.into_iter().map(|(_, message)| message).collect();
        return Ok(Json(json!({ "messages": messages, "next": next })));
    }
}

pub fn wait_until(seconds: f64) -> Instant {
    let seconds = if seconds.is_finite() {
        seconds.clamp(0.0, LONGEST_WAIT)
    } else {
        0.0
    };
    Instant::now() + Duration::from_secs_f64(seconds)
}

#[derive(Deserialize)]
struct Written {
    from: Id,
    text: String,
    reply_to: Option<Id>,
    topic: Option<Id>,
}

pub async fn write(
    Extract(shared): Extract<Arc<Shared>>,
    Path(chat): Path<String>,
    Query(which): Query<WhichBot>,
    request: Request,
) -> Answer {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    if kind
        .trim_start()
        .to_ascii_lowercase()
        .starts_with("multipart/form-data")
    {
        let parts = Multipart::from_request(request, &())
            .await
            .map_err(|error| Refused::bad(error.body_text()))?;
        let sent = upload::read(&shared, parts).await?;
        return put(&shared, &which, &chat, sent).await;
    }
    let bytes = Bytes::from_request(request, &())
        .await
        .map_err(|error| Refused::bad(error.body_text()))?;
    let Written {
        from: Id(from),
        text,
        reply_to,
        topic,
    } = body(&bytes)?;
    let mut content = Map::new();
    checked_text(&text)?.put_into(&mut content, "text", "entities");
    let sent = Sent {
        from,
        topic: topic.map(|id| id.0),
        reply_to: reply_to.map(|id| id.0),
        content,
        files: Vec::new(),
    };
    put(&shared, &which, &chat, sent).await
}

/// A text as Telegram's apps send it, with what they find in it.
pub fn checked_text(text: &str) -> Result<Formatted, Refused> {
    let text = Formatted::plain(text).finish();
    if text.text.is_empty() {
        return Err(Refused::bad("\"text\" is empty; send at least one letter"));
    }
    if text.length() > LONGEST_TEXT {
        let why = format!(
            "\"text\" is longer than {LONGEST_TEXT}; Telegram's apps send it in parts, so send several messages"
        );
        return Err(Refused::bad(why));
    }
    Ok(text)
}

/// The same under a file, where there need not be any.
pub fn checked_caption(text: &str) -> Result<Formatted, Refused> {
    let caption = Formatted::plain(text).finish();
    if caption.length() > LONGEST_CAPTION {
        return Err(Refused::bad(format!(
            "the caption is longer than {LONGEST_CAPTION}; send a shorter one"
        )));
    }
    Ok(caption)
}

/// Puts a person's message into a chat, tells the bots of it, and answers with it.
async fn put(shared: &Shared, which: &WhichBot, chat: &str, sent: Sent) -> Answer {
    let Sent {
        from,
        topic,
        reply_to,
        mut content,
        files,
    } = sent;
    let now = shared.now_ms();
    let written = shared.act(|state| {
        let bot = which.find(state, shared)?;
        let key = chat_of(state, bot, chat)?;
        check_member(state, key, from)?;
        check_open(state, key)?;
        check_topic(state, key, from, topic)?;
        put_topic(&mut content, topic);
        if let Some(id) = reply_to
            && state.message(key, id).is_none()
        {
            return Err(Refused::not_found(format!(
                "\"reply_to\" names the message {id}, which is not in the chat"
            )));
        }
        if key.is_private() && !state.dialog(key).is_some_and(|dialog| dialog.about.started) {
            state.about_mut(key).started = true;
        }
        let to = match key {
            ChatKey::Private { bot, .. } => Some(bot),
            ChatKey::Group(_) => None,
        };
        crate::sandbox::files::put(state, &files, to);
        let id = state.add_message(
            key,
            from,
            now / 1000,
            NewMessage {
                content,
                reply_to,
                markup: None,
            },
        );
        state.tell_bots(key, id, "message", now);
        Ok(shown(state, key, id))
    });
    written.await?.map(Json)
}

fn shown(state: &State, key: ChatKey, id: i64) -> Value {
    state
        .message(key, id)
        .map(|message| state.message_for_person(key, message))
        .unwrap_or_default()
}

#[derive(Deserialize)]
struct Edited {
    from: Id,
    text: String,
}

pub async fn edit(
    Extract(shared): Extract<Arc<Shared>>,
    Path((chat, id)): Path<(String, String)>,
    Query(which): Query<WhichBot>,
    bytes: Bytes,
) -> Answer {
    let Edited { from: Id(from), text } = body(&bytes)?;
    let id: i64 = id
        .parse()
        .map_err(|_| Refused::bad(format!("a message is named by its message_id, a number, not {id:?}")))?;
    let now = shared.now_ms();
    let edited = shared.act(|state| {
        let bot = which.find(state, &shared)?;
        let key = chat_of(state, bot, &chat)?;
        check_member(state, key, from)?;
        check_open(state, key)?;
        let message = state
            .message(key, id)
            .ok_or_else(|| Refused::not_found(format!("there is no message {id} in the chat")))?;
        if message.from != from {
            return Err(Refused::new(
                axum::http::StatusCode::FORBIDDEN,
                "people edit only what they wrote themselves",
            ));
        }
        let mut content = message.content.clone();
        if content.contains_key("text") {
            checked_text(&text)?.put_into(&mut content, "text", "entities");
        } else if WITH_CAPTION.iter().any(|kind| content.contains_key(*kind)) {
            checked_caption(&text)?.put_into(&mut content, "caption", "caption_entities");
        } else {
            return Err(Refused::bad(format!(
                "message {id} has neither text nor caption; only those can be edited"
            )));
        }
        state.change_message(key, id, |message| {
            message.content = content;
            message.edit_date = Some(now / 1000);
        });
        state.tell_bots(key, id, "edited_message", now);
        Ok(shown(state, key, id))
    });
    edited.await?.map(Json)
}

/// Says in a group who came or left, as Telegram does.
pub fn say_who_moved(state: &mut State, key: ChatKey, by: i64, user: i64, to: Status, now: i64) {
    let mut content = Map::new();
    let about = state.user(user);
    if to.is_in() {
        content.insert("new_chat_members".to_owned(), json!([about]));
    } else {
        content.insert("left_chat_member".to_owned(), about);
    }
    let id = state.add_message(
        key,
        by,
        now / 1000,
        NewMessage {
            content,
            ..NewMessage::default()
        },
    );
    state.tell_bots(key, id, "message", now);
}
