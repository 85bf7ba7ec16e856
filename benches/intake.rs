//! Answers a second of the whole path, beside bare SQLite: `cargo bench --bench intake`.
//!
//! Ours is what an answer takes from its arrival to what is said about it: its update is sealed, stored and committed
//! (`Intake::store`); then a batch loads, decides, renders, seals, saves and commits (`Processor::batch`). No HTTP and no delivery.
//! Each answer of a batch comes from another chat, which is in the middle of a filing with 20 to 28 kept answers.
//!
//! The rival is rusqlite on a copy of the very same file, with the same settings (WAL, `synchronous=FULL`, foreign keys,
//! `secure_delete`): the same two commits, the same reads and the same rows, with a prepared statement a row. It writes byte
//! for byte what ours has just written, so it neither opens nor seals nor parses nor decides anything: it is what the database
//! alone costs. At the end both files are compared, so that neither can have done less.
//!
//! Absolute times are noisy: the two take turns round by round, and medians are told.

#![allow(clippy::print_stdout, reason = "its table is what it is for")]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use beian_bot::app::{App, Outside};
use beian_bot::bot::intake::{Intake, read_update};
use beian_bot::bot::process::Processor;
use beian_bot::clock::SystemClock;
use beian_bot::prompts::{Prompts, Provider};
use beian_bot::storage::Store;
use beian_bot::storage::inbox::{RawUpdate, update_key};
use beian_bot::storage::seal::Secrets;
use beian_bot::wakers::Wakers;
use migrations::Migrator;
use rusqlite::types::Value;
use rusqlite::{Connection, Params, ToSql, params};
use sea_orm_migration::MigratorTrait;
use serde_json::json;

#[allow(dead_code, reason = "shared with the tests of the engine")]
#[path = "../tests/engine/support/script.rs"]
mod script;

const BOT: i64 = 42;
/// A nonce and a tag: so much longer is what is sealed.
const SEAL: usize = 24 + 16;

/// The draft of every chat at the start, and the answers that are then measured, one after the other.
const BEGUN: usize = 21;
const MEASURED: usize = 8;
/// Every chat gives its measured answers; then others take its place.
const TURNS: usize = 6;
/// Batch sizes, and how many batches of each are taken a round.
const BATCHES: &[(usize, usize)] = &[(1, 8), (16, 2), (64, 1)];
/// The same where only the comparison is tested, by `cargo test`: a bench that nobody runs is found broken when it is needed.
const TESTED: (usize, &[(usize, usize)]) = (1, &[(1, 1), (4, 1)]);

fn main() {
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let (turns, batches) = if is_bench { (TURNS, BATCHES) } else { TESTED };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let (file, copy) = (folder.path().join("bot.db"), folder.path().join("copy.db"));
    let url = Store::sqlite_url(folder.path());
    let secrets: Secrets = Secrets::generate("bench")
        .expect("random bytes")
        .parse()
        .expect("a key");
    let next_update = AtomicI64::new(1);

    // For each turn, each batch size and each batch of a round, its chats.
    let mut last_chat = 0;
    let rounds = turns * MEASURED;
    let turns: Vec<Vec<Vec<i64>>> = (0..turns)
        .map(|_| {
            let sizes = batches.iter().flat_map(|(size, times)| vec![*size; *times]);
            let mut take = |size: usize| {
                let first = last_chat + 1;
                last_chat += size as i64;
                (first..=last_chat).collect()
            };
            sizes.map(&mut take).collect()
        })
        .collect();

    runtime.block_on(async {
        let ours = Ours::open(&url, &secrets).await;
        Migrator::up(ours.intake.store.connection(), None)
            .await
            .expect("tables");
        let chats: Vec<i64> = (1..=last_chat).collect();
        for text in &script::TYPED[..BEGUN] {
            for some in chats.chunks(64) {
                ours.take(&updates(&next_update, some, text)).await;
            }
        }
        ours.intake.store.close().await.expect("closing");
    });
    settle(&file);
    std::fs::copy(&file, &copy).expect("a copy");
    let ours = runtime.block_on(Ours::open(&url, &secrets));
    let mut rival = Rival::open(&copy);
    let written = Reader::open(&file);

    let mut times: Vec<(Vec<Duration>, Vec<Duration>)> = vec![Default::default(); batches.len()];
    for turn in &turns {
        for text in &script::TYPED[BEGUN..][..MEASURED] {
            for chats in turn {
                let updates = updates(&next_update, chats, text);
                let mark = written.mark();
                let began = Instant::now();
                runtime.block_on(ours.take(&updates));
                let our_time = began.elapsed();
                let rows = written.since(&mark, chats);
                let began = Instant::now();
                rival.take(&updates, &rows).expect("the rival's rows");
                let its_time = began.elapsed();
                let which = batches.iter().position(|(size, _)| *size == chats.len());
                let (our_times, its_times) = &mut times[which.expect("a size that is measured")];
                our_times.push(our_time);
                its_times.push(its_time);
            }
        }
    }
    runtime.block_on(ours.intake.store.close()).expect("closing");
    drop((rival, written));
    assert_eq!(contents(&file), contents(&copy), "both have written the same");

    println!("Answers a second, SQLite, WAL, synchronous=FULL, medians of {rounds} rounds");
    println!("{:>6} {:>10} {:>12} {:>7}", "batch", "ours", "rusqlite", "ratio");
    for ((size, _), (ours, its)) in batches.iter().zip(times) {
        let (ours, its) = (a_second(*size, ours), a_second(*size, its));
        println!("{size:>6} {ours:>10.0} {its:>12.0} {:>7.2}", ours / its);
    }
}

