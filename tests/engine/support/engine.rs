//! Intake and decisions alone, in this process: no HTTP, no worker; what is said stays in the outbox.

use std::sync::Arc;

use beian_bot::app::{App, Outside};
use beian_bot::bot::intake::{Intake, read_update};
use beian_bot::bot::process::{Processed, Processor};
use beian_bot::clock::{Clock as _, MovableClock, SystemClock};
use beian_bot::domain::outgoing::Call;
use beian_bot::prompts::{Prompts, Provider};
use beian_bot::storage::inbox::{self, RawUpdate};
use beian_bot::storage::seal::Secrets;
use beian_bot::storage::{Store, keys, outbox};
use beian_bot::wakers::Wakers;
use chrono::NaiveTime;
use entities::{inbox as inbox_row, outbox as outbox_row};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::database::{Statements, TestDatabase};

pub const BOT: i64 = 42;

/// Ten in the morning in Shanghai.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(2, 0, 0).expect("an hour of the day");

pub struct Engine {
    pub store: Store,
    pub intake: Intake,
    pub processor: Processor,
    pub clock: Arc<MovableClock>,
    pub statements: Statements,
    pub secrets: Secrets,
    next_update: std::sync::atomic::AtomicI64,
    pub database: TestDatabase,
}

impl Engine {
    pub async fn start() -> Self {
        Self::with_administrators(Vec::new()).await
    }

    /// The same, with these people as the setting's administrators.
    pub async fn with_administrators(administrators: Vec<i64>) -> Self {
        let provider = Provider {
            name: "示例云".to_owned(),
            phone: "010-12345678".to_owned(),
            address: None,
        };
        Self::with(administrators, Prompts::load(provider).unwrap()).await
    }

    /// The same, speaking by these prompts.
    pub async fn with(administrators: Vec<i64>, prompts: Prompts) -> Self {
        let database = TestDatabase::new().await;
        let mut store = database.open().await;
        let statements = Statements::of(&mut store);
        let secrets: Secrets = Secrets::generate("test").unwrap().parse().unwrap();
        // By day, whenever the tests run: what is told at night waits until eight.
        let today = SystemClock.now().date_naive().and_time(MORNING).and_utc();
        let clock = Arc::new(MovableClock::still(today));
        let outside = Outside {
            store: store.clone(),
            secrets: secrets.clone(),
            clock: clock.clone(),
            wakers: Arc::new(Wakers::default()),
        };
        let intake = Intake {
            store: store.clone(),
            secrets: secrets.clone(),
            clock: clock.clone(),
            bot_id: BOT,
            wakers: outside.wakers.clone(),
        };
        let app = App {
            outside,
            prompts: Arc::new(prompts),
            administrators,
            services: Arc::default(),
            desk_rules: Default::default(),
            own_name: Arc::default(),
        };
        Self {
            processor: Processor::new(app),
            store,
            intake,
            clock,
            statements,
            secrets,
            next_update: 1000.into(),
            database,
        }
    }

    /// What that person writes to the bot, as Telegram tells it.
    pub fn update(&self, chat: i64, text: &str) -> RawUpdate {
        let id = self.next_update.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        update(id, chat, text)
    }

    /// A press of the newest button whose label begins so.
    pub async fn press(&self, chat: i64, label: &str) -> RawUpdate {
        let said = self.outgoing(chat).await;
        let data = said.iter().rev().find_map(|call| match call {
            Call::Send { keyboard, .. } | Call::Edit { keyboard, .. } => {
                let mut buttons = keyboard.0.iter().flatten();
                buttons
                    .find(|button| button.label.starts_with(label))
                    .map(|button| button.data.clone())
            }
            _ => None,
        });
        let data = data.unwrap_or_else(|| panic!("no button {label}"));
        let id = self.next_update.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let person = json!({ "id": chat, "is_bot": false, "first_name": "林", "language_code": "zh-hans" });
        let bot = json!({ "id": BOT, "is_bot": true, "first_name": "bot", "username": "beian_bot" });
        let message = json!({ "message_id": 7, "date": 1_700_000_000, "from": bot, "text": "?",
            "chat": { "id": chat, "type": "private", "first_name": "林" } });
        read(
            &json!({ "update_id": id, "callback_query": { "id": id.to_string(), "from": person, "message": message,
            "chat_instance": "1", "data": data } }),
        )
    }

