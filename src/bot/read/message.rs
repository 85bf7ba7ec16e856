//! A message, read for what we use.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{Chat, Sender, flag, number, text};
use crate::domain::conversation::ChatKind;
use crate::domain::outgoing::{ChatId, PersonId};

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: Option<i64>,
    pub chat: Option<Chat>,
    /// Whom it comes from. In a private chat that is its person, also where the server does not say so.
    pub sender: Option<Sender>,
    /// The group or channel as which it was written.
    pub sender_chat: Option<ChatId>,
    /// The topic of a group, or of a private chat, that it stands in.
    pub topic: Option<i64>,
    pub text: Option<String>,
    pub caption: Option<String>,
    pub content: Content,
    /// Of several messages that were sent as one album: its id.
    pub album: Option<String>,
    /// It was written elsewhere and passed on by whoever sent it.
    pub forwarded: bool,
    /// Who wrote it elsewhere, where that is told: of a person who hides their account only that they do.
    pub forwarded_from: Option<Writer>,
    /// Who wrote the message that it replies to.
    pub reply_to: Option<Sender>,
    /// A linked channel's post, which Telegram itself put into the group.
    pub is_automatic_forward: bool,
    /// An inline bot's words, which whoever sent it chose from a list.
    pub via_bot: bool,
    pub edit_date: Option<i64>,
    /// The group has become the supergroup of this id.
    pub migrated_to: Option<ChatId>,
    /// The supergroup was the group of this id.
    pub migrated_from: Option<ChatId>,
}

/// Who wrote a message that somebody else passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writer {
    Person(Sender),
    Hidden,
}

/// Somebody whom a message points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pointed {
    At {
        id: PersonId,
        name: String,
    },
    /// Their account is hidden, or they have none.
    AtNobody,
}

/// What a message holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Text,
    Contact(Contact),
    /// A place, or one that moves for a while and is told anew by edits.
    Location,
    LiveLocation,
    /// By the name that Telegram gives its field: `photo`, `dice`, `poll`, …
    Known(&'static str),
    /// Something that happened in the chat and that nobody wrote: somebody came, a message was pinned.
    Service,
    /// Of a kind that is new to us, or nothing.
    Unknown,
}

/// A contact that was shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub phone_number: Option<String>,
    /// The account it belongs to, where the sender's app knows it.
    pub person: Option<PersonId>,
    /// First and last name, as whoever sent it has them in their address book.
    pub name: Option<String>,
}

/// Fields of messages that somebody wrote or sent, of <https://core.telegram.org/bots/api#message>. `game` and such come first: the
/// first that is there names the kind (an animation is a document too).
const SENT: &[&str] = &[
    "animation",
    "audio",
    "checklist",
    "dice",
    "document",
    "game",
    "giveaway",
    "giveaway_winners",
    "invoice",
    "paid_media",
    "photo",
    "poll",
    "sticker",
    "story",
    "venue",
    "video",
    "video_note",
    "voice",
];

/// Fields of messages that Telegram itself put into the chat.
const SERVICE: &[&str] = &[
    "boost_added",
    "channel_chat_created",
    "chat_background_set",
    "chat_owner_changed",
    "chat_owner_left",
    "chat_shared",
    "checklist_tasks_added",
    "checklist_tasks_done",
    "connected_website",
    "delete_chat_photo",
    "direct_message_price_changed",
    "forum_topic_closed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "gift",
    "gift_upgrade_sent",
    "giveaway_completed",
    "giveaway_created",
    "group_chat_created",
    "left_chat_member",
    "message_auto_delete_timer_changed",
    "migrate_from_chat_id",
    "migrate_to_chat_id",
    "new_chat_members",
    "new_chat_photo",
    "new_chat_title",
    "paid_message_price_changed",
    "passport_data",
    "pinned_message",
    "proximity_alert_triggered",
    "refunded_payment",
    "successful_payment",
    "suggested_post_approval_failed",
    "suggested_post_approved",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "supergroup_chat_created",
    "unique_gift",
    "users_shared",
    "video_chat_ended",
    "video_chat_participants_invited",
    "video_chat_scheduled",
    "video_chat_started",
    "web_app_data",
    "write_access_allowed",
];

/// Any of them says that a message was written elsewhere: the present field, and those of before Bot API 7.0.
const FORWARDED: &[&str] = &[
    "forward_origin",
    "forward_from",
    "forward_from_chat",
    "forward_sender_name",
    "forward_signature",
    "forward_date",
];

