//! Intake and delivery against a Bot API server that answers as each test has it answer. Time is moved by hand.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use beian_bot::adapters::telegram::{Telegram, TelegramOptions};
use beian_bot::bot::intake::{Intake, PollOptions};
use beian_bot::bot::webhook::{self, WebhookOptions};
use beian_bot::clock::{Clock, MovableClock, from_milliseconds};
use beian_bot::domain::outgoing::{Button, Call, ChatId, Keyboard, Lane, Outcome, Outgoing, Owner};
use beian_bot::sandbox::{Options, Sandbox};
use beian_bot::storage::inbox::{self, ChatKind, RawUpdate};
use beian_bot::storage::keys::{self, KeyOwner, NewKey};
use beian_bot::storage::seal::{DataKey, Secrets};
use beian_bot::storage::{Store, due, outbox};
use beian_bot::wakers::Wakers;
use beian_bot::worker::{Worker, WorkerOptions};
use chrono::{DateTime, TimeDelta, Utc};
use entities::{data_key, inbox as inbox_row, outbox as outbox_row};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use support::bot_api::{Answer, BotApi, refuse, retry_after};
use support::database::{Statements, TestDatabase};
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

struct World {
    database: TestDatabase,
    store: Store,
    secrets: Secrets,
    clock: Arc<MovableClock>,
    api: BotApi,
    wakers: Arc<Wakers>,
    key: DataKey,
    worker: Option<Worker>,
    written: u32,
}

