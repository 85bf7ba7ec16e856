//! Messages: kept once, shown to bots as Telegram does, and to people with what only the app knows.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::chats::ChatKey;
use super::{Key, State};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct StoredMessage {
    pub id: i64,
    /// Where the last change of this message stands among all changes of all messages.
    pub seq: i64,
    /// A person or a bot.
    pub from: i64,
    /// Seconds since 1970.
    pub date: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit_date: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<i64>,
    /// `text`, `entities`, `photo`, `caption` and so on, as in Telegram's `Message`.
    pub content: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markup: Option<Value>,
    /// `callback_data` of buttons that edits have taken away: an app that has not heard of the edit yet still shows them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_buttons: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

impl StoredMessage {
    pub fn inline_keyboard(&self) -> Option<&Value> {
        self.markup
            .as_ref()
            .filter(|markup| markup.get("inline_keyboard").is_some())
    }

    /// Every button of its inline keyboard.
    pub fn buttons(&self) -> impl Iterator<Item = &Value> {
        self.inline_keyboard()
            .and_then(|keyboard| keyboard["inline_keyboard"].as_array())
            .into_iter()
            .flatten()
            .filter_map(Value::as_array)
            .flatten()
    }

    /// Another inline keyboard, or none; the buttons that go are remembered.
    pub fn set_markup(&mut self, markup: Option<Value>) {
        let going: Vec<String> = self
            .buttons()
            .filter_map(|button| button["callback_data"].as_str())
            .map(str::to_owned)
            .collect();
        for data in going {
            if !self.former_buttons.contains(&data) {
                self.former_buttons.push(data);
            }
        }
        self.markup = markup;
    }

    pub fn text(&self) -> Option<&str> {
        self.content.get("text").and_then(Value::as_str)
    }
}

/// A message that is about to be put into a chat.
#[derive(Debug, Default)]
pub struct NewMessage {
    pub content: Map<String, Value>,
    pub markup: Option<Value>,
    pub reply_to: Option<i64>,
}

/// A pressed button whose press waits for the bot's answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Callback {
    pub bot: i64,
    /// Milliseconds since 1970, by the sandbox's clock.
    pub at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<CallbackAnswer>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CallbackAnswer {
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub alert: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl State {
    /// Puts a message into a chat and returns its id.
    pub fn add_message(&mut self, key: ChatKey, from: i64, at: i64, new: NewMessage) -> i64 {
        let seq = self.next_seq();
        let dialog = self.dialogs.entry(key).or_default();
        let id = dialog.next_id();
        let NewMessage {
            content,
            markup,
            reply_to,
        } = new;
        dialog.put(StoredMessage {
            id,
            seq,
            from,
            date: at,
            reply_to,
            content,
            markup,
            ..StoredMessage::default()
        });
        self.touch(Key::Message(key, id));
        id
    }

    pub fn message(&self, key: ChatKey, id: i64) -> Option<&StoredMessage> {
        self.dialogs
            .get(&key)?
            .messages
            .get(&id)
            .filter(|message| !message.deleted)
    }

    /// Changes a message; the change gets a `seq` of its own.
    pub fn change_message(&mut self, key: ChatKey, id: i64, change: impl FnOnce(&mut StoredMessage)) {
        let Some(mut message) = self
            .dialogs
            .get(&key)
            .and_then(|dialog| dialog.messages.get(&id))
            .cloned()
        else {
            return;
        };
        change(&mut message);
        // The old place goes by the old `seq`, so the new one is set last.
        message.seq = self.next_seq();
        self.dialogs.entry(key).or_default().put(message);
        self.touch(Key::Message(key, id));
    }

    /// The `Message` object of Telegram, as bots get it.
    pub fn message_for_bot(&self, key: ChatKey, message: &StoredMessage) -> Value {
        let mut shown = self.show(key, message);
        if let Some(keyboard) = message.inline_keyboard() {
            shown["reply_markup"] = keyboard.clone();
        }
        if let Some(replied) = message.reply_to.and_then(|id| self.message(key, id)) {
            let mut inner = self.show(key, replied);
            if let Some(keyboard) = replied.inline_keyboard() {
                inner["reply_markup"] = keyboard.clone();
            }
            shown["reply_to_message"] = inner;
        }
        shown
    }

    /// The same as a person's app sees it: with every kind of keyboard, `seq` and `deleted`.
    pub fn message_for_person(&self, key: ChatKey, message: &StoredMessage) -> Value {
        let mut shown = self.message_for_bot(key, message);
        if let Some(markup) = &message.markup {
            shown["reply_markup"] = markup.clone();
        }
        shown["seq"] = json!(message.seq);
        if message.deleted {
            shown["deleted"] = json!(true);
        }
        shown
    }

    fn show(&self, key: ChatKey, message: &StoredMessage) -> Value {
        let mut shown = Map::new();
        shown.insert("message_id".to_owned(), json!(message.id));
        shown.insert("from".to_owned(), self.user(message.from));
        shown.insert("chat".to_owned(), self.chat(key));
        shown.insert("date".to_owned(), json!(message.date));
        if let Some(edited) = message.edit_date {
            shown.insert("edit_date".to_owned(), json!(edited));
        }
        shown.extend(
            message
                .content
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
        Value::Object(shown)
    }
}