fn a_second(size: usize, mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    size as f64 / times[times.len() / 2].as_secs_f64()
}

/// One message of each of these chats, as Telegram tells it.
fn updates(next_update: &AtomicI64, chats: &[i64], text: &str) -> Vec<RawUpdate> {
    let one = |chat: &i64| {
        let id = next_update.fetch_add(1, Ordering::Relaxed);
        let person = json!({ "id": chat, "is_bot": false, "first_name": "林", "last_name": "小满", "username": format!("lin_{chat}"),
            "language_code": "zh-hans" });
        let private = json!({ "id": chat, "type": "private", "first_name": "林", "last_name": "小满", "username": format!("lin_{chat}") });
        let update = json!({ "update_id": id, "message": { "message_id": id, "date": 1_790_000_000, "from": person,
            "chat": private, "text": text } });
        read_update(update.to_string().as_bytes()).expect("an update")
    };
    chats.iter().map(one).collect()
}

struct Ours {
    intake: Intake,
    processor: Processor,
}

impl Ours {
    async fn open(url: &str, secrets: &Secrets) -> Self {
        let outside = Outside {
            store: Store::open(url).await.expect("the database"),
            secrets: secrets.clone(),
            clock: Arc::new(SystemClock),
            wakers: Arc::new(Wakers::default()),
        };
        let provider = Provider {
            name: "示例云".to_owned(),
            phone: "010-12345678".to_owned(),
            address: None,
        };
        let intake = Intake {
            store: outside.store.clone(),
            secrets: outside.secrets.clone(),
            clock: outside.clock.clone(),
            bot_id: BOT,
            wakers: outside.wakers.clone(),
        };
        let app = App {
            outside,
            prompts: Arc::new(Prompts::load(provider).expect("prompts")),
            administrators: vec![],
            services: Arc::default(),
            desk_rules: Default::default(),
            own_name: Arc::default(),
        };
        Self {
            processor: Processor::new(app),
            intake,
        }
    }

    /// An input that turns out to need more than could be told before is decided in a further batch; measured ones do not.
    async fn take(&self, updates: &[RawUpdate]) {
        self.intake.store(updates).await.expect("storing");
        let mut done = 0;
        while done < updates.len() {
            done += self.processor.batch().await.expect("a batch").done;
        }
    }
}

/// What ours has written for a batch: rows with all their columns.
struct Rows {
    conversations: Vec<Vec<Value>>,
    filings: Vec<Vec<Value>>,
    answers: Vec<Vec<Value>>,
    outgoing: Vec<Vec<Value>>,
    /// The inputs' `done_at`.
    done_at: i64,
}

