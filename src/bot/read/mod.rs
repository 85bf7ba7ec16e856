//! Telegram's updates, read for what we use.
//!
//! Telegram adds fields, entities and kinds of messages several times a year, and other servers leave some out. So nothing is parsed as
//! a whole: what we use is looked for by its name, and whatever else an update holds, in whatever place, is not looked at. A field of a
//! type that it should not have is taken for absent, and costs nothing but itself.

mod json;
mod message;
mod name;

use serde_json::Value;
use teloxide::types::{ChatMemberStatus, UserId};

use crate::domain::conversation::ChatKind;
use crate::domain::outgoing::{ChatId, PersonId};

pub use message::{Contact, Content, Message, Pointed, print};

/// An update, read.
#[derive(Clone, Debug, PartialEq)]
pub enum Update {
    Message(Message),
    Edited(Message),
    Press(Press),
    Membership(Membership),
    /// A kind that we do not use, or that is new.
    Other,
}

/// A chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    pub id: ChatId,
    pub kind: ChatKind,
    /// A group with topics.
    pub is_forum: bool,
}

/// The account that a message or a press comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    pub id: PersonId,
    pub is_bot: bool,
    /// First and last name, fit to be shown to others; the id where there is none.
    pub name: String,
    pub language_code: Option<String>,
}

/// A button was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    /// Names the press in answerCallbackQuery.
    pub id: String,
    pub sender: Option<Sender>,
    /// The button's own data, as we made it.
    pub data: Option<String>,
    pub chat: Option<Chat>,
    pub message_id: Option<i64>,
    /// The topic that the button's message stands in.
    pub topic: Option<i64>,
}

/// The bot's own standing in a chat changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub chat: Option<Chat>,
    pub sender: Option<Sender>,
    pub old: Option<ChatMemberStatus>,
    pub new: Option<ChatMemberStatus>,
}

impl Sender {
    /// An administrator who writes as the group (GroupAnonymousBot), or somebody who writes as a channel (Channel Bot).
    pub fn is_mask(&self) -> bool {
        self.is_account(|account| account.is_anonymous() || account.is_channel())
    }

    /// Telegram itself: it passes a linked channel's posts on into the group.
    pub fn is_telegram(&self) -> bool {
        self.is_account(UserId::is_telegram)
    }

    fn is_account(&self, is: impl Fn(UserId) -> bool) -> bool {
        u64::try_from(self.id).is_ok_and(|id| is(UserId(id)))
    }
}

/// The JSON of an update; None where it is none.
pub fn json(raw: &[u8]) -> Option<Value> {
    json::read(raw)
}

/// Reads an update.
pub fn update(update: &Value) -> Update {
    let object = |name: &str| update.get(name).filter(|value| value.is_object());
    if let Some(message) = object("message") {
        Update::Message(Message::read(message))
    } else if let Some(message) = object("edited_message") {
        Update::Edited(Message::read(message))
    } else if let Some(query) = object("callback_query") {
        press(query).map_or(Update::Other, Update::Press)
    } else if let Some(change) = object("my_chat_member") {
        let status = |name: &str| serde_json::from_value(change.get(name)?.get("status")?.clone()).ok();
        Update::Membership(Membership {
            chat: change.get("chat").and_then(chat),
            sender: change.get("from").and_then(sender),
            old: status("old_chat_member"),
            new: status("new_chat_member"),
        })
    } else {
        Update::Other
    }
}

/// Whose turn an update is: the chat of a message, a press or a change of membership; else the person whom it comes from.
pub fn turn(update: &Value) -> Option<(ChatId, ChatKind)> {
    let bodies = update.as_object()?.iter().filter(|(name, _)| *name != "update_id");
    bodies.map(|(_, body)| body).find_map(|body| {
        let told = body.get("chat").or_else(|| body.get("message")?.get("chat"));
        if let Some(chat) = told.and_then(chat) {
            return Some((chat.id, chat.kind));
        }
        // What was said to a group is not answered in private.
        if told.and_then(kind_of) == Some(ChatKind::Group) {
            return None;
        }
        let person = body.get("from").or_else(|| body.get("user"))?;
        Some((number(person.get("id")?)?, ChatKind::Private))
    })
}

fn press(query: &Value) -> Option<Press> {
    let message = query.get("message");
    let of_message = |name: &str| message.and_then(|message| message.get(name));
    Some(Press {
        id: text(query, "id").or_else(|| Some(number(query.get("id")?)?.to_string()))?,
        sender: query.get("from").and_then(sender),
        data: text(query, "data"),
        chat: of_message("chat").and_then(chat),
        message_id: of_message("message_id").and_then(number),
        topic: message.and_then(topic),
    })
}

fn chat(chat: &Value) -> Option<Chat> {
    let id = number(chat.get("id")?)?;
    Some(Chat {
        id,
        kind: kind_of(chat).unwrap_or(ChatKind::of(id)),
        is_forum: flag(chat, "is_forum"),
    })
}

fn kind_of(chat: &Value) -> Option<ChatKind> {
    match chat.get("type")?.as_str()? {
        "private" => Some(ChatKind::Private),
        "group" | "supergroup" | "channel" => Some(ChatKind::Group),
        _ => None,
    }
}

fn sender(user: &Value) -> Option<Sender> {
    let id = number(user.get("id")?)?;
    let part = |name: &str| user.get(name).and_then(Value::as_str).unwrap_or_default();
    Some(Sender {
        id,
        is_bot: flag(user, "is_bot"),
        name: name::of_account(id, part("first_name"), part("last_name")),
        language_code: text(user, "language_code"),
    })
}

/// The topic that a message stands in. Elsewhere `message_thread_id` names a thread of replies, which no message can be sent to.
fn topic(message: &Value) -> Option<i64> {
    let thread = message.get("message_thread_id").and_then(number);
    thread.filter(|thread| *thread > 0 && flag(message, "is_topic_message"))
}

/// A number, also one that a server wrote as a text.
fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// A text that says something.
fn text(of: &Value, name: &str) -> Option<String> {
    let text = of.get(name)?.as_str()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn flag(of: &Value, name: &str) -> bool {
    of.get(name).and_then(Value::as_bool).unwrap_or(false)
}

#[cfg(test)]
mod tests;
