//! What the make-believe Telegram knows: everything in memory behind one lock, each changed record marked so that the
//! journal can write it through.

pub mod bots;
pub mod chats;
pub mod files;
pub mod messages;
pub mod people;
pub mod services;
pub mod updates;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Context;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use self::bots::{Bot, CommandSet, Webhook};
use self::chats::{ChatKey, Dialog, Group};
use self::files::StoredFile;
use self::messages::{Callback, StoredMessage};
use self::people::Person;
use self::services::{Service, Sms};
use self::updates::StoredUpdate;
use super::journal::{Loaded, Record};

/// Names one record of `telegram.db`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Meta,
    Person(i64),
    Group(i64),
    /// A group's former id.
    Migrated(i64),
    Bot(i64),
    Webhook(i64),
    Commands(i64),
    Update(i64, i64),
    Dialog(ChatKey),
    Message(ChatKey, i64),
    Callback(String),
    File(String),
    Service(String),
    Sms(u64),
}

/// What belongs to no other record.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Meta {
    /// The token of the bot beside the sandbox, made at the first start.
    pub own_token: Option<String>,
    /// The bot whose token was seen last: whom the people's calls mean under `--no-bot`.
    pub last_bot: Option<i64>,
    /// How far the clock was ahead of real time, in milliseconds; none where it stood still.
    pub clock_ahead: Option<i64>,
    /// The instant the clock was last moved to, in milliseconds since 1970.
    pub clock_at: Option<i64>,
    #[serde(default)]
    pub callbacks_made: u64,
    /// No `seq` up to here is given again, in a later run neither.
    #[serde(default)]
    pub seqs_reserved: i64,
    /// The `seq` of the last reset: who has read only up to before it knows what is gone.
    #[serde(default)]
    pub began: i64,
    /// A reset has begun, and the bot beside the sandbox has not forgotten yet.
    #[serde(default)]
    pub is_resetting: bool,
}

/// How many numbers are reserved at once, so that not every message writes them down.
const SEQS_AT_ONCE: i64 = 1000;

#[derive(Debug, Default)]
pub struct State {
    pub meta: Meta,
    pub people: BTreeMap<i64, Person>,
    pub groups: BTreeMap<i64, Group>,
    /// The present ids of groups, by their former ones.
    pub migrated: BTreeMap<i64, i64>,
    pub bots: BTreeMap<i64, Bot>,
    pub webhooks: BTreeMap<i64, Webhook>,
    pub commands: BTreeMap<i64, Vec<CommandSet>>,
    pub updates: BTreeMap<(i64, i64), StoredUpdate>,
    pub dialogs: BTreeMap<ChatKey, Dialog>,
    pub callbacks: HashMap<String, Callback>,
    pub files: HashMap<String, StoredFile>,
    pub services: BTreeMap<String, Service>,
    pub sms: BTreeMap<u64, Sms>,
    /// The highest `seq` given to a change. It only grows, past resets and restarts, so that whoever has read up to one
    /// misses nothing that comes later.
    pub seq: i64,
    /// What bots are seen doing, and until when; it is not written down.
    pub actions: BTreeMap<ChatKey, (String, Instant)>,
    /// What changed since the journal last took it.
    changed: BTreeSet<Key>,
    forget_all: bool,
}

impl State {
    /// What stood in `telegram.db`.
    ///
    /// A record that cannot be read is passed over: one of them must not hide all others.
    pub fn load(records: Vec<Loaded>) -> Self {
        let mut state = Self::default();
        for record in records {
            let what = format!("{} {}", record.kind, record.key);
            if let Err(error) = state.load_one(record) {
                tracing::warn!("telegram.db: the record {what} cannot be read and is passed over: {error:#}");
            }
        }
        state.seq = state.seq.max(state.meta.seqs_reserved);
        state
    }

    fn load_one(&mut self, Loaded { kind, key, value }: Loaded) -> anyhow::Result<()> {
        match kind.as_str() {
            "meta" => self.meta = parse(&value)?,
            "person" => drop(self.people.insert(key.parse()?, parse(&value)?)),
            "group" => drop(self.groups.insert(key.parse()?, parse(&value)?)),
            "migrated" => drop(self.migrated.insert(key.parse()?, parse(&value)?)),
            "bot" => drop(self.bots.insert(key.parse()?, parse(&value)?)),
            "webhook" => drop(self.webhooks.insert(key.parse()?, parse(&value)?)),
            "commands" => drop(self.commands.insert(key.parse()?, parse(&value)?)),
            "update" => {
                let (bot, id) = key.split_once(' ').context("the key has two parts")?;
                self.updates.insert((bot.parse()?, id.parse()?), parse(&value)?);
            }
            "dialog" => self.dialogs.entry(ChatKey::parse(&key)?).or_default().about = parse(&value)?,
            "message" => {
                let (chat, _) = key.split_once(' ').context("the key has two parts")?;
                let message: StoredMessage = parse(&value)?;
                self.seq = self.seq.max(message.seq);
                self.dialogs.entry(ChatKey::parse(chat)?).or_default().put(message);
            }
            "callback" => drop(self.callbacks.insert(key, parse(&value)?)),
            "file" => drop(self.files.insert(key, parse(&value)?)),
            "service" => drop(self.services.insert(key, parse(&value)?)),
            "sms" => drop(self.sms.insert(key.parse()?, parse(&value)?)),
            // Written by a newer version: nothing that this one would use.
            _ => {}
        }
        Ok(())
    }