impl World {
    /// Without a running worker.
    async fn new() -> Self {
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

    async fn start() -> Self {
        let mut world = Self::new().await;
        world.start_worker(WorkerOptions::default()).await;
        world
    }

    async fn start_worker(&mut self, options: WorkerOptions) {
        self.worker = Some(self.another_worker(options).await);
    }

    /// As another process has it: with a connection of its own.
    async fn another_worker(&self, options: WorkerOptions) -> Worker {
        self.worker_of(options, self.api.telegram()).await
    }

    async fn worker_of(&self, options: WorkerOptions, telegram: Telegram) -> Worker {
        Worker::start(
            options,
            self.database.open().await,
            self.secrets.clone(),
            self.clock.clone(),
            Arc::new(telegram),
            self.wakers.clone(),
        )
        .await
        .unwrap()
    }

    async fn put(&mut self, outgoing: &[Outgoing]) {
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
            })
            .collect();
        let tx = self.store.begin().await.unwrap();
        outbox::put(&tx, self.clock.now(), &rows).await.unwrap();
        tx.commit().await.unwrap();
        self.wakers.outbox.notify_one();
    }

    /// Until nothing is left to do by the present clock. Inputs may wait: nobody decides them here.
    async fn settle(&self) {
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

    async fn pass(&self, time: TimeDelta) {
        self.clock.move_to(self.clock.now() + time);
        self.wakers.wake_all();
        self.settle().await;
    }

    async fn later(&self) -> u64 {
        self.worker
            .as_ref()
            .unwrap()
            .pending(self.clock.now())
            .await
            .unwrap()
            .later
    }

    async fn rows(&self) -> Vec<outbox_row::Model> {
        let rows = outbox_row::Entity::find().order_by_asc(outbox_row::Column::Id);
        rows.all(self.store.connection()).await.unwrap()
    }

    async fn statuses(&self) -> Vec<String> {
        self.rows().await.into_iter().map(|row| row.status).collect()
    }

    async fn inputs(&self) -> Vec<inbox_row::Model> {
        let rows = inbox_row::Entity::find().order_by_asc(inbox_row::Column::Id);
        rows.all(self.store.connection()).await.unwrap()
    }

    async fn contents(&self) -> Vec<String> {
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

    fn intake(&self) -> Intake {
        Intake {
            store: self.store.clone(),
            secrets: self.secrets.clone(),
            clock: self.clock.clone(),
            bot_id: 42,
            wakers: self.wakers.clone(),
        }
    }

    async fn deadline(&self, id: Uuid, chat: ChatId, next_at: DateTime<Utc>) {
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

    async fn store_updates(&self, updates: &[RawUpdate]) -> u64 {
        let tx = self.store.begin().await.unwrap();
        let stored = inbox::store_updates(&tx, &self.secrets, 42, self.clock.now(), updates).await;
        tx.commit().await.unwrap();
        stored.unwrap()
    }
}

fn outgoing(chat: ChatId, lane: Lane, slot: Option<&str>, call: Call) -> Outgoing {
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

fn keyboard() -> Keyboard {
    let (label, data) = ("yes".into(), "y".into());
    Keyboard(vec![vec![Button { label, data }]])
}

fn send(chat: ChatId, text: &str) -> Outgoing {
    let call = Call::Send {
        text: text.into(),
        keyboard: Keyboard::default(),
    };
    outgoing(chat, Lane::Answer, None, call)
}

fn ask(chat: ChatId, text: &str) -> Outgoing {
    let call = Call::Send {
        text: text.into(),
        keyboard: keyboard(),
    };
    outgoing(chat, Lane::Answer, Some("question"), call)
}

fn notice(chat: ChatId, text: &str) -> Outgoing {
    Outgoing {
        lane: Lane::Unasked,
        ..send(chat, text)
    }
}

fn edit(chat: ChatId, message_id: Option<i64>, text: &str) -> Outgoing {
    let call = Call::Edit {
        message_id,
        text: text.into(),
        keyboard: Keyboard::default(),
    };
    outgoing(chat, Lane::Answer, Some("question"), call)
}

fn press(query_id: &str) -> Outgoing {
    let call = Call::PressAnswer {
        query_id: query_id.into(),
        text: Some("why not".into()),
        alert: true,
    };
    outgoing(0, Lane::Answer, None, call)
}

fn update(update_id: i64, chat: ChatId, text: &str) -> RawUpdate {
    RawUpdate {
        update_id,
        chat,
        chat_kind: ChatKind::of(chat),
        raw: text.into(),
    }
}

#[tokio::test]
async fn a_row_is_sent_marked_done_and_blanked() {
    let mut world = World::start().await;
    world.put(&[send(1, "made-up text")]).await;
    world.settle().await;
    assert_eq!(world.api.texts(), ["1: made-up text"]);
    let row = &world.rows().await[0];
    assert_eq!(
        (row.status.as_str(), row.content.len(), row.data_key),
        ("done", 0, None)
    );
    assert_eq!(row.done_at, Some(world.clock.now().timestamp_millis()));
    world.worker.take().unwrap().shutdown().await;
}

#[tokio::test]
async fn a_chats_order_is_kept_and_a_failure_holds_up_only_its_own_chat() {
    let mut world = World::start().await;
    world.api.script("sendMessage", 1, refuse(502, "Bad Gateway"));
    world.api.script("sendMessage", 1, Answer::Lose);
    let rows: Vec<_> = ["a", "b", "c"]
        .iter()
        .flat_map(|text| [send(1, text), send(2, text)])
        .collect();
    world.put(&rows).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(1), ["a"]);
    assert_eq!(world.api.texts_to(2), ["a", "b", "c"]);
    assert_eq!(world.later().await, 3);
    // What comes later does not overtake either.
    world.put(&[send(1, "d")]).await;
    world.settle().await;
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.api.texts_to(1), ["a", "a"]);
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.api.texts_to(1), ["a", "a"], "the second pause is longer");
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.api.texts_to(1), ["a", "a", "a", "b", "c", "d"]);
    assert_eq!(world.later().await, 0);
}

#[tokio::test]
async fn retry_after_is_obeyed_for_that_chat() {
    let mut world = World::start().await;
    world.api.script("sendMessage", 1, retry_after(30));
    world.put(&[send(1, "a"), send(1, "b"), send(2, "c")]).await;
    world.settle().await;
    world.pass(TimeDelta::seconds(29)).await;
    assert_eq!(world.api.texts_to(1), ["a"]);
    assert_eq!(world.api.texts_to(2), ["c"]);
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.api.texts_to(1), ["a", "a", "b"]);
}

#[tokio::test]
async fn a_blocked_bot_is_set_aside_and_the_bot_hears_of_it() {
    let mut world = World::start().await;
    let why = "Forbidden: bot was blocked by the user";
    world.api.script("sendMessage", 1, refuse(403, why));
    world.put(&[send(1, "a"), send(1, "b")]).await;
    world.settle().await;
    let rows = world.rows().await;
    assert_eq!(rows[0].status, "failed");
    assert_eq!(
        rows[0].error.as_deref(),
        Some("403 Forbidden: bot was blocked by the user")
    );
    assert_eq!(rows[1].status, "done");
    let inputs = world.inputs().await;
    assert_eq!(
        (inputs[0].source.as_str(), inputs[0].key.as_str(), inputs[0].chat),
        ("result", "result:row-1", 1)
    );
    let outcome: Outcome = serde_json::from_str(&world.contents().await[0]).unwrap();
    let description = why.to_owned();
    let (chat, code) = (1, 403);
    assert_eq!(
        outcome,
        Outcome::Refused {
            chat,
            code,
            description
        }
    );
}

