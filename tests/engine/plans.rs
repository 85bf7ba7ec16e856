//! However many filings there are, what is asked for often is found by indexes: every statement of `/queue`, `/find`, `/status`, of a tick, of
//! the worker's rounds and of the clean-up is asked for its plan, on whichever database the tests use.

use std::collections::BTreeSet;

use beian_bot::bot::intake::read_update;
use beian_bot::clock::Clock as _;
use beian_bot::storage::delivery::{self, LeaseClock};
use beian_bot::storage::outbox::{self, Channels};
use beian_bot::storage::{due, inbox, keys, matters};
use beian_bot::worker::cleanup::{self, Keep};
use chrono::TimeDelta;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, EntityTrait as _, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::seed::{Seeded, seed};
use crate::support::engine::Engine;

const FILINGS: usize = 600;
const GROUP: i64 = -1_002_000_000_017;

/// Tables that are small whatever happens, and lists that a statement brings with it.
const SMALL: &[&str] = &[
    "tally", "desk", "counter", "wanted", "asking", "late", "meant", "named", "found", "listed", "waiting", "heads",
    "rows", "w", "queue", "secret", "excluded", "counted", "claimed",
];
/// Indexes that hold only what waits to be done: read as a whole they are as long as the line.
const LINES: &[&str] = &["inbox_waiting", "outbox_waiting", "question_open"];

/// Where SQLite plans to look for rows that would have named what is being written, and does so only where some were there before it, which
/// no row of ours is.
const UNBORN: &[(&str, &[&str])] = &[("INSERT INTO \"conversation\"", &["deadline", "inbox"])];

/// What may be sorted by hand, by a piece of its statement, and why there is little of it.
const SORTED: &[(&str, &str)] = &[
    ("WITH meant(hash)", "at most fifty answers a text"),
    (
        "FROM \"filing\" WHERE \"filing\".",
        "the filings of a batch, in the order in which they are locked",
    ),
    ("FROM \"rejection\"", "what was found wanting of a filing"),
    ("FROM \"audit\"", "the history of a filing"),
    ("FROM \"asked_for\"", "what a filing was asked for"),
    ("FROM \"file\"", "the pictures of a filing"),
    ("FROM inbox WHERE status = 'waiting'", "inputs that wait"),
    ("FROM outbox", "calls that wait, or of one filing"),
    ("FROM secret", "a secret each"),
    ("SELECT DISTINCT matter", "what waits of a filing"),
];

/// Everything that is asked for often, with desk and reviewers, once and several at once. Returns the statements.
async fn asked(engine: &Engine, seeded: &Seeded) -> BTreeSet<String> {
    let reviewers = [seeded.reviewer(0), seeded.reviewer(1)];
    let from = json!({ "id": ADMINISTRATOR, "is_bot": false, "first_name": "顾安宁" });
    let here = json!({ "update_id": 900_001, "message": { "message_id": 1, "date": 1, "from": from, "text": "/here",
        "chat": { "id": GROUP, "type": "supergroup", "title": "备案审核" },
        "entities": [{ "type": "bot_command", "offset": 0, "length": 5 }] } });
    engine.say(&[ADMINISTRATOR], "/start").await;
    engine.batch(&[read_update(here.to_string().as_bytes()).unwrap()]).await;
    engine.decide_all().await;
    engine.statements.take_texts();

    for text in [
        "/queue",
        "/queue first_review 2",
        "/queue 待初审",
        "/queue authority 3",
        "/queue mine",
        "/queue overdue 2",
        "/queue 江苏",
        "/queue in32 2",
        "/next",
        "/answer",
        "/answer 1",
        "/find 苏ICP备12345678号-1",
    ] {
        engine.say(&reviewers, text).await;
        engine.say(&reviewers[..1], text).await;
    }
    for n in [3, 300] {
        for text in [
            seeded.domain(n),
            seeded.mobile(n),
            seeded.number(n).to_string(),
            seeded.name(n),
        ] {
            engine.say(&reviewers, &format!("/find {text}")).await;
            let found = engine.last_text(reviewers[0]).await;
            assert!(
                found.contains(&format!("#{}", seeded.number(n))) || text == seeded.name(n),
                "{text}: {found}"
            );
        }
    }
    let waits = (0..FILINGS).rev().find(|n| n % 24 == 5).unwrap();
    for text in ["show", "history", "claim", "release"] {
        engine
            .say(&reviewers[..1], &format!("/{text} {}", seeded.number(waits)))
            .await;
    }
    let applicants: Vec<i64> = (0..8).map(|n| seeded.applicant(n * 70)).collect();
    engine.say(&applicants, "/status").await;
    engine.say(&applicants[..1], "/status").await;

    // A tick that finds nothing, one that finds reminders and ends of many sorts, beside something that is said.
    let store = &engine.store;
    due::copy(store.connection(), engine.clock.now()).await.unwrap();
    engine.clock.move_to(engine.clock.now() + TimeDelta::days(20));
    assert!(due::copy(store.connection(), engine.clock.now()).await.unwrap() > 20);
    engine.say(&applicants, "/status").await;
    engine.decide_all().await;
    assert!(
        engine.inputs().await.iter().all(|row| row.status == "done"),
        "an input failed"
    );

    // The worker's rounds, the clean-up, a start.
    let now = engine.clock.now();
    let (clock, except) = (LeaseClock::of(store), Default::default());
    for which in [Channels::Unasked, Channels::Answers] {
        let found = outbox::due_channels(store.committed(), clock, now, which, "p", &except, 50).await;
        let found = found.unwrap();
        assert!(!found.is_empty());
        outbox::rows_in_line(store.committed(), now, &found, 100).await.unwrap();
        outbox::first_in_line(store.committed(), now, &found[0]).await.unwrap();
    }
    outbox::next_at(store.committed(), now).await.unwrap();
    outbox::slots(store.committed(), applicants).await.unwrap();
    let filing = entities::filing::Entity::find()
        .one(store.connection())
        .await
        .unwrap()
        .unwrap();
    matters::said(store.committed(), &[filing.id].into()).await.unwrap();
    check_counts(engine).await;
    cleanup::run(store, now, Keep::default()).await.unwrap();
    keys::check(store.connection(), &engine.secrets).await.unwrap();
    inbox::mark_careful(store).await.unwrap();
    delivery::void_leases(store).await.unwrap();
    let mut texts = engine.statements.take_texts();
    check_counts(engine).await;
    // The tests' own looks.
    texts.retain(|text| !is_of_the_tests(text));
    texts
}

