//! A database, a clock, a Bot API server that answers as a test has it answer, and workers on them.

use std::sync::Arc;
use std::time::Duration;

use crate::support::bot_api::BotApi;
use crate::support::database::TestDatabase;
use beian_bot::adapters::Services;
use beian_bot::adapters::telegram::Telegram;
use beian_bot::bot::intake::Intake;
use beian_bot::clock::{Clock, MovableClock, from_milliseconds};
use beian_bot::domain::conversation::ChatKind;
use beian_bot::domain::outgoing::{Button, Call, ChatId, Keyboard, Lane, Matter, Outgoing, Owner};
use beian_bot::storage::inbox::{self, RawUpdate};
use beian_bot::storage::keys::{self, KeyOwner, NewKey};
use beian_bot::storage::seal::{DataKey, Secrets};
use beian_bot::storage::{Store, outbox};
use beian_bot::wakers::Wakers;
use beian_bot::worker::faults::Faults;
use beian_bot::worker::{Worker, WorkerOptions};
use chrono::{DateTime, TimeDelta, Utc};
use entities::{inbox as inbox_row, outbox as outbox_row};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use uuid::Uuid;

pub struct World {
    pub database: TestDatabase,
    pub store: Store,
    pub secrets: Secrets,
    pub clock: Arc<MovableClock>,
    pub api: BotApi,
    pub wakers: Arc<Wakers>,
    pub key: DataKey,
    pub worker: Option<Worker>,
    pub written: u32,
}

impl World {
    /// Without a running worker.
    pub async fn new() -> Self {
        let database = TestDatabase::new().await;
        let store = database.open().await;
        let secrets: Secrets = Secrets::generate("test").unwrap().parse().unwrap();
        let clock = Arc::new(MovableClock::still(from_milliseconds(1_800_000_000_000)));
        let (key, wrapped) = secrets.new_data_key(Uuid::new_v4()).unwrap();
        let new = NewKey {
            owner: KeyOwner::Filing,
            key: wrapped,
        };
        keys::insert(store.connection(), clock.now(), vec![new]).await.unwrap();
        Self {
            database,
            store,
            secrets,
            clock,
            api: BotApi::start().await,
            wakers: Arc::default(),
            key,
            worker: None,
            written: 0,
        }
    }

    pub async fn start() -> Self {
        let mut world = Self::new().await;
        world.start_worker(WorkerOptions::default()).await;
        world
    }

    /// With panics on demand.
    pub async fn start_with_faults() -> (Self, &'static Faults) {
        let faults: &'static Faults = Box::leak(Box::default());
        let mut world = Self::new().await;
        let options = WorkerOptions {
            faults: Some(faults),
            ..WorkerOptions::default()
        };
        world.start_worker(options).await;
        (world, faults)
    }

    pub async fn start_worker(&mut self, options: WorkerOptions) {
        self.worker = Some(self.another_worker(options).await);
    }

    /// As another process has it: with a connection of its own.
    pub async fn another_worker(&self, options: WorkerOptions) -> Worker {
        self.worker_of(options, self.api.telegram()).await
    }

    pub async fn worker_of(&self, options: WorkerOptions, telegram: Telegram) -> Worker {
        self.worker_with(options, telegram, Services::default()).await
    }

    /// With services outside.
    pub async fn worker_with(&self, options: WorkerOptions, telegram: Telegram, services: Services) -> Worker {
        Worker::start(
            options,
            self.database.open().await,
            self.secrets.clone(),
            self.clock.clone(),
            (Arc::new(telegram), Arc::new(services)),
            self.wakers.clone(),
        )
        .await
        .unwrap()
    }

    pub async fn put(&mut self, outgoing: &[Outgoing]) {
        self.put_about(None, outgoing).await;
    }

    /// As a process writes them whose clock is ahead.
    pub async fn put_ahead(&mut self, ahead: TimeDelta, outgoing: &[Outgoing]) {
        self.write(self.clock.now() + ahead, None, outgoing).await;
    }

    /// Notices of that matter.
    pub async fn put_about(&mut self, matter: Option<Matter>, outgoing: &[Outgoing]) {
        self.write(self.clock.now(), matter, outgoing).await;
    }

    async fn write(&mut self, now: DateTime<Utc>, matter: Option<Matter>, outgoing: &[Outgoing]) {
        let keys: Vec<_> = outgoing
            .iter()
            .map(|_| {
                self.written += 1;
                format!("row-{}", self.written)
            })
            .collect();
        let rows: Vec<_> = std::iter::zip(&keys, outgoing)
            .map(|(key, outgoing)| outbox::NewRow {
                key,
                outgoing,
                data_key: &self.key,
                matter,
            })
            .collect();
        let tx = self.store.begin().await.unwrap();
        outbox::put(&tx, now, &rows).await.unwrap();
        tx.commit().await.unwrap();
        self.wakers.outbox.notify_one();
    }

