//! What must be done outside once a change is committed: fully rendered, one call a row of the outbox.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Telegram's id of a chat; a private chat's is the person's. 0 stands for "no chat".
pub type ChatId = i64;
/// Telegram's id of a person.
pub type PersonId = i64;

/// Two lanes, so that a notice to everybody never delays an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// To a person who has just written or pressed: at once.
    Answer,
    /// Notices and reminders: within Telegram's bulk limits.
    Unasked,
}

impl Lane {
    pub fn as_str(self) -> &'static str {
        match self {
            Lane::Answer => "answer",
            Lane::Unasked => "unasked",
        }
    }
}

/// Whose data key seals the row: that of the values it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The receiving chat.
    Chat(ChatId),
    /// The filing whose values are shown.
    Filing(Uuid),
}

/// One call to the outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    pub chat: ChatId,
    pub lane: Lane,
    /// The place in the chat that the message takes (`question`, `summary`, `desk`).
    pub slot: Option<String>,
    pub owner: Owner,
    pub call: Call,
    /// Not before this instant; at once where absent.
    pub not_before: Option<DateTime<Utc>>,
    /// Worthless after this instant.
    pub expires_at: Option<DateTime<Utc>>,
}

/// What is done. Texts are Telegram's HTML, no longer than Telegram takes; longer ones became several calls before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Call {
    /// sendMessage. With a slot, the message takes it, and the buttons of the message that stood there are taken off.
    Send {
        text: String,
        #[serde(default, skip_serializing_if = "Keyboard::is_empty")]
        keyboard: Keyboard,
        /// The topic of the chat that it stands in. Where there is no such topic, it is sent without one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        topic: Option<i64>,
    },
    /// editMessageText: of the message that is named (the one that was pressed), else of the one in the slot. Where there is
    /// none to edit, it is sent anew and takes the slot.
    Edit {
        message_id: Option<i64>,
        text: String,
        #[serde(default, skip_serializing_if = "Keyboard::is_empty")]
        keyboard: Keyboard,
        /// The topic that it stands in if it is sent anew.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        topic: Option<i64>,
    },
    /// editMessageReplyMarkup: takes the buttons off a message.
    RemoveButtons { message_id: i64 },
    /// deleteMessage.
    Delete { message_id: i64 },
    /// answerCallbackQuery. Outside the chat's order; "query is too old" counts as done.
    PressAnswer {
        query_id: String,
        text: Option<String>,
        alert: bool,
    },
    /// setMyCommands for one chat (or, without a chat, for everybody) in one language (or in the default one).
    Commands {
        language: Option<String>,
        commands: Vec<(String, String)>,
    },
    /// Makes deleted bytes disappear from the database's files. Repeated until it succeeds.
    Erase,
}

/// Rows of inline buttons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyboard(pub Vec<Vec<Button>>);

/// A button: what it says, and what comes back when it is pressed (at most 64 bytes).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    pub label: String,
    pub data: String,
}

impl Keyboard {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Call {
    /// The word for the kind, as the outbox keeps it beside the sealed content.
    pub fn kind(&self) -> &'static str {
        match self {
            Call::Send { .. } => "send",
            Call::Edit { .. } => "edit",
            Call::RemoveButtons { .. } => "remove_buttons",
            Call::Delete { .. } => "delete",
            Call::PressAnswer { .. } => "press_answer",
            Call::Commands { .. } => "commands",
            Call::Erase => "erase",
        }
    }
}

impl Outgoing {
    /// Whose lease delivers it: a chat's lane keeps its order; presses, menus and erasing have a channel each.
    pub fn channel(&self) -> String {
        match self.call {
            Call::PressAnswer { .. } => "press".into(),
            Call::Commands { .. } => "commands".into(),
            Call::Erase => "erase".into(),
            _ => format!("chat:{}:{}", self.chat, self.lane.as_str()),
        }
    }
}

/// What an outgoing call came back with, where the bot must hear of it. Stored as the content of a `result` input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Telegram refused a message for good: the bot is blocked, or the chat is gone.
    Refused {
        chat: ChatId,
        code: u16,
        description: String,
    },
    /// The group became a supergroup with a new id.
    Migrated { from: ChatId, to: ChatId },
}