/// What was claimed, put back, ended by the clock and counted anew stands in the counts as it stands in the filings.
async fn check_counts(engine: &Engine) {
    let counts = async |text: &str| {
        let backend = engine.store.connection().get_database_backend();
        let rows = engine
            .store
            .connection()
            .query_all_raw(Statement::from_string(backend, text));
        let of_row = |row: &sea_orm::QueryResult| -> (String, bool, i64) {
            (
                row.try_get_by_index(0).unwrap(),
                row.try_get_by_index(1).unwrap(),
                row.try_get_by_index(2).unwrap(),
            )
        };
        rows.await.unwrap().iter().map(of_row).collect::<BTreeSet<_>>()
    };
    let kept = counts("SELECT status, claimed, filings FROM tally WHERE filings <> 0").await;
    let waiting = counts(
        "SELECT status, claimed_by IS NOT NULL, count(*) FROM filing WHERE number IS NOT NULL AND status IN \
         ('first_review', 'curtain', 'papers', 'curtain_review', 'ready', 'sms', 'authority') GROUP BY status, claimed_by IS NOT NULL",
    );
    assert_eq!(kept, waiting.await);
    assert!(kept.len() > 8);
}

const ADMINISTRATOR: i64 = 890_447_721;

fn is_of_the_tests(text: &str) -> bool {
    let begins = |start: &str| text.starts_with(start);
    let all_inputs = begins("SELECT \"inbox\".\"id\"") && !text.contains("WHERE");
    let said = begins("SELECT \"outbox\".\"id\"") && text.contains("\"outbox\".\"chat\" =");
    let any_filing = begins("SELECT \"filing\".\"id\"") && !text.contains("WHERE");
    let counts = begins("SELECT status, claimed");
    all_inputs || said || any_filing || counts
}