/// Looks into our file from outside, between the measurements.
struct Reader(Connection);

impl Reader {
    fn open(file: &Path) -> Self {
        Self(Connection::open(file).expect("the database"))
    }

    /// The last message before a batch.
    fn mark(&self) -> i64 {
        let last = "SELECT coalesce(max(id), 0) FROM outbox";
        self.0.query_row(last, [], |row| row.get(0)).expect("a number")
    }

    fn since(&self, mark: &i64, chats: &[i64]) -> Rows {
        let of_chats = |text: &str| -> Vec<Vec<Value>> {
            let rows = chats.iter().flat_map(|chat| all(&self.0, text, [chat]).expect("rows"));
            rows.collect()
        };
        // The last input is one of this batch, whose inputs are all done at one instant.
        let done_at = "SELECT done_at FROM inbox ORDER BY id DESC LIMIT 1";
        Rows {
            conversations: of_chats("SELECT * FROM conversation WHERE chat = ?"),
            filings: of_chats("SELECT * FROM filing WHERE applicant = ?"),
            answers: of_chats(
                "SELECT a.* FROM filing f JOIN answer a ON a.filing = f.id AND a.version = f.version WHERE f.applicant = ?",
            ),
            outgoing: all(&self.0, "SELECT * FROM outbox WHERE id > ? ORDER BY id", [mark]).expect("rows"),
            done_at: self.0.query_row(done_at, [], |row| row.get(0)).expect("a moment"),
        }
    }
}

/// The rows that a prepared statement finds, every column copied out of SQLite, as whoever goes on with them must.
fn all(connection: &Connection, text: &str, of: impl Params) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut statement = connection.prepare_cached(text)?;
    let columns = statement.column_count();
    let mut rows = statement.query(of)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((0..columns).map(|column| row.get(column)).collect::<Result<_, _>>()?);
    }
    Ok(found)
}

/// The same work on bare SQLite.
struct Rival {
    connection: Connection,
    writing: Writing,
}

/// The statements that write a row with all its columns.
struct Writing {
    conversation: String,
    filing: String,
    answer: String,
    outbox: String,
}

impl Writing {
    fn of(connection: &Connection) -> rusqlite::Result<Self> {
        let write = |table: &str, key: &[&str]| -> rusqlite::Result<String> {
            let columns = all(connection, "SELECT name FROM pragma_table_info(?)", [table])?;
            let columns = columns.into_iter().flatten().filter_map(|name| match name {
                Value::Text(name) => Some(name),
                _ => None,
            });
            let columns: Vec<String> = columns.collect();
            let values = vec!["?"; columns.len()].join(", ");
            let changed = columns.iter().filter(|column| !key.contains(&column.as_str()));
            let changed: Vec<String> = changed.map(|column| format!("{column} = excluded.{column}")).collect();
            let (key, changed) = (key.join(", "), changed.join(", "));
            Ok(format!(
                "INSERT INTO {table} VALUES ({values}) ON CONFLICT ({key}) DO UPDATE SET {changed}"
            ))
        };
        Ok(Self {
            conversation: write("conversation", &["chat"])?,
            filing: write("filing", &["id"])?,
            answer: write("answer", &["filing", "place", "field"])?,
            outbox: write("outbox", &["id"])?,
        })
    }
}

const CLAIM: &str = "SELECT * FROM (SELECT inbox.*, row_number() OVER (PARTITION BY chat ORDER BY id) AS turn FROM inbox \
    WHERE status = 'waiting' AND chat IN (SELECT chat FROM inbox WHERE status = 'waiting' GROUP BY chat ORDER BY min(id) \
    LIMIT 64)) AS waiting ORDER BY turn, id LIMIT 64";
const KEY: &str = "SELECT * FROM data_key WHERE id = ?";