#[tokio::test]
async fn what_fails_for_a_day_is_given_up() {
    let mut world = World::start().await;
    for _ in 0..400 {
        world.api.script("sendMessage", 1, refuse(500, "Internal Server Error"));
    }
    world.put(&[send(1, "a")]).await;
    world.settle().await;
    for _ in 0..400 {
        if world.statuses().await == ["failed"] {
            break;
        }
        world.pass(TimeDelta::seconds(300)).await;
    }
    assert_eq!(world.statuses().await, ["failed"]);
    assert_eq!(
        world.rows().await[0].error.as_deref(),
        Some("500 Internal Server Error")
    );
    assert_eq!(world.inputs().await.len(), 1);
}

#[tokio::test]
async fn a_new_question_takes_the_slot_and_the_buttons_off_the_old_one() {
    let mut world = World::start().await;
    world.put(&[ask(1, "first?")]).await;
    world.settle().await;
    world.put(&[ask(1, "second?")]).await;
    world.settle().await;
    let asked = world.api.asked();
    assert_eq!(asked[2].method, "editMessageReplyMarkup");
    assert_eq!(asked[2].body["message_id"], 1);
    // An edit of the slot is one of the second message; it leaves no buttons to be taken off later.
    world.put(&[edit(1, None, "second: yes")]).await;
    world.settle().await;
    assert_eq!(world.api.asked()[3].body["message_id"], 2);
    world.put(&[ask(1, "third?")]).await;
    world.settle().await;
    assert_eq!(world.api.times("editMessageReplyMarkup"), 1);
}

#[tokio::test]
async fn edits_of_what_is_not_sent_yet_are_folded_into_it() {
    let mut world = World::start().await;
    world.api.script("sendMessage", 1, refuse(500, "later"));
    world.put(&[ask(1, "one?")]).await;
    world.settle().await;
    world
        .put(&[send(1, "between"), edit(1, None, "two?"), edit(1, None, "three?")])
        .await;
    world.settle().await;
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.api.texts_to(1), ["one?", "three?", "between"]);
    assert_eq!(world.statuses().await, ["done", "done", "done", "done"]);
}

