//! Whether what reviewers and applicants ask for takes with a million filings what it takes with ten thousand: `cargo bench --bench scale`.
//!
//! Three databases are filled (`tests/support/seed.rs`), in a temporary folder or, where `TEST_DATABASE_URL` names a PostgreSQL server, there.
//! Each command then goes the whole way in each of them, in turns: it is sealed, stored and committed, loaded, decided, rendered, saved and
//! committed. A tick is the look for moments that fell due, and what sixteen of them then take to be decided. Medians are told, and what
//! counts is the ratio: absolute times depend on what else the machine does.
//!
//! `cargo bench --bench scale -- seed <filings> <database url>` fills a database and leaves it there, sealed under `SECRET_KEY`.
//! `SCALE=10000,100000` measures other sizes. `STATEMENTS=10` tells besides which ten statements took longest in the largest, in all rounds
//! together.

#![allow(clippy::print_stdout, reason = "its table is what it is for")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use beian_bot::app::{App, Outside};
use beian_bot::bot::intake::{Intake, read_update};
use beian_bot::bot::process::Processor;
use beian_bot::clock::{Clock as _, MovableClock, SystemClock};
use beian_bot::prompts::{Prompts, Provider};
use beian_bot::storage::Store;
use beian_bot::storage::due;
use beian_bot::storage::seal::Secrets;
use beian_bot::wakers::Wakers;
use beian_bot::worker::cleanup::{self, Keep};
use migrations::Migrator;
use sea_orm::ConnectionTrait as _;
use sea_orm_migration::MigratorTrait as _;
use serde_json::json;

#[allow(dead_code, reason = "shared with the tests")]
#[path = "../tests/support/database.rs"]
mod database;
#[path = "../tests/support/seed.rs"]
mod seed;

use database::TestDatabase;
use seed::Seeded;

const BOT: i64 = 42;
const SIZES: &[usize] = &[10_000, 100_000, 1_000_000];
const ROUNDS: usize = 41;
/// The same where only the way is tested, by `cargo test`: a bench that nobody runs is found broken when it is needed.
const TESTED: (&[usize], usize) = (&[400, 800], 1);
/// So many moments fall due at once.
const MOMENTS: usize = 16;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_bench = arguments.iter().any(|argument| argument == "--bench");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    if arguments.first().is_some_and(|word| word == "seed") {
        let [_, filings, url, ..] = arguments.as_slice() else {
            panic!("seed <filings> <database url>");
        };
        let filings = filings.parse().expect("how many filings");
        let secrets = std::env::var("SECRET_KEY").expect("SECRET_KEY, from `beian-bot keygen`");
        return runtime.block_on(fill(url, &secrets.parse().expect("SECRET_KEY"), filings));
    }
    let asked = std::env::var("SCALE").unwrap_or_default();
    let asked: Vec<usize> = asked.split(',').filter_map(|size| size.trim().parse().ok()).collect();
    let (sizes, rounds) = match (is_bench, asked.is_empty()) {
        (false, _) => TESTED,
        (true, true) => (SIZES, ROUNDS),
        (true, false) => (asked.as_slice(), ROUNDS),
    };
    runtime.block_on(measure(sizes, rounds));
}

/// Makes the tables, and so many filings.
async fn fill(url: &str, secrets: &Secrets, filings: usize) {
    let store = Store::open(url).await.expect("the database");
    Migrator::up(store.connection(), None).await.expect("tables");
    let began = Instant::now();
    seed::seed(&store, url, secrets, SystemClock.now(), filings).await;
    store.close().await.expect("closing");
    println!("{filings} filings in {:.0} s", began.elapsed().as_secs_f64());
}