impl Rival {
    fn open(file: &Path) -> Self {
        let connection = Connection::open(file).expect("the copy");
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
            )
            .expect("settings");
        connection.set_prepared_statement_cache_capacity(200);
        let writing = Writing::of(&connection).expect("the tables");
        Self { connection, writing }
    }

    fn take(&mut self, updates: &[RawUpdate], rows: &Rows) -> rusqlite::Result<()> {
        self.store(updates)?;
        self.process(rows)
    }

    fn store(&self, updates: &[RawUpdate]) -> rusqlite::Result<()> {
        let db = &self.connection;
        db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for update in updates {
            let key = update_key(BOT, update.update_id);
            db.prepare_cached(
                "UPDATE inbox SET key = key || ':old:' || CAST(id AS text), update_id = NULL \
                 WHERE key = ? AND status <> 'waiting' AND received_at < ?",
            )?
            .execute(params![key, 1])?;
            let chat = all(
                db,
                "SELECT chat, data_key FROM conversation WHERE chat = ?",
                [update.chat],
            )?;
            let data_key = &chat[0][1];
            black_box(all(db, KEY, [data_key])?);
            db.prepare_cached(
                "INSERT INTO inbox (source, key, update_id, chat, data_key, content, status, careful, tries, received_at, done_at) \
                 VALUES ('telegram', ?, ?, ?, ?, ?, 'waiting', FALSE, 0, ?, NULL) ON CONFLICT (key) DO NOTHING",
            )?
            .execute(params![
                key,
                update.update_id,
                update.chat,
                data_key,
                vec![7_u8; update.raw.len() + SEAL],
                1_790_000_000_000_i64
            ])?;
        }
        db.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    fn process(&self, rows: &Rows) -> rusqlite::Result<()> {
        let db = &self.connection;
        db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let inputs = all(db, CLAIM, [])?;
        for input in &inputs {
            let conversation = all(db, "SELECT * FROM conversation WHERE chat = ?", [&input[4]])?;
            black_box(all(db, KEY, [&conversation[0][2]])?);
        }
        for filing in &rows.filings {
            let id = &filing[0];
            let filing = all(db, "SELECT * FROM filing WHERE id = ?", [id])?;
            black_box(all(db, "SELECT * FROM answer WHERE filing = ?", [id])?);
            let person = all(db, "SELECT * FROM person WHERE id = ?", [&filing[0][2]])?;
            black_box(all(db, "SELECT * FROM role WHERE person = ?", [&filing[0][2]])?);
            black_box(all(db, KEY, [&filing[0][3]])?);
            black_box(all(db, KEY, [&person[0][1]])?);
        }
        for input in &inputs {
            let changed = db
                .prepare_cached(
                    "UPDATE inbox SET status = 'done', content = x'', data_key = NULL, done_at = ? WHERE id = ? AND status = 'waiting'",
                )?
                .execute(params![rows.done_at, &input[0]])?;
            assert_eq!(changed, 1);
        }
        for (writing, rows) in [
            (&self.writing.conversation, &rows.conversations),
            (&self.writing.filing, &rows.filings),
            (&self.writing.answer, &rows.answers),
            (&self.writing.outbox, &rows.outgoing),
        ] {
            let mut statement = db.prepare_cached(writing)?;
            for row in rows {
                statement.execute(rusqlite::params_from_iter(row.iter().map(|value| value as &dyn ToSql)))?;
            }
        }
        db.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }
}

/// What was said up to now is taken for delivered, as in a bot that has run for a while; all goes from the WAL into the file.
fn settle(file: &Path) {
    let connection = Connection::open(file).expect("the database");
    connection
        .execute_batch(
            "UPDATE outbox SET status = 'done', content = x'', data_key = NULL, done_at = created_at; \
             PRAGMA wal_checkpoint(TRUNCATE);",
        )
        .expect("settling");
}

/// Row for row how much each table holds. What the rival seals is as long as ours, and no more alike than random bytes are.
fn contents(file: &Path) -> Vec<Vec<Vec<Value>>> {
    let connection = Connection::open(file).expect("the database");
    let tables = [
        "SELECT id, key, chat, status, length(content), done_at FROM inbox ORDER BY id",
        "SELECT * FROM conversation ORDER BY chat",
        "SELECT * FROM filing ORDER BY id",
        "SELECT * FROM answer ORDER BY filing, place, field",
        "SELECT * FROM outbox ORDER BY id",
    ];
    tables
        .iter()
        .map(|text| all(&connection, text, []).expect("rows"))
        .collect()
}