#[tokio::test]
async fn an_edit_of_what_is_gone_is_sent_anew_and_takes_the_slot() {
    let mut world = World::start().await;
    world.put(&[ask(1, "one?")]).await;
    world.settle().await;
    let gone = "Bad Request: message to edit not found";
    world.api.script("editMessageText", 1, refuse(400, gone));
    let same = "Bad Request: message is not modified: …";
    world.api.script("editMessageText", 1, refuse(400, same));
    world.put(&[edit(1, Some(1), "two?")]).await;
    world.settle().await;
    world.put(&[edit(1, None, "two?")]).await;
    world.settle().await;
    let asked: Vec<_> = world
        .api
        .asked()
        .iter()
        .map(|a| (a.method.clone(), a.body["message_id"].clone()))
        .collect();
    let none = serde_json::Value::Null;
    assert_eq!(asked[1], ("editMessageText".into(), 1.into()));
    assert_eq!(asked[2], ("sendMessage".into(), none));
    assert_eq!(asked.last().unwrap(), &("editMessageText".into(), 2.into()));
    assert_eq!(world.statuses().await, ["done", "done", "done"]);
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_counts_as_carried_out() {
    let mut world = World::start().await;
    world
        .api
        .script("sendMessage", 1, Answer::Raw(200, r#"{"ok":true,"result":null}"#));
    world.api.script("sendMessage", 2, Answer::Raw(200, "<html>"));
    world.put(&[ask(1, "a"), send(2, "b")]).await;
    world.settle().await;
    assert_eq!(world.statuses().await, ["done", "done"]);
    // Which message stands in the slot is not known: the edit is sent.
    world.put(&[edit(1, None, "c")]).await;
    world.settle().await;
    assert_eq!(world.api.times("sendMessage"), 3);
}

#[tokio::test]
async fn presses_are_answered_outside_the_order_and_dropped_when_late() {
    let mut world = World::start().await;
    let held = Arc::new(Semaphore::new(0));
    world
        .api
        .script("answerCallbackQuery", None, Answer::Wait(held.clone()));
    let old = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    world.api.script("answerCallbackQuery", None, refuse(400, old));
    world.put(&[press("1")]).await;
    wait_for(|| world.api.times("answerCallbackQuery") == 1).await;
    let expires_at = Some(world.clock.now());
    let late = Outgoing {
        expires_at,
        ..press("3")
    };
    world.put(&[press("2"), late]).await;
    wait_for(|| world.api.times("answerCallbackQuery") == 2).await;
    held.add_permits(1);
    world.settle().await;
    assert_eq!(world.statuses().await, ["done", "done", "dropped"]);
    assert_eq!(world.api.times("answerCallbackQuery"), 2);
}

#[tokio::test]
async fn a_press_that_fails_holds_up_no_other() {
    let mut world = World::start().await;
    world.api.script("answerCallbackQuery", None, refuse(500, "later"));
    world.put(&[press("1")]).await;
    world.settle().await;
    world.put(&[press("2")]).await;
    world.settle().await;
    assert_eq!(world.statuses().await, ["waiting", "done"]);
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.statuses().await, ["done", "done"]);
}

#[tokio::test]
async fn chats_are_answered_side_by_side() {
    let mut world = World::start().await;
    let held = Arc::new(Semaphore::new(0));
    for chat in 1..=8 {
        world.api.script("sendMessage", chat, Answer::Wait(held.clone()));
    }
    let rows: Vec<_> = (1..=8).map(|chat| send(chat, "a")).collect();
    world.put(&rows).await;
    wait_for(|| world.api.times("sendMessage") == 8).await;
    // One that hangs does not make the others wait, nor those that come after it.
    world.put(&[send(9, "b")]).await;
    wait_for(|| world.api.times("sendMessage") == 9).await;
    held.add_permits(8);
    world.settle().await;
    assert_eq!(world.statuses().await, ["done"; 9]);
}

#[tokio::test]
async fn a_menu_that_cannot_be_set_stops_nothing() {
    let mut world = World::start().await;
    let menu = || {
        let commands = vec![("start".to_owned(), "开始".to_owned())];
        let language = None;
        outgoing(0, Lane::Answer, None, Call::Commands { language, commands })
    };
    for _ in 0..5 {
        world.api.script("setMyCommands", None, refuse(500, "no"));
    }
    world.put(&[menu(), menu()]).await;
    world.settle().await;
    for _ in 0..4 {
        world.pass(TimeDelta::minutes(1)).await;
    }
    assert_eq!(world.statuses().await, ["failed", "done"]);
    assert!(world.inputs().await.is_empty());
}

#[tokio::test]
async fn bytes_are_erased() {
    let mut world = World::start().await;
    world.put(&[outgoing(0, Lane::Answer, None, Call::Erase)]).await;
    world.settle().await;
    assert_eq!(world.statuses().await, ["done"]);
}

#[tokio::test]
async fn unasked_messages_keep_the_limits_and_answers_do_not_wait_for_them() {
    let mut world = World::start().await;
    let mut rows: Vec<_> = (1..=70).map(|chat| notice(chat, "n")).collect();
    rows.push(send(100, "answer"));
    world.put(&rows).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(100), ["answer"]);
    assert_eq!(world.api.texts().len(), 31);
    assert_eq!(world.later().await, 40);
    world.pass(TimeDelta::milliseconds(999)).await;
    assert_eq!(world.api.texts().len(), 31);
    world.pass(TimeDelta::milliseconds(1)).await;
    assert_eq!(world.api.texts().len(), 61);
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.api.texts().len(), 71);
    assert_eq!(world.later().await, 0);
}

#[tokio::test]
async fn a_group_gets_twenty_unasked_messages_a_minute_in_their_order() {
    let mut world = World::start().await;
    let rows: Vec<_> = (0..25).map(|n| notice(-7, &n.to_string())).collect();
    world.put(&rows).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(-7).len(), 20);
    world.put(&[notice(-7, "25"), notice(8, "x")]).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(8), ["x"]);
    world.pass(TimeDelta::minutes(1)).await;
    let expected: Vec<_> = (0..26).map(|n| n.to_string()).collect();
    assert_eq!(world.api.texts_to(-7), expected);
}

