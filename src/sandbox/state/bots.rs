//! Bots: one of each token that was seen.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Key, State};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bot {
    pub id: i64,
    pub first_name: String,
    pub next_update: i64,
    /// What the bot last asked for; none: Telegram's default.
    #[serde(default)]
    pub allowed_updates: Option<Vec<String>>,
    /// Counts the webhooks that were set, for good: the number of one that was deleted must not come again while its
    /// delivery still pauses.
    #[serde(default)]
    pub webhooks_set: u64,
    /// Counts calls of getUpdates: a newer one ends the older.
    #[serde(skip)]
    pub polls: u64,
    /// When it last asked for updates in this run.
    #[serde(skip)]
    pub polled: Option<Instant>,
    /// Up to which update it has been given, in this run.
    #[serde(skip)]
    pub fetched: i64,
}

impl Bot {
    pub fn username(&self) -> String {
        format!("sandbox_{}_bot", self.id)
    }

    /// The `User` object of Telegram.
    pub fn user(&self) -> Value {
        json!({ "id": self.id, "is_bot": true, "first_name": self.first_name, "username": self.username() })
    }
}

/// The commands that a bot set for one scope and language.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CommandSet {
    pub scope: Scope,
    pub language: String,
    pub commands: Value,
}

/// For whom a list of commands is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Default,
    AllPrivateChats,
    AllGroupChats,
    AllChatAdministrators,
    Chat(i64),
    ChatAdministrators(i64),
    ChatMember(i64, i64),
}

impl Scope {
    /// Whether it names no chat.
    pub fn is_general(self) -> bool {
        matches!(
            self,
            Self::Default | Self::AllPrivateChats | Self::AllGroupChats | Self::AllChatAdministrators
        )
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Webhook {
    pub url: String,
    #[serde(default)]
    pub secret_token: Option<String>,
    pub max_connections: i64,
    #[serde(default)]
    pub last_error: Option<(i64, String)>,
    /// Its number among the bot's webhooks: tells a delivery under way that another one was set meanwhile.
    pub generation: u64,
}

impl State {
    /// Whom calls mean that name no bot.
    pub fn default_bot(&self, no_bot: bool) -> Option<i64> {
        let own = self.meta.own_token.as_deref().filter(|_| !no_bot);
        let own = own.and_then(|token| token.split(':').next()?.parse().ok());
        own.or(self.meta.last_bot)
    }

    /// The bot of a token, made when the token is seen for the first time.
    pub fn ensure_bot(&mut self, id: i64, now_seconds: i64) -> &mut Bot {
        if !self.bots.contains_key(&id) {
            self.touch(Key::Bot(id));
        }
        self.bots.entry(id).or_insert_with(|| {
            // Later sandboxes start with higher numbers, so that a bot that keeps what it has seen is not misled.
            const FROM: i64 = 1_600_000_000;
            let next_update = (now_seconds - FROM).clamp(1, i64::from(i32::MAX) / 2);
            let first_name = format!("Sandbox bot {id}");
            Bot {
                id,
                first_name,
                next_update,
                allowed_updates: None,
                webhooks_set: 0,
                polls: 0,
                polled: None,
                fetched: 0,
            }
        })
    }

    /// The bot with this username (with or without `@`, in any case) or id.
    pub fn bot_named(&self, name: &str) -> Option<i64> {
        let name = name.trim_start_matches('@');
        self.bots
            .values()
            .find(|bot| bot.username().eq_ignore_ascii_case(name) || bot.id.to_string() == name)
            .map(|bot| bot.id)
    }
}