    /// The next number for a change that people see.
    pub fn next_seq(&mut self) -> i64 {
        self.seq += 1;
        if self.seq > self.meta.seqs_reserved {
            self.meta.seqs_reserved = self.seq + SEQS_AT_ONCE;
            self.touch(Key::Meta);
        }
        self.seq
    }

    /// Marks a record as changed or gone.
    pub fn touch(&mut self, key: Key) {
        self.changed.insert(key);
    }

    /// Forgets all that people and bots did. What stays are the bots with what they set once at their start (webhook,
    /// general commands) and the numbers of their updates, which they may have noted; and what only goes forward: the
    /// clock, and the numbers of changes, up to which people may have read.
    pub fn forget(&mut self) {
        self.meta.began = self.next_seq();
        let seq = self.seq;
        let meta = std::mem::take(&mut self.meta);
        let bots = std::mem::take(&mut self.bots);
        let webhooks = std::mem::take(&mut self.webhooks);
        let mut commands = std::mem::take(&mut self.commands);
        for sets in commands.values_mut() {
            sets.retain(|set| set.scope.is_general());
        }
        self.changed.insert(Key::Meta);
        self.changed.extend(bots.keys().map(|bot| Key::Bot(*bot)));
        self.changed.extend(webhooks.keys().map(|bot| Key::Webhook(*bot)));
        self.changed.extend(commands.keys().map(|bot| Key::Commands(*bot)));
        let changed = std::mem::take(&mut self.changed);
        *self = Self {
            meta,
            bots,
            webhooks,
            commands,
            seq,
            changed,
            forget_all: true,
            ..Self::default()
        };
    }

    /// What the journal has to write: whether it forgets all that stood there before, and the changed records.
    pub fn take_changes(&mut self) -> (bool, Vec<Record>) {
        let keys = std::mem::take(&mut self.changed);
        let records = keys.into_iter().map(|key| self.record(key)).collect();
        (std::mem::take(&mut self.forget_all), records)
    }

    fn record(&self, key: Key) -> Record {
        let (kind, name, value) = match key {
            Key::Meta => ("meta", String::new(), text(Some(&self.meta))),
            Key::Person(id) => ("person", id.to_string(), text(self.people.get(&id))),
            Key::Group(id) => ("group", id.to_string(), text(self.groups.get(&id))),
            Key::Migrated(id) => ("migrated", id.to_string(), text(self.migrated.get(&id))),
            Key::Bot(id) => ("bot", id.to_string(), text(self.bots.get(&id))),
            Key::Webhook(id) => ("webhook", id.to_string(), text(self.webhooks.get(&id))),
            Key::Commands(id) => ("commands", id.to_string(), text(self.commands.get(&id))),
            Key::Update(bot, id) => ("update", format!("{bot} {id}"), text(self.updates.get(&(bot, id)))),
            Key::Dialog(chat) => (
                "dialog",
                chat.to_string(),
                text(self.dialogs.get(&chat).map(|dialog| &dialog.about)),
            ),
            Key::Message(chat, id) => {
                let message = self.dialogs.get(&chat).and_then(|dialog| dialog.messages.get(&id));
                ("message", format!("{chat} {id}"), text(message))
            }
            Key::Callback(id) => ("callback", id.clone(), text(self.callbacks.get(&id))),
            Key::File(id) => ("file", id.clone(), text(self.files.get(&id))),
            Key::Service(name) => ("service", name.clone(), text(self.services.get(&name))),
            Key::Sms(number) => {
                // Zeros, so that they stand in their order.
                ("sms", format!("{number:012}"), text(self.sms.get(&number)))
            }
        };
        Record { kind, key: name, value }
    }
}

fn parse<T: DeserializeOwned>(value: &str) -> anyhow::Result<T> {
    Ok(serde_json::from_str(value)?)
}

/// The record's text. Our records have only string keys and finite numbers, so writing them out cannot fail.
fn text<T: Serialize>(value: Option<&T>) -> Option<String> {
    value.and_then(|value| serde_json::to_string(value).ok())
}