#[tokio::test]
async fn a_flood_stops_the_unasked_lane_for_all() {
    let mut world = World::start().await;
    world.api.script("sendMessage", 1, retry_after(10));
    world.put(&[notice(1, "a")]).await;
    world.settle().await;
    world.put(&[notice(2, "b"), send(3, "answer")]).await;
    world.settle().await;
    assert_eq!(world.api.texts(), ["1: a", "3: answer"]);
    world.pass(TimeDelta::seconds(10)).await;
    assert_eq!(world.api.texts_to(1), ["a", "a"]);
    assert_eq!(world.api.texts_to(2), ["b"]);
}

#[tokio::test]
async fn what_is_for_later_waits_and_holds_up_nobody() {
    let mut world = World::start().await;
    let not_before = Some(world.clock.now() + TimeDelta::seconds(5));
    let later = Outgoing {
        not_before,
        ..send(1, "later")
    };
    world.put(&[later, send(1, "now")]).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(1), ["now"]);
    world.pass(TimeDelta::seconds(5)).await;
    assert_eq!(world.api.texts_to(1), ["now", "later"]);
}

#[tokio::test]
async fn a_group_that_moved_gets_its_messages_at_its_new_id() {
    let mut world = World::start().await;
    let body = serde_json::json!({ "ok": false, "error_code": 400, "description": "upgraded",
        "parameters": { "migrate_to_chat_id": -1001 } });
    world.api.script("sendMessage", -7, Answer::Say(400, body));
    world.put(&[send(-7, "a"), send(-7, "b")]).await;
    world.settle().await;
    world.put(&[send(-7, "c")]).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(-7), ["a"]);
    assert_eq!(world.api.texts_to(-1001), ["a", "b", "c"]);
    let told: Vec<Outcome> = world
        .contents()
        .await
        .iter()
        .map(|c| serde_json::from_str(c).unwrap())
        .collect();
    assert_eq!(told, [Outcome::Migrated { from: -7, to: -1001 }]);
}

#[tokio::test]
async fn a_crash_between_call_and_commit_sends_twice_at_most() {
    let mut world = World::start().await;
    let held = Arc::new(Semaphore::new(0));
    world.api.script("sendMessage", 1, Answer::Wait(held.clone()));
    world.put(&[send(1, "a"), send(1, "b")]).await;
    wait_for(|| world.api.times("sendMessage") == 1).await;
    // Dropped without a word, as a process that is killed.
    drop(world.worker.take());
    held.add_permits(1);
    if world.database.is_postgres() {
        end_leases(&world.store).await;
    }
    world.start_worker(WorkerOptions::default()).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(1), ["a", "a", "b"]);
}

#[tokio::test]
async fn a_frozen_holder_that_comes_back_marks_nothing() {
    let mut world = World::start().await;
    let held = Arc::new(Semaphore::new(0));
    world.api.script("sendMessage", 1, Answer::Wait(held.clone()));
    world.put(&[send(1, "a")]).await;
    wait_for(|| world.api.times("sendMessage") == 1).await;
    // Its lease ends, and another process takes the channel: its own call is refused for good.
    let blocked = refuse(403, "Forbidden: bot was blocked by the user");
    world.api.script("sendMessage", 1, blocked);
    if world.database.is_postgres() {
        end_leases(&world.store).await;
    }
    let other = world.another_worker(WorkerOptions::default()).await;
    wait_for(|| world.api.times("sendMessage") == 2).await;
    wait_for_async(async || world.statuses().await == ["failed"]).await;
    // Now the first one's answer arrives.
    held.add_permits(1);
    world.settle().await;
    assert_eq!(world.statuses().await, ["failed"]);
    other.shutdown().await;
}

#[tokio::test]
async fn an_update_is_stored_once_until_its_id_may_come_again() {
    let world = World::new().await;
    assert_eq!(
        world
            .store_updates(&[update(7, 1, "a"), update(8, 1, "b"), update(7, 1, "a")])
            .await,
        2
    );
    assert_eq!(world.store_updates(&[update(7, 1, "a")]).await, 0);
    // One of them was decided, the other still waits.
    let done = inbox_row::Entity::update_many()
        .col_expr(inbox_row::Column::Status, "failed".into())
        .filter(inbox_row::Column::Key.eq(inbox::update_key(42, 7)));
    done.exec(world.store.connection()).await.unwrap();
    world.clock.move_to(world.clock.now() + TimeDelta::hours(48));
    assert_eq!(world.store_updates(&[update(7, 1, "new")]).await, 0);
    world.clock.move_to(world.clock.now() + TimeDelta::hours(1));
    assert_eq!(world.store_updates(&[update(7, 1, "new"), update(8, 1, "b")]).await, 1);
    // The old row's content still opens.
    assert_eq!(world.contents().await, ["a", "b", "new"]);
}

