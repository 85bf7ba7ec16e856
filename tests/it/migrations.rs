//! Rows of every version of the tables live through all that come after: `tests/data/migrations/<name>.sql` has samples of what
//! stood in the tables when that migration was the latest.

use std::path::Path;

use beian_bot::domain::deadlines::DeadlineName;
use beian_bot::storage::Store;
use entities::{
    answer, asked_for, audit, conversation, counter, data_key, deadline, delivery, desk, file, filing, inbox, outbox,
    person, question, rejection, role, service, slot, subject,
};
use migrations::Migrator;
use sea_orm::{ConnectionTrait as _, EntityTrait as _};
use sea_orm_migration::MigratorTrait as _;

use crate::support::database::TestDatabase;

/// The samples of a migration, in the words of the database: `uuid(7)` and `bytes(00ff)` differ between the two.
fn samples(migration: &str, postgres: bool) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/migrations/{migration}.sql"));
    let script = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let bytes = |hex: &str| {
        if postgres {
            format!("'\\x{hex}'")
        } else {
            format!("X'{hex}'")
        }
    };
    let uuid = |n: &str| {
        let hex = format!("{:0>32}", n);
        if postgres {
            format!("'{hex}'")
        } else {
            format!("X'{hex}'")
        }
    };
    replaced(&replaced(&script, "uuid(", uuid), "bytes(", bytes)
}

/// The text with every `<name>…)` put through `with`.
fn replaced(text: &str, name: &str, with: impl Fn(&str) -> String) -> String {
    let mut parts = text.split(name);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inside, after) = part.split_once(')').unwrap();
        out.push_str(&with(inside));
        out.push_str(after);
    }
    out
}