    /// Stores updates and decides one batch. Returns how many statements each of the two took.
    pub async fn batch(&self, updates: &[RawUpdate]) -> (usize, usize, Processed) {
        self.statements.take();
        self.intake.store(updates).await.unwrap();
        let stored = self.statements.take();
        let processed = self.processor.batch().await.unwrap();
        (stored, self.statements.take(), processed)
    }

    /// Decides until nothing waits.
    pub async fn decide_all(&self) {
        for _ in 0..1_000 {
            if self.processor.batch().await.unwrap().claimed == 0 {
                return;
            }
        }
        panic!("there is no end to it");
    }

    /// Says a text in these chats at once, and decides.
    pub async fn say(&self, chats: &[i64], text: &str) {
        let updates: Vec<_> = chats.iter().map(|chat| self.update(*chat, text)).collect();
        self.intake.store(&updates).await.unwrap();
        self.decide_all().await;
    }

    /// Everything that was ever said to a chat, oldest first.
    pub async fn outgoing(&self, chat: i64) -> Vec<Call> {
        let rows = outbox_row::Entity::find()
            .filter(outbox_row::Column::Chat.eq(chat))
            .order_by_asc(outbox_row::Column::Id)
            .all(self.store.connection())
            .await
            .unwrap();
        let ids = rows.iter().filter_map(|row| row.data_key);
        let ring = keys::load(self.store.connection(), &self.secrets, ids).await.unwrap();
        rows.iter().map(|row| outbox::open_call(row, &ring).unwrap()).collect()
    }

    pub async fn texts(&self, chat: i64) -> Vec<String> {
        let said = self.outgoing(chat).await.into_iter();
        said.filter_map(|call| match call {
            Call::Send { text, .. } => Some(text),
            _ => None,
        })
        .collect()
    }

    pub async fn last_text(&self, chat: i64) -> String {
        self.texts(chat).await.pop().unwrap_or_default()
    }

    /// Every input, in the order of arrival.
    pub async fn inputs(&self) -> Vec<inbox_row::Model> {
        inbox_row::Entity::find()
            .order_by_asc(inbox_row::Column::Id)
            .all(self.store.connection())
            .await
            .unwrap()
    }

    /// What the inputs hold that were not decided yet; empty where they were.
    pub async fn contents(&self) -> Vec<Vec<u8>> {
        let rows = self.inputs().await;
        let ids = rows.iter().filter_map(|row| row.data_key);
        let ring = keys::load(self.store.connection(), &self.secrets, ids).await.unwrap();
        rows.iter()
            .map(|row| inbox::open_content(row, &ring).unwrap())
            .collect()
    }

    pub async fn run_sql(&self, script: &str) {
        self.store.connection().execute_unprepared(script).await.unwrap();
    }
}

/// A text message of that number.
pub fn update(id: i64, chat: i64, text: &str) -> RawUpdate {
    let person = json!({ "id": chat, "is_bot": false, "first_name": "林", "language_code": "zh-hans" });
    let command = text.split_whitespace().next().filter(|word| word.starts_with('/'));
    let entities: Vec<Value> = command
        .map(|word| json!({ "type": "bot_command", "offset": 0, "length": word.len() }))
        .into_iter()
        .collect();
    read(
        &json!({ "update_id": id, "message": { "message_id": id, "date": 1_700_000_000, "from": person, "text": text,
        "chat": { "id": chat, "type": "private", "first_name": "林" }, "entities": entities } }),
    )
}

fn read(update: &Value) -> RawUpdate {
    read_update(update.to_string().as_bytes()).unwrap()
}