#[tokio::test]
async fn sixty_four_chats_take_as_many_statements_as_one() {
    let mut world = World::new().await;
    let statements = Statements::of(&mut world.store);
    let batch = |first: i64, count| (first..first + count).map(|n| update(n, n, "x")).collect::<Vec<_>>();
    world.store_updates(&batch(1, 1)).await;
    let one = statements.take();
    world.store_updates(&batch(100, 64)).await;
    assert_eq!(statements.take(), one);
    // Known chats take fewer.
    world.store_updates(&batch(1, 1)).await;
    let one = statements.take();
    world.store_updates(&batch(100, 64)).await;
    assert_eq!(statements.take(), one);
}

#[tokio::test]
async fn two_processes_that_meet_a_chat_at_once_leave_one_key() {
    let world = World::new().await;
    let stores = [world.database.open().await, world.database.open().await];
    let tasks = stores.map(|store| {
        let (secrets, now) = (world.secrets.clone(), world.clock.now());
        tokio::spawn(async move {
            for n in 0..20 {
                let tx = store.begin().await.unwrap();
                let updates: Vec<_> = (n * 3..n * 3 + 3).map(|chat| update(chat, chat + 1, "x")).collect();
                inbox::store_updates(&tx, &secrets, 42, now, &updates).await.unwrap();
                tx.commit().await.unwrap();
            }
        })
    });
    for task in tasks {
        task.await.unwrap();
    }
    let keys = data_key::Entity::find().count(world.store.connection()).await.unwrap();
    assert_eq!(keys, 60 + 1, "a chat each, and the test's own");
    assert!(world.contents().await.iter().all(|content| content == "x"));
}

