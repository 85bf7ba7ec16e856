//! Rows of every version of the tables live through all that come after: `tests/data/migrations/<name>.sql` has samples of what
//! stood in the tables when that migration was the latest.

use std::path::Path;

use entities::{
    answer, audit, conversation, counter, data_key, deadline, delivery, desk, filing, inbox, outbox, person, rejection,
    role, service, slot, subject,
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
