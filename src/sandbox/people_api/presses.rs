//! A person presses an inline button, and waits for what the bot says to it.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as Extract};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::chats::check_open;
use super::{Answer, Id, Refused, WhichBot, body, chat_of, check_member};
use crate::sandbox::shared::{Shared, changed_before};
use crate::sandbox::state::chats::ChatKey;
use crate::sandbox::state::messages::{Callback, StoredMessage};
use crate::sandbox::state::{Key, State};

/// In real time: a person looks at a spinning button no longer.
const WAITS_FOR: Duration = Duration::from_secs(10);
/// Presses older than this, by the sandbox's clock, are forgotten.
const KEPT_MILLISECONDS: i64 = 3600 * 1000;

#[derive(Deserialize)]
struct Press {
    from: Id,
    message_id: Id,
    button: String,
}

pub async fn press(
    Extract(shared): Extract<Arc<Shared>>,
    Path(chat): Path<String>,
    Query(which): Query<WhichBot>,
    bytes: Bytes,
) -> Answer {
    let Press {
        from: Id(from),
        message_id: Id(message),
        button,
    } = body(&bytes)?;
    let now = shared.now_ms();
    let deadline = Instant::now() + WAITS_FOR;
    let mut changes = shared.changes();
    let query = shared.act(|state| {
        let bot = which.find(state, &shared)?;
        let key = chat_of(state, bot, &chat)?;
        check_member(state, key, from)?;
        check_open(state, key)?;
        begin(state, key, from, message, &button, now)
    });
    let query = query.await??;
    loop {
        let answer = shared
            .act(|state| state.callbacks.get(&query).map(|query| query.answer.clone()))
            .await?;
        match answer {
            Some(None) => {}
            Some(Some(answer)) => {
                let mut shown = json!({ "answer": answer.text, "alert": answer.alert });
                if let Some(url) = answer.url {
                    shown["url"] = json!(url);
                }
                return Ok(Json(shown));
            }
            // The sandbox was reset meanwhile.
            None => return Ok(Json(json!({ "answer": null, "alert": false }))),
        }
        let changed = tokio::select! {
            changed = changed_before(&mut changes, deadline) => changed,
            () = shared.stopped() => false,
        };
        if !changed {
            return Ok(Json(json!({ "answer": null, "alert": false })));
        }
    }
}

/// Puts the press into the bot's queue, and returns the id by which it can be answered.
fn begin(state: &mut State, key: ChatKey, from: i64, id: i64, button: &str, now: i64) -> Result<String, Refused> {
    let message = state
        .message(key, id)
        .ok_or_else(|| Refused::not_found(format!("there is no message {id} in the chat")))?;
    let data = find(message, button)?;
    let bot = message.from;
    let body = state.message_for_bot(key, message);
    let old: Vec<String> = state
        .callbacks
        .iter()
        .filter(|(_, query)| query.at + KEPT_MILLISECONDS < now)
        .map(|(id, _)| id.clone())
        .collect();
    for id in old {
        state.callbacks.remove(&id);
        state.touch(Key::Callback(id));
    }
    state.meta.callbacks_made += 1;
    state.touch(Key::Meta);
    // Unique for good, and of the size that Telegram's are.
    let query = format!(
        "{}",
        4_000_000_000_000_000_000_u64.saturating_add(state.meta.callbacks_made)
    );
    state.callbacks.insert(
        query.clone(),
        Callback {
            bot,
            at: now,
            answer: None,
        },
    );
    state.touch(Key::Callback(query.clone()));
    let update = json!({
        "id": query,
        "from": state.user(from),
        "message": body,
        "chat_instance": format!("{}", key.id().wrapping_mul(1_000_003).wrapping_add(bot)),
        "data": data,
    });
    state.add_update(bot, "callback_query", update, now);
    Ok(query)
}

/// The data of the button with this label or data. A button that an edit has taken away is named by its data alone.
fn find(message: &StoredMessage, button: &str) -> Result<Value, Refused> {
    let buttons: Vec<&Value> = message.buttons().collect();
    let found = ["callback_data", "text"].into_iter().find_map(|name| {
        buttons.iter().find(|candidate| {
            candidate[name]
                .as_str()
                .is_some_and(|value| value.trim() == button.trim())
        })
    });
    if found.is_none() && message.former_buttons.iter().any(|data| data == button.trim()) {
        return Ok(json!(button.trim()));
    }
    let Some(found) = found else {
        let list: Vec<String> = buttons
            .iter()
            .map(|button| format!("{} ({})", button["text"], button["callback_data"]))
            .collect();
        let what = if list.is_empty() {
            "it has no buttons".to_owned()
        } else {
            format!("its buttons are: {}", list.join(", "))
        };
        return Err(Refused::not_found(format!(
            "message {} has no button {button:?}; {what}",
            message.id
        )));
    };
    let data = found.get("callback_data").cloned();
    data.ok_or_else(|| {
        Refused::bad(format!(
            "the button {} sends nothing to the bot; it is {found}",
            found["text"]
        ))
    })
}
