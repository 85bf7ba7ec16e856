//! What must be done outside once a change is committed: fully rendered, one call a row of the outbox.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::requests::{Arrived, Request};

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

    /// The channel of a chat's lane.
    pub fn channel(self, chat: ChatId) -> String {
        format!("chat:{chat}:{}", self.as_str())
    }
}

/// What a notice tells of. As long as it was not delivered, a later one may take its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Matter {
    /// To the applicant: what became of the filing.
    Status(Uuid),
    /// To whom it concerns: a deadline of the filing.
    Reminder(Uuid),
    /// To the claimant: what others did to the filing.
    News(Uuid),
}

impl Matter {
    /// Every matter of a filing.
    pub fn all(filing: Uuid) -> [Self; 3] {
        [Self::Status(filing), Self::Reminder(filing), Self::News(filing)]
    }

    pub fn filing(self) -> Uuid {
        match self {
            Self::Status(filing) | Self::Reminder(filing) | Self::News(filing) => filing,
        }
    }

    /// Whether an earlier notice, about `earlier`, is no longer true once there is this one: of each kind only the latest is, and a
    /// deadline ends with its status, whoever was to be reminded of it.
    pub fn replaces(self, earlier: Self, is_same_chat: bool) -> bool {
        match (self, earlier) {
            (Self::Status(later), Self::Reminder(earlier)) => later == earlier,
            _ => is_same_chat && self == earlier,
        }
    }
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Status(_) => "status",
            Self::Reminder(_) => "reminder",
            Self::News(_) => "news",
        };
        write!(f, "{name}:{}", self.filing())
    }
}

impl FromStr for Matter {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (name, filing) = text.split_once(':').ok_or(())?;
        let filing = filing.parse().map_err(|_| ())?;
        match name {
            "status" => Ok(Self::Status(filing)),
            "reminder" => Ok(Self::Reminder(filing)),
            "news" => Ok(Self::News(filing)),
            _ => Err(()),
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

/// What nobody answered for so long is worth nothing: most likely the filing has ended. Telegram keeps a file much longer; one that
/// could not be fetched for so long will not be.
const REQUEST_LASTS: Duration = Duration::days(14);

impl Outgoing {
    /// A question to a service outside, about a filing of that person.
    pub fn request(applicant: PersonId, request: Request, now: DateTime<Utc>) -> Self {
        Self {
            chat: applicant,
            lane: Lane::Answer,
            slot: None,
            owner: Owner::Filing(request.point.filing),
            call: Call::Request(request),
            not_before: None,
            expires_at: now.checked_add_signed(REQUEST_LASTS),
        }
    }
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
    Erase {
        /// Of these filings the files go too.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        filings: Vec<Uuid>,
    },
    /// sendPhoto, sendDocument: a file of a filing, from the store.
    Picture {
        filing: Uuid,
        file: Uuid,
        /// As a photo, which phones show at once; else as the file that it is.
        as_photo: bool,
        name: String,
        caption: String,
    },
    /// A question to a service outside; what it came back with is an input of the same chat.
    Request(Request),
}

/// Rows of inline buttons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Keyboard(pub Vec<Vec<Button>>);

/// A button: what it says, and what comes back when it is pressed (at most 64 bytes).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
            Call::Erase { .. } => "erase",
            Call::Picture { .. } => "picture",
            Call::Request(_) => "request",
        }
    }
}

/// What the channels of chats' menus begin with: one that cannot be set delays no other chat's.
pub const MENUS: &str = "commands:";
/// The channel of answers to presses.
pub const PRESSES: &str = "press";
/// What the channels of services outside begin with.
pub const SERVICES: &str = "service:";

/// How the calls of a channel follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// One after the other: one that is held up holds up those behind it.
    InLine,
    /// Several at once, in no order: none waits for another.
    SideBySide,
}

impl Order {
    pub fn of(channel: &str) -> Self {
        if channel == PRESSES || channel.starts_with(SERVICES) {
            Self::SideBySide
        } else {
            Self::InLine
        }
    }
}

impl Outgoing {
    /// Whose lease delivers it: a chat's lane, a chat's menus, a service; presses and erasing have a channel each.
    pub fn channel(&self) -> String {
        match &self.call {
            Call::PressAnswer { .. } => PRESSES.into(),
            Call::Commands { .. } => format!("{MENUS}{}", self.chat),
            Call::Erase { .. } => "erase".into(),
            Call::Request(request) => format!("{SERVICES}{}", request.wanted.service()),
            _ => self.lane.channel(self.chat),
        }
    }
}

/// What an outgoing call came back with, where the bot must hear of it. Stored as the content of a `result` input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// A message was refused for good, or set aside: the bot is blocked, the chat is gone, or the message is wrong in itself.
    Refused {
        chat: ChatId,
        code: u16,
        description: String,
        /// What the notice was about, if it was one about a filing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filing: Option<Uuid>,
    },
    /// A notice about a filing arrived, after an earlier one had been refused.
    Told { chat: ChatId, filing: Uuid },
    /// The group became a supergroup with a new id.
    Migrated { from: ChatId, to: ChatId },
    /// A request to a service came back.
    Arrived(Arrived),
}