async fn measure(sizes: &[usize], rounds: usize) {
    let mut bots = Vec::new();
    for size in sizes {
        bots.push(Bot::with(*size).await);
    }
    let [first, .., last] = sizes else {
        panic!("at least two sizes");
    };
    println!("Medians of {rounds} rounds in milliseconds, by how many filings there are");
    let columns: Vec<String> = sizes.iter().map(|size| format!("{size:>10}")).collect();
    println!("{:<28}{}   {last} : {first}", "", columns.concat());
    let told: usize = std::env::var("STATEMENTS")
        .ok()
        .and_then(|told| told.parse().ok())
        .unwrap_or(0);
    for (name, ask) in ASKED {
        bots.iter().for_each(|bot| drop(bot.statements.take()));
        let mut times = vec![Vec::new(); bots.len()];
        // The first round warms up.
        for round in 0..=rounds {
            for (bot, times) in bots.iter().zip(&mut times) {
                times.push(bot.takes(*ask, round).await);
            }
        }
        let medians: Vec<f64> = times
            .into_iter()
            .map(|mut times| {
                times.remove(0);
                times.sort_unstable();
                times[times.len() / 2].as_secs_f64() * 1_000.0
            })
            .collect();
        let columns: Vec<String> = medians.iter().map(|median| format!("{median:>10.2}")).collect();
        let ratio = medians[medians.len() - 1] / medians[0];
        println!("{name:<28}{}   {ratio:.2}", columns.concat());
        if told > 0 {
            tell_statements(&bots, told);
        }
    }
    for bot in bots {
        bot.intake.store.close().await.expect("closing");
    }
}

/// The statements that took longest in the largest database, beside the time in the smallest.
fn tell_statements(bots: &[Bot], told: usize) {
    let (smallest, largest) = (bots[0].statements.take(), bots[bots.len() - 1].statements.take());
    let mut largest: Vec<_> = largest.into_iter().collect();
    largest.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    for (text, time) in largest.into_iter().take(told) {
        let before = smallest.get(&text).copied().unwrap_or_default();
        let text: String = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(150)
            .collect();
        println!(
            "    {:>8.1} {:>8.1}  {text}",
            before.as_secs_f64() * 1_000.0,
            time.as_secs_f64() * 1_000.0
        );
    }
}

/// Statements and the time that each took.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<HashMap<String, Duration>>>);

impl Statements {
    fn of(store: &mut Store) -> Self {
        let all = Self::default();
        let noted = all.clone();
        store.on_statement(move |text, time| {
            let mut all = noted.0.lock().expect("nobody panics here");
            *all.entry(text.to_owned()).or_default() += time;
        });
        all
    }

    fn take(&self) -> HashMap<String, Duration> {
        std::mem::take(&mut *self.0.lock().expect("nobody panics here"))
    }
}

/// What is asked of the bot in a round.
#[derive(Clone, Copy)]
enum Ask {
    /// A reviewer writes it.
    Reviewer(fn(&Seeded, usize) -> String),
    /// An applicant writes it, each round another one.
    Applicant(&'static str),
    /// It is looked for moments that fell due, and there is none.
    Nothing,
    /// Moments fall due, and what they mean is decided.
    Moments,
    /// What was done long ago is deleted, and counted anew what waits.
    CleanUp,
}

const ASKED: &[(&str, Ask)] = &[
    ("/queue", Ask::Reviewer(|_, _| "/queue".to_owned())),
    (
        "/queue first_review 2",
        Ask::Reviewer(|_, _| "/queue first_review 2".to_owned()),
    ),
    (
        "/queue authority 10",
        Ask::Reviewer(|_, _| "/queue authority 10".to_owned()),
    ),
    ("/queue mine", Ask::Reviewer(|_, _| "/queue mine".to_owned())),
    ("/queue overdue 2", Ask::Reviewer(|_, _| "/queue overdue 2".to_owned())),
    ("/next", Ask::Reviewer(|_, _| "/next".to_owned())),
    (
        "/find <number>",
        Ask::Reviewer(|seeded, n| format!("/find {}", seeded.number(n * 97 % seeded.filings))),
    ),
    (
        "/find <domain>",
        Ask::Reviewer(|seeded, n| format!("/find {}", seeded.domain(n * 97 % seeded.filings))),
    ),
    (
        "/find <mobile>",
        Ask::Reviewer(|seeded, n| format!("/find {}", seeded.mobile(n * 89 % seeded.filings))),
    ),
    (
        "/find <name of many>",
        Ask::Reviewer(|seeded, n| format!("/find {}", seeded.name(n))),
    ),
    ("/status", Ask::Applicant("/status")),
    ("tick, nothing due", Ask::Nothing),
    ("tick, 16 moments due", Ask::Moments),
    ("clean-up", Ask::CleanUp),
];

struct Bot {
    intake: Intake,
    processor: Processor,
    clock: Arc<MovableClock>,
    seeded: Seeded,
    statements: Statements,
    next_update: AtomicI64,
    _database: TestDatabase,
}

impl Bot {
    async fn with(filings: usize) -> Self {
        let database = TestDatabase::new().await;
        let secrets: Secrets = Secrets::generate("bench")
            .expect("random bytes")
            .parse()
            .expect("a key");
        let now = SystemClock.now();
        {
            let began = Instant::now();
            let store = database.open().await;
            seed::seed(&store, &database.url, &secrets, now, filings).await;
            store.close().await.expect("closing");
            println!("Seeded {filings} filings in {:.0} s", began.elapsed().as_secs_f64());
        }
        let clock = Arc::new(MovableClock::still(now));
        let mut store = database.open().await;
        let statements = Statements::of(&mut store);
        let outside = Outside {
            store,
            secrets,
            clock: clock.clone(),
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
            clock,
            seeded: Seeded { filings },
            statements,
            next_update: AtomicI64::new(1),
            _database: database,
        }
    }