impl Message {
    pub(super) fn read(message: &Value) -> Self {
        // A field that is there and null says nothing; of any other type it says that it is there.
        let has = |name: &str| message.get(name).is_some_and(|value| !value.is_null());
        let any_of = |names: &[&str]| names.iter().any(|name| has(name));
        let chat = message.get("chat").and_then(super::chat);
        let sender = message.get("from").and_then(super::sender);
        // A private chat has one person, whose id and names are the chat's own.
        let of_chat = || {
            let chat = chat.as_ref().filter(|chat| chat.kind == ChatKind::Private);
            chat.and_then(|_| super::sender(message.get("chat")?))
        };
        Self {
            id: message.get("message_id").and_then(number),
            sender: sender.or_else(of_chat),
            sender_chat: message.get("sender_chat").and_then(|chat| number(chat.get("id")?)),
            topic: super::topic(message),
            text: text(message, "text"),
            caption: text(message, "caption"),
            content: content(message, &has),
            album: text(message, "media_group_id"),
            forwarded: any_of(FORWARDED),
            forwarded_from: writer(message),
            reply_to: replied_to(message),
            is_automatic_forward: flag(message, "is_automatic_forward"),
            via_bot: has("via_bot"),
            edit_date: message.get("edit_date").and_then(number),
            migrated_to: message.get("migrate_to_chat_id").and_then(number),
            migrated_from: message.get("migrate_from_chat_id").and_then(number),
            chat,
        }
    }

    /// Written as the group or as a channel: nobody knows by whom.
    pub fn is_masked(&self) -> bool {
        let is_mask = self.sender.as_ref().is_some_and(Sender::is_mask);
        !self.is_automatic_forward && (self.sender_chat.is_some() || is_mask)
    }

    /// Whom it points at: whose contact it is, who wrote what was forwarded, or what it replies to.
    pub fn points_at(&self) -> Option<Pointed> {
        let at = |sender: &Sender| Pointed::At {
            id: sender.id,
            name: sender.name.clone(),
        };
        if let Content::Contact(contact) = &self.content {
            let known = contact.person.zip(contact.name.clone());
            return Some(known.map_or(Pointed::AtNobody, |(id, name)| Pointed::At { id, name }));
        }
        match (&self.forwarded_from, &self.reply_to) {
            (Some(Writer::Person(sender)), _) | (None, Some(sender)) => {
                let is_person = !sender.is_bot && !sender.is_telegram() && !sender.is_mask();
                is_person.then(|| at(sender))
            }
            (Some(Writer::Hidden), _) => Some(Pointed::AtNobody),
            (None, None) => None,
        }
    }

    /// Stands for what was written: its kind and its words.
    pub fn print(&self) -> u32 {
        let words = self.text.as_ref().or(self.caption.as_ref());
        print(&format!("{:?}\n{}", self.content, words.map_or("", String::as_str)))
    }
}

/// A number that stands for a text: the same for the same text.
pub fn print(text: &str) -> u32 {
    let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(text));
    u32::from_be_bytes([a, b, c, d])
}

/// Whoever wrote it elsewhere: in the present field, and in those of before Bot API 7.0.
fn writer(message: &Value) -> Option<Writer> {
    let origin = message.get("forward_origin");
    let person = origin.and_then(|origin| origin.get("sender_user"));
    let person = person.or_else(|| message.get("forward_from")).and_then(super::sender);
    if let Some(person) = person {
        return Some(Writer::Person(person));
    }
    let hidden = origin.and_then(|origin| origin.get("sender_user_name"));
    let hidden = hidden.or_else(|| message.get("forward_sender_name"));
    hidden.filter(|name| name.is_string()).map(|_| Writer::Hidden)
}

/// In a topic every message replies to the one that opened it, where its writer meant no other.
fn replied_to(message: &Value) -> Option<Sender> {
    let message = message.get("reply_to_message")?;
    let opens_topic = message.get("forum_topic_created").is_some();
    message.get("from").filter(|_| !opens_topic).and_then(super::sender)
}

fn contact_name(contact: &Value) -> Option<String> {
    let part = |name: &str| contact.get(name).and_then(Value::as_str).unwrap_or_default();
    let id = contact.get("user_id").and_then(number)?;
    Some(super::name::of_account(id, part("first_name"), part("last_name")))
}

fn content(message: &Value, has: &impl Fn(&str) -> bool) -> Content {
    if text(message, "text").is_some() {
        return Content::Text;
    }
    if let Some(contact) = message.get("contact").filter(|contact| contact.is_object()) {
        let phone = |value: &Value| {
            value
                .as_str()
                .map(str::to_owned)
                .or_else(|| value.as_i64().map(|n| n.to_string()))
        };
        return Content::Contact(Contact {
            phone_number: contact.get("phone_number").and_then(phone),
            person: contact.get("user_id").and_then(number),
            name: contact_name(contact),
        });
    }
    if let Some(kind) = SENT.iter().find(|kind| has(kind)) {
        return Content::Known(kind);
    }
    if let Some(location) = message.get("location").filter(|location| !location.is_null()) {
        let lives = location.get("live_period").is_some_and(|period| !period.is_null());
        return if lives {
            Content::LiveLocation
        } else {
            Content::Location
        };
    }
    if SERVICE.iter().any(|kind| has(kind)) {
        return Content::Service;
    }
    Content::Unknown
}
