//! What is there while the bot dies and starts again: Telegram, the time, the secret, and what people have sent.

use std::sync::{Arc, LazyLock};

use beian_bot::app::{App, Outside};
use beian_bot::bot::intake::read_update;
use beian_bot::clock::{Clock as _, MovableClock, from_milliseconds};
use beian_bot::prompts::{Prompts, Provider};
use beian_bot::storage::Store;
use beian_bot::storage::inbox::RawUpdate;
use beian_bot::storage::seal::Secrets;
use beian_bot::wakers::Wakers;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::OUTSIDE;
use crate::bot_api::{BotApi, Memory};

/// A Monday morning without holidays near: 2026-03-02 09:00 in Shanghai.
const BEGINS: i64 = 1_772_413_200_000;
const BOT: i64 = 42;

/// Read once for all runs.
static PROMPTS: LazyLock<Arc<Prompts>> = LazyLock::new(|| {
    let provider = Provider {
        name: "示例云".to_owned(),
        phone: "010-00000000".to_owned(),
        address: None,
    };
    Arc::new(Prompts::load(provider).unwrap())
});

#[derive(Clone)]
pub struct Town {
    pub telegram: BotApi,
    pub clock: Arc<MovableClock>,
    pub secrets: Secrets,
    /// The number of the last update that a person caused.
    pub last_update: i64,
}

/// How a town was at some time, its database aside.
#[derive(Clone)]
pub struct Scene {
    telegram: Memory,
    now: DateTime<Utc>,
    last_update: i64,
}

impl Town {
    pub fn new() -> Self {
        Self {
            telegram: OUTSIDE.block_on(BotApi::start()),
            clock: Arc::new(MovableClock::still(from_milliseconds(BEGINS))),
            secrets: Secrets::generate("test").unwrap().parse().unwrap(),
            last_update: 1_000,
        }
    }

    /// Another town with the same secret.
    pub fn another(&self) -> Self {
        Self {
            secrets: self.secrets.clone(),
            ..Self::new()
        }
    }

    /// How it is now, to be gone back to.
    pub fn scene(&self) -> Scene {
        Scene {
            telegram: self.telegram.memory(),
            now: self.clock.now(),
            last_update: self.last_update,
        }
    }

    pub fn go_back_to(&mut self, scene: &Scene) {
        self.telegram.recall(&scene.telegram);
        self.clock = Arc::new(MovableClock::still(scene.now));
        self.last_update = scene.last_update;
    }

    /// What the bot is made of, on that database.
    pub fn app(&self, store: Store, wakers: Arc<Wakers>) -> App {
        let outside = Outside {
            store,
            secrets: self.secrets.clone(),
            clock: self.clock.clone(),
            wakers,
        };
        App {
            outside,
            prompts: PROMPTS.clone(),
            administrators: Vec::new(),
            services: Arc::default(),
            desk_rules: Default::default(),
            own_name: Arc::default(),
        }
    }

    pub fn says(&mut self, person: i64, text: &str) -> RawUpdate {
        let command = text.split_whitespace().next().filter(|word| word.starts_with('/'));
        let entities: Vec<Value> = command
            .map(|word| json!({ "type": "bot_command", "offset": 0, "length": word.len() }))
            .into_iter()
            .collect();
        let id = self.next_update();
        read(
            &json!({ "update_id": id, "message": { "message_id": id, "date": 1_700_000_000, "from": teller(person),
            "text": text, "chat": chat(person), "entities": entities } }),
        )
    }

    /// A press of the newest button whose label begins so; none if the person has no such button.
    pub fn presses(&mut self, person: i64, label: &str) -> Option<RawUpdate> {
        let said = self.telegram.asked();
        let data = said
            .iter()
            .rev()
            .filter(|asked| asked.chat() == person)
            .find_map(|asked| {
                let rows = asked.body["reply_markup"]["inline_keyboard"].as_array()?;
                let mut buttons = rows.iter().filter_map(Value::as_array).flatten();
                let button =
                    buttons.find(|button| button["text"].as_str().is_some_and(|text| text.starts_with(label)))?;
                button["callback_data"].as_str().map(str::to_owned)
            })?;
        let id = self.next_update();
        let bot = json!({ "id": BOT, "is_bot": true, "first_name": "bot", "username": "beian_bot" });
        let message = json!({ "message_id": 7, "date": 1_700_000_000, "from": bot, "text": "?", "chat": chat(person) });
        Some(read(
            &json!({ "update_id": id, "callback_query": { "id": id.to_string(), "from": teller(person),
            "message": message, "chat_instance": "1", "data": data } }),
        ))
    }

    fn next_update(&mut self) -> i64 {
        self.last_update += 1;
        self.last_update
    }
}

fn teller(person: i64) -> Value {
    json!({ "id": person, "is_bot": false, "first_name": "林", "language_code": "zh-hans" })
}

fn chat(person: i64) -> Value {
    json!({ "id": person, "type": "private", "first_name": "林" })
}

fn read(update: &Value) -> RawUpdate {
    read_update(update.to_string().as_bytes()).unwrap()
}
