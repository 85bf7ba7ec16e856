//! sea-orm rows to domain values and back. Sets in, sets out: no query for one row inside a loop.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, ConnectOptions as _, Connection};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr};
use sea_orm::{SqliteTransactionMode, TransactionOptions, TransactionTrait};

mod claim;
pub mod commits;
mod decided;
pub mod delivery;
pub mod due;
pub mod erase;
pub mod error;
pub mod files;
pub mod inbox;
pub mod keys;
pub mod load;
pub mod matters;
pub mod outbox;
pub mod queue;
pub mod save;
pub mod seal;
mod sealed;
mod sql;
mod tables;
mod transaction;
pub mod waiting;

use commits::Moment;
pub use error::{Result, StorageError};
use transaction::Suspicion;
pub use transaction::Transaction;

/// SQLite takes 32 766 values a statement; larger sets are divided below it.
pub const VALUES_A_STATEMENT: usize = 30_000;

/// Between two attempts to reach a server that is not there yet.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// Whether statements may lock rows: SQLite has one writer, and nothing to lock.
pub(crate) fn is_postgres(connection: &impl sea_orm::ConnectionTrait) -> bool {
    connection.get_database_backend() == DbBackend::Postgres
}

/// The database: SQLite with one connection that writes and others that read, or PostgreSQL with a pool.
#[derive(Clone, Debug)]
pub struct Store {
    connection: DatabaseConnection,
    /// Sees only what is committed. On PostgreSQL that holds of every connection outside a transaction: it is the same pool.
    committed: DatabaseConnection,
    suspicion: Suspicion,
    commits: commits::Watched,
}

impl Store {
    /// Tries a connection to a PostgreSQL server, and says why none can be made: a pool tries again and again in silence, and
    /// then tells only that its time is up. A server that is just starting gets `patience`.
    pub async fn reach(url: &str, patience: Duration) -> Result<(), DbErr> {
        let failed = |error| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)));
        let options: PgConnectOptions = url.parse().map_err(failed)?;
        let began = Instant::now();
        loop {
            let left = patience.saturating_sub(began.elapsed());
            let error = match tokio::time::timeout(left, options.connect()).await {
                Ok(Ok(connection)) => return connection.close().await.map_err(failed),
                Ok(Err(error)) => error,
                Err(_) => sqlx::Error::Io(std::io::Error::new(
                    std::io::ErrorKind::TimedOut,
                    format!("no answer within {} s", patience.as_secs()),
                )),
            };
            let starting = match &error {
                sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
                // cannot_connect_now
                sqlx::Error::Database(error) => error.code().is_some_and(|code| code == "57P03"),
                _ => false,
            };
            if !starting || began.elapsed() + TRY_AGAIN >= patience {
                return Err(failed(error));
            }
            tokio::time::sleep(TRY_AGAIN).await;
        }
    }

    /// Opens the database that `url` names (`sqlite://…` or `postgres://…`).
    pub async fn open(url: &str) -> Result<Self> {
        let suspicion = Suspicion::default();
        if !url.starts_with("sqlite") {
            let connection = Database::connect(postgres_options(url)).await?;
            return Ok(Self {
                committed: connection.clone(),
                connection,
                suspicion,
                commits: commits::Watched::default(),
            });
        }
        Ok(Self {
            connection: Database::connect(sqlite_writer_options(url, &suspicion)).await?,
            committed: Database::connect(sqlite_reader_options(url)).await?,
            suspicion,
            commits: commits::Watched::default(),
        })
    }

    /// The URL of the SQLite database in a data folder.
    pub fn sqlite_url(folder: &Path) -> String {
        format!("sqlite://{}", folder.join("bot.db").display())
    }

    pub fn is_postgres(&self) -> bool {
        self.connection.get_database_backend() == DbBackend::Postgres
    }

    /// The connection that writes; statements outside a transaction are one of their own each.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Reads what is committed and nothing else: what is delivered to people is read here, so that nobody is told what a failed
    /// commit, or a power cut, would take back. It does not wait for the connection that writes.
    pub fn committed(&self) -> &DatabaseConnection {
        &self.committed
    }

    /// Begins a transaction that will write: on SQLite it takes the write lock at once, so that it cannot fail half-way.
    pub async fn begin(&self) -> Result<Transaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        match self.connection.begin_with_options(options).await {
            Ok(inner) => Ok(Transaction::new(inner, self.suspicion.clone(), self.commits.clone())),
            Err(error) => {
                self.suspicion.raise();
                Err(StorageError::Transaction(error))
            }
        }
    }

    /// Has `count` called with the text of every statement and the time that it took: for figures, and for the tests that count them. Of this handle and its clones.
    pub fn on_statement(&mut self, count: impl Fn(&str, Duration) + Send + Sync + 'static) {
        let count = Arc::new(count);
        for connection in [&mut self.connection, &mut self.committed] {
            let count = count.clone();
            connection.set_metric_callback(move |info| count(&info.statement.sql, info.elapsed));
        }
    }

    /// Has `watch` asked before and after every commit, which goes on when it answers: for the tests that stop the process there. Of this
    /// handle and its later clones.
    pub fn on_commit(&mut self, watch: impl Fn(Moment) -> BoxFuture<'static, ()> + Send + Sync + 'static) {
        self.commits = commits::Watched::by(watch);
    }

    pub async fn close(&self) -> Result<(), DbErr> {
        self.committed.clone().close().await?;
        self.connection.clone().close().await
    }
}