    /// Until nothing is left to do by the present clock. Inputs may wait: nobody decides them here.
    pub async fn settle(&self) {
        let worker = self.worker.as_ref().unwrap();
        for _ in 0..5_000 {
            let pending = worker.pending(self.clock.now()).await.unwrap();
            if pending.because.iter().all(|reason| reason.contains("inputs wait")) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("not settled: {:?}", worker.pending(self.clock.now()).await);
    }

    pub async fn pass(&self, time: TimeDelta) {
        self.clock.move_to(self.clock.now() + time);
        self.wakers.wake_all();
        self.settle().await;
    }

    /// Until whatever can be done at once is done, where something panics in the same moment again and again.
    pub async fn settle_somehow(&self) {
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(2)).await;
            let rows = self.rows().await;
            if rows
                .iter()
                .filter(|row| row.chat != 1 && row.chat != 0)
                .all(|row| row.status != "waiting")
            {
                return;
            }
        }
    }

    /// Moves the clock by seconds, and lets what is due be done, until `is_enough` or the time has passed.
    pub async fn pass_slowly(&self, time: TimeDelta, is_enough: impl Fn() -> bool) {
        let step = TimeDelta::seconds((time.num_seconds() / 8).max(1));
        for _ in 0..8 {
            self.clock.move_to(self.clock.now() + step);
            self.wakers.wake_all();
            self.settle().await;
            if is_enough() && step == TimeDelta::seconds(1) {
                self.clock.move_to(self.clock.now() + TimeDelta::seconds(8));
                self.wakers.wake_all();
                self.settle().await;
                return;
            }
        }
    }

    pub async fn later(&self) -> u64 {
        self.worker
            .as_ref()
            .unwrap()
            .pending(self.clock.now())
            .await
            .unwrap()
            .later
    }

    pub async fn rows(&self) -> Vec<outbox_row::Model> {
        let rows = outbox_row::Entity::find().order_by_asc(outbox_row::Column::Id);
        rows.all(self.store.connection()).await.unwrap()
    }

    pub async fn statuses(&self) -> Vec<String> {
        self.rows().await.into_iter().map(|row| row.status).collect()
    }

    pub async fn inputs(&self) -> Vec<inbox_row::Model> {
        let rows = inbox_row::Entity::find().order_by_asc(inbox_row::Column::Id);
        rows.all(self.store.connection()).await.unwrap()
    }

    pub async fn contents(&self) -> Vec<String> {
        let rows = self.inputs().await;
        let ring = keys::load(
            self.store.connection(),
            &self.secrets,
            rows.iter().filter_map(|row| row.data_key),
        )
        .await
        .unwrap();
        let open = |row| String::from_utf8(inbox::open_content(row, &ring).unwrap()).unwrap();
        rows.iter().map(open).collect()
    }

    pub fn intake(&self) -> Intake {
        Intake {
            store: self.store.clone(),
            secrets: self.secrets.clone(),
            clock: self.clock.clone(),
            bot_id: 42,
            wakers: self.wakers.clone(),
        }
    }

    pub async fn deadline(&self, id: Uuid, chat: ChatId, next_at: DateTime<Utc>) {
        let filing = Uuid::new_v4();
        let at = next_at.timestamp_millis();
        let uuid = |id: Uuid| match self.database.is_postgres() {
            true => format!("'{id}'"),
            false => format!("x'{}'", id.simple()),
        };
        let script = format!(
            "INSERT INTO filing (id, applicant, status, version, services, facts, round, status_since, created_at, updated_at) \
             VALUES ({0}, 1, 'drafting', 1, '', '', 0, 0, 0, 0); \
             INSERT INTO deadline (id, filing, name, chat, began_at, ends_at, next_at) \
             VALUES ({1}, {0}, 'made-up', {chat}, 0, {at}, {at})",
            uuid(filing),
            uuid(id),
        );
        self.store.connection().execute_unprepared(&script).await.unwrap();
    }

    pub async fn store_updates(&self, updates: &[RawUpdate]) -> u64 {
        let tx = self.store.begin().await.unwrap();
        let stored = inbox::store_updates(&tx, &self.secrets, 42, self.clock.now(), updates).await;
        tx.commit().await.unwrap();
        stored.unwrap()
    }
}

pub fn outgoing(chat: ChatId, lane: Lane, slot: Option<&str>, call: Call) -> Outgoing {
    Outgoing {
        chat,
        lane,
        slot: slot.map(str::to_owned),
        owner: Owner::Chat(chat),
        call,
        not_before: None,
        expires_at: None,
    }
}

pub fn keyboard() -> Keyboard {
    let (label, data) = ("yes".into(), "y".into());
    Keyboard(vec![vec![Button { label, data }]])
}

pub fn send(chat: ChatId, text: &str) -> Outgoing {
    let call = Call::Send {
        text: text.into(),
        keyboard: Keyboard::default(),
        topic: None,
    };
    outgoing(chat, Lane::Answer, None, call)
}

pub fn ask(chat: ChatId, text: &str) -> Outgoing {
    let call = Call::Send {
        text: text.into(),
        keyboard: keyboard(),
        topic: None,
    };
    outgoing(chat, Lane::Answer, Some("question"), call)
}

pub fn notice(chat: ChatId, text: &str) -> Outgoing {
    Outgoing {
        lane: Lane::Unasked,
        ..send(chat, text)
    }
}

pub fn edit(chat: ChatId, message_id: Option<i64>, text: &str) -> Outgoing {
    let call = Call::Edit {
        message_id,
        text: text.into(),
        keyboard: Keyboard::default(),
        topic: None,
    };
    outgoing(chat, Lane::Answer, Some("question"), call)
}

pub fn press(query_id: &str) -> Outgoing {
    let call = Call::PressAnswer {
        query_id: query_id.into(),
        text: Some("why not".into()),
        alert: true,
    };
    outgoing(0, Lane::Answer, None, call)
}

pub fn update(update_id: i64, chat: ChatId, text: &str) -> RawUpdate {
    RawUpdate {
        update_id,
        chat,
        chat_kind: ChatKind::of(chat),
        raw: text.into(),
    }
}

/// PostgreSQL's leases count real time, which a test cannot move.
pub async fn end_leases(store: &Store) {
    let script = "UPDATE delivery SET until = 0";
    store.connection().execute_unprepared(script).await.unwrap();
}

pub async fn wait_for(condition: impl Fn() -> bool) {
    for _ in 0..5_000 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("it did not happen");
}

pub async fn wait_for_async(condition: impl AsyncFn() -> bool) {
    for _ in 0..2_000 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("it did not happen");
}