    async fn takes(&self, ask: Ask, round: usize) -> Duration {
        let store = &self.intake.store;
        let reviewer = self.seeded.reviewer(round);
        match ask {
            Ask::Reviewer(text) => self.says(reviewer, &text(&self.seeded, round)).await,
            Ask::Applicant(text) => {
                self.says(self.seeded.applicant(round * 101 % self.seeded.filings), text)
                    .await
            }
            Ask::Nothing => {
                let began = Instant::now();
                assert_eq!(
                    due::copy(store.connection(), self.clock.now()).await.expect("a look"),
                    0
                );
                began.elapsed()
            }
            Ask::Moments => {
                let now = self.clock.now().timestamp_millis();
                // Each moment is let in once: so each round has its own.
                let at = now - round as i64;
                let script = format!(
                    "UPDATE deadline SET next_at = {at} WHERE id IN \
                     (SELECT id FROM deadline WHERE next_at > {now} ORDER BY next_at DESC LIMIT {MOMENTS})"
                );
                store.connection().execute_unprepared(&script).await.expect("moments");
                let began = Instant::now();
                let moments = due::copy(store.connection(), self.clock.now()).await.expect("a look");
                // Of the few that the tests have, some have ended by then.
                assert!(moments as usize == MOMENTS || moments > 0 && self.seeded.filings < 10_000);
                self.decides(moments as usize).await;
                began.elapsed()
            }
            Ask::CleanUp => {
                let began = Instant::now();
                cleanup::run(store, self.clock.now(), Keep::default())
                    .await
                    .expect("a clean-up");
                began.elapsed()
            }
        }
    }

    async fn says(&self, person: i64, text: &str) -> Duration {
        let id = self.next_update.fetch_add(1, Ordering::Relaxed);
        let from = json!({ "id": person, "is_bot": false, "first_name": "示例", "language_code": "zh-hans" });
        let length = text.split(' ').next().map_or(0, str::len);
        let update = json!({ "update_id": id, "message": { "message_id": id, "date": 1_790_000_000, "from": from,
            "chat": { "id": person, "type": "private", "first_name": "示例" }, "text": text,
            "entities": [{ "type": "bot_command", "offset": 0, "length": length }] } });
        let update = read_update(update.to_string().as_bytes()).expect("an update");
        let began = Instant::now();
        self.intake.store(&[update]).await.expect("storing");
        self.decides(1).await;
        began.elapsed()
    }

    async fn decides(&self, inputs: usize) {
        let mut done = 0;
        while done < inputs {
            done += self.processor.batch().await.expect("a batch").done;
        }
    }
}