fn options(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .sqlx_logging(false)
        .connect_timeout(Duration::from_secs(10))
        .acquire_timeout(Duration::from_secs(30));
    options
}

fn postgres_options(url: &str) -> ConnectOptions {
    let mut options = options(url);
    options
        .max_connections(8)
        // A process that freezes inside a transaction loses it, so that the others go on.
        .map_sqlx_postgres_opts(|postgres| {
            postgres.options([
                ("lock_timeout", "2s"),
                ("statement_timeout", "10s"),
                ("idle_in_transaction_session_timeout", "5s"),
            ])
        })
        .map_sqlx_postgres_before_acquire(|connection, _| {
            Box::pin(async move { Ok(is_outside_transactions(connection)) })
        });
    options
}

/// One connection writes, for SQLite has one writer.
fn sqlite_writer_options(url: &str, suspicion: &Suspicion) -> ConnectOptions {
    let suspicion = suspicion.clone();
    let mut options = options(url);
    options
        .max_connections(1)
        .min_connections(1)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .statement_cache_capacity(200)
                // Rows come from a thread of their own: a batch's answers in one go, not by fifties in turns.
                .row_buffer_size(4_096)
                // Deleted keys must not stay behind in free pages.
                .pragma("secure_delete", "ON")
                // 64 MB: what lists read again and again has room, however large the file is; by itself SQLite takes 2 MB.
                .pragma("cache_size", "-64000")
        })
        .map_sqlx_sqlite_before_acquire(move |connection, _| {
            let usable = !suspicion.take() && is_outside_transactions(connection);
            if !usable {
                tracing::warn!(
                    "A transaction did not end as it should: its connection is closed and a new one is opened"
                );
            }
            Box::pin(async move { Ok(usable) })
        });
    options
}

fn sqlite_reader_options(url: &str) -> ConnectOptions {
    let mut options = options(url);
    options
        .max_connections(2)
        .min_connections(1)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .busy_timeout(Duration::from_secs(5))
                .statement_cache_capacity(50)
                .row_buffer_size(4_096)
                .pragma("query_only", "ON")
        });
    options
}

/// By the driver's account, which counts a transaction as open until its end has succeeded.
fn is_outside_transactions(connection: &impl Connection) -> bool {
    !connection.is_in_transaction()
}