/// A database as it was when that migration was still to come.
async fn as_before(migration: &str) -> (TestDatabase, Store) {
    let database = TestDatabase::empty().await;
    let store = database.open().await;
    let migrations = Migrator::migrations();
    let at = migrations.iter().position(|other| other.name() == migration);
    let before = u32::try_from(at.unwrap()).unwrap();
    Migrator::up(store.connection(), Some(before)).await.unwrap();
    (database, store)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sample_rows_of_each_migration_live_through_the_later_ones() {
    let database = TestDatabase::empty().await;
    let store = database.open().await;
    let connection = store.connection();
    let migrations = Migrator::migrations();
    for migration in &migrations {
        Migrator::up(connection, Some(1)).await.unwrap();
        let script = samples(migration.name(), database.is_postgres());
        connection.execute_unprepared(&script).await.unwrap();
    }

    // The program reads all of them: no column is missing, none has become something else.
    macro_rules! read {
        ($($table:ident),+) => {
            $(
                let rows = $table::Entity::find().all(connection).await.unwrap();
                assert!(rows.len() >= migrations.len(), "no samples of {}", stringify!($table));
            )+
        };
    }
    // What came with a later migration has samples from there on.
    assert!(!asked_for::Entity::find().all(connection).await.unwrap().is_empty());
    assert!(!question::Entity::find().all(connection).await.unwrap().is_empty());
    assert!(!file::Entity::find().all(connection).await.unwrap().is_empty());
    read!(
        answer,
        audit,
        conversation,
        counter,
        data_key,
        deadline,
        delivery,
        desk,
        filing,
        inbox,
        outbox,
        person,
        rejection,
        role,
        service,
        slot,
        subject
    );

    // What is sealed under a data key holds it.
    let drop_keys = connection.execute_unprepared("DELETE FROM data_key").await;
    assert!(
        drop_keys.is_err(),
        "data keys can be dropped while something is sealed under them"
    );
    store.close().await.unwrap();
}

/// What a version that kept them has left of dropped drafts goes; of lapsed drafts, and of filings that were handed in and then
/// withdrawn, nothing was said to be deleted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drafts_that_were_dropped_before_lose_what_they_held() {
    const BEFORE: &str = "m20261126_183000_delete_dropped_drafts";
    let (database, store) = as_before(BEFORE).await;
    let connection = store.connection();
    let bytes = if database.is_postgres() { "'\\x00'" } else { "X'00'" };
    let kinds = [
        ("NULL", "withdrawn", true),
        ("NULL", "drafting", false),
        ("NULL", "lapsed", false),
        ("1001", "withdrawn", false),
    ];
    for (n, (number, status, _)) in kinds.iter().enumerate() {
        let id = |of: usize| match database.is_postgres() {
            true => format!("'{:0>32}'", of + n),
            false => format!("X'{:0>32}'", of + n),
        };
        let (key, filing) = (id(10), id(20));
        let script = format!(
            "INSERT INTO data_key (id, owner, secret_id, wrapped, created_at) VALUES ({key}, 'filing', 'k1', {bytes}, 0);
             INSERT INTO filing (id, number, applicant, data_key, kind, status, version, services, facts, round, status_since, \
             created_at, updated_at) VALUES ({filing}, {number}, 5, {key}, NULL, '{status}', 4, '[]', '{{\"x\":1}}', 0, 0, 0, {n});
             INSERT INTO answer (filing, place, field, version, value, lookup, updated_at) VALUES
             ({filing}, 'subject', 'region', 2, {bytes}, 'k1:0a', 0);
             INSERT INTO audit (filing, at, actor, person, action, from_status, to_status, words) VALUES
             ({filing}, 0, 'applicant', 5, 'withdrawn', 'drafting', '{status}', {bytes});
             INSERT INTO outbox (key, channel, lane, chat, kind, data_key, content, status, tries, next_at, created_at) VALUES
             ('input:{n}:0', 'chat:5:answer', 'answer', 5, 'send', {key}, {bytes}, 'waiting', 0, 0, 0);"
        );
        connection.execute_unprepared(&script).await.unwrap();
    }
    Migrator::up(connection, None).await.unwrap();

    let mut filings = filing::Entity::find().all(connection).await.unwrap();
    filings.sort_by_key(|filing| filing.updated_at);
    let answers = answer::Entity::find().all(connection).await.unwrap();
    let history = audit::Entity::find().all(connection).await.unwrap();
    for (filing, (number, status, goes)) in filings.iter().zip(kinds) {
        let of = format!("{status} {number}");
        assert_eq!(filing.data_key.is_none(), goes, "{of}: its key");
        assert_eq!(filing.facts == "{}", goes, "{of}: what was found");
        assert_eq!(
            !answers.iter().any(|row| row.filing == filing.id),
            goes,
            "{of}: its answers"
        );
        let line = history.iter().find(|row| row.filing == filing.id).unwrap();
        assert_eq!(line.words.is_none(), goes, "{of}: words");
    }
    assert_eq!(data_key::Entity::find().all(connection).await.unwrap().len(), 3);
    assert_eq!(outbox::Entity::find().all(connection).await.unwrap().len(), 3);
    store.close().await.unwrap();
}