#[tokio::test]
async fn updates_are_acknowledged_once_they_are_stored() {
    let world = World::new().await;
    let text = |id: i64| serde_json::json!({ "update_id": id, "message": { "chat": { "id": 5, "type": "private" } } });
    world.api.script("getUpdates", None, refuse(500, "no"));
    world.api.script("getUpdates", None, Answer::Lose);
    // What is no update at all does not stand in the way of one.
    let odd = r#"{"ok":true,"result":[17,null,{"update_id":899 , "brand_new_kind":"\ud83d"},{"message":{}}]}"#;
    world.api.script("getUpdates", None, Answer::Raw(200, odd));
    world.api.update(text(900));
    world
        .api
        .update(serde_json::json!({ "update_id": 901, "brand_new_kind": { "x": 1 } }));
    let (stop, stopped) = watch::channel(false);
    let (intake, telegram) = (world.intake(), world.api.telegram());
    let options = PollOptions {
        long_poll: Duration::ZERO,
        first_pause: Duration::from_millis(1),
        empty_pause: Duration::from_millis(1),
        ..PollOptions::default()
    };
    let polling = tokio::spawn(async move { intake.poll(&telegram, options, stopped).await });
    wait_for(|| world.api.unacknowledged() == 0).await;
    world.api.update(text(902));
    wait_for(|| world.api.unacknowledged() == 0).await;
    stop.send(true).unwrap();
    polling.await.unwrap().unwrap();
    let keys: Vec<_> = world
        .inputs()
        .await
        .into_iter()
        .map(|row| (row.key, row.chat))
        .collect();
    let expected = [(899, 0), (900, 5), (901, 0), (902, 5)].map(|(id, chat)| (inbox::update_key(42, id), chat));
    assert_eq!(keys, expected);
    let contents = world.contents().await;
    assert_eq!(contents[0], r#"{"update_id":899 , "brand_new_kind":"\ud83d"}"#);
    assert_eq!(contents[2], r#"{"brand_new_kind":{"x":1},"update_id":901}"#);
}

#[tokio::test]
async fn a_refused_token_is_named() {
    let world = World::new().await;
    world.api.script("getUpdates", None, refuse(401, "Unauthorized"));
    let (_stop, stopped) = watch::channel(false);
    let ended = world
        .intake()
        .poll(&world.api.telegram(), PollOptions::default(), stopped)
        .await;
    assert!(ended.unwrap_err().to_string().contains("TELOXIDE_TOKEN"));
}

#[tokio::test]
async fn the_webhook_takes_only_what_telegram_sends() {
    let world = World::new().await;
    let options = WebhookOptions {
        path: "telegram".into(),
        secret_token: "made-up_secret".into(),
        body_limit: 200,
    };
    let router = webhook::router(world.intake(), options).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/telegram", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let client = reqwest::Client::builder().build().unwrap();
    let post = |secret: &'static str, body: String| {
        let request = client
            .post(&url)
            .header("X-Telegram-Bot-Api-Secret-Token", secret)
            .body(body);
        async move { request.send().await.unwrap().status().as_u16() }
    };
    let update = r#"{"update_id":1,"message":{"chat":{"id":5,"type":"private"}}}"#;
    assert_eq!(post("made-up_secre", update.into()).await, 401);
    assert_eq!(post("", update.into()).await, 401);
    assert_eq!(post("made-up_secret", "x".repeat(201)).await, 413);
    assert_eq!(post("made-up_secret", "x".into()).await, 400);
    assert_eq!(world.inputs().await.len(), 0);
    assert_eq!(post("made-up_secret", update.into()).await, 200);
    assert_eq!(post("made-up_secret", update.into()).await, 200);
    assert_eq!(world.contents().await, [update]);
}

#[tokio::test]
async fn moments_that_fell_due_come_in_once_in_their_order() {
    let world = World::start().await;
    world.store_updates(&[update(1, 5, "x")]).await;
    let (first, second) = (Uuid::from_u128(9), Uuid::from_u128(3));
    let now = world.clock.now();
    world.deadline(second, 5, now + TimeDelta::hours(2)).await;
    world.deadline(first, 5, now + TimeDelta::hours(1)).await;
    world.pass(TimeDelta::minutes(59)).await;
    assert_eq!(world.inputs().await.len(), 1);
    assert_eq!(world.later().await, 2);
    world.pass(TimeDelta::hours(3)).await;
    world.pass(TimeDelta::hours(3)).await;
    let inputs = world.inputs().await;
    let keys: Vec<_> = inputs.iter().filter_map(|row| due::parse_key(&row.key)).collect();
    assert_eq!(
        keys,
        [(first, now + TimeDelta::hours(1)), (second, now + TimeDelta::hours(2))]
    );
    assert_eq!(
        (inputs[1].source.as_str(), inputs[1].chat, inputs[1].data_key),
        ("due", 5, None)
    );
    assert_eq!(world.contents().await[1], "");
}

#[tokio::test]
async fn what_was_done_long_ago_is_deleted() {
    let mut world = World::start().await;
    world.store_updates(&[update(1, 5, "x"), update(2, 5, "y")]).await;
    world.api.script("sendMessage", 2, refuse(403, "Forbidden"));
    world.put(&[send(1, "a"), send(2, "b")]).await;
    world.settle().await;
    let done = inbox_row::Entity::update_many()
        .col_expr(inbox_row::Column::Status, "done".into())
        .col_expr(inbox_row::Column::DoneAt, world.clock.now().timestamp_millis().into())
        .filter(inbox_row::Column::UpdateId.eq(1));
    done.exec(world.store.connection()).await.unwrap();
    world.pass(TimeDelta::days(4)).await;
    wait_for_async(async || world.inputs().await.len() == 2).await;
    assert_eq!(world.statuses().await, ["done", "failed"]);
    world.pass(TimeDelta::days(4)).await;
    wait_for_async(async || world.statuses().await == ["failed"]).await;
    world.pass(TimeDelta::days(23)).await;
    wait_for_async(async || world.statuses().await.is_empty()).await;
    assert_eq!(world.inputs().await.len(), 2, "what waits stays");
}

#[tokio::test]
async fn two_processes_deliver_side_by_side_and_keep_the_limits_together() {
    let mut world = World::start().await;
    if !world.database.is_postgres() {
        return; // SQLite has one process.
    }
    let other = world.another_worker(WorkerOptions::default()).await;
    let mut rows = Vec::new();
    for text in ["a", "b", "c"] {
        rows.extend((1..=100).map(|chat| send(chat, text)));
    }
    rows.extend((1..=10).map(|n| press(&n.to_string())));
    rows.extend((1001..=1050).map(|chat| notice(chat, "n")));
    world.put(&rows).await;
    world.wakers.outbox.notify_one();
    world.settle().await;
    for chat in 1..=100 {
        assert_eq!(world.api.texts_to(chat), ["a", "b", "c"], "chat {chat}");
    }
    assert_eq!(world.api.times("answerCallbackQuery"), 10);
    let notices = || world.api.texts().iter().filter(|text| text.ends_with(": n")).count();
    assert_eq!(notices(), 30);
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(notices(), 50);
    other.shutdown().await;
}

#[tokio::test]
async fn the_sandboxs_telegram_is_served_like_the_real_one() {
    const PERSON: i64 = 500_118_203;
    let mut world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        listen: ([127, 0, 0, 1], 0).into(),
        data: folder.path().to_owned(),
        fresh: true,
        no_bot: true,
    };
    let sandbox = Sandbox::start(options, world.clock.clone()).await.unwrap();
    let telegram = || {
        let url = sandbox.api_url().parse().unwrap();
        Telegram::new(TelegramOptions::new("123456:AAtest_token-of-a-bot", url)).unwrap()
    };
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = async |method: reqwest::Method, path: &str, body: serde_json::Value| {
        let url = format!("{}/api/{path}", sandbox.api_url());
        let answered = client.request(method, url).json(&body).send().await.unwrap();
        assert!(
            answered.status().is_success(),
            "{path}: {}",
            answered.text().await.unwrap()
        );
        answered.json::<serde_json::Value>().await.unwrap()
    };
    let (post, put, get) = (reqwest::Method::POST, reqwest::Method::PUT, reqwest::Method::GET);
    let hears = async || {
        let messages = call(
            get.clone(),
            &format!("chats/{PERSON}/messages"),
            serde_json::Value::Null,
        )
        .await;
        let messages = messages["messages"].as_array().unwrap().clone();
        let texts = messages
            .iter()
            .map(|message| message["text"].as_str().unwrap_or_default().to_owned());
        texts.collect::<Vec<_>>()
    };

    let started = telegram().get_me().await.unwrap();
    assert_eq!(started.as_deref(), Some("sandbox_123456_bot"));
    let (stop, stopped) = watch::channel(false);
    let (intake, fetching) = (world.intake(), telegram());
    let polling = tokio::spawn(async move { intake.poll(&fetching, PollOptions::default(), stopped).await });
    let said = serde_json::json!({ "from": PERSON, "text": "/start" });
    call(post.clone(), &format!("chats/{PERSON}/messages"), said).await;
    wait_for_async(async || world.inputs().await.len() == 1).await;
    assert!(world.contents().await[0].contains("/start"));
    stop.send(true).unwrap();
    polling.await.unwrap().unwrap();

    world.worker = Some(world.worker_of(WorkerOptions::default(), telegram()).await);
    let no_press = Outgoing {
        expires_at: None,
        ..press("1")
    };
    world.put(&[ask(PERSON, "<b>first</b> &amp; only?"), no_press]).await;
    world.settle().await;
    world
        .put(&[edit(PERSON, None, "edited"), edit(PERSON, Some(1_000_000), "anew")])
        .await;
    world.settle().await;
    assert_eq!(hears().await[1..], ["edited", "anew"]);

    let fault = serde_json::json!({ "fault": "lose_answer", "times": 1, "methods": ["sendMessage"] });
    call(put, "services/telegram", fault).await;
    world
        .put(&[send(PERSON, "perhaps twice"), send(PERSON, "then this")])
        .await;
    world.settle().await;
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(hears().await[3..], ["perhaps twice", "perhaps twice", "then this"]);

    let blocks = serde_json::json!({ "status": "kicked" });
    call(post, &format!("chats/{PERSON}/members/{PERSON}"), blocks).await;
    world.put(&[send(PERSON, "never")]).await;
    world.settle().await;
    let rows = world.rows().await;
    assert_eq!(rows.last().unwrap().status, "failed");
    assert!(rows.iter().rev().skip(1).all(|row| row.status == "done"));
}

/// PostgreSQL's leases count real time, which a test cannot move.
async fn end_leases(store: &Store) {
    let script = "UPDATE delivery SET until = 0";
    store.connection().execute_unprepared(script).await.unwrap();
}

async fn wait_for(condition: impl Fn() -> bool) {
    for _ in 0..5_000 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("it did not happen");
}

async fn wait_for_async(condition: impl AsyncFn() -> bool) {
    for _ in 0..2_000 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("it did not happen");
}
