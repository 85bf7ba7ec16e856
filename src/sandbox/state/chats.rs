//! Chats: a private one of each bot with each person, and groups that all bots share.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::messages::StoredMessage;
use super::{Key, State};

/// Which chat a message stands in. A person's private chats with two bots are two chats with one id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChatKey {
    Private { bot: i64, person: i64 },
    Group(i64),
}

impl ChatKey {
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        match text.split_once(':') {
            Some((bot, person)) => Ok(Self::Private {
                bot: bot.parse()?,
                person: person.parse()?,
            }),
            None => Ok(Self::Group(
                text.parse().context("a chat's key is bot:person or a group's id")?,
            )),
        }
    }

    /// The chat's id as Telegram shows it.
    pub fn id(self) -> i64 {
        match self {
            Self::Private { person, .. } => person,
            Self::Group(id) => id,
        }
    }

    pub fn is_private(self) -> bool {
        matches!(self, Self::Private { .. })
    }
}

impl fmt::Display for ChatKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Private { bot, person } => write!(f, "{bot}:{person}"),
            Self::Group(id) => write!(f, "{id}"),
        }
    }
}

/// Written as its text, where a record names a chat.
impl Serialize for ChatKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChatKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// A member's standing in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Creator,
    Administrator,
    Member,
    Left,
    Kicked,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Creator => "creator",
            Self::Administrator => "administrator",
            Self::Member => "member",
            Self::Left => "left",
            Self::Kicked => "kicked",
        }
    }

    pub fn is_in(self) -> bool {
        matches!(self, Self::Creator | Self::Administrator | Self::Member)
    }

    pub fn is_admin(self) -> bool {
        matches!(self, Self::Creator | Self::Administrator)
    }

    /// The `ChatMember` object of Telegram.
    pub fn member(self, user: Value) -> Value {
        let mut member = json!({ "user": user, "status": self.name() });
        match self {
            Self::Creator => member["is_anonymous"] = json!(false),
            Self::Kicked => member["until_date"] = json!(0),
            Self::Administrator => {
                for right in ADMINISTRATOR_RIGHTS {
                    member[*right] = json!(true);
                }
                member["can_be_edited"] = json!(false);
                member["is_anonymous"] = json!(false);
            }
            Self::Member | Self::Left => {}
        }
        member
    }
}

const ADMINISTRATOR_RIGHTS: &[&str] = &[
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
];

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Group {
    pub title: String,
    pub members: BTreeMap<i64, Status>,
    /// Bots whose standing is not that of a member: every bot is one until it is put out.
    pub bots: BTreeMap<i64, Status>,
}

impl Group {
    pub fn status(&self, user: i64) -> Status {
        self.members.get(&user).copied().unwrap_or(Status::Left)
    }

    pub fn bot_status(&self, bot: i64) -> Status {
        self.bots.get(&bot).copied().unwrap_or(Status::Member)
    }
}

/// What is kept of a chat beside its messages.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct About {
    /// Private: the person has written to the bot (or unblocked it), so the bot may write.
    #[serde(default)]
    pub started: bool,
    #[serde(default)]
    pub blocked: bool,
    /// Up to which `seq` each person has read.
    #[serde(default)]
    pub read: BTreeMap<i64, i64>,
    /// By their numbers. A chat without any has no topics.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub topics: BTreeMap<i64, Topic>,
}

/// The number of the topic that every group with topics has. Messages in it bear none.
pub const GENERAL: i64 = 1;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Topic {
    pub name: String,
    /// Only administrators write there.
    #[serde(default)]
    pub closed: bool,
}

impl Topic {
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            closed: false,
        }
    }
}

/// A chat's messages by id, and in the order of their last change.
#[derive(Debug, Default)]
pub struct Dialog {
    pub about: About,
    pub messages: BTreeMap<i64, StoredMessage>,
    by_seq: BTreeMap<i64, i64>,
    /// Where what is seen beside the messages (typing, read marks) last changed; it is not written down.
    noted: i64,
}

impl Dialog {
    /// Puts a message in its place, new or in another state than before.
    pub fn put(&mut self, message: StoredMessage) {
        let (id, seq) = (message.id, message.seq);
        if let Some(before) = self.messages.insert(id, message) {
            self.by_seq.remove(&before.seq);
        }
        self.by_seq.insert(seq, id);
    }

    pub fn next_id(&self) -> i64 {
        self.messages.keys().next_back().map_or(1, |last| last + 1)
    }

    /// What changed after `seq`, oldest change first.
    pub fn after(&self, seq: i64) -> impl Iterator<Item = &StoredMessage> {
        let from = seq.saturating_add(1);
        self.by_seq.range(from..).filter_map(|(_, id)| self.messages.get(id))
    }

    pub fn last_seq(&self) -> i64 {
        self.by_seq.keys().next_back().copied().unwrap_or(0)
    }

    /// Where anything that a person sees of the chat last changed.
    pub fn last_event(&self) -> i64 {
        self.last_seq().max(self.noted)
    }

    /// How many messages of others came or changed since `person` last read.
    pub fn unread(&self, person: i64) -> usize {
        let read = self.about.read.get(&person).copied().unwrap_or(0);
        self.after(read)
            .filter(|message| message.from != person && !message.deleted)
            .count()
    }
}

impl State {
    /// The chat that `id` means to a bot: a person's private chat with it, or a group.
    pub fn chat_key(&self, bot: i64, id: i64) -> Option<ChatKey> {
        if self.people.contains_key(&id) {
            Some(ChatKey::Private { bot, person: id })
        } else {
            self.groups.contains_key(&id).then_some(ChatKey::Group(id))
        }
    }

    /// The `Chat` object of Telegram.
    pub fn chat(&self, key: ChatKey) -> Value {
        match key {
            ChatKey::Private { person, .. } => {
                let mut chat = json!({ "id": person, "type": "private" });
                if let Some(person) = self.people.get(&person) {
                    chat["first_name"] = json!(person.first_name);
                    if let Some(username) = &person.username {
                        chat["username"] = json!(username);
                    }
                }
                chat
            }
            ChatKey::Group(id) => {
                let title = self.groups.get(&id).map_or("", |group| group.title.as_str());
                let mut chat = json!({ "id": id, "type": "supergroup", "title": title });
                if self.dialog(key).is_some_and(|dialog| !dialog.about.topics.is_empty()) {
                    chat["is_forum"] = json!(true);
                }
                chat
            }
        }
    }

    /// The `User` object of a person or a bot.
    pub fn user(&self, id: i64) -> Value {
        if let Some(person) = self.people.get(&id) {
            return person.user();
        }
        match self.bots.get(&id) {
            Some(bot) => bot.user(),
            None => json!({ "id": id, "is_bot": false, "first_name": "" }),
        }
    }

    pub fn dialog(&self, key: ChatKey) -> Option<&Dialog> {
        self.dialogs.get(&key)
    }

    /// The chat's own record, for change.
    pub fn about_mut(&mut self, key: ChatKey) -> &mut About {
        self.touch(Key::Dialog(key));
        self.note(key);
        &mut self.dialogs.entry(key).or_default().about
    }

    /// Something changed that a person sees beside the messages.
    pub fn note(&mut self, key: ChatKey) {
        let seq = self.next_seq();
        self.dialogs.entry(key).or_default().noted = seq;
    }
}