/// A filing that an earlier version left without a date to come gets it: a promise that had passed counts on, a status that had none
/// begins one. What has its date keeps it, and what is closed gets none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_open_filing_has_a_date_to_come() {
    const BEFORE: &str = "m20261127_065000_date_open_filings";
    const SINCE: i64 = 1_772_413_200_000;
    const ENDED: i64 = SINCE + 1_000_000;
    const TOLD: i64 = SINCE + 2_000_000;
    let (database, store) = as_before(BEFORE).await;
    let connection = store.connection();
    /// What stood there of a filing: a deadline with its next moment and when it was closed.
    type Row = (&'static str, Option<i64>, Option<i64>);
    /// What is expected: its name, and its next moment where that is known.
    type Open = Option<(&'static str, Option<i64>)>;
    let review_passed: Row = ("first_review", None, Some(TOLD));
    let cases: [(&str, &[Row], Open); 11] = [
        ("ready", &[], Some(("hand_over", None))),
        ("ready", &[review_passed], Some(("hand_over", None))),
        ("first_review", &[review_passed], Some(("first_review", Some(TOLD + 1)))),
        (
            "authority",
            &[("authority", None, Some(TOLD))],
            Some(("authority", Some(TOLD + 1))),
        ),
        (
            "first_review",
            &[("first_review", None, None)],
            Some(("first_review", None)),
        ),
        (
            "first_review",
            &[("first_review", Some(7), None)],
            Some(("first_review", Some(7))),
        ),
        (
            "rejected",
            &[("correction", Some(8), None)],
            Some(("correction", Some(8))),
        ),
        ("returned", &[], Some(("correction", None))),
        ("drafting", &[], Some(("draft", None))),
        ("granted", &[("authority", None, Some(TOLD))], None),
        ("withdrawn", &[], None),
    ];
    let id = |of: usize| match database.is_postgres() {
        true => format!("'{of:0>32}'"),
        false => format!("X'{of:0>32}'"),
    };
    let bytes = if database.is_postgres() { "'\\x00'" } else { "X'00'" };
    let chat = format!(
        "INSERT INTO data_key (id, owner, secret_id, wrapped, created_at) VALUES ({0}, 'chat', 'k1', {bytes}, 0);
         INSERT INTO conversation (chat, kind, data_key, state, updated_at) VALUES (5, 'private', {0}, '{{}}', 0);",
        id(1)
    );
    connection.execute_unprepared(&chat).await.unwrap();
    let sql = |at: Option<i64>| at.map_or("NULL".to_owned(), |at| at.to_string());
    for (n, (status, rows, _)) in cases.iter().enumerate() {
        let filing = id(100 + n);
        let mut script = format!(
            "INSERT INTO filing (id, number, applicant, data_key, kind, status, version, services, facts, round, status_since, \
             created_at, updated_at) VALUES ({filing}, {n}, 5, NULL, NULL, '{status}', 4, '[]', '{{}}', 0, {SINCE}, 0, {n});"
        );
        for (m, (name, next_at, closed_at)) in rows.iter().enumerate() {
            let (row, next_at, closed_at) = (id(1000 + 10 * n + m), sql(*next_at), sql(*closed_at));
            script += &format!(
                "INSERT INTO deadline (id, filing, name, chat, began_at, ends_at, next_at, closed_at) VALUES
                 ({row}, {filing}, '{name}', 5, {SINCE}, {ENDED}, {next_at}, {closed_at});"
            );
        }
        connection.execute_unprepared(&script).await.unwrap();
    }
    Migrator::up(connection, None).await.unwrap();

    let mut filings = filing::Entity::find().all(connection).await.unwrap();
    filings.sort_by_key(|filing| filing.updated_at);
    let deadlines = deadline::Entity::find().all(connection).await.unwrap();
    for (filing, (status, rows, expected)) in filings.iter().zip(cases) {
        let of = format!("{status} with {rows:?}");
        let open: Vec<_> = deadlines
            .iter()
            .filter(|row| row.filing == filing.id && row.closed_at.is_none())
            .collect();
        assert_eq!(open.len(), usize::from(expected.is_some()), "{of}: what is open");
        for (row, (name, next_at)) in open.into_iter().zip(expected) {
            assert_eq!((row.name.as_str(), row.chat), (name, 5), "{of}");
            assert!(row.next_at.is_some(), "{of}: no date to come");
            assert!(next_at.is_none() || row.next_at == next_at, "{of}: {:?}", row.next_at);
            // The program that comes after knows it by that name, in that status.
            let runs = status.parse().ok().and_then(DeadlineName::of_status);
            assert_eq!(runs.map(DeadlineName::as_str), Some(name), "{of}");
        }
    }
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn migrations_can_be_taken_back_and_made_again() {
    let database = TestDatabase::empty().await;
    let store = database.open().await;
    let connection = store.connection();
    for _ in 0..2 {
        Migrator::up(connection, None).await.unwrap();
        assert!(counter::Entity::find().one(connection).await.unwrap().is_some());
        Migrator::down(connection, None).await.unwrap();
        assert!(
            counter::Entity::find().one(connection).await.is_err(),
            "tables are left"
        );
    }
    store.close().await.unwrap();
}
