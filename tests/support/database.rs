//! An empty database for a test: SQLite in a folder of its own, or, where `TEST_DATABASE_URL` names a PostgreSQL server
//! (`postgres://user@host/database`), a database of its own there.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use beian_bot::storage::Store;
use migrations::Migrator;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;
use uuid::Uuid;

pub struct TestDatabase {
    pub url: String,
    /// Deleted when it is dropped. Databases on a server are left to whoever started it.
    _folder: Option<tempfile::TempDir>,
}

impl TestDatabase {
    /// Made, with all tables.
    pub async fn new() -> Self {
        let database = Self::empty().await;
        let store = database.open().await;
        Migrator::up(store.connection(), None).await.unwrap();
        store.close().await.unwrap();
        database
    }

    /// The same, of SQLite where the machine keeps files in memory, if it has such a place: for what lives through thousands of commits and
    /// proves nothing about the disk.
    #[allow(dead_code, reason = "of the simulation alone")]
    pub async fn in_memory() -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        let mut database = Self::empty().await;
        if !database.is_postgres() {
            let folder = folder.unwrap();
            database.url = Store::sqlite_url(folder.path());
            database._folder = Some(folder);
        }
        let store = database.open().await;
        Migrator::up(store.connection(), None).await.unwrap();
        store.close().await.unwrap();
        database
    }

    /// Made, without tables.
    pub async fn empty() -> Self {
        match std::env::var("TEST_DATABASE_URL") {
            Ok(server) if !server.is_empty() => Self {
                url: create_database(&server).await,
                _folder: None,
            },
            _ => {
                let folder = tempfile::tempdir().unwrap();
                Self {
                    url: Store::sqlite_url(folder.path()),
                    _folder: Some(folder),
                }
            }
        }
    }

    /// A connection (a process of its own, so to say).
    pub async fn open(&self) -> Store {
        Store::open(&self.url).await.unwrap()
    }

    pub fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }
}

async fn create_database(server: &str) -> String {
    let name = format!("test_{}", Uuid::new_v4().simple());
    let connection = Database::connect(server).await.unwrap();
    let create = Statement::from_string(DbBackend::Postgres, format!("CREATE DATABASE {name}"));
    connection.execute_raw(create).await.unwrap();
    connection.close().await.unwrap();
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(&name);
    url.into()
}

/// Counts the statements that go through a store and its clones, and knows their texts.
#[derive(Clone, Default)]
pub struct Statements(Arc<AtomicUsize>, Arc<Mutex<BTreeSet<String>>>);

impl Statements {
    pub fn of(store: &mut Store) -> Self {
        let statements = Self::default();
        let counted = statements.clone();
        store.on_statement(move |text, _| {
            counted.0.fetch_add(1, Ordering::SeqCst);
            counted.1.lock().unwrap().insert(text.to_owned());
        });
        statements
    }

    /// How many since the last time this was asked.
    pub fn take(&self) -> usize {
        self.0.swap(0, Ordering::SeqCst)
    }

    /// The texts since the last time they were asked for, each once.
    #[allow(dead_code, reason = "of the tests that share this, one asks for them")]
    pub fn take_texts(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.1.lock().unwrap())
    }
}
