//! What is kept, as somebody sees it who only reads the database: what is committed, and nothing else.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use super::OUTSIDE;

/// An independent reader of the bot's database.
pub enum Reader {
    /// Reads the file on the real disk.
    Sqlite(PathBuf, RefCell<Option<Connection>>),
    /// Straight to the server.
    Postgres(String, RefCell<Option<DatabaseConnection>>),
}

/// A line for each thing that a person could be told of: people, filings, answers, history, deadlines. Versions are among them, so
/// that what was decided twice is another state.
pub type Kept = Vec<String>;

const WHAT_IS_KEPT: &[&str] = &[
    "SELECT 'person ' || id FROM person ORDER BY id",
    "SELECT 'filing of ' || applicant || ', ' || status || ', version ' || version FROM filing ORDER BY applicant, created_at",
    "SELECT 'answer of ' || filing.applicant || ', ' || place || ' ' || field || ', version ' || answer.version \
     FROM answer JOIN filing ON filing.id = answer.filing ORDER BY filing.applicant, place, field",
    "SELECT 'history of ' || filing.applicant || ', ' || action || ', ' || from_status || ' to ' || to_status \
     FROM audit JOIN filing ON filing.id = audit.filing ORDER BY filing.applicant, audit.id",
    "SELECT 'deadline of ' || filing.applicant || ', ' || name || ', next ' || COALESCE(next_at, 0) || ', closed ' || \
     COALESCE(closed_at, 0) FROM deadline JOIN filing ON filing.id = deadline.filing ORDER BY filing.applicant, name, began_at",
];

impl Reader {
    pub fn of_file(path: &Path) -> Self {
        Self::Sqlite(path.to_owned(), RefCell::default())
    }

    pub fn of_server(url: &str) -> Self {
        Self::Postgres(url.to_owned(), RefCell::default())
    }

    /// Nobody reads any more: a process that starts now finds the file as the last one left it.
    pub fn close(&self) {
        match self {
            Self::Sqlite(_, open) => drop(open.take()),
            Self::Postgres(_, open) => {
                if let Some(connection) = open.take() {
                    OUTSIDE.block_on(connection.close()).unwrap();
                }
            }
        }
    }

    pub fn kept(&self) -> Kept {
        WHAT_IS_KEPT.iter().flat_map(|query| self.lines(query)).collect()
    }

    /// The filings that were handed in, `<applicant> <number> <status>` each.
    pub fn handed_in(&self) -> Vec<String> {
        self.lines(
            "SELECT applicant || ' ' || number || ' ' || status FROM filing WHERE number IS NOT NULL ORDER BY applicant",
        )
    }

    /// Inputs that are not done, and how they stand.
    pub fn undecided(&self) -> Vec<String> {
        self.lines(
            "SELECT status || ' input ' || id || ' of ' || chat || ', ' || source FROM inbox WHERE status <> 'done'",
        )
    }

    /// Messages that were given up.
    pub fn given_up(&self) -> Vec<String> {
        self.lines("SELECT kind || ' to ' || chat || ': ' || COALESCE(error, '') FROM outbox WHERE status = 'failed'")
    }

    /// How many updates were ever taken.
    pub fn updates(&self) -> usize {
        self.lines("SELECT 'update ' || id FROM inbox WHERE source = 'telegram'")
            .len()
    }

    /// The one column of text of a query.
    pub fn lines(&self, query: &str) -> Vec<String> {
        match self {
            Self::Sqlite(path, open) => {
                let mut open = open.borrow_mut();
                // Not read-only: the first one after a crash restores the file from its log.
                let connection = open.get_or_insert_with(|| {
                    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
                });
                let mut statement = connection.prepare_cached(query).unwrap();
                let lines = statement.query_map([], |row| row.get(0)).unwrap();
                lines.map(Result::unwrap).collect()
            }
            Self::Postgres(url, open) => OUTSIDE.block_on(async {
                let connection = match open.take() {
                    Some(connection) => connection,
                    None => connect(url).await,
                };
                let statement = Statement::from_string(DbBackend::Postgres, query);
                let rows = connection.query_all_raw(statement).await.unwrap();
                open.replace(Some(connection));
                rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
            }),
        }
    }
}

/// One connection, straight to the server.
pub async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}
