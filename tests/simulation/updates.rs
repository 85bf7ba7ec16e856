//! What people do, as Telegram tells it. All of them are made up.

use std::sync::atomic::{AtomicI64, Ordering};

use beian_bot::bot::intake::read_update;
use beian_bot::storage::inbox::RawUpdate;
use serde_json::{Value, json};

use crate::town::BOT;

static LAST: AtomicI64 = AtomicI64::new(1_000);

fn next() -> i64 {
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

pub fn says(person: i64, text: &str) -> RawUpdate {
    message(person, person, json!({ "text": text, "entities": command_of(text) }))
}

pub fn says_in(chat: i64, person: i64, text: &str) -> RawUpdate {
    message(chat, person, json!({ "text": text, "entities": command_of(text) }))
}

/// A photo, as the file that it is.
pub fn sends_photo(person: i64, file: &str) -> RawUpdate {
    let document = json!({ "file_id": file, "file_unique_id": file, "file_size": 4_000, "mime_type": "image/jpeg",
        "file_name": "photo.jpg" });
    message(person, person, json!({ "document": document }))
}

pub fn sends_sticker(person: i64) -> RawUpdate {
    message(
        person,
        person,
        json!({ "sticker": { "file_id": "sticker", "type": "regular" } }),
    )
}

pub fn presses(person: i64, data: &str) -> RawUpdate {
    let id = next();
    let bot = json!({ "id": BOT, "is_bot": true, "first_name": "bot", "username": "beian_bot" });
    let message = json!({ "message_id": 7, "date": 1_700_000_000, "from": bot, "text": "?", "chat": chat_of(person) });
    read(
        &json!({ "update_id": id, "callback_query": { "id": id.to_string(), "from": teller(person), "message": message,
        "chat_instance": "1", "data": data } }),
    )
}

/// The bot is unblocked.
pub fn unblocks(person: i64) -> RawUpdate {
    let standing =
        |status: &str| json!({ "status": status, "user": { "id": BOT, "is_bot": true, "first_name": "bot" } });
    read(
        &json!({ "update_id": next(), "my_chat_member": { "chat": chat_of(person), "from": teller(person),
        "date": 1_700_000_000, "old_chat_member": standing("kicked"), "new_chat_member": standing("member") } }),
    )
}

fn message(chat: i64, person: i64, content: Value) -> RawUpdate {
    let id = next();
    let mut message = json!({ "message_id": id, "date": 1_700_000_000, "from": teller(person), "chat": chat_of(chat) });
    for (name, value) in content.as_object().unwrap() {
        message[name] = value.clone();
    }
    read(&json!({ "update_id": id, "message": message }))
}

fn command_of(text: &str) -> Vec<Value> {
    let command = text.split_whitespace().next().filter(|word| word.starts_with('/'));
    let entity = command.map(|word| json!({ "type": "bot_command", "offset": 0, "length": word.len() }));
    entity.into_iter().collect()
}

fn teller(person: i64) -> Value {
    // One in eight speaks English.
    let language = if person % 8 == 5 { "en" } else { "zh-hans" };
    json!({ "id": person, "is_bot": false, "first_name": "林", "language_code": language })
}

fn chat_of(chat: i64) -> Value {
    match chat {
        ..0 => json!({ "id": chat, "type": "supergroup", "title": "desk" }),
        _ => json!({ "id": chat, "type": "private", "first_name": "林" }),
    }
}

fn read(update: &Value) -> RawUpdate {
    read_update(update.to_string().as_bytes()).unwrap()
}