/// What is wrong with the plans of these statements.
async fn faults(engine: &Engine, texts: &BTreeSet<String>) -> Vec<String> {
    let connection = engine.store.connection();
    let mut faults = Vec::new();
    for text in texts {
        // What ends or begins transactions, and locks, has no plan; a table that is emptied is not read.
        let word = text.split_whitespace().next().unwrap_or_default();
        if !["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(&word)
            || !text.contains("WHERE") && word == "DELETE"
        {
            continue;
        }
        let found = match connection.get_database_backend() {
            DbBackend::Postgres => on_postgres(connection, text).await,
            _ => on_sqlite(connection, text).await,
        };
        faults.extend(found.into_iter().map(|fault| format!("{fault}\n    in {text}")));
    }
    faults
}

async fn on_sqlite(connection: &DatabaseConnection, text: &str) -> Vec<String> {
    // A text of its own each time: a plan that was told once is told again, whatever has become of the indexes.
    let explain = format!("EXPLAIN QUERY PLAN {text} /* {} */", Uuid::new_v4());
    let explain = Statement::from_string(DbBackend::Sqlite, explain);
    let rows = connection.query_all_raw(explain).await.unwrap();
    let details = rows.iter().map(|row| row.try_get::<String>("", "detail").unwrap());
    let is_fault = |detail: &String| {
        if let Some(scanned) = detail.strip_prefix("SCAN ") {
            let name = scanned.split_whitespace().next().unwrap_or_default();
            let is_row =
                scanned.contains("CONSTANT ROW") || scanned.ends_with("VALUES CLAUSE") || name.starts_with('(');
            let of_line = LINES.iter().any(|index| scanned.ends_with(index));
            let is_unborn = UNBORN
                .iter()
                .any(|(start, children)| text.starts_with(start) && children.contains(&name));
            return !is_row && !of_line && !is_unborn && !SMALL.contains(&name);
        }
        detail.starts_with("USE TEMP B-TREE") && !may_be_sorted(text)
    };
    details.filter(is_fault).collect()
}

fn may_be_sorted(text: &str) -> bool {
    SORTED.iter().any(|(piece, _)| text.contains(piece))
}

/// As the server plans it for any values, where it takes an index wherever there is one: of the tests' small tables it would read all.
async fn on_postgres(connection: &DatabaseConnection, text: &str) -> Vec<String> {
    let tx = sea_orm::TransactionTrait::begin(connection).await.unwrap();
    let run = async |text: String| {
        tx.execute_unprepared(&text)
            .await
            .unwrap_or_else(|error| panic!("{error}: {text}"))
    };
    // Where it may be sorted, an index that has the order and nothing else would be taken instead.
    let ways = ["seqscan", "hashjoin", "mergejoin", "sort"];
    for way in &ways[..if may_be_sorted(text) { 3 } else { 4 }] {
        run(format!("SET LOCAL enable_{way} = off")).await;
    }
    run("SET LOCAL plan_cache_mode = force_generic_plan".into()).await;
    run(format!("PREPARE asked AS {text}")).await;
    let values = (1..10_000).take_while(|n| text.contains(&format!("${n}"))).count();
    let values = match values {
        0 => String::new(),
        _ => format!("({})", vec!["NULL"; values].join(", ")),
    };
    let explain = format!("EXPLAIN (FORMAT JSON) EXECUTE asked{values}");
    let row = tx
        .query_one_raw(Statement::from_string(DbBackend::Postgres, explain))
        .await;
    let row = row.unwrap_or_else(|error| panic!("{error}: {text}")).unwrap();
    let plan: Value = row.try_get_by_index(0).unwrap();
    run("DEALLOCATE asked".into()).await;
    tx.rollback().await.unwrap();
    let mut faults = Vec::new();
    walk(&plan[0]["Plan"], may_be_sorted(text), &mut faults);
    faults
}

fn walk(node: &Value, may_be_sorted: bool, faults: &mut Vec<String>) {
    let text = |name: &str| node[name].as_str().unwrap_or_default();
    let (kind, table, index) = (text("Node Type"), text("Relation Name"), text("Index Name"));
    let is_fault = match kind {
        "Seq Scan" => !SMALL.contains(&table),
        "Index Scan" | "Index Only Scan" | "Bitmap Index Scan" => {
            // That something is there at all narrows nothing: what is then filtered is the whole index.
            let condition = text("Index Cond");
            let is_there = condition.ends_with(" IS NOT NULL)") && !condition.contains(" AND ");
            let is_whole = condition.is_empty() || is_there && node.get("Filter").is_some();
            is_whole && !LINES.contains(&index) && !SMALL.contains(&table)
        }
        "Sort" => !may_be_sorted,
        _ => false,
    };
    if is_fault {
        faults.push(format!("{kind} of {table} {index}"));
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        walk(child, may_be_sorted, faults);
    }
}

/// Many questions that were answered long ago: a table that is all but empty is read whole by any planner.
async fn questions_of_before(engine: &Engine) {
    let connection = engine.store.connection();
    let text = "WITH RECURSIVE n(i) AS (SELECT CAST(10001 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < 14000) \
                INSERT INTO question (number, chat, data_key, words, asked_at, answer, answered_by, answered_at) \
                SELECT i, i, key.id, key.wrapped, i, key.wrapped, 1, i FROM n CROSS JOIN (SELECT id, wrapped FROM data_key LIMIT 1) AS key";
    connection.execute_unprepared(text).await.unwrap();
    // SQLite plans by its indexes alone, as it does in the bot.
    if engine.store.is_postgres() {
        connection.execute_unprepared("ANALYZE").await.unwrap();
    }
}

#[tokio::test]
async fn what_is_asked_often_is_found_by_indexes() {
    let engine = Engine::with_administrators(vec![ADMINISTRATOR]).await;
    let seeded = seed(
        &engine.store,
        &engine.database.url,
        &engine.secrets,
        engine.clock.now(),
        FILINGS,
    )
    .await;
    questions_of_before(&engine).await;
    let texts = asked(&engine, &seeded).await;
    assert!(texts.len() > 40, "{} statements", texts.len());
    let found = faults(&engine, &texts).await;
    assert!(found.is_empty(), "{}", found.join("\n"));

    // Without one of these the plans tell: this test would find out.
    let mut before = 0;
    for (index, of) in [
        ("filing_waiting", "what waits"),
        ("filing_claimed_by", "what is claimed"),
        ("filing_region", "what waits in a province"),
        ("answer_lookup", "what is looked for"),
        ("deadline_next_at", "what fell due"),
        ("filing_applicant", "what somebody has filed"),
        ("deadline_filing", "the deadlines of a filing"),
        ("inbox_done_at", "what was done long ago"),
        ("outbox_matter", "what was said of a filing"),
    ] {
        engine.run_sql(&format!("DROP INDEX {index}")).await;
        let found = faults(&engine, &texts).await.len();
        assert!(found > before, "without {index} {of} is found all the same");
        before = found;
    }
}
